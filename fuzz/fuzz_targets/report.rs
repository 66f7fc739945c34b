//! Any bytes as the journal of a run: its model, and all that is written of it.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| hayes_report::oracles::report(bytes));

//! Any bytes as a journal: read, written again, shown as transcripts.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| hayes_journal::oracles::journal(bytes));

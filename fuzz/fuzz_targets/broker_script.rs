//! Any bytes as a script of connections, packets, times and orders.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| hayes_broker::oracles::script(bytes));

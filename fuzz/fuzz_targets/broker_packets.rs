//! Any bytes as a stream of packets. The first byte says how the rest is cut into reads.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| hayes_broker::oracles::packets(bytes));

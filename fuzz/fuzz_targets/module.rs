//! Any bytes as the life of a virtual module: what is typed, what the network does, time, and the supply.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| hayes_module::oracles::module(bytes));

//! A payload survives every shape that counts it.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    hayes_dialects::oracles::payloads(data);
});

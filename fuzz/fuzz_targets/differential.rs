//! A simple reader of its own make finds in a line what was written into it.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    hayes_dialects::oracles::differential(data);
});

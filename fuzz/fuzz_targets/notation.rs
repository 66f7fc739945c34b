//! Any text is a notation and a range set, or has its fault pointed at.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    hayes_dialects::oracles::notation(data);
});

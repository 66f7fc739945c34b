//! Whatever both sides send, however it is cut: the same events, and every byte in one of them.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    hayes_dialects::oracles::lines(data);
});

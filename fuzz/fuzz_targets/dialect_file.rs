//! Any text is a dialect file, or has its mistakes pointed at.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    hayes_dialects::oracles::dialect_file(data);
});

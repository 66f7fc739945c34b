//! Any text is an example file, or has its mistakes pointed at.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    hayes_dialects::oracles::example_file(data);
});

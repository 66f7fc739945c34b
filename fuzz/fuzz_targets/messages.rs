//! Messages of every shape, right and wrong, come back as they went out.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    hayes_dialects::oracles::messages(data);
});

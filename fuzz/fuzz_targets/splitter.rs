//! Any bytes, cut into lines: the same pieces as a second splitter finds, however the bytes come. Nothing but
//! the splitter is linked, so that almost all of the time goes to it.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    hayes_at::oracles::split(data);
});

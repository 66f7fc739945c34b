//! Any bytes as a log: nothing is lost, no control byte comes out, the work is bounded.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    hayes_monitor::oracles::explain(data);
});

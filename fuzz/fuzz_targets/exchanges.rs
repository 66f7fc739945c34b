//! Dialogues of a dialect with URCs put in anywhere: heard as they were meant.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    hayes_dialects::oracles::exchanges(data);
});

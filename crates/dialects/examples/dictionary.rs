//! Prints a libFuzzer dictionary made from the built-in dialects: command names, prefixes, sub-keys, prompts,
//! and the bytes that framing hangs on.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::Write as _;

fn main() -> std::io::Result<()> {
    let mut words: BTreeSet<Vec<u8>> = BTreeSet::new();
    for fixed in
        [b"\r\n".as_slice(), b"\r\nOK\r\n", b"\r\n> ", b">", b"\x1A", b"\x1B", b"\",\"", b"AT", b"=?", b";"]
    {
        words.insert(fixed.to_vec());
    }
    for dialect in hayes_dialects::oracles::dialects() {
        for shape in dialect.grammar().shapes() {
            words.insert(shape.head().to_vec());
        }
        for command in &dialect.commands {
            words.insert(format!("AT{}", command.name).into_bytes());
        }
        for (_, odd) in &dialect.spelled {
            words.extend(odd.iter().map(|o| o.clone().into_bytes()));
        }
    }
    let mut out = String::from("# Made from the built-in dialects.\n");
    for word in words.iter().filter(|w| (1..=64).contains(&w.len())) {
        let escaped: String = word.iter().map(|b| escape(*b)).collect();
        let _ = writeln!(out, "\"{escaped}\"");
    }
    std::io::stdout().write_all(out.as_bytes())
}

fn escape(byte: u8) -> String {
    match byte {
        b'"' => "\\\"".to_owned(),
        b'\\' => "\\\\".to_owned(),
        b' '..=b'~' => char::from(byte).to_string(),
        _ => format!("\\x{byte:02X}"),
    }
}

//! Writes seeds for the fuzz targets into a folder: from the documents' examples, from the notation of the
//! built-in dialects, and from what peers are known to trip over. `seeds FOLDER`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use hayes_dialects::examples::{What, builtin_examples};
use hayes_dialects::oracles::dialects;

/// Lines that other parsers lost, cut, wrapped or panicked on.
const STUMBLES: [&[u8]; 14] = [
    b"\r\n+QMTRECV: 0,1,\"t\",\"mail a@b.c > x\"\r\n",
    b"\r\n+CSQ: 23,0\r\n\r\n+QMTSTAT: 0,1\r\n\r\nOK\r\n",
    b"\r\n+QMTRECV: 0,1,\"t\",\"{\r\n \"a\": \"b\"\r\n}\"\r\n",
    b"\r\n+QMTRECV: 0,1,\"t\",18446744073709551615,\"x\"\r\n",
    b"\r\n+QMTRECV: 0,1,\"t\",30,\"short\"\r\n",
    b"\r\n+QMTRECV: 0,1,\"a\\\"b\",\"c\\\\d\"\r\n",
    b"\r\n+QMTSTAT: 9999999999,99999999999999999999\r\n",
    b"\r\n>\r\n\r\nOK\r\n",
    b"\"\r\nOK\r\n",
    b"\r\r\nRING\r\n",
    b"\r\n> ",
    b"\xFF\xFE\x00RDY\r\n",
    b"\r\n+CMQTTRXSTART: 0,9,60\r\n\r\n+CMQTTRXTOPIC: 0,9\r\nsimcommsg\r\n+CMQTTRXPAYLOAD: 0,4\r\n\r\nOK\r\n+CMQTTRXEND: 0\r\n",
    b"\r\n+MQTTREAD: 1,0,1,4\r\n\"t\",\"\r\nOK\"\r\nOK\r\n",
];

fn main() -> std::io::Result<()> {
    let Some(folder) = std::env::args_os().nth(1).map(PathBuf::from) else {
        return Err(std::io::Error::other("usage: seeds FOLDER"));
    };
    texts(&folder)?;
    streams(&folder)?;
    for (i, stumble) in STUMBLES.iter().enumerate() {
        for dialect in 0..u8::try_from(dialects().len()).unwrap_or(0) {
            let seed = [&[dialect, 3, 1, 4, 1], &record(0x80, stumble)[..]].concat();
            write(&folder, "lines", &format!("stumble-{i}-{dialect}"), &seed)?;
            let seed = [&[dialect, 3, 1, 4, 1][..], &[7; 16], stumble].concat();
            write(&folder, "payloads", &format!("stumble-{i}-{dialect}"), &seed)?;
        }
    }
    Ok(())
}

fn texts(folder: &Path) -> std::io::Result<()> {
    let mut count = 0;
    for dialect in dialects() {
        for form in dialect.commands.iter().flat_map(|c| &c.forms) {
            for text in form.syntax.iter().chain(&form.printed) {
                write(folder, "notation", &format!("syntax-{count}"), text.as_bytes())?;
                count += 1;
            }
        }
        for urc in &dialect.urcs {
            let file = format!(
                "version = 1\nid = \"x\"\nfamily = \"x\"\ndocument = {{ title = \"x\" }}\n[[urc]]\nid = \"u\"\nname = \"{}\"\nclause = \"1\"\nsyntax = '{}'\n",
                urc.name, urc.syntax
            );
            write(folder, "dialect_file", &format!("urc-{}-{}", dialect.id, urc.id), file.as_bytes())?;
        }
    }
    Ok(())
}

/// The documents' examples as dialogues of both sides.
fn streams(folder: &Path) -> std::io::Result<()> {
    for (index, dialect) in dialects().iter().enumerate() {
        let examples = builtin_examples(&dialect.id).map_err(|e| std::io::Error::other(e.to_string()))?;
        for file in examples {
            let name = file.name.replace(['/', '<', '>', ':'], "-");
            for (part, steps) in file.steps.chunks(12).enumerate() {
                let mut seed = vec![u8::try_from(index).unwrap_or(0), 5, 1, 3, 2];
                let mut text = String::new();
                for step in steps {
                    match &step.what {
                        What::Host(line) => seed.extend(record(0, &[line.as_slice(), b"\r"].concat())),
                        What::Data(bytes) => seed.extend(record(0, bytes)),
                        What::Module(line) => {
                            seed.extend(record(0x80, &[b"\r\n", line.as_slice(), b"\r\n"].concat()));
                            // Writing to a string cannot fail.
                            let _ = writeln!(text, "< {}", hayes_at::visible::Visible(line));
                        }
                        What::Printed(_) | What::Remark(_) => {}
                    }
                }
                if seed.len() < 1500 {
                    write(folder, "lines", &format!("example-{name}-{part}"), &seed)?;
                    write(folder, "example_file", &format!("example-{name}-{part}"), text.as_bytes())?;
                }
            }
        }
    }
    Ok(())
}

/// Bytes of one side as the oracle reads them: at most 63 to a header.
fn record(side: u8, bytes: &[u8]) -> Vec<u8> {
    bytes
        .chunks(63)
        .flat_map(|piece| [&[side | u8::try_from(piece.len()).unwrap_or(0)], piece].concat())
        .collect()
}

fn write(folder: &Path, target: &str, name: &str, bytes: &[u8]) -> std::io::Result<()> {
    let folder = folder.join(target);
    std::fs::create_dir_all(&folder)?;
    std::fs::write(folder.join(name), bytes)
}

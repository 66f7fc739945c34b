//! The bytes that are decoded: what a module says on its own, and a dialogue with commands in flight.

/// The size of a transcript.
const SIZE: usize = 4 << 20;

/// Final results, results and URCs in turn.
pub(crate) fn answers() -> Vec<u8> {
    repeated(&["OK", "+QMTOPEN: 0,0", r#"+QMTRECV: 0,1,"topic/a","payload""#])
}

/// A line of every other URC that a grammar of so many commands has, in turn.
pub(crate) fn every_urc(commands: usize) -> Vec<u8> {
    let lines: Vec<String> = (2..commands).map(|n| format!(r#"+QY{n:03}: 0,1,"topic/a""#)).collect();
    repeated(&lines)
}

/// Whole lines up to [`SIZE`] bytes, each between CR LF.
fn repeated(lines: &[impl AsRef<str>]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(SIZE);
    for line in lines.iter().cycle() {
        let line = line.as_ref();
        if bytes.len() + line.len() + 4 > SIZE {
            break;
        }
        bytes.extend_from_slice(b"\r\n");
        bytes.extend_from_slice(line.as_bytes());
        bytes.extend_from_slice(b"\r\n");
    }
    bytes
}

/// Who writes next, and what.
pub(crate) enum Turn {
    Host(Vec<u8>),
    Module(Vec<u8>),
}

/// One round of a dialogue: five publishes with echo, prompt and data, a message between each prompt and
/// its OK; then their five results in the order 5 4 3 2 1, one of them after a notice that it was sent again.
pub(crate) fn publishes() -> Vec<Turn> {
    let mut turns = Vec::new();
    for id in 1..=5 {
        let command = format!("AT+QMTPUB=0,{id},1,0,\"topic/a\",7\r");
        turns.push(Turn::Host(command.clone().into()));
        turns.push(Turn::Module(format!("{command}\r\n> ").into()));
        turns.push(Turn::Host(b"payload".into()));
        turns.push(Turn::Module(b"\r\n+QMTRECV: 0,1,\"topic/a\",\"payload\"\r\n\r\nOK\r\n".into()));
    }
    turns.push(Turn::Module(b"\r\n+QMTPUB: 0,3,1,2\r\n".into()));
    for id in (1..=5).rev() {
        turns.push(Turn::Module(format!("\r\n+QMTPUB: 0,{id},0\r\n").into()));
    }
    turns
}

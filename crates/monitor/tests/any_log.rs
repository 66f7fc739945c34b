//! Whatever a log holds: nothing is lost, no control byte comes out, however it is cut into reads.

use hayes_monitor::oracles::explain;
use proptest::prelude::*;

/// Lines as they stand in logs, whole and broken.
fn line() -> impl Strategy<Value = Vec<u8>> {
    let known = prop::sample::select(vec![
        &b"AT+QMTOPEN=0,\"h\",1883"[..],
        b"AT+CMQTTCONNECT=0,\"tcp://h:1\",60,1",
        b"AT+QMTPUBEX=0,1,1,0,\"t\",5",
        b"AT+CMQTTTOPIC=0,3",
        b"> AT+CSQ",
        b"< +CSQ: 1,2",
        b"OK",
        b"ERROR",
        b">",
        b"> abc",
        b"+CMQTTRXSTART: 0,3,4",
        b"+CMQTTRXTOPIC: 0,3",
        b"+QMTRECV: 0,1,\"t\",\"{",
        b"}\"",
        b"+QMTRECV: 0,1,\"t\",9,\"x",
        b"[12:00:01.5] TX: AT+QMTCONN=0,\"a\",\"b\",\"secret-1\"",
        b"[12:00:01.5] RX: +QMTCONN: 0,0,0",
        b"--> 'AT<CR>'",
        b"<-- '<CR><LF>OK<CR><LF>RDY<CR>'",
        b"RDY",
        b"> 2024/05/06 12:00:01.5  length=12 from=0 to=11",
        b"RX:",
        b" 41 54 2b 43 53 51 3f 0d                          AT+CSQ?.",
        b"00000000  0d 0a 4f 4b 0d 0a 2b 51  4d 54 52 45 43 56 3a 20  |..OK..+QMTRECV: |",
        b"00000010: 302c 312c 2274 222c",
        b"00000018",
    ])
    .prop_map(<[u8]>::to_vec);
    let any = prop::collection::vec(any::<u8>(), 0..40);
    prop_oneof![4 => known, 1 => any]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn holds(lines in prop::collection::vec((line(), 0..4_usize), 0..30)) {
        let ends: [&[u8]; 4] = [b"\n", b"\r\n", b"\r", b"\r\r\n"];
        let log: Vec<u8> = lines.iter().flat_map(|(l, end)| [l.as_slice(), ends[*end]].concat()).collect();
        explain(&log);
    }

    #[test]
    fn holds_for_bytes(log in prop::collection::vec(any::<u8>(), 0..600)) {
        explain(&log);
    }
}

#[test]
fn lines_of_any_length_hold() {
    for len in [8 * 1024 - 1, 8 * 1024, 8 * 1024 + 1, 70_000] {
        explain(&vec![b'x'; len]);
        explain(&[&b"+QMTRECV: 0,1,\"t\",\""[..], &vec![b'y'; len], b"\r\nOK\r\n"].concat());
        explain(&vec![b'\r'; len]);
    }
    explain(&b"\n".repeat(20_000));
}

//! Journals made up: of as many cases as one likes, each like one of a real run.

use std::fmt::Write as _;

/// A run of so many cases with so many lines each; one in twenty fails.
pub(crate) fn usual(dialect: &str, cases: u32, lines: u32) -> Vec<u8> {
    let mut journal = format!(
        "{{\"kind\":\"run\",\"schema\":\"hayes-journal/1\",\"hayes\":\"0.1.0\",\"started\":\"2026-11-21T07:15:00Z\",\"seed\":1,\"dialect\":{{\"id\":\"{dialect}\",\"digest\":\"0123456789abcdef\"}},\"world\":\"virtual\"}}\n"
    );
    for rule in 0..80 {
        let _ = writeln!(
            journal,
            "{{\"kind\":\"rule\",\"id\":\"setting.number-{rule}\",\"clause\":\"3.2.{rule}\",\"says\":\"setting number {rule} is 0 to 3600 seconds, and counts from the next connection on\"}}"
        );
    }
    for case in 0..cases {
        let _ = writeln!(
            journal,
            "{{\"kind\":\"planned\",\"case\":\"{dialect}/QMTCFG.setting/write/value-{case}/above-max\",\"title\":\"AT+QMTCFG=\\\"setting\\\" with <value {case}> above max is refused\",\"rules\":[\"setting.number-{}\"],\"clause\":\"3.2.1\",\"area\":\"QMTCFG.setting\"}}",
            case % 90
        );
    }
    let mut now = 0;
    for case in 0..cases {
        let id = format!("{dialect}/QMTCFG.setting/write/value-{case}/above-max");
        let _ = writeln!(journal, "{{\"kind\":\"started\",\"at_us\":{now},\"case\":\"{id}\",\"attempt\":1}}");
        for line in 0..lines {
            now += u64::from(case) * 7919 % 20_000 + u64::from(line) * 131;
            let (kind, bytes) = match line % 3 {
                0 => ("out", format!("AT+QMTCFG=\\\"setting\\\",0,{}\\\\r", case * 31 + line)),
                1 => ("in", format!("AT+QMTCFG=\\\"setting\\\",0,{}\\\\r\\\\r\\\\n", case * 31 + line)),
                _ => ("in", "\\\\r\\\\nOK\\\\r\\\\n".to_owned()),
            };
            let _ = writeln!(journal, "{{\"kind\":\"{kind}\",\"at_us\":{now},\"bytes\":\"{bytes}\"}}");
        }
        let end = if case % 20 == 7 {
            "\"fail\",\"expected\":\"refused\",\"actual\":\"accepted\",\"reason\":\"the answer is not what the clause allows\""
        } else {
            "\"pass\""
        };
        let _ = writeln!(
            journal,
            "{{\"kind\":\"finished\",\"at_us\":{now},\"case\":\"{id}\",\"verdict\":{end}}}"
        );
    }
    let _ = writeln!(journal, "{{\"kind\":\"ended\",\"at_us\":{now}}}");
    journal.into_bytes()
}

//! A module at a test's hand, and scripts that are played to it: `> line` is typed, `= data` is typed as it is,
//! `! order` goes to the far end, `~ 5s` lets time pass, and `< line` is what the module then says, byte for
//! byte. Two seconds pass after what is typed, unless `~` says so.

use std::time::Duration;

use crate::bench::net::Net;
use hayes_at::visible::bytes_of;
use hayes_module::Setup;

pub(crate) const BC20: &str = "quectel-bc20";
pub(crate) const BC26: &str = "quectel-bc26";
pub(crate) const ECX: &str = "quectel-ecx00u";

/// Lines as the module frames them: `|` between them.
pub(crate) fn framed(lines: &str) -> String {
    lines.split('|').filter(|line| !line.is_empty()).flat_map(|line| ["\r\n", line, "\r\n"]).collect()
}

/// A module without echo.
pub(crate) fn silent(id: &str) -> Net {
    with(id, &[])
}

/// One that goes these ways.
pub(crate) fn with(id: &str, variants: &[&str]) -> Net {
    let variants = variants.iter().map(|&v| v.to_owned()).collect();
    let mut net = Net::judged_with(id, Setup { variants, ..Setup::default() });
    net.say("ATE0\r");
    net
}

/// One whose first client is open.
pub(crate) fn open(id: &str) -> Net {
    let mut net = silent(id);
    tell(&mut net, "AT+QMTOPEN=0,\"far.end\",1883", "OK|+QMTOPEN: 0,0");
    net
}

/// One whose first client is connected.
pub(crate) fn connected(id: &str) -> Net {
    let mut net = open(id);
    tell(&mut net, "AT+QMTCONN=0,\"me\"", "OK|+QMTCONN: 0,0,0");
    net
}

/// Types a line and expects lines, within two seconds.
pub(crate) fn tell(net: &mut Net, typed: &str, said: &str) {
    assert_eq!(net.say(&format!("{typed}\r")), framed(said), "{typed}");
}

/// Plays a script; the module may say nothing but what the script has, and nothing that its dialect has not.
pub(crate) fn play(net: &mut Net, script: &str) {
    let mut expected = String::new();
    let mut said = String::new();
    let mut last = "the beginning";
    for line in script.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (mark, rest) = line.split_once(' ').unwrap_or((line, ""));
        if mark == "<" {
            let end = if rest == ">" { " " } else { "\r\n" };
            expected.extend(["\r\n", rest, end]);
            continue;
        }
        assert_eq!(said, expected, "after {last}");
        // Silence in the midst of data would look as if the host had none.
        if !said.ends_with("> ") && !said.ends_with("CONNECT\r\n") {
            net.approve();
        }
        expected.clear();
        last = line;
        said = match mark {
            ">" => net.say(&format!("{rest}\r")),
            "=" => {
                net.type_bytes(&bytes_of(rest).unwrap_or_else(|e| panic!("{rest}: {e:?}")));
                net.listen(Duration::from_secs(2))
            }
            "!" => {
                net.order(rest);
                net.listen(Duration::from_secs(1))
            }
            "~" => net.listen(time_of(rest)),
            _ => panic!("what is `{line}`?"),
        };
    }
    assert_eq!(said, expected, "after {last}");
    net.approve();
}

fn time_of(text: &str) -> Duration {
    let whole = |digits: &str| digits.parse().unwrap_or_else(|_| panic!("no time: {text}"));
    match text.strip_suffix("ms") {
        Some(digits) => Duration::from_millis(whole(digits)),
        None => Duration::from_secs(whole(text.trim_end_matches('s'))),
    }
}

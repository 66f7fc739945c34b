//! A module at a test's hand: lines in, lines out.

use std::time::Duration;

use crate::bench::net::Net;
use hayes_module::Setup;

/// The documents of the family.
pub const ALL: [&str; 3] = ["quectel-bc20", "quectel-bc26", "quectel-ecx00u"];

/// Lines as the module frames them: `|` between them.
pub fn framed(lines: &str) -> String {
    lines.split('|').filter(|line| !line.is_empty()).map(|line| format!("\r\n{line}\r\n")).collect()
}

/// A module without echo.
pub fn silent(id: &str) -> Net {
    with(id, &[])
}

/// One that goes these ways.
pub fn with(id: &str, variants: &[&str]) -> Net {
    let variants = variants.iter().map(|&v| v.to_owned()).collect();
    let mut net = Net::judged_with(id, Setup { variants, ..Setup::default() });
    net.say("ATE0\r");
    net
}

/// One whose first client is open.
pub fn open(id: &str) -> Net {
    let mut net = silent(id);
    tell(&mut net, "AT+QMTOPEN=0,\"far.end\",1883", "OK|+QMTOPEN: 0,0");
    net
}

/// One whose first client is connected.
pub fn connected(id: &str) -> Net {
    let mut net = open(id);
    tell(&mut net, "AT+QMTCONN=0,\"me\"", "OK|+QMTCONN: 0,0,0");
    net
}

/// Types a line and expects lines, within two seconds.
pub fn tell(net: &mut Net, typed: &str, said: &str) {
    assert_eq!(net.say(&format!("{typed}\r")), framed(said), "{typed}");
}

/// Lets time pass and expects lines.
pub fn hear(net: &mut Net, seconds: u64, said: &str) {
    assert_eq!(net.listen(Duration::from_secs(seconds)), framed(said));
}

/// Publishes from the module, in the way that its document has for it.
pub fn publish(net: &mut Net, id: &str, msgid: i64, qos: i64, topic: &str, message: &str) -> String {
    if id == "quectel-ecx00u" {
        let typed = format!("AT+QMTPUBEX=0,{msgid},{qos},0,\"{topic}\",{}\r", message.len());
        let prompt = net.say(&typed);
        if !prompt.ends_with("> ") {
            return prompt;
        }
        return net.say(message);
    }
    net.say(&format!("AT+QMTPUB=0,{msgid},{qos},0,\"{topic}\",\"{message}\"\r"))
}

/// The name of the command that publishes.
pub fn publishes(id: &str) -> &'static str {
    if id == "quectel-ecx00u" { "+QMTPUBEX" } else { "+QMTPUB" }
}

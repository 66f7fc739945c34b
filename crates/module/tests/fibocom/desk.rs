//! A module at a test's hand.

use crate::bench::net::Net;
use hayes_module::Setup;

/// Lines as the module frames them: `|` between them.
pub(crate) fn framed(lines: &str) -> String {
    lines.split('|').filter(|l| !l.is_empty()).fold(String::new(), |text, line| text + "\r\n" + line + "\r\n")
}

/// A module without echo.
pub(crate) fn silent() -> Net {
    with(&[])
}

/// One that goes these ways.
pub(crate) fn with(ways: &[&str]) -> Net {
    let variants = ways.iter().map(|way| format!("reading/{way}")).collect();
    let mut net = Net::judged_with("fibocom", Setup { variants, ..Setup::default() });
    net.say("ATE0\r");
    net
}

/// One that has an address, and a user for its first client.
pub(crate) fn ready() -> Net {
    ready_with(&[])
}

/// The same, going these ways.
pub(crate) fn ready_with(ways: &[&str]) -> Net {
    let mut net = with(ways);
    net.say("AT+MIPCALL=1\r");
    net.say("AT+MQTTUSER=1,\"user\",\"word\",\"me\"\r");
    net
}

/// One that is connected, with a clean session and a keep-alive time of 60 s.
pub(crate) fn connected() -> Net {
    connected_with(&[])
}

/// The same, going these ways.
pub(crate) fn connected_with(ways: &[&str]) -> Net {
    let mut net = ready_with(ways);
    assert_eq!(net.say("AT+MQTTOPEN=1,\"far.end\",1883,1,60\r"), framed("OK|+MQTTOPEN: 1,1"));
    net
}

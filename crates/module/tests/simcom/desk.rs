//! Scripts for modules of the family: what is typed, and what has to be said, line by line.

use std::time::Duration;

use hayes_module::Setup;

use crate::bench::net::Net;

pub const ID: &str = "simcom-sim7672";

/// A module that does not echo, and a judge who listens.
pub fn silent() -> Net {
    with(&[])
}

/// The same, set up to go other ways.
pub fn with(variants: &[&str]) -> Net {
    let variants = variants.iter().map(|name| (*name).to_owned()).collect();
    let mut net = Net::judged_with(ID, Setup { variants, ..Setup::default() });
    net.say("ATE0\r");
    net
}

/// The same with the service running and client 0 acquired as `me`.
pub fn acquired(variants: &[&str]) -> Net {
    let mut net = with(variants);
    tell(&mut net, "AT+CMQTTSTART", "OK|+CMQTTSTART: 0");
    tell(&mut net, "AT+CMQTTACCQ=0,\"me\"", "OK");
    net
}

/// The same with client 0 connected.
pub fn connected(variants: &[&str]) -> Net {
    let mut net = acquired(variants);
    tell(&mut net, CONNECT, "OK|+CMQTTCONNECT: 0,0");
    net
}

pub const CONNECT: &str = "AT+CMQTTCONNECT=0,\"tcp://far.end:1883\",60,1";

/// Lines as the module frames them; `|` stands between them.
pub fn framed(lines: &str) -> String {
    let lines = lines.split('|').filter(|line| !line.is_empty());
    lines.flat_map(|line| ["\r\n", line, "\r\n"]).collect()
}

/// Types a command line; exactly these lines have to come within two seconds.
#[track_caller]
pub fn tell(net: &mut Net, typed: &str, said: &str) {
    assert_eq!(net.say(&format!("{typed}\r")), framed(said), "{typed}");
}

/// Types a command line and, after its prompt, data.
#[track_caller]
pub fn enter(net: &mut Net, typed: &str, data: &str, said: &str) {
    assert_eq!(net.say(&format!("{typed}\r")), "\r\n>", "{typed}");
    assert_eq!(net.say(data), framed(said), "{typed} {data}");
}

/// Lets time pass; exactly these lines have to come.
#[track_caller]
pub fn hear(net: &mut Net, seconds: u64, said: &str) {
    assert_eq!(net.listen(Duration::from_secs(seconds)), framed(said));
}

/// Gives topic and payload to client 0, each with its length.
#[track_caller]
pub fn prepare(net: &mut Net, topic: &str, payload: &str) {
    enter(net, &format!("AT+CMQTTTOPIC=0,{}", topic.len()), topic, "OK");
    if !payload.is_empty() {
        enter(net, &format!("AT+CMQTTPAYLOAD=0,{}", payload.len()), payload, "OK");
    }
}

/// Subscribes client 0.
#[track_caller]
pub fn subscribe(net: &mut Net, topic: &str, qos: u8) {
    enter(net, &format!("AT+CMQTTSUB=0,{},{qos}", topic.len()), topic, "OK|+CMQTTSUB: 0,0");
}

/// What the far end saw of packets of a kind, the last first.
pub fn last_seen(net: &Net, what: &str) -> String {
    net.seen().lines().rev().find(|line| line.contains(what)).unwrap_or_default().to_owned()
}

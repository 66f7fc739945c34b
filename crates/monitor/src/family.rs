//! What commands are for, over all families, and lines that no document here has. Facts, no behaviour.

mod names;

pub(crate) use names::{alone_has, answers_barely, elsewhere, family_of};

/// What a command is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Setting,
    Start,
    Acquire,
    Open,
    Connect,
    Disconnect,
    Close,
    Release,
    Stop,
    Subscribe,
    Unsubscribe,
    Topic,
    Payload,
    Publish,
    Receive,
    Other,
}

/// The role of a command.
pub(crate) fn role(name: &str) -> Role {
    match name {
        "+QMTCFG" | "+CMQTTCFG" | "+CMQTTSSLCFG" | "+MQTTUSER" | "+MQTTCONF" | "+MQTTWILL"
        | "+CMQTTWILLTOPIC" | "+CMQTTWILLMSG" | "+QSSLCFG" | "+CSSLCFG" | "+SMCONF" => Role::Setting,
        "+CMQTTSTART" => Role::Start,
        "+CMQTTACCQ" => Role::Acquire,
        "+QMTOPEN" => Role::Open,
        "+QMTCONN" | "+CMQTTCONNECT" | "+MQTTOPEN" | "+SMCONN" | "+CMQCON" => Role::Connect,
        "+QMTDISC" | "+CMQTTDISC" | "+SMDISC" | "+CMQDISCON" => Role::Disconnect,
        "+QMTCLOSE" | "+MQTTCLOSE" => Role::Close,
        "+CMQTTREL" => Role::Release,
        "+CMQTTSTOP" => Role::Stop,
        "+QMTSUB" | "+CMQTTSUB" | "+MQTTSUB" | "+SMSUB" | "+CMQSUB" => Role::Subscribe,
        "+QMTUNS" | "+CMQTTUNSUB" | "+MQTTUNSUB" | "+SMUNSUB" | "+CMQUNSUB" => Role::Unsubscribe,
        "+CMQTTTOPIC" => Role::Topic,
        "+CMQTTPAYLOAD" => Role::Payload,
        "+QMTPUB" | "+QMTPUBEX" | "+CMQTTPUB" | "+MQTTPUB" | "+SMPUB" | "+CMQPUB" => Role::Publish,
        "+QMTRECV" | "+MQTTREAD" => Role::Receive,
        _ => Role::Other,
    }
}

/// The command of a family for a role.
pub(crate) fn command_for(family: &str, role: Role) -> Option<&'static str> {
    Some(match (family, role) {
        ("quectel", Role::Open) => "AT+QMTOPEN",
        ("quectel", Role::Connect | Role::Start | Role::Acquire) => "AT+QMTOPEN, then AT+QMTCONN",
        ("quectel", Role::Disconnect) => "AT+QMTDISC",
        ("quectel", Role::Close | Role::Release | Role::Stop) => "AT+QMTCLOSE",
        ("quectel", Role::Subscribe) => "AT+QMTSUB",
        ("quectel", Role::Unsubscribe) => "AT+QMTUNS",
        ("quectel", Role::Publish | Role::Topic | Role::Payload) => "AT+QMTPUB or AT+QMTPUBEX",
        ("quectel", Role::Setting) => "AT+QMTCFG",
        ("simcom", Role::Open | Role::Start) => "AT+CMQTTSTART",
        ("simcom", Role::Connect) => "AT+CMQTTACCQ, then AT+CMQTTCONNECT",
        ("simcom", Role::Disconnect) => "AT+CMQTTDISC",
        ("simcom", Role::Close) => "AT+CMQTTREL, then AT+CMQTTSTOP",
        ("simcom", Role::Subscribe) => "AT+CMQTTSUB",
        ("simcom", Role::Unsubscribe) => "AT+CMQTTUNSUB",
        ("simcom", Role::Publish) => "AT+CMQTTTOPIC, AT+CMQTTPAYLOAD, then AT+CMQTTPUB",
        ("simcom", Role::Setting) => "AT+CMQTTCFG",
        ("fibocom", Role::Open | Role::Connect | Role::Start | Role::Acquire) => {
            "AT+MQTTUSER, then AT+MQTTOPEN"
        }
        ("fibocom", Role::Disconnect | Role::Close | Role::Release | Role::Stop) => "AT+MQTTCLOSE",
        ("fibocom", Role::Subscribe) => "AT+MQTTSUB",
        ("fibocom", Role::Unsubscribe) => "AT+MQTTUNSUB",
        ("fibocom", Role::Publish | Role::Topic | Role::Payload) => "AT+MQTTPUB",
        ("fibocom", Role::Receive) => "AT+MQTTREAD",
        _ => return None,
    })
}

/// The role of a foreign command that sets up the packet connection: which the other families do otherwise.
pub(crate) fn packet_setup(family: &str) -> &'static str {
    match family {
        "quectel" => "AT+QICSGP and AT+QIACT=1",
        "simcom" => "AT+CGDCONT and AT+CGACT (AT+NETOPEN)",
        "fibocom" => "AT+MIPCALL=1",
        _ => "the module's own command",
    }
}

/// Whole lines that modules report and no document here has.
pub(crate) fn report(line: &[u8]) -> Option<&'static str> {
    const LINES: [(&[u8], &str); 24] = [
        (b"Call Ready", "voice is ready"),
        (b"SMS Ready", "short messages are ready"),
        (b"RING", "a call comes in"),
        (b"NO CARRIER", "the connection is over"),
        (b"UNDER-VOLTAGE", "the supply voltage is too low"),
        (b"OVER-VOLTAGE", "the supply voltage is too high"),
        (b"+CPIN: NOT INSERTED", "no SIM"),
        (b"SHUT OK", "the packet connection is shut"),
        (b"SEND OK", "data were sent"),
        (b"SEND FAIL", "data could not be sent"),
        (b"CLOSED", "the other side has closed the socket"),
        (b"CONNECT OK", "the socket is connected"),
        (b"CONNECT FAIL", "the socket could not be connected"),
        (b"CLOSE OK", "the socket is closed"),
        (b"ALREADY CONNECT", "the socket is connected already"),
        (b"^", "report of the module"),
        (b"REBOOT", "the module restarts"),
        (b"NORMAL POWER", "the module switches off"),
        (b"POWERED DOWN", "the module switches off"),
        (b"STATE: ", "state of the TCP/IP stack"),
        (b"DATA ACCEPT", "data were taken"),
        (b"+PDP DEACT", "the packet connection was shut by the network"),
        (b"+SAPBR 1: DEACT", "the bearer was shut by the network"),
        (b"SM: ", "state of the module"),
    ];
    let bare = match line {
        [b'0'..=b'9', b',', b' ', rest @ ..] | [b'0'..=b'9', b',', rest @ ..] => rest,
        _ => line,
    };
    LINES.iter().find(|(l, _)| bare.starts_with(l)).map(|(_, says)| *says)
}

/// Commands with a secret among their values, and the place of the first one.
pub(crate) const SECRETS: [(&str, usize); 15] = [
    ("+QMTCONN", 3),
    ("+CMQTTCONNECT", 5),
    ("+MQTTUSER", 2),
    ("+QICSGP", 4),
    ("+CGAUTH", 3),
    ("+CSTT", 2),
    ("+CPIN", 0),
    ("+CLCK", 2),
    ("+CPWD", 1),
    ("+MIPCALL", 3),
    ("+QHTTPAUTH", 1),
    ("+CMQTTAUTH", 1),
    ("+CMQCON", 7),
    ("+CNCFG", 4),
    ("+CFTPSLOGIN", 3),
];

/// Results that sockets have in the place of OK, and the beginnings of the commands that they end. A number of
/// the socket may stand before them.
pub(crate) fn ends_barely(line: &[u8]) -> Option<(&'static [&'static str], &'static str, bool)> {
    const SEND: &[&str] = &["+CIPSEND", "+QISEND", "+CASEND", "+CIPSTART"];
    const LINES: [(&[u8], &[&str], &str, bool); 8] = [
        (b"SEND OK", SEND, "the data were sent", true),
        (b"SEND FAIL", SEND, "the data could not be sent", false),
        (b"DATA ACCEPT", SEND, "the data were taken", true),
        (b"SHUT OK", &["+CIPSHUT"], "the packet connection is shut", true),
        (b"CLOSE OK", &["+CIPCLOSE", "+QICLOSE"], "the socket is closed", true),
        (b"CLOSED", &["+CIPCLOSE"], "the socket is closed", true),
        (b"DEACT OK", &["+QIDEACT"], "the packet connection is shut", true),
        (b"ALREADY CONNECT", &["+CIPSTART", "+QIOPEN"], "the socket is connected already", false),
    ];
    let bare = match line {
        [b'0'..=b'9', b',', b' ', rest @ ..] | [b'0'..=b'9', b',', rest @ ..] => rest,
        _ => line,
    };
    let found = LINES.iter().find(|(start, ..)| bare.starts_with(start))?;
    Some((found.1, found.2, found.3))
}

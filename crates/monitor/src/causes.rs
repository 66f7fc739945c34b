//! Likely causes of a failure, in order: what the log itself shows first, then what the code and the time
//! taken speak for. Every sentence stands here; nothing is remembered.

use std::time::Duration;

use crate::family::Role;

/// What is known when something failed.
#[derive(Debug, Clone, Default)]
#[allow(clippy::struct_excessive_bools, reason = "independent facts about one failure")]
pub(crate) struct Failure<'a> {
    pub(crate) family: &'a str,
    pub(crate) name: &'a str,
    pub(crate) role: Option<Role>,
    pub(crate) code: Option<i64>,
    /// Later than the final result.
    pub(crate) later: bool,
    pub(crate) means: Option<&'a str>,
    pub(crate) advice: Option<&'a str>,
    pub(crate) took: Option<Duration>,
    /// What was wrong with the command itself.
    pub(crate) wrong: Option<&'a str>,
    /// What a connection needs and the log shows to be missing.
    pub(crate) fact: Option<(u64, &'a str)>,
    /// The precondition that does not hold, or that the log never shows to hold.
    pub(crate) unmet: Option<String>,
    /// Secure transport was set up.
    pub(crate) secure: bool,
    /// The server's address was given by this.
    pub(crate) about: &'a str,
    /// The client's number.
    pub(crate) client: Option<i64>,
    /// The log shows the client connected.
    pub(crate) connected: bool,
    /// A quoted text of the command holds quotes.
    pub(crate) inner_quotes: bool,
    /// The other family that alone has this command.
    pub(crate) stranger: Option<&'a str>,
    /// The log has shown the thing being opened before.
    pub(crate) opened_here: bool,
}

/// The causes, the likeliest first.
pub(crate) fn of(failure: &Failure<'_>) -> Vec<String> {
    let mut causes = Vec::new();
    if let Some(wrong) = failure.wrong {
        causes.push(format!("the command itself: {wrong}"));
    }
    if failure.inner_quotes && !failure.later {
        causes.push(
            "a quoted text holds quotes, and many firmwares end it at the first one: send it after a prompt"
                .to_owned(),
        );
    }
    let leftover = leftover(failure);
    if let Some(cause) = &leftover {
        causes.push(cause.clone());
    }
    if let Some(unmet) = &failure.unmet {
        causes.push(unmet.clone());
    }
    // That the packet connection is down is no reason why it cannot be brought up.
    let own = |says: &str| brings_up(failure.name) && says.starts_with("the packet connection");
    if let Some((line, says)) = failure.fact
        && needs_network(failure)
        && !own(says)
    {
        causes.push(format!("{says} (line {line})"));
    }
    causes.extend(by_code(failure));
    causes.extend(by_time(failure));
    if let Some(advice) = failure.advice {
        causes.push(advice.to_owned());
    }
    if causes.is_empty() {
        causes.extend(general(failure));
    }
    causes.dedup();
    causes.truncate(4);
    causes
}

/// Does a command bring up the packet connection?
pub(crate) fn brings_up(name: &str) -> bool {
    matches!(name, "+QIACT" | "+CGACT" | "+CGATT" | "+MIPCALL" | "+NETOPEN" | "+CNACT" | "+SAPBR" | "+CIICR")
}

fn needs_network(failure: &Failure<'_>) -> bool {
    matches!(failure.role, Some(Role::Open | Role::Connect | Role::Start | Role::Publish | Role::Subscribe))
        || brings_up(failure.name)
        || matches!(
            failure.name,
            "+QIOPEN" | "+CIPSTART" | "+CIPOPEN" | "+COPS" | "+QPING" | "+QNTP" | "+CNTP"
        )
}

/// Something is open from before, and how to clean it up.
fn leftover(failure: &Failure<'_>) -> Option<String> {
    let client = failure.client.unwrap_or(0);
    let since = if failure.opened_here {
        "it was opened above and never closed"
    } else {
        "left over from before the host restarted"
    };
    match (failure.family, failure.role, failure.code, failure.later) {
        ("quectel", Some(Role::Open), Some(2), true) => Some(format!(
            "{since}: query with AT+QMTOPEN? and AT+QMTCONN?, clean up with AT+QMTDISC={client}, then AT+QMTCLOSE={client}"
        )),
        ("simcom", Some(Role::Start), Some(23), _) => Some(format!(
            "{since}: query with AT+CMQTTCONNECT? and AT+CMQTTACCQ?, clean up with AT+CMQTTDISC={client},60, AT+CMQTTREL={client}, then AT+CMQTTSTOP"
        )),
        ("simcom", Some(Role::Acquire), Some(19), _) => Some(format!(
            "{since}: query with AT+CMQTTACCQ?, clean up with AT+CMQTTDISC={client},60, then AT+CMQTTREL={client}"
        )),
        ("simcom", Some(Role::Start), None, false) => Some(
            "the service may run already: query with AT+CMQTTACCQ?, clean up with AT+CMQTTDISC, AT+CMQTTREL, then AT+CMQTTSTOP".to_owned(),
        ),
        _ => None,
    }
}

fn by_code(failure: &Failure<'_>) -> Vec<String> {
    let said = |list: &[&str]| list.iter().map(|s| (*s).to_owned()).collect();
    match (failure.family, failure.role, failure.code, failure.later) {
        ("quectel", Some(Role::Open), Some(3), true) => {
            said(&["no packet context: registration, APN (AT+CGDCONT, AT+QICSGP) and AT+QIACT come first"])
        }
        ("quectel", Some(Role::Open), Some(4), true) => said(&[
            "the host name is misspelt or the DNS server does not answer",
            "the packet context has no way out",
        ]),
        ("quectel", Some(Role::Open), Some(5 | -1), true) => connecting(failure),
        ("quectel", Some(Role::Open), Some(1), true) => {
            said(&["client index, host name or port is out of range"])
        }
        ("quectel", Some(Role::Connect), Some(1), true) => {
            said(&["the server speaks another MQTT version: AT+QMTCFG=\"version\""])
        }
        ("quectel", Some(Role::Connect), Some(2), true)
            if failure.means.is_some_and(|m| m.contains("client id")) =>
        {
            said(&["the client identifier is empty, too long, or not one that this server allows"])
        }
        ("quectel", Some(Role::Connect), Some(3), true)
            if failure.means.is_some_and(|m| m.contains("unavailable") || m.contains("not available")) =>
        {
            said(&["the server is there and does not serve: try later, or ask whose it is"])
        }
        ("quectel", Some(Role::Connect), Some(2), true)
            if failure.means.is_some_and(|m| m.contains("could not")) =>
        {
            said(&[
                "the server closed the connection on CONNECT: it wants TLS, or other credentials",
                "the link was lost",
            ])
        }
        ("quectel" | "simcom", Some(Role::Connect), Some(4 | 5 | 30 | 31), true)
            if failure.means.is_some_and(|m| m.contains("password") || m.contains("authori")) =>
        {
            said(&[
                "user name or password is wrong, missing, or bound to another client identifier",
                "the server's rules do not allow this client",
            ])
        }
        ("simcom", Some(Role::Connect), Some(3 | 4 | 15 | 7 | 9 | 16), true) => connecting(failure),
        ("simcom", Some(Role::Connect), Some(25), true) => {
            said(&["the host name is misspelt or the DNS server does not answer"])
        }
        ("simcom", Some(Role::Connect), Some(32), true) => {
            let mut causes = tls();
            if failure.about.ends_with(":1883") {
                causes.insert(
                    0,
                    "TLS is asked for on port 1883, which is that of plain MQTT as a rule".to_owned(),
                );
            }
            causes
        }
        ("simcom", Some(Role::Connect), Some(11..=14), _) => {
            said(&["AT+CMQTTACCQ for this client has to come first, and server addresses start with tcp://"])
        }
        ("simcom", Some(Role::Start), Some(1..=22), _) => {
            said(&["no packet connection: registration and the access point (AT+CGDCONT) come first"])
        }
        ("simcom", Some(Role::Acquire | Role::Connect), Some(9), _) => {
            said(&["AT+CMQTTSTART and its result come first"])
        }
        ("simcom", Some(Role::Publish), Some(14 | 17), _) => {
            said(&["the publish before has not been acknowledged yet"])
        }
        ("fibocom", Some(Role::Connect), Some(0), true) => {
            let mut list = vec![
                "1 would be success, 0 is failure: the server was not reached or refused the client"
                    .to_owned(),
            ];
            list.extend(connecting(failure));
            list
        }
        ("fibocom", Some(Role::Subscribe | Role::Publish | Role::Close), Some(0), true) => {
            said(&["1 would be success, 0 is failure: the connection may be gone, check AT+MQTTOPEN?"])
        }
        ("fibocom", _, Some(703 | 704), _) => {
            said(&["user name or password of AT+MQTTUSER is wrong, or bound to another client identifier"])
        }
        (_, Some(Role::Subscribe), Some(128), true) => {
            said(&["the server's rules do not allow this topic to this client"])
        }
        (_, Some(Role::Subscribe | Role::Publish), Some(2), true) => said(&[
            "the packet was not acknowledged in time: the link is lost or the server dropped the client",
            "the server does not allow this topic to this client",
        ]),
        (_, _, _, false)
            if failure.means.is_some_and(|m| m.contains("no SIM") || m.contains("has failed")) =>
        {
            said(&["no SIM, or it has no contact"])
        }
        (_, _, _, false) if failure.means.is_some_and(|m| m.contains("its PIN")) => {
            said(&["enter the PIN with AT+CPIN first"])
        }
        _ => Vec::new(),
    }
}

/// What an error line that speaks in words says, where it is one of those that tell the cause.
pub(crate) fn said_of(text: &[u8]) -> Option<&'static str> {
    const SAID: [(&str, &str); 12] = [
        ("sim not inserted", "no SIM in the holder"),
        ("sim pin required", "the SIM wants its PIN"),
        ("sim puk required", "the SIM is locked and wants its PUK"),
        ("sim failure", "the SIM has failed"),
        ("sim busy", "the SIM is busy"),
        ("sim wrong", "the SIM is not taken"),
        ("operation not allowed", "this may not be done now"),
        ("operation not supported", "this is not supported"),
        ("incorrect password", "the password is wrong"),
        ("no network service", "there is no network"),
        ("network timeout", "the network has not answered in time"),
        ("invalid", "a value is not taken"),
    ];
    let said = String::from_utf8_lossy(text).to_lowercase();
    SAID.iter().find(|(words, _)| said.contains(words)).map(|(_, means)| *means)
}

/// Why a server is not reached.
fn connecting(failure: &Failure<'_>) -> Vec<String> {
    let quick = failure.took.is_some_and(|t| t < Duration::from_secs(2));
    let slow = failure.took.is_some_and(|t| t > Duration::from_secs(20));
    let mut causes = Vec::new();
    if failure.secure {
        causes.extend(tls());
    }
    if quick {
        causes.push("the connection was refused at once: nothing listens on this port, or there is no way out of the packet context".to_owned());
    } else if slow {
        causes.push(
            "nobody answered until the time limit: wrong address, or a firewall drops the packets".to_owned(),
        );
    } else {
        causes.push(
            "address or port is wrong, or the server cannot be reached from the operator's network"
                .to_owned(),
        );
    }
    if !failure.secure && failure.about.contains("8883") {
        causes.insert(0, "port 8883 wants TLS, and none was set up".to_owned());
    }
    if failure.secure && failure.about.ends_with(":1883") {
        causes.insert(0, "TLS is asked for on port 1883, which is that of plain MQTT as a rule".to_owned());
    }
    causes
}

fn tls() -> Vec<String> {
    vec![
        "the TLS handshake failed: CA certificate missing or wrong, security level, TLS version".to_owned(),
        "the module's clock is wrong, so that certificates are not valid yet: AT+CCLK?, or ignore the local time".to_owned(),
        "the server needs the host name in the handshake (SNI)".to_owned(),
    ]
}

fn by_time(failure: &Failure<'_>) -> Option<String> {
    let took = failure.took?;
    let quick = took < Duration::from_secs(1);
    let says_timeout = failure.means.is_some_and(|m| m.contains("time") || m.contains("timed out"));
    if says_timeout && quick {
        return Some(format!(
            "{} is too short for a time limit: it was refused, not unanswered",
            crate::words::time(took)
        ));
    }
    None
}

fn general(failure: &Failure<'_>) -> Vec<String> {
    let said = |list: &[&str]| -> Vec<String> { list.iter().map(|s| (*s).to_owned()).collect() };
    match failure.role {
        Some(Role::Publish | Role::Subscribe | Role::Unsubscribe) if !failure.later && failure.connected => {
            said(&["a parameter is not what this firmware takes", "the connection was lost without a report"])
        }
        Some(Role::Publish | Role::Subscribe | Role::Unsubscribe) if !failure.later => {
            said(&["the client is not connected", "a parameter is not what this firmware takes"])
        }
        Some(Role::Connect) if failure.name == "+SMCONN" => said(&[
            "the packet connection is not up: AT+CNACT comes first",
            "address or port in AT+SMCONF is wrong, or the server cannot be reached from the operator's network",
            "the server refuses user name, password or client identifier",
            "the client is connected already: AT+SMSTATE?, AT+SMDISC",
        ]),
        Some(Role::Connect) if !failure.later && failure.family == "simcom" => {
            let mut causes = said(&[
                "AT+CMQTTACCQ for this client has to come first",
                "the client is connected already: AT+CMQTTCONNECT?, AT+CMQTTDISC",
            ]);
            if !failure.about.starts_with("tcp://") && !failure.about.is_empty() {
                causes.insert(0, "server addresses start with tcp://".to_owned());
            }
            causes
        }
        Some(Role::Connect) if !failure.later => {
            said(&["the network of this client is not open, or the client is connected already"])
        }
        Some(Role::Open) if !failure.later => said(&[
            "the client is open already: query with AT+QMTOPEN?, close with AT+QMTCLOSE",
            "a parameter is not what this firmware takes",
        ]),
        Some(Role::Close | Role::Disconnect | Role::Release | Role::Stop) => {
            said(&["there was nothing to close: the link was gone before"])
        }
        _ if !failure.later && brings_up(failure.name) => said(&[
            "the access point (APN) is wrong, or the network or the SIM does not allow data",
            "not registered yet: AT+CEREG? and AT+CGATT? say so",
            "it is up already: the read form of the command says so",
        ]),
        _ if !failure.later && failure.stranger.is_some() => {
            vec![format!(
                "AT{} is a command of {} modules",
                failure.name,
                failure.stranger.unwrap_or_default()
            )]
        }
        _ if !failure.later => said(&[
            "this firmware does not know the command or its parameters",
            "the module is not in the state for it",
        ]),
        _ => Vec::new(),
    }
}

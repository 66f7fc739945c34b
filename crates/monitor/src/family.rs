//! What commands are for, over all families, and names that other documents describe. Facts, no behaviour.

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
        "+QMTCONN" | "+CMQTTCONNECT" | "+MQTTOPEN" | "+SMCONN" => Role::Connect,
        "+QMTDISC" | "+CMQTTDISC" | "+SMDISC" => Role::Disconnect,
        "+QMTCLOSE" | "+MQTTCLOSE" => Role::Close,
        "+CMQTTREL" => Role::Release,
        "+CMQTTSTOP" => Role::Stop,
        "+QMTSUB" | "+CMQTTSUB" | "+MQTTSUB" | "+SMSUB" => Role::Subscribe,
        "+QMTUNS" | "+CMQTTUNSUB" | "+MQTTUNSUB" | "+SMUNSUB" => Role::Unsubscribe,
        "+CMQTTTOPIC" => Role::Topic,
        "+CMQTTPAYLOAD" => Role::Payload,
        "+QMTPUB" | "+QMTPUBEX" | "+CMQTTPUB" | "+MQTTPUB" | "+SMPUB" => Role::Publish,
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

/// The family of a command's prefix, for commands that only one vendor's modules have.
pub(crate) fn family_of(name: &str) -> Option<&'static str> {
    if name.starts_with("+QMT")
        || name.starts_with("+QSSLCFG")
        || name.starts_with("+QICSGP")
        || name.starts_with("+QIACT")
    {
        Some("quectel")
    } else if name.starts_with("+CMQTT") {
        Some("simcom")
    } else if name.starts_with("+MQTT") || name.starts_with("+MIPCALL") {
        Some("fibocom")
    } else {
        None
    }
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

/// Prefixes that other documents describe: commands, their answers and reports.
const ELSEWHERE: [(&str, &str); 93] = [
    ("+QIACT", "activation of a packet context"),
    ("+QIDEACT", "deactivation of a packet context"),
    ("+QICSGP", "access point of a packet context"),
    ("+QIOPEN", "opening of a socket"),
    ("+QISEND", "data to a socket"),
    ("+QIRD", "data from a socket"),
    ("+QICLOSE", "closing of a socket"),
    ("+QIURC", "report of the TCP/IP stack"),
    ("+QIND", "report of the module"),
    ("+QUSIM", "type of SIM"),
    ("+QNWINFO", "network in use"),
    ("+QENG", "serving cell"),
    ("+QCFG", "extended settings"),
    ("+QGMR", "firmware revision"),
    ("+QPOWD", "switching off"),
    ("+QCCID", "number of the SIM card"),
    ("+QNITZ", "network time"),
    ("+QLTS", "network time"),
    ("+QSIMSTAT", "SIM inserted or not"),
    ("+QINISTAT", "initialisation of the SIM"),
    ("+QPING", "ping"),
    ("+QIDNSGIP", "name resolution"),
    ("+QIDNSCFG", "name servers"),
    ("+QGPS", "positioning"),
    ("+QHTTP", "HTTP"),
    ("+QFUPL", "upload of a file"),
    ("+QFLST", "list of files"),
    ("+QFDEL", "deletion of a file"),
    ("+QSCLK", "sleep mode"),
    ("+QURCCFG", "port of the reports"),
    ("+QBAND", "bands"),
    ("+QCSQ", "signal quality"),
    ("+QSSL", "SSL"),
    ("+QRST", "restart"),
    ("+QNBIOTEVENT", "power saving report"),
    ("+QNBIOTRAI", "release assistance"),
    ("+QATWAKEUP", "wake-up report"),
    ("+QSPN", "name of the provider"),
    ("+CNACT", "activation of a packet context"),
    ("+CNMP", "network mode"),
    ("+CMNB", "LTE kind"),
    ("+CPSI", "serving cell"),
    ("+CNCFG", "packet context"),
    ("+NETOPEN", "start of the TCP/IP service"),
    ("+NETCLOSE", "stop of the TCP/IP service"),
    ("+IP", "address of the module"),
    ("+IPADDR", "address of the module"),
    ("+CIP", "sockets"),
    ("+CIFSR", "address of the module"),
    ("+CIICR", "bringing up the packet connection"),
    ("+CSTT", "access point"),
    ("+SAPBR", "bearer"),
    ("+SMCONF", "settings of the MQTT client"),
    ("+SMCONN", "connect to the MQTT server"),
    ("+SMPUB", "publish"),
    ("+SMSUB", "subscribe, or a message received"),
    ("+SMSTATE", "state of the MQTT client"),
    ("+SMDISC", "disconnect from the MQTT server"),
    ("+SMUNSUB", "end of a subscription"),
    ("+APP PDP", "report of the packet connection"),
    ("+CSSLCFG", "settings of an SSL context"),
    ("+CCERT", "certificates"),
    ("+CFS", "file system"),
    ("+CDNSGIP", "name resolution"),
    ("+CHTTP", "HTTP"),
    ("+HTTP", "HTTP"),
    ("+CGNS", "positioning"),
    ("+CPWROFF", "switching off"),
    ("+CRESET", "restart"),
    ("+CBC", "supply voltage"),
    ("+CCID", "number of the SIM card"),
    ("+ICCID", "number of the SIM card"),
    ("+CICCID", "number of the SIM card"),
    ("+SIMEI", "serial number"),
    ("+CIMI", "subscriber's identity"),
    ("+GTRAT", "radio technology"),
    ("+GTDNS", "name servers"),
    ("+GTCCINFO", "serving cell"),
    ("+MIP", "TCP/IP"),
    ("+CTZ", "time zone report"),
    ("+NITZ", "network time"),
    ("+CGEV", "packet event"),
    ("+CIEV", "indicator report"),
    ("+CMTI", "short message received"),
    ("+CMGF", "format of short messages"),
    ("+CNMI", "reports of short messages"),
    ("+CLIP", "caller's number"),
    ("+CSCON", "connection to the base station"),
    ("+CPSMS", "power saving"),
    ("+CEDRX", "discontinuous reception"),
    ("+CGAUTH", "authentication of a packet context"),
    ("+CGCONTRDP", "values of a packet context"),
    ("+GSN", "serial number"),
];

/// What a prefix that other documents describe is about. The longest one counts.
pub(crate) fn elsewhere(name: &str) -> Option<&'static str> {
    ELSEWHERE.iter().filter(|(p, _)| name.starts_with(p)).max_by_key(|(p, _)| p.len()).map(|(_, says)| *says)
}

/// Whole lines that modules report and no document here has.
pub(crate) fn report(line: &[u8]) -> Option<&'static str> {
    const LINES: [(&[u8], &str); 18] = [
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
    ];
    LINES.iter().find(|(l, _)| line.starts_with(l)).map(|(_, says)| *says)
}

/// Commands with a secret among their values, and the place of the first one.
pub(crate) const SECRETS: [(&str, usize); 12] = [
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
];

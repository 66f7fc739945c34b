//! Faults in what goes over the wire.

use serde::Deserialize;

use crate::fault::gate::When;
use crate::fault::mangle::Mangle;

/// A packet of MQTT.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OnPacket {
    pub(crate) packet: PacketKind,
    /// Only a PUBLISH of such a QoS.
    #[serde(default)]
    pub(crate) qos: Vec<u8>,
    pub(crate) dup: Option<bool>,
    pub(crate) retain: Option<bool>,
    /// Only a PUBLISH without payload.
    #[serde(default)]
    pub(crate) empty: bool,
    /// Only a CONNECT with this keep-alive time.
    pub(crate) keep_alive: Option<u16>,
    /// Only a CONNACK with this code.
    pub(crate) code: Option<u8>,
    /// The module takes it for acknowledged at once.
    #[serde(default)]
    pub(crate) answered: bool,
    #[serde(default)]
    pub(crate) when: When,
    pub(crate) then: PacketThen,
}

/// The kinds of packets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum PacketKind {
    Connect,
    Connack,
    Publish,
    Puback,
    Pubrel,
    Pubcomp,
    Subscribe,
    Suback,
    Unsubscribe,
    Unsuback,
    Pingreq,
    Disconnect,
}

/// What becomes of a packet.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum PacketThen {
    Drop,
    Double,
    /// Twice, the second time under another identifier.
    DoubleNew,
    /// The module takes it for acknowledged at once.
    Answered,
    /// It is not sent, and the module takes it for acknowledged.
    Claimed,
    Qos(u8),
    Retain(bool),
    Dup(bool),
    Id(u16),
    IdAdd(u16),
    Topic(Mangle),
    Payload(Mangle),
    /// The topic of the message before.
    LastTopic,
    ClientId(Mangle),
    User(Mangle),
    Password(Mangle),
    NoUser,
    NoPassword,
    EmptyLogin,
    SwapLogin,
    Version(u8),
    MixedVersion,
    KeepAlive(u16),
    KeepAliveTimes(u16),
    KeepAliveByte,
    Clean(bool),
    InvertClean,
    NoWill,
    WillUnasked,
    WillQos(u8),
    WillRetain(bool),
    WillTopic(Mangle),
    WillMessage(Mangle),
    SwapWill,
    FirstTopic,
    ReverseTopics,
    /// A CONNACK's code.
    Code(u8),
    /// A SUBACK's codes: all the same, those that were asked for, refusals taken for grants.
    Codes(u8),
    AsAsked,
    Accepted,
}

/// What an MQTT client is told otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum SetupThen {
    Retries(u32),
    RetriesAdd(i32),
    TimeoutTimes(u32),
    /// A CONNACK is awaited for so many seconds, whatever was set.
    ConnectWait(u64),
    /// Pings come after so many hundredths of their time.
    PingPercent(u32),
    /// A heartbeat comes so often in seconds, whatever was set.
    Heartbeat(u64),
}

/// A socket.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OnSocket {
    /// Asked for, unless it says otherwise.
    #[serde(default)]
    pub(crate) at: SocketAt,
    /// `name`: only to a host that is named.
    pub(crate) host: Option<String>,
    /// Only to ports from this one on.
    pub(crate) port_from: Option<u16>,
    pub(crate) trouble: Option<TroubleKind>,
    #[serde(default)]
    pub(crate) when: When,
    pub(crate) then: SocketThen,
}

/// What happens to a socket.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum SocketAt {
    #[default]
    Open,
    Close,
    Failed,
    Lost,
}

/// Why a socket fails, roughly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum TroubleKind {
    Dns,
    Refused,
    Unreachable,
    Tls,
}

/// What becomes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum SocketThen {
    /// It is not noticed, or not done.
    Drop,
    Abort,
    Opened,
    Fails(TroubleKind),
    Trouble(TroubleKind),
    PortAdd(i32),
    NoTls,
    Tls,
    NoVerify,
    Verify,
    NoCertificate,
}

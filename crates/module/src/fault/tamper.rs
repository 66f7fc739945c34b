//! What goes over the wire, and what comes: packets, sockets, how a client is told to connect.

mod change;

use std::collections::BTreeMap;
use std::time::Duration;

use super::kinds::{
    Fault, OnPacket, OnSocket, PacketKind, PacketThen, SetupThen, SocketAt, SocketThen, TroubleKind,
};
use super::{Active, note};
use crate::client::{self, Packet};
use crate::seam::{TlsWish, Trouble, Verify};

/// Stands between the MQTT clients and their sockets.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tamper {
    active: Vec<Active>,
    /// The levels that were asked for, by link and identifier.
    asked: BTreeMap<(usize, u16), Vec<u8>>,
    /// Messages of QoS 2 that the client takes for received.
    claimed: Vec<(usize, u16)>,
    last_topic: Option<Vec<u8>>,
    /// What the next CONNECT says, where its client keeps another time.
    keep_alive: Option<u16>,
}

/// The most SUBSCRIBEs that are remembered.
const MAX_ASKED: usize = 256;

/// What comes of a packet that goes out.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Sent {
    /// What is sent.
    pub(crate) packets: Vec<Packet>,
    /// What the client takes for the server's answer.
    pub(crate) answers: Vec<Packet>,
}

impl Tamper {
    pub(super) fn new(active: Vec<Active>) -> Self {
        Self { active, ..Self::default() }
    }

    /// A command was carried out, or an unasked line said.
    pub(crate) fn note(&mut self, command: &str, form: &str) {
        note(&mut self.active, command, form);
    }

    /// A restart heals what only wears out.
    pub(crate) fn restart(&mut self) {
        for active in &mut self.active {
            active.gate = super::gate::Gate::default();
        }
        self.asked.clear();
        self.claimed.clear();
    }

    /// What comes of a packet of the module.
    pub(crate) fn send(&mut self, link: usize, mut packet: Packet) -> Sent {
        if self.active.is_empty() {
            return Sent { packets: vec![packet], answers: Vec::new() };
        }
        self.remember(link, &packet);
        if let Packet::Connect(connect) = &mut packet {
            connect.keep_alive = self.keep_alive.take().unwrap_or(connect.keep_alive);
        }
        let mut sent = Sent { packets: vec![packet.clone()], answers: Vec::new() };
        if let Packet::Pubrel { id, .. } = packet
            && let Some(at) = self.claimed.iter().position(|claimed| *claimed == (link, id))
        {
            self.claimed.remove(at);
            sent.answers.push(Packet::Pubcomp(id));
        }
        for Active { fault, gate } in &mut self.active {
            let Fault::Send(on) = fault else { continue };
            if !is_meant(on, &packet) || !gate.strikes(&on.when) {
                continue;
            }
            if on.answered || matches!(on.then, PacketThen::Answered | PacketThen::Claimed) {
                if let Packet::Publish(p) = &packet
                    && p.qos == 2
                {
                    self.claimed.push((link, p.id));
                }
                sent.answers.extend(answer(&packet));
            }
            sent.packets = match on.then {
                PacketThen::Answered => sent.packets,
                PacketThen::Drop | PacketThen::Claimed => Vec::new(),
                _ => change::each(sent.packets, &on.then, None),
            };
        }
        sent
    }

    /// What comes of a packet of the server.
    pub(crate) fn receive(&mut self, link: usize, packet: Packet) -> Vec<Packet> {
        let mut packets = vec![packet.clone()];
        let asked = match &packet {
            Packet::Suback { id, .. } => self.asked.remove(&(link, *id)),
            Packet::Publish(_) => self.last_topic.clone(),
            _ => None,
        };
        for Active { fault, gate } in &mut self.active {
            let Fault::Receive(on) = fault else { continue };
            if !is_meant(on, &packet) || !gate.strikes(&on.when) {
                continue;
            }
            packets = match on.then {
                PacketThen::Drop => Vec::new(),
                _ => change::each(packets, &on.then, asked.as_deref()),
            };
        }
        if let (Packet::Publish(message), false) = (packet, self.active.is_empty()) {
            self.last_topic = Some(message.topic);
        }
        packets
    }

    fn remember(&mut self, link: usize, packet: &Packet) {
        if let Packet::Subscribe { id, filters, .. } = packet
            && self.asked.len() < MAX_ASKED
        {
            self.asked.insert((link, *id), filters.iter().map(|(_, qos)| *qos).collect());
        }
    }

    /// How a client is told to connect.
    pub(crate) fn set_up(&mut self, setup: &mut client::Setup) {
        for active in &self.active {
            let Fault::Setup { then } = &active.fault else { continue };
            match then {
                SetupThen::Retries(times) => setup.retry.times = *times,
                SetupThen::RetriesAdd(by) => setup.retry.times = setup.retry.times.saturating_add_signed(*by),
                SetupThen::TimeoutTimes(by) => setup.retry.timeout = setup.retry.timeout.saturating_mul(*by),
                SetupThen::ConnectWait(time) => setup.connect_timeout = Duration::from_secs(*time),
                SetupThen::Heartbeat(every) => {
                    setup.ping = setup.ping.map(|_| Duration::from_secs(*every));
                }
                SetupThen::PingPercent(by) => {
                    let time = u32::from(setup.keep_alive).saturating_mul(*by) / 100;
                    self.keep_alive = Some(setup.keep_alive);
                    setup.keep_alive = u16::try_from(time).unwrap_or(u16::MAX);
                    setup.ping = setup.ping.map(|ping| ping * *by / 100);
                }
            }
        }
    }

    /// What becomes of a socket that is asked for: why it fails, if it does.
    pub(crate) fn open(&mut self, host: &str, port: &mut u16, tls: &mut Option<TlsWish>) -> Option<Trouble> {
        for Active { fault, gate } in &mut self.active {
            let Fault::Socket(on) = fault else { continue };
            if on.at != SocketAt::Open || !place_fits(on, host, *port) || !gate.strikes(&on.when) {
                continue;
            }
            match on.then {
                SocketThen::Fails(why) => return Some(trouble(why)),
                SocketThen::PortAdd(by) => {
                    *port = u16::try_from(i32::from(*port).saturating_add(by)).unwrap_or(*port);
                }
                SocketThen::NoTls => *tls = None,
                SocketThen::Tls => *tls = Some(tls.take().unwrap_or_default()),
                SocketThen::NoVerify => tls.iter_mut().for_each(|tls| tls.verify = Verify::None),
                SocketThen::Verify => tls.iter_mut().for_each(|tls| tls.verify = Verify::Server),
                SocketThen::NoCertificate => tls.iter_mut().for_each(|tls| tls.certificate = None),
                SocketThen::Drop | SocketThen::Abort | SocketThen::Opened | SocketThen::Trouble(_) => {}
            }
        }
        None
    }

    /// How a socket is closed: usually, by a reset, or not at all.
    pub(crate) fn close(&mut self) -> Closing {
        match self.at(SocketAt::Close, None) {
            Some(SocketThen::Drop) => Closing::LeftOpen,
            Some(SocketThen::Abort) => Closing::Reset,
            _ => Closing::Usual,
        }
    }

    /// What a socket's failure is taken for; none: for success.
    pub(crate) fn failed(&mut self, why: Trouble) -> Option<Trouble> {
        match self.at(SocketAt::Failed, Some(&why)) {
            Some(SocketThen::Opened) => None,
            Some(SocketThen::Trouble(other)) => Some(trouble(other)),
            _ => Some(why),
        }
    }

    /// Is the end of a connection noticed?
    pub(crate) fn notices_loss(&mut self) -> bool {
        self.at(SocketAt::Lost, None) != Some(SocketThen::Drop)
    }

    fn at(&mut self, at: SocketAt, why: Option<&Trouble>) -> Option<SocketThen> {
        self.active.iter_mut().find_map(|Active { fault, gate }| match fault {
            Fault::Socket(on) if on.at == at && on.trouble.is_none_or(|kind| is_of(kind, why)) => {
                gate.strikes(&on.when).then_some(on.then)
            }
            _ => None,
        })
    }
}

/// How a socket is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Closing {
    /// In good order.
    Usual,
    /// At once.
    Reset,
    /// Not at all.
    LeftOpen,
}

fn place_fits(on: &OnSocket, host: &str, port: u16) -> bool {
    let named = !host.chars().all(|c| c.is_ascii_digit() || c == '.' || c == ':');
    on.host.as_ref().is_none_or(|_| named) && on.port_from.is_none_or(|from| port >= from)
}

fn is_of(kind: TroubleKind, why: Option<&Trouble>) -> bool {
    matches!(
        (kind, why),
        (TroubleKind::Dns, Some(Trouble::Dns))
            | (TroubleKind::Refused, Some(Trouble::Refused))
            | (TroubleKind::Unreachable, Some(Trouble::Unreachable))
            | (TroubleKind::Tls, Some(Trouble::Tls(_)))
    )
}

fn trouble(kind: TroubleKind) -> Trouble {
    match kind {
        TroubleKind::Dns => Trouble::Dns,
        TroubleKind::Refused => Trouble::Refused,
        TroubleKind::Unreachable => Trouble::Unreachable,
        TroubleKind::Tls => Trouble::Tls("handshake failed".to_owned()),
    }
}

fn is_meant(on: &OnPacket, packet: &Packet) -> bool {
    if kind_of(packet) != Some(on.packet) {
        return false;
    }
    match packet {
        Packet::Publish(p) => {
            (on.qos.is_empty() || on.qos.contains(&p.qos))
                && on.dup.is_none_or(|dup| p.dup == dup)
                && on.retain.is_none_or(|retain| p.retain == retain)
                && (!on.empty || p.payload.is_empty())
        }
        Packet::Connect(c) => on.keep_alive.is_none_or(|time| c.keep_alive == time),
        Packet::Connack { code, .. } => {
            on.code.is_none_or(|of| *code == of)
                && (*code != 0 || on.code.is_some() || on.then == PacketThen::Drop)
        }
        _ => true,
    }
}

fn kind_of(packet: &Packet) -> Option<PacketKind> {
    Some(match packet {
        Packet::Connect(_) => PacketKind::Connect,
        Packet::Connack { .. } => PacketKind::Connack,
        Packet::Publish(_) => PacketKind::Publish,
        Packet::Puback(_) => PacketKind::Puback,
        Packet::Pubrel { .. } => PacketKind::Pubrel,
        Packet::Pubcomp(_) => PacketKind::Pubcomp,
        Packet::Subscribe { .. } => PacketKind::Subscribe,
        Packet::Suback { .. } => PacketKind::Suback,
        Packet::Unsubscribe { .. } => PacketKind::Unsubscribe,
        Packet::Unsuback(_) => PacketKind::Unsuback,
        Packet::Pingreq => PacketKind::Pingreq,
        Packet::Disconnect => PacketKind::Disconnect,
        Packet::Pubrec(_) | Packet::Pingresp => return None,
    })
}

/// What the server would answer.
fn answer(packet: &Packet) -> Option<Packet> {
    match packet {
        Packet::Connect(_) => Some(Packet::Connack { session_present: false, code: 0 }),
        Packet::Publish(p) if p.qos == 1 => Some(Packet::Puback(p.id)),
        Packet::Publish(p) if p.qos == 2 => Some(Packet::Pubrec(p.id)),
        Packet::Pubrel { id, .. } => Some(Packet::Pubcomp(*id)),
        Packet::Subscribe { id, filters, .. } => {
            Some(Packet::Suback { id: *id, codes: filters.iter().map(|(_, qos)| *qos).collect() })
        }
        Packet::Unsubscribe { id, .. } => Some(Packet::Unsuback(*id)),
        Packet::Pingreq => Some(Packet::Pingresp),
        _ => None,
    }
}

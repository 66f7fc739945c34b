//! A record as a line for people, safe on a terminal and without secrets.

use std::fmt;

use super::Gone;
use super::summary::{clipped, summary};
use super::{Bound, Cause, Event, OrderEnd, Record, Seen, Tls, Transport, UpstreamEvent};
use crate::orders::{quoted, shown};
use crate::plain::{Full, Note, Why};
use crate::wire::{Direction, password_span};

impl fmt::Display for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:>5}.{:06}", self.at.as_secs(), self.at.subsec_micros())?;
        match self.link {
            Some(link) => write!(f, " {:>4} ", link.to_string())?,
            None => write!(f, "      ")?,
        }
        write!(f, "{}", self.event)?;
        match (&self.event, &self.client) {
            (Event::Packet(..) | Event::Junk { .. } | Event::Ordered(..), _) | (_, None) => Ok(()),
            (_, Some(client)) => write!(f, " ({})", shown(client.as_bytes())),
        }
    }
}

fn arrow(direction: Direction) -> &'static str {
    match direction {
        Direction::Received => ">",
        Direction::Sent => "<",
    }
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Opened { peer, transport } => {
                let over = match transport {
                    Transport::Virtual => "virtual",
                    Transport::Tcp => "TCP",
                    Transport::Tls => "TLS",
                };
                write!(f, "* {over} connection from {}", shown(peer.as_bytes()))
            }
            Self::TurnedAway { peer } => {
                write!(f, "* turned away {}: too many connections", shown(peer.as_bytes()))
            }
            Self::Tls(tls) => write!(f, "* {tls}"),
            Self::Packet(direction, seen) => write!(f, "{} {seen}", arrow(*direction)),
            Self::Junk { direction, raw, fault } => {
                write!(f, "{} not a packet: {}", arrow(*direction), redacted(raw))?;
                fault.as_ref().map_or(Ok(()), |fault| write!(f, " ! {fault}"))
            }
            Self::Upstream(UpstreamEvent::Opened) => write!(f, "* upstream connected"),
            Self::Upstream(UpstreamEvent::Failed(why)) => {
                write!(f, "* upstream failed: {}", shown(why.as_bytes()))
            }
            Self::Upstream(UpstreamEvent::Closed) => write!(f, "* upstream closed"),
            Self::Broker(note) => write!(f, "* {note}"),
            Self::Ordered(id, text) => write!(f, "* order {}: {}", id.0, text),
            Self::Applied(id, Some(kind)) => write!(f, "* order {} acts on {kind}", id.0),
            Self::Applied(id, None) => write!(f, "* order {} acts", id.0),
            Self::OrderEnded(id, how) => {
                let how = match how {
                    OrderEnd::Spent => "spent",
                    OrderEnd::Expired => "expired",
                    OrderEnd::Cancelled => "cancelled",
                };
                write!(f, "* order {} {how}", id.0)
            }
            Self::OrderFailed(id, why) => write!(f, "* order {} failed: {why}", id.0),
            Self::Closing(cause) => write!(f, "* closing: {cause}"),
            Self::Closed(gone) => write!(f, "* {gone}"),
            Self::PeerFinished => write!(f, "* the client finished sending"),
        }
    }
}

impl fmt::Display for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.frame.kind() {
            Some(kind) => write!(f, "{kind}")?,
            None => write!(f, "type {}", self.frame.raw()[0] >> 4)?,
        }
        match &self.packet {
            Some(packet) => {
                let summary = summary(packet);
                if !summary.is_empty() {
                    write!(f, " {summary}")?;
                }
            }
            None => write!(f, " {}", redacted(self.frame.raw()))?,
        }
        self.faults.iter().try_for_each(|fault| write!(f, " ! {}", shown(fault.to_string().as_bytes())))
    }
}

/// Raw bytes in quotes; a password in them is covered.
fn redacted(raw: &[u8]) -> String {
    match password_span(raw) {
        Some(span) => format!("{} {}", clipped(&raw[..span.start]), super::pseudonym(&raw[span])),
        None => clipped(raw),
    }
}

impl fmt::Display for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Established { version, suite, server_name, client_certificate } => {
                write!(f, "TLS established: {version} {suite}")?;
                if let Some(name) = server_name {
                    write!(f, " for {}", quoted(name.as_bytes()))?;
                }
                match client_certificate {
                    Some(print) => write!(f, " client certificate {print}"),
                    None => Ok(()),
                }
            }
            Self::Failed(why) => write!(f, "TLS failed: {}", shown(why.as_bytes())),
            Self::CloseNotify => write!(f, "TLS close notify"),
        }
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Session { client, resumed: true } => {
                write!(f, "session of {} resumed", quoted(client.as_bytes()))
            }
            Self::Session { client, resumed: false } => {
                write!(f, "new session of {}", quoted(client.as_bytes()))
            }
            Self::SessionEnded(client) => write!(f, "session of {} over", quoted(client.as_bytes())),
            Self::Will(client) => write!(f, "will of {} published", quoted(client.as_bytes())),
            Self::Discarded { client, because } => {
                write!(f, "message for {} discarded: {because}", quoted(client.as_bytes()))
            }
            Self::NoRoom(full) => write!(f, "no room: {full}"),
            Self::Stray(kind, id) => write!(f, "{kind} id={id} answers nothing"),
            Self::Resent(id) => write!(f, "id={id} is not acknowledged in time"),
        }
    }
}

impl fmt::Display for Full {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Connection => "the connection is full",
            Self::Queue => "the session's queue is full",
            Self::Store => "the store is full",
            Self::Retained => "too many retained messages",
            Self::Subscriptions => "too many subscriptions",
        })
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Broker(Why::Refused(code)) => write!(f, "refused with code {}", *code as u8),
            Self::Broker(Why::Disconnected) => write!(f, "the client disconnected"),
            Self::Broker(Why::TakenOver) => write!(f, "taken over by another connection"),
            Self::Broker(Why::KeepAlive) => write!(f, "silent for one and a half keep-alives"),
            Self::Broker(Why::Unreleased) => write!(f, "too many QoS 2 messages unreleased"),
            Self::Breach(fault) => write!(f, "{}", shown(fault.to_string().as_bytes())),
            Self::Bound(Bound::Unsent) => write!(f, "the client does not read what it is sent"),
            Self::Bound(Bound::Total) => write!(f, "too many bytes wait on all connections"),
            Self::Bound(Bound::ConnectTime) => write!(f, "no CONNECT in time"),
            Self::Bound(Bound::PacketTime) => write!(f, "a packet took too long"),
            Self::Order(id) => write!(f, "by order {}", id.0),
            Self::Upstream => write!(f, "the real broker is gone"),
            Self::Stopping => write!(f, "the far end stops"),
        }
    }
}

impl fmt::Display for Gone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Closed => write!(f, "closed"),
            Self::Reset => write!(f, "reset by the client"),
            Self::ResetByUs => write!(f, "reset"),
            Self::Failed(why) => write!(f, "lost: {}", shown(why.as_bytes())),
        }
    }
}

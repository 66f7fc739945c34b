//! An order as text; the parser reads it back as the same order.

use std::fmt;

use super::duration::print as duration;
use super::text::quoted;
use super::{
    Burst, Crafted, Damage, Deed, Ending, Moment, Order, Pattern, Payload, Post, Scope, Silence, Treatment,
};
use crate::wire::Direction;

impl fmt::Display for Order {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.deed, self.scope)?;
        if self.skip > 0 {
            write!(f, " skip {}", self.skip)?;
        }
        match self.times {
            Some(1) => write!(f, " once")?,
            Some(times) => write!(f, " next {times}")?,
            None => {}
        }
        match self.within {
            Some(within) => write!(f, " within {}", duration(within)),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ours => Ok(()),
            Self::Anyone => write!(f, " for anyone"),
            Self::Client(id) => write!(f, " for client {}", quoted(id.as_bytes())),
            Self::Link(link) => write!(f, " for connection {}", link.0),
        }
    }
}

impl fmt::Display for Deed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::RefuseConnect(code) => write!(f, "refuse CONNECT {code}"),
            Self::RefuseSubscribe(filter) => write!(f, "refuse SUBSCRIBE{}", To(filter.as_ref())),
            Self::Grant(qos, filter) => write!(f, "grant {}{}", *qos as u8, To(filter.as_ref())),
            Self::Treat(pattern, treatment) => treat(f, *pattern, *treatment),
            Self::End(Ending::Close, moment) => write!(f, "close{moment}"),
            Self::End(Ending::HalfClose, moment) => write!(f, "half-close{moment}"),
            Self::End(Ending::Reset, moment) => write!(f, "reset{moment}"),
            Self::Silence(Silence::Mute, moment) => write!(f, "mute{moment}"),
            Self::Silence(Silence::Stall, moment) => write!(f, "stall{moment}"),
            Self::Send(crafted, moment) => write!(f, "send {crafted}{moment}"),
            Self::Publish(post, burst) => write!(f, "publish {post}{burst}"),
            Self::Push(post, None, burst) => write!(f, "push {post}{burst}"),
            Self::Push(post, Some(id), burst) => write!(f, "push {post} id {id}{burst}"),
            Self::TakeOver(client) => write!(f, "take-over {}", quoted(client.as_bytes())),
            Self::Cancel => write!(f, "cancel"),
            Self::Forget => write!(f, "forget"),
        }
    }
}

struct To<'a>(Option<&'a String>);

impl fmt::Display for To<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(filter) => write!(f, " to {}", quoted(filter.as_bytes())),
            None => Ok(()),
        }
    }
}

fn treat(f: &mut fmt::Formatter<'_>, pattern: Pattern, treatment: Treatment) -> fmt::Result {
    match treatment {
        Treatment::Drop => write!(f, "drop {pattern}"),
        Treatment::Delay(time) => write!(f, "delay {pattern} {}", duration(time)),
        Treatment::Hold => write!(f, "hold {pattern}"),
        Treatment::Duplicate => write!(f, "duplicate {pattern}"),
        Treatment::Swap => write!(f, "swap {pattern}"),
        Treatment::Split(piece, every) => write!(f, "split {pattern} {piece} every {}", duration(every)),
        Treatment::Corrupt(damage) => write!(f, "corrupt {pattern} {damage}"),
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            Some(kind) if self.direction == kind.usual_direction() => write!(f, "{kind}"),
            Some(kind) => write!(f, "{} {kind}", self.direction),
            None if self.direction == Direction::Sent => write!(f, "sent any"),
            None => write!(f, "received any"),
        }
    }
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Byte(at, value) => write!(f, "byte {at} {value:02x}"),
            word => f.write_str(
                Self::WORDS.iter().find(|(_, damage)| damage == word).map_or("", |(name, _)| name),
            ),
        }
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Now => Ok(()),
            Self::Open => write!(f, " at open"),
            Self::Before(pattern) => write!(f, " before {pattern}"),
            Self::After(pattern) => write!(f, " after {pattern}"),
        }
    }
}

impl fmt::Display for Crafted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Raw(bytes) => write!(f, "raw {}", quoted(bytes)),
            Self::Bare(kind) => write!(f, "{kind}"),
            Self::Ack(kind, id) => write!(f, "{kind} id {id}"),
            Self::Connack(code) => write!(f, "CONNACK code {code}"),
            Self::Suback(id, code) => write!(f, "SUBACK id {id} code {code}"),
            Self::Malformed(way) => write!(f, "malformed {}", way.name()),
            Self::Oversized(length) => write!(f, "oversized {length}"),
        }
    }
}

impl fmt::Display for Post {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ", quoted(self.topic.as_bytes()))?;
        match &self.payload {
            Payload::Bytes(bytes) => f.write_str(&quoted(bytes))?,
            Payload::Fill(length) => write!(f, "fill {length}")?,
        }
        if self.qos as u8 > 0 {
            write!(f, " qos {}", self.qos as u8)?;
        }
        if self.retain {
            write!(f, " retain")?;
        }
        Ok(())
    }
}

impl fmt::Display for Burst {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.times != 1 {
            write!(f, " times {}", self.times)?;
        }
        if !self.every.is_zero() {
            write!(f, " every {}", duration(self.every))?;
        }
        Ok(())
    }
}

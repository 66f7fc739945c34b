//! Reads an order's text form. `ORDERS.md` holds the grammar.

use super::lexer::tokens;
use super::parts::Parts;
use super::{
    Burst, Crafted, Damage, Deed, Ending, Malformed, Moment, Order, OrderError, Pattern, Payload, Post,
    Scope, Silence, Treatment,
};
use crate::link::Link;
use crate::wire::{Kind, is_filter, is_topic};

type Read<T> = Result<T, OrderError>;

const VERBS: &str = "a verb (refuse, grant, drop, delay, hold, duplicate, swap, split, corrupt, close, half-close, \
                     reset, mute, stall, send, publish, push, take-over, cancel or forget)";
/// The longest payload or packet that can be ordered: far beyond what any module takes.
const LONGEST: u32 = 1024 * 1024;
const MOST_TIMES: u32 = 100_000;

pub(super) fn parse(text: &str) -> Read<Order> {
    let mut parts = Parts::new(tokens(text)?);
    let deed = deed(&mut parts)?;
    let tail = Tail::of(&deed);
    let mut order = Order::new(deed);
    if tail.scope && parts.has("for") {
        order.scope = scope(&mut parts)?;
    }
    if tail.count && parts.has("skip") {
        order.skip = parts.number("a number", 1..=u32::MAX)?;
    }
    if tail.count && parts.has("once") {
        order.times = Some(1);
    } else if tail.count && parts.has("next") {
        order.times = Some(parts.number("a number", 1..=u32::MAX)?);
    }
    if tail.within && parts.has("within") {
        order.within = Some(parts.duration()?);
    }
    parts.finish(tail.words())?;
    Ok(order)
}

/// What may follow a deed: not all of it makes sense for each.
struct Tail {
    scope: bool,
    count: bool,
    within: bool,
}

impl Tail {
    fn of(deed: &Deed) -> Self {
        let (scope, count, within) = match deed {
            Deed::Publish(..) | Deed::TakeOver(_) | Deed::Forget => (false, false, false),
            Deed::Push(..) | Deed::Cancel | Deed::End(_, Moment::Now) | Deed::Send(_, Moment::Now) => {
                (true, false, false)
            }
            Deed::Silence(_, Moment::Now) => (true, false, true),
            _ => (true, true, true),
        };
        Self { scope, count, within }
    }

    fn words(&self) -> &'static str {
        match (self.scope, self.count, self.within) {
            (false, ..) => "the end",
            (true, false, false) => "\"for\" at most",
            (true, false, true) => "\"for\" and \"within\", in this order",
            (true, true, _) => "\"for\", \"skip\", \"once\" or \"next\", and \"within\", in this order",
        }
    }
}

fn scope(parts: &mut Parts<'_>) -> Read<Scope> {
    if parts.has("client") {
        Ok(Scope::Client(parts.text("a client id in quotes")?))
    } else if parts.has("connection") {
        Ok(Scope::Link(Link(parts.number("a connection's number", 0..=u32::MAX)?.into())))
    } else if parts.has("anyone") {
        Ok(Scope::Anyone)
    } else {
        Err(parts.wrong("\"client\", \"connection\" or \"anyone\""))
    }
}

fn deed(parts: &mut Parts<'_>) -> Read<Deed> {
    Ok(match parts.word(VERBS)? {
        "refuse" => refuse(parts)?,
        "grant" => Deed::Grant(parts.qos()?, to(parts)?),
        "drop" => Deed::Treat(parts.pattern()?, Treatment::Drop),
        "delay" => Deed::Treat(parts.pattern()?, Treatment::Delay(parts.duration()?)),
        "hold" => Deed::Treat(parts.pattern()?, Treatment::Hold),
        "duplicate" => Deed::Treat(parts.pattern()?, Treatment::Duplicate),
        "swap" => Deed::Treat(parts.pattern()?, Treatment::Swap),
        "split" => split(parts)?,
        "corrupt" => corrupt(parts)?,
        "close" => Deed::End(Ending::Close, moment(parts)?),
        "half-close" => Deed::End(Ending::HalfClose, moment(parts)?),
        "reset" => Deed::End(Ending::Reset, moment(parts)?),
        "mute" => Deed::Silence(Silence::Mute, moment(parts)?),
        "stall" => Deed::Silence(Silence::Stall, moment(parts)?),
        "send" => Deed::Send(crafted(parts)?, moment(parts)?),
        "publish" => Deed::Publish(post(parts)?, burst(parts)?),
        "push" => push(parts)?,
        "take-over" => Deed::TakeOver(parts.text("a client id in quotes")?),
        "cancel" => Deed::Cancel,
        "forget" => Deed::Forget,
        _ => return Err(parts.bad(format!("{VERBS} must stand here"))),
    })
}

fn refuse(parts: &mut Parts<'_>) -> Read<Deed> {
    match parts.word("CONNECT or SUBSCRIBE")?.to_ascii_uppercase().as_str() {
        "CONNECT" => Ok(Deed::RefuseConnect(parts.number("a return code", 1..=5)? as u8)),
        "SUBSCRIBE" => Ok(Deed::RefuseSubscribe(to(parts)?)),
        _ => Err(parts.bad("only CONNECT and SUBSCRIBE can be refused")),
    }
}

fn to(parts: &mut Parts<'_>) -> Read<Option<String>> {
    if !parts.has("to") {
        return Ok(None);
    }
    let filter = parts.text("a topic filter in quotes")?;
    if is_filter(&filter) { Ok(Some(filter)) } else { Err(parts.bad("this is no topic filter")) }
}

fn split(parts: &mut Parts<'_>) -> Read<Deed> {
    let pattern = only_sent(parts, "split")?;
    let piece = parts.number("a number of bytes", 1..=LONGEST)?;
    parts.expect("every")?;
    Ok(Deed::Treat(pattern, Treatment::Split(piece, parts.duration()?)))
}

fn corrupt(parts: &mut Parts<'_>) -> Read<Deed> {
    let pattern = parts.pattern()?;
    let word = parts.word("what to corrupt (id, flags, type, length, short, surplus or byte)")?;
    let damage = match Damage::WORDS.iter().find(|(name, _)| *name == word) {
        Some((_, Damage::Id)) if !pattern.kind.is_none_or(has_id) => {
            return Err(parts.bad("this packet type has no packet id"));
        }
        Some((_, damage)) => *damage,
        None if word == "byte" => Damage::Byte(parts.number("an offset", 0..=LONGEST)?, parts.hex_byte()?),
        None => {
            return Err(parts.bad("one of id, flags, type, length, short, surplus or byte must stand here"));
        }
    };
    Ok(Deed::Treat(pattern, Treatment::Corrupt(damage)))
}

fn has_id(kind: Kind) -> bool {
    !matches!(kind, Kind::Connect | Kind::Connack | Kind::Pingreq | Kind::Pingresp | Kind::Disconnect)
}

fn only_sent(parts: &mut Parts<'_>, verb: &str) -> Read<Pattern> {
    let pattern = parts.pattern()?;
    if pattern.direction == crate::wire::Direction::Sent {
        return Ok(pattern);
    }
    Err(parts.bad(format!(
        "only what is sent can be {verb}; say \"sent\" before the packet type if you mean that"
    )))
}

fn moment(parts: &mut Parts<'_>) -> Read<Moment> {
    if parts.has("at") {
        parts.expect("open")?;
        Ok(Moment::Open)
    } else if parts.has("before") {
        Ok(Moment::Before(parts.pattern()?))
    } else if parts.has("after") {
        Ok(Moment::After(parts.pattern()?))
    } else {
        parts.has("now");
        Ok(Moment::Now)
    }
}

fn crafted(parts: &mut Parts<'_>) -> Read<Crafted> {
    let word = parts.word("raw, malformed, oversized or a packet type")?;
    match word {
        "raw" => return Ok(Crafted::Raw(parts.bytes("bytes in quotes")?)),
        "oversized" => return Ok(Crafted::Oversized(parts.number("a length", 0..=LONGEST)?)),
        "malformed" => return malformed(parts),
        _ => {}
    }
    match Kind::of_name(word) {
        Some(kind @ (Kind::Pingreq | Kind::Pingresp | Kind::Disconnect)) => Ok(Crafted::Bare(kind)),
        Some(Kind::Connack) => {
            parts.expect("code")?;
            Ok(Crafted::Connack(parts.byte("a return code")?))
        }
        Some(Kind::Suback) => {
            let id = parts.id()?;
            parts.expect("code")?;
            Ok(Crafted::Suback(id, parts.byte("a return code")?))
        }
        Some(kind @ (Kind::Puback | Kind::Pubrec | Kind::Pubrel | Kind::Pubcomp | Kind::Unsuback)) => {
            Ok(Crafted::Ack(kind, parts.id()?))
        }
        Some(_) => {
            Err(parts.bad("write this one as raw bytes; to publish, there are \"publish\" and \"push\""))
        }
        None => Err(parts.bad("raw, malformed, oversized or a packet type must stand here")),
    }
}

fn malformed(parts: &mut Parts<'_>) -> Read<Crafted> {
    let names = Malformed::ALL.map(|(name, _)| name).join(", ");
    let word = parts.word(&format!("one of {names}"))?;
    match Malformed::ALL.iter().find(|(name, _)| *name == word) {
        Some((_, way)) => Ok(Crafted::Malformed(*way)),
        None => Err(parts.bad(format!("one of {names} must stand here"))),
    }
}

fn post(parts: &mut Parts<'_>) -> Read<Post> {
    let topic = parts.text("a topic in quotes")?;
    if !is_topic(&topic) {
        return Err(parts.bad("nothing can be published to this topic"));
    }
    let payload = if parts.is_quoted() {
        Payload::Bytes(parts.bytes("a payload")?)
    } else if parts.has("fill") {
        Payload::Fill(parts.number("a length", 0..=LONGEST)?)
    } else {
        return Err(parts.wrong("a payload in quotes, or \"fill\" and a length,"));
    };
    let qos = if parts.has("qos") { parts.qos()? } else { crate::wire::QoS::Level0 };
    let retain = parts.has("retain");
    Ok(Post { topic, payload, qos, retain })
}

fn push(parts: &mut Parts<'_>) -> Read<Deed> {
    let post = post(parts)?;
    let id = (parts.peek() == Some("id")).then(|| parts.id()).transpose()?;
    if id == Some(0) {
        return Err(parts.bad("packet id 0 is malformed; say \"send malformed id\" for that"));
    }
    Ok(Deed::Push(post, id, burst(parts)?))
}

fn burst(parts: &mut Parts<'_>) -> Read<Burst> {
    let mut burst = Burst::default();
    if parts.has("times") {
        burst.times = parts.number("a number", 1..=MOST_TIMES)?;
    }
    if parts.has("every") {
        burst.every = parts.duration()?;
    }
    Ok(burst)
}

//! Walks through a frame field by field and lists everything that is wrong with it.
//!
//! The typed codec stops at its first error, and overlooks some; a record must show them all.

use super::{Fault, Field, Frame, Kind};

/// A packet with thousands of bad filters is bad enough with its first few.
const ENOUGH: usize = 16;

/// Everything wrong with one frame, taken alone, in the order of its bytes.
pub fn walk(frame: &Frame) -> Vec<Fault> {
    let mut walk = Walk { rest: frame.body(), faults: Vec::new() };
    walk.header(frame);
    let whole = match frame.kind() {
        None => return walk.faults,
        Some(Kind::Connect) => walk.connect(),
        Some(Kind::Connack) => walk.connack(),
        Some(Kind::Publish) => walk.publish(frame.flags()),
        Some(Kind::Subscribe) => walk.filters(true),
        Some(Kind::Unsubscribe) => walk.filters(false),
        Some(Kind::Suback) => walk.suback(),
        Some(Kind::Pingreq | Kind::Pingresp | Kind::Disconnect) => Some(()),
        Some(Kind::Puback | Kind::Pubrec | Kind::Pubrel | Kind::Pubcomp | Kind::Unsuback) => walk.id(),
    };
    if whole.is_some() && !walk.rest.is_empty() {
        walk.faults.push(Fault::Surplus(walk.rest.len()));
    }
    walk.faults
}

/// Whether a message may be published to it.
pub fn is_topic(topic: &str) -> bool {
    !topic.is_empty() && u16::try_from(topic.len()).is_ok() && !topic.contains(['+', '#', '\0'])
}

/// Whether a client may subscribe to it.
pub fn is_filter(filter: &str) -> bool {
    // The codec has every filter that starts so obey the rule of MQTT 5, as most brokers do today.
    if let Some(shared) = filter.strip_prefix("$share/") {
        let Some((group, inner)) = shared.split_once('/') else { return false };
        if group.is_empty() || group.contains(['+', '#']) || inner.is_empty() {
            return false;
        }
    }
    if filter.is_empty() || filter.len() > usize::from(u16::MAX) || filter.contains('\0') {
        return false;
    }
    let mut levels = filter.split('/').peekable();
    while let Some(level) = levels.next() {
        let lawful = match level {
            "+" => true,
            "#" => levels.peek().is_none(),
            _ => !level.contains(['+', '#']),
        };
        if !lawful {
            return false;
        }
    }
    true
}

struct Walk<'a> {
    rest: &'a [u8],
    faults: Vec<Fault>,
}

/// None: the frame ended too early, and the walk with it.
type Step<T = ()> = Option<T>;

impl<'a> Walk<'a> {
    fn header(&mut self, frame: &Frame) {
        if frame.raw().starts_with(&[0x16, 3]) {
            // A TLS handshake record reads as a CONNECT of three bytes with wrong flags.
            self.faults.push(Fault::TlsHello);
        }
        let Some(kind) = frame.kind() else {
            return self.faults.push(Fault::ReservedType(frame.raw()[0] >> 4));
        };
        if let Some(demanded) = kind.demanded_flags()
            && demanded != frame.flags()
        {
            self.faults.push(Fault::Flags { demanded, found: frame.flags() });
        }
        if frame.header_len() > 2 && frame.raw()[frame.header_len() - 1] == 0 {
            self.faults.push(Fault::LengthPadded);
        }
    }

    fn connect(&mut self) -> Step {
        let name = self.bytes(Field::ProtocolName)?;
        let level = self.byte(Field::ProtocolLevel)?;
        if !matches!((name, level), (b"MQIsdp", 3) | (b"MQTT", 4)) {
            self.faults.push(Fault::Protocol { name: name.to_vec(), level });
            // Another protocol has another layout: nothing further can be told.
            return None;
        }
        let flags = self.byte(Field::ConnectFlags)?;
        let (clean, will, password, user) =
            (flags & 2 != 0, flags & 4 != 0, flags & 0x40 != 0, flags & 0x80 != 0);
        self.connect_flags(flags);
        self.byte(Field::KeepAlive)?;
        self.byte(Field::KeepAlive)?;
        let id = self.text(Field::ClientId)?;
        if id.is_empty() && !(level == 4 && clean) {
            self.faults.push(Fault::EmptyClientId);
        } else if level == 3 && id.len() > 23 {
            self.faults.push(Fault::LongClientId(id.len()));
        }
        if will {
            self.topic(Field::WillTopic)?;
            self.bytes(Field::WillMessage)?;
        }
        if user {
            self.text(Field::UserName)?;
        }
        if password {
            self.bytes(Field::Password)?;
        }
        Some(())
    }

    fn connect_flags(&mut self, flags: u8) {
        let faults = [
            (flags & 1 != 0, Fault::ReservedConnectFlag),
            (flags & 4 != 0 && flags & 0x18 == 0x18, Fault::WillQos3),
            (flags & 4 == 0 && flags & 0x38 != 0, Fault::WillFlagsAlone),
            (flags & 0xc0 == 0x40, Fault::PasswordAlone),
        ];
        self.faults.extend(faults.into_iter().filter(|(found, _)| *found).map(|(_, fault)| fault));
    }

    fn connack(&mut self) -> Step {
        let flags = self.byte(Field::ConnackFlags)?;
        if flags > 1 {
            self.faults.push(Fault::ConnackFlags(flags));
        }
        let code = self.byte(Field::ReturnCode)?;
        if code > 5 {
            self.faults.push(Fault::ReturnCode(code));
        }
        Some(())
    }

    fn publish(&mut self, flags: u8) -> Step {
        let qos = flags >> 1 & 3;
        if qos == 3 {
            self.faults.push(Fault::Qos3);
        }
        if qos == 0 && flags & 8 != 0 {
            self.faults.push(Fault::DupWithoutQos);
        }
        self.topic(Field::Topic)?;
        if qos > 0 {
            self.id()?;
        }
        self.rest = &[];
        Some(())
    }

    fn filters(&mut self, with_qos: bool) -> Step {
        self.id()?;
        if self.rest.is_empty() {
            self.faults.push(Fault::NoFilters);
        }
        while !self.rest.is_empty() {
            if self.faults.len() >= ENOUGH {
                return None;
            }
            let filter = self.bytes(Field::Filter)?;
            match std::str::from_utf8(filter) {
                Ok(text) if is_filter(text) => {}
                Ok(_) => self.faults.push(Fault::BadFilter(filter.to_vec())),
                Err(_) => self.faults.push(Fault::NotUtf8(Field::Filter)),
            }
            if with_qos {
                let qos = self.byte(Field::RequestedQos)?;
                if qos > 2 {
                    self.faults.push(Fault::RequestedQos(qos));
                }
            }
        }
        Some(())
    }

    fn suback(&mut self) -> Step {
        self.id()?;
        for code in std::mem::take(&mut self.rest) {
            if self.faults.len() < ENOUGH && !matches!(code, 0..=2 | 0x80) {
                self.faults.push(Fault::ReturnCode(*code));
            }
        }
        Some(())
    }

    fn id(&mut self) -> Step {
        let high = self.byte(Field::PacketId)?;
        let low = self.byte(Field::PacketId)?;
        if high == 0 && low == 0 {
            self.faults.push(Fault::ZeroId);
        }
        Some(())
    }

    fn topic(&mut self, field: Field) -> Step {
        let topic = self.text(field)?;
        if topic.is_empty() {
            self.faults.push(Fault::EmptyTopic(field));
        }
        if topic.contains(&b'+') || topic.contains(&b'#') {
            self.faults.push(Fault::WildcardTopic(field));
        }
        Some(())
    }

    fn text(&mut self, field: Field) -> Step<&'a [u8]> {
        let bytes = self.bytes(field)?;
        if std::str::from_utf8(bytes).is_err() {
            self.faults.push(Fault::NotUtf8(field));
        }
        if bytes.contains(&0) {
            self.faults.push(Fault::Nul(field));
        }
        Some(bytes)
    }

    fn bytes(&mut self, field: Field) -> Step<&'a [u8]> {
        let high = self.byte(field)?;
        let low = self.byte(field)?;
        let length = usize::from(u16::from_be_bytes([high, low]));
        let Some((bytes, rest)) = self.rest.split_at_checked(length) else {
            self.faults.push(Fault::Truncated(field));
            return None;
        };
        self.rest = rest;
        Some(bytes)
    }

    fn byte(&mut self, field: Field) -> Step<u8> {
        let Some((byte, rest)) = self.rest.split_first() else {
            self.faults.push(Fault::Truncated(field));
            return None;
        };
        self.rest = rest;
        Some(*byte)
    }
}

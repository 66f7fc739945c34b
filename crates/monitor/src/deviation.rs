//! Shapes that modules are known to use and the documents do not have: a small table, in the notation of the
//! dialect files, tried where nothing documented fits.

use crate::note::LineKind;

/// A shape beside the documents.
struct Shape {
    family: &'static str,
    /// In the dialect files' notation. `<...>` takes bytes up to what follows it; the last one, all that is left.
    syntax: &'static str,
    kind: LineKind,
    says: &'static str,
    deviation: &'static str,
    payload_follows: bool,
}

/// All of them, the more special ones first.
const SHAPES: [Shape; 9] = [
    Shape {
        family: "quectel",
        syntax: "+QMTRECV: <client_idx>,<msgid>,\"<topic>\",<payload_len>,\"<payload>\"",
        kind: LineKind::Urc,
        says: "a message has come, with its length",
        deviation: "+QMTRECV with the payload's length",
        payload_follows: false,
    },
    Shape {
        family: "quectel",
        syntax: "+QMTRECV: <client_idx>,<msgid>,\"<topic>\",\"<payload>",
        kind: LineKind::Urc,
        says: "a message has come",
        deviation: "+QMTRECV whose payload goes on behind its line",
        payload_follows: false,
    },
    Shape {
        family: "quectel",
        syntax: "+QMTRECV: <client_idx>,<msgid>,\"<topic>\",<payload>",
        kind: LineKind::Urc,
        says: "a message has come",
        deviation: "+QMTRECV with the payload unquoted",
        payload_follows: false,
    },
    Shape {
        family: "quectel",
        syntax: "+QMTRECV: <client_idx>,<msgid>,\"<topic>\"",
        kind: LineKind::Urc,
        says: "a message has come, its payload on the next line",
        deviation: "+QMTRECV without its payload",
        payload_follows: true,
    },
    Shape {
        family: "quectel",
        syntax: "+QMTRECV: <client_idx>,<msgid>,<topic>,<payload>",
        kind: LineKind::Urc,
        says: "a message has come",
        deviation: "+QMTRECV with topic and payload unquoted",
        payload_follows: false,
    },
    Shape {
        family: "quectel",
        syntax: "+QMTRECV: <client_idx>,<recv_id>",
        kind: LineKind::Urc,
        says: "a message has come and is stored",
        deviation: "+QMTRECV that announces a stored message",
        payload_follows: false,
    },
    Shape {
        family: "quectel",
        syntax: "+QMTPING: <client_idx>,<result>",
        kind: LineKind::Urc,
        says: "keep-alive has failed",
        deviation: "+QMTPING, which this document does not have",
        payload_follows: false,
    },
    Shape {
        family: "fibocom",
        syntax: "+MQTTMSG: <Client id>,<Topic>,<Qos>,<Payload>",
        kind: LineKind::Urc,
        says: "a message has come",
        deviation: "+MQTTMSG with its values in another order",
        payload_follows: false,
    },
    Shape {
        family: "simcom",
        syntax: "+CMQTTRECV: <client_index>,\"<topic>\",<payload_len>,\"<payload>\"",
        kind: LineKind::Urc,
        says: "a message has come",
        deviation: "+CMQTTRECV instead of the block of +CMQTTRX lines",
        payload_follows: false,
    },
];

/// A line that has a shape beside the documents.
pub(crate) struct Found {
    pub(crate) kind: LineKind,
    pub(crate) says: &'static str,
    pub(crate) deviation: &'static str,
    pub(crate) payload_follows: bool,
    /// Its values with their places.
    pub(crate) values: Vec<(&'static str, (usize, usize))>,
}

/// The shape of a line, if it is one of these.
pub(crate) fn find(family: &str, text: &[u8]) -> Option<Found> {
    if text.first() != Some(&b'+') {
        return None;
    }
    SHAPES.iter().filter(|s| s.family == family).find_map(|shape| {
        let values = read(shape.syntax, text)?;
        let Shape { kind, says, deviation, payload_follows, .. } = *shape;
        Some(Found { kind, says, deviation, payload_follows, values })
    })
}

/// Reads a line by a notation; `None` when it has another shape. Numbers are looked for where the name says so.
fn read(syntax: &'static str, text: &[u8]) -> Option<Vec<(&'static str, (usize, usize))>> {
    let mut values = Vec::new();
    let mut at = 0;
    let mut rest = syntax;
    while !rest.is_empty() {
        let Some(open) = rest.find('<') else {
            return (text.get(at..)? == rest.as_bytes()).then_some(values);
        };
        let literal = &rest.as_bytes()[..open];
        if !text.get(at..)?.starts_with(literal) {
            return None;
        }
        at += literal.len();
        let close = rest.find('>')?;
        let name = &rest[open + 1..close];
        rest = &rest[close + 1..];
        let number = name.contains("id")
            || name.contains("len")
            || name.contains("index")
            || name == "result"
            || name == "Qos";
        let end = if number {
            at + text[at..].iter().take_while(|b| b.is_ascii_digit()).count()
        } else if rest.is_empty() {
            text.len()
        } else {
            let stop = &rest.as_bytes()[..rest.find('<').unwrap_or(rest.len())];
            at + memchr::memmem::find(&text[at..], stop)?
        };
        if end == at && number {
            return None;
        }
        values.push((name, (at, end)));
        at = end;
    }
    (at == text.len()).then_some(values)
}

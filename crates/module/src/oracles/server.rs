//! A server that takes everything and acknowledges it at once. Reads what a client sends only as far as it must.

use crate::client::{self, Packet};

/// What a server answers to one packet of a client.
pub(super) fn answers(packet: &[u8]) -> Vec<Vec<u8>> {
    let Some((first, rest)) = packet.split_first() else { return Vec::new() };
    let length = rest.iter().position(|byte| byte & 0x80 == 0).map_or(rest.len(), |last| last + 1);
    let body = rest.get(length..).unwrap_or_default();
    let number = |at: usize| body.get(at..at + 2).map_or(1, |two| u16::from_be_bytes([two[0], two[1]]));
    let answer = match first >> 4 {
        1 => Packet::Connack { session_present: false, code: 0 },
        3 => {
            let id = number(2 + usize::from(number(0)));
            match first >> 1 & 3 {
                0 => return Vec::new(),
                1 => Packet::Puback(id),
                _ => Packet::Pubrec(id),
            }
        }
        5 => Packet::Pubrel { id: number(0), dup: false },
        6 => Packet::Pubcomp(number(0)),
        8 => Packet::Suback { id: number(0), codes: vec![0; filters(body)] },
        10 => Packet::Unsuback(number(0)),
        12 => Packet::Pingresp,
        _ => return Vec::new(),
    };
    vec![client::encode(&answer)]
}

/// How many filters a SUBSCRIBE has.
fn filters(body: &[u8]) -> usize {
    let (mut at, mut count) = (2, 0);
    while let Some(length) = body.get(at..at + 2) {
        at += 3 + usize::from(u16::from_be_bytes([length[0], length[1]]));
        count += 1;
    }
    count
}

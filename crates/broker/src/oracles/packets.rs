//! Any bytes are frames and junk, the same however they are cut; walk, codec and record agree about each frame.

use std::time::Duration;

use bytes::Bytes;

use crate::record::{Event, Record, Seen};
use crate::wire::{Cut, Direction, Fault, Field, Frame, Framer, Packet, decode, encode, password_span, walk};

/// How long a packet the oracle's framers take.
const LIMIT: usize = 2048;

/// Takes bytes apart: the first says how the rest is cut into reads.
pub fn packets(bytes: &[u8]) {
    let Some((cut, stream)) = bytes.split_first() else { return };
    let whole = pieces(stream, stream.len().max(1));
    let parts = pieces(stream, usize::from(*cut % 16) + 1);
    assert_eq!(whole, parts, "the same, however it is read");
    assert!(whole.bytes() == stream, "no byte lost, none made up");
    whole.frames.iter().for_each(frame);
}

#[derive(Debug, PartialEq, Eq)]
struct Pieces {
    frames: Vec<Frame>,
    junk: Vec<u8>,
    fault: Option<Fault>,
    rest: Bytes,
}

impl Pieces {
    fn bytes(&self) -> Vec<u8> {
        let frames = self.frames.iter().flat_map(|frame| frame.raw().iter());
        frames.chain(&self.junk).chain(&self.rest).copied().collect()
    }
}

fn pieces(stream: &[u8], read: usize) -> Pieces {
    let mut framer = Framer::new(LIMIT);
    let mut pieces = Pieces { frames: Vec::new(), junk: Vec::new(), fault: None, rest: Bytes::new() };
    for chunk in stream.chunks(read) {
        framer.handle_bytes(chunk);
        while let Some(cut) = framer.poll_cut() {
            match cut {
                Cut::Frame(frame) => pieces.frames.push(frame),
                Cut::Junk(raw, fault) => {
                    pieces.junk.extend_from_slice(&raw);
                    pieces.fault = pieces.fault.or(fault);
                }
            }
        }
        assert!(framer.buffered() <= LIMIT, "the framer keeps no more than a packet");
    }
    pieces.rest = framer.take_rest();
    pieces
}

fn frame(frame: &Frame) {
    let faults = walk(frame);
    let packet = decode(frame);
    let breaches: Vec<&Fault> = faults.iter().filter(|fault| fault.is_breach()).collect();
    match &packet {
        Some(packet) => {
            assert!(breaches.iter().all(|fault| codec_overlooks(fault)), "{breaches:?}, and yet {packet:?}");
            if breaches.is_empty() && !faults.contains(&Fault::LengthPadded) {
                assert_eq!(encode(packet).as_ref(), Ok(frame.raw()), "the codec's own way back");
            }
        }
        None => assert!(!breaches.is_empty(), "no breach, and yet no packet in {:?}", frame.raw()),
    }
    secrets(frame, packet.as_ref());
    written(frame);
}

/// What the specification forbids and the codec lets pass; the walk is there to see it.
fn codec_overlooks(fault: &Fault) -> bool {
    match fault {
        Fault::Nul(field) => !matches!(field, Field::Topic | Field::WillTopic),
        Fault::BadFilter(_) | Fault::EmptyTopic(_) | Fault::WillFlagsAlone | Fault::PasswordAlone => true,
        _ => false,
    }
}

fn secrets(frame: &Frame, packet: Option<&Packet>) {
    let span = password_span(frame.raw());
    if let Some(span) = &span {
        assert!(frame.raw().get(span.clone()).is_some(), "a password outside of the packet");
    }
    if let Some(Packet::Connect(connect)) = packet
        && let Some(password) = connect.password.as_ref().filter(|password| !password.is_empty())
    {
        assert_eq!(
            span.map(|span| &frame.raw()[span]),
            Some(&password[..]),
            "the whole password, and nothing else"
        );
    }
}

/// What is written about a frame is safe for a terminal and whole as JSON.
fn written(frame: &Frame) {
    let event = Event::Packet(Direction::Received, Seen::of(frame.clone()));
    let record = Record { at: Duration::ZERO, link: None, client: None, event };
    let line = record.to_string();
    assert!(!line.chars().any(char::is_control), "control characters in {line:?}");
    let json = record.to_json().to_string();
    assert!(serde_json::from_str::<serde_json::Value>(&json).is_ok_and(|back| back == record.to_json()));
}

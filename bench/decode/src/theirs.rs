//! atat's side, in three ways, each with its own digester and typed by its own deserializer:
//! - *ingress*: as its documentation has it, URCs through its channel, responses through its slot;
//! - *digester*: its digester over a buffer of our own, URCs parsed by the derived type;
//! - *borrowed*: the same, with values that borrow the line instead of being copied: the least it can do.

use atat::atat_derive::{AtatResp, AtatUrc};
use atat::digest::DigestResult;
use atat::heapless::String;
use atat::{AtDigester, AtatIngress, AtatUrc, Digester, Ingress, Response, ResponseSlot, UrcChannel};
use serde::Deserialize;

use crate::tally::Tally;

#[derive(Clone, AtatResp)]
struct Open {
    client: u8,
    result: i8,
}

#[derive(Clone, AtatResp)]
struct Received {
    client: u8,
    msgid: u16,
    topic: String<64>,
    payload: String<64>,
}

#[derive(Clone, AtatUrc)]
enum Urc {
    #[at_urc(b"+QMTRECV")]
    Received(Received),
    #[at_urc(b"+QMTOPEN")]
    Open(Open),
}

impl Urc {
    fn add_to(&self, tally: &mut Tally) {
        match self {
            Self::Open(open) => tally.opened(open.client.into(), open.result.into()),
            Self::Received(r) => {
                tally.received(r.client.into(), r.msgid.into(), r.topic.as_bytes(), r.payload.as_bytes());
            }
        }
    }
}

#[derive(Deserialize)]
struct BorrowedReceived<'a> {
    client: u8,
    msgid: u16,
    topic: &'a str,
    payload: &'a str,
}

/// The most URCs that wait in the channel: more than one read can hold.
const WAITING: usize = 256;
/// The room for bytes that are not digested yet: a read and the rest of the line before it.
const ROOM: usize = 8 * 1024;

/// Through the ingress.
pub(crate) fn ingress(transcript: &[u8], cut: usize) -> Tally {
    let mut tally = Tally::default();
    let mut room = [0; ROOM];
    let slot = ResponseSlot::<64>::new();
    let channel = UrcChannel::<Urc, WAITING, 1>::new();
    let mut urcs = channel.subscribe().expect("the only subscriber");
    let mut ingress = Ingress::new(AtDigester::<Urc>::new(), &mut room, &slot, &channel);
    for read in transcript.chunks(cut) {
        // Only the first response of a read finds the slot free; atat drops the others, having digested them.
        assert_eq!(ingress.try_write(read), Ok(read.len()), "there is room");
        if let Some(response) = slot.try_get() {
            if let Response::Ok(_) = &*response {
                tally.is_final();
            }
            drop(response);
            slot.reset();
        }
        while let Some(urc) = urcs.try_next_message_pure() {
            urc.add_to(&mut tally);
        }
    }
    tally
}

/// Through the digester, with the derived types.
pub(crate) fn digester(transcript: &[u8], cut: usize) -> Tally {
    digest(transcript, cut, |line, tally| {
        if let Some(urc) = Urc::parse(line) {
            urc.add_to(tally);
        }
    })
}

/// Through the digester, with values that borrow the line.
pub(crate) fn borrowed(transcript: &[u8], cut: usize) -> Tally {
    digest(transcript, cut, |line, tally| {
        if line.starts_with(b"+QMTRECV") {
            if let Ok(r) = atat::serde_at::from_slice::<BorrowedReceived<'_>>(line) {
                tally.received(r.client.into(), r.msgid.into(), r.topic.as_bytes(), r.payload.as_bytes());
            }
        } else if let Ok(open) = atat::serde_at::from_slice::<Open>(line) {
            tally.opened(open.client.into(), open.result.into());
        }
    })
}

/// Feeds the digester from a buffer whose head moves on, so that what is left is moved once per read.
#[inline(always)]
fn digest(transcript: &[u8], cut: usize, urc: impl Fn(&[u8], &mut Tally)) -> Tally {
    let mut tally = Tally::default();
    let mut digester = AtDigester::<Urc>::new();
    let mut room = [0; ROOM];
    let mut filled = 0;
    for read in transcript.chunks(cut) {
        room[filled..filled + read.len()].copy_from_slice(read);
        filled += read.len();
        let mut head = 0;
        loop {
            let (result, swallowed) = digester.digest(&room[head..filled]);
            match result {
                DigestResult::Urc(line) => urc(line, &mut tally),
                DigestResult::Response(Ok(_)) => tally.is_final(),
                _ => {}
            }
            head += swallowed;
            if swallowed == 0 || head == filled {
                break;
            }
        }
        room.copy_within(head..filled, 0);
        filled -= head;
    }
    tally
}

//! hayes' side: an exchange over a grammar, every event polled, every value read.

use hayes_at::exchange::{Event, Exchange, What};
use hayes_at::fields::Field;
use hayes_at::grammar::Grammar;
use hayes_at::shape::Shape;

use crate::tally::Tally;
use crate::transcript::Turn;

/// A grammar, and which line of the transcripts each of its shapes is.
pub(crate) struct Reader<'g> {
    pub(crate) grammar: &'g Grammar,
    lines: Vec<Line>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Line {
    Open,
    Received,
    Other,
}

impl<'g> Reader<'g> {
    pub(crate) fn new(grammar: &'g Grammar) -> Self {
        let line = |shape: &Shape| match shape.head() {
            head if head.starts_with(b"+QMTOPEN: ") => Line::Open,
            head if head.starts_with(b"+QMTRECV: ") => Line::Received,
            _ => Line::Other,
        };
        Self { grammar, lines: grammar.shapes().iter().map(line).collect() }
    }

    /// Decodes what a module says while nobody has asked.
    pub(crate) fn decode(&self, exchange: &mut Exchange<'_>, transcript: &[u8], cut: usize) -> Tally {
        let mut tally = Tally::default();
        for read in transcript.chunks(cut) {
            let mut rest = read;
            while !rest.is_empty() {
                rest = &rest[exchange.handle_module(rest)..];
                self.poll(exchange, &mut tally);
            }
        }
        tally
    }

    /// Decodes a dialogue, in whole turns, so many times.
    pub(crate) fn converse(&self, exchange: &mut Exchange<'_>, turns: &[Turn], times: usize) -> Tally {
        let mut tally = Tally::default();
        for turn in turns.iter().cycle().take(turns.len() * times) {
            let taken = match turn {
                Turn::Host(bytes) => exchange.handle_host(bytes) == bytes.len(),
                Turn::Module(bytes) => exchange.handle_module(bytes) == bytes.len(),
            };
            assert!(taken, "there is room for a turn");
            self.poll(exchange, &mut tally);
        }
        tally
    }

    #[inline(always)]
    fn poll(&self, exchange: &mut Exchange<'_>, tally: &mut Tally) {
        while let Some(event) = exchange.poll() {
            self.add(&event, tally);
        }
    }

    /// Reads the values of an event. Slots are counted as in the notation.
    #[inline(always)]
    fn add(&self, event: &Event<'_>, tally: &mut Tally) {
        let number = |slot| event.fields.get(slot).and_then(Field::as_number).unwrap_or_default();
        let bytes = |slot| event.fields.get(slot).map(|f| f.bytes(event.text)).unwrap_or_default();
        let line = event.shape.map_or(Line::Other, |shape| self.lines[usize::from(shape.0)]);
        match event.what {
            What::Final { .. } => tally.is_final(),
            What::Unasked { .. } if line == Line::Open => tally.opened(number(0).cast_unsigned(), number(1)),
            What::Urc(_) if line == Line::Received => {
                tally.received(number(0).cast_unsigned(), number(1).cast_unsigned(), bytes(2), bytes(3));
            }
            What::Urc(_) => {
                tally.received(number(0).cast_unsigned(), number(1).cast_unsigned(), bytes(2), b"")
            }
            What::Later { of, interim, .. } => {
                tally.opened(u64::from(of > 0), number(2) + i64::from(interim))
            }
            What::Unknown | What::Noise(_) => panic!("{:?} is in no transcript", event.text.escape_ascii()),
            // Commands, echoes, prompts and data of a dialogue.
            _ => tally.another(),
        }
    }
}

//! An exchange between host and module, watched from either end or from the middle: bytes of both sides
//! in, events out. At most one command awaits its final result; any number of bounded later results may
//! be owed beside it, and URCs come when they like.
//!
//! `handle_host` and `handle_module` take bytes, `poll` gives events. Between two host writes, every way
//! of cutting the module's bytes into reads gives the same events; every byte is in exactly one event.

mod block;
mod classify;
mod doubt;
mod event;
mod flight;
mod host;
mod module;
mod owed;
mod roles;

pub use block::{Assembly, Part};
pub use event::{DataEnd, Event, Noise, Other, Seq, Side, What};
pub use owed::MAX_OWED;

use crate::flaw::Flaws;
use crate::grammar::{Grammar, ShapeId};
use crate::line::{Lines, MAX_LINE, Span};
use crate::seek::is_line_end;
use crate::work;
use block::Blocks;
use classify::Sorter;
use flight::Flight;
use owed::Owed;

/// The most commands that are followed while an earlier one awaits its final result.
pub const MAX_QUEUED: usize = 4;

/// One exchange.
#[derive(Debug, Clone)]
pub struct Exchange<'g> {
    grammar: &'g Grammar,
    host: Lines,
    module: Lines,
    /// The command in flight, and those sent before it was over.
    flights: Vec<Flight>,
    spare: Vec<Flight>,
    owed: Vec<Owed>,
    sorter: Sorter,
    /// Values of the last host line.
    host_fields: crate::fields::Fields,
    blocks: Blocks,
    host_data: Option<HostData>,
    module_data: Option<ModuleData>,
    /// Set when a prompt has just passed: the data's echo may follow.
    echo_of: Option<Seq>,
    /// Set when a prompt has just passed: a space may belong to it.
    after_prompt: bool,
    /// Up to this offset, the host has written more data than it declared.
    surplus_until: u64,
    surplus_of: Seq,
    /// Up to this offset, lines end where the bytes say so.
    physical_until: u64,
    /// The line at the head goes on over its line end.
    longer: Option<module::Longer>,
    settled: Vec<(Seq, bool)>,
    /// A line of the module has begun and nothing can happen before it ends, or the host says something.
    mid_line: bool,
    flush: Flush,
    seq: Seq,
}

/// Data that the host is sending.
#[derive(Debug, Clone, Copy)]
struct HostData {
    of: Seq,
    /// Bytes still to come; `None`: until Ctrl+Z or Esc.
    left: Option<u64>,
    /// Bytes before them: the LF of the command's own line end.
    lead: usize,
    /// So many of them are known to hold no end.
    seen: usize,
}

/// Data that the module is sending.
#[derive(Debug, Clone, Copy)]
struct ModuleData {
    of: Seq,
    left: u64,
    /// The line before ended with CR: one LF still belongs to it.
    after_cr: bool,
}

/// Which side's unfinished bytes are to be given out.
#[derive(Debug, Clone, Copy, Default)]
struct Flush {
    host: bool,
    module: bool,
}

/// An event before it is given out.
#[derive(Debug, Clone, Copy)]
struct Happened {
    side: Side,
    seq: Seq,
    offset: u64,
    raw: Span,
    text: Span,
    what: What,
    shape: Option<ShapeId>,
    flaws: Flaws,
    /// It is a command line, read by the last flight.
    command: bool,
    block: Option<usize>,
}

impl<'g> Exchange<'g> {
    /// Nothing has been said yet.
    pub fn new(grammar: &'g Grammar) -> Self {
        Self {
            grammar,
            host: Lines::new(),
            module: Lines::new(),
            flights: Vec::with_capacity(MAX_QUEUED + 1),
            spare: (0..=MAX_QUEUED).map(|_| Flight::new()).collect(),
            owed: Vec::with_capacity(MAX_OWED),
            sorter: Sorter::new(),
            host_fields: crate::fields::Fields::default(),
            blocks: Blocks::new(grammar),
            host_data: None,
            module_data: None,
            echo_of: None,
            after_prompt: false,
            surplus_until: 0,
            surplus_of: 0,
            physical_until: 0,
            longer: None,
            settled: Vec::with_capacity(doubt::MAX_UNCLEAR),
            mid_line: false,
            flush: Flush::default(),
            seq: 0,
        }
    }

    /// Takes bytes that the host has written; gives how many there was room for. Poll before the rest.
    pub fn handle_host(&mut self, bytes: &[u8]) -> usize {
        self.mid_line = false;
        self.host.handle(bytes)
    }

    /// Takes bytes that the module has written; gives how many there was room for. Poll before the rest.
    pub fn handle_module(&mut self, bytes: &[u8]) -> usize {
        // Slow serial lines give bytes one by one: within a line, each of them is soon dealt with.
        self.mid_line =
            self.mid_line && matches!(bytes, [byte] if !is_line_end(*byte)) && self.module.len() < MAX_LINE;
        self.module.handle(bytes)
    }

    /// Whoever waited has waited long enough: what has come is given out as it is, finished or not.
    pub fn handle_silence(&mut self) {
        self.flush = Flush { host: true, module: true };
        self.mid_line = false;
    }

    /// The command in flight will not be answered any more: the next one takes its place.
    pub fn abandon(&mut self) -> Option<Seq> {
        self.mid_line = false;
        if self.flights.is_empty() {
            return None;
        }
        let flight = self.flights.remove(0);
        let seq = flight.seq;
        self.spare.push(flight);
        self.host_data = None;
        Some(seq)
    }

    /// The module has started anew: nothing is in flight and nothing is owed.
    pub fn handle_restart(&mut self) {
        while self.abandon().is_some() {}
        self.owed.clear();
        // Data may outlive their command until the next poll.
        self.host_data = None;
        self.module_data = None;
        self.echo_of = None;
    }

    /// Everything is forgotten, as if nothing had been said yet; the room is kept.
    pub fn handle_reset(&mut self) {
        self.handle_restart();
        self.host.forget();
        self.module.forget();
        self.blocks.forget();
        self.sorter.carried.clear();
        self.after_prompt = false;
        (self.surplus_until, self.surplus_of, self.physical_until) = (0, 0, 0);
        self.longer = None;
        self.settled.clear();
        self.flush = Flush::default();
        self.seq = 0;
    }

    /// The number of the command in flight.
    pub fn in_flight(&self) -> Option<Seq> {
        self.flights.first().map(|f| f.seq)
    }

    /// The commands that still owe a result, oldest first, and whether an unclear line may have been it.
    pub fn owing(&self) -> impl Iterator<Item = (Seq, bool)> {
        self.owed.iter().map(|o| (o.seq, o.doubtful))
    }

    /// Is what the module has said last, and not ended, a `>` that nothing in flight asks for? It may be a prompt that came late.
    pub fn ends_in_a_prompt(&self) -> bool {
        self.module.rest().trim_ascii() == b">"
    }

    /// The host is expected to send data, not a command.
    pub fn awaits_data(&self) -> bool {
        self.host_data.is_some()
    }

    /// The next event, as soon as the bytes for it are there. The host's bytes come first.
    #[inline]
    pub fn poll(&mut self) -> Option<Event<'_>> {
        if self.mid_line {
            return None;
        }
        let happened = self.step()?;
        let (lines, fields) = match happened.side {
            Side::Host => (&self.host, &self.host_fields),
            Side::Module => (&self.module, &self.sorter.fields),
        };
        Some(Event {
            seq: happened.seq,
            from: happened.side,
            offset: happened.offset,
            raw: lines.bytes(happened.raw),
            text: lines.bytes(happened.text),
            what: happened.what,
            shape: happened.shape,
            fields,
            flaws: happened.flaws,
            command: self.flights.last().filter(|_| happened.command).and_then(|f| f.read.as_ref()),
            block: happened.block.and_then(|b| self.blocks.get(b)),
        })
    }

    fn step(&mut self) -> Option<Happened> {
        work::step();
        if !self.settled.is_empty() {
            let (line, answer) = self.settled.remove(0);
            self.sorter.fields.clear();
            return Some(self.bare(Side::Module, What::Settled { line, answer }));
        }
        if (self.host.len() > 0 || self.host_data.is_some() || self.flush.host)
            && let Some(happened) = self.host_step()
        {
            return Some(happened);
        }
        self.flush.host = false;
        let happened = self.module_step();
        if happened.is_none() {
            self.flush.module = false;
        }
        happened
    }

    /// An event without bytes.
    fn bare(&mut self, side: Side, what: What) -> Happened {
        self.seq += 1;
        let offset = match side {
            Side::Host => self.host.offset(),
            Side::Module => self.module.offset(),
        };
        Happened {
            side,
            seq: self.seq,
            offset,
            raw: Span::default(),
            text: Span::default(),
            what,
            shape: None,
            flaws: Flaws::NONE,
            command: false,
            block: None,
        }
    }

    /// An event of `len` bytes whose text stands from `start` to `end` of them.
    fn taken(&mut self, side: Side, len: usize, start: usize, end: usize, what: What) -> Happened {
        let mut happened = self.bare(side, what);
        let lines = match side {
            Side::Host => &mut self.host,
            Side::Module => {
                self.after_prompt = matches!(what, What::Prompt { .. });
                &mut self.module
            }
        };
        happened.raw = lines.take(len);
        happened.text = Span { start: happened.raw.start + start, end: happened.raw.start + end };
        happened
    }
}

//! What the module writes: lines, prompts, counted data, and everything that is none of these.

use crate::fields::Field;
use crate::flaw::Flaws;
use crate::grammar::FormId;
use crate::line::{Ahead, MAX_LEAD, MAX_LINE};
use crate::shape::Shape;
use crate::work;

use super::classify::{Reach, Scene, Sorted};
use super::doubt::Unclear;
use super::event::{DataEnd, Noise, Other, Seq, Side, What};
use super::flight::Flight;
use super::owed::{Found, MAX_OWED, Owed};
use super::{Exchange, Happened, HostData, ModuleData};

impl Exchange<'_> {
    pub(super) fn module_step(&mut self) -> Option<Happened> {
        if let Some(data) = self.module_data {
            return self.module_data_step(data);
        }
        match self.module.overlong_piece(self.flush.module)? {
            0 => {}
            len => return Some(self.noise(0, len, Noise::Overlong)),
        }
        let space = self.after_prompt && self.module.rest().first() == Some(&b' ');
        let start = match self.module.ahead(usize::from(space)) {
            Ahead::Nothing if self.flush.module && self.module.len() > 0 => {
                return Some(self.noise(0, self.module.len(), Noise::Blank));
            }
            Ahead::Nothing => return None,
            Ahead::Blank => return Some(self.noise(0, MAX_LEAD, Noise::Blank)),
            Ahead::Line(start) => start,
        };
        if let Some(of) = self.echo_of {
            match self.data_echo(of) {
                Echoed::Yes { start, end } => return Some(self.take_data_echo(of, start, end)),
                Echoed::NotYet => return None,
                Echoed::No => self.echo_of = None,
            }
        }
        let first = self.module.rest()[start];
        if first == b'>'
            && let Some(flight) = self.flights.first_mut()
            && flight.wants_prompt(self.grammar)
        {
            flight.advance_prompt(self.grammar);
            let of = flight.seq;
            self.expect_data(of);
            return Some(self.plain(start + 1, start, start + 1, What::Prompt { of: Some(of) }));
        }
        if is_junk(first) {
            return self.junk(start);
        }
        self.line(start)
    }

    /// A line that starts at `start`, as far as its bytes are there.
    fn line(&mut self, start: usize) -> Option<Happened> {
        if let Some(longer) = self.longer {
            return self.go_on(longer);
        }
        let (end, terminated) = match self.module.line_end(start) {
            Some(end) if end - start <= MAX_LINE => (end, true),
            None if self.flush.module && self.module.len() - start <= MAX_LINE => (self.module.len(), false),
            None if self.module.len() - start <= MAX_LINE => {
                self.mid_line = true;
                return None;
            }
            _ => {
                self.module.begin_overlong();
                return Some(self.noise(start, start + MAX_LINE, Noise::Overlong));
            }
        };
        let open = terminated && self.module.offset() + start as u64 >= self.physical_until;
        let reach = if open { Reach::Open } else { Reach::Closed };
        match self.sort(start, end, reach) {
            Sorted::GoesOn(need) => {
                let quotes = memchr::memchr_iter(b'"', &self.module.rest()[start..end]).count();
                let quote_missing = need == end - start;
                let from = (start + need).max(end + 1);
                self.go_on(Longer { start, physical_end: end, from, counted: end, quotes, quote_missing })
            }
            sorted => Some(self.happen(start, end, terminated, sorted)),
        }
    }

    /// A line that goes on over its line end: to the first line end behind the bytes it needs; where only
    /// a quote is missing, to the first one with a quote before it and no quote left open.
    fn go_on(&mut self, mut longer: Longer) -> Option<Happened> {
        let start = longer.start;
        self.longer = None;
        loop {
            if longer.from - start > MAX_LINE {
                return Some(self.does_not_go_on(longer, MAX_LINE));
            }
            let Some(next) = self.module.line_end_behind(longer.from) else {
                let waited = self.module.len() - start;
                if waited > MAX_LINE || self.flush.module {
                    return Some(self.does_not_go_on(longer, waited.min(MAX_LINE)));
                }
                longer.from = longer.from.max(self.module.len());
                self.longer = Some(longer);
                return None;
            };
            if next - start > MAX_LINE {
                return Some(self.does_not_go_on(longer, MAX_LINE));
            }
            let rest = self.module.rest();
            longer.quotes += memchr::memchr_iter(b'"', &rest[longer.counted..next]).count();
            work::bytes(next - longer.counted);
            longer.counted = next;
            longer.from = next + 1;
            if longer.quote_missing && (rest[next - 1] != b'"' || !longer.quotes.is_multiple_of(2)) {
                continue;
            }
            match self.sort(start, next, Reach::Beyond) {
                Sorted::Unknown => return Some(self.does_not_go_on(longer, next - start)),
                Sorted::GoesOn(need) => longer.from = longer.from.max(start + need),
                sorted => return Some(self.happen(start, next, true, sorted)),
            }
        }
    }

    /// The line ends where its bytes say so, and so do the lines in what was looked through.
    fn does_not_go_on(&mut self, longer: Longer, seen: usize) -> Happened {
        self.physical_until = self.module.offset() + (longer.start + seen) as u64;
        let sorted = self.sort(longer.start, longer.physical_end, Reach::Closed);
        self.happen(longer.start, longer.physical_end, true, sorted)
    }

    fn sort(&mut self, start: usize, end: usize, reach: Reach) -> Sorted {
        let scene = Scene { grammar: self.grammar, flights: &self.flights, owed: &self.owed };
        self.sorter.sort(scene, &self.module.rest()[start..end], reach)
    }

    /// Turns what a line was found to be into an event, and draws the consequences.
    fn happen(&mut self, start: usize, end: usize, terminated: bool, sorted: Sorted) -> Happened {
        let taken = end + usize::from(terminated);
        let after_cr = terminated && self.module.rest()[end] == b'\r';
        let what = self.consequences(start, end, sorted);
        let mut happened = self.taken(Side::Module, taken, start, end, what);
        happened.shape = self.sorter.shape;
        happened.flaws = self.sorter.fields.all_flaws();
        if let Some(shape) = happened.shape {
            let shape_ref = self.grammar.shape(shape);
            if self.grammar.carries() {
                self.carry(happened.what, shape_ref);
            }
            if let What::Urc(urc) = happened.what {
                happened.block = self.blocks.urc(self.grammar, urc, shape, &self.sorter.fields);
                self.expect_module_data(urc, shape_ref, happened.seq, after_cr);
            }
        }
        happened
    }

    /// Keeps the numbers by which the lines after this one may count.
    fn carry(&mut self, what: What, shape: &Shape) {
        if let (What::Info { .. } | What::Unclear { .. }, [flight, ..]) = (what, &mut self.flights[..]) {
            flight.carried.keep(shape, &self.sorter.fields);
        }
        if !matches!(what, What::Info { .. }) {
            self.sorter.carried.keep(shape, &self.sorter.fields);
        }
    }

    fn consequences(&mut self, start: usize, end: usize, sorted: Sorted) -> What {
        match sorted {
            Sorted::Echo(place) => {
                // The module has gone on to this command: those before it get no answer any more.
                for _ in 0..place {
                    self.abandon();
                }
                let of = self.flights.first_mut().map(|f| {
                    f.echoed = true;
                    f.seq
                });
                What::Echo { of: of.unwrap_or_default() }
            }
            Sorted::Info(form) => What::Info { of: self.advance(form), form },
            Sorted::InfoOrLater(form, found) => {
                let of = self.unclear(Some(found));
                What::Unclear { of, form, or: Other::Later(found.seq) }
            }
            Sorted::InfoOrUrc(form, urc) => {
                let of = self.unclear(None);
                What::Unclear { of, form, or: Other::Urc(urc) }
            }
            Sorted::Later(found) => {
                if !found.interim {
                    self.owed.remove(found.index);
                    self.flights.first_mut().into_iter().for_each(|f| f.result_came(found.seq));
                }
                What::Later { of: found.seq, form: found.form, interim: found.interim, early: false }
            }
            Sorted::Early(form) => {
                let of = self.flights.first_mut().map(|f| {
                    f.early = true;
                    f.seq
                });
                What::Later { of: of.unwrap_or_default(), form, interim: false, early: true }
            }
            Sorted::Urc(urc) => {
                if self.grammar.urcs()[usize::from(urc)].boot {
                    self.handle_restart();
                }
                What::Urc(urc)
            }
            Sorted::Final { result, numeric } => self.finish(result, numeric),
            Sorted::Unasked(form) => What::Unasked { form },
            Sorted::Unknown | Sorted::GoesOn(_) => self.unknown(start, end),
        }
    }

    /// A line that nothing explains may still be the echo of data, or noise.
    fn unknown(&mut self, start: usize, end: usize) -> What {
        let line = &self.module.rest()[start..end];
        work::bytes(line.len());
        // Data that have not come to their end are the host's still: a module that gives them up has echoed them all the same,
        // behind a prompt that may have a blank.
        let typed = line.strip_prefix(b" ").unwrap_or(line);
        let begun = |data: HostData| self.host.rest().get(data.lead..).is_some_and(|d| d.starts_with(typed));
        let unfinished = !typed.is_empty() && self.host_data.is_some_and(begun);
        if let Some(flight) = self.flights.first()
            && flight.echoed
            && (flight.data.starts_with(line) || unfinished)
        {
            return What::DataEcho { of: flight.seq };
        }
        if line == b">" || line == b"> " {
            return What::Prompt { of: None };
        }
        match std::str::from_utf8(line) {
            Ok(_) => What::Unknown,
            Err(_) => What::Noise(Noise::Undecodable),
        }
    }

    fn advance(&mut self, form: FormId) -> Seq {
        let (grammar, sorter) = (self.grammar, &self.sorter);
        let Some(flight) = self.flights.first_mut() else { return 0 };
        flight.advance_line(grammar, form, |shape| sorter.fits(shape));
        flight.seq
    }

    /// Notes a line that may be part of the answer, or this result, or else a URC.
    fn unclear(&mut self, found: Option<Found>) -> Seq {
        // One that would not be the last result leaves no doubt that another is still to come.
        let owed = found.filter(|f| !f.interim).and_then(|f| self.owed.get_mut(f.index));
        let unclear = Unclear {
            line: self.seq + 1,
            owed: found.filter(|f| !f.interim).map(|f| f.seq),
            doubtful: owed.is_some_and(|o| std::mem::replace(&mut o.doubtful, true)),
        };
        let (grammar, sorter) = (self.grammar, &self.sorter);
        let Some(flight) = self.flights.first_mut() else { return 0 };
        flight.fork(grammar, unclear, |shape| sorter.fits(shape));
        flight.seq
    }

    fn finish(&mut self, result: u16, numeric: bool) -> What {
        let connect = self.grammar.finals()[usize::from(result)].connect;
        if self.flights.is_empty() {
            return What::Final { of: None, result, documented: false, numeric };
        }
        if connect {
            return self.connect(result, numeric);
        }
        let mut flight = self.flights.remove(0);
        let of = flight.seq;
        let documented = flight.advance_final(self.grammar, result);
        self.settle(&flight, documented);
        self.leave_surplus(&flight);
        let owes = if flight.early { None } else { Owed::of(&mut flight, self.grammar) };
        if let Some(owed) = owes {
            if self.owed.len() == MAX_OWED {
                self.owed.remove(0);
            }
            self.owed.push(owed);
        }
        self.spare.push(flight);
        self.echo_of = None;
        What::Final { of: Some(of), result, documented, numeric }
    }

    /// What the host has written behind its data, unless it is the next command, the module has dropped.
    fn leave_surplus(&mut self, flight: &Flight) {
        let rest = self.host.rest();
        let command = rest.iter().zip(b"AT").all(|(a, b)| a.eq_ignore_ascii_case(b));
        let blank = rest.iter().all(|b| b"\r\n".contains(b));
        if !flight.data.is_empty() && !command && !blank {
            self.surplus_of = flight.seq;
            self.surplus_until = self.host.offset() + rest.len() as u64;
        }
    }

    /// Settles what the outcomes that are left agree on.
    fn settle(&mut self, flight: &Flight, documented: bool) {
        if documented && !flight.unclear.is_empty() {
            self.settled.extend(flight.settled());
            flight.settle_owed(&mut self.owed);
        }
    }

    fn connect(&mut self, result: u16, numeric: bool) -> What {
        let grammar = self.grammar;
        let Some(flight) = self.flights.first_mut() else {
            return What::Final { of: None, result, documented: false, numeric };
        };
        let documented = flight.advance_final(grammar, result);
        flight.prompted = true;
        let of = flight.seq;
        self.expect_data(of);
        What::Final { of: Some(of), result, documented, numeric }
    }

    fn expect_module_data(&mut self, urc: u16, shape: &Shape, of: Seq, after_cr: bool) {
        let Some(name) = self.grammar.urcs()[usize::from(urc)].data else { return };
        let declared = match shape.slot_of(name) {
            // A length that no document allows is a slip of the module: it is flagged, not followed. Where
            // it is missing, an older line's does not stand in for it.
            Some(slot) => {
                let lawful = |f: &&Field| !f.flaws.has(Flaws::RANGE);
                self.sorter.fields.get(slot).filter(lawful).and_then(Field::as_number)
            }
            None => self.sorter.carried.get(name),
        };
        let left = declared.and_then(|n| u64::try_from(n).ok()).unwrap_or(0);
        if left > 0 {
            self.module_data = Some(ModuleData { of, left, after_cr });
        }
    }

    fn module_data_step(&mut self, data: ModuleData) -> Option<Happened> {
        let rest = self.module.rest();
        let lead = usize::from(data.after_cr && rest.first() == Some(&b'\n'));
        let left = usize::try_from(data.left).unwrap_or(usize::MAX);
        let piece = left.min(MAX_LINE);
        let here = rest.len() - lead;
        let (len, end) = match () {
            () if here >= piece && piece == left => (piece, DataEnd::Counted),
            () if here >= piece => (piece, DataEnd::More),
            () if self.flush.module => (here, DataEnd::Cut),
            () => return None,
        };
        let more = ModuleData { left: data.left - len as u64, after_cr: false, ..data };
        self.module_data = (end == DataEnd::More).then_some(more);
        self.blocks.data(&self.module.rest()[lead..lead + len]);
        if lead + len == 0 {
            return self.module_step();
        }
        Some(self.plain(lead + len, lead, lead + len, What::Data { of: data.of, end }))
    }

    fn data_echo(&self, of: Seq) -> Echoed {
        // Who does not echo the command does not echo its data. Data that begin with a line end cannot be
        // told from the answer by their bytes, and are left to be read as lines.
        let echoes = |f: &&Flight| {
            f.seq == of && f.echoed && f.data.first().is_some_and(|b| *b != b'\r' && *b != b'\n')
        };
        let Some(flight) = self.flights.first().filter(echoes) else { return Echoed::No };
        // An echo follows the prompt itself, not a line end. A blank before it is the prompt's, or the data's own.
        match self.data_echo_behind(0, &flight.data) {
            Echoed::No if self.module.rest().first() == Some(&b' ') => self.data_echo_behind(1, &flight.data),
            echoed => echoed,
        }
    }

    fn data_echo_behind(&self, lead: usize, data: &[u8]) -> Echoed {
        let echo = &self.module.rest()[lead..];
        let compared = echo.len().min(data.len());
        work::bytes(compared);
        match () {
            () if echo[..compared] != data[..compared] => Echoed::No,
            () if compared == data.len() => Echoed::Yes { start: lead, end: lead + compared },
            () if self.flush.module => Echoed::No,
            () => Echoed::NotYet,
        }
    }

    fn take_data_echo(&mut self, of: Seq, start: usize, end: usize) -> Happened {
        self.echo_of = None;
        self.plain(end, start, end, What::DataEcho { of })
    }

    /// Bytes that no line starts with, up to the first that one may start with.
    fn junk(&mut self, start: usize) -> Option<Happened> {
        let rest = &self.module.rest()[start..];
        let run = rest.iter().take(MAX_LEAD).take_while(|b| is_junk(**b)).count();
        let known = run < rest.len() || run == MAX_LEAD || self.flush.module;
        known.then(|| self.noise(start, start + run, Noise::Undecodable))
    }

    fn noise(&mut self, start: usize, end: usize, noise: Noise) -> Happened {
        self.plain(end, start, end, What::Noise(noise))
    }

    /// An event without values.
    fn plain(&mut self, len: usize, start: usize, end: usize, what: What) -> Happened {
        self.sorter.fields.clear();
        self.sorter.shape = None;
        self.taken(Side::Module, len, start, end, what)
    }
}

/// A line that goes on over its line end, as far as it was looked at. Offsets count from the head.
#[derive(Debug, Clone, Copy)]
pub(super) struct Longer {
    start: usize,
    /// Its first line end.
    physical_end: usize,
    /// Where to look for the next one.
    from: usize,
    /// Quotes up to here ...
    counted: usize,
    /// ... are this many.
    quotes: usize,
    quote_missing: bool,
}

enum Echoed {
    Yes { start: usize, end: usize },
    NotYet,
    No,
}

/// Is this a byte that no line starts with?
fn is_junk(byte: u8) -> bool {
    matches!(byte, 0..=8 | 0x0B | 0x0C | 0x0E..=0x1F | 0x7F | 0x80..=0xC1 | 0xF8..=0xFF)
}

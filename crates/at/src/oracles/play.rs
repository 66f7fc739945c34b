//! Oracles over streams: what an exchange makes of what both sides say, however it is cut into reads.

use std::cell::Cell;

use crate::exchange::{Event, Exchange, MAX_OWED, Side, What};
use crate::fields::Field;
use crate::flaw::Flaws;
use crate::grammar::{Grammar, ShapeId};
use crate::line::{MAX_LEAD, MAX_LINE};
use crate::visible::Visible;
use crate::work;

/// What reading may cost, in the steps that `work` counts, whatever the bytes and their cuts: so much for each
/// byte and for the beginning. The dearest bytes that are known take two fifths of it.
const MOST_STEPS_PER_BYTE: u64 = 64;
/// The beginning.
const MOST_STEPS: u64 = 256;

/// Something that one side says, or that nobody says anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// The host writes.
    Host(Vec<u8>),
    /// The module writes.
    Module(Vec<u8>),
    /// Whoever waited has waited long enough.
    Silence,
}

/// An event, owned, with all that can be compared.
#[derive(Clone, PartialEq, Eq)]
pub struct Heard {
    /// See [`Event`].
    pub seq: u64,
    /// See [`Event`].
    pub from: Side,
    /// See [`Event`].
    pub offset: u64,
    /// See [`Event`].
    pub raw: Vec<u8>,
    /// See [`Event`].
    pub text: Vec<u8>,
    /// See [`Event`].
    pub what: What,
    /// See [`Event`].
    pub shape: Option<ShapeId>,
    /// See [`Event`].
    pub flaws: Flaws,
    /// See [`Event`].
    pub fields: Vec<Field>,
    /// The parts of the block that the event closes.
    pub block: Option<Vec<Vec<u8>>>,
}

impl std::fmt::Debug for Heard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { seq, from, offset, what, flaws, .. } = self;
        write!(f, "{seq} {from:?}@{offset} {what:?} {:?} !{flaws:?}", Visible(&self.raw))
    }
}

impl Heard {
    /// Is it this event, to every value? Says so without a copy of it.
    fn is(&self, event: &Event<'_>) -> bool {
        let block = match (&self.block, event.block) {
            (Some(kept), Some(block)) => block.parts.iter().map(|p| &p.bytes).eq(kept),
            (kept, block) => kept.is_none() && block.is_none(),
        };
        let place = (self.seq, self.from, self.offset) == (event.seq, event.from, event.offset);
        let meaning = (self.what, self.shape, self.flaws) == (event.what, event.shape, event.flaws);
        let bytes = self.raw == event.raw && self.text == event.text;
        place && meaning && bytes && block && self.fields.iter().eq(event.fields.iter())
    }

    fn of(event: &Event<'_>) -> Self {
        Self {
            seq: event.seq,
            from: event.from,
            offset: event.offset,
            raw: event.raw.to_vec(),
            text: event.text.to_vec(),
            what: event.what,
            shape: event.shape,
            flaws: event.flaws,
            fields: event.fields.iter().copied().collect(),
            block: event.block.map(|b| b.parts.iter().map(|p| p.bytes.clone()).collect()),
        }
    }
}

/// Plays `said` to an exchange, the module's side in reads of the lengths that `cut` gives, and then silence.
/// What the host says at once comes at once, since data may follow its command unasked. Panics unless
/// every byte of both sides is in exactly one event, in order, and the exchange never stands still.
pub fn heard(grammar: &Grammar, said: &[Said], cut: &mut dyn FnMut() -> usize) -> Vec<Heard> {
    let mut heard = Vec::new();
    play(&mut Exchange::new(grammar), said, cut, &mut |event| heard.push(Heard::of(event)));
    heard
}

/// The same by an exchange that may have heard other things before, one event after the other.
fn play(
    exchange: &mut Exchange<'_>,
    said: &[Said],
    cut: &mut dyn FnMut() -> usize,
    hear: &mut dyn FnMut(&Event<'_>),
) {
    exchange.handle_reset();
    let before = work::steps();
    let mut player = Player { exchange, hear, seq: 0, fed: [0; 2], given: [0; 2] };
    for said in said.iter().chain([&Said::Silence]) {
        match said {
            Said::Host(bytes) => player.feed(Side::Host, bytes, &mut || usize::MAX),
            Said::Module(bytes) => player.feed(Side::Module, bytes, cut),
            Said::Silence => player.silence(),
        }
    }
    assert_eq!(player.given, player.fed, "all that was fed is given out after silence");
    let bytes: u64 = player.fed.iter().sum();
    let steps = work::steps() - before;
    assert!(
        steps <= MOST_STEPS + MOST_STEPS_PER_BYTE * bytes,
        "{steps} steps for {bytes} bytes, of {}",
        script(said)
    );
}

/// The events are the same whole, byte by byte, and in reads of the given lengths; and an exchange that was
/// reset hears what a new one hears.
pub fn same_however_cut(grammar: &Grammar, said: &[Said], cuts: &[u8]) -> Vec<Heard> {
    same_by(&mut Exchange::new(grammar), said, cuts)
}

/// The same by an exchange that may have heard other things before: making one takes longer than most
/// dialogues.
pub fn same_by(exchange: &mut Exchange<'_>, said: &[Said], cuts: &[u8]) -> Vec<Heard> {
    let mut whole = Vec::new();
    play(exchange, said, &mut || usize::MAX, &mut |event| whole.push(Heard::of(event)));
    compare(exchange, &whole, said, "byte by byte", &mut || 1);
    if !cuts.is_empty() {
        let mut cuts = cuts.iter().cycle();
        compare(exchange, &whole, said, "cut", &mut || 1 + cuts.next().map_or(0, |c| usize::from(*c)));
    }
    whole
}

fn compare(
    exchange: &mut Exchange<'_>,
    whole: &[Heard],
    said: &[Said],
    how: &str,
    cut: &mut dyn FnMut() -> usize,
) {
    let mut at = 0;
    play(exchange, said, cut, &mut |event| {
        let differs = |a: Option<&Heard>| format!("whole {a:?}\n{how} {:?}", Heard::of(event));
        let same = whole.get(at).is_some_and(|heard| heard.is(event));
        assert!(same, "event {at}\n{}\nof {}", differs(whole.get(at)), script(said));
        at += 1;
    });
    assert!(at == whole.len(), "{how} without {:?}\nof {}", whole.get(at), script(said));
}

/// A finished line is given out at once: silence after it brings nothing to light but line ends.
pub fn answered_in_time(grammar: &Grammar, said: &[Said]) {
    let mut exchange = Exchange::new(grammar);
    let (over, mut late) = (Cell::new(false), None);
    let mut hear = |event: &Event<'_>| {
        if over.get() && !event.raw.iter().all(|b| b"\r\n ".contains(b)) {
            late.get_or_insert(Heard::of(event));
        }
    };
    let mut player = Player { exchange: &mut exchange, hear: &mut hear, seq: 0, fed: [0; 2], given: [0; 2] };
    for said in said {
        match said {
            Said::Host(bytes) => player.feed(Side::Host, bytes, &mut || usize::MAX),
            Said::Module(bytes) => player.feed(Side::Module, bytes, &mut || usize::MAX),
            Said::Silence => {}
        }
    }
    over.set(true);
    player.silence();
    assert!(late.is_none(), "{late:?} came only with silence, of {}", script(said));
}

/// A script as a dialogue in words.
fn script(said: &[Said]) -> String {
    let line = |said: &Said| match said {
        Said::Host(bytes) => format!("\n  > {}", Visible(bytes)),
        Said::Module(bytes) => format!("\n  < {}", Visible(bytes)),
        Said::Silence => "\n  .".to_owned(),
    };
    said.iter().map(line).collect()
}

/// Feeds an exchange and counts; bytes by side: the host's, the module's.
struct Player<'e, 'g, 'h> {
    exchange: &'e mut Exchange<'g>,
    hear: &'h mut dyn FnMut(&Event<'_>),
    seq: u64,
    fed: [u64; 2],
    given: [u64; 2],
}

impl Player<'_, '_, '_> {
    fn feed(&mut self, side: Side, bytes: &[u8], cut: &mut dyn FnMut() -> usize) {
        let mut rest = bytes;
        while !rest.is_empty() {
            let piece = &rest[..cut().clamp(1, rest.len())];
            let taken = match side {
                Side::Host => self.exchange.handle_host(piece),
                Side::Module => self.exchange.handle_module(piece),
            };
            assert!(taken > 0, "there is always room once everything was polled");
            self.fed[usize::from(side == Side::Module)] += taken as u64;
            rest = &rest[taken..];
            self.listen();
        }
        let [host, module] = [0, 1].map(|i| self.fed[i] - self.given[i]);
        let exchange = &self.exchange;
        assert!(exchange.owing().count() <= MAX_OWED, "more is owed than is kept");
        assert!(exchange.owing().all(|(of, _)| of <= self.seq), "an event that was given out owes it");
        assert!(exchange.in_flight() <= Some(self.seq), "an event that was given out is in flight");
        assert!(!exchange.awaits_data() || self.given[0] > 0, "a command asks for data");
        let most = (MAX_LINE + MAX_LEAD) as u64 + 2;
        assert!(host <= most && module <= most, "{host} and {module} bytes are held back");
    }

    fn silence(&mut self) {
        self.exchange.handle_silence();
        self.listen();
    }

    fn listen(&mut self) {
        while let Some(event) = self.exchange.poll() {
            let heard = || Heard::of(&event);
            let side = usize::from(event.from == Side::Module);
            assert_eq!(event.offset, self.given[side], "every byte is in one event: {:?}", heard());
            self.seq += 1;
            assert_eq!(event.seq, self.seq, "events are counted from 1: {:?}", heard());
            let bare = matches!(event.what, What::Settled { .. });
            assert_eq!(event.raw.is_empty(), bare, "an event that carries nothing: {:?}", heard());
            assert!(contains(event.raw, event.text), "{:?} says {:?}", heard(), Visible(event.text));
            self.given[side] += event.raw.len() as u64;
            (self.hear)(&event);
        }
    }
}

/// Is it a piece of the very bytes?
fn contains(raw: &[u8], text: &[u8]) -> bool {
    let (raw, text) = (raw.as_ptr_range(), text.as_ptr_range());
    text.is_empty() || (raw.start <= text.start && text.end <= raw.end)
}

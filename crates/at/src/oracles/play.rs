//! Oracles over streams: what an exchange makes of what both sides say, however it is cut into reads.

use crate::exchange::{Event, Exchange, Side, What};
use crate::fields::Field;
use crate::flaw::Flaws;
use crate::grammar::{Grammar, ShapeId};
use crate::line::{MAX_LEAD, MAX_LINE};
use crate::visible::Visible;

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
    let mut player =
        Player { exchange: Exchange::new(grammar), heard: Vec::new(), counts: Counts::default() };
    for said in said.iter().chain([&Said::Silence]) {
        match said {
            Said::Host(bytes) => player.feed(Side::Host, bytes, &mut || usize::MAX),
            Said::Module(bytes) => player.feed(Side::Module, bytes, cut),
            Said::Silence => {
                player.exchange.handle_silence();
                player.listen();
            }
        }
    }
    assert_eq!(player.counts.given, player.counts.fed, "all that was fed is given out after silence");
    player.heard
}

/// The events are the same whole, byte by byte, and in reads of the given lengths.
pub fn same_however_cut(grammar: &Grammar, said: &[Said], cuts: &[u8]) -> Vec<Heard> {
    let whole = heard(grammar, said, &mut || usize::MAX);
    compare(&whole, &heard(grammar, said, &mut || 1), "byte by byte", said);
    if !cuts.is_empty() {
        let mut cuts = cuts.iter().cycle();
        let mut next = || 1 + cuts.next().map_or(0, |c| usize::from(*c));
        compare(&whole, &heard(grammar, said, &mut next), "cut", said);
    }
    whole
}

fn compare(whole: &[Heard], cut: &[Heard], how: &str, said: &[Said]) {
    let differ = whole.iter().zip(cut).position(|(a, b)| a != b);
    let at = differ.unwrap_or(whole.len().min(cut.len()));
    let (a, b) = (whole.get(at), cut.get(at));
    assert!(a == b, "event {at}\nwhole {a:?}\n{how} {b:?}\nof {}", script(said));
}

/// A finished line is given out at once: silence after it brings nothing to light but line ends.
pub fn answered_in_time(grammar: &Grammar, said: &[Said]) {
    let mut player =
        Player { exchange: Exchange::new(grammar), heard: Vec::new(), counts: Counts::default() };
    for said in said {
        match said {
            Said::Host(bytes) => player.feed(Side::Host, bytes, &mut || usize::MAX),
            Said::Module(bytes) => player.feed(Side::Module, bytes, &mut || usize::MAX),
            Said::Silence => {}
        }
    }
    let prompt = player.heard.len();
    player.exchange.handle_silence();
    player.listen();
    let late = player.heard[prompt..].iter().find(|h| !h.raw.iter().all(|b| b"\r\n ".contains(b)));
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

/// Bytes by side: the host's, the module's.
#[derive(Default)]
struct Counts {
    fed: [u64; 2],
    given: [u64; 2],
}

struct Player<'g> {
    exchange: Exchange<'g>,
    heard: Vec<Heard>,
    counts: Counts,
}

impl Player<'_> {
    fn feed(&mut self, side: Side, bytes: &[u8], cut: &mut dyn FnMut() -> usize) {
        let mut rest = bytes;
        while !rest.is_empty() {
            let piece = &rest[..cut().clamp(1, rest.len())];
            let taken = match side {
                Side::Host => self.exchange.handle_host(piece),
                Side::Module => self.exchange.handle_module(piece),
            };
            assert!(taken > 0, "there is always room once everything was polled");
            self.counts.fed[usize::from(side == Side::Module)] += taken as u64;
            rest = &rest[taken..];
            self.listen();
        }
        let [host, module] = [0, 1].map(|i| self.counts.fed[i] - self.counts.given[i]);
        let most = (MAX_LINE + MAX_LEAD) as u64 + 2;
        assert!(host <= most && module <= most, "{host} and {module} bytes are held back");
    }

    fn listen(&mut self) {
        while let Some(event) = self.exchange.poll() {
            let heard = Heard::of(&event);
            let side = usize::from(heard.from == Side::Module);
            assert_eq!(heard.offset, self.counts.given[side], "every byte is in one event: {heard:?}");
            assert_eq!(heard.seq, self.heard.len() as u64 + 1, "events are counted from 1: {heard:?}");
            let bare = matches!(heard.what, What::Settled { .. });
            assert_eq!(heard.raw.is_empty(), bare, "an event that carries nothing: {heard:?}");
            assert!(contains(&heard.raw, &heard.text), "{heard:?} says {:?}", Visible(&heard.text));
            self.counts.given[side] += heard.raw.len() as u64;
            self.heard.push(heard);
        }
    }
}

fn contains(raw: &[u8], text: &[u8]) -> bool {
    text.is_empty() || raw.ends_with(text) || memchr::memmem::find(raw, text).is_some()
}

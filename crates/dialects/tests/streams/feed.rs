//! Feeds a dialogue to an exchange, in reads of given lengths, and keeps what it says.

use hayes_at::exchange::{Event, Exchange, Noise, Side, What};
use hayes_at::flaw::Flaws;
use hayes_at::grammar::ShapeId;
use hayes_at::message::Message;
use hayes_dialects::Dialect;
use hayes_dialects::generate::Dialogue;

/// An event, owned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Heard {
    pub(crate) seq: u64,
    pub(crate) from: Side,
    pub(crate) text: Vec<u8>,
    pub(crate) raw: usize,
    pub(crate) what: What,
    pub(crate) shape: Option<ShapeId>,
    pub(crate) message: Message,
    pub(crate) flaws: Flaws,
    /// What a block carried.
    pub(crate) carried: Option<Vec<Vec<u8>>>,
}

/// Plays a dialogue. All that the module says between two turns of the host comes in reads of these
/// lengths, over and over; without lengths at once.
pub(crate) fn hear(dialect: &Dialect, said: &Dialogue, cuts: &[usize]) -> Vec<Heard> {
    let mut ear =
        Ear { exchange: Exchange::new(dialect.grammar()), dialect, heard: Vec::new(), sides: [0; 2] };
    let mut lengths = cuts.iter().copied().cycle();
    let mut turns = said.turns.as_slice();
    while let [first, ..] = turns {
        let run = turns.iter().take_while(|t| t.from == first.from).count();
        let (now, rest) = turns.split_at(run);
        turns = rest;
        if first.from == Side::Host {
            for turn in now {
                ear.feed(Side::Host, &turn.bytes);
            }
            continue;
        }
        let bytes: Vec<u8> = now.iter().flat_map(|t| t.bytes.iter().copied()).collect();
        let mut rest = bytes.as_slice();
        while !rest.is_empty() {
            let len = lengths.next().unwrap_or(rest.len()).clamp(1, rest.len());
            ear.feed(Side::Module, &rest[..len]);
            rest = &rest[len..];
        }
    }
    ear.exchange.handle_silence();
    ear.listen();
    for side in [Side::Host, Side::Module] {
        let all: usize = said.turns.iter().filter(|t| t.from == side).map(|t| t.bytes.len()).sum();
        assert_eq!(ear.sides[usize::from(side == Side::Module)], all as u64, "every byte was given out");
    }
    ear.heard
}

struct Ear<'d> {
    exchange: Exchange<'d>,
    dialect: &'d Dialect,
    heard: Vec<Heard>,
    /// How many bytes of each side were given out.
    sides: [u64; 2],
}

impl Ear<'_> {
    fn feed(&mut self, side: Side, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            let taken = match side {
                Side::Host => self.exchange.handle_host(bytes),
                Side::Module => self.exchange.handle_module(bytes),
            };
            assert!(taken > 0, "there is room after polling");
            bytes = &bytes[taken..];
            self.listen();
        }
    }

    fn listen(&mut self) {
        while let Some(event) = self.exchange.poll() {
            let side = usize::from(event.from == Side::Module);
            assert_eq!(event.offset, self.sides[side], "no byte is lost or told twice");
            self.sides[side] += event.raw.len() as u64;
            // Line ends that follow a prompt or the last line.
            let blank = matches!(event.what, What::Noise(Noise::Blank));
            if !blank {
                self.heard.push(owned(self.dialect, &event));
            }
        }
    }
}

fn owned(dialect: &Dialect, event: &Event<'_>) -> Heard {
    let start = event.command.and_then(|c| c.first()).map_or(0, |p| p.args_start as usize);
    let parts = |a: &hayes_at::exchange::Assembly| {
        let count = dialect.grammar().blocks()[usize::from(a.block)].parts.len();
        a.parts[..count].iter().map(|p| p.bytes.clone()).collect()
    };
    Heard {
        seq: event.seq,
        from: event.from,
        text: event.text.to_vec(),
        raw: event.raw.len(),
        what: event.what,
        shape: event.shape,
        message: event.fields.message(event.text.get(start..).unwrap_or_default()),
        flaws: event.flaws,
        carried: event.block.map(parts),
    }
}

//! Dialogues between a host and a module that says nothing wrong: commands with documented answers, data,
//! later results when they like, URCs and blocks in between. Each turn says what it means, so that a
//! reader can be held to it.

mod answer;
mod exchange;
mod several;
mod urc;
mod writer;

use hayes_at::choose::Choices;
use hayes_at::exchange::Side;
use hayes_at::grammar::FormId;

use crate::dialect::Dialect;
use writer::Writer;

/// What both sides say, in order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Dialogue {
    /// Each is one event.
    pub turns: Vec<Turn>,
}

impl Dialogue {
    /// The same without what the module says unasked, but for its starting anew.
    #[must_use]
    pub fn quiet(&self, dialect: &Dialect) -> Self {
        let starts = |means: &Means| matches!(means, Means::Urc(u) if dialect.urcs[usize::from(*u)].boot);
        let stays = |means: &Means| !means.is_unsolicited() || starts(means);
        let kept = self.turns.iter().enumerate().filter(|(_, t)| stays(&t.means));
        let places: Vec<usize> = kept.clone().map(|(i, _)| i).collect();
        let place = |of: usize| places.binary_search(&of).unwrap_or(of);
        let turns = kept.map(|(_, turn)| Turn { means: turn.means.moved(&place), ..turn.clone() });
        Self { turns: turns.collect() }
    }
}

/// One thing that is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// By whom.
    pub from: Side,
    /// All its bytes on the wire.
    pub bytes: Vec<u8>,
    /// What it says, without line ends.
    pub text: Vec<u8>,
    /// What it is.
    pub means: Means,
}

/// What a turn is. Commands are known by the index of their turn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Means {
    /// A command line of this form.
    Command(FormId),
    /// Data of the host.
    HostData,
    /// The module repeats a command line.
    Echo(usize),
    /// The module repeats data.
    DataEcho(usize),
    /// A data prompt.
    Prompt(usize),
    /// A line of the answer.
    Info(usize, FormId),
    /// A final result of a command, by its number in the grammar.
    Final(usize, u16),
    /// A result after the final one; true: another is still to come.
    Later(usize, FormId, bool),
    /// A URC, by its number in the grammar.
    Urc(u16),
    /// Raw bytes that a URC has announced.
    UrcData,
    /// The URC that closes a block: what each part of the block carried.
    BlockEnd(u16, Vec<Vec<u8>>),
}

impl Means {
    /// Did the module say it without being asked?
    pub fn is_unsolicited(&self) -> bool {
        matches!(self, Self::Urc(_) | Self::UrcData | Self::BlockEnd(..))
    }

    /// The same with commands at other places.
    fn moved(&self, place: &dyn Fn(usize) -> usize) -> Self {
        match self {
            Self::Echo(of) => Self::Echo(place(*of)),
            Self::DataEcho(of) => Self::DataEcho(place(*of)),
            Self::Prompt(of) => Self::Prompt(place(*of)),
            Self::Info(of, form) => Self::Info(place(*of), *form),
            Self::Final(of, result) => Self::Final(place(*of), *result),
            Self::Later(of, form, interim) => Self::Later(place(*of), *form, *interim),
            other => other.clone(),
        }
    }
}

/// The most commands and URCs of one dialogue, beside those that come in between.
const MOST: u64 = 8;

/// A dialogue of a dialect.
pub fn dialogue(dialect: &Dialect, choices: &mut dyn Choices) -> Dialogue {
    let mut writer = Writer::new(dialect, choices);
    for _ in 0..=writer.choices.below(MOST) {
        match writer.choices.below(10) {
            0 => writer.restart(),
            1 | 2 => writer.unsolicited(),
            3 => writer.some_later_result(),
            4 => writer.several(),
            _ => writer.exchange(),
        }
    }
    while !writer.owed.is_empty() {
        writer.maybe_unsolicited();
        writer.some_later_result();
    }
    Dialogue { turns: writer.turns }
}

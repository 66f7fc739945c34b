//! A line of the module as it is kept: what it is, and whether it reports success. Does not know what was
//! expected.

use hayes_at::exchange::{Event, Other, Seq, What};
use hayes_at::flaw::Flaws;
use hayes_at::grammar::FormId;
use hayes_dialects::Dialect;
use hayes_dialects::dialect::Final;
use hayes_journal::Mark;

/// What the module said.
#[derive(Debug, Clone)]
pub(crate) struct Heard {
    /// Without line ends.
    pub(crate) text: Vec<u8>,
    /// What it is.
    pub(crate) kind: Kind,
    /// What is wrong with it, beyond taste.
    pub(crate) flaws: Flaws,
    /// The command that it answers.
    pub(crate) of: Option<Seq>,
    /// Where in the journal it stands.
    pub(crate) marks: Vec<Mark>,
}

/// What kind of thing was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The host's own words.
    Echo,
    /// Part of an answer.
    Info,
    /// The prompt.
    Prompt,
    /// A final result.
    Final {
        /// It reports success.
        good: bool,
        /// One of the documented outcomes ends so.
        documented: bool,
        /// It is a number.
        numeric: bool,
    },
    /// A result after the final one.
    Later {
        /// It reports success.
        good: bool,
        /// Another one follows.
        interim: bool,
    },
    /// Unasked.
    Urc {
        /// It announces a start.
        boot: bool,
    },
    /// An answer or something else: the bytes do not tell.
    Unclear {
        /// As a result, it reports success.
        good: bool,
    },
    /// The bytes of a message.
    Data,
    /// Nothing that the dialect explains.
    Unknown,
    /// No line.
    Noise,
}

impl Heard {
    /// Keeps what an event of the module says; none for what carries no bytes. With `in_words` a result that is a number is
    /// heard as the word that it stands for.
    pub(crate) fn of(dialect: &Dialect, event: &Event<'_>, marks: Vec<Mark>, in_words: bool) -> Option<Self> {
        let succeeds = |form| reports_success(dialect, form, event);
        let (kind, of) = match event.what {
            What::Command | What::Settled { .. } => return None,
            What::Echo { of } | What::DataEcho { of } => (Kind::Echo, Some(of)),
            What::Data { of, .. } => (Kind::Data, Some(of)),
            What::Info { of, .. } => (Kind::Info, Some(of)),
            What::Prompt { of } => (Kind::Prompt, of),
            What::Final { of, result, documented, numeric } => {
                let good = known(dialect, result).is_some_and(|known| known.good);
                (Kind::Final { good, documented, numeric }, of)
            }
            What::Later { of, form, interim, .. } => {
                (Kind::Later { good: succeeds(form), interim }, Some(of))
            }
            What::Urc(index) => (Kind::Urc { boot: dialect.urc(index).is_some_and(|urc| urc.boot) }, None),
            What::Unclear { or: Other::Later(of), form, .. } | What::Unclear { of, form, .. } => {
                (Kind::Unclear { good: succeeds(form) }, Some(of))
            }
            What::Unasked { .. } | What::Unknown => (Kind::Unknown, None),
            What::Noise(_) => (Kind::Noise, None),
        };
        let flaws = event.flaws.without(Flaws::COSMETIC);
        let word = match event.what {
            What::Final { result, numeric: true, .. } if in_words => known(dialect, result),
            _ => None,
        };
        let text = word.map_or_else(|| event.text.to_vec(), |known| known.line.clone().into_bytes());
        Some(Self { text, kind, flaws, of, marks })
    }
}

/// A final result by its number in the grammar.
fn known(dialect: &Dialect, result: u16) -> Option<&Final> {
    dialect.finals.iter().find(|known| known.id == result)
}

/// Does a result of a form say that all went well? Every value of which the form knows the good ones is one of them.
fn reports_success(dialect: &Dialect, form: FormId, event: &Event<'_>) -> bool {
    let (Some(form), Some(shape)) = (dialect.form(form), event.shape) else { return true };
    let slots = &dialect.grammar().shape(shape).slots;
    event.fields.iter().all(|field| {
        let Some(slot) = slots.get(usize::from(field.slot)) else { return true };
        let Some(number) = field.as_number() else { return true };
        let known = form.param(slot.name).map(|place| &place.param).filter(|param| !param.good.is_empty());
        known.is_none_or(|param| param.good.contains(&number) || param.interim.contains(&number))
    })
}

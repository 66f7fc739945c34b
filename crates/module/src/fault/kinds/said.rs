//! Faults in what the module says.

use serde::Deserialize;

use super::host::Kind;
use crate::fault::gate::When;
use crate::fault::mangle::Mangle;
use crate::fault::names::{Forms, Params};

/// A line that is about to be said.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each narrows down by itself")]
pub(crate) struct OnSaid {
    pub(crate) form: Option<Forms>,
    /// Of an unasked line.
    pub(crate) id: Option<Forms>,
    pub(crate) kind: Option<Kind>,
    pub(crate) param: Option<Params>,
    #[serde(default)]
    pub(crate) values: Vec<i64>,
    /// The line ends in these bytes.
    pub(crate) ends: Option<String>,
    /// Only the last of several lines, or those behind the first.
    #[serde(default)]
    pub(crate) last: bool,
    #[serde(default)]
    pub(crate) later: bool,
    /// The raw bytes behind the line too.
    #[serde(default)]
    pub(crate) data: bool,
    /// Only while data are typed.
    #[serde(default)]
    pub(crate) typing: bool,
    #[serde(default)]
    pub(crate) when: When,
    pub(crate) then: SaidThen,
}

/// What becomes of a line.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum SaidThen {
    Drop,
    Double,
    Late(Late),
    /// It comes before the final result, which waits for it.
    BeforeFinal,
    /// Several lines come in reverse order.
    Reverse,
    Unquote,
    /// The text behind the colon is in capitals.
    UpperKey,
    /// The module restarts in place of saying it.
    Crash,
    To {
        param: Params,
        number: i64,
    },
    Add {
        param: Params,
        by: i64,
    },
    Map {
        param: Params,
        pairs: Vec<(i64, i64)>,
    },
    /// Another lawful number stands in this place.
    Other(Params),
    Without(Vec<Params>),
    Swap(Params, Params),
    Copy(Params, Params),
    Text {
        param: Params,
        to: Mangle,
    },
    /// The first of these that the line holds is replaced by its fellow.
    Replace(Vec<(String, String)>),
    /// Wherever the line holds the first, the second comes.
    ReplaceAll(String, String),
    /// These characters are lost.
    Remove(String),
    Insert {
        behind: String,
        text: String,
    },
    Append(String),
    /// This is said in its place.
    Line(String),
    /// This is said behind it.
    Behind(String),
}

/// How much later something is said.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub(crate) enum Late {
    /// So many milliseconds.
    Millis(u64),
    /// `over`: longer than documented; `limit`: as late as documented.
    Word(String),
}

impl Late {
    /// Is it as late as the document allows?
    pub(crate) fn is_limit(&self) -> bool {
        matches!(self, Self::Word(word) if word == "limit")
    }
}

/// A final result that is about to be said.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OnFinal {
    pub(crate) form: Forms,
    pub(crate) kind: Option<Kind>,
    pub(crate) is: Option<Outcome>,
    /// Only where nothing was said before it.
    #[serde(default)]
    pub(crate) alone: bool,
    #[serde(default)]
    pub(crate) when: When,
    pub(crate) then: FinalThen,
}

/// Success or failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Outcome {
    Good,
    Bad,
}

/// What becomes of a final result.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum FinalThen {
    Drop,
    Double,
    /// It comes before the lines of its answer.
    First,
    Late(Late),
    /// Where it has a code, it has this one.
    Code(i64),
    Say(Say),
}

/// Lines around a final result, and in its place. `{cmd}` and `{client}` stand for the command's, `{failed}` for
/// values that tell of a failure.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Say {
    pub(crate) before: Option<String>,
    pub(crate) instead: Option<String>,
    pub(crate) behind: Option<String>,
}

/// What becomes of the prompt.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum PromptThen {
    Drop,
    Double,
    Spelled(String),
    /// The whole of it, line ends included.
    Bytes(String),
    /// A line is said behind it.
    Behind(String),
}

/// What stands between line ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Framed {
    Info,
    Final,
}

/// What becomes of the line ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum FrameThen {
    LineFeeds,
    NoStart,
    NoEnd,
}

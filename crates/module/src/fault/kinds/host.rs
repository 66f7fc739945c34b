//! Faults in what the host says.

use serde::Deserialize;

use crate::fault::gate::When;
use crate::fault::names::{Forms, Params};

/// A command that was read and is about to be carried out.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OnAsk {
    pub(crate) form: Forms,
    pub(crate) kind: Option<Kind>,
    pub(crate) param: Option<Params>,
    pub(crate) is: Option<Is>,
    #[serde(default)]
    pub(crate) values: Vec<i64>,
    /// The value holds these bytes.
    pub(crate) holds: Option<String>,
    /// The value ends in these bytes.
    pub(crate) ends: Option<String>,
    pub(crate) also: Option<Also>,
    #[serde(default)]
    pub(crate) when: When,
    pub(crate) then: AskThen,
}

/// What else must hold.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Also {
    pub(crate) param: Params,
    pub(crate) is: Option<Is>,
    #[serde(default)]
    pub(crate) values: Vec<i64>,
}

/// Which way a command is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Kind {
    Test,
    Read,
    /// A write form with everything optional left out.
    Query,
    Write,
    /// The name alone.
    Execute,
}

/// What a value is like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Is {
    Given,
    Missing,
    /// The least and the greatest lawful number, and beyond.
    Min,
    Max,
    Below,
    Above,
    /// A text: of no bytes, of the most that are lawful, of more.
    Empty,
    Longest,
    TooLong,
    /// A number that is not the one behind the last, or was there before.
    NotNext,
    Used,
    /// The number behind the least.
    Second,
    /// An address: without its scheme, without its port.
    Schemeless,
    Portless,
    /// Anything in the command: wrong, a number between quotes, an optional value left out.
    Flawed,
    QuotedNumber,
    LeftOut,
}

/// What becomes of the command.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum AskThen {
    Refuse,
    /// It is carried out whatever is wrong with it.
    Take,
    /// It is carried out with the nearest lawful value.
    Clamp,
    /// It is answered well and not carried out.
    Ignore,
    /// It is never answered.
    Silence,
    /// Nothing is ever answered again.
    Hang,
    /// The module restarts.
    Crash,
    /// It is refused, and its values are kept.
    Keep,
    /// Settings go back to their defaults first: those of these forms, or of its own (`same`).
    Reset(Forms),
    /// It is carried out with this value.
    Set(i64),
    SetText(String),
    /// It is carried out with this before the value.
    Prefix(String),
}

/// A command line as it was typed.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OnLine {
    pub(crate) has: LineHas,
    /// Only lines with one of these commands.
    pub(crate) form: Option<Forms>,
    #[serde(default)]
    pub(crate) when: When,
    pub(crate) then: LineThen,
}

/// What a command line is like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum LineHas {
    LowerCasePrefix,
    NoPrefix,
    NoLineFeed,
    Several,
    Spaces,
    OverlongLine,
    ZeroByte,
    UnbalancedQuote,
    HugeNumber,
    EmptyParameter,
    SurplusParameters,
    InnerQuotes,
    QuotedNumber,
    /// Letters stand right behind a number.
    LetteredNumber,
    /// The prefix is `At` or `aT`.
    MixedPrefix,
    /// The command's name has small letters.
    LowerName,
    /// The sub-key has small letters, or both kinds.
    LowerKey,
    MixedKey,
}

/// What becomes of a command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum LineThen {
    Refuse,
    Take,
    /// It waits for a line feed.
    Wait,
    FirstOnly,
    Silence,
    Hang,
    Crash,
    /// It is not answered, and the next one neither.
    SwallowNext,
    DropSurplus,
    /// Its numbers are taken modulo 2 to the 32nd.
    Wrap,
    /// The quotes around its last value are lost.
    Unquote,
    /// Its numbers end at the first letter.
    CutLetters,
}

/// What becomes of a command that the module does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum UnknownThen {
    Ok,
    Silence,
}

/// What becomes of the echo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum EchoThen {
    None,
    DropFirst,
    Double,
    Upper,
}

/// What becomes of data that are typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum DataThen {
    EndIgnored,
    EndKept,
    CancelIgnored,
    CancelEnds,
    /// What ends them is echoed with them.
    EndEchoed,
    /// Ctrl+Z ends what is counted as well.
    CountEnded,
    /// Backspace takes a byte of what is counted back.
    CountMended,
    /// They end so many bytes later.
    CountAdd(i64),
    /// They never end.
    Stuck,
    Echoed,
    NotEchoed,
    /// What was typed when time was up counts as complete.
    TimeoutSends,
    /// No more than so many bytes are kept.
    Most(usize),
    /// What comes in the first so many milliseconds is lost.
    Deaf(u64),
}

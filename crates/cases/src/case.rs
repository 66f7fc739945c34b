//! A case: what it stands for, what it needs, what it does and what it accepts. Values only.

use std::fmt;
use std::time::Duration;

use crate::pattern::{Pattern, Template};
use crate::saw::Packet;

/// Something to ask of a module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// Stable; made of names alone.
    pub id: String,
    /// What it shows, in words.
    pub title: String,
    /// The rules that it stands for.
    pub rules: Vec<String>,
    /// Where the document says so.
    pub clause: Option<String>,
    /// Where it comes from.
    pub source: Source,
    /// What must be so before.
    pub needs: Needs,
    /// What is done, in order.
    pub steps: Vec<Step>,
    /// What takes the module back to where it was; done as far as it goes, whatever came before, and not judged.
    pub undo: Vec<Step>,
    /// The readings that it shows: with one of them, more than one answer is lawful.
    pub readings: Vec<String>,
    /// Why monitors do not judge what is said in it: what it provokes leaves lines open.
    pub unwatched: Option<String>,
}

/// Where a case comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// It follows from the dialect.
    Derived,
    /// A scenario file of this name.
    Scenario(String),
    /// A setup's file of this name.
    Setup(String),
    /// A scenario file of this name, which replays an example that the document prints.
    Example(String),
}

/// What must be so before a case begins.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Needs {
    /// The dialect's states that the module is to be in, or, where false, not to be in.
    pub states: Vec<(String, bool)>,
    /// What the bench must offer.
    pub bench: Vec<Bench>,
    /// What only happens when the user allows it.
    pub allow: Option<String>,
    /// It takes at least this long.
    pub slow: Option<Duration>,
}

/// A way to take a module into states, and back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setup {
    /// The states that it gives.
    pub gives: Vec<String>,
    /// What is done, and how it is undone; its needs are other states, mostly.
    pub case: Case,
}

/// What a bench may offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Bench {
    /// A far end that the module can reach.
    FarEnd,
    /// A far end with TLS.
    Tls,
    /// The module can be restarted.
    Power,
    /// The network can be cut.
    NetworkCut,
}

/// One step, with its line in a scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The line, from 1; 0 where there is no file.
    pub line: usize,
    /// What is done.
    pub what: What,
}

/// What a step does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// Sends a command line; CR is added.
    Send(Template),
    /// Sends bytes as they are: data after a prompt, or anything.
    Data(Template),
    /// A line is to come.
    Expect(Expect),
    /// These are to come, in whatever order.
    AnyOrder(Vec<Expect>),
    /// These are to come, each behind the one before it.
    InOrder(Vec<Expect>),
    /// No such line is to come for a time.
    Silence(Pattern, Duration),
    /// Orders the far end; the text is read when variables are put in.
    Order(Template),
    /// The far end is to have seen this since the last command, or to see it in time.
    Saw(Packet, Option<Duration>),
    /// The far end is to see this so many times, no more and no fewer, by the end of a time; since the last command
    /// where no time is named.
    SawTimes(u32, Packet, Option<Duration>),
    /// A time passes.
    Wait(Duration),
    /// The supply.
    Power(Supply),
    /// The network.
    Network(bool),
    /// Gives a variable a value.
    Set(String, Template),
    /// Does steps several times; `{n}` counts from 1.
    Repeat(u32, Vec<Step>),
    /// Does the first steps where something holds, else the others.
    If(Condition, Vec<Step>, Vec<Step>),
}

/// What decides which steps are done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// A line comes; it is taken then.
    Comes(Expect),
    /// A text fits any of these patterns.
    Is(Template, Vec<Pattern>),
}

/// A line that is to come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expect {
    /// Any of these.
    pub ways: Vec<Way>,
    /// Within this time; else within what the document says, or the runner's patience.
    pub within: Option<Duration>,
}

/// A way to fulfil an expectation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Way {
    /// A line like this.
    Line(Pattern),
    /// What the host typed, command or data, comes back like this.
    Echo(Pattern),
    /// The data prompt.
    Prompt,
    /// The command ends well, in a documented way, without a flaw.
    Accepted,
    /// The command ends badly: a failing final result, or a later result that reports a failure.
    Refused,
    /// An answer to `=?` that says what the document says is possible, however it spells it.
    Told,
    /// It is not turned away: a good final result, or the data prompt; what comes later is another matter.
    Taken,
    /// The command is over and owes nothing, whether it ended well or not.
    Answered,
    /// Its final result has come, good or bad; a later result may still be owed.
    Final,
    /// A line that announces that the module has started.
    Started,
}

/// What happens to the supply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Supply {
    /// On.
    On,
    /// Off.
    Off,
    /// The module's own restart, by command or reset line: whichever the bench offers.
    Restart,
}

/// A name as part of an identifier: letters in their case, digits, and single hyphens for all else.
pub fn slug(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.chars() {
        match c {
            _ if c.is_ascii_alphanumeric() || "_.".contains(c) => out.push(c),
            _ if out.is_empty() || out.ends_with('-') => {}
            _ => out.push('-'),
        }
    }
    out.truncate(out.trim_end_matches('-').len());
    out
}

/// A command's name without the sign before it: `QMTCFG` of `+QMTCFG`.
pub fn bare(command: &str) -> &str {
    command.trim_start_matches(|c: char| !c.is_ascii_alphanumeric())
}

impl Bench {
    /// All, with their words in scenarios.
    pub const ALL: [(Self, &'static str); 4] = [
        (Self::FarEnd, "far-end"),
        (Self::Tls, "tls"),
        (Self::Power, "power"),
        (Self::NetworkCut, "network-cut"),
    ];

    /// Its word in scenarios.
    pub fn word(self) -> &'static str {
        Self::ALL.into_iter().find(|(bench, _)| *bench == self).map_or("", |(_, word)| word)
    }
}

/// `derived`, or `scenario`, `setup` or `example` with the name of its file.
impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (kind, file) = match self {
            Self::Derived => return f.write_str("derived"),
            Self::Scenario(file) => ("scenario", file),
            Self::Setup(file) => ("setup", file),
            Self::Example(file) => ("example", file),
        };
        let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
        write!(f, "{kind} {}", name.trim_end_matches(".scenario"))
    }
}

impl Way {
    /// Is it about how a command ends, and no single line?
    pub fn is_of_whole(&self) -> bool {
        !matches!(self, Self::Line(_) | Self::Echo(_) | Self::Prompt | Self::Started)
    }
}

impl fmt::Display for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line(pattern) => write!(f, "{pattern}"),
            Self::Echo(pattern) => write!(f, "echo {pattern}"),
            Self::Prompt => f.write_str(">"),
            Self::Accepted => f.write_str("accepted"),
            Self::Refused => f.write_str("refused"),
            Self::Told => f.write_str("told"),
            Self::Taken => f.write_str("taken"),
            Self::Answered => f.write_str("answered"),
            Self::Final => f.write_str("final"),
            Self::Started => f.write_str("started"),
        }
    }
}

impl fmt::Display for Expect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, way) in self.ways.iter().enumerate() {
            write!(f, "{}{way}", if i == 0 { "" } else { " | " })?;
        }
        self.within
            .map_or(Ok(()), |time| write!(f, " within {}", hayes_broker::orders::duration::print(time)))
    }
}

//! Which module this is to be: identity, seed, pace. Values only.

use std::fmt;
use std::time::Duration;

/// Everything about one module that its dialect does not say.
#[derive(Debug, Clone)]
pub struct Setup {
    /// The same seed makes the same module.
    pub seed: u64,
    /// Who it says it is.
    pub identity: Identity,
    /// How long it takes.
    pub pace: Pace,
    /// Bits per second of its serial line; none: bytes take no time.
    pub baud: Option<u32>,
    /// The card in it.
    pub sim: Sim,
    /// Is it on from the beginning, and has it been so for a while? Otherwise `Power::On` starts it.
    pub running: bool,
    /// Named defects.
    pub quirks: Vec<String>,
    /// Named freedoms.
    pub variants: Vec<String>,
}

/// Who a module says it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// Of `AT+CGMI`; none: by the family.
    pub manufacturer: Option<String>,
    /// Of `AT+CGMM`; none: the first module that the document names.
    pub model: Option<String>,
    /// Of `AT+CGMR`.
    pub revision: String,
    /// Of `AT+CGSN`.
    pub imei: String,
}

/// The SIM in a module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sim {
    /// It asks for nothing.
    Ready,
    /// It asks for this PIN after each start.
    Locked(String),
    /// It was given a wrong PIN too often.
    Blocked,
    /// There is none.
    Absent,
}

/// How long answers take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// No time at all.
    Instant,
    /// A realistic time that the seed decides, well within what is documented.
    Lively,
    /// As long as the document allows, as far as it names a time.
    Latest,
}

/// Why there can be no such module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SetupError {
    /// No behaviour is known for the dialect's family.
    Family(String),
    /// There is no such quirk; the nearest name that there is.
    Quirk(String, Option<String>),
    /// There is no such variant; the nearest name that there is.
    Variant(String, Option<String>),
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            seed: 0,
            identity: Identity::default(),
            pace: Pace::Lively,
            baud: None,
            sim: Sim::Ready,
            running: true,
            quirks: Vec::new(),
            variants: Vec::new(),
        }
    }
}

impl Default for Identity {
    fn default() -> Self {
        Self {
            manufacturer: None,
            model: None,
            revision: "HAYES.VIRTUAL.01.001".to_owned(),
            imei: "860000000000000".to_owned(),
        }
    }
}

impl Pace {
    /// The time between a command and its answer, where the document allows `limit`.
    pub(crate) fn answer(self, chance: &mut crate::chance::Chance, limit: Option<Duration>) -> Duration {
        let limit = limit.unwrap_or(Duration::from_millis(300));
        match self {
            Self::Instant => Duration::ZERO,
            Self::Lively => {
                chance.between(Duration::from_millis(2), Duration::from_millis(25)).min(limit / 2)
            }
            Self::Latest => limit.saturating_sub(limit / 20),
        }
    }
}

impl Pace {
    /// The time that something takes beyond its answer, where the document allows `limit`.
    pub(crate) fn work(self, chance: &mut crate::chance::Chance, limit: Option<Duration>) -> Duration {
        let limit = limit.unwrap_or(Duration::from_secs(2));
        match self {
            Self::Instant => Duration::ZERO,
            Self::Lively => {
                chance.between(Duration::from_millis(80), Duration::from_millis(600)).min(limit / 2)
            }
            Self::Latest => limit.saturating_sub(limit / 20),
        }
    }
}

impl fmt::Display for SetupError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (what, name, nearest) = match self {
            Self::Family(family) => return write!(f, "no virtual module behaves like the family `{family}`"),
            Self::Quirk(name, nearest) => ("quirk", name, nearest),
            Self::Variant(name, nearest) => ("variant", name, nearest),
        };
        write!(f, "this dialect has no {what} `{name}`")?;
        nearest.as_ref().map_or(Ok(()), |near| write!(f, "; did you mean `{near}`?"))
    }
}

impl std::error::Error for SetupError {}

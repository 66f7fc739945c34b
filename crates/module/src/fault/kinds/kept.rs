//! Faults in what the module keeps.

use serde::Deserialize;

use crate::fault::names::{Forms, Params};

/// What becomes of a setting that is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum StoreThen {
    /// It is made for every client.
    Shared,
    /// It is forgotten.
    Lost,
}

/// A setting and what it is instead.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OnValue {
    pub(crate) form: Forms,
    pub(crate) param: Params,
    pub(crate) to: i64,
}

/// A setting and what becomes of it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ValueTo {
    pub(crate) form: Forms,
    pub(crate) param: Params,
    pub(crate) then: To,
}

/// Another number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum To {
    To(i64),
    Add(i64),
}

impl To {
    /// The number that comes of a number.
    pub(crate) fn of(self, number: i64) -> i64 {
        match self {
            Self::To(other) => other,
            Self::Add(by) => number.saturating_add(by),
        }
    }
}

/// What becomes of a restart.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum LifeThen {
    /// Settings of these forms are still there.
    Keep(Forms),
    /// This is said after it.
    Say(String),
}

/// A place that a behaviour asks for by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Point {
    /// Unasked lines come while data are typed.
    UrcsInData,
    /// A restart leaves messages that were announced.
    MessagesSurvive,
}

//! When a fault strikes: at every occasion, only after something has happened, only now and then.

use serde::Deserialize;

use super::names::Forms;

/// When a fault strikes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct When {
    /// Only once one of these was carried out or said.
    pub(crate) armed: Option<Forms>,
    /// Only as long as none of these was.
    pub(crate) unless: Option<Forms>,
    /// Not at the first so many occasions.
    pub(crate) after: u32,
    /// Only at every so many.
    pub(crate) every: u32,
    /// At most so many times.
    pub(crate) times: Option<u32>,
}

/// What has happened so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Gate {
    armed: bool,
    disarmed: bool,
    occasions: u32,
    struck: u32,
}

impl Gate {
    /// A command was carried out, or an unasked line said.
    pub(crate) fn note(&mut self, when: &When, command: &str, form: &str) {
        let meant = |forms: &Option<Forms>| forms.as_ref().is_some_and(|f| f.have(command, form));
        self.armed |= meant(&when.armed);
        self.disarmed |= meant(&when.unless);
    }

    /// Here is an occasion: does the fault strike?
    pub(crate) fn strikes(&mut self, when: &When) -> bool {
        if (when.armed.is_some() && !self.armed) || self.disarmed {
            return false;
        }
        self.occasions = self.occasions.saturating_add(1);
        let due =
            self.occasions > when.after && (when.every < 2 || self.occasions.is_multiple_of(when.every));
        let strikes = due && when.times.is_none_or(|most| self.struck < most);
        self.struck += u32::from(strikes);
        strikes
    }

    /// Would it strike at any occasion now? Asked where there is no occasion to count.
    pub(crate) fn is_open(&self, when: &When) -> bool {
        (when.armed.is_none() || self.armed) && !self.disarmed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn strikes(when: &When, occasions: usize) -> String {
        let mut gate = Gate::default();
        (0..occasions).map(|_| if gate.strikes(when) { 'x' } else { '.' }).collect()
    }

    #[rstest]
    #[case::always(When::default(), "xxxxxx")]
    #[case::after(When { after: 2, ..When::default() }, "..xxxx")]
    #[case::every(When { every: 3, ..When::default() }, "..x..x")]
    #[case::times(When { times: Some(2), ..When::default() }, "xx....")]
    #[case::after_and_times(When { after: 1, times: Some(1), ..When::default() }, ".x....")]
    fn occasions_are_counted(#[case] when: When, #[case] expected: &str) {
        assert_eq!(strikes(&when, expected.len()), expected);
    }

    #[test]
    fn some_wait_until_something_has_happened_and_some_only_until_then() {
        let when = |text: &str| toml::from_str::<When>(text).unwrap_or_else(|e| panic!("{e}"));
        let (armed, unless) = (when("armed = \"lost\""), when("unless = \"network\""));
        let mut gates = (Gate::default(), Gate::default());
        assert_eq!((gates.0.strikes(&armed), gates.1.strikes(&unless)), (false, true));
        gates.0.note(&armed, "stat", "stat");
        gates.1.note(&unless, "+QMTOPEN", "");
        assert_eq!((gates.0.strikes(&armed), gates.1.strikes(&unless)), (true, false));
    }
}

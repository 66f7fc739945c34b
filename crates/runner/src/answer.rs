//! How the command in hand is answered so far: what an expectation about a whole command asks. Single lines are in `heard`.

use std::time::Duration;

use hayes_at::exchange::{Event, Seq};
use hayes_at::flaw::Flaws;
use hayes_at::grammar::{FormId, FormKind};
use hayes_dialects::Dialect;
use hayes_dialects::dialect::{Outcome, OutcomeLine};

use crate::heard::{Heard, Kind};

/// How a command is answered so far.
#[derive(Debug, Clone, Default)]
pub(crate) struct Answer {
    /// Its number in the exchange.
    pub(crate) command: Option<Seq>,
    /// Its form, where the dialect has one.
    pub(crate) form: Option<FormId>,
    /// The final result: good, documented.
    pub(crate) end: Option<(bool, bool)>,
    /// It is a number.
    pub(crate) in_numbers: bool,
    /// Results after it, good or not.
    pub(crate) later: Vec<bool>,
    /// A line of it that has a flaw.
    pub(crate) flawed: Option<Vec<u8>>,
    /// Lines of information so far, and how many the document has at least.
    pub(crate) lines: (usize, usize),
    /// A line of an answer to `=?` that does not say what the document says is possible.
    pub(crate) impossible: Option<Vec<u8>>,
    /// The prompt has come, and what it asks for may not be over.
    pub(crate) prompted: bool,
    /// The client that it names.
    pub(crate) client: Option<i64>,
    /// Nothing is wrong with the command line.
    pub(crate) lawful: bool,
    /// When a state was lost that it needs: what it still owes may never come.
    pub(crate) bereft: Option<Duration>,
    /// How long it may take with the values that it has and those that are set.
    pub(crate) limit: Option<Duration>,
    /// When it was given.
    given: Duration,
}

impl Answer {
    /// This command has been given, and may take so long.
    pub(crate) fn asked(
        &mut self,
        dialect: &Dialect,
        event: &Event<'_>,
        now: Duration,
        limit: Option<Duration>,
    ) {
        self.command = Some(event.seq);
        (self.given, self.limit) = (now, limit);
        self.form = event.command.and_then(|read| read.first()).and_then(|part| part.form);
        self.client = client_of(dialect, self.form, event);
        self.lawful = event.flaws.without(Flaws::COSMETIC).is_none();
        self.lines = (0, self.form.map_or(0, |form| lines_of(dialect, form)));
    }

    /// Until when later results of it may come.
    pub(crate) fn due(&self) -> Option<(Seq, Duration)> {
        Some((self.command?, self.given + self.limit?))
    }

    /// Does an answer to `=?` tell all that the document prints, and nothing else?
    pub(crate) fn tells_what_is_possible(&self) -> bool {
        self.impossible.is_none() && self.lines.0 >= self.lines.1
    }

    /// Holds a line of an answer to `=?` against what the document says is possible.
    pub(crate) fn hold(&mut self, dialect: &Dialect, heard: &Heard) {
        if heard.of.is_none() || heard.of != self.command {
            return;
        }
        match heard.kind {
            Kind::Prompt => self.prompted = true,
            Kind::Info => {
                self.lines.0 += 1;
                let test = self.form.and_then(|form| dialect.form(form)).filter(|f| f.kind == FormKind::Test);
                if test.is_some_and(|test| !hayes_monitor::is_possible(test, &heard.text)) {
                    self.impossible.get_or_insert_with(|| heard.text.clone());
                }
            }
            _ => {}
        }
    }

    pub(crate) fn take(&mut self, heard: &Heard) {
        if heard.of.is_none() || heard.of != self.command {
            return;
        }
        match heard.kind {
            Kind::Final { good, documented, numeric } => {
                self.end = Some((good, documented));
                self.in_numbers = numeric;
            }
            Kind::Later { good, interim: false } => self.later.push(good),
            _ => {}
        }
        // What an error is called in words, as a module may be told to, is no number and no flaw.
        let flaws = match heard.kind {
            Kind::Final { good: false, .. } => heard.flaws.without(Flaws::TYPE),
            _ => heard.flaws,
        };
        if !flaws.is_none() && matches!(heard.kind, Kind::Info | Kind::Later { .. } | Kind::Final { .. }) {
            self.flawed.get_or_insert_with(|| heard.text.clone());
        }
    }
}

/// The client that a command names: the value of the parameter by which states are told apart.
fn client_of(dialect: &Dialect, form: Option<FormId>, event: &Event<'_>) -> Option<i64> {
    let shape = dialect.grammar().shape(dialect.form(form?)?.shape?);
    let per = dialect.states.iter().find_map(|state| state.per.as_deref())?;
    let slot = shape.slot_of(dialect.grammar().names.find(per)?)?;
    event.fields.get(slot)?.as_number()
}

/// How many lines of information an answer of a form has at least.
fn lines_of(dialect: &Dialect, form: FormId) -> usize {
    let told = |outcome: &&Outcome| outcome.good && outcome.query != Some(true);
    let least = |outcome: &Outcome| {
        let before = outcome.lines.iter();
        before.filter(|l| matches!(l, OutcomeLine::Line { optional: false, later: false, .. })).count()
    };
    let outcomes = dialect.form(form).map(|form| &form.outcomes);
    outcomes.and_then(|all| all.iter().filter(told).map(least).min()).unwrap_or_default()
}

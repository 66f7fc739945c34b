//! The words for what is said: answers by outcome, results, unasked lines, refusals. How they are said is for
//! `saying`.

use hayes_at::grammar::{FormId, ShapeId};
use hayes_at::kind::Kind;
use hayes_at::message::{Arg, Message, Value};
use hayes_dialects::dialect::{Form, OutcomeLine, Setting};

use super::{Board, Turn};
use crate::ask::{Ask, CLIENT};
use crate::fault::Scene;
use crate::refusal::Refusal;
use crate::say::{Given, Lines, Made};
use crate::voice::Role;

/// A final result with its values.
#[derive(Debug, Clone)]
pub(crate) struct Ending {
    /// Its number in the grammar.
    pub(crate) id: u16,
    pub(super) message: Message,
}

impl Ending {
    /// The same with another code, where it has one.
    pub(super) fn with_code(&self, code: i64) -> Self {
        let mut other = self.clone();
        other.message.args.iter_mut().for_each(|arg| arg.value = Value::Int(code));
        other
    }
}

impl Board {
    /// Ends a command well: with the outcome that these values fit, and nothing but the final result where
    /// no outcome has a line for them.
    pub(crate) fn answer(&mut self, ask: &Ask, given: &Given) -> Turn {
        self.outcome(ask, true, std::slice::from_ref(given))
    }

    /// The same with a line for each of several rows.
    pub(crate) fn answer_rows(&mut self, ask: &Ask, rows: &[Given]) -> Turn {
        self.outcome(ask, true, rows)
    }

    /// Ends a command well with nothing to tell.
    pub(crate) fn accept(&mut self, ask: &Ask) -> Turn {
        self.outcome(ask, true, &[])
    }

    /// Ends a command badly: with the outcome that these values fit.
    pub(crate) fn decline(&mut self, ask: &Ask, given: &Given) -> Turn {
        self.outcome(ask, false, std::slice::from_ref(given))
    }

    /// Ends a command badly for a reason that only an error code may tell.
    pub(crate) fn refuse(&mut self, ask: &Ask, refusal: Refusal) -> Turn {
        Turn::Over(self.refusal(Some(ask.form), refusal))
    }

    fn outcome(&mut self, ask: &Ask, good: bool, rows: &[Given]) -> Turn {
        let dialect = std::sync::Arc::clone(&self.dialect);
        let Some(form) = dialect.form(ask.form) else { return Turn::Unknown };
        let answer = self.with_lines(ask.client(), |lines| lines.answer(form, good, ask.query, rows));
        let Some(answer) = answer else {
            return if good { Turn::Over(self.good()) } else { self.refuse(ask, Refusal::State) };
        };
        self.utter_answer(self.answer_at, answer.lines);
        let end = answer.end.map(|id| Ending { id, message: Message::default() });
        match end {
            Some(ending) if good || self.needs_no_code(ending.id) => Turn::Over(ending),
            _ if good => Turn::Over(self.good()),
            _ => self.refuse(ask, Refusal::State),
        }
    }

    /// The final result OK.
    pub(crate) fn good(&self) -> Ending {
        let id = self.dialect.finals.iter().find(|f| f.good && !f.connect).map_or(0, |f| f.id);
        Ending { id, message: Message::default() }
    }

    /// The final result that tells of a refusal: with a code where the form has such an outcome and the host wants codes.
    pub(crate) fn refusal(&self, form: Option<FormId>, refusal: Refusal) -> Ending {
        let wants = self.number("+CMEE", None, "n").unwrap_or(0);
        let of_form = form.and_then(|form| self.dialect.form(form)).map(bad_ends);
        // A command that nobody knows ends as any may: in the word, or with a number.
        let ends = of_form.unwrap_or_else(|| self.ends_of_any());
        let coded =
            ends.iter().copied().find(|id| !self.needs_no_code(*id)).filter(|_| wants > 0 || ends.len() == 1);
        if let Some(id) = coded {
            let code = self.code_of(id, refusal);
            let value = if wants == 2 { self.verbose(code) } else { Value::Int(code) };
            return Ending { id, message: Message { args: vec![Arg::new(0, value)], surplus: Vec::new() } };
        }
        let plain = |id: &u16| self.needs_no_code(*id);
        let any = self.dialect.finals.iter().filter(|f| !f.good && f.line == "ERROR").map(|f| f.id);
        let id = ends.iter().copied().filter(|id| plain(id)).chain(any).next().unwrap_or_default();
        Ending { id, message: Message::default() }
    }

    fn ends_of_any(&self) -> Vec<u16> {
        let known = |line: &str| self.dialect.finals.iter().find(|f| f.line.starts_with(line)).map(|f| f.id);
        [known("ERROR"), known("+CME ERROR")].into_iter().flatten().collect()
    }

    /// The code that a final result with room for one gives for a refusal.
    fn code_of(&self, id: u16, refusal: Refusal) -> i64 {
        let grammar = self.dialect.grammar();
        let shape = grammar.finals().get(usize::from(id)).map(|f| grammar.shape(f.shape));
        match shape.and_then(|shape| shape.slots.first()).map(|slot| &slot.kind) {
            Some(Kind::Int(range)) if !range.holds(refusal.code()) => (self.manner.code)(refusal),
            _ => refusal.code(),
        }
    }

    /// Does a final result report success?
    pub(crate) fn is_good(&self, ending: &Ending) -> bool {
        self.dialect.finals.iter().any(|f| f.id == ending.id && f.good)
    }

    fn verbose(&self, code: i64) -> Value {
        let meaning = self.dialect.errors("cme").and_then(|table| table.meaning(code));
        meaning.map_or(Value::Int(code), |m| Value::Bare(m.meaning.clone().into_bytes()))
    }

    fn needs_no_code(&self, id: u16) -> bool {
        let shape = self.dialect.grammar().finals().get(usize::from(id)).map(|f| f.shape);
        shape.is_some_and(|shape| self.dialect.grammar().shape(shape).slots.is_empty())
    }

    /// The result of a form that comes after its final one; does nothing where the form has none that fits.
    pub(crate) fn result(&mut self, form: FormId, given: &Given) {
        let dialect = std::sync::Arc::clone(&self.dialect);
        let Some(form) = dialect.form(form) else { return };
        let whose = given.number(CLIENT);
        if let Some(made) = self.with_lines(whose, |lines| lines.later(form, given)) {
            self.utter_result(form, given, made);
        }
    }

    /// An unasked line, with the raw bytes that follow it where it announces some.
    pub(crate) fn urc(&mut self, id: &str, given: &Given, data: Option<&[u8]>) {
        self.unasked(Role::Urc, id, given, data);
    }

    /// A further line of a message that has begun: it follows the one before without an empty line.
    pub(crate) fn part(&mut self, id: &str, given: &Given, data: Option<&[u8]>) {
        self.unasked(Role::Part, id, given, data);
    }

    fn unasked(&mut self, role: Role, id: &str, given: &Given, data: Option<&[u8]>) {
        let dialect = std::sync::Arc::clone(&self.dialect);
        let Some(urc) = dialect.urc_by_id(id) else { return };
        let whose = given.number(CLIENT);
        let Some(made) = self.with_lines(whose, |lines| lines.make(urc.shape, &urc.params, given)) else {
            return;
        };
        if let (true, Some(data)) = (self.utter_urc(role, id, made), data) {
            self.raw(role, self.now, &[data, b"\r\n"].concat());
        }
    }

    /// The first unasked line among these ids whose settings hold and whose values are all given.
    pub(crate) fn urc_of(&mut self, ids: &[&str], given: &Given, whose: Option<i64>) -> bool {
        let dialect = std::sync::Arc::clone(&self.dialect);
        for urc in ids.iter().filter_map(|id| dialect.urc_by_id(id)) {
            let allowed = urc.when.iter().all(|w| match &w.on {
                hayes_dialects::dialect::Decider::Setting(s) => self.setting_is(s, whose, &w.values),
                hayes_dialects::dialect::Decider::Param(_) => true,
            });
            let holds = |setting: &Setting, values: &[i64]| self.setting_is(setting, whose, values);
            let lines = Lines { dialect: &dialect, holds: &holds };
            if let Some(made) = lines.make(urc.shape, &urc.params, given).filter(|_| allowed) {
                self.utter_urc(Role::Urc, &urc.id, made);
                return true;
            }
        }
        false
    }

    /// A line of any shape of the dialect, said unasked.
    pub(crate) fn line(&mut self, role: Role, shape: ShapeId, message: Message) {
        let made = Made::of(shape, message);
        let scene = Scene::default();
        self.utter(role, self.answer_at.max(self.now), &scene, vec![made]);
    }

    /// Makes lines under the settings of a client.
    pub(super) fn with_lines<T>(&self, whose: Option<i64>, make: impl FnOnce(&Lines<'_>) -> T) -> T {
        let holds = |setting: &Setting, values: &[i64]| self.setting_is(setting, whose, values);
        make(&Lines { dialect: &self.dialect, holds: &holds })
    }

    /// Is a setting, of a client or of any, one of these?
    pub(crate) fn setting_is(&self, setting: &Setting, whose: Option<i64>, values: &[i64]) -> bool {
        let now = self.number(&setting.form, whose, &setting.param);
        now.is_some_and(|now| values.contains(&now))
    }
}

fn bad_ends(form: &Form) -> Vec<u16> {
    let finals = form.outcomes.iter().filter(|o| !o.good).filter_map(|o| {
        o.lines.iter().find_map(|line| match line {
            OutcomeLine::Final { id, .. } => Some(*id),
            _ => None,
        })
    });
    let mut ids: Vec<u16> = finals.collect();
    ids.dedup();
    ids
}

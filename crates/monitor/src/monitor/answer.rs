//! Lines that answer: information, results, later results, and what they change.

use std::borrow::Cow;

use hayes_at::exchange::Event;
use hayes_at::fields::Carried;
use hayes_at::flaw::Flaws;
use hayes_at::grammar::{FormId, FormKind};
use hayes_at::read::{Fit, fit};
use hayes_dialects::Dialect;
use hayes_dialects::dialect::{OutcomeLine, Reading};

use super::asked::Asked;
use super::subject::client_of;
use super::{Monitor, Stand, flaws, possible};
use crate::causes;
use crate::family::{self, Role};
use crate::note::{LineKind, Note};
use crate::remark::{Breach, Kind, Remark};
use crate::words::{self, Line, Outcome};

/// The failing result that most documents have.
const PLAIN: &str = "ERROR";

impl<'d> Monitor<'d> {
    pub(super) fn info(
        &mut self,
        event: &Event<'_>,
        of: u64,
        form: FormId,
        stand: Stand,
        note: &mut Note<'d>,
    ) {
        note.kind = LineKind::Info;
        let test = self.dialect.form(form).filter(|form| form.kind == FormKind::Test);
        if let (Some(test), Some(asked)) = (test, self.ledger.of(of)) {
            note.of = Some(asked.line);
            note.clause = test.clause.as_deref();
            possible::say(test, event.text, note);
            return;
        }
        let outcome = self.form_values(event, form, note);
        let title = self.title(form);
        note.message = ["answer: ", title].concat().into();
        let result = self.is_good_result(form, event.text);
        if let Some(asked) = self.ledger.of(of) {
            note.of = Some(asked.line);
            asked.result_first |= result;
            if let (Some(false), Some(code)) = (outcome.good, outcome.code) {
                asked.told = Some((code, outcome.means.unwrap_or("failure").to_owned()));
            }
        }
        self.environment(event.text, true, stand, note);
        self.received(event.text, note, stand);
    }

    pub(super) fn unasked(&mut self, event: &Event<'_>, form: FormId, stand: Stand, note: &mut Note<'d>) {
        let outcome = self.form_values(event, form, note);
        let name = line_name(event.text);
        let client = client_of(note);
        let role = family::role(std::str::from_utf8(name).unwrap_or_default());
        // A result of a command whose final result the log does not have, or that came twice.
        note.kind =
            if matches!(role, Role::Other | Role::Setting) { LineKind::Info } else { LineKind::Later };
        note.message = format!("answer: {}", self.title(form)).into();
        let asked = self.ledger.of_name(name).map(|a| (a.line, a.seq));
        let dialect = self.dialect;
        self.states.line(dialect, event.text, stand.line);
        self.environment(event.text, true, stand, note);
        if let Some((line, seq)) = asked {
            note.of = Some(line);
            if note.kind == LineKind::Later {
                self.concluded(seq, outcome, client, stand, note);
            }
        } else {
            note.remarks.push(Remark::new(Kind::Unasked, "nothing in the log asked for this"));
            if note.kind == LineKind::Later {
                let name = String::from_utf8_lossy(name).into_owned();
                self.concluded_alone(&name, &outcome, client, stand, note);
            }
        }
    }

    pub(super) fn later(
        &mut self,
        event: &Event<'_>,
        (of, form): (u64, FormId),
        (interim, early): (bool, bool),
        stand: Stand,
        note: &mut Note<'d>,
    ) {
        note.kind = LineKind::Later;
        // What was refused owes nothing: the same command, sent again, does.
        // And what a report has answered: the same command, sent again, does.
        let over = |a: &&mut Asked| a.ended == Some(false) || (a.ended == Some(true) && !a.owes);
        let refused = self.ledger.of(of).filter(over).map(|a| a.role);
        let again = refused.and_then(|role| self.ledger.owing_role(role)).map(|a| a.seq);
        let of = again.unwrap_or(of);
        let mut outcome = self.form_values(event, form, note);
        let client = client_of(note);
        let title = self.title(form);
        // 128 in the place of a granted level is the server's refusal of that topic.
        let subscribes = event.text.starts_with(b"+QMTSUB");
        if subscribes
            && note.params.iter().any(|p| p.name == "value" && p.value.split(',').any(|v| v == "128"))
        {
            outcome.good = Some(false);
            outcome.code = Some(128);
            outcome.means = Some("the server refuses the subscription (128)");
        }
        if early {
            let says = "the result came before OK, which the document puts first";
            note.remarks.push(result_first(self.dialect, Some(form), says));
        }
        let dialect = self.dialect;
        self.states.line(dialect, event.text, stand.line);
        let words = match (outcome.good, interim) {
            (_, true) => ["not over yet: ", title].concat(),
            (Some(false), _) => ["failed: ", title].concat(),
            // A document prints the constant of success where it names no parameter for it.
            (Some(true) | None, _) => ["done: ", title].concat(),
        };
        note.message = words.into();
        if !interim {
            self.concluded(of, outcome, client, stand, note);
        }
    }

    /// A later result has come: was it good, was it in time?
    pub(super) fn concluded(
        &mut self,
        of: u64,
        outcome: Outcome<'d>,
        client: Option<i64>,
        stand: Stand,
        note: &mut Note<'d>,
    ) {
        let grace = self.grace;
        let Some(asked) = self.ledger.of(of) else { return };
        // What a report has answered is not late when its own result comes as well.
        let owed = std::mem::replace(&mut asked.owes, false);
        note.of = Some(asked.line);
        let took = asked.time.zip(stand.time).and_then(|(then, now)| now.checked_sub(then));
        note.took = took;
        // A refusal of the server stands in a parameter of its own beside a result that is good.
        let good = outcome.good != Some(false);
        if let (Some(took), Some(limit)) = (asked.took(stand), asked.limits.1)
            && owed
            && took > limit + asked.slack(grace)
        {
            note.remarks.push(late(self.dialect, asked, took, limit));
        }
        let client = client.or(asked.client);
        if good {
            self.story.harmless(asked.line);
            self.story.done(asked.role, &asked.about, client, stand.line);
            return;
        }
        let asked = asked.clone();
        self.concluded_badly(&asked, &outcome, client, stand, note);
        if let Some(early) = self.ledger.of(of).filter(|a| a.ended.is_none()) {
            early.failed_early = true;
        }
    }

    pub(super) fn result(
        &mut self,
        event: &Event<'_>,
        of: Option<u64>,
        result: u16,
        documented: bool,
        stand: Stand,
        note: &mut Note<'d>,
    ) {
        note.kind = LineKind::Result;
        let (dialect, grace) = (self.dialect, self.grace);
        let last = &dialect.finals[usize::from(result)];
        let mut outcome = error_words(dialect, event.text);
        // The exchange may have given the command up that this still answers.
        let of = of.or_else(|| self.ledger.open().map(|asked| asked.seq));
        let Some(asked) = of.and_then(|of| self.ledger.of(of)) else {
            note.message = Cow::Borrowed(if last.good { "done" } else { "refused" });
            self.unseen = true;
            let remark = Remark::new(Kind::Unasked, "a final result, and no command awaits one");
            // A start says several lines, and what is asked between two of them is answered behind the last.
            note.remarks.push(if self.has_just_started(stand) { remark.lawful() } else { remark });
            return;
        };
        note.of = Some(asked.line);
        let took = asked.time.zip(stand.time).and_then(|(then, now)| now.checked_sub(then));
        note.took = took;
        if last.connect {
            asked.prompted = true;
            note.message = Cow::Borrowed("the module waits for data");
            return;
        }
        asked.ended = Some(last.good);
        if asked.writes && causes::brings_up(&asked.name) {
            // What asks for success only now is told with what was known before.
            self.facts.brought_up(last.good, stand.line);
        }
        if let (Some(took), Some(limit)) = (asked.took(stand), asked.limits.0)
            && took > limit + asked.slack(grace)
        {
            note.remarks.push(late(self.dialect, asked, took, limit));
        }
        if asked.urcs {
            note.remarks.push(Remark::new(
                Kind::UrcInAnswer,
                "reports came between the command and this: they are no part of its answer",
            ));
        }
        if last.good {
            note.message = ["AT", &asked.name, " is accepted"].concat().into();
            let short = asked
                .declared
                .and_then(|d| u64::try_from(d).ok())
                .filter(|d| asked.prompted && asked.data > 0 && asked.data < *d);
            if let Some(declared) = short {
                note.remarks.push(Remark::new(
                    Kind::DeclaredLength,
                    format!("{declared} bytes were declared, and the log shows {}", asked.data),
                ));
            }
            self.forms.accepted(&asked.sets, asked.client, asked.line);
            if asked.writes {
                self.story.accepted(asked.role, asked.client, stand.line);
            }
            self.story.made_good(&asked.text, stand.line);
            if let Some(form) = asked.form {
                self.states.after(dialect, form.command, &last.line, asked.client, stand.line);
            }
            if !asked.owes && asked.writes {
                self.story.harmless(asked.line);
                self.story.done(asked.role, &asked.about, asked.client, stand.line);
            } else if asked.owes {
                note.message.to_mut().push_str("; its result is still to come");
            }
            if !documented && asked.result_first {
                asked.owes = false;
                let says = "the result came before this OK, which the document puts first";
                note.remarks.push(result_first(dialect, asked.form, says));
            } else if !documented && asked.form.is_some() {
                note.remarks.push(Remark::new(
                    Kind::Deviation,
                    "the document has no such end with the lines that were seen",
                ));
            }
            return;
        }
        asked.owes = false;
        let end = asked.form.filter(|_| !documented).and_then(|form| own_failure(dialect, form, &last.line));
        if let Some(end) = end {
            let says = format!("the document ends a refusal of AT{} by {end}", asked.name);
            note.remarks.push(Remark::new(Kind::Deviation, says));
        }
        if asked.prompted && asked.name.starts_with('D') {
            note.message = Cow::Borrowed("the data connection is over");
            return;
        }
        let asked = asked.clone();
        if let Some((code, means)) = &asked.told
            && outcome.code.is_none()
        {
            outcome.code = Some(*code);
            outcome.means = Some(means);
        }
        let words = match outcome.means {
            Some(means) => format!("AT{} is refused: {means}", asked.name),
            None => format!("AT{} is refused", asked.name),
        };
        note.message = words.into();
        if asked.failed_early {
            return;
        }
        let failure = self.failure(&asked, &outcome, false, took);
        let mut causes = causes::of(&failure);
        if let Some(cause) = self.told_before(&asked) {
            causes.insert(0, cause);
        }
        let says = outcome.means.map(|m| format!(": {m}")).unwrap_or_default();
        note.remarks.push(Remark {
            causes,
            at: Some((0, event.text.len())),
            ..Remark::new(Kind::Failed, format!("AT{} failed{says}", asked.name))
        });
        if asked.name == "+CPIN" && !asked.text.contains(&b'=') {
            self.facts.no_sim(outcome.means.unwrap_or("the SIM is not ready"), stand.line);
        }
        self.story.failed_as(&asked.text, asked.role, asked.client, stand.line);
    }

    /// The values of a line of a form, in words.
    fn form_values(&mut self, event: &Event<'_>, form: FormId, note: &mut Note<'d>) -> Outcome<'d> {
        let dialect = self.dialect;
        let Some(form) = dialect.form(form) else { return Outcome::default() };
        note.clause =
            form.clause.as_deref().or_else(|| dialect.command_of(form.id).and_then(|c| c.clause.as_deref()));
        let Some(shape) = event.shape else { return Outcome::default() };
        let line = Line { text: event.text, base: 0, shape, fields: event.fields };
        let outcome = words::values(dialect, &line, &form.params, &mut self.secrets, note);
        let mut flaws = event.flaws.without(Flaws::SPELLING);
        if flaws.has(Flaws::RANGE) && self.repeats_what_was_asked(event) {
            flaws = flaws.without(Flaws::RANGE);
        }
        flaws::of_module(flaws, event.text, note);
        outcome
    }

    /// Is a line what a good outcome of a form has after its final result?
    fn is_good_result(&mut self, form: FormId, text: &[u8]) -> bool {
        let dialect = self.dialect;
        let outcomes = dialect.form(form).into_iter().flat_map(|form| &form.outcomes);
        let lines = outcomes.filter(|outcome| outcome.good).flat_map(|outcome| &outcome.lines);
        let mut later = lines.filter_map(|line| match line {
            OutcomeLine::Line { shape, later: true, .. } => Some(dialect.grammar().shape(*shape)),
            _ => None,
        });
        later.any(|shape| fit(shape, text, &Carried::default(), &mut self.fields) == Fit::Yes)
    }

    /// Are all numbers of a line that lie outside their ranges those of the command that it answers? A refusal may
    /// name what it refuses.
    fn repeats_what_was_asked(&self, event: &Event<'_>) -> bool {
        let Some(asked) = self.ledger.last() else { return false };
        let given = |bytes: &[u8]| {
            let at = asked.text.iter().position(|b| *b == b'=').map_or(asked.text.len(), |at| at + 1);
            asked.text[at..].split(|b| *b == b',').any(|value| value.trim_ascii() == bytes)
        };
        let mut odd = event.fields.iter().filter(|field| field.flaws.has(Flaws::RANGE)).peekable();
        odd.peek().is_some() && odd.all(|field| given(field.bytes(event.text)))
    }

    fn title(&self, form: FormId) -> &'d str {
        let dialect = self.dialect;
        let own = dialect.form(form).and_then(|f| f.title.as_deref());
        own.or_else(|| dialect.command_of(form).and_then(|c| c.title.as_deref())).unwrap_or("a command")
    }
}

/// A result before OK. Of a command that is described elsewhere a document only shows how it went once.
fn result_first(dialect: &Dialect, form: Option<FormId>, says: &'static str) -> Remark {
    let remark = Remark::new(Kind::ResultFirst, says);
    let command = form.and_then(|form| dialect.commands.get(usize::from(form.command)));
    if command.is_some_and(|command| command.foreign) { remark.lawful() } else { remark }
}

/// The end that a document gives the failures of a form, where it leaves a plain ERROR no room and no reading opens it.
fn own_failure<'d>(dialect: &'d Dialect, form: FormId, result: &str) -> Option<&'d str> {
    let about = |reading: &Reading| reading.about.iter().any(|target| target.aim.is_of(form));
    let opens = |reading: &Reading| reading.opens.iter().any(|open| open == Reading::FAILS);
    if result != PLAIN || dialect.readings.iter().any(|reading| opens(reading) && about(reading)) {
        return None;
    }
    let outcomes = &dialect.form(form)?.outcomes;
    let mut ends = outcomes.iter().filter(|outcome| !outcome.good).filter_map(|outcome| {
        outcome.lines.iter().find_map(|line| match line {
            OutcomeLine::Final { text, .. } => Some(text.as_str()),
            _ => None,
        })
    });
    let first = ends.next()?;
    // `+CME ERROR: <err>` is a plain ERROR while AT+CMEE has it so.
    let plain = |end: &str| end == PLAIN || end.starts_with("+CME ERROR") || end.starts_with("+CMS ERROR");
    (!plain(first) && !ends.any(plain)).then_some(first)
}

/// A result that came later than the document allows.
fn late(dialect: &Dialect, asked: &Asked, took: std::time::Duration, limit: std::time::Duration) -> Remark {
    let text = format!("after {}, and the document allows {}", words::time(took), words::time(limit));
    let breaks = (!asked.by_network).then(|| Breach::new("response-time", asked.clause(dialect)));
    Remark { breaks, ..Remark::new(Kind::Late, text) }
}

/// The prefix of a line, up to its colon.
pub(super) fn line_name(text: &[u8]) -> &[u8] {
    text.iter().position(|b| *b == b':').map_or(text, |at| &text[..at])
}

/// The meaning of an error line's code.
fn error_words<'d>(dialect: &'d Dialect, text: &[u8]) -> Outcome<'d> {
    let Some(at) = text.iter().position(|b| *b == b':') else { return Outcome::default() };
    let code = std::str::from_utf8(&text[at + 1..]).ok().and_then(|t| t.trim().parse::<i64>().ok());
    let tables = dialect
        .errors
        .iter()
        .filter(|e| e.line.as_deref().is_some_and(|l| l.as_bytes().starts_with(&text[..=at])));
    let meaning = code.and_then(|c| tables.clone().find_map(|e| e.meaning(c)));
    Outcome {
        good: Some(false),
        code,
        means: meaning.map(|m| m.meaning.as_str()).or_else(|| causes::said_of(&text[at + 1..])),
        advice: meaning.and_then(|m| m.advice.as_deref()),
        at: None,
    }
}

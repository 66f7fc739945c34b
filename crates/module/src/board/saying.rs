//! What is said passes here, and may come out otherwise than it was meant: lines, final results, prompts.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use hayes_at::grammar::FormKind;
use hayes_at::write;
use hayes_dialects::dialect::{Form, WithinTo};

use super::{Board, Ending};
use crate::ask::{Ask, CLIENT, number_of};
use crate::fault::{EndPart, Late, PromptThen, Scene};
use crate::say::{Given, Made};
use crate::timers::Timer;
use crate::voice::Role;

/// The board's own timer: something that is said later than usual.
const LATE: u16 = u16::MAX - 1;

/// The most lines that wait to be said later than usual.
const MAX_LATE: usize = 256;

/// Of so many commands it is known when they were given.
const MAX_GIVEN: usize = 64;

/// What is said otherwise than it was meant waits here.
#[derive(Debug, Default)]
pub(crate) struct Aside {
    /// The command in hand, and whether a line of its answer has been said.
    pub(crate) scene: Scene,
    pub(crate) told: bool,
    /// The final result in hand is not said.
    pub(crate) mute: bool,
    /// Final results that wait for what comes behind them.
    withheld: Vec<(Scene, Ending)>,
    /// The result of the command in hand is said already, before its final one.
    ahead: bool,
    /// Lines that wait for their final result.
    behind: Vec<Vec<u8>>,
    late: Vec<(i64, Role, Vec<u8>)>,
    count: i64,
    /// When commands were given that may still owe a result.
    given: VecDeque<(Scene, Duration)>,
}

impl Board {
    /// A command is in hand.
    pub(crate) fn set_scene(&mut self, ask: &Ask) {
        let dialect = Arc::clone(&self.dialect);
        (self.aside.told, self.aside.ahead) = (false, false);
        self.aside.scene = dialect.form(ask.form).map_or_else(Scene::default, |form| Scene {
            client: ask.client(),
            message: ask.number(&["msgid", "msgID"]),
            query: ask.query && form.query.is_some(),
            ..self.scene_of(form)
        });
        if self.aside.given.len() >= MAX_GIVEN {
            self.aside.given.pop_front();
        }
        self.aside.given.push_back((self.aside.scene.clone(), self.now));
    }

    /// No command that is known is in hand.
    pub(crate) fn clear_scene(&mut self) {
        (self.aside.told, self.aside.ahead) = (false, false);
        self.aside.scene = Scene::default();
    }

    fn scene_of(&self, form: &Form) -> Scene {
        let command = self.dialect.command_of(form.id);
        Scene {
            command: command.map_or_else(String::new, |command| command.name.clone()),
            form: form.name.clone(),
            id: Some(form.id),
            kind: Some(form.kind),
            described: command.is_some_and(|command| !command.foreign),
            ..Scene::default()
        }
    }

    /// Says the lines of the answer in hand.
    pub(super) fn utter_answer(&mut self, at: Duration, lines: Vec<Made>) {
        self.aside.told |= !lines.is_empty();
        let scene = self.aside.scene.clone();
        if self.faults.ends_first(&scene) {
            let said = self.faults.say(&self.dialect, Role::Info, &scene, lines).said;
            self.aside.behind.extend(said.into_iter().map(|spoken| spoken.line));
            return;
        }
        self.utter(Role::Info, at, &scene, lines);
    }

    /// Says the result of a form, and the final one that waited for it.
    pub(super) fn utter_result(&mut self, form: &Form, given: &Given, made: Made) {
        let message = given.number(&["msgid", "msgID"]);
        let scene = Scene { client: given.number(CLIENT), message, ..self.scene_of(form) };
        self.utter(Role::Later, self.now, &scene, vec![made]);
        let waits = self.aside.withheld.iter().position(|(of, _)| of.command == scene.command);
        if let Some(at) = waits {
            let (scene, ending) = self.aside.withheld.remove(at);
            self.answer_at = self.now;
            self.conclude(&scene, &ending);
        } else {
            self.aside.ahead |= scene.command == self.aside.scene.command;
        }
    }

    /// Says an unasked line; false where the bytes that belong to it are not to be said either.
    pub(super) fn utter_urc(&mut self, role: Role, id: &str, made: Made) -> bool {
        let scene = Scene { command: id.to_owned(), typing: self.typing, ..Scene::default() };
        let with_data = self.utter(role, self.now, &scene, vec![made]);
        self.note(id, id);
        with_data
    }

    /// A command was carried out, or an unasked line said: some faults wait for that.
    pub(crate) fn note(&mut self, command: &str, form: &str) {
        self.faults.note(command, form);
        self.links.tamper.note(command, form);
    }

    /// Says lines. Everything but echo, data and final results passes here. False where the bytes that belong to
    /// them are not to be said either.
    pub(super) fn utter(&mut self, role: Role, at: Duration, scene: &Scene, lines: Vec<Made>) -> bool {
        let dialect = Arc::clone(&self.dialect);
        if self.faults.is_none() {
            for made in &lines {
                self.frame(role, at, &write::line(dialect.grammar().shape(made.shape), &made.message));
            }
            return true;
        }
        let lines = self.faults.say(&dialect, role, scene, lines);
        if lines.crash {
            self.restart(Duration::ZERO);
            return false;
        }
        for spoken in lines.said {
            let delay = spoken.late.map(|late| {
                let whole = self.delay(scene, &late, WithinTo::Result);
                // As late as is lawful is counted from the command, not from when the result would have come.
                match late.is_limit() {
                    // What went with its link is told with it.
                    true if self.went(scene) => Duration::ZERO,
                    true => whole.saturating_sub(self.since(scene)),
                    false => whole,
                }
            });
            match delay {
                None => self.frame(role, at, &spoken.line),
                Some(delay) if role == Role::Info => self.frame(role, at + delay, &spoken.line),
                Some(delay) => self.say_later(role, delay, spoken.line),
            }
        }
        !lines.without_data
    }

    /// Is it the result of a packet whose link is gone?
    fn went(&self, scene: &Scene) -> bool {
        let index = scene.client.filter(|_| scene.message.is_some()).and_then(|n| usize::try_from(n).ok());
        index.is_some_and(|index| !self.links.is_open(index))
    }

    /// How long ago the command was given that a result is of.
    fn since(&self, scene: &Scene) -> Duration {
        let same = |of: &Scene| {
            (of.id, of.client) == (scene.id, scene.client)
                && (of.message == scene.message || scene.message.is_none())
        };
        let given = self.aside.given.iter().rev().find(|(of, _)| same(of));
        given.map_or(Duration::ZERO, |(_, at)| self.now.saturating_sub(*at))
    }

    fn say_later(&mut self, role: Role, delay: Duration, line: Vec<u8>) {
        if self.aside.late.len() < MAX_LATE {
            self.aside.count += 1;
            self.aside.late.push((self.aside.count, role, line));
            self.wake(Timer { what: LATE, whose: self.aside.count }, delay);
        }
    }

    /// Is the timer one of something that is said later?
    pub(crate) fn say_late(&mut self, timer: Timer) -> bool {
        if let Some(at) =
            self.aside.late.iter().position(|(of, _, _)| timer.what == LATE && *of == timer.whose)
        {
            let (_, role, line) = self.aside.late.remove(at);
            self.frame(role, self.now, &line);
        }
        timer.what == LATE
    }

    /// How much later something is said.
    fn delay(&self, scene: &Scene, late: &Late, to: WithinTo) -> Duration {
        let within = scene.id.and_then(|id| self.dialect.form(id)?.within.as_ref());
        let within = within.filter(|within| within.to == to || *late != Late::Word("limit".to_owned()));
        let whose = scene.client;
        let documented = within.and_then(|within| {
            within.limit(&|name| {
                self.dialect.commands.iter().flat_map(|c| &c.forms).find_map(|form| {
                    let scope = crate::settings::scope(&self.dialect, form);
                    form.params
                        .iter()
                        .any(|p| p.param.name == name)
                        .then(|| self.number(scope, whose, name))?
                })
            })
        });
        match late {
            Late::Millis(millis) => Duration::from_millis(*millis),
            Late::Word(word) if word == "limit" => documented.unwrap_or(Duration::from_millis(300)) * 9 / 10,
            Late::Word(_) => documented.unwrap_or(Duration::from_mins(1)) * 2,
        }
    }

    /// Says a final result: in words, or as a number under ATV0.
    pub(crate) fn utter_end(&mut self, ending: &Ending) {
        if std::mem::take(&mut self.aside.mute) || self.flag("Q", "value") {
            return;
        }
        let scene = self.aside.scene.clone();
        if self.is_good(ending) && self.owes_result(&scene) && self.faults.withholds(&scene) {
            if !std::mem::take(&mut self.aside.ahead) {
                self.aside.withheld.push((scene, ending.clone()));
                return;
            }
            self.voice.release(self.now);
        }
        self.conclude(&scene, ending);
    }

    fn owes_result(&self, scene: &Scene) -> bool {
        scene.id.and_then(|id| self.dialect.form(id)).is_some_and(Form::has_later)
    }

    fn conclude(&mut self, scene: &Scene, ending: &Ending) {
        let good = self.is_good(ending);
        let done = matches!(scene.kind, Some(FormKind::Write | FormKind::Execute)) && !scene.query;
        if good && done {
            self.note(&scene.command, &scene.form);
        }
        let ends = self.faults.end(scene, good, !self.aside.told);
        let at = self.answer_at
            + ends.late.map_or(Duration::ZERO, |late| self.delay(scene, &late, WithinTo::Final));
        for part in ends.parts {
            match part {
                EndPart::Usual => self.say_end(at, ending),
                EndPart::Code(code) => self.say_end(at, &ending.with_code(code)),
                EndPart::Line(line) => self.frame(Role::Final, at, line.as_bytes()),
            }
        }
        for line in std::mem::take(&mut self.aside.behind) {
            self.frame(Role::Info, at, &line);
        }
    }

    fn say_end(&mut self, at: Duration, ending: &Ending) {
        let dialect = Arc::clone(&self.dialect);
        let Some(result) = dialect.grammar().finals().get(usize::from(ending.id)) else { return };
        match result.code {
            Some(code) if !self.is_verbose() => self.raw(Role::Final, at, format!("{code}\r").as_bytes()),
            _ => {
                let line = write::line(dialect.grammar().shape(result.shape), &ending.message);
                self.frame(Role::Final, at, &line);
            }
        }
    }

    /// Says the prompt.
    pub(crate) fn prompt(&mut self, after_connect: bool) {
        if after_connect {
            self.frame(Role::Prompt, self.answer_at, b"CONNECT");
            return;
        }
        let usual = self.manner.prompt.to_vec();
        let bytes = match self.faults.prompt().cloned() {
            None => usual,
            Some(PromptThen::Drop) => Vec::new(),
            Some(PromptThen::Double) => [usual.as_slice(), &usual].concat(),
            Some(PromptThen::Spelled(sign)) => [b"\r\n", sign.as_bytes()].concat(),
            Some(PromptThen::Bytes(bytes)) => bytes.into_bytes(),
            Some(PromptThen::Behind(line)) => [&usual, b"\r\n".as_slice(), line.as_bytes(), b"\r\n"].concat(),
        };
        self.raw(Role::Prompt, self.answer_at, &bytes);
    }

    /// Puts a line between line ends.
    pub(crate) fn frame(&mut self, role: Role, at: Duration, line: &[u8]) {
        let (start, end) = self.faults.frame(role == Role::Final);
        let start = if self.is_verbose() && role != Role::Part { start } else { "" };
        self.raw(role, at, &[start.as_bytes(), line, end.as_bytes()].concat());
    }

    /// Says bytes as they are.
    pub(crate) fn raw(&mut self, role: Role, at: Duration, bytes: &[u8]) {
        self.voice.say(at, role, bytes.to_vec());
    }

    fn is_verbose(&self) -> bool {
        self.number("V", None, "value") != Some(0)
    }

    /// A setting of the module that is on or off.
    pub(crate) fn flag(&self, form: &str, param: &str) -> bool {
        self.settings.get(form, None, param).and_then(number_of) == Some(1)
    }
}

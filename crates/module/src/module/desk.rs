//! The desk: command lines in, one command after the other carried out, one final result for each line. Data
//! that a command asks for are taken here.

use std::collections::VecDeque;
use std::time::Duration;

use hayes_at::fields::Fields;
use hayes_at::grammar::{FormId, FormKind, PartRead};
use hayes_dialects::Dialect;

use super::Module;
use crate::ask::{Ask, lawful};
use crate::base;
use crate::board::{Board, Ending, Entered, Refusal, Turn};
use crate::fault::{Forms, Heard, Point, Verdict};
use crate::timers::Timer;
use crate::typing::{Typed, Typing};
use crate::voice::Role;

/// The desk's own timer: the pause after which data are no longer waited for.
const QUITS: Timer = Timer { what: u16::MAX, whose: 0 };

/// The most commands of a line.
const MAX_PARTS: usize = 40;

/// What is being carried out.
#[derive(Debug, Default)]
pub(super) struct Desk {
    /// The command in hand.
    ask: Option<Ask>,
    /// The commands of its line that come after it.
    rest: VecDeque<Vec<u8>>,
    /// A command line was read and has no final result yet.
    pub(super) in_hand: bool,
    quit: bool,
    /// Data have come to their end, and what the host still types until they are answered is dropped.
    deaf: bool,
    /// Until then nothing is heard.
    deaf_until: Option<Duration>,
}

impl Desk {
    /// Is nothing heard yet?
    pub(super) fn is_deaf_until(&mut self, now: Duration) -> bool {
        self.deaf_until = self.deaf_until.filter(|until| now < *until);
        self.deaf_until.is_some()
    }

    /// Data have been waited for long enough.
    pub(super) fn timer(&mut self, timer: Timer, typing: &mut Typing) -> bool {
        if timer == QUITS && typing.is_entering() {
            self.quit = true;
        }
        timer == QUITS
    }
}

impl Module {
    /// The next step of what the host asked for; false where there is nothing to do now.
    pub(super) fn step(&mut self) -> bool {
        if let Some(ending) = self.board.ended.take() {
            return self.end(&ending);
        }
        if std::mem::take(&mut self.desk.quit) {
            let data = self.typing.quit();
            return self.entered(Entered::TimedOut(data));
        }
        self.drop_surplus();
        // One thing at a time: what the host types meanwhile waits.
        if self.board.voice.is_answering() || (self.desk.ask.is_some() && !self.typing.is_entering()) {
            return false;
        }
        let mut echo = Vec::new();
        let typed = self.typing.next(self.board.number("E", None, "value") != Some(0), &mut echo);
        let echo = if self.board.typing { echo } else { self.board.faults.echo(echo) };
        self.board.raw(Role::Echo, self.board.now, &echo);
        match typed {
            None => false,
            Some(Typed::Command(line)) => match self.board.faults.hear(line) {
                Heard::Line(line) => self.line(&line),
                heard => self.mishear(&heard),
            },
            Some(Typed::Overlong(line)) => match self.board.faults.hear_overlong() {
                Heard::Line(_) => self.overlong(&line),
                heard => self.mishear(&heard),
            },
            Some(Typed::Data(data)) => self.entered(Entered::Data(data)),
            Some(Typed::Cancelled) => self.entered(Entered::Cancelled),
        }
    }

    /// Drops what was typed beyond data, until these are answered.
    pub(super) fn drop_surplus(&mut self) {
        if self.desk.deaf {
            self.typing.drop_waiting();
            self.desk.deaf = self.board.voice.is_answering();
        }
    }

    /// What comes of a command line that is not read.
    fn mishear(&mut self, heard: &Heard) -> bool {
        self.board.clear_scene();
        match heard {
            Heard::Line(_) | Heard::Silence => {}
            Heard::Refuse => {
                self.board.answer_at = self.board.now;
                return self.end_line(&self.board.refusal(None, Refusal::Parameters));
            }
            Heard::Hang => self.board.hung = true,
            Heard::Crash => self.board.restart(Duration::ZERO),
        }
        true
    }

    fn line(&mut self, line: &[u8]) -> bool {
        let mut fields = Fields::default();
        let grammar = self.board.dialect.grammar();
        let Some(read) = grammar.read_command(line, &mut fields) else { return true };
        let odd = !matches!(line.get(..2), Some(b"AT" | b"at"));
        if odd && self.board.goes(&["at.mixed-case-prefix"], &["refused"]) {
            let refusal = self.board.refusal(read.first().and_then(|part| part.form), Refusal::Unknown);
            return self.end_line(&refusal);
        }
        self.desk.in_hand = true;
        let part = |from: u32, to: u32| line.get(from as usize..to as usize).unwrap_or_default();
        // What comes of a command may be known at once, and is said behind its final result.
        self.board.voice.hold();
        let parts = read.parts().flat_map(|p| basics(&self.board.dialect, part(p.name_start, p.args_end)));
        self.desk.rest = parts.map(|part| [b"AT", part].concat()).take(MAX_PARTS + 1).collect();
        if read.crowded || self.desk.rest.len() > MAX_PARTS {
            self.desk.rest.clear();
            return self.end_line(&self.board.refusal(None, Refusal::Parameters));
        }
        self.next_part()
    }

    /// A line that is too long is refused in the way of its first command.
    fn overlong(&mut self, line: &[u8]) -> bool {
        let mut fields = Fields::default();
        let read = self.board.dialect.grammar().read_command(line, &mut fields);
        let (form, _) = misread(&self.board.dialect, read.as_ref().and_then(|read| read.first()));
        self.board.clear_scene();
        self.board.answer_at = self.board.now;
        self.end_line(&self.board.refusal(form, Refusal::Parameters))
    }

    /// Carries out the next command of the line.
    fn next_part(&mut self) -> bool {
        let Some(text) = self.desk.rest.pop_front() else { return true };
        let mut fields = Fields::default();
        let dialect = std::sync::Arc::clone(&self.board.dialect);
        let read = dialect.grammar().read_command(&text, &mut fields);
        let part = read.as_ref().and_then(|read| read.first());
        let ask = part.and_then(|part| Ask::read(&dialect, &text, part, &fields));
        let limit = self.limit_of(ask.as_ref());
        self.board.answer_at = self.board.now + self.board.setup.pace.answer(&mut self.board.chance, limit);
        let Some(mut ask) = ask else {
            self.board.clear_scene();
            if let Some(good) = self.board.faults.unknown(&text) {
                self.board.aside.mute = !good;
                return self.end(&self.board.good());
            }
            let (form, refusal) = misread(&dialect, part);
            return self.end(&self.board.refusal(form, refusal));
        };
        self.board.set_scene(&ask);
        let turn = self.intercept(&mut ask).unwrap_or_else(|| self.carry_out(&ask));
        self.go_on(ask, turn)
    }

    fn limit_of(&self, ask: Option<&Ask>) -> Option<Duration> {
        let ask = ask?;
        let within = self.board.dialect.form(ask.form)?.within.as_ref()?;
        if within.to != hayes_dialects::dialect::WithinTo::Final || within.by_network {
            return None;
        }
        let settings = |name: &str| self.board.number(&ask.key, None, name);
        within.limit(&settings)
    }

    /// What comes of a command instead of its being carried out.
    fn intercept(&mut self, ask: &mut Ask) -> Option<Turn> {
        let dialect = std::sync::Arc::clone(&self.board.dialect);
        match self.board.faults.ask(&dialect, ask) {
            Verdict::Go => return None,
            Verdict::Reset(forms) => {
                self.reset(ask, &forms);
                return None;
            }
            Verdict::Ignore => return Some(Turn::Over(self.board.good())),
            Verdict::Refuse => {}
            Verdict::Keep => self.board.store(ask, Some(crate::ask::CLIENT)),
            Verdict::Silence => self.board.aside.mute = true,
            Verdict::Hang => {
                self.board.aside.mute = true;
                self.board.hung = true;
            }
            Verdict::Crash => {
                self.board.aside.mute = true;
                self.board.restart(Duration::ZERO);
            }
        }
        Some(self.family.refuse(ask, Refusal::Parameters, &mut self.board))
    }

    /// Takes settings back to their defaults: of the client that a command names, or of all.
    fn reset(&mut self, ask: &Ask, forms: &Forms) {
        let whose = ask.client();
        for scope in self.board.settings.forms() {
            let command = self.board.command_of(&scope);
            let own = forms.have("same", "") && command == ask.name;
            if own || forms.have(&command, &scope) {
                self.board.settings.unset_form(&scope, whose);
            }
        }
    }

    fn carry_out(&mut self, ask: &Ask) -> Turn {
        let board = &mut self.board;
        if let Some(turn) = self.family.before(ask, board) {
            return turn;
        }
        if !lawful(ask.flaws) {
            return self.family.refuse(ask, Refusal::of(ask.flaws), board);
        }
        if ask.kind == FormKind::Test {
            return match self.family.test(ask, board) {
                Turn::Unknown => base::test(ask, board),
                turn => turn,
            };
        }
        match self.family.ask(ask, board) {
            Turn::Unknown => self.base.ask(ask, board),
            turn => turn,
        }
    }

    fn go_on(&mut self, ask: Ask, turn: Turn) -> bool {
        match turn {
            Turn::Over(ending) => return self.end(&ending),
            Turn::Unknown => return self.end(&self.board.refusal(None, Refusal::Unknown)),
            Turn::Open => self.board.voice.release(self.board.now),
            Turn::Data(how) => {
                self.board.prompt(asks_by_connect(&self.board, &ask));
                self.typing.enter(self.board.faults.entering(how));
                self.board.typing = true;
                self.desk.deaf_until = self.board.faults.deaf().map(|time| self.board.answer_at + time);
                if self.board.faults.at(Point::UrcsInData) {
                    self.board.voice.release(self.board.now);
                }
                if let Some(pause) = self.family.pause(&ask, self.pause_of(&ask), &self.board) {
                    self.board.timers.set(QUITS, self.board.answer_at + pause);
                }
            }
        }
        self.desk.ask = Some(ask);
        true
    }

    /// How long the data of a command may take before they are no longer waited for.
    fn pause_of(&self, ask: &Ask) -> Option<Duration> {
        let data = self.board.dialect.form(ask.form)?.data.as_ref()?;
        let setting = data.quits_after.as_ref()?;
        let whose = ask.client();
        let seconds = self.board.number(&setting.form, whose, &setting.param)?;
        u64::try_from(seconds).ok().filter(|s| *s > 0).map(Duration::from_secs)
    }

    fn entered(&mut self, entered: Entered) -> bool {
        self.board.timers.cancel(QUITS);
        self.board.typing = false;
        let Some(ask) = self.desk.ask.take() else { return true };
        let entered = match entered {
            Entered::TimedOut(data) if self.board.faults.timeout_sends() => Entered::Data(data),
            entered => entered,
        };
        let limit = self.limit_of(Some(&ask));
        self.board.answer_at = self.board.now + self.board.setup.pace.answer(&mut self.board.chance, limit);
        let turn = match self.family.data(&ask, entered.clone(), &mut self.board) {
            Turn::Unknown => base::data(&ask, &mut self.board),
            turn => turn,
        };
        self.desk.deaf = self.family.drops_surplus(&ask, &self.board);
        self.go_on(ask, turn)
    }

    /// A command is over: the next one of its line, or the line's final result.
    fn end(&mut self, ending: &Ending) -> bool {
        self.desk.ask = None;
        if self.board.is_good(ending) && !self.desk.rest.is_empty() {
            return self.next_part();
        }
        self.desk.rest.clear();
        self.end_line(ending)
    }

    fn end_line(&mut self, ending: &Ending) -> bool {
        self.desk.in_hand = false;
        self.board.utter_end(ending);
        self.board.voice.release(self.board.now);
        true
    }
}

/// Basic commands need nothing between them: `E0V1` are two.
fn basics<'a>(dialect: &Dialect, part: &'a [u8]) -> Vec<&'a [u8]> {
    let (mut parts, mut rest) = (Vec::new(), part);
    while let Some(end) = basic_end(dialect, rest).filter(|end| *end < rest.len() && parts.len() <= MAX_PARTS)
    {
        let (first, after) = rest.split_at(end);
        parts.push(first);
        rest = after;
    }
    parts.push(rest);
    parts
}

/// Where a basic command with its number ends, if there is another one behind it.
fn basic_end(dialect: &Dialect, text: &[u8]) -> Option<usize> {
    let name = 1 + usize::from(text.first() == Some(&b'&'));
    let command = std::str::from_utf8(text.get(..name)?).ok().and_then(|name| dialect.command(name))?;
    let digits = text[name..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let next = text.get(name + digits)?;
    (command.basic && (next.is_ascii_alphabetic() || b"&+".contains(next))).then_some(name + digits)
}

/// How a command is refused whose values fit no form: in the way of the form that was meant, where there is one.
fn misread(dialect: &Dialect, part: Option<&PartRead>) -> (Option<FormId>, Refusal) {
    let command = part.and_then(|part| dialect.commands.get(usize::from(part.command?)));
    let forms = command.map(|command| command.forms.as_slice()).unwrap_or_default();
    match forms.iter().find(|form| part.is_some_and(|part| part.kind == form.kind)) {
        Some(form) => (Some(form.id), Refusal::Parameters),
        // A command that has no such form is refused in the way of those that it has.
        None => (forms.first().map(|form| form.id), Refusal::Unknown),
    }
}

fn asks_by_connect(board: &Board, ask: &Ask) -> bool {
    let data = board.dialect.form(ask.form).and_then(|form| form.data.as_ref());
    data.is_some_and(|data| data.prompt == "CONNECT")
}

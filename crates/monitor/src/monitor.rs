//! Watches an exchange, event by event, and says each in words: what it is, what its values mean, what is
//! wrong or suspicious. The same for a log and for a live module; times come in with the events.

mod answer;
mod asked;
mod asking;
mod command;
mod data;
mod deadline;
mod facts;
mod failing;
mod flaws;
mod frame;
mod kin;
mod order;
mod over;
mod possible;
mod report;
mod settings;
mod states;
mod stranger;
mod subject;

pub use possible::is_possible;
use std::borrow::Cow;
use std::time::Duration;

use hayes_at::exchange::{DataEnd, Event, Other, Side, What};
use hayes_at::fields::Fields;
use hayes_dialects::Dialect;

use crate::note::{LineKind, Note, Said};
use crate::remark::{Breach, Kind, Remark};
use crate::secret::Secrets;
use crate::story::Story;
use asked::Ledger;
use facts::Facts;
use frame::Frame;
use settings::Settings;
use states::States;
use subject::client_of;

/// How a monitor is to watch.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "each is a wish of its own")]
pub struct Options {
    /// Kinds of remarks that are not made, as a set of bits.
    without: u64,
    /// Secrets are shown.
    pub show_secrets: bool,
    /// The module is surely one that the dialect is about: what only its siblings have is wrong.
    pub this_module_only: bool,
    /// The dialect was named by somebody: no other one is looked for, whatever the log holds.
    pub given_dialect: bool,
    /// What a result may be late by before it is remarked: reading and scheduling take time, too.
    pub grace: Duration,
    /// The document promises CR LF around every answer, and the bytes are the module's own: no log has changed them.
    pub framed: bool,
}

/// The grace of a log, of which nobody knows how its times were taken.
const GRACE: Duration = Duration::from_millis(500);

impl Default for Options {
    fn default() -> Self {
        Self {
            without: 0,
            show_secrets: false,
            this_module_only: false,
            given_dialect: false,
            grace: GRACE,
            framed: false,
        }
    }
}

impl Options {
    /// Switches a kind of remark off.
    pub fn without(&mut self, kind: Kind) {
        self.without |= kind.bit();
    }
}

/// Watches one exchange.
#[derive(Debug)]
pub struct Monitor<'d> {
    dialect: &'d Dialect,
    /// Other dialects, for what this one does not know: those of the same family first.
    others: Vec<&'d Dialect>,
    without: u64,
    this_module_only: bool,
    grace: Duration,
    frame: Frame,
    ledger: Ledger,
    states: States,
    facts: Facts,
    pub(crate) secrets: Secrets,
    pub(crate) story: Story,
    fields: Fields,
    /// Room for the values of notes to come.
    spare: Vec<Vec<Said<'d>>>,
    /// Lines of the module so far, and whether the first of them was a start banner.
    heard: u64,
    /// The next unexplained line is the payload of this one.
    payload_of: Option<u64>,
    /// On this line a piece of a message was not all there: names get replaced in logs.
    piece_cut: Option<u64>,
    /// A boot loader has begun to write on this line, and the module itself has not spoken yet.
    starting: Option<u64>,
    /// The module has gone to sleep on this line.
    asleep: Option<u64>,
    /// Commands are sent that the log does not show.
    unseen: bool,
    /// Secure transport was set up.
    secure: bool,
    /// The settings that numbers of time limits come from.
    settings: Vec<(String, i64)>,
    /// The settings that shapes of reports depend on.
    forms: Settings,
}

/// When and where an event stands.
#[derive(Debug, Clone, Copy, Default)]
pub struct Stand {
    /// The line of the log, or any number that tells events apart.
    pub line: u64,
    /// Since the beginning, where that is known.
    pub time: Option<Duration>,
}

impl<'d> Monitor<'d> {
    /// Nothing has been seen yet. `others`: dialects to look into for what this one does not know.
    pub fn new(dialect: &'d Dialect, others: &'d [Dialect], options: Options) -> Self {
        let mut kin: Vec<&Dialect> = others.iter().filter(|d| d.id != dialect.id).collect();
        kin.sort_by_key(|d| d.family != dialect.family);
        Self {
            dialect,
            others: kin,
            without: options.without,
            this_module_only: options.this_module_only,
            grace: options.grace,
            frame: Frame::new(options.framed),
            ledger: Ledger::default(),
            states: States::default(),
            facts: Facts::default(),
            secrets: Secrets::new(options.show_secrets),
            story: Story::default(),
            fields: Fields::default(),
            spare: Vec::new(),
            heard: 0,
            payload_of: None,
            piece_cut: None,
            starting: None,
            asleep: None,
            unseen: false,
            secure: false,
            settings: Vec::new(),
            forms: Settings::of(dialect),
        }
    }

    /// Takes back what a note held, for the next one.
    pub(crate) fn give_back(&mut self, mut params: Vec<Said<'d>>) {
        if self.spare.len() < 8 && params.capacity() > 0 {
            params.clear();
            self.spare.push(params);
        }
    }

    /// Bytes of the module were not shown to the exchange, or it was cut short.
    pub fn missed(&mut self) {
        self.frame.miss();
    }

    /// The module was restarted, whether it says so or not: what was not saved does not hold any more.
    pub fn restarted(&mut self) {
        self.states.restart(self.ledger.last().map_or(0, |asked| asked.line));
        self.forms.restart();
    }

    /// Watches one event.
    pub fn event(&mut self, event: &Event<'_>, stand: Stand) -> Note<'d> {
        let params = self.spare.pop().unwrap_or_default();
        let mut note = Note { from: Some(event.from), params, ..Note::default() };
        self.said(event, stand, &mut note);
        self.frame.judge(event, &mut note);
        if event.from == Side::Module {
            self.heard += 1;
        }
        if note.kind == LineKind::Info && event.from == Side::Module {
            if let Some(asked) = note.of.and_then(|line| self.ledger.at_line(line)) {
                asked.answered = true;
            }
            if !self.secrets.shown {
                identities(event.text, &mut note.hidden, &mut self.secrets);
            }
        }
        // What the dialect reads has its secrets marked; what it does not may say that it is one.
        if !self.secrets.shown && event.shape.is_none() {
            for (start, end) in crate::secret::keyed(event.text) {
                self.secrets.pseudonym(&event.text[start..end]);
                note.hidden.push((start, end));
            }
        }
        note.remarks.retain(|r| self.without & r.kind.bit() == 0);
        if event.from == Side::Module {
            for remark in note.remarks.iter_mut().filter(|r| r.breaks.is_none() && !r.lawful) {
                remark.breaks = remark.kind.promise().map(|rule| Breach::new(rule, note.clause));
            }
        }
        self.story.remarks(stand.line, &note.remarks);
        note
    }

    fn said(&mut self, event: &Event<'_>, stand: Stand, note: &mut Note<'d>) {
        if !matches!(event.what, What::Unknown | What::Noise(_) | What::Final { .. }) {
            self.starting = None;
        }
        match event.what {
            What::Command => self.command(event, stand, note),
            What::Echo { of } => {
                note.kind = LineKind::Echo;
                note.message = Cow::Borrowed("the module repeats the command");
                if let Some(asked) = self.ledger.of(of) {
                    note.of = Some(asked.line);
                    note.hidden.clone_from(&asked.hidden);
                }
            }
            What::DataEcho { of } => {
                note.kind = LineKind::Echo;
                note.message = Cow::Borrowed("the module repeats the data");
                note.of = self.ledger.of(of).map(|a| a.line);
            }
            What::Info { of, form } => self.info(event, of, form, stand, note),
            What::Unclear { of, form, or } => {
                self.info(event, of, form, stand, note);
                if let Other::Later(owed) = or {
                    self.ledger.of(owed).into_iter().for_each(|asked| asked.may_be_said(event.seq));
                }
                // Settings may forbid the other thing that it could be.
                let client = client_of(note);
                let urc = if let Other::Urc(urc) = or { self.dialect.urc(urc) } else { None };
                if urc.is_some_and(|urc| self.forms.forbids(urc, client)) {
                    return;
                }
                let other = self.ledger.of(of).is_none_or(|a| a.role == crate::family::Role::Other);
                if other {
                    return;
                }
                note.remarks.push(Remark::new(
                    Kind::Unclear,
                    "the bytes do not tell whether this answers the command or reports by itself",
                ));
            }
            What::Prompt { of } => self.prompt(of, note),
            What::Final { of, result, documented, .. } => {
                self.result(event, of, result, documented, stand, note);
            }
            What::Later { of, form, interim, early } => {
                self.later(event, (of, form), (interim, early), stand, note);
            }
            What::Unasked { form } => self.unasked(event, form, stand, note),
            What::Urc(urc) => self.urc(event, urc, stand, note),
            What::Data { of, end } => {
                if event.from == Side::Module && end == DataEnd::Cut {
                    self.piece_cut = Some(stand.line);
                }
                self.data(event, of, end, stand, note);
            }
            What::Settled { line, answer: true } => self.ledger.not_said(line),
            What::Settled { .. } => {}
            What::Unknown if event.from == Side::Host => self.host_text(event.text, stand, note),
            What::Unknown => self.unknown(event.text, stand, note),
            What::Noise(noise) => self.noise(event, noise, stand, note),
        }
    }
}

/// Numbers that identify a module or a SIM in an answer: 15, 19 or 20 digits.
fn identities(text: &[u8], hidden: &mut Vec<(usize, usize)>, secrets: &mut Secrets) {
    let mut at = 0;
    while at < text.len() {
        let run = text[at..].iter().take_while(|b| b.is_ascii_digit()).count();
        if matches!(run, 15 | 19 | 20) {
            hidden.push((at, at + run));
            secrets.pseudonym(&text[at..at + run]);
        }
        at += run.max(1);
    }
}

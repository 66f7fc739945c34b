//! Watches an exchange, event by event, and says each in words: what it is, what its values mean, what is
//! wrong or suspicious. The same for a log and for a live module; times come in with the events.

mod answer;
mod asked;
mod command;
mod deadline;
mod facts;
mod flaws;
mod kin;
mod possible;
mod report;
mod settings;
mod states;

use std::borrow::Cow;
use std::time::Duration;

use hayes_at::exchange::{DataEnd, Event, Noise, Other, Side, What};
use hayes_at::fields::Fields;
use hayes_dialects::Dialect;
use hayes_dialects::dialect::{Form, OutcomeLine};

use crate::note::{LineKind, Note, Said};
use crate::remark::{Breach, Kind, Remark};
use crate::secret::Secrets;
use crate::story::Story;
use asked::Ledger;
use command::client_of;
use facts::Facts;
use settings::Settings;
use states::States;

/// How a monitor is to watch.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// Kinds of remarks that are not made, as a set of bits.
    without: u64,
    /// Secrets are shown.
    pub show_secrets: bool,
    /// The module is surely one that the dialect is about: what only its siblings have is wrong.
    pub this_module_only: bool,
    /// The dialect was named by somebody: no other one is looked for, whatever the log holds.
    pub given_dialect: bool,
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
            ledger: Ledger::default(),
            states: States::default(),
            facts: Facts::default(),
            secrets: Secrets::new(options.show_secrets),
            story: Story::default(),
            fields: Fields::default(),
            spare: Vec::new(),
            heard: 0,
            payload_of: None,
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

    /// Watches one event.
    pub fn event(&mut self, event: &Event<'_>, stand: Stand) -> Note<'d> {
        let params = self.spare.pop().unwrap_or_default();
        let mut note = Note { from: Some(event.from), params, ..Note::default() };
        self.said(event, stand, &mut note);
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
            for remark in note.remarks.iter_mut().filter(|r| r.breaks.is_none()) {
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
            What::Data { of, end } => self.data(event, of, end, stand, note),
            What::Settled { .. } => {}
            What::Unknown if event.from == Side::Host => self.host_text(event.text, stand, note),
            What::Unknown => self.unknown(event.text, stand, note),
            What::Noise(noise) => self.noise(event, noise, stand, note),
        }
    }

    fn prompt(&mut self, of: Option<u64>, note: &mut Note<'d>) {
        note.kind = LineKind::Prompt;
        note.message = Cow::Borrowed("the module asks for data");
        let asked = match of {
            Some(of) => self.ledger.of(of),
            None => self.ledger.open(),
        };
        if let Some(asked) = asked {
            asked.prompted = true;
            note.of = Some(asked.line);
            if let Some(declared) = asked.declared {
                note.message = format!("the module asks for {declared} bytes of data").into();
            }
        }
    }

    fn data(&mut self, event: &Event<'_>, of: u64, end: DataEnd, stand: Stand, note: &mut Note<'d>) {
        note.kind = LineKind::Data;
        let len = event.text.len();
        if event.from == Side::Module {
            note.message = format!("{len} bytes of data").into();
            if end == DataEnd::Cut {
                note.remarks.push(
                    Remark::new(Kind::DeclaredLength, "fewer bytes follow than the line before declares")
                        .at(0, len),
                );
            }
            return;
        }
        let asked = self.ledger.of(of);
        note.message = format!("{len} bytes of data for the module").into();
        let Some(asked) = asked else { return };
        note.of = Some(asked.line);
        let first = asked.data == 0;
        asked.data += len as u64;
        let declared = asked.declared.and_then(|n| u64::try_from(n).ok());
        asked.data_over |=
            matches!(end, DataEnd::Surplus | DataEnd::Sent | DataEnd::Counted | DataEnd::Dropped);
        match end {
            DataEnd::Surplus => {
                let kept = declared.unwrap_or(0);
                let text = format!(
                    "{} bytes were declared and {} sent: the module keeps {kept} and drops the rest",
                    kept, asked.data
                );
                note.remarks.push(Remark::new(Kind::DeclaredLength, text).at(0, len));
            }
            DataEnd::Cut => {
                let (kind, text) = match declared {
                    Some(declared) => {
                        let text =
                            format!("{declared} bytes were declared, and only {} are here", asked.data);
                        (Kind::DeclaredLength, text)
                    }
                    None => (Kind::Cancelled, "the data do not end with Ctrl+Z".to_owned()),
                };
                // What the exchange did not know to be over may be so by the length that was declared.
                let whole = declared.is_some_and(|declared| declared <= asked.data);
                if whole {
                    return;
                }
                asked.declared = None;
                note.remarks.push(Remark::new(kind, text).at(0, len));
            }
            DataEnd::Dropped => {
                note.remarks
                    .push(Remark::new(Kind::Cancelled, "Esc calls the data off: nothing is sent").at(0, len));
            }
            DataEnd::Counted | DataEnd::Sent | DataEnd::More => {}
        }
        if first && crate::log::is_command(event.text) && event.text.len() > 2 {
            let text = "a command typed where the module waits for data: it is taken as the data";
            note.remarks.push(Remark::new(Kind::CommandAsData, text).at(0, len));
        }
        if !asked.about.contains(" bytes")
            && matches!(asked.role, crate::family::Role::Topic | crate::family::Role::Subscribe)
        {
            asked.about = hayes_at::visible::Visible(&event.text[..len.min(60)]).to_string();
        }
        let _ = stand;
    }

    fn host_text(&mut self, text: &[u8], stand: Stand, note: &mut Note<'d>) {
        if let Some(asked) = self.ledger.open().filter(|a| a.prompted) {
            asked.data += text.len() as u64;
            note.kind = LineKind::Data;
            note.of = Some(asked.line);
            note.message = format!("{} bytes of data for the module", text.len()).into();
            if let Some(kept) =
                asked.declared.filter(|d| i64::try_from(asked.data).is_ok_and(|sent| sent > *d))
            {
                let text_of = format!(
                    "{kept} bytes were declared and {} sent: the module keeps {kept} and drops the rest",
                    asked.data
                );
                note.remarks.push(Remark::new(Kind::DeclaredLength, text_of).at(0, text.len()));
            }
            return;
        }
        match text {
            b"+++" => {
                note.kind = LineKind::Command;
                note.message = Cow::Borrowed("back to command mode");
            }
            b"\x1A" | b"\x1B" => {
                note.kind = LineKind::Data;
                let sends = text == b"\x1A";
                note.message =
                    Cow::Borrowed(if sends { "Ctrl+Z: sends the data" } else { "Esc: calls the data off" });
            }
            _ if crate::log::is_command_typo(text) => {
                note.kind = LineKind::Command;
                note.message = Cow::Borrowed("does not start with AT: the module ignores it");
                note.remarks.push(
                    Remark::new(Kind::Misspelt, "a command line starts with AT").at(0, text.len().min(2)),
                );
            }
            _ => {
                note.kind = LineKind::Unknown;
                note.message =
                    Cow::Borrowed("the host sends something that is no command, and nothing asked for data");
                note.remarks.push(Remark::new(Kind::UnknownLine, "no command, and no prompt before it"));
            }
        }
        let _ = stand;
    }

    fn noise(&mut self, event: &Event<'_>, noise: Noise, stand: Stand, note: &mut Note<'d>) {
        note.kind = LineKind::Noise;
        let (message, text) = match noise {
            Noise::Blank => ("line ends", None),
            Noise::Undecodable => (
                "bytes that are no text",
                Some("no text: a wrong baud rate, boot noise, or a line picked up in its middle"),
            ),
            Noise::Overlong => ("a line longer than any may be", Some("longer than any line may be")),
            Noise::Unfinished => {
                return match event.from {
                    Side::Host => self.host_text(event.text, stand, note),
                    Side::Module => self.unknown(event.text, stand, note),
                };
            }
        };
        note.message = Cow::Borrowed(message);
        if let Some(text) = text {
            note.remarks.push(Remark::new(Kind::Noise, text).at(0, event.text.len()));
        }
    }

    /// The log or the run is over: what never came.
    pub fn finish(&mut self) -> Vec<(u64, Remark)> {
        let mut remarks = Vec::new();
        let unanswered: Vec<(u64, Remark)> = self
            .ledger
            .iter()
            .filter_map(|a| {
                let text = match (a.ended, a.owes) {
                    (None, _) => {
                        return Some((
                            a.line,
                            Remark::new(Kind::NoAnswer, format!("AT{} was never answered", a.name)),
                        ));
                    }
                    (Some(true), true) => format!("AT{} was accepted, and its result never came", a.name),
                    _ => return None,
                };
                Some((a.line, Remark { causes: no_result_causes(a), ..Remark::new(Kind::NoResult, text) }))
            })
            .collect();
        for (line, remark) in unanswered {
            if self.without & remark.kind.bit() == 0 {
                self.story.remarks(line, std::slice::from_ref(&remark));
                remarks.push((line, remark));
            }
        }
        for asked in self.ledger.iter().filter(|a| a.owes || a.ended.is_none()) {
            self.story.unconfirmed(asked.role, &asked.name, &asked.about, asked.line);
        }
        remarks
    }

    /// The command in flight takes data, or may: nobody knows it.
    pub(crate) fn may_prompt(&mut self) -> bool {
        let dialect = self.dialect;
        self.ledger.open().is_some_and(|a| {
            !a.prompted && a.form.is_none_or(|f| dialect.form(f).is_none_or(|form| form.data.is_some()))
        })
    }

    /// Forgets the commands from a line on.
    pub(crate) fn forget(&mut self, line: u64) {
        self.ledger.forget(line);
    }

    /// A boot loader writes.
    pub(crate) fn is_starting(&self) -> bool {
        self.starting.is_some()
    }

    /// Does the command in flight have this name?
    pub(crate) fn is_asked(&mut self, name: &[u8]) -> bool {
        self.ledger.open().is_some_and(|asked| asked.name.as_bytes() == name)
    }

    /// A command is in flight whose answer may be any text: that of a command that nobody describes, too.
    pub(crate) fn awaits_text(&mut self) -> bool {
        let dialect = self.dialect;
        self.payload_of.is_some()
            || self
                .ledger
                .open()
                .is_some_and(|a| a.form.is_none_or(|f| dialect.form(f).is_none_or(answers_with_text)))
    }

    /// A prompt was seen, and the final result has not come.
    pub(crate) fn is_prompted(&mut self) -> bool {
        self.ledger.open().is_some_and(|a| a.prompted)
    }

    /// The command in flight has declared how many bytes of data it takes.
    pub(crate) fn declares_length(&mut self) -> bool {
        self.ledger.open().is_some_and(|a| a.declared.is_some())
    }

    /// The time of the command that awaits its final result, and its text.
    pub(crate) fn in_flight(&mut self) -> Option<(Option<Duration>, &[u8])> {
        self.ledger.open().map(|a| (a.time, a.text.as_slice()))
    }
}

/// Does an answer to this form hold lines of any text?
fn answers_with_text(form: &Form) -> bool {
    let free = |line: &OutcomeLine| matches!(line, OutcomeLine::Line { text, .. } if text == "<text>");
    form.outcomes.iter().any(|outcome| outcome.lines.iter().any(free))
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

/// Why the result of a command never came.
fn no_result_causes(asked: &asked::Asked) -> Vec<String> {
    use crate::family::Role;
    let mut causes = Vec::new();
    match asked.role {
        Role::Open | Role::Connect => {
            causes.push("the server did not answer before the log ends".to_owned());
            causes.push("the host gave up, or restarted the module, before the time limit".to_owned());
        }
        Role::Publish | Role::Subscribe | Role::Unsubscribe => {
            causes.push(
                "the server did not acknowledge the packet: the link may be dead without a report".to_owned(),
            );
        }
        _ => {}
    }
    causes
}

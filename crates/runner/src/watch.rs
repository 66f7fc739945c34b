//! The monitors beside the conversation: what a module breaks whatever is asked of it. Each promise of the document
//! has one case, `DIALECT/monitor/PROMISE`, which fails once, with all occurrences.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;

use hayes_at::exchange::{Event, Seq, What};
use hayes_at::grammar::FormId;
use hayes_dialects::Dialect;
use hayes_dialects::dialect::{Aim, Reading, Target};
use hayes_journal::event::Breach;
use hayes_journal::{Event as Line, Finished, Mark, Verdict};
use hayes_monitor::{Monitor, Options, Remark, Stand};

use crate::plan::Monitored;
use crate::timing::Limits;

/// What a boot loader may do on the line before the module answers for the first time.
const BOOT_NOISE: [&str; 2] = ["framing", "nothing-unknown"];

/// The most occurrences of one breach that are told of.
const MAX_TOLD: usize = 10;

/// The most bytes that are named for one breach.
const MAX_MARKS: usize = 2 * MAX_TOLD;
/// Of so many cases one may see a late answer: then nothing shows that it was not the bench that was busy.
const MANY: usize = 20;
/// Of so many commands it is known where they stand.
const MAX_COMMANDS: usize = 64;

/// Watches a conversation.
pub(crate) struct Watch<'d> {
    dialect: &'d Dialect,
    monitor: Monitor<'d>,
    breaches: BTreeMap<String, Breaches>,
    case: String,
    /// What is said in this case proves nothing.
    unwatched: bool,
    /// The form of the last command.
    form: Option<FormId>,
    /// The report that is being judged.
    urc: Option<u16>,
    /// Something was asked in a case.
    watched: bool,
    /// In so many, as far as one late answer among them is to be judged.
    cases: usize,
    line: Spoilt,
    start: Start,
    /// The last commands, by their numbers in the exchange.
    commands: VecDeque<(Seq, Vec<Mark>)>,
}

/// Whether the line has spoilt bytes since the module was last taken to a clean state: what is said then proves little.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Spoilt {
    Not,
    /// It has, and something of that may still be under way, or be told of late.
    Before,
    Now,
}

/// A start that was wanted: what a boot loader says is no document's business.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Start {
    /// The module has answered since.
    Over,
    /// The module is told to start: its answer to that is not yet one of what starts.
    Told,
    /// It starts and has not answered yet.
    UnderWay,
}

#[derive(Debug, Default)]
struct Breaches {
    clause: Option<String>,
    told: Vec<String>,
    marks: Vec<Mark>,
    count: usize,
    /// How many of them are not to be laid to the line.
    clean: usize,
    /// In which cases they were seen, two at most.
    during: BTreeSet<String>,
}

impl<'d> Watch<'d> {
    /// `lag`: how much later than it was said something may be heard.
    pub(crate) fn new(dialect: &'d Dialect, lag: Duration) -> Self {
        let mut options = Options::default();
        options.this_module_only = true;
        options.given_dialect = true;
        options.grace = lag;
        options.framed = dialect.rules.iter().any(|rule| rule.judged_by.iter().any(|by| by == "framing"));
        Self {
            dialect,
            monitor: Monitor::new(dialect, &[], options),
            breaches: BTreeMap::new(),
            case: String::new(),
            unwatched: false,
            form: None,
            urc: None,
            watched: false,
            cases: 0,
            line: Spoilt::Not,
            start: Start::Over,
            commands: VecDeque::new(),
        }
    }

    /// From now on things happen in this case.
    pub(crate) fn enter(&mut self, case: &str, unwatched: bool) {
        case.clone_into(&mut self.case);
        self.unwatched = unwatched;
        self.watched = true;
        self.cases += 1;
    }

    /// What is told of now is not judged; gives what to look again with.
    pub(crate) fn look_away(&mut self) -> bool {
        std::mem::replace(&mut self.unwatched, true)
    }

    /// Looks as before.
    pub(crate) fn look_again(&mut self, unwatched: bool) {
        self.unwatched = unwatched;
    }

    /// Bytes of the module go by unseen, or it was cut short.
    pub(crate) fn missed(&mut self) {
        self.monitor.missed();
    }

    /// The line has spoilt bytes.
    pub(crate) fn spoilt(&mut self) {
        self.line = Spoilt::Now;
    }

    /// The module is told to start anew.
    pub(crate) fn is_to_start(&mut self) {
        self.start = Start::Told;
    }

    /// The module starts, as it was told to.
    pub(crate) fn starts(&mut self) {
        self.start = Start::UnderWay;
        self.monitor.restarted();
    }

    /// The module is taken to a clean state.
    pub(crate) fn clean(&mut self) {
        if self.line == Spoilt::Now {
            self.line = Spoilt::Before;
        }
    }

    /// How long a command may take to its final result, and to the later one.
    pub(crate) fn limits(&mut self, command: Seq) -> Limits {
        self.monitor.limits_of(command)
    }

    /// Something was said, and stands there in the journal; gives what is new of what the module breaks.
    pub(crate) fn event(&mut self, event: &Event<'_>, marks: &[Mark], now: Duration) -> Vec<Line> {
        if event.what == What::Command {
            self.form = event.command.and_then(|read| read.first()).and_then(|part| part.form);
            self.commands.push_back((event.seq, marks.to_vec()));
            if self.commands.len() > MAX_COMMANDS {
                self.commands.pop_front();
            }
        }
        self.urc = if let What::Urc(urc) = event.what { Some(urc) } else { None };
        if matches!(event.what, What::Final { .. }) {
            // Who answers has nothing older left to say.
            if self.line == Spoilt::Before {
                self.line = Spoilt::Not;
            }
            self.start = if self.start == Start::Told { Start::UnderWay } else { Start::Over };
        }
        let note = self.monitor.event(event, Stand { line: event.seq, time: Some(now) });
        let lines = note.remarks.iter().filter_map(|remark| self.take(remark, marks, now)).collect();
        self.urc = None;
        lines
    }

    /// Time has passed; gives what is new of what the module breaks.
    pub(crate) fn timeout(&mut self, now: Duration) -> Vec<Line> {
        let mut lines = Vec::new();
        for (command, remark) in self.monitor.handle_timeout(now) {
            let known = self.commands.iter().find(|(seq, _)| *seq == command);
            let marks = known.map(|(_, marks)| marks.clone()).unwrap_or_default();
            lines.extend(self.take(&remark, &marks, now));
        }
        lines
    }

    fn take(&mut self, remark: &Remark, marks: &[Mark], at: Duration) -> Option<Line> {
        let breach = remark.breaks.as_ref().filter(|breach| !self.unwatched && !self.is_mute(breach.rule))?;
        let spoilt = self.line != Spoilt::Not;
        let line = Breach {
            at,
            spoilt,
            case: hayes_cases::catalogue::monitored(self.dialect, breach.rule),
            text: remark.text.clone(),
            clause: breach.clause.clone(),
            during: Some(self.case.clone()).filter(|case| !case.is_empty()),
            evidence: marks.to_vec(),
        };
        self.remember(&line, spoilt).then_some(Line::Breach(line))
    }

    /// What was seen before a run was interrupted.
    pub(crate) fn remember_all(&mut self, breaches: &[Breach], watched: bool) {
        self.watched |= watched;
        for breach in breaches {
            self.remember(breach, breach.spoilt);
        }
    }

    /// Does a reading about the last command, or about the report that came, leave this promise open, or a start that was
    /// wanted?
    fn is_mute(&self, promise: &str) -> bool {
        if self.start != Start::Over && BOOT_NOISE.contains(&promise) {
            return true;
        }
        let about = |target: &Target| match target.aim {
            Aim::Urc(id) => self.urc == Some(id),
            aim => self.form.is_some_and(|form| aim.is_of(form)),
        };
        let mutes = |reading: &&Reading| reading.mutes.iter().any(|mute| mute == promise);
        self.dialect.readings.iter().filter(mutes).any(|reading| reading.about.iter().any(about))
    }

    /// Takes a breach in; is it one to tell of?
    fn remember(&mut self, breach: &Breach, spoilt: bool) -> bool {
        let breaches = self.breaches.entry(breach.case.clone()).or_default();
        breaches.count += 1;
        breaches.clean += usize::from(!spoilt);
        if breaches.clause.is_none() {
            breaches.clause.clone_from(&breach.clause);
        }
        let during = breach.during.as_deref().unwrap_or("between cases");
        if breaches.during.len() < 2 {
            breaches.during.insert(during.to_owned());
        }
        let told = format!("{} (in {during})", breach.text);
        if breaches.told.len() >= MAX_TOLD || breaches.told.contains(&told) {
            return false;
        }
        breaches.told.push(told);
        let room = MAX_MARKS.saturating_sub(breaches.marks.len());
        breaches.marks.extend(breach.evidence.iter().take(room));
        true
    }

    /// The verdict of a monitor's own case.
    pub(crate) fn verdict(&self, monitored: &Monitored, at: Duration) -> Finished {
        let finished = |verdict| Finished::new(at, &monitored.case, verdict);
        let Some(breaches) = self.breaches.get(&monitored.case) else {
            if self.watched {
                return finished(Verdict::Pass);
            }
            let reason = Some("no case was run that it could have watched".to_owned());
            return Finished { reason, ..finished(Verdict::Skipped) };
        };
        let clause = breaches.clause.as_ref().map_or(String::new(), |clause| format!(" [{clause}]"));
        let slow = monitored.case == hayes_cases::catalogue::monitored(self.dialect, "response-time");
        let (verdict, spoilt) = match breaches.clean {
            _ if slow && breaches.during.len() < 2 && self.cases > MANY => {
                (Verdict::Pass, ", in one case of many: a busy bench does that too")
            }
            0 => (Verdict::Inconclusive, ", each time when the line had spoilt bytes"),
            _ => (Verdict::Fail, ""),
        };
        Finished {
            reason: Some(format!("broken {} times{spoilt}", breaches.count)),
            expected: Some(format!("{}{clause}", monitored.says)),
            actual: Some(breaches.told.join("; ")),
            evidence: breaches.marks.clone(),
            ..finished(verdict)
        }
    }
}

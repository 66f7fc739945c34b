//! Explains a log: its lines go to an exchange, the exchange's events to a monitor, and what the monitor says
//! back to the lines. Each byte of the log is in exactly one record. Memory does not grow with the log.

mod desk;
mod sides;
mod turn;

use std::collections::VecDeque;
use std::time::Duration;

use hayes_at::exchange::{Exchange, Side};
use hayes_dialects::Dialect;

use crate::log::{Cutter, Piece, Survey, body, pieces};
use crate::monitor::{Monitor, Options};
use crate::note::{LineKind, Note};
use crate::remark::Remark;
use crate::story::Story;
use desk::Waiting;
use turn::{Past, Suspect};

/// One line of the log, or the piece of one that is one line of the protocol.
#[derive(Debug)]
pub struct Record<'a, 'd> {
    /// Its number in the log, from 1.
    pub line: u64,
    /// All its bytes, prefixes and line end included.
    pub raw: &'a [u8],
    /// Where in these the text starts that the remarks point into; `None`: it is not there byte for byte.
    pub at: Option<usize>,
    /// When, as the log has it.
    pub time: Option<Duration>,
    /// What is said about it.
    pub note: &'a Note<'d>,
    /// Places in `raw` that are secret, with what is shown for them.
    pub hidden: &'a [(usize, usize, String)],
}

/// What is said at the end.
#[derive(Debug, Clone)]
pub struct Summary {
    /// The session, a sentence each.
    pub story: Vec<String>,
    /// The line and the remark that explain the rest.
    pub root: Option<(u64, Remark)>,
    /// Remarks on earlier lines that could only be made at the end.
    pub open: Vec<(u64, Remark)>,
    /// Nothing of weight was wrong.
    pub clean: bool,
}

/// What takes records.
pub(crate) type Sink<'s, 'd> = dyn FnMut(&Record<'_, 'd>) + 's;

/// Explains one log.
#[derive(Debug)]
#[allow(clippy::struct_excessive_bools, reason = "independent facts about one log")]
pub struct Explainer<'d> {
    dialect: &'d Dialect,
    others: &'d [Dialect],
    options: Options,
    /// Lines that may be another module's, and from where on they are.
    suspect: Option<Suspect>,
    turn: Option<Suspect>,
    turns: u32,
    /// The story as it was before the lines that may be another module's.
    story_before: Option<Story>,
    replaying: bool,
    /// What the next line is to be remarked with: that another module speaks.
    announce: Option<String>,
    /// The sessions before, and the line on which this one began.
    past: Vec<Past>,
    begun: u64,
    /// Lent out while a line is taken apart.
    survey: Option<Box<Survey>>,
    /// The log has no direction marks.
    plain: bool,
    /// The end that most lines have.
    usual_end: &'static [u8],
    /// The form of the log, in words.
    form: String,
    exchange: Exchange<'d>,
    monitor: Monitor<'d>,
    cutter: Cutter,
    queue: VecDeque<Waiting<'d>>,
    spare: Vec<Vec<u8>>,
    line: u64,
    /// Bytes given to the exchange, host's and module's.
    fed: [u64; 2],
    /// Host bytes that are no event yet.
    open_host: u64,
    /// Bytes that the module has declared and not sent yet.
    module_left: u64,
    /// The end of a data line, given on only if more data follow.
    owed_end: Option<Vec<u8>>,
    last_time: Duration,
    days: u32,
    /// Whose lines follow, as a line of its own has said, and when they were said.
    header: Option<(Side, Option<Duration>)>,
    /// Bytes are dumped in rows.
    dump: bool,
    /// Whose line is not over yet, in a dump.
    unfinished: Option<Side>,
    /// The command in flight has been repeated by the module.
    echoed: bool,
}

impl<'d> Explainer<'d> {
    /// Begins a log; `head` holds its first bytes, from which its form is found.
    pub fn new(dialect: &'d Dialect, others: &'d [Dialect], head: &[u8], options: Options) -> Self {
        let survey = Survey::of(head);
        Self {
            dialect,
            others,
            options,
            suspect: None,
            turn: None,
            turns: 0,
            story_before: None,
            replaying: false,
            announce: None,
            past: Vec::new(),
            begun: 1,
            plain: survey.is_plain(),
            dump: survey.dump.is_some(),
            usual_end: survey.end,
            form: survey.in_words(),
            survey: Some(Box::new(survey)),
            exchange: Exchange::new(dialect.grammar()),
            monitor: Monitor::new(dialect, others, options),
            cutter: Cutter::default(),
            queue: VecDeque::new(),
            spare: Vec::new(),
            line: 0,
            fed: [0; 2],
            open_host: 0,
            module_left: 0,
            owed_end: None,
            last_time: Duration::ZERO,
            days: 0,
            header: None,
            unfinished: None,
            echoed: false,
        }
    }

    /// The form of the log, in words.
    pub fn form(&self) -> &str {
        &self.form
    }

    /// The end that most lines of the log have.
    pub fn usual_end(&self) -> &'static [u8] {
        self.usual_end
    }

    /// Takes the next bytes of the log.
    pub fn push(&mut self, bytes: &[u8], sink: &mut Sink<'_, 'd>) {
        let mut cutter = std::mem::take(&mut self.cutter);
        cutter.take(bytes, &mut |line| self.physical(line, sink));
        self.cutter = cutter;
    }

    /// The log is over.
    pub fn finish(mut self, sink: &mut Sink<'_, 'd>) -> Summary {
        let mut cutter = std::mem::take(&mut self.cutter);
        cutter.finish(&mut |line| self.physical(line, sink));
        self.silence();
        self.take_turn(sink);
        self.silence();
        self.suspect = None;
        self.hand_out(true, sink);
        let last = close(&mut self.monitor);
        self.together(last)
    }

    fn physical(&mut self, line: &[u8], sink: &mut Sink<'_, 'd>) {
        self.line += 1;
        let text = body(line);
        let end = &line[text.len()..];
        let Some(survey) = self.survey.take() else { return };
        // The last piece takes the line end; which one is last is known only behind it.
        let mut held: Option<Piece<'_>> = None;
        pieces(&survey, text, &mut |piece| {
            if let Some(before) = held.replace(piece) {
                self.piece(line, before, b"", &survey);
            }
        });
        if let Some(mut last) = held {
            last.raw.end = line.len();
            self.piece(line, last, end, &survey);
        }
        self.survey = Some(survey);
        self.take_turn(sink);
        self.hand_out(false, sink);
    }

    /// A time that went back by half a day has gone over midnight.
    fn time(&mut self, time: Option<Duration>) -> Option<Duration> {
        const DAY: Duration = Duration::from_hours(24);
        let mut time = time? + DAY * self.days;
        if time + DAY / 2 < self.last_time && self.days < 100_000 {
            self.days += 1;
            time += DAY;
        }
        self.last_time = time;
        Some(time)
    }

    fn comment(&mut self, line: &[u8], piece: &Piece<'_>, message: &'static str) {
        let mut waiting = self.waiting(line, piece);
        let hidden = if self.monitor.secrets.shown { Vec::new() } else { crate::secret::keyed(&piece.text) };
        for (start, end) in &hidden {
            self.monitor.secrets.pseudonym(&piece.text[*start..*end]);
        }
        waiting.note =
            Some(Note { kind: LineKind::Comment, message: message.into(), hidden, ..Note::default() });
        self.queue.push_back(waiting);
    }

    fn waiting(&mut self, line: &[u8], piece: &Piece<'_>) -> Waiting<'d> {
        let mut raw = self.spare.pop().unwrap_or_default();
        raw.clear();
        raw.extend_from_slice(&line[piece.raw.clone()]);
        let time = self.time(piece.time);
        Waiting {
            line: self.line,
            raw,
            at: piece.exact.then_some(piece.at),
            time,
            side: Side::Module,
            span: (0, 0),
            covered: 0,
            note: None,
            text: if piece.exact { Vec::new() } else { piece.text.to_vec() },
        }
    }
}

/// What is said at the end of a session.
fn close(monitor: &mut Monitor<'_>) -> Summary {
    let open = monitor.finish();
    let story = &monitor.story;
    let mut lines = story.tell();
    if story.left_out() > 0 {
        lines.push(format!(
            "{} remarks of weight were too many to be weighed against each other",
            story.left_out()
        ));
    }
    let root = story.root().map(|(line, remark)| (line, remark.clone()));
    Summary { story: lines, root, open, clean: story.is_clean() }
}

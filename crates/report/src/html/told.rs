//! Cases as the page's script reads them: what is said of them, and their transcripts, as JSON. What is alike in all of them
//! stands together, in columns. Nothing here is markup: the script puts it into the page as text.

use std::io::{Read, Seek};
use std::time::Duration;

use hayes_at::visible::bytes_of;
use hayes_journal::reader::ReadError;
use hayes_journal::transcript::{Shown, Side};
use hayes_journal::verdict::Mark;
use serde::Serialize;

use crate::again;
use crate::case::Case;
use crate::run::Run;
use crate::witness::transcript;

use crate::figures::{number, span};
use crate::text::safe;

/// How long a line of a transcript is shown, in bytes.
const LINE: usize = 8 * 1024;
/// How much of an attempt is shown, in bytes.
const ATTEMPT: usize = 192 * 1024;
/// What a line takes beside its text.
const OVERHEAD: usize = 24;
/// How many broken promises of a monitor's case are told.
const BREACHES: usize = 50;
/// How many attempts of a case are shown: the one that its verdict tells of, and the first ones.
const ATTEMPTS: usize = 4;

/// A case.
#[derive(Debug)]
pub(super) struct Told {
    about: About,
    attempts: Vec<Lines>,
}

/// What is said of it.
#[derive(Debug, Serialize)]
struct About {
    facts: Vec<(&'static str, String)>,
    repeat: String,
    attempts: Vec<Attempt>,
    /// Promises that it shows broken: in words, where the document has them, and the id of the case in which it happened.
    breaches: Vec<(String, Option<String>, Option<String>)>,
    notes: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Attempt {
    number: u32,
    verdict: Option<&'static str>,
    notes: Vec<String>,
}

/// The transcript of an attempt, in columns.
#[derive(Debug, Default)]
struct Lines {
    /// When, in microseconds since the line before, or since the case began.
    at: Vec<i64>,
    /// Who speaks, a letter for each line.
    who: String,
    said: Vec<Said>,
}

/// The text of a line.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub(super) enum Said {
    Plain(String),
    /// Each second piece is evidence.
    Marked(Vec<String>),
}

/// Cases that are unpacked together. Texts beside texts and times beside times take a third less than line by line.
pub(super) fn columns(cases: &[Told]) -> Vec<u8> {
    #[derive(Serialize)]
    struct Columns<'t> {
        about: Vec<&'t About>,
        at: Vec<Vec<&'t [i64]>>,
        who: Vec<Vec<&'t str>>,
        said: Vec<Vec<&'t [Said]>>,
    }
    let columns = Columns {
        about: cases.iter().map(|case| &case.about).collect(),
        at: cases.iter().map(|case| case.attempts.iter().map(|lines| &*lines.at).collect()).collect(),
        who: cases.iter().map(|case| case.attempts.iter().map(|lines| &*lines.who).collect()).collect(),
        said: cases.iter().map(|case| case.attempts.iter().map(|lines| &*lines.said).collect()).collect(),
    };
    serde_json::to_vec(&columns).unwrap_or_default()
}

impl Told {
    /// A case of a run, with what its journal holds of it.
    pub(super) fn of(run: &Run, case: &Case, journal: &mut (impl Read + Seek)) -> Result<Self, ReadError> {
        let mut about = About {
            facts: facts(run, case),
            repeat: safe(&again::command(run, case)),
            attempts: Vec::new(),
            breaches: breaches(run, case),
            notes: Vec::new(),
        };
        let mut attempts = Vec::new();
        let marks = case.outcome.as_ref().map_or(&[][..], |outcome| &outcome.evidence);
        let shown = case.attempt();
        let all = case.attempts.len() as u64 + u64::from(case.more_attempts);
        for (at, attempt) in case.attempts.iter().enumerate() {
            if at < ATTEMPTS || shown == Some(attempt) {
                let verdict = attempt.verdict.map(hayes_journal::Verdict::word);
                let (lines, notes) = match transcript(journal, attempt)? {
                    Some(transcript) => lines(&transcript.lines(), marks, transcript.omitted),
                    None => (Lines::default(), Vec::new()),
                };
                about.attempts.push(Attempt { number: attempt.number, verdict, notes });
                attempts.push(lines);
            }
        }
        let left_out = all - attempts.len() as u64;
        if left_out > 0 {
            about.notes.push(format!(
                "It ran {} times; {} of them only the journal has.",
                number(all),
                number(left_out)
            ));
        }
        Ok(Self { about, attempts })
    }

    /// About how many bytes it takes.
    pub(super) fn size(&self) -> usize {
        let said = self.attempts.iter().flat_map(|lines| &lines.said);
        let facts: usize = self.about.facts.iter().map(|(_, fact)| fact.len() + OVERHEAD).sum();
        facts + said.map(Said::size).sum::<usize>()
    }
}

impl Said {
    fn size(&self) -> usize {
        let text = match self {
            Self::Plain(text) => text.len(),
            Self::Marked(pieces) => pieces.iter().map(|piece| piece.len() + 3).sum(),
        };
        text + OVERHEAD
    }
}

/// What a monitor saw, where the case is one.
fn breaches(run: &Run, case: &Case) -> Vec<(String, Option<String>, Option<String>)> {
    let breaches = run.breaches_of(case).take(BREACHES).map(|breach| {
        let during = breach.during.and_then(|during| run.cases.get(during as usize));
        (safe(&breach.text), breach.clause.as_deref().map(safe), during.map(|case| case.id.to_string()))
    });
    breaches.collect()
}

fn facts(run: &Run, case: &Case) -> Vec<(&'static str, String)> {
    let mut facts = Vec::new();
    for rule in run.rules_of(case) {
        let text = match rule.says.as_deref() {
            Some(says) => format!("{} ({})", safe(says), safe(&rule.id)),
            None => safe(&rule.id),
        };
        facts.push(("Rule", text));
    }
    let mut fact = |name, value: Option<&str>| {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            facts.push((name, safe(value)));
        }
    };
    fact("Clause", run.clause_of(case));
    fact("Document", Some(run.dialect()));
    fact("Area", Some(run.area_of(case)));
    fact("Comes from", case.source.as_deref());
    if let Some(outcome) = &case.outcome {
        fact("Expected", outcome.expected.as_deref());
        fact("Seen", outcome.actual.as_deref());
        fact("Why", outcome.reason.as_deref());
        if let Some(known) = &outcome.known {
            fact("Known", Some(&format!("{} (until {})", known.reason, known.expires)));
        }
        fact(
            "Flaky",
            outcome.flaky.then_some("it failed, and passed when it was repeated from a clean state"),
        );
    }
    let took: Duration = case.attempts.iter().map(|attempt| attempt.took).sum();
    fact("Took", (!case.attempts.is_empty()).then(|| span(took)).as_deref());
    facts
}

/// Lines as they are told, and what is to be said of them.
fn lines(shown: &[Shown], marks: &[Mark], omitted: u64) -> (Lines, Vec<String>) {
    let mut lines = Lines::default();
    let mut room = ATTEMPT;
    let mut last = 0;
    let mut notes = Vec::new();
    for (at, line) in shown.iter().enumerate() {
        let said = said(line, marks);
        let Some(left) = room.checked_sub(said.size()) else {
            let more = number((shown.len() - at) as u64);
            let from = line.from.first().map_or(0, |(line, ..)| *line);
            notes.push(format!("{more} lines more are in the journal, from its line {from} on."));
            break;
        };
        room = left;
        let now = i64::try_from(line.at.as_micros()).unwrap_or(i64::MAX);
        lines.at.push(now - last);
        last = now;
        lines.who.push(who(line));
        lines.said.push(said);
    }
    if omitted > 0 {
        notes.push(format!("{} happenings more are only in the journal.", number(omitted)));
    }
    (lines, notes)
}

/// The text of a line, with the evidence in it marked.
pub(super) fn said(line: &Shown, marks: &[Mark]) -> Said {
    let text = cut(&line.text);
    let mut places: Vec<_> = marks.iter().filter_map(|mark| line.place(mark)).collect();
    places.sort_by_key(|place| place.start);
    let mut pieces = Vec::new();
    let mut at = 0;
    for place in places {
        let (start, end) = (place.start.clamp(at, text.len()), place.end.clamp(at, text.len()));
        if start < end {
            pieces.extend([text[at..start].to_owned(), text[start..end].to_owned()]);
            at = end;
        }
    }
    pieces.push(text[at..].to_owned());
    if text.len() < line.text.len() {
        let from = line.from.first().map_or(0, |(line, ..)| *line);
        let more = number((line.text.len() - text.len()) as u64);
        pieces.extend([
            String::new(),
            format!(" … {more} characters more, from line {from} of the journal on"),
        ]);
    }
    if pieces.len() == 1 { Said::Plain(pieces.swap_remove(0)) } else { Said::Marked(pieces) }
}

/// Who speaks: host, module, runner, far end; of the far end also whether it saw a packet or answered.
fn who(line: &Shown) -> char {
    match line.side {
        Side::Host => 'h',
        Side::Module => 'm',
        Side::Runner => 'r',
        Side::FarEnd => {
            let connection = line.text.strip_prefix('#').and_then(|text| text.split_once(' '));
            match connection.map_or(&*line.text, |(_, event)| event).split(' ').next() {
                Some("received") => 's',
                Some("sent") => 'a',
                _ => 'f',
            }
        }
    }
}

/// The beginning of a text in the notation of transcripts, not cut within an escape.
fn cut(text: &str) -> &str {
    if text.len() <= LINE {
        return text;
    }
    let ends = (0..4).map(|less| &text[..text.floor_char_boundary(LINE - less)]);
    ends.into_iter()
        .find(|beginning| bytes_of(beginning).is_ok())
        .unwrap_or(&text[..text.floor_char_boundary(LINE)])
}

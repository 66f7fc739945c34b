//! The few lines of a transcript that show why a case ended as it did, with the bytes that matter marked.

use std::io::{Read, Seek};
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use hayes_journal::transcript::{Shown, Side};
use hayes_journal::verdict::Mark;

use crate::bounds;
use crate::case::Case;
use crate::run::Run;
use crate::text::{TAMED, tame};
use crate::witness::transcript;

/// How many lines are shown where no evidence says which.
const LAST: usize = 8;
/// How many lines are shown at most.
const MOST: usize = 16;
/// How many lines before what is marked, and after it.
const AROUND: (usize, usize) = (3, 1);
/// How long a line may be, and how much of it is shown before what is marked.
const LINE: (usize, usize) = (600, 200);

/// Lines that show it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Excerpt {
    /// The case that they are of, where it is another one: a monitor's breach happens in somebody else's case.
    pub during: Option<Arc<str>>,
    /// The lines, in order of time.
    pub lines: Vec<Line>,
}

/// A line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// How many lines are left out before it.
    pub left_out: usize,
    /// Since its case began.
    pub at: Duration,
    /// Who.
    pub side: Side,
    /// What, in the notation of transcripts.
    pub text: String,
    /// What of it is marked, in order and apart.
    pub marks: Vec<Range<usize>>,
}

/// The lines of a case that matter; none where it never ran or its journal cannot be read any more.
pub fn excerpt(run: &Run, journal: &mut (impl Read + Seek), case: &Case) -> Excerpt {
    let breach = run.breaches_of(case).next();
    let of_case = case.outcome.as_ref().map_or(&[][..], |outcome| &outcome.evidence);
    let evidence =
        if of_case.is_empty() { breach.map_or(&[][..], |breach| &breach.evidence) } else { of_case };
    let elsewhere = || evidence.first().and_then(|mark| run.attempt_at(mark.line));
    let Some((shown, attempt)) = case.attempt().map(|attempt| (case, attempt)).or_else(elsewhere) else {
        return Excerpt::default();
    };
    let lines =
        transcript(journal, attempt).ok().flatten().map(|transcript| transcript.lines()).unwrap_or_default();
    let during = (shown.id != case.id).then(|| shown.id.clone());
    Excerpt { during, lines: choose(lines, evidence) }
}

/// The marked lines with those around them; where none is marked, the last.
fn choose(lines: Vec<Shown>, evidence: &[Mark]) -> Vec<Line> {
    let marks: Vec<Vec<Range<usize>>> = lines.iter().map(|line| marks(line, evidence)).collect();
    let marked = |at: usize| marks.get(at).is_some_and(|marks| !marks.is_empty());
    let any = (0..lines.len()).any(marked);
    let is_near = |at: usize| (at.saturating_sub(AROUND.1)..=at + AROUND.0).any(marked);
    let wanted = |at: usize| if any { is_near(at) } else { at + LAST >= lines.len() };
    let chosen: Vec<usize> = (0..lines.len()).filter(|at| wanted(*at)).take(MOST).collect();
    let mut next = 0;
    let mut shown = Vec::with_capacity(chosen.len());
    for (at, (line, marks)) in lines.into_iter().zip(marks).enumerate() {
        if chosen.binary_search(&at).is_ok() {
            shown.push(cut(line, &marks, at - next));
            next = at + 1;
        }
    }
    shown
}

/// Where a line is marked, in order, and what touches as one.
fn marks(line: &Shown, evidence: &[Mark]) -> Vec<Range<usize>> {
    let mut places: Vec<Range<usize>> = evidence.iter().filter_map(|mark| line.place(mark)).collect();
    places.sort_by_key(|place| place.start);
    let mut marks: Vec<Range<usize>> = Vec::new();
    for place in places {
        match marks.last_mut() {
            Some(last) if place.start <= last.end => last.end = last.end.max(place.end),
            _ => marks.push(place),
        }
    }
    marks
}

/// A long line is shown around its first mark.
fn cut(line: Shown, marks: &[Range<usize>], left_out: usize) -> Line {
    let Shown { at, side, text, .. } = line;
    let (text, tamed) = tame(&text);
    let moved = |place: usize| place + TAMED * tamed.partition_point(|at| *at < place);
    let marks: Vec<_> = marks.iter().map(|mark| moved(mark.start)..moved(mark.end)).collect();
    if text.len() <= LINE.0 {
        return Line { left_out, at, side, text, marks };
    }
    let first = marks.first().map_or(0, |mark| mark.start.saturating_sub(LINE.1));
    let start =
        text.floor_char_boundary(if first + LINE.0 > text.len() { text.len() - LINE.0 } else { first });
    let before = if start > 0 { "…" } else { "" };
    let shown = format!("{before}{}", bounds::cut(&text[start..], LINE.0));
    let end = before.len() + text[start..].floor_char_boundary(LINE.0);
    let moved = |place: usize| (place.max(start) - start + before.len()).min(end);
    let marks = marks.iter().map(|mark| moved(mark.start)..moved(mark.end)).filter(|mark| !mark.is_empty());
    Line { left_out, at, side, marks: marks.collect(), text: shown }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(number: u64, text: &str) -> Shown {
        Shown {
            at: Duration::ZERO,
            side: Side::Module,
            text: text.to_owned(),
            from: vec![(number, 0, text.len())],
        }
    }

    fn lines(count: u64) -> Vec<Shown> {
        (0..count).map(|number| line(number, "text")).collect()
    }

    #[test]
    fn without_evidence_the_last_lines_are_shown() {
        let shown = choose(lines(20), &[]);
        assert_eq!((shown.len(), shown[0].left_out), (LAST, 12));
        assert!(shown.iter().all(|line| line.marks.is_empty()));
    }

    #[test]
    fn evidence_is_shown_with_what_is_around_it() {
        let evidence = [Mark { line: 2, start: 1, length: 2 }, Mark { line: 12, start: 0, length: 0 }];
        let shown = choose(lines(20), &evidence);
        assert_eq!(shown.iter().map(|line| line.left_out).collect::<Vec<_>>(), [0, 0, 0, 0, 5, 0, 0, 0, 0]);
        let marks = [2, 7]
            .map(|at: usize| shown[at].marks.iter().map(|mark| (mark.start, mark.end)).collect::<Vec<_>>());
        assert_eq!(marks, [vec![(1, 3)], vec![(0, 4)]]);
    }

    #[test]
    fn marks_that_touch_are_one() {
        let evidence = [3, 0, 1].map(|start| Mark { line: 0, start, length: 1 });
        assert_eq!(marks(&line(0, "text"), &evidence), [0..2, 3..4]);
    }

    #[test]
    fn a_long_line_is_cut_around_its_mark() {
        let text = format!("{}ß{}", "a".repeat(5000), "z".repeat(5000));
        let shown = choose(vec![line(0, &text)], &[Mark { line: 0, start: 5000, length: 2 }]);
        assert!(shown[0].text.len() < LINE.0 + 40, "{}", shown[0].text.len());
        assert_eq!(shown[0].marks.iter().map(|mark| &shown[0].text[mark.clone()]).collect::<Vec<_>>(), ["ß"]);
        let whole = choose(vec![line(0, &text)], &[Mark { line: 0, start: 0, length: 0 }]);
        assert_eq!(whole[0].marks.len(), 1);
    }
}

//! A run while it goes on: counts, time left and the case that runs, in one line that is written again, or in plain lines in
//! a log. Fed with cases as they begin and end, and with the time; writes nothing itself.

use std::time::Duration;

use hayes_journal::{Finished, Verdict};

use crate::look::{Ink, Look};
use crate::text::{fitting, safe, width, wrap};

/// How often the line on a terminal is written again.
const REDRAW: Duration = Duration::from_millis(100);
/// How often a log is told how far the run is.
const LOG: Duration = Duration::from_secs(20);
/// Before so much time and so many cases are over, nobody knows how long it takes.
const LEARNING: (Duration, usize) = (Duration::from_secs(2), 5);
/// A case that runs for so long is told with the time.
const LONG: Duration = Duration::from_secs(2);
/// How many failures are told of as they come; all of them are in the report.
const TOLD: usize = 100;

/// A run that goes on.
#[derive(Debug)]
pub struct Live {
    look: Look,
    name: String,
    total: usize,
    done: usize,
    /// Cases that took time.
    ran: usize,
    /// Cases that take time, of all.
    to_run: usize,
    counts: [usize; Verdict::ALL.len()],
    /// Failures that are known, which are not among the others.
    known: usize,
    began: Duration,
    told: Duration,
    failures: usize,
    /// The case that runs, and since when.
    running: Option<(String, Duration)>,
    drawn: bool,
}

impl Live {
    /// A run of so many cases, of which so many are skipped.
    pub fn new(look: Look, name: &str, total: usize, skipped: usize, now: Duration) -> Self {
        Self {
            look,
            name: safe(name),
            total,
            done: 0,
            ran: 0,
            to_run: total.saturating_sub(skipped),
            counts: [0; Verdict::ALL.len()],
            known: 0,
            began: now,
            told: now,
            failures: 0,
            running: None,
            drawn: false,
        }
    }

    /// What to write at the beginning.
    pub fn begin(&mut self) -> String {
        if self.look.redraw {
            return self.redraw(self.began);
        }
        let skipped = self.total - self.to_run;
        let skipped = if skipped > 0 { format!(", {skipped} of them skipped") } else { String::new() };
        format!("{}: {} cases{skipped}\n", self.name, self.total)
    }

    /// What to write when a case begins.
    pub fn begins(&mut self, case: &str, now: Duration) -> String {
        let own = case.strip_prefix(&*self.name).and_then(|rest| rest.strip_prefix('/'));
        self.running = Some((safe(own.unwrap_or(case)), now));
        self.passes(now)
    }

    /// What to write when time goes by.
    pub fn passes(&mut self, now: Duration) -> String {
        if !self.is_due(now) {
            String::new()
        } else if self.look.redraw {
            self.redraw(now)
        } else {
            self.told = now;
            self.line(now) + "\n"
        }
    }

    /// What to write when a case is over.
    pub fn finished(&mut self, finished: &Finished, now: Duration) -> String {
        self.running = None;
        self.done += 1;
        if finished.verdict == Verdict::Fail && finished.known.is_some() {
            self.known += 1;
        } else {
            self.counts[finished.verdict as usize] += 1;
        }
        self.ran += usize::from(finished.verdict != Verdict::Skipped);
        let told = self.tell(finished);
        if told.is_empty() {
            return self.passes(now);
        }
        let mut text = self.clear();
        text.push_str(&told);
        if self.look.redraw {
            text.push_str(&self.redraw(now));
        } else {
            text.push_str(&self.passes(now));
        }
        text
    }

    fn is_due(&self, now: Duration) -> bool {
        now.saturating_sub(self.told) >= if self.look.redraw { REDRAW } else { LOG }
    }

    /// What to write when the run is over, also where it did not come to its end.
    pub fn end(&mut self, now: Duration) -> String {
        let seconds = now.saturating_sub(self.began);
        let mut text = self.clear();
        let line = format!(
            "{}: {} of {} in {}: {}",
            self.name,
            self.done,
            self.total,
            in_words(seconds),
            self.words()
        );
        for line in wrap(&line, self.look.columns) {
            text.push_str(line);
            text.push('\n');
        }
        text
    }

    /// A case that failed, or that the bench spoilt, in a line.
    fn tell(&mut self, finished: &Finished) -> String {
        let ink = match finished.verdict {
            Verdict::Fail if finished.known.is_none() => Ink::Bad,
            Verdict::Rig | Verdict::Inconclusive => Ink::Doubt,
            _ => return String::new(),
        };
        self.failures += 1;
        if self.failures > TOLD {
            return String::new();
        }
        let word =
            if finished.verdict == Verdict::Inconclusive { "UNCLEAR" } else { finished.verdict.word() }
                .to_uppercase();
        // A line has room for little: what was seen says more than where it was looked for.
        let said = [("expected ", &finished.expected), ("got ", &finished.actual), ("", &finished.reason)];
        let said = said.into_iter().filter_map(|(before, text)| {
            let text = text.as_deref().filter(|text| !text.is_empty())?;
            Some(format!("{before}{}", safe(text)))
        });
        let said: Vec<String> = said.collect();
        let reason = if said.is_empty() { String::new() } else { format!(": {}", said.join("; ")) };
        let line =
            format!("{}{}{reason}", safe(&finished.case), if finished.flaky { " (flaky)" } else { "" });
        let room = self.look.columns.saturating_sub(word.len() + 4);
        format!("  {} {}\n", self.look.paint(ink, &word), cut(&line, room + 1))
    }

    /// Takes the line on a terminal away.
    fn clear(&mut self) -> String {
        if std::mem::take(&mut self.drawn) { "\r\x1b[2K".to_owned() } else { String::new() }
    }

    fn redraw(&mut self, now: Duration) -> String {
        self.told = now;
        let mut text = self.clear();
        let line = self.line(now);
        // A line of full width would go on in the next one.
        text.push_str(&cut(&line, self.look.columns - 1));
        self.drawn = true;
        text
    }

    fn line(&self, now: Duration) -> String {
        let left = self.left(now).map_or_else(String::new, |left| format!(", about {} left", in_words(left)));
        let running = self.running.as_ref().map_or_else(String::new, |(case, since)| {
            let spent = now.saturating_sub(*since);
            let spent = if spent < LONG { String::new() } else { format!("{} ", in_words(spent)) };
            format!("; {spent}in {case}")
        });
        format!("{}: {} of {}{left}: {}{running}", self.name, self.done, self.total, self.words())
    }

    fn words(&self) -> String {
        let count = |verdict: Verdict| self.counts[verdict as usize];
        let is_shown =
            |verdict: &Verdict| count(*verdict) > 0 || matches!(verdict, Verdict::Pass | Verdict::Fail);
        let shown = Verdict::ALL.into_iter().filter(is_shown);
        let known = (self.known > 0).then(|| format!("{} known", self.known));
        let words = shown.map(|verdict| format!("{} {}", count(verdict), verdict.word()));
        words.chain(known).collect::<Vec<_>>().join(", ")
    }

    /// How long it still takes, if the cases that come take as long as those that went.
    fn left(&self, now: Duration) -> Option<Duration> {
        let spent = now.saturating_sub(self.began);
        if spent < LEARNING.0 || self.ran < LEARNING.1 {
            return None;
        }
        let number = |count| u32::try_from(count).unwrap_or(u32::MAX);
        let to_come = number(self.to_run.saturating_sub(self.ran));
        (to_come > 0).then(|| (spent / number(self.ran)).saturating_mul(to_come))
    }
}

/// A line of at most so many columns; what is left out is seen to be.
fn cut(line: &str, room: usize) -> String {
    if width(line) <= room { line.to_owned() } else { format!("{}…", &line[..fitting(line, room - 1)]) }
}

/// A time as people say it.
fn in_words(time: Duration) -> String {
    match time.as_secs() {
        0..10 => format!("{:.1} s", time.as_secs_f64()),
        seconds @ 10..120 => format!("{seconds} s"),
        seconds @ 120..7200 => format!("{} min", (seconds + 30) / 60),
        seconds => format!("{} h {} min", seconds / 3600, seconds % 3600 / 60),
    }
}

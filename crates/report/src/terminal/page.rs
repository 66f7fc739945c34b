//! Lines of at most so many columns. Whatever is said here is made safe here.

use std::fmt::Write as _;

use crate::excerpt::{Excerpt, Line};
use crate::look::{Ink, Look};
use crate::text::{fitting, no_command, safe, width, wrap};

/// How far what belongs to a heading stands in.
pub(super) const INDENT: usize = 5;
/// How wide the names before what is said are.
const NAME: usize = 10;

/// A text that grows line by line.
pub(super) struct Page {
    text: String,
    look: Look,
}

impl Page {
    pub(super) fn new(look: Look) -> Self {
        Self { text: String::new(), look }
    }

    pub(super) fn text(self) -> String {
        self.text
    }

    /// An empty line, where there is none yet.
    pub(super) fn gap(&mut self) {
        if self.text != "\n" && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    /// A sentence, from the left.
    pub(super) fn say(&mut self, ink: Ink, sentence: &str) {
        for (number, line) in wrap(&safe(sentence), self.look.columns - 2).into_iter().enumerate() {
            self.row(&format!("{}{}", if number == 0 { "" } else { "  " }, self.paint(ink, line)));
        }
    }

    /// A sentence that belongs to what stands above.
    pub(super) fn note(&mut self, sentence: &str) {
        self.hanging("", Ink::Quiet, INDENT, sentence);
    }

    /// A word in its colour, and what is said of it.
    pub(super) fn named(&mut self, ink: Ink, name: &str, sentence: &str) {
        let name = safe(name);
        let hang = INDENT.max(width(&name) + 1);
        self.hanging(&name, ink, if hang * 2 < self.look.columns { hang } else { INDENT }, sentence);
    }

    /// A name and what it is, below a heading; nothing where it is nothing.
    pub(super) fn detail(&mut self, name: &str, sentence: &str) {
        if !sentence.is_empty() {
            self.hanging(&format!("{}{name}", " ".repeat(INDENT)), Ink::Quiet, INDENT + NAME, sentence);
        }
    }

    /// A name and a command line, which is not cut into lines: it is to be copied.
    pub(super) fn command(&mut self, name: &str, command: &str) {
        let _ = writeln!(
            self.text,
            "{}{}{}",
            " ".repeat(INDENT),
            self.look.paint(Ink::Quiet, &format!("{name:<NAME$}")),
            safe(command)
        );
    }

    /// A row of a table that was made to fit.
    pub(super) fn row(&mut self, row: &str) {
        let _ = writeln!(self.text, "{}", row.trim_end());
    }

    /// How wide a line is.
    pub(super) fn columns(&self) -> usize {
        self.look.columns
    }

    /// In colour, where there are colours.
    pub(super) fn paint(&self, ink: Ink, text: &str) -> String {
        self.look.paint(ink, text)
    }

    /// A text in lines that begin at `hang`, the first behind a name; a long name has a line of its own.
    fn hanging(&mut self, name: &str, ink: Ink, hang: usize, text: &str) {
        let text = safe(text);
        let mut head = format!("{}{}", self.paint(ink, name), " ".repeat(hang.saturating_sub(width(name))));
        if width(name) >= hang {
            for line in wrap(name, self.look.columns) {
                self.row(&self.paint(ink, line));
            }
            head = " ".repeat(hang);
        }
        for line in wrap(&text, self.look.columns - hang) {
            self.row(&format!("{head}{line}"));
            head = " ".repeat(hang);
        }
    }

    /// Lines of a transcript, carets below what is marked; long ones go on in the next line.
    pub(super) fn excerpt(&mut self, excerpt: &Excerpt) {
        if let Some(during) = &excerpt.during {
            self.detail("during", during);
        }
        for line in &excerpt.lines {
            if line.left_out > 0 {
                let left_out = format!("{}... {} lines", " ".repeat(INDENT), line.left_out);
                self.row(&self.paint(Ink::Quiet, &left_out));
            }
            self.transcript_line(line);
        }
    }

    fn transcript_line(&mut self, line: &Line) {
        // What is marked as a whole has a sign before it, not carets below all of it.
        let whole = line.marks.first().is_some_and(|mark| *mark == (0..line.text.len()));
        let sign = if whole { "=>" } else { "" };
        let time = format!("{:>7.3} ", line.at.as_secs_f64());
        let side = line.side.to_string();
        // The far end's column is to the right where there is room for it.
        let side = if self.look.columns < 80 { side.trim_start().to_owned() } else { side };
        let indent = INDENT - 2 + width(&time) + width(&side) + 1;
        let room = self.look.columns.saturating_sub(indent).max(8);
        let mut start = 0;
        while start < line.text.len() || start == 0 {
            let rest = &line.text[start..];
            let end = match fitting(rest, room) {
                whole if whole == rest.len() => line.text.len(),
                end => start + no_command(rest, end),
            };
            let head = if start == 0 {
                format!(
                    "{}{}{}{side} ",
                    self.paint(Ink::Bad, sign),
                    " ".repeat(INDENT - 2 - sign.len()),
                    self.paint(Ink::Quiet, &time)
                )
            } else {
                " ".repeat(indent)
            };
            self.row(&format!("{head}{}", &line.text[start..end]));
            if let Some(carets) = carets(line, start, end).filter(|_| !whole) {
                let carets = self.paint(Ink::Bad, &carets);
                self.row(&format!("{}{carets}", " ".repeat(indent)));
            }
            if end == start {
                break;
            }
            start = end;
        }
    }
}

/// Carets below what is marked between two places of a line.
fn carets(line: &Line, start: usize, end: usize) -> Option<String> {
    let mut carets = String::new();
    let mut done = start;
    for mark in &line.marks {
        let (first, last) = (mark.start.max(start), mark.end.min(end));
        if first < last {
            carets.push_str(&" ".repeat(width(&line.text[done..first])));
            carets.push_str(&"^".repeat(width(&line.text[first..last])));
            done = last;
        }
    }
    (!carets.is_empty()).then_some(carets)
}

//! What is wrong with a file, and how it is shown: file, line, column, the line itself, a caret, a hint.
//! What counts as wrong is decided elsewhere.

use std::fmt;

use hayes_at::visible::Visible;

/// One mistake in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The file's name as it was given.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// The line of the file.
    pub source: String,
    /// How many characters of the line are meant.
    pub length: usize,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

/// The mistakes that were found, in the order of the files.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
}

/// The most mistakes that are kept; a reader mends the first ones first.
const MOST: usize = 200;
/// The most characters of a source line that are shown.
const WIDTH: usize = 150;
/// How many characters before the caret stay in sight when a line is cut.
const LEAD: usize = 60;

impl Diagnostics {
    /// The mistakes.
    pub fn list(&self) -> &[Diagnostic] {
        &self.list
    }

    /// Is there none?
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Are there more than anyone reads? What is found from here on is not kept.
    pub(crate) fn is_full(&self) -> bool {
        self.list.len() >= MOST
    }

    /// Sorts them by file, in the order of `names`, and by place.
    pub(crate) fn sort(&mut self, names: &[&str]) {
        let file = |d: &Diagnostic| names.iter().position(|n| *n == d.file);
        self.list.sort_by_key(|d| (file(d), d.line, d.column));
    }

    /// Those in one file, where there are any: what is wrong there may be why others look wrong.
    pub(crate) fn first_of(mut self, file: &str) -> Self {
        if self.list.iter().any(|diagnostic| diagnostic.file == file) {
            self.list.retain(|diagnostic| diagnostic.file == file);
        }
        self
    }

    /// Adds one, unless it is there already.
    pub(crate) fn add(&mut self, diagnostic: Diagnostic) {
        if self.list.contains(&diagnostic) {
            return;
        }
        if !self.is_full() {
            self.list.push(diagnostic);
        }
    }
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, diagnostic) in self.list.iter().enumerate() {
            if i > 0 {
                f.write_str("\n")?;
            }
            diagnostic.fmt(f)?;
        }
        if self.is_full() { f.write_str("\nand perhaps more; mend these first\n") } else { Ok(()) }
    }
}

impl std::error::Error for Diagnostics {}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = self.line.to_string();
        let gutter = " ".repeat(number.len());
        writeln!(f, "error: {}", plain(&self.message))?;
        writeln!(f, "{gutter}--> {}:{}:{}", plain(&self.file), self.line, self.column)?;
        let (shown, indent, carets) = self.excerpt();
        writeln!(f, "{gutter} |")?;
        writeln!(f, "{}", format!("{number} | {shown}").trim_end())?;
        writeln!(f, "{gutter} | {}{}", " ".repeat(indent), "^".repeat(carets))?;
        if let Some(hint) = &self.hint {
            writeln!(f, "{gutter} = hint: {}", plain(hint))?;
        }
        Ok(())
    }
}

impl Diagnostic {
    /// The part of the line that is shown, where the caret stands below it, and how long it is.
    fn excerpt(&self) -> (String, usize, usize) {
        let caret = self.column - 1;
        let from = if caret > WIDTH - LEAD { caret - LEAD } else { 0 };
        let mut shown = String::new();
        let (mut indent, mut carets) = (0, 0);
        if from > 0 {
            shown.push_str("...");
            indent = 3;
        }
        for (i, c) in self.source.chars().enumerate().skip(from).take(WIDTH) {
            let before = shown.len();
            show(c, &mut shown);
            let width: usize = shown[before..].chars().map(columns).sum();
            if i < caret {
                indent += width;
            } else if i < caret + self.length {
                carets += width;
            }
        }
        if self.source.chars().count() > from + WIDTH {
            shown.push_str("...");
        }
        (shown, indent, carets.max(1))
    }
}

/// A character as a line shows it: control characters escaped, backslashes as the editor has them.
fn show(c: char, out: &mut String) {
    match c {
        '\t' => out.push_str("    "),
        // Punctuation of other scripts is what a document's text may hold; it moves no cursor.
        ' '..='~'
        | '\u{2010}'..='\u{2027}'
        | '\u{3000}'..='\u{303F}'
        | '\u{FF01}'..='\u{FF60}'
        | char::REPLACEMENT_CHARACTER => out.push(c),
        _ => out.push_str(&Visible(c.encode_utf8(&mut [0; 4]).as_bytes()).to_string()),
    }
}

fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    text.chars().for_each(|c| show(c, &mut out));
    out
}

/// How many columns of a terminal a character takes.
fn columns(c: char) -> usize {
    match c {
        '\u{1100}'..='\u{115F}'
        | '\u{2E80}'..='\u{A4CF}'
        | '\u{AC00}'..='\u{D7A3}'
        | '\u{F900}'..='\u{FAFF}'
        | '\u{FE30}'..='\u{FE6F}'
        | '\u{FF00}'..='\u{FF60}'
        | '\u{20000}'..='\u{3FFFD}' => 2,
        _ => 1,
    }
}

//! Reads example files: exchanges typed in from a document. Whether they fit the dialect is not asked here.

use hayes_at::visible::bytes_of;

use crate::builtin;
use crate::diagnostic::Diagnostics;
use crate::file;
use crate::include::embedded_name;
use crate::source::{Report, Source, Spot};

/// One file of examples.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Examples {
    /// The file's name.
    pub name: String,
    /// Its steps in order.
    pub steps: Vec<Step>,
}

/// One line of an example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Its line in the file, from 1.
    pub line: usize,
    /// Where the document prints it.
    pub clause: Option<String>,
    /// What it is.
    pub what: What,
}

/// What a line of an example is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// The host sends this line; CR is added.
    Host(Vec<u8>),
    /// The host sends these bytes after a prompt.
    Data(Vec<u8>),
    /// The module sends this line; `>` is the prompt.
    Module(Vec<u8>),
    /// What the document prints in the place of the lines that follow.
    Printed(String),
    /// A remark on the line before or on the slip.
    Remark(String),
}

/// Reads an example file. `name` is what diagnostics call it.
pub fn read_examples(name: &str, text: &str) -> Result<Examples, Diagnostics> {
    let mut report = Report::default();
    let source = Source { name: name.to_owned(), text: text.to_owned(), foreign: false };
    let file = report.add_source(source);
    let mut reader = Reader { report: &mut report, file, clause: None, steps: Vec::new(), slip: None };
    let mut at = 0;
    for (i, line) in text.split('\n').enumerate() {
        reader.line(i + 1, at, line.strip_suffix('\r').unwrap_or(line));
        at += line.len() + 1;
    }
    reader.end_slip();
    let steps = reader.steps;
    if report.is_clean() { Ok(Examples { name: name.to_owned(), steps }) } else { Err(report.into_found()) }
}

/// Reads an example file from a folder.
pub fn load_examples(path: &std::path::Path) -> Result<Examples, Diagnostics> {
    let name = path.display().to_string();
    let mut report = Report::default();
    let bytes = file::read(path).map_err(|why| report.error_without_text(&name, why, ""));
    match bytes.ok().as_deref().and_then(|bytes| file::text_of(&name, bytes, &mut report)) {
        Some(text) => read_examples(&name, text),
        None => Err(report.into_found()),
    }
}

/// All example files of a built-in dialect, in the order of the document. None for an unknown name.
pub fn builtin_examples(id: &str) -> Result<Vec<Examples>, Diagnostics> {
    let Some(builtin) = builtin::get(id) else { return Ok(Vec::new()) };
    let name = |file: &str| embedded_name(builtin, &format!("examples/{file}"));
    builtin.examples.iter().map(|(file, text)| read_examples(&name(file), text)).collect()
}

struct Reader<'r> {
    report: &'r mut Report,
    file: u16,
    clause: Option<String>,
    steps: Vec<Step>,
    /// A slip whose mended line is still to come.
    slip: Option<Spot>,
}

impl Reader<'_> {
    fn line(&mut self, number: usize, at: usize, line: &str) {
        let Some(mark) = line.chars().next() else { return };
        if !"><=~!#".contains(mark) {
            let hint = "a line starts with `>`, `=`, `<`, `#`, `~` or `!` and a space";
            let spot = self.spot(at, at + mark.len_utf8());
            self.report.error(spot, "this mark is not known", hint);
            return;
        }
        let rest = &line[1..];
        let text = rest.strip_prefix(' ').unwrap_or(rest);
        if text.len() == rest.len() && !rest.is_empty() && mark != '#' {
            let hint = "one space stands between the mark and what follows";
            self.report.error(self.spot(at, at + 1), "there is no space behind the mark", hint);
        }
        let text_at = at + line.len() - text.len();
        let what = match mark {
            '#' => return self.comment(text, at, at + line.len()),
            '~' => {
                self.slip = Some(self.spot(at, at + line.len()));
                What::Printed(text.to_owned())
            }
            '!' => What::Remark(text.to_owned()),
            mark => {
                self.slip = None;
                let Some(bytes) = self.bytes(text, text_at) else { return };
                match mark {
                    '>' => What::Host(bytes),
                    '=' => What::Data(bytes),
                    _ => What::Module(bytes),
                }
            }
        };
        self.steps.push(Step { line: number, clause: self.clause.clone(), what });
    }

    fn comment(&mut self, text: &str, at: usize, end: usize) {
        let Some(rest) = text.trim().strip_prefix("clause") else { return };
        if !rest.is_empty() && !rest.starts_with(' ') {
            return;
        }
        let clause = rest.trim();
        if clause.is_empty() {
            let hint = "write `# clause 3.3.1`, or another comment";
            self.report.error(self.spot(at, end), "the clause has no number", hint);
        }
        self.clause = Some(clause.to_owned());
    }

    fn bytes(&mut self, text: &str, at: usize) -> Option<Vec<u8>> {
        match bytes_of(text) {
            Ok(bytes) => Some(bytes),
            Err(error) => {
                let spot = self.spot(at + error.at, at + error.at + 1);
                self.report.error(spot, error.to_string(), "");
                None
            }
        }
    }

    /// What the document prints wrongly stands above what it means.
    fn end_slip(&mut self) {
        if let Some(spot) = self.slip.take() {
            let hint = "below `~` stands the line as it is meant";
            self.report.error(spot, "the mended line is missing", hint);
        }
    }

    fn spot(&self, start: usize, end: usize) -> Spot {
        let short = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Spot { file: self.file, start: short(start), end: short(end) }
    }
}

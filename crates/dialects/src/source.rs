//! The texts that a dialect is read from, and places in them. Where they come from is known to `include`.

use crate::diagnostic::{Diagnostic, Diagnostics};

/// A place in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Spot {
    /// Which text.
    pub(crate) file: u16,
    /// Byte offsets.
    pub(crate) start: u32,
    pub(crate) end: u32,
}

/// A text with its name.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    pub(crate) name: String,
    pub(crate) text: String,
    /// Part of an included dialect, not of the file that was asked for.
    pub(crate) foreign: bool,
}

/// The texts of one dialect, and what was found wrong with them.
#[derive(Debug, Default)]
pub(crate) struct Report {
    sources: Vec<Source>,
    found: Diagnostics,
}

impl Report {
    pub(crate) fn add_source(&mut self, source: Source) -> u16 {
        self.sources.push(source);
        u16::try_from(self.sources.len() - 1).unwrap_or(u16::MAX)
    }

    pub(crate) fn sources(&self) -> &[Source] {
        &self.sources
    }

    pub(crate) fn is_clean(&self) -> bool {
        self.found.is_empty()
    }

    pub(crate) fn into_found(mut self) -> Diagnostics {
        let names: Vec<&str> = self.sources.iter().map(|s| s.name.as_str()).collect();
        self.found.sort(&names);
        self.found
    }

    /// Is more wrong than anyone reads? Then there is no use in looking on.
    pub(crate) fn is_full(&self) -> bool {
        self.found.is_full()
    }

    /// Does the place lie in a text of an included dialect?
    pub(crate) fn is_foreign(&self, spot: Spot) -> bool {
        self.sources.get(usize::from(spot.file)).is_some_and(|s| s.foreign)
    }

    /// Says that something is wrong at a place. An empty hint is none.
    pub(crate) fn error(&mut self, spot: Spot, message: impl Into<String>, hint: impl Into<String>) {
        let hint = Some(hint.into()).filter(|h| !h.is_empty());
        let diagnostic = match self.sources.get(usize::from(spot.file)) {
            Some(source) => place(source, spot, message.into(), hint),
            None => nowhere("", message.into(), hint),
        };
        self.found.add(diagnostic);
    }

    /// Says that a text could not even be had.
    pub(crate) fn error_without_text(
        &mut self,
        name: &str,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) {
        let hint = Some(hint.into()).filter(|h| !h.is_empty());
        self.found.add(nowhere(name, message.into(), hint));
    }

    /// The place of the bytes `from..to` of a string value.
    pub(crate) fn inside(&self, value: Spot, from: usize, to: usize) -> Spot {
        let Some(source) = self.sources.get(usize::from(value.file)) else { return value };
        let raw = source.text.get(value.start as usize..value.end as usize).unwrap_or("");
        let start = offset_in(raw, from);
        let end = offset_in(raw, to).max(start);
        let at = |n: usize| value.start.saturating_add(u32::try_from(n).unwrap_or(u32::MAX)).min(value.end);
        Spot { file: value.file, start: at(start), end: at(end) }
    }
}

/// Where byte `at` of a string's value stands in its spelling.
fn offset_in(raw: &str, at: usize) -> usize {
    let quotes = if raw.starts_with("'''") || raw.starts_with("\"\"\"") { 3 } else { 1 };
    let literal = raw.starts_with('\'');
    let mut open = quotes;
    if quotes == 3 {
        let body = &raw.as_bytes()[3..];
        open += if body.starts_with(b"\r\n") { 2 } else { usize::from(body.starts_with(b"\n")) };
    }
    let body = raw.get(open..).unwrap_or("");
    if literal || !body.contains('\\') {
        return open + at;
    }
    open + escaped_offset(body, at)
}

/// The same for a text with escapes: walks over them.
fn escaped_offset(body: &str, at: usize) -> usize {
    let mut value = 0;
    let mut chars = body.char_indices().peekable();
    while let Some((i, c)) = chars.next() {
        if value >= at {
            return i;
        }
        if c != '\\' {
            value += c.len_utf8();
            continue;
        }
        let digits = match chars.next() {
            Some((_, 'x')) => 2,
            Some((_, 'u')) => 4,
            Some((_, 'U')) => 8,
            Some((_, end)) if end.is_whitespace() => {
                while chars.peek().is_some_and(|(_, c)| c.is_whitespace()) {
                    chars.next();
                }
                continue;
            }
            _ => 0,
        };
        let code: String = (0..digits).filter_map(|_| chars.next()).map(|(_, c)| c).collect();
        let c = u32::from_str_radix(&code, 16).ok().and_then(char::from_u32);
        value += c.map_or(1, char::len_utf8);
    }
    body.len()
}

fn place(source: &Source, spot: Spot, message: String, hint: Option<String>) -> Diagnostic {
    let text = &source.text;
    let start = floor(text, spot.start as usize);
    let line_start = text[..start].rfind('\n').map_or(0, |i| i + 1);
    let line_end = text[start..].find('\n').map_or(text.len(), |i| start + i);
    let end = floor(text, (spot.end as usize).clamp(start, line_end));
    Diagnostic {
        file: source.name.clone(),
        line: text[..start].matches('\n').count() + 1,
        column: text[line_start..start].chars().count() + 1,
        source: text[line_start..line_end].trim_end_matches('\r').to_owned(),
        length: text[start..end].chars().count().max(1),
        message,
        hint,
    }
}

fn nowhere(name: &str, message: String, hint: Option<String>) -> Diagnostic {
    Diagnostic { file: name.to_owned(), line: 1, column: 1, source: String::new(), length: 1, message, hint }
}

/// The character boundary at or before `at`.
fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

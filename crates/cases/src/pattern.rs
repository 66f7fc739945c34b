//! Templates, which say what is sent, and patterns, which say what is expected; both with variables. Which
//! line came, and what follows from it, is not known here.

use std::collections::BTreeMap;
use std::fmt;

use hayes_at::visible::{Visible, bytes_of};

/// Values of variables.
pub type Variables = BTreeMap<String, Vec<u8>>;

/// The most bytes that `{fill N}` makes.
pub const MAX_FILL: usize = 64 * 1024;

/// A part of a text with variables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// These bytes.
    Literal(Vec<u8>),
    /// A variable's value: `{topic}`.
    Variable(String),
    /// How many bytes a variable's value has: `{length topic}`.
    Length(String),
    /// So many bytes of `0123456789` over and over: `{fill 100}`.
    Fill(usize),
    /// In a pattern: any value, up to where the rest fits: `<msgid>`.
    Any(String),
    /// In a pattern: whatever follows: `...`.
    Rest,
}

/// What is sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Template(pub Vec<Part>);

/// What is expected of a line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pattern(pub Vec<Part>);

/// Where a text with variables is wrong, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatternError {
    /// Byte offset of the place.
    pub at: usize,
    /// How many bytes are meant.
    pub len: usize,
    /// What is wrong.
    pub message: String,
}

impl Template {
    /// Reads `text`: bytes in the visible notation, `{name}`, `{length name}`, `{fill N}`, `{{` and `}}` for braces.
    pub fn parse(text: &str) -> Result<Self, PatternError> {
        parts(text, false).map(Self)
    }

    /// These bytes and nothing else.
    pub fn literal(bytes: &[u8]) -> Self {
        Self(vec![Part::Literal(bytes.to_vec())])
    }

    /// The bytes, with variables put in; the name of the first variable that has no value otherwise.
    pub fn fill(&self, variables: &Variables) -> Result<Vec<u8>, String> {
        let mut out = Vec::new();
        for part in &self.0 {
            put(part, variables, &mut out)?;
        }
        Ok(out)
    }

    /// Does it need this variable?
    pub fn needs(&self, variable: &str) -> bool {
        self.variables().any(|name| name == variable)
    }

    /// The variables that it needs.
    pub fn variables(&self) -> impl Iterator<Item = &str> {
        names(&self.0)
    }
}

impl Pattern {
    /// Reads `text`: as a template, and `<name>` for any value, `...` at the end for any rest.
    pub fn parse(text: &str) -> Result<Self, PatternError> {
        parts(text, true).map(Self)
    }

    /// Does a line fit? Each `<name>` takes the fewest bytes with which the rest fits; what they took is given
    /// back, so that a later step can use it. A variable without a value fits nothing.
    pub fn matches(&self, line: &[u8], variables: &Variables) -> Option<Variables> {
        let mut steps = Vec::with_capacity(self.0.len());
        for part in &self.0 {
            steps.push(match part {
                Part::Any(name) => Step::Any(name),
                Part::Rest => Step::Rest,
                part => {
                    let mut bytes = Vec::new();
                    put(part, variables, &mut bytes).ok()?;
                    Step::Bytes(bytes)
                }
            });
        }
        let taken = fit(&steps, line)?;
        Some(taken.into_iter().map(|(name, bytes)| (name.to_owned(), bytes.to_vec())).collect())
    }

    /// Does a line fit that has other spaces behind its colon and its commas? Those no clause counts.
    pub fn matches_loosely(&self, line: &[u8], variables: &Variables) -> Option<Variables> {
        let mut quoted = false;
        let parts = self.0.iter().map(|part| match part {
            Part::Literal(bytes) => Part::Literal(squeezed(bytes, &mut quoted)),
            part => part.clone(),
        });
        let pattern = Self(parts.collect());
        pattern.matches(&squeezed(line, &mut false), variables)
    }

    /// The variables that it needs.
    pub fn variables(&self) -> impl Iterator<Item = &str> {
        names(&self.0)
    }

    /// The names that it gives values to.
    pub fn binds(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|part| match part {
            Part::Any(name) => Some(name.as_str()),
            _ => None,
        })
    }
}

/// The bytes without spaces behind colons and commas outside quotes.
fn squeezed(bytes: &[u8], quoted: &mut bool) -> Vec<u8> {
    let mut out: Vec<u8> = Vec::with_capacity(bytes.len());
    for byte in bytes {
        *quoted ^= *byte == b'"';
        let parted = matches!(out.last(), Some(b':' | b','));
        if *byte != b' ' || *quoted || !parted {
            out.push(*byte);
        }
    }
    out
}

fn names(parts: &[Part]) -> impl Iterator<Item = &str> {
    parts.iter().filter_map(|part| match part {
        Part::Variable(name) | Part::Length(name) => Some(name.as_str()),
        _ => None,
    })
}

fn put(part: &Part, variables: &Variables, out: &mut Vec<u8>) -> Result<(), String> {
    match part {
        Part::Literal(bytes) => out.extend_from_slice(bytes),
        Part::Variable(name) => out.extend_from_slice(variables.get(name).ok_or_else(|| name.clone())?),
        Part::Length(name) => {
            let value = variables.get(name).ok_or_else(|| name.clone())?;
            out.extend(value.len().to_string().bytes());
        }
        Part::Fill(count) => out.extend(b"0123456789".iter().cycle().take(*count)),
        Part::Any(_) | Part::Rest => {}
    }
    Ok(())
}

enum Step<'p> {
    Bytes(Vec<u8>),
    Any(&'p str),
    Rest,
}

/// Fits steps to a line without trying more than each place once: between two literals the shortest run is the
/// only one that can matter, except before the end of the line.
fn fit<'p, 'l>(steps: &[Step<'p>], line: &'l [u8]) -> Option<Vec<(&'p str, &'l [u8])>> {
    let mut at = 0;
    let mut taken = Vec::new();
    let mut open: Option<&'p str> = None;
    for (i, step) in steps.iter().enumerate() {
        let last = i + 1 == steps.len();
        match step {
            Step::Any(name) => {
                if open.is_some() {
                    return None;
                }
                open = Some(name);
            }
            Step::Rest => {
                if let Some(name) = open.take() {
                    taken.push((name, &line[at..]));
                }
                at = line.len();
            }
            Step::Bytes(bytes) => {
                let rest = &line[at..];
                let from = match open {
                    None => rest.starts_with(bytes).then_some(0),
                    Some(_) if last => {
                        rest.len().checked_sub(bytes.len()).filter(|i| rest[*i..] == bytes[..])
                    }
                    Some(_) => find(rest, bytes),
                }?;
                if let Some(name) = open.take() {
                    taken.push((name, &rest[..from]));
                }
                at += from + bytes.len();
            }
        }
    }
    if let Some(name) = open {
        taken.push((name, &line[at..]));
        at = line.len();
    }
    (at == line.len()).then_some(taken)
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    if wanted.is_empty() {
        return Some(0);
    }
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

fn parts(text: &str, pattern: bool) -> Result<Vec<Part>, PatternError> {
    let mut reader = Reader { text, at: 0, literal_from: 0, literal: String::new(), parts: Vec::new() };
    while let Some(rest) = text.get(reader.at..).filter(|rest| !rest.is_empty()) {
        if rest.starts_with("{{") || rest.starts_with("}}") {
            reader.literal.push_str(&rest[..1]);
            reader.at += 2;
        } else if rest.starts_with('{') {
            reader.braces(rest)?;
        } else if pattern && rest == "..." {
            reader.end_literal()?;
            reader.parts.push(Part::Rest);
            reader.at += 3;
        } else if let Some(name) = rest.strip_prefix('<').filter(|_| pattern).and_then(angle_name) {
            reader.end_literal()?;
            if matches!(reader.parts.last(), Some(Part::Any(_))) {
                return Err(reader
                    .error(name.len() + 2, "two values in a row: nothing tells where the first one ends"));
            }
            reader.parts.push(Part::Any(name.to_owned()));
            reader.at += name.len() + 2;
            reader.literal_from = reader.at;
        } else {
            let len = rest.chars().next().map_or(1, char::len_utf8);
            reader.literal.push_str(&rest[..len]);
            reader.at += len;
        }
    }
    reader.end_literal()?;
    Ok(reader.parts)
}

/// A parameter's name before `>`.
fn angle_name(rest: &str) -> Option<&str> {
    let name = rest.split('>').next().filter(|name| name.len() < rest.len())?;
    let fine = |c: char| c.is_ascii_alphanumeric() || " _-".contains(c);
    (!name.is_empty() && name.chars().all(fine)).then_some(name)
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    literal_from: usize,
    literal: String,
    parts: Vec<Part>,
}

impl Reader<'_> {
    fn error(&self, len: usize, message: impl Into<String>) -> PatternError {
        PatternError { at: self.at, len, message: message.into() }
    }

    fn braces(&mut self, rest: &str) -> Result<(), PatternError> {
        let Some(inside) = rest[1..].split('}').next().filter(|inside| inside.len() + 1 < rest.len()) else {
            return Err(
                self.error(1, "this brace is never closed; a brace of the text itself is written `{{`")
            );
        };
        self.end_literal()?;
        let part = match inside.split_once(' ') {
            Some(("fill", count)) => match count.trim().parse() {
                Ok(count) if count <= MAX_FILL => Part::Fill(count),
                _ => {
                    let message = format!("`fill` takes a number of bytes, {MAX_FILL} at most");
                    return Err(self.error(inside.len() + 2, message));
                }
            },
            Some(("length", name)) if is_name(name.trim()) => Part::Length(name.trim().to_owned()),
            None if is_name(inside) => Part::Variable(inside.to_owned()),
            _ => {
                let message = "a variable's name has letters, digits, `_`, `-` and `.`; a brace of the text itself is written `{{`";
                return Err(self.error(inside.len() + 2, message));
            }
        };
        self.parts.push(part);
        self.at += inside.len() + 2;
        self.literal_from = self.at;
        Ok(())
    }

    fn end_literal(&mut self) -> Result<(), PatternError> {
        let literal = std::mem::take(&mut self.literal);
        if !literal.is_empty() {
            let bytes = bytes_of(&literal).map_err(|wrong| PatternError {
                at: (self.literal_from + wrong.at).min(self.text.len()),
                len: 1,
                message: "a backslash stands before `r`, `n`, `\\` or `x` and two hexadecimal digits"
                    .to_owned(),
            })?;
            self.parts.push(Part::Literal(bytes));
        }
        self.literal_from = self.at;
        Ok(())
    }
}

/// May a variable be called so?
pub fn is_name(name: &str) -> bool {
    let fine = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c);
    name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.chars().all(fine)
}

fn write_parts(parts: &[Part], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for part in parts {
        match part {
            Part::Literal(bytes) => {
                let text = Visible(bytes).to_string();
                f.write_str(&text.replace('{', "{{").replace('}', "}}"))?;
            }
            Part::Variable(name) => write!(f, "{{{name}}}")?,
            Part::Length(name) => write!(f, "{{length {name}}}")?,
            Part::Fill(count) => write!(f, "{{fill {count}}}")?,
            Part::Any(name) => write!(f, "<{name}>")?,
            Part::Rest => f.write_str("...")?,
        }
    }
    Ok(())
}

impl fmt::Display for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_parts(&self.0, f)
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_parts(&self.0, f)
    }
}

//! The vendors' syntax lines, `<client_idx>,<clientID>[,<username>,<password>]`, read into a tree.
//! What the parameters are is not known here: see `shape`.

use std::fmt;

/// A syntax line as a tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notation {
    /// The parts in order.
    pub nodes: Vec<Node>,
    /// The whole line stood in brackets: it may be absent.
    pub optional: bool,
}

/// One part of a syntax line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    /// Bytes that stand on the wire as they are.
    Literal(String),
    /// A parameter; `quoted` when the notation prints the quotes around it.
    Param {
        /// The document's spelling, without angle brackets.
        name: String,
        /// Quotes are printed: `"<a>"` or `<"a">`.
        quoted: bool,
        /// Byte offset of the parameter in the notation.
        at: usize,
    },
    /// A part in brackets.
    Optional {
        /// What stands in the brackets.
        nodes: Vec<Node>,
        /// It ended in `...`: any number of times.
        repeats: bool,
    },
}

/// Where and why a text is no notation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotationError {
    /// Byte offset of the character at fault.
    pub at: usize,
    /// What is wrong with it.
    pub why: NotationFault,
}

/// The kinds of mistakes in a notation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotationFault {
    /// `[` without its `]`.
    BracketOpen,
    /// `]` without its `[`.
    BracketClose,
    /// `[]`, or a group with nothing but `...` in it.
    GroupEmpty,
    /// `<` without its `>`.
    AngleOpen,
    /// `>` without its `<`.
    AngleClose,
    /// `<>` or a name with characters that no name has.
    Name,
    /// A quote on one side of a parameter only.
    Quote,
    /// `...` anywhere but at the end of a group.
    Dots,
    /// A backslash before a character that needs none.
    Escape,
    /// Groups nested deeper than anyone can read.
    Depth,
}

impl NotationFault {
    /// What to do about it.
    pub fn hint(self) -> &'static str {
        match self {
            Self::BracketOpen => "close the group with `]`, or write `\\[` for the character",
            Self::BracketClose => "remove the bracket, or write `\\]` for the character",
            Self::GroupEmpty => "put a parameter into the brackets",
            Self::AngleOpen => "close the parameter with `>`, or write `\\<` for the character",
            Self::AngleClose => "write `\\>` for the character",
            Self::Name => "a name holds letters, digits, spaces, `_`, `-`, `.` and `/`",
            Self::Quote => "write `\"<name>\"` or `<\"name\">`",
            Self::Dots => "`...` repeats a group and stands before its `]`",
            Self::Escape => "only `\\[`, `\\]`, `\\<`, `\\>` and `\\\\` are escapes",
            Self::Depth => "no document nests this deep; check the brackets",
        }
    }
}

impl fmt::Display for NotationFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::BracketOpen => "this bracket is never closed",
            Self::BracketClose => "this bracket closes nothing",
            Self::GroupEmpty => "this group is empty",
            Self::AngleOpen => "this parameter is never closed",
            Self::AngleClose => "this `>` closes nothing",
            Self::Name => "this is no parameter name",
            Self::Quote => "the quote stands on one side of the parameter only",
            Self::Dots => "`...` does not stand at the end of a group",
            Self::Escape => "unknown escape",
            Self::Depth => "the groups are nested too deep",
        })
    }
}

impl fmt::Display for NotationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.why.fmt(f)
    }
}

impl std::error::Error for NotationError {}

/// How deep groups may nest; the documents need three.
const MAX_DEPTH: usize = 16;

impl Notation {
    /// Reads a syntax line.
    pub fn parse(text: &str) -> Result<Self, NotationError> {
        let mut parser = Parser { text, at: 0, depth: 0 };
        let (mut nodes, _) = parser.nodes(None)?;
        // A bracket around the whole line says that the line may be absent, not that it may be empty.
        let optional = matches!(nodes.as_slice(), [Node::Optional { repeats: false, .. }]);
        if optional && let Some(Node::Optional { nodes: inner, .. }) = nodes.pop() {
            nodes = inner;
        }
        Ok(Self { nodes, optional })
    }

    /// Text of which only `(<param>)` is live: a test answer. Everything else is bytes.
    pub fn parse_test_answer(text: &str) -> Self {
        let mut nodes = Vec::new();
        let mut rest = text;
        let mut at = 0;
        while let Some((open, close)) = live_param(rest) {
            push_literal(&mut nodes, &rest[..=open]);
            let name = rest[open + 2..close].to_owned();
            nodes.push(Node::Param { name, quoted: false, at: at + open + 1 });
            at += close + 1;
            rest = &rest[close + 1..];
        }
        push_literal(&mut nodes, rest);
        Self { nodes, optional: false }
    }

    /// The sub-key that the line starts with: `"keepalive",<client_idx>` has `keepalive`.
    pub fn key(&self) -> Option<&str> {
        let Some(Node::Literal(text)) = self.nodes.first() else { return None };
        let inner = text.strip_prefix('"')?;
        inner.split_once('"').map(|(key, _)| key)
    }

    /// Every parameter in order of appearance: name and offset.
    pub fn params(&self) -> Vec<(&str, usize)> {
        fn walk<'a>(nodes: &'a [Node], found: &mut Vec<(&'a str, usize)>) {
            for node in nodes {
                match node {
                    Node::Param { name, at, .. } => found.push((name, *at)),
                    Node::Optional { nodes, .. } => walk(nodes, found),
                    Node::Literal(_) => {}
                }
            }
        }
        let mut found = Vec::new();
        walk(&self.nodes, &mut found);
        found
    }
}

/// Offsets of `(` and of the `>` before `)` of the first `(<name>)`.
fn live_param(text: &str) -> Option<(usize, usize)> {
    let mut from = 0;
    while let Some(found) = text[from..].find("(<") {
        let open = from + found;
        let len = text[open + 2..].find(['<', '>', '(', ')'])?;
        let close = open + 2 + len;
        if len > 0 && text[close..].starts_with(">)") {
            return Some((open, close));
        }
        from = open + 2;
    }
    None
}

fn push_literal(nodes: &mut Vec<Node>, text: &str) {
    match nodes.last_mut() {
        _ if text.is_empty() => {}
        Some(Node::Literal(last)) => last.push_str(text),
        _ => nodes.push(Node::Literal(text.to_owned())),
    }
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
}

impl Parser<'_> {
    /// Reads nodes up to the end of the text or of the group that was opened at `group`.
    fn nodes(&mut self, group: Option<usize>) -> Result<(Vec<Node>, bool), NotationError> {
        let mut nodes = Vec::new();
        while let Some(c) = self.peek() {
            let here = self.at;
            match c {
                ']' if group.is_some() => return Ok((nodes, false)),
                ']' => return Err(self.fault(here, NotationFault::BracketClose)),
                '[' => nodes.push(self.group()?),
                '<' => nodes.push(self.param(&mut Vec::new())?),
                '>' if self.text == ">" => self.literal(&mut nodes, c),
                '>' => return Err(self.fault(here, NotationFault::AngleClose)),
                '"' if self.text[here + 1..].starts_with('<') => {
                    self.at += 1;
                    nodes.push(self.param(&mut vec![here])?);
                }
                '.' if self.text[here..].starts_with("...") => {
                    self.at += 3;
                    return match (group, self.peek()) {
                        (Some(_), Some(']')) => Ok((nodes, true)),
                        _ => Err(self.fault(here, NotationFault::Dots)),
                    };
                }
                '\\' => self.escape(&mut nodes)?,
                _ => self.literal(&mut nodes, c),
            }
        }
        match group {
            Some(open) => Err(self.fault(open, NotationFault::BracketOpen)),
            None => Ok((nodes, false)),
        }
    }

    fn group(&mut self) -> Result<Node, NotationError> {
        let open = self.at;
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self.fault(open, NotationFault::Depth));
        }
        self.at += 1;
        let (nodes, repeats) = self.nodes(Some(open))?;
        if nodes.is_empty() {
            return Err(self.fault(open, NotationFault::GroupEmpty));
        }
        self.at += 1;
        self.depth -= 1;
        Ok(Node::Optional { nodes, repeats })
    }

    /// Reads `<name>`, `<"name">` or, after an opening quote, `<name>"`.
    fn param(&mut self, quote_at: &mut Vec<usize>) -> Result<Node, NotationError> {
        let open = self.at;
        let Some(len) = self.text[open..].find('>') else {
            return Err(self.fault(open, NotationFault::AngleOpen));
        };
        let inside = &self.text[open + 1..open + len];
        let inner = inside.strip_prefix('"').and_then(|t| t.strip_suffix('"'));
        let name = inner.unwrap_or(inside).trim();
        let lawful = |c: char| c.is_alphanumeric() || " _-./".contains(c);
        if name.is_empty() || !name.chars().all(lawful) {
            return Err(self.fault(open, NotationFault::Name));
        }
        self.at = open + len + 1;
        let mut quoted = inner.is_some();
        if let Some(quote) = quote_at.pop() {
            if self.peek() != Some('"') {
                return Err(self.fault(quote, NotationFault::Quote));
            }
            self.at += 1;
            quoted = true;
        }
        Ok(Node::Param { name: name.to_owned(), quoted, at: open })
    }

    fn escape(&mut self, nodes: &mut Vec<Node>) -> Result<(), NotationError> {
        let here = self.at;
        match self.text[here + 1..].chars().next() {
            Some(c @ ('[' | ']' | '<' | '>' | '\\')) => {
                self.at += 1;
                self.literal(nodes, c);
                Ok(())
            }
            _ => Err(self.fault(here, NotationFault::Escape)),
        }
    }

    fn literal(&mut self, nodes: &mut Vec<Node>, c: char) {
        self.at += c.len_utf8();
        push_literal(nodes, c.encode_utf8(&mut [0; 4]));
    }

    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    #[expect(clippy::unused_self, reason = "reads as what it is: the parser's complaint")]
    fn fault(&self, at: usize, why: NotationFault) -> NotationError {
        NotationError { at, why }
    }
}

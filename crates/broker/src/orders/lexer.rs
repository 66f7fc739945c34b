//! An order's text as words and quoted texts, each with its place.

use std::ops::Range;

use super::OrderError;
use super::text::unquoted;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token<'a> {
    pub(super) span: Range<usize>,
    pub(super) what: What<'a>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum What<'a> {
    Word(&'a str),
    Quoted(Vec<u8>),
}

pub(super) fn tokens(text: &str) -> Result<Vec<Token<'_>>, OrderError> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find(|c: char| !c.is_whitespace()).map(|skip| at + skip) {
        let token = if text[start..].starts_with('"') { quoted(text, start)? } else { word(text, start) };
        at = token.span.end;
        tokens.push(token);
    }
    Ok(tokens)
}

fn word(text: &str, start: usize) -> Token<'_> {
    let length = text[start..].find(|c: char| c.is_whitespace() || c == '"').unwrap_or(text.len() - start);
    let span = start..start + length;
    Token { what: What::Word(&text[span.clone()]), span }
}

fn quoted(text: &str, start: usize) -> Result<Token<'_>, OrderError> {
    let inside = start + 1;
    let mut escaped = false;
    for (offset, byte) in text[inside..].bytes().enumerate() {
        match byte {
            b'"' if !escaped => {
                let end = inside + offset;
                let bytes = unquoted(&text[inside..end], inside)?;
                return Ok(Token { span: start..end + 1, what: What::Quoted(bytes) });
            }
            _ => escaped = byte == b'\\' && !escaped,
        }
    }
    Err(OrderError::new(start..text.len(), "this quote is never closed"))
}

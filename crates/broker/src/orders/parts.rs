//! Reads an order's tokens one by one: the words, numbers and texts that orders are made of.

use std::ops::Range;
use std::time::Duration;

use super::lexer::{Token, What};
use super::{OrderError, Pattern, duration};
use crate::wire::{Direction, Kind, QoS};

pub(super) struct Parts<'a> {
    tokens: std::vec::IntoIter<Token<'a>>,
    next: Option<Token<'a>>,
    /// Where the last token ended: what is missing is missing there.
    end: usize,
    last: Range<usize>,
}

type Read<T> = Result<T, OrderError>;

impl<'a> Parts<'a> {
    pub(super) fn new(tokens: Vec<Token<'a>>) -> Self {
        let mut tokens = tokens.into_iter();
        let next = tokens.next();
        Self { tokens, next, end: 0, last: 0..0 }
    }

    fn take(&mut self) -> Option<Token<'a>> {
        let token = std::mem::replace(&mut self.next, self.tokens.next())?;
        self.end = token.span.end;
        self.last = token.span.clone();
        Some(token)
    }

    /// The next word, if it is this one.
    pub(super) fn has(&mut self, word: &str) -> bool {
        let found = self.peek() == Some(word);
        if found {
            self.take();
        }
        found
    }

    pub(super) fn peek(&self) -> Option<&'a str> {
        match self.next.as_ref()?.what {
            What::Word(word) => Some(word),
            What::Quoted(_) => None,
        }
    }

    /// Nothing may be left.
    pub(super) fn finish(self, may_follow: &str) -> Read<()> {
        match self.next {
            None => Ok(()),
            Some(token) => Err(OrderError::new(token.span, format!("nothing fits here but {may_follow}"))),
        }
    }

    /// A complaint about what comes next.
    pub(super) fn wrong(&self, wanted: &str) -> OrderError {
        match &self.next {
            Some(token) => OrderError::new(token.span.clone(), format!("{wanted} must stand here")),
            None => OrderError::new(self.end..self.end, format!("{wanted} is missing")),
        }
    }

    /// A complaint about what was read last.
    pub(super) fn bad(&self, message: impl Into<String>) -> OrderError {
        OrderError::new(self.last.clone(), message)
    }

    pub(super) fn word(&mut self, wanted: &str) -> Read<&'a str> {
        let word = self.peek().ok_or_else(|| self.wrong(wanted))?;
        self.take();
        Ok(word)
    }

    pub(super) fn expect(&mut self, word: &str) -> Read<()> {
        if self.has(word) { Ok(()) } else { Err(self.wrong(&format!("\"{word}\""))) }
    }

    pub(super) fn number(&mut self, what: &str, range: std::ops::RangeInclusive<u32>) -> Read<u32> {
        let wanted = format!("{what}, {} to {},", range.start(), range.end());
        let number = self.peek().and_then(|word| word.parse().ok()).filter(|n| range.contains(n));
        let number = number.ok_or_else(|| self.wrong(&wanted))?;
        self.take();
        Ok(number)
    }

    pub(super) fn byte(&mut self, what: &str) -> Read<u8> {
        Ok(self.number(what, 0..=255)? as u8)
    }

    pub(super) fn id(&mut self) -> Read<u16> {
        self.expect("id")?;
        Ok(self.number("a packet id", 0..=65535)? as u16)
    }

    pub(super) fn qos(&mut self) -> Read<QoS> {
        let number = self.number("a QoS", 0..=2)?;
        Ok([QoS::Level0, QoS::Level1, QoS::Level2][number as usize])
    }

    pub(super) fn hex_byte(&mut self) -> Read<u8> {
        let hex = |word: &&str| word.len() == 2 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
        let byte = self.peek().filter(hex).and_then(|word| u8::from_str_radix(word, 16).ok());
        let byte = byte.ok_or_else(|| self.wrong("two hexadecimal digits"))?;
        self.take();
        Ok(byte)
    }

    pub(super) fn duration(&mut self) -> Read<Duration> {
        let wanted = "a time such as 2s or 200ms, of a week at most,";
        let time = self.peek().and_then(duration::parse).ok_or_else(|| self.wrong(wanted))?;
        self.take();
        Ok(time)
    }

    pub(super) fn bytes(&mut self, wanted: &str) -> Read<Vec<u8>> {
        match &self.next {
            Some(Token { what: What::Quoted(_), .. }) => {}
            _ => return Err(self.wrong(wanted)),
        }
        match self.take() {
            Some(Token { what: What::Quoted(bytes), .. }) => Ok(bytes),
            _ => Ok(Vec::new()),
        }
    }

    pub(super) fn text(&mut self, wanted: &str) -> Read<String> {
        let bytes = self.bytes(wanted)?;
        String::from_utf8(bytes).map_err(|_| self.bad("this is not UTF-8 text"))
    }

    pub(super) fn is_quoted(&self) -> bool {
        matches!(self.next, Some(Token { what: What::Quoted(_), .. }))
    }

    pub(super) fn pattern(&mut self) -> Read<Pattern> {
        let direction = match self.peek() {
            Some("received") => Some(Direction::Received),
            Some("sent") => Some(Direction::Sent),
            _ => None,
        };
        if direction.is_some() {
            self.take();
        }
        let word = self.word("a packet type")?;
        let kind = Kind::of_name(word);
        match (direction, kind) {
            (None, Some(kind)) => Ok(Pattern::of(kind)),
            (Some(direction), Some(kind)) if kind.goes(direction) => {
                Ok(Pattern { direction, kind: Some(kind) })
            }
            (Some(direction), Some(kind)) => Err(self.bad(format!("{kind} is never {direction}"))),
            (Some(direction), None) if word == "any" => Ok(Pattern { direction, kind: None }),
            (None, None) if word == "any" => Err(self.bad("say \"sent any\" or \"received any\"")),
            _ => {
                let names: Vec<&str> = Kind::ALL.into_iter().map(Kind::name).collect();
                Err(self.bad(format!("no packet type; there are any, {}", names.join(", "))))
            }
        }
    }
}

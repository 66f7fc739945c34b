//! `broker saw ...`: a packet and its fields.

use super::block::Reader;
use super::cursor::Cursor;
use super::head::near;
use crate::case::What;
use crate::pattern::Template;
use crate::saw::{FIELDS, Packet, Wanted};

impl Reader<'_> {
    /// What stands behind `broker saw`.
    pub(super) fn saw(&mut self, mut text: Cursor<'_>) -> Option<What> {
        if text.take("no") {
            let time = text.take_time("for");
            return self.packet(text).map(|packet| What::SawTimes(0, packet, time));
        }
        let mut ahead = text;
        if let Some(times) = ahead.word().and_then(|word| word.rest().parse().ok()) {
            text = ahead;
            let time = text.take_time("for");
            return self.packet(text).map(|packet| What::SawTimes(times, packet, time));
        }
        let time = text.take_time("within");
        self.packet(text).map(|packet| What::Saw(packet, time))
    }

    fn packet(&mut self, mut text: Cursor<'_>) -> Option<Packet> {
        let Some(kind) = text.word() else {
            self.wrong(
                text,
                "the packet's type must stand here",
                "broker saw PUBLISH qos=1 topic=\"{topic}\"",
            );
            return None;
        };
        let Some((name, known)) = FIELDS.iter().find(|(name, _)| *name == kind.rest()) else {
            let hint = near(
                kind.rest(),
                FIELDS.iter().map(|(name, _)| *name),
                "packet types are written in capitals",
            );
            self.wrong(kind, format!("MQTT has no packet `{}`", kind.rest()), hint);
            return None;
        };
        let mut fields = Vec::new();
        while !text.rest().is_empty() {
            let (field, wanted) = self.field(&mut text)?;
            if !known.contains(&field.rest()) {
                let hint =
                    near(field.rest(), known.iter().copied(), &format!("{name} has: {}", known.join(", ")));
                self.wrong(field, format!("{name} has no field `{}`", field.rest()), hint);
                return None;
            }
            fields.push((field.rest().to_owned(), wanted));
        }
        Some(Packet { kind: (*name).to_owned(), fields })
    }

    fn field<'t>(&mut self, text: &mut Cursor<'t>) -> Option<(Cursor<'t>, Wanted)> {
        if text.take("no") {
            let Some(name) = text.word() else {
                self.wrong(*text, "the field that must be absent is named here", "no will");
                return None;
            };
            return Some((name, Wanted::Absent));
        }
        let rest = text.rest();
        let Some(equals) = rest.find('=').filter(|i| !rest[..*i].contains(char::is_whitespace)) else {
            self.wrong(*text, "a field is written `name=value`", "qos=1 topic=\"{topic}\"");
            return None;
        };
        let name = Cursor { end: text.at + equals, ..*text };
        text.at += equals + 1;
        if text.rest().starts_with('"') {
            let Some(close) = closing_quote(text.rest()) else {
                self.wrong(*text, "this quote is never closed", "a quote in the text is written \\x22");
                return None;
            };
            let inside = Cursor { at: text.at + 1, end: text.at + close, ..*text };
            let pattern = self.pattern(inside)?;
            text.at += close + 1;
            *text = text.trimmed();
            return Some((name, Wanted::Bytes(pattern)));
        }
        let word = text.word().unwrap_or(Cursor { end: text.at, ..*text });
        match Template::parse(word.rest()) {
            Ok(template) if !word.rest().is_empty() => {
                self.check_variables(word, template.variables());
                Some((name, Wanted::Word(template)))
            }
            _ => {
                self.wrong(word, "a value must stand here", "a number, a word, or a text in quotes");
                None
            }
        }
    }
}

/// Where the text that starts with a quote ends: at the next one that a space or the end follows.
pub(super) fn closing_quote(text: &str) -> Option<usize> {
    let ends = |i: usize| text[i + 1..].chars().next().is_none_or(char::is_whitespace);
    text.match_indices('"').map(|(i, _)| i).skip(1).find(|i| ends(*i))
}

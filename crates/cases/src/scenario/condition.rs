//! `if ...`: a line that comes, or a text that fits.

use super::block::Reader;
use super::cursor::Cursor;
use super::packet::closing_quote;
use crate::case::Condition;

impl Reader<'_> {
    /// What stands behind `if`.
    pub(super) fn condition(&mut self, mut text: Cursor<'_>) -> Option<Condition> {
        if text.take("<") {
            return self.expect(text).map(Condition::Comes);
        }
        let whole = text;
        let read = quoted(&mut text);
        let (Some(left), true) = (read, text.take("is")) else { return self.no_condition(whole) };
        let mut patterns = Vec::new();
        loop {
            let Some(right) = quoted(&mut text) else { return self.no_condition(whole) };
            patterns.push(self.pattern(right)?);
            if !text.take("|") {
                break;
            }
        }
        if !text.rest().is_empty() {
            return self.no_condition(whole);
        }
        Some(Condition::Is(self.template(left)?, patterns))
    }

    fn no_condition<T>(&mut self, place: Cursor<'_>) -> Option<T> {
        let message = "`if` asks for a line that comes, or whether a text is like another";
        self.wrong(place, message, "if < OK within 3s, or if \"{value}\" is \"0,...\"");
        None
    }
}

/// What stands between quotes; the cursor then stands behind it.
fn quoted<'t>(text: &mut Cursor<'t>) -> Option<Cursor<'t>> {
    let close = closing_quote(text.rest()).filter(|_| text.rest().starts_with('"'))?;
    let inside = Cursor { at: text.at + 1, end: text.at + close, ..*text };
    text.at += close + 1;
    *text = text.trimmed();
    Some(inside)
}

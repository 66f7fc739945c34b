//! Texts of commands: a quote inside one, one that is too long, one with bytes that should not be there.

use hayes_at::flaw::Flaws;
use hayes_at::message::Value;
use hayes_dialects::dialect::ParamKind;

use super::ways::goes;
use crate::ask::{Ask, Word};
use crate::board::Board;

/// A text; none where it is missing or holds a quote that ends it too early.
pub(super) fn text_of(ask: &Ask, word: Word, board: &Board) -> Option<Vec<u8>> {
    let bytes = ask.bytes(word)?;
    if !bytes.contains(&b'"') || goes(board, "general.quote-inside", "taken") {
        return Some(bytes.to_vec());
    }
    if goes(board, "general.quote-inside", "escaped") { unescaped(bytes) } else { None }
}

/// The text with quotes for escaped quotes; none where a quote has no backslash before it.
fn unescaped(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut text = Vec::with_capacity(bytes.len());
    for byte in bytes {
        if *byte == b'"' && text.pop() != Some(b'\\') {
            return None;
        }
        text.push(*byte);
    }
    Some(text)
}

/// Are the texts of a command free of quotes that end them too early?
pub(super) fn are_whole(ask: &Ask, words: &[Word], board: &Board) -> bool {
    words.iter().all(|word| ask.bytes(word).is_none() || text_of(ask, word, board).is_some())
}

/// The command with its texts as they are taken: quotes without their backslashes.
pub(super) fn taken(ask: &Ask, words: &[Word], board: &Board) -> Ask {
    let mut taken = ask.clone();
    for word in words {
        if let Some(text) = text_of(ask, word, board) {
            taken.put(word, Value::Text(text));
        }
    }
    taken
}

/// A command with wrong texts as a module takes it that does not mind: cut off where they are too long, and
/// with whatever bytes they hold. None where the module minds, or where anything else is wrong.
pub(super) fn mended(ask: &Ask, board: &Board) -> Option<Ask> {
    let wrong = ask.flaws.without(Flaws::COSMETIC).without(Flaws::SPELLING);
    // The length of an address is checked, whatever becomes of other texts.
    let cuts = goes(board, "general.overlong", "cut") && ask.name != "+MQTTOPEN";
    let takes = goes(board, "general.unprintable", "taken");
    let left = if cuts { wrong.without(Flaws::LONG) } else { wrong };
    let left = if takes { left.without(Flaws::CHARS) } else { left };
    if wrong.is_none() || !left.is_none() {
        return None;
    }
    let mut mended = ask.clone();
    mended.flaws = Flaws::NONE;
    for place in &board.dialect.form(ask.form)?.params {
        if let ParamKind::Text { text, .. } = &place.param.kind {
            mended.cut(&place.param.name, text.bytes.most as usize);
        }
    }
    Some(mended)
}

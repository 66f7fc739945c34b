//! The type of a parameter from its keys: ranges, lengths, words.

use hayes_at::kind::{Bytes, Chars, Kind, Quotes, Text};
use hayes_at::range::RangeSet;

use super::Loading;
use crate::dialect::{Param, ParamKind};
use crate::entry::{Keys, Phrase, phrases_of};
use crate::source::Spot;
use crate::tree::{Node, Value};

/// The keys that say a type.
pub(super) const TYPES: [&str; 7] = ["int", "hex", "text", "word", "raw", "same_as", "by"];

impl Loading<'_> {
    /// Reads the type of a parameter, with the place that says its range.
    pub(super) fn kind(&mut self, keys: &Keys<'_>) -> Option<(ParamKind, Spot)> {
        if let Some(range) = keys.phrase("int", self.report) {
            return self.range(range).map(|set| (ParamKind::Int(set), range.spot));
        }
        if let Some(range) = keys.phrase("hex", self.report) {
            return self.range(range).map(|set| (ParamKind::Hex(set), range.spot));
        }
        if let Some(length) = keys.phrase("text", self.report) {
            let bytes = self.length(length)?;
            let text = self.text(keys, bytes);
            return Some((ParamKind::Text { text, spelled: length.text.to_owned() }, length.spot));
        }
        if let Some(length) = keys.phrase("raw", self.report) {
            let bytes = self.length(length)?;
            return Some((ParamKind::Raw { bytes, spelled: length.text.to_owned() }, length.spot));
        }
        let word = keys.get("word")?;
        self.words(word).map(|words| (ParamKind::Word(words), word.spot))
    }

    fn words(&mut self, node: &Node) -> Option<Vec<String>> {
        match &node.value {
            Value::Bool(true) => Some(Vec::new()),
            Value::Bool(false) => {
                self.report.error(node.spot, "`word` is `true` or a list of words", "");
                None
            }
            _ => Some(phrases_of(node, self.report).iter().map(|p| p.text.to_owned()).collect()),
        }
    }

    fn text(&mut self, keys: &Keys<'_>, bytes: Bytes) -> Text {
        let quotes = [("always", Quotes::Always), ("never", Quotes::Never), ("either", Quotes::Either)];
        let quotes = keys.choice("quotes", &quotes, self.report).unwrap_or(Quotes::Always);
        let chars = self.chars(keys).unwrap_or(Chars::Any);
        Text { bytes, quotes, free: keys.flag("free", self.report), chars }
    }

    /// Which bytes a text may hold.
    pub(super) fn chars(&mut self, keys: &Keys<'_>) -> Option<Chars> {
        let words = [("utf8", Chars::Utf8), ("printable", Chars::Printable), ("hex", Chars::Hex)];
        keys.choice("chars", &words, self.report)
    }

    fn range(&mut self, phrase: Phrase<'_>) -> Option<RangeSet> {
        match RangeSet::parse(phrase.text) {
            Ok(set) => Some(set),
            Err(error) => {
                let len =
                    phrase.text.get(error.at..).and_then(|t| t.chars().next()).map_or(0, char::len_utf8);
                let spot = self.report.inside(phrase.spot, error.at, error.at + len);
                let hint = "a range is written `0,60-180`; `0-` is open above, `-` any number";
                self.report.error(spot, error.why, hint);
                None
            }
        }
    }

    fn length(&mut self, phrase: Phrase<'_>) -> Option<Bytes> {
        let set = self.range(phrase)?;
        let one = match set.ranges() {
            [(low, high)] => length_of(*low, *high),
            _ => None,
        };
        if one.is_none() {
            let hint = "a length is one range of bytes: `1-256`, `0-`, `16`";
            self.report.error(phrase.spot, "this is no length", hint);
        }
        one
    }
}

fn length_of(low: i64, high: i64) -> Option<Bytes> {
    let least = u32::try_from(low).ok()?;
    let most = if high == i64::MAX { u32::MAX } else { u32::try_from(high).ok()? };
    Some(Bytes { least, most })
}

/// The type as reading lines needs it.
pub(super) fn kind_of(param: &Param) -> Kind {
    match &param.kind {
        ParamKind::Int(set) if param.list_per.is_some() => Kind::List(set.clone()),
        ParamKind::Int(set) => Kind::Int(set.clone()),
        ParamKind::Hex(set) => Kind::Hex(set.clone()),
        ParamKind::Text { text, .. } => Kind::Text(text.clone()),
        ParamKind::Word(words) => Kind::Word(words.iter().map(|w| w.as_str().into()).collect()),
        ParamKind::Raw { bytes, .. } => Kind::Raw { bytes: *bytes },
    }
}

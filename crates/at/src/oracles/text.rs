//! Oracles over texts: notation, range sets, visible bytes.

use std::convert::Infallible;

use crate::kind::{Kind, Text};
use crate::names::NameId;
use crate::notation::Notation;
use crate::range::RangeSet;
use crate::shape::{Param, Shape};
use crate::visible::{Visible, bytes_of};

/// Any text is a notation or has its fault pointed at, and what it says can be built into a shape.
pub fn notation(text: &str) {
    let any = &mut |name: &str| Ok::<_, Infallible>(Param::new(NameId(0), kind_for(name)));
    match Notation::parse(text) {
        Ok(parsed) => {
            for (name, at) in parsed.params() {
                assert!(text[at..].starts_with('<'), "`{name}` is said to stand at {at} in {text:?}");
                assert!(!name.is_empty(), "a parameter without a name in {text:?}");
            }
            if let Ok(shape) = Shape::build(&parsed, any) {
                assert_eq!(shape.slots.len(), parsed.params().len(), "a place for each parameter: {text:?}");
            }
        }
        Err(error) => {
            assert!(
                text.is_char_boundary(error.at),
                "the fault is inside a character: {error:?} in {text:?}"
            );
            assert!(error.at < text.len(), "the fault is behind the end: {error:?} in {text:?}");
            assert!(!error.to_string().is_empty() && !error.why.hint().is_empty());
        }
    }
    let answer = Notation::parse_test_answer(text);
    for (name, at) in answer.params() {
        assert!(text[at..].starts_with(&format!("<{name}>")), "`{name}` at {at} in {text:?}");
    }
    assert!(Shape::build(&answer, any).is_ok() || text.len() > 1024, "{text:?} builds no shape");
}

fn kind_for(name: &str) -> Kind {
    if name.len().is_multiple_of(2) { Kind::Text(Text::ANY) } else { Kind::FreeLine }
}

/// Any text is a range set that keeps its spelling, or has its fault pointed at.
pub fn range_set(text: &str) {
    match RangeSet::parse(text) {
        Ok(set) => {
            assert_eq!(set.to_string(), text, "a set keeps its spelling");
            assert!(set.lowest() <= set.highest(), "{text:?}");
            for &(low, high) in set.ranges() {
                assert!(low <= high && set.holds(low) && set.holds(high), "{low}-{high} in {text:?}");
                let again = RangeSet::parse(&RangeSet::span(low, high).to_string());
                assert_eq!(again.as_ref().map(RangeSet::ranges), Ok([(low, high)].as_slice()), "{text:?}");
            }
            assert!(set.same_numbers(&set), "{text:?}");
        }
        Err(error) => {
            assert!(error.at <= text.len(), "the fault is behind the end: {error:?} in {text:?}");
            assert!(
                text.is_char_boundary(error.at),
                "the fault is inside a character: {error:?} in {text:?}"
            );
        }
    }
}

/// Any bytes can be shown, safely for a terminal, and are read back from what is shown.
pub fn visible(bytes: &[u8]) {
    let shown = Visible(bytes).to_string();
    assert_eq!(bytes_of(&shown).as_deref(), Ok(bytes), "shown as {shown}");
    if let Some(bad) = shown.chars().find(|c| *c != ' ' && !is_harmless(*c)) {
        panic!("U+{:04X} is shown as it is", u32::from(bad));
    }
}

/// Has a width of its own, runs from left to right, and can be seen. Written apart from what `visible` does.
fn is_harmless(c: char) -> bool {
    let hides = matches!(c, '\u{115F}' | '\u{1160}' | '\u{3164}' | '\u{FFA0}' | '\u{AD}' | '\u{61C}');
    let reverses = matches!(u32::from(c),
        0x590..=0x8FF | 0xFB1D..=0xFDFF | 0xFE70..=0xFEFF | 0x10800..=0x10FFF | 0x1E800..=0x1EFFF);
    let joins = matches!(u32::from(c),
        0x300..=0x36F | 0x483..=0x489 | 0x900..=0x10FF | 0x135D..=0x135F | 0x1700..=0x1DFF
        | 0x2000..=0x206F | 0x20D0..=0x20FF | 0x2DE0..=0x2DFF | 0x302A..=0x302F | 0x3099..=0x309A
        | 0xA66F..=0xA69F | 0xA800..=0xABFF | 0xD7B0..=0xF8FF | 0xFE00..=0xFE2F | 0xFFF0..=0xFFFF
        | 0x16000..=0x1AFFF | 0x1BC00..=0x1CFFF | 0x1D100..=0x1D2FF | 0xE0000..=0x10_FFFF);
    !c.is_control() && !c.is_whitespace() && !hides && !reverses && !joins
}

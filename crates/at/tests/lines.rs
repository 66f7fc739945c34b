//! Properties of single lines and texts: whatever they hold, nothing is lost and nothing panics.

#[allow(dead_code, reason = "each test uses its part of it")]
mod small;

use hayes_at::choose::{FromBytes, right};
use hayes_at::names::Names;
use hayes_at::oracles::{any_line, notation, range_set, visible};
use hayes_at::shape::Shape;
use hayes_at::write;
use proptest::collection::vec;
use proptest::prelude::*;

fn shapes() -> Vec<Shape> {
    let mut names = Names::default();
    small::NOTATIONS.iter().map(|n| small::shape(&mut names, n)).collect()
}

/// Text made of what notations are made of.
fn notation_text() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(
        [
            "<", ">", "[", "]", "\"", "...", ".", "\\", ",", "a", "<a>", "[,<b>]", "(<c>)", "é", " ", "(",
            ")", "+X: ",
        ]
        .as_slice(),
    );
    vec(piece, 0..16).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_text_is_a_notation_or_has_its_fault_pointed_at(text in notation_text()) {
        notation(&text);
    }

    #[test]
    fn any_text_at_all_is_a_notation_or_not(text in any::<String>()) {
        notation(&text);
        range_set(&text);
    }

    #[test]
    fn any_range_set_keeps_its_spelling(text in "[-0-9,x ]{0,24}") {
        range_set(&text);
    }

    #[test]
    fn what_is_shown_is_read_back(bytes in vec(any::<u8>(), 0..64), text in any::<String>()) {
        visible(&bytes);
        visible(text.as_bytes());
        visible(&[text.as_bytes(), &bytes].concat());
    }

    #[test]
    fn no_byte_of_a_spoiled_line_is_lost(
        which in 0..small::NOTATIONS.len(),
        seed in vec(any::<u8>(), 0..200),
        spoils in vec((any::<u16>(), prop::option::of(prop::sample::select(b"\",, 01x-+\r\n>0\"".as_slice()))), 0..5),
    ) {
        let shape = &shapes()[which];
        let mut line = write::line(shape, &right(shape, &mut FromBytes(&seed)));
        for (place, byte) in spoils {
            let at = usize::from(place) % (line.len() + 1);
            match byte {
                Some(byte) => line.insert(at, byte),
                None if at < line.len() => { line.remove(at); }
                None => {}
            }
        }
        any_line(shape, &line);
    }
}

/// Every character there is, one by one: a table of what is safe to show is easily wrong at one place.
#[test]
fn every_character_is_shown_safely() {
    for c in '\0'..=char::MAX {
        visible(c.encode_utf8(&mut [0; 4]).as_bytes());
    }
}

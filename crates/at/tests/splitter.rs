//! Bytes are cut into lines alike by the splitter and by a plain one, whatever they are and however they come.

use hayes_at::oracles::split;
use proptest::collection::vec;
use proptest::prelude::*;
use rstest::rstest;

/// How many letters come before the bytes: none, or one or two lines' length less a few.
fn letters() -> impl Strategy<Value = u8> {
    prop_oneof![3 => Just(0_u8), 1 => 0x80..=0xFF_u8]
}

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        4 => vec(prop::sample::select(b"a\r\n ".as_slice()), 0..8),
        1 => vec(prop::sample::select(b"\r\n".as_slice()), 60..70),
        1 => (0..9000_usize).prop_map(|len| vec![b'x'; len]),
        2 => vec(any::<u8>(), 0..80),
    ];
    vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_bytes_are_cut_as_by_a_plain_splitter(
        first in letters(), cuts in any::<[u8; 4]>(), bytes in bytes(),
    ) {
        split(&[&[first], &cuts[..], &bytes].concat());
    }
}

/// Cuts beside each length at which something changes: the greatest lead, the greatest line, and twice that.
#[rstest]
fn the_greatest_lengths_are_met_exactly(
    #[values(0x00, 0x80, 0x81, 0x82, 0xC0, 0xC1, 0xC2)] first: u8,
    #[values(0, 1, 2, 63, 64, 65, 66, 128, 129)] letters: usize,
    #[values("", "\r", "\r\n", "\nRDY\n")] end: &str,
    #[values(0, 63, 64, 65, 129)] blanks: usize,
) {
    for cuts in [[255; 4], [1, 0, 62, 63], [0; 4]] {
        let text = ["y".repeat(letters), "\n".repeat(blanks), end.to_owned()].concat();
        split(&[&[first], &cuts[..], text.as_bytes()].concat());
    }
}

//! How much of a list fits on a page.

use maud::{Markup, PreEscaped};

/// How many bytes are left for something.
pub(crate) struct Room(pub(crate) usize);

/// What there is room for, and how many that are.
pub(crate) fn filled(parts: impl Iterator<Item = Markup>, room: &mut Room) -> (Markup, usize) {
    let (mut all, mut shown) = (String::new(), 0);
    for part in parts {
        let Some(left) = room.0.checked_sub(part.0.len()) else { break };
        room.0 = left;
        all.push_str(&part.0);
        shown += 1;
    }
    (PreEscaped(all), shown)
}

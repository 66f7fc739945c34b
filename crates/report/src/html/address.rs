//! Where on the page a case stands, and the link that leads there.

use std::fmt::Write as _;

use maud::{Markup, html};

use crate::case::Case;
use crate::text::safe;

/// An id as the part of an address behind `#case/`.
pub(crate) fn address(id: &str) -> String {
    let mut address = String::from("#case/");
    for byte in id.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                address.push(char::from(byte));
            }
            other => {
                let _ = write!(address, "%{other:02X}");
            }
        }
    }
    address
}

/// A case by its title, as a link to its transcript.
pub(super) fn link(case: &Case) -> Markup {
    let title = if case.title.is_empty() { &*case.id } else { &*case.title };
    html! { a href=(address(&case.id)) { (safe(title)) } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_holds_no_byte_that_means_something() {
        assert_eq!(address("bc26/QMTCFG.will/a\"b <ü>"), "#case/bc26/QMTCFG.will/a%22b%20%3C%C3%BC%3E");
    }
}

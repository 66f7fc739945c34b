//! Where on the page a case stands, as the part of an address behind `#`.

use std::fmt::Write as _;

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_holds_no_byte_that_means_something() {
        assert_eq!(address("bc26/QMTCFG.will/a\"b <ü>"), "#case/bc26/QMTCFG.will/a%22b%20%3C%C3%BC%3E");
    }
}

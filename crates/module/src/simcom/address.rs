//! Server addresses: `tcp://`, the server, and its port where it is not the default one.

/// What a server address begins with, TLS or not.
const SCHEME: &[u8] = b"tcp://";

/// A server's name and port; none where the address says none.
pub(super) fn read(address: &[u8], default_port: u16) -> Option<(String, u16)> {
    let rest = std::str::from_utf8(address.strip_prefix(SCHEME)?).ok()?;
    let (host, port) = match bracketed(rest) {
        Some((host, "")) => (host, default_port),
        Some((host, port)) => (host, read_port(port.strip_prefix(':')?)?),
        None => match rest.rsplit_once(':') {
            Some((host, port)) => (host, read_port(port)?),
            None => (rest, default_port),
        },
    };
    let plain = |c: char| !c.is_whitespace() && !c.is_control() && c != '/';
    (!host.is_empty() && host.chars().all(plain)).then(|| (host.to_owned(), port))
}

/// An address of IPv6 stands in brackets.
fn bracketed(text: &str) -> Option<(&str, &str)> {
    text.strip_prefix('[')?.split_once(']')
}

fn read_port(text: &str) -> Option<u16> {
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|port| digits && *port > 0)
}

#[cfg(test)]
mod tests {
    use super::read;
    use rstest::rstest;

    #[rstest]
    #[case("tcp://120.27.2.154:1883", Some(("120.27.2.154", 1883)))]
    #[case("tcp://test.mosquitto.org:8883", Some(("test.mosquitto.org", 8883)))]
    #[case("tcp://server", Some(("server", 7)))]
    #[case("tcp://[::1]:99", Some(("::1", 99)))]
    #[case("tcp://[::1]", Some(("::1", 7)))]
    #[case("tcp://", None)]
    #[case("tcp://:1883", None)]
    #[case("tcp://mqttp_server:port", None)]
    #[case("tcp://a:0", None)]
    #[case("tcp://a:65536", None)]
    #[case("tcp://a:+1", None)]
    #[case("tcp://a b:1", None)]
    #[case("TCP://a:1", None)]
    #[case("ssl://a:1", None)]
    #[case("a:1883", None)]
    fn an_address_is_a_scheme_a_server_and_a_port(#[case] text: &str, #[case] found: Option<(&str, u16)>) {
        let found = found.map(|(host, port)| (host.to_owned(), port));
        assert_eq!(read(text.as_bytes(), 7), found);
    }
}

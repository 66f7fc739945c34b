//! How a module reaches the far end: under the name that it was given, or under one that follows from where the far end
//! listens and where the module's line is. Whether a mobile network leads there nobody here can know.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::str::FromStr;

use crate::serial::Address;

/// A name or address, and a port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reach {
    /// Without brackets.
    pub host: String,
    /// None: the port that is listened on.
    pub port: Option<u16>,
}

/// Why nobody can say how the module gets here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoReach {
    /// The far end listens on every address of this machine: which of them leads here is not known.
    Everywhere(SocketAddr),
    /// The far end listens where only this machine gets to, and the module is elsewhere.
    OnlyHere(SocketAddr),
}

impl Reach {
    /// What a module on this line may use to get to a far end that listens there.
    pub fn of(listens: SocketAddr, line: &Address) -> Result<Self, NoReach> {
        let ip = match listens.ip() {
            ip if is_here(line) => match ip {
                IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
                IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
                ip => ip,
            },
            ip if ip.is_unspecified() => return Err(NoReach::Everywhere(listens)),
            ip if ip.is_loopback() => return Err(NoReach::OnlyHere(listens)),
            ip => ip,
        };
        Ok(Self { host: ip.to_string(), port: None })
    }
}

/// Is what is behind this line on this machine? Then it is a virtual module: real ones have wires, or a serial server.
fn is_here(line: &Address) -> bool {
    match line {
        Address::Tcp(host) => {
            let host = host.rsplit_once(':').map_or(host.as_str(), |(host, _)| host);
            let ip = host.trim_matches(['[', ']']).parse::<IpAddr>();
            host.eq_ignore_ascii_case("localhost") || ip.is_ok_and(|ip| ip.is_loopback())
        }
        Address::Port(path) => {
            let path = path.canonicalize().unwrap_or_else(|_| path.clone());
            path.starts_with("/dev/pts") || path.to_string_lossy().starts_with("/dev/ttys")
        }
    }
}

impl FromStr for Reach {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is no HOST:PORT, with a port from 1 to 65535");
        let (host, port) = match text.rsplit_once(':') {
            // The colons of an IPv6 address without brackets are its own.
            Some((host, _)) if host.contains(':') && !host.ends_with(']') => (text, None),
            Some((host, port)) => (host, Some(port)),
            None => (text, None),
        };
        let port = match port.map(str::parse::<u16>) {
            None => None,
            Some(Ok(port @ 1..)) => Some(port),
            Some(_) => return Err(wrong()),
        };
        let host = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
        let fine = |c: char| c.is_ascii_graphic() && !"\"\\,/<>{}".contains(c);
        if host.is_empty() || !host.chars().all(fine) {
            return Err(wrong());
        }
        Ok(Self { host: host.to_owned(), port })
    }
}

impl fmt::Display for NoReach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Everywhere(address) => write!(
                f,
                "the far end listens on {address}, all addresses of this machine, and nothing tells which of them the module can reach"
            ),
            Self::OnlyHere(address) => {
                write!(
                    f,
                    "the far end listens on {address}, where no module gets to from outside this machine"
                )
            }
        }
    }
}

impl std::error::Error for NoReach {}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::{NoReach, Reach};

    #[rstest]
    #[case("0.0.0.0:1883", "tcp://127.0.0.1:7000", Some("127.0.0.1"))]
    #[case("0.0.0.0:1883", "tcp://localhost:7000", Some("127.0.0.1"))]
    #[case("[::]:1883", "tcp://[::1]:7000", Some("::1"))]
    #[case("127.0.0.1:1883", "tcp://127.0.0.1:7000", Some("127.0.0.1"))]
    #[case("192.0.2.7:1883", "/dev/ttyUSB2", Some("192.0.2.7"))]
    #[case("0.0.0.0:1883", "/dev/ttyUSB2", None)]
    #[case("0.0.0.0:1883", "tcp://192.0.2.9:7000", None)]
    #[case("127.0.0.1:1883", "COM3", None)]
    fn what_a_module_uses_follows_from_both_ends(
        #[case] listens: &str,
        #[case] line: &str,
        #[case] host: Option<&str>,
    ) {
        let reach = Reach::of(listens.parse().expect("an address"), &line.parse().expect("a line"));
        assert_eq!(reach.as_ref().ok().map(|reach| reach.host.as_str()), host, "{reach:?}");
        if let Err(why) = reach {
            assert_eq!(matches!(why, NoReach::OnlyHere(_)), listens.starts_with("127"));
        }
    }

    #[rstest]
    #[case("broker.example:1884", "broker.example", Some(1884))]
    #[case("broker.example", "broker.example", None)]
    #[case("[2001:db8::1]:1883", "2001:db8::1", Some(1883))]
    #[case("2001:db8::1", "2001:db8::1", None)]
    fn a_name_may_have_a_port(#[case] text: &str, #[case] host: &str, #[case] port: Option<u16>) {
        assert_eq!(text.parse(), Ok(Reach { host: host.to_owned(), port }));
    }

    #[rstest]
    fn what_no_command_could_hold_is_refused(
        #[values("", ":1883", "a:0", "a:65536", "a:x", "tcp://a:1", "a\"b:1", "a b:1")] text: &str,
    ) {
        assert!(text.parse::<Reach>().is_err_and(|why| why.contains("HOST:PORT")));
    }
}

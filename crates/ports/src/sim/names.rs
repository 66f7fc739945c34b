//! Names that a module finds elsewhere than the machine would: a broker's public name, here on the bench.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

/// Where names lead, in small letters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names(BTreeMap<String, (IpAddr, Option<u16>)>);

/// One of them: `HOST=ADDR` or `HOST=ADDR:PORT`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redirect {
    host: String,
    address: IpAddr,
    port: Option<u16>,
}

impl Names {
    /// Where this one leads.
    pub(super) fn find(&self, host: &str, port: u16) -> Option<SocketAddr> {
        let (address, other) = self.0.get(&host.to_ascii_lowercase())?;
        Some(SocketAddr::new(*address, other.unwrap_or(port)))
    }
}

impl FromIterator<Redirect> for Names {
    fn from_iter<T: IntoIterator<Item = Redirect>>(all: T) -> Self {
        let entry = |r: Redirect| (r.host.to_ascii_lowercase(), (r.address, r.port));
        Self(all.into_iter().map(entry).collect())
    }
}

impl FromStr for Redirect {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong =
            || format!("`{text}` is no HOST=ADDR: broker.example.com=127.0.0.1, or with a port behind it");
        let (host, address) = text.split_once('=').filter(|(host, _)| !host.is_empty()).ok_or_else(wrong)?;
        let host = host.to_owned();
        if let Ok(address) = address.parse::<SocketAddr>() {
            return Ok(Self { host, address: address.ip(), port: Some(address.port()) });
        }
        let address = address.parse().map_err(|_| wrong())?;
        Ok(Self { host, address, port: None })
    }
}

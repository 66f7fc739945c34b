//! How a client is to connect: what was set for it, put together for the MQTT client.

use std::time::Duration;

use hayes_at::message::Value;

use super::cloud;
use super::names::{
    ALI_DEVICE, ALI_PRODUCT, ALI_SECRET, CLEAN, KEEP_ALIVE, Key, ONENET_KEY, ONENET_PRODUCT, PING_INTERVAL,
    RETRIES, TIMEOUT, VERSION, WILL, WILL_MESSAGE, WILL_QOS, WILL_RETAIN, WILL_TOPIC,
};
use crate::ask::bytes_of;
use crate::board::Board;
use crate::client::{Protocol, Retry, Setup, Will};

/// What a CONNECT is made of beside what its command gives.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    protocol: Protocol,
    keep_alive: u16,
    ping: Option<Duration>,
    clean: bool,
    will: Option<Will>,
    login: Option<Login>,
}

/// What stands in for user name and password.
#[derive(Debug, Clone)]
enum Login {
    Ali { product: Vec<u8>, device: Vec<u8>, secret: Vec<u8> },
    OneNet { product: Vec<u8>, key: Vec<u8> },
}

/// A number that was set for a client, or its default.
pub(super) fn number(board: &Board, client: i64, key: Key) -> Option<i64> {
    board.number_named(key.0, Some(client), key.1)
}

/// The bytes that were set for a client.
pub(super) fn bytes(board: &Board, client: i64, key: Key) -> Option<Vec<u8>> {
    let set = key.1.iter().find_map(|name| board.setting(key.0, Some(client), name))?;
    match set {
        Value::Int(number) => Some(number.to_string().into_bytes()),
        value => bytes_of(&value).map(<[u8]>::to_vec),
    }
}

/// How long a packet waits for its acknowledgement, and how often it is sent again.
pub(super) fn retry(board: &Board, client: i64) -> Retry {
    let seconds = number(board, client, TIMEOUT).and_then(|n| u64::try_from(n).ok()).unwrap_or(10);
    let times = number(board, client, RETRIES).and_then(|n| u32::try_from(n).ok()).unwrap_or(3);
    Retry { timeout: Duration::from_secs(seconds), times }
}

impl Plan {
    /// As it is set now.
    pub(super) fn of(board: &Board, client: i64) -> Self {
        let keep_alive = number(board, client, KEEP_ALIVE).and_then(|n| u16::try_from(n).ok()).unwrap_or(120);
        Self {
            protocol: protocol(board, client),
            keep_alive,
            ping: ping(board, client, keep_alive),
            clean: number(board, client, CLEAN) == Some(1),
            will: will(board, client),
            login: login(board, client),
        }
    }

    /// For a CONNECT that gives these.
    pub(super) fn setup(
        &self,
        client_id: &[u8],
        user: Option<&[u8]>,
        password: Option<&[u8]>,
        retry: Retry,
        board: &Board,
    ) -> Setup {
        let derived = self.login.as_ref().filter(|_| user.is_none() || derives(board));
        let (user, password) = match derived {
            Some(login) => login.derive(client_id, board),
            None => (user.map(<[u8]>::to_vec), password.map(<[u8]>::to_vec)),
        };
        let ali = matches!(derived, Some(Login::Ali { .. }));
        let signs = ali && board.goes(&["aliauth.sends"], &["named"]);
        Setup {
            protocol: self.protocol,
            client_id: if signs { cloud::ali_client(client_id) } else { client_id.to_vec() },
            user,
            password,
            will: self.will.clone(),
            keep_alive: self.keep_alive,
            clean: self.clean,
            connect_timeout: retry.timeout,
            retry,
            ping: self.ping,
        }
    }
}

/// Does the device identity win over a login that the host gives?
fn derives(board: &Board) -> bool {
    const READINGS: &[&str] = &["aliauth.both", "qmtcfg.login-beside-aliauth", "aliauth.username-too"];
    board.goes(READINGS, &["derived", "configured"])
}

fn protocol(board: &Board, client: i64) -> Protocol {
    match number(board, client, VERSION) {
        Some(4) => Protocol::V311,
        None if board.goes(&["conn.protocol"], &["v311"]) => Protocol::V311,
        _ => Protocol::V31,
    }
}

/// A heartbeat of its own, where the document has one; without keep-alive there is none.
fn ping(board: &Board, client: i64, keep_alive: u16) -> Option<Duration> {
    let interval = heartbeat(board, client)?;
    let beats = !board.goes(&["qmtcfg.heartbeat-or-keepalive"], &["keepalive", "waits"]);
    let alive = keep_alive > 0 || board.goes(&["qmtcfg.keepalive-zero-heartbeat"], &["pings"]);
    (beats && alive).then_some(interval)
}

/// The interval of the heartbeat, where the document has one.
pub(super) fn heartbeat(board: &Board, client: i64) -> Option<Duration> {
    let interval = number(board, client, PING_INTERVAL).and_then(|n| u64::try_from(n).ok())?;
    Some(Duration::from_secs(interval))
}

fn will(board: &Board, client: i64) -> Option<Will> {
    (number(board, client, WILL) == Some(1)).then(|| Will {
        topic: bytes(board, client, WILL_TOPIC).unwrap_or_default(),
        message: bytes(board, client, WILL_MESSAGE).unwrap_or_default(),
        qos: number(board, client, WILL_QOS).and_then(|n| u8::try_from(n).ok()).unwrap_or(0),
        retain: number(board, client, WILL_RETAIN) == Some(1),
    })
}

fn login(board: &Board, client: i64) -> Option<Login> {
    let told = |key| bytes(board, client, key);
    if let (Some(product), Some(device), Some(secret)) =
        (told(ALI_PRODUCT), told(ALI_DEVICE), told(ALI_SECRET))
    {
        return Some(Login::Ali { product, device, secret });
    }
    if board.goes(&["qmtcfg.onenet-login"], &["needed"]) {
        return None;
    }
    Some(Login::OneNet { product: told(ONENET_PRODUCT)?, key: told(ONENET_KEY)? })
}

impl Login {
    /// User name and password as the cloud wants them.
    fn derive(&self, client_id: &[u8], board: &Board) -> (Option<Vec<u8>>, Option<Vec<u8>>) {
        let (user, password) = match self {
            Self::Ali { device, secret, .. } if board.goes(&["aliauth.sends"], &["plain"]) => {
                (device.clone(), secret.clone())
            }
            Self::Ali { product, device, secret } => cloud::ali(client_id, product, device, secret),
            Self::OneNet { product, key } => cloud::onenet(client_id, product, key),
        };
        (Some(user), Some(password))
    }
}

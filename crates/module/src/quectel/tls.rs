//! TLS contexts: `AT+QSSLCFG`, in the way of either document, and what a socket is told of them.

use bytes::Bytes;
use hayes_at::message::Value;

use super::entry;
use super::file::Files;
use super::names::{SSL, SSL_CONTEXT, SSL_SOCKET};
use super::{Quectel, plan};
use crate::ask::{Ask, Word, bytes_of};
use crate::board::{Board, Entered, Refusal, Turn};
use crate::say::Given;
use crate::seam::{TlsWish, Verify};

const CONTEXT_ID: Word = &["SSL_ctxID", "SSL_contextID"];
const SOCKET_ID: Word = &["SSL_connectID"];
const LENGTH: Word = &["length"];
const LEVEL: Word = &["seclevel"];
const VERSION: Word = &["SSL_version"];
const TIME: Word = &["ignore_ltime"];

/// Where a context's files are named, and which of the three they are.
const CA: (&str, Word) = ("cacert", &["cacertpath"]);
const CERTIFICATE: (&str, Word) = ("clientcert", &["client_cert_path"]);
const KEY: (&str, Word) = ("clientkey", &["client_key_path"]);

/// Sets something of a context, or asks for what it is to be.
pub(super) fn configure(ask: &Ask, board: &mut Board) -> Turn {
    if entry::is_asked_for(ask, board) {
        return Turn::Data(entry::of(ask, board));
    }
    let owner = owner_of(ask);
    if ask.query {
        return tell(ask, owner, board);
    }
    for (name, value) in ask.values() {
        let names_owner = CONTEXT_ID.contains(&name.as_str()) || SOCKET_ID.contains(&name.as_str());
        if !names_owner && *value != Value::Empty {
            board.settings.set(&ask.key, Some(owner), name, value.clone());
        }
    }
    board.accept(ask)
}

impl Quectel {
    /// A certificate or key that is typed in; it is kept as a file that its context names.
    pub(super) fn take_certificate(&mut self, ask: &Ask, entered: Entered, board: &mut Board) -> Turn {
        let Entered::Data(contents) = entered else { return board.refuse(ask, Refusal::State) };
        let length = i64::try_from(contents.len()).unwrap_or(i64::MAX);
        if contents.len() > entry::most(ask, board)
            || !self.files.put(&typed_name(&ask.key, owner_of(ask)), contents)
        {
            return board.refuse(ask, Refusal::State);
        }
        let mut given = Given::new().int(LENGTH, length);
        for (name, value) in ask.values() {
            given.push(name, value.clone());
        }
        board.answer(ask, &given)
    }
}

fn tell(ask: &Ask, owner: i64, board: &mut Board) -> Turn {
    let mut given = Given::new();
    for (name, value) in ask.values() {
        given.push(name, value.clone());
    }
    let dialect = std::sync::Arc::clone(&board.dialect);
    let places = dialect.form(ask.form).map(|form| form.params.as_slice()).unwrap_or_default();
    for place in places.iter().filter(|place| !CONTEXT_ID.contains(&place.param.name.as_str())) {
        let unset = match place.param.range() {
            Some(range) => Value::Int(range.lowest()),
            None => Value::Text(Vec::new()),
        };
        given.push(
            &place.param.name,
            board.setting(&ask.key, Some(owner), &place.param.name).unwrap_or(unset),
        );
    }
    board.answer(ask, &given)
}

/// A number for a context, and for a socket of it where the document tells them apart.
fn owner_of(ask: &Ask) -> i64 {
    owner(ask.number(CONTEXT_ID).unwrap_or_default(), ask.number(SOCKET_ID))
}

fn owner(context: i64, socket: Option<i64>) -> i64 {
    context + 256 * socket.map_or(0, |socket| socket + 1)
}

/// The file for a certificate that has no name of its own.
fn typed_name(key: &str, owner: i64) -> Vec<u8> {
    format!("/ssl/{owner}/{key}").into_bytes()
}

impl Files {
    /// How a client's socket speaks TLS, if it does.
    pub(super) fn tls_of(&self, number: i64, board: &Board) -> Option<TlsWish> {
        if plan::number(board, number, SSL) != Some(1) {
            return None;
        }
        let context = plan::number(board, number, SSL_CONTEXT).unwrap_or_default();
        let owner = owner(context, plan::number(board, number, SSL_SOCKET));
        let set = |form: &str, names: Word| board.number_named(form, Some(owner), names);
        let (ca, certificate, key) =
            (self.of(CA, owner, board), self.of(CERTIFICATE, owner, board), self.of(KEY, owner, board));
        Some(TlsWish {
            verify: match set("seclevel", LEVEL) {
                Some(1) => Verify::Server,
                Some(2) => Verify::Both,
                _ => Verify::None,
            },
            ca,
            certificate,
            key,
            sni: false,
            ignore_time: set("ignorelocaltime", TIME) == Some(1),
            versions: versions(set("sslversion", VERSION)),
        })
    }

    fn of(&self, (form, names): (&str, Word), owner: i64, board: &Board) -> Option<Bytes> {
        let path = names.iter().find_map(|name| board.setting(form, Some(owner), name));
        match path.as_ref().and_then(bytes_of) {
            Some(path) => self.get(path),
            None => self.get(&typed_name(form, owner)),
        }
    }
}

/// SSL 3.0 counts as TLS 1.0: nobody speaks it any more.
fn versions(set: Option<i64>) -> Option<(u16, u16)> {
    match set {
        Some(0 | 1) => Some((0x0301, 0x0301)),
        Some(2) => Some((0x0302, 0x0302)),
        Some(3) => Some((0x0303, 0x0303)),
        _ => None,
    }
}

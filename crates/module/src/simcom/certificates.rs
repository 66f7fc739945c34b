//! Certificates and keys: the files that the host has put into the module, and what a TLS context makes of them.

use std::collections::BTreeMap;

use bytes::Bytes;
use hayes_at::grammar::FormKind;

use super::Simcom;
use super::codes::Cause;
use super::names::{CONTEXT, FILE};
use crate::ask::{Ask, bytes_of};
use crate::board::{Board, Entered, Refusal, Turn};
use crate::say::Given;
use crate::seam::{TlsWish, Verify};

/// How many files there is room for.
const MAX_FILES: usize = 64;

/// The module's files.
#[derive(Debug, Default)]
pub(super) struct Files(BTreeMap<Vec<u8>, Bytes>);

impl Files {
    /// The commands about files and TLS contexts; none of another command.
    pub(super) fn ask(&mut self, ask: &Ask, board: &mut Board) -> Option<Turn> {
        let name = ask.bytes(FILE).unwrap_or_default();
        Some(match (ask.name.as_str(), ask.kind) {
            ("+CSSLCFG", FormKind::Write) => board.configure(ask, Some(CONTEXT)),
            ("+CCERTDOWN", FormKind::Write) if !self.has_room_for(name) => board.refuse(ask, Refusal::State),
            ("+CCERTDOWN", FormKind::Write) => Simcom::prompt(ask, board),
            ("+CCERTLIST", FormKind::Execute) => {
                let rows: Vec<Given> = self.0.keys().map(|name| Given::new().text(FILE, name)).collect();
                if rows.is_empty() { board.accept(ask) } else { board.answer_rows(ask, &rows) }
            }
            ("+CCERTDELE", FormKind::Write) if self.0.remove(name).is_none() => {
                board.refuse(ask, Refusal::State)
            }
            ("+CCERTDELE", FormKind::Write) => board.accept(ask),
            _ => return None,
        })
    }

    /// A file has come; none where the data are another command's.
    pub(super) fn entered(&mut self, ask: &Ask, entered: &Entered, board: &mut Board) -> Option<Turn> {
        if ask.name != "+CCERTDOWN" {
            return None;
        }
        let (Some(name), Entered::Data(data)) = (ask.bytes(FILE), entered) else {
            return Some(board.refuse(ask, Refusal::State));
        };
        self.0.insert(name.to_vec(), Bytes::copy_from_slice(data));
        Some(board.accept(ask))
    }

    fn has_room_for(&self, name: &[u8]) -> bool {
        self.0.len() < MAX_FILES || self.0.contains_key(name)
    }

    /// How TLS is to be spoken in a context; nothing where it is not to be spoken at all.
    pub(super) fn wish(&self, secure: bool, context: i64, board: &Board) -> Result<Option<TlsWish>, Cause> {
        if !secure {
            return Ok(None);
        }
        let number = |key: &str, name: &str| board.number(key, Some(context), name);
        let file = |key: &str, name: &str| {
            let named = board.setting(key, Some(context), name);
            named.as_ref().and_then(bytes_of).and_then(|name| self.0.get(name)).cloned()
        };
        let mode = number("authmode", "authmode").unwrap_or(0);
        let mut wish = TlsWish {
            verify: match mode {
                1 => Verify::Server,
                2 => Verify::Both,
                _ => Verify::None,
            },
            sni: number("enableSNI", "enableSNI_flag") == Some(1),
            ignore_time: number("ignorelocaltime", "ignoreltime") == Some(1),
            versions: versions(number("sslversion", "sslversion").unwrap_or(4)),
            ..TlsWish::default()
        };
        if matches!(mode, 1 | 2) {
            wish.ca = Some(file("cacert", "ca_file").ok_or(Cause::NoCertificate)?);
        }
        if matches!(mode, 2 | 3) {
            wish.certificate = Some(file("clientcert", "clientcert_file").ok_or(Cause::NoCertificate)?);
            wish.key = Some(file("clientkey", "clientkey_file").ok_or(Cause::NoCertificate)?);
        }
        Ok(Some(wish))
    }
}

/// The versions of TLS that a setting lets be spoken, as TLS numbers them.
fn versions(setting: i64) -> Option<(u16, u16)> {
    match setting {
        0 => Some((0x0300, 0x0300)),
        1 => Some((0x0301, 0x0301)),
        2 => Some((0x0302, 0x0302)),
        3 => Some((0x0303, 0x0303)),
        _ => None,
    }
}

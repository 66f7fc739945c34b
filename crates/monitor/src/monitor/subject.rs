//! What a command is about, from its values: client, server, topic, declared length.

use std::borrow::Cow;

use hayes_at::grammar::FormKind;
use hayes_dialects::dialect::{DataEnd, Form, OutcomeLine};

use crate::family::Role;
use crate::note::Note;
use crate::remark::{Kind, Remark};

/// A way of using a command, in words.
pub(super) fn way(kind: FormKind, title: &str) -> Cow<'_, str> {
    match kind {
        FormKind::Test => format!("asks what is possible: {title}").into(),
        FormKind::Read => format!("asks what is set: {title}").into(),
        FormKind::Write | FormKind::Execute => title.into(),
    }
}

/// The client that a command or line is about: its first value, where that is one.
pub(super) fn client_of(note: &Note<'_>) -> Option<i64> {
    const FIRST: [&str; 5] = ["client_idx", "client_index", "tcpconnectID", "TCP_connectID", "Client id"];
    let client = |name: &str| {
        let named = holds(name, "client") && !holds(name, "id_") && !ends(name, "clientid");
        named || holds(name, "connectid") || name == "index"
    };
    // Nearly always it is the first one, by one of these names.
    let first = note.params.first().filter(|p| FIRST.contains(&p.name));
    let found = first.or_else(|| note.params.iter().find(|p| client(p.name)));
    found.and_then(|p| p.value.parse().ok())
}

/// Does a name end in a word, in any letter case?
fn ends(name: &str, word: &str) -> bool {
    let at = name.len().checked_sub(word.len());
    at.is_some_and(|at| name.as_bytes()[at..].eq_ignore_ascii_case(word.as_bytes()))
}

/// Does a name hold a word, in any letter case?
fn holds(name: &str, word: &str) -> bool {
    name.as_bytes().windows(word.len()).any(|w| w.eq_ignore_ascii_case(word.as_bytes()))
}

/// What a command is about, for the story.
pub(super) fn about(role: Role, note: &Note<'_>) -> String {
    let value = |wanted: &[&str]| {
        note.params.iter().find(|p| wanted.iter().any(|w| holds(p.name, w))).map(|p| p.value.as_str())
    };
    match role {
        Role::Open | Role::Connect => {
            let host = value(&["host", "server_addr", "remote ip"]);
            let port = value(&["port"]);
            match (host, port) {
                (Some(host), Some(port)) => format!("{host}:{port}"),
                (Some(host), None) => host.to_owned(),
                _ => value(&["clientid"]).map(|id| format!("as {id}")).unwrap_or_default(),
            }
        }
        Role::Subscribe | Role::Unsubscribe | Role::Publish => {
            value(&["topic"]).unwrap_or_default().to_owned()
        }
        _ => String::new(),
    }
}

/// Does the document have a result after the final one?
pub(super) fn owes_result(form: &Form) -> bool {
    let later = |l: &OutcomeLine| matches!(l, OutcomeLine::Line { later: true, .. });
    form.outcomes.iter().filter(|o| o.good).any(|o| o.lines.iter().any(later))
}

pub(super) fn declared(form: &Form, note: &Note<'_>) -> Option<i64> {
    let DataEnd::Count(place) = &form.data.as_ref()?.end else { return None };
    note.params.iter().find(|p| p.name == place.written)?.value.parse().ok()
}

/// Of a publish: message identifier 0 belongs to QoS 0, and to it alone, where the document has both.
pub(super) fn message_id(role: Role, note: &mut Note<'_>) {
    let number = |name: &str| {
        let said = note.params.iter().find(|p| p.name.eq_ignore_ascii_case(name))?;
        said.value.parse::<i64>().ok()
    };
    if role != Role::Publish {
        return;
    }
    let odd = match (number("msgid"), number("qos")) {
        (Some(0), Some(qos @ 1..=2)) => {
            format!("message identifier 0 belongs to QoS 0, and this is QoS {qos}")
        }
        _ => return,
    };
    note.remarks.push(Remark::new(Kind::Presence, odd));
}

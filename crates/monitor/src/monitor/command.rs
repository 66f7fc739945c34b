//! Command lines of the host: known ones, unknown ones, and what is wrong with them.

use std::borrow::Cow;

use hayes_at::exchange::Event;
use hayes_at::flaw::Flaws;
use hayes_at::grammar::{FormKind, PartRead};
use hayes_dialects::dialect::{Form, OutcomeLine, WithinTo};

use super::asked::Asked;
use super::{Monitor, Stand, flaws};
use crate::family::{self, Role};
use crate::note::{LineKind, Note};
use crate::remark::{Kind, Remark, Weight};
use crate::words::{self, Line};

impl<'d> Monitor<'d> {
    pub(super) fn command(&mut self, event: &Event<'_>, stand: Stand, note: &mut Note<'d>) {
        note.kind = LineKind::Command;
        let text = event.text;
        let Some(part) = event.command.and_then(|c| c.first()).copied() else { return };
        let name = String::from_utf8_lossy(&text[part.name_start as usize..part.name_end as usize])
            .to_ascii_uppercase();
        let form = part.form.and_then(|f| self.dialect.form(f));
        let mut asked = Self::asked(event, stand, &name, &part);
        let outcome_words;
        let odd_quotes = !memchr::memchr_iter(b'"', text).count().is_multiple_of(2);
        let sound = form.is_some() && part.flaws.without(Flaws::COSMETIC).is_none();
        let kin = if sound || self.this_module_only || part.command.is_none() {
            None
        } else {
            self.kin_exactly(text, &mut asked, note)
        };
        let form = form.filter(|_| kin.is_none());
        if let (Some(form), Some(shape)) = (form, event.shape) {
            let base = part.args_start as usize;
            let line = Line { text, base, shape, fields: event.fields };
            words::values(self.dialect, &line, &form.params, &mut self.secrets, note);
            flaws::of_command(self.dialect, form, &line, part.flaws, note);
            asked.client = client_of(note);
            asked.inner_quotes = !odd_quotes && note.params.iter().any(|p| p.value.contains('"'));
            message_id(asked.role, note);
            asked.about = about(asked.role, note);
            asked.declared = declared(form, note);
            asked.limits = self.limits(form, note);
            asked.by_network = form.within.as_ref().is_some_and(|within| within.by_network);
            asked.sets = self.forms.set_by(&name, form, note);
            self.learn(form, note);
        }
        if kin.is_none() {
            asked.owes = form.is_some_and(owes_result);
        }
        match (form, part.command.and_then(|c| self.dialect.commands.get(usize::from(c)))) {
            (Some(form), Some(command)) => {
                let title = form.title.as_deref().or(command.title.as_deref()).unwrap_or("a command");
                outcome_words = way(part.kind, title);
                note.clause = form.clause.as_deref().or(command.clause.as_deref());
            }
            (None, Some(_)) if kin.is_some() => outcome_words = kin.unwrap_or_default().into(),
            (None, Some(command)) => {
                outcome_words = way(part.kind, command.title.as_deref().unwrap_or("a command"));
                note.clause = command.clause.as_deref();
                if part.kind == FormKind::Write {
                    let start = part.args_start as usize;
                    let at = (start, text.len().max(start));
                    if !self.this_module_only && other_key(command, &text[start.min(text.len())..]) {
                        let says = "the document has no such setting; other modules of the family may";
                        note.remarks.push(Remark::new(Kind::UnknownCommand, says).at(at.0, at.1));
                    } else {
                        flaws::unread(text, at, note);
                    }
                } else {
                    note.remarks.push(
                        Remark::new(
                            Kind::UnknownCommand,
                            format!("the document has no such form of AT{name}"),
                        )
                        .at(part.name_end as usize, text.len()),
                    );
                }
            }
            _ => outcome_words = self.unknown_command(text, &name, &part, &mut asked, note).into(),
        }
        if odd_quotes && !note.remarks.iter().any(|r| r.kind == Kind::Unbalanced) {
            let last = memchr::memrchr(b'"', text).unwrap_or_default();
            note.remarks.push(
                Remark::new(Kind::Unbalanced, "an odd number of quotes: one is missing").at(last, last + 1),
            );
        }
        self.hide_broken(text, &name, &part, note);
        note.message = outcome_words;
        let extra = event.command.map_or(0, |c| c.parts().count());
        if extra > 1 {
            let more = format!("; and {} more commands on the line", extra - 1);
            note.message.to_mut().push_str(&more);
        }
        if let Some(form) = form {
            self.preconditions(form, &asked, note);
        }
        self.pending(stand, &asked, note);
        asked.hidden.clone_from(&note.hidden);
        asked.wrong = note
            .remarks
            .iter()
            .find(|r| {
                r.kind.weight() >= Weight::Warning
                    && !matches!(r.kind, Kind::NoAnswer | Kind::UnknownCommand | Kind::Leftover)
            })
            .map(|r| r.text.clone());
        if name == "+QMTCFG"
            && asked.writes
            && note.params.iter().any(|p| p.name == "SSL_enable" && p.value == "1")
            || name.ends_with("SSLCFG")
            || note.params.iter().any(|p| p.name == "server_type" && p.value == "1")
        {
            self.secure = true;
        }
        if asked.writes {
            self.story.asked(asked.role);
        }
        if let Some(lost) = self.ledger.add(asked) {
            self.story.unconfirmed(lost.role, &lost.name, &lost.about, lost.line);
        }
        self.payload_of = None;
    }

    fn asked(event: &Event<'_>, stand: Stand, name: &str, part: &PartRead) -> Asked {
        Asked {
            seq: event.seq,
            time: stand.time,
            form: part.form,
            writes: matches!(part.kind, FormKind::Write | FormKind::Execute),
            text: event.text.to_vec(),
            ended: None,
            ..Asked::unseen(name, stand.line)
        }
    }

    /// The documented time limits, with the settings that the log has shown.
    fn limits(
        &self,
        form: &Form,
        note: &Note<'_>,
    ) -> (Option<std::time::Duration>, Option<std::time::Duration>) {
        let Some(within) = &form.within else { return (None, None) };
        let value = |name: &str| {
            let own = note.params.iter().find(|p| p.name == name).and_then(|p| p.value.parse().ok());
            own.or_else(|| self.settings.iter().find(|(n, _)| n == name).map(|(_, v)| *v))
        };
        let limit = within.limit(&value);
        match within.to {
            WithinTo::Final => (limit, None),
            WithinTo::Result => (None, limit),
        }
    }

    /// Remembers the settings that time limits are made from.
    fn learn(&mut self, form: &Form, note: &Note<'_>) {
        if !matches!(form.key.as_deref(), Some("timeout")) {
            return;
        }
        for param in &note.params {
            if let Ok(value) = param.value.parse() {
                self.settings.retain(|(n, _)| n != param.name);
                self.settings.push((param.name.to_owned(), value));
            }
        }
    }

    /// What must be so before, and is known not to be.
    fn preconditions(&self, form: &Form, asked: &Asked, note: &mut Note<'d>) {
        if !asked.writes {
            return;
        }
        for needs in &form.needs {
            let Some(known) = self.states.get(self.dialect, &needs.state, asked.client) else { continue };
            if known.holds == needs.wanted {
                continue;
            }
            let says =
                self.dialect.state(&needs.state).and_then(|s| s.says.as_deref()).unwrap_or(&needs.state);
            let opening = matches!(asked.role, Role::Open | Role::Connect | Role::Start | Role::Acquire);
            let remark = match (needs.wanted, opening) {
                (false, true) => {
                    Remark::new(Kind::Leftover, format!("open already: `{says}` since line {}", known.since))
                }
                (false, false) => Remark::new(
                    Kind::WrongOrder,
                    format!("too late: `{says}` since line {}, and this has to come before", known.since),
                ),
                (true, _) => Remark::new(
                    Kind::WrongOrder,
                    format!("too early: `{says}` does not hold (line {})", known.since),
                ),
            };
            note.remarks.push(remark);
            return;
        }
        // Nothing tells, but an open request is on its way: its result has to come first.
        let waits_for = match asked.role {
            Role::Connect => Role::Open,
            Role::Subscribe | Role::Publish => Role::Connect,
            _ => return,
        };
        let pending = self.ledger.iter().rev_find(waits_for, asked.client);
        if let Some((line, name)) = pending {
            note.remarks.push(Remark::new(
                Kind::WrongOrder,
                format!("too early: the result of AT{name} (line {line}) has not come yet"),
            ));
        }
    }

    /// The command before has not had its final result.
    fn pending(&mut self, stand: Stand, asked: &Asked, note: &mut Note<'d>) {
        let Some(open) = self.ledger.open() else { return };
        if open.answered && family::answers_barely(&open.name) {
            open.ended = Some(true);
            return;
        }
        let again = open.text == asked.text;
        let text = if again {
            format!("line {} is the same and was not answered", open.line)
        } else {
            format!("line {} (AT{}) has not been answered yet", open.line, open.name)
        };
        let mut remark = Remark::new(Kind::NoAnswer, text);
        if self.heard == 0 {
            remark.causes.push("nothing has come from the module so far: not powered, not started yet, wires or baud rate wrong, or the log has one direction only".to_owned());
        } else if again {
            remark.causes.push("the module is busy, asleep or has crashed".to_owned());
        } else {
            remark.causes.push(
                "sent before the result of the one before: modules drop or mix up such commands".to_owned(),
            );
        }
        // An unanswered command is over for good: what follows is the answer to the new one.
        open.ended = Some(false);
        open.owes = false;
        note.remarks.push(remark);
        let _ = stand;
    }

    fn unknown_command(
        &mut self,
        text: &[u8],
        name: &str,
        part: &PartRead,
        asked: &mut Asked,
        note: &mut Note<'d>,
    ) -> String {
        let at = (part.name_start as usize, part.name_end as usize);
        if let Some(words) = self.kin_command(text, asked, note) {
            return words;
        }
        let own = self.dialect.family.as_str();
        if let Some(other) = family::family_of(name).filter(|f| *f != own && !own.is_empty()) {
            let meant = family::command_for(own, family::role(name)).map(str::to_owned).or_else(|| {
                matches!(name, "+QICSGP" | "+QIACT" | "+MIPCALL")
                    .then(|| family::packet_setup(own).to_owned())
            });
            let mut remark = Remark::new(
                Kind::OtherFamily,
                format!("AT{name} is a command of {other} modules; this is {own}"),
            )
            .at(at.0, at.1);
            if let Some(meant) = meant {
                remark.text.push_str(": the one you want is ");
                remark.text.push_str(&meant);
            }
            note.remarks.push(remark);
            return "a command of another family".to_owned();
        }
        if let Some(says) = family::elsewhere(name) {
            return way(part.kind, &format!("{says} (described in another document)")).into_owned();
        }
        let known = self.dialect.commands.iter().map(|c| c.name.as_str()).filter(|n| n.len() > 3);
        if let Some(near) = nearest(name, known) {
            note.remarks.push(
                Remark::new(Kind::Misspelt, format!("no such command: AT{near} is meant?")).at(at.0, at.1),
            );
            return "an unknown command".to_owned();
        }
        note.remarks.push(
            Remark::new(Kind::UnknownCommand, "the document does not describe this command").at(at.0, at.1),
        );
        "a command that the document does not describe".to_owned()
    }

    /// Secrets of commands that could not be read well: everything from their place on.
    fn hide_broken(&mut self, text: &[u8], name: &str, part: &PartRead, note: &mut Note<'d>) {
        if self.secrets.shown || part.kind != FormKind::Write {
            return;
        }
        let Some((_, place)) = family::SECRETS.iter().find(|(n, _)| *n == name) else { return };
        let sound = part.form.is_some() && part.flaws.without(Flaws::COSMETIC).is_none();
        if sound {
            return;
        }
        let from = (part.args_start as usize).min(text.len());
        if let Some(start) = crate::secret::value_start(&text[from..], *place) {
            let rest = &text[from + start..];
            if !rest.is_empty() {
                let (quote, end) = crate::secret::value_end(rest);
                if quote == end {
                    return;
                }
                self.secrets.pseudonym(&rest[quote..end]);
                note.hidden.push((from + start + quote, from + start + end));
                for param in &mut note.params {
                    let held = |v: &str| !v.is_empty() && rest.windows(v.len()).any(|w| w == v.as_bytes());
                    if held(&param.value) {
                        "<secret>".clone_into(&mut param.value);
                    }
                }
                for remark in &mut note.remarks {
                    remark.at = remark.at.filter(|(_, end)| *end <= from + start);
                }
            }
        }
    }
}

/// Do the values start with a sub-key that the document does not have?
fn other_key(command: &hayes_dialects::dialect::Command, args: &[u8]) -> bool {
    let Some(rest) = args.strip_prefix(b"\"") else { return false };
    let key = rest.split(|b| *b == b'"').next().unwrap_or_default();
    let keys = command.forms.iter().filter_map(|form| form.key.as_deref());
    !key.is_empty()
        && keys.clone().count() > 0
        && !keys.into_iter().any(|k| k.as_bytes().eq_ignore_ascii_case(key))
}

/// Of a publish: message identifier 0 belongs to QoS 0, and to it alone, where the document has both.
fn message_id(role: Role, note: &mut Note<'_>) {
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

/// The newest command of a role that still owes its result.
trait RevFind {
    fn rev_find(self, role: Role, client: Option<i64>) -> Option<(u64, String)>;
}

impl<'a, I: Iterator<Item = &'a Asked>> RevFind for I {
    fn rev_find(self, role: Role, client: Option<i64>) -> Option<(u64, String)> {
        let fits = |a: &&Asked| a.role == role && a.owes && a.ended == Some(true) && a.client == client;
        self.filter(fits).last().map(|a| (a.line, a.name.clone()))
    }
}

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
    let client = |name: &str| {
        let named = holds(name, "client") && !holds(name, "id_") && !ends(name, "clientid");
        named || holds(name, "connectid") || name == "index"
    };
    // Nearly always it is the first one, by one of these names.
    const FIRST: [&str; 5] = ["client_idx", "client_index", "tcpconnectID", "TCP_connectID", "Client id"];
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
    let hayes_dialects::dialect::DataEnd::Count(place) = &form.data.as_ref()?.end else { return None };
    note.params.iter().find(|p| p.name == place.written)?.value.parse().ok()
}

/// A known name that is at most two letters away.
fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let most = if name.len() > 6 { 2 } else { 1 };
    known
        .map(|k| (distance(name.as_bytes(), k.as_bytes()), k))
        .filter(|(d, _)| *d <= most)
        .min_by_key(|(d, _)| *d)
        .map(|(_, k)| k)
}

fn distance(a: &[u8], b: &[u8]) -> usize {
    if a.len().abs_diff(b.len()) > 2 || a.len() > 40 {
        return usize::MAX;
    }
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut before = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let cost = before + usize::from(x != y);
            before = row[j + 1];
            row[j + 1] = cost.min(row[j] + 1).min(before + 1);
        }
    }
    row[b.len()]
}

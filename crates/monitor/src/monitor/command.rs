//! Command lines of the host: known ones, unknown ones, and what is wrong with them.

use hayes_at::exchange::Event;
use hayes_at::flaw::Flaws;
use hayes_at::grammar::{FormKind, PartRead};
use hayes_dialects::dialect::{Form, WithinTo};

use super::asked::Asked;
use super::stranger::other_key;
use super::subject::{about, client_of, declared, message_id, owes_result, way};
use super::{Monitor, Stand, flaws};
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
            typed: None,
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
        // Times that are multiplied by a number of retries come to nothing where there are none: that is no limit.
        let limit = within.limit(&value).filter(|limit| !limit.is_zero());
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
}

//! What the dialect does not explain: read by other documents of the family, by shapes that modules are known
//! to use, by names that other documents describe. What is left is unknown, and said to be.

use hayes_at::flaw::Flaws;
use hayes_at::grammar::Role as Use;
use hayes_at::read;

use super::answer::line_name;
use super::asked::Asked;
use super::command::{owes_result, way};
use super::{Monitor, Stand, client_of};
use crate::deviation;
use crate::family;
use crate::note::{LineKind, Note};
use crate::remark::{Kind, Remark};
use crate::words::{self, Line, Outcome};

impl<'d> Monitor<'d> {
    /// A command that another document of the family describes.
    pub(super) fn kin_command(
        &mut self,
        text: &[u8],
        asked: &mut Asked,
        note: &mut Note<'d>,
    ) -> Option<String> {
        let family = self.dialect.family.clone();
        for kin in self.others.clone().into_iter().filter(|d| d.family == family) {
            let Some(read) = kin.grammar().read_command(text, &mut self.fields) else { continue };
            let Some(part) = read.first().copied().filter(|p| p.command.is_some()) else { continue };
            let command = &kin.commands[usize::from(part.command?)];
            let form = part.form.and_then(|f| kin.form(f));
            if let Some((form, shape)) = form.and_then(|f| f.shape.map(|s| (f, s))) {
                let fields = std::mem::take(&mut self.fields);
                let line = Line { text, base: part.args_start as usize, shape, fields: &fields };
                words::values(kin, &line, &|id| form.param(id), &mut self.secrets, note);
                self.fields = fields;
            }
            asked.owes = form.is_some_and(owes_result);
            asked.client = client_of(note);
            if let Some(topic) = note.params.iter().find(|p| p.name.to_ascii_lowercase().contains("topic")) {
                asked.about.clone_from(&topic.value);
            }
            note.clause = form.and_then(|f| f.clause.as_deref()).or(command.clause.as_deref());
            let title =
                form.and_then(|f| f.title.as_deref()).or(command.title.as_deref()).unwrap_or("a command");
            return Some(format!("{} (as {} has it)", way(part.kind, title), kin.id));
        }
        None
    }

    /// A line of the module that the dialect does not explain.
    pub(super) fn unknown(&mut self, text: &[u8], stand: Stand, note: &mut Note<'d>) {
        if let Some(line) = self.payload_of.take()
            && !text.starts_with(b"+")
        {
            note.kind = LineKind::Data;
            note.message = format!("the payload of line {line}");
            note.remarks.push(Remark::new(Kind::Deviation, "the payload stands on a line of its own"));
            return;
        }
        let before = note.params.len();
        if self.deviating(text, stand, note) || self.kin_line(text, stand, note) {
            return;
        }
        note.params.truncate(before);
        let name = line_name(text).to_ascii_uppercase();
        let prefixed = text.starts_with(b"+") || text.starts_with(b"^") || text.starts_with(b"*");
        let open = self.ledger.open().map(|a| (a.name.clone(), a.line, a.form.is_none()));
        if let Some((asked, line, _)) = &open
            && prefixed
            && asked.as_bytes() == name
        {
            note.kind = LineKind::Info;
            note.of = Some(*line);
            note.message = format!("answer to AT{asked}");
            self.environment(text, true, stand, note);
            return;
        }
        if self.bare_banner(text, stand, note) {
            return;
        }
        let says = std::str::from_utf8(&name)
            .ok()
            .filter(|_| prefixed)
            .and_then(family::elsewhere)
            .or_else(|| family::report(text));
        if let Some(says) = says {
            let known = self.ledger.of_name(&name).map(|a| (a.line, std::mem::replace(&mut a.owes, false)));
            note.kind = if known.is_some() { LineKind::Later } else { LineKind::Urc };
            note.of = known.map(|(line, _)| line);
            note.message = format!("{says} (described in another document)");
            self.environment(text, false, stand, note);
            if let Some(asked) = self.ledger.open() {
                asked.urcs = true;
            }
            return;
        }
        if let Some((asked, line, unread)) = open.filter(|_| !prefixed && text.len() > 1)
            && unread
        {
            note.kind = LineKind::Info;
            note.of = Some(line);
            note.message = format!("answer to AT{asked}");
            return;
        }
        note.kind = LineKind::Unknown;
        "nothing in the documents explains this line".clone_into(&mut note.message);
        note.remarks.push(Remark::new(Kind::UnknownLine, "not explained; the session goes on"));
    }

    /// Start banners that no document has.
    fn bare_banner(&mut self, text: &[u8], stand: Stand, note: &mut Note<'d>) -> bool {
        let banners: [&[u8]; 8] =
            [b"RDY", b"F1: ", b"SIM800 R", b"START", b"BOOT", b"Neul", b"REBOOT_", b"+SIM READY"];
        if !banners.iter().any(|b| text.starts_with(b))
            || self.ledger.open().is_some_and(|a| a.form.is_none())
        {
            return false;
        }
        note.kind = LineKind::Urc;
        "the module starts".clone_into(&mut note.message);
        self.booted(stand, note);
        true
    }

    /// A shape that modules are known to use and no document has.
    fn deviating(&mut self, text: &[u8], stand: Stand, note: &mut Note<'d>) -> bool {
        let Some(found) = deviation::find(&self.dialect.family, text) else { return false };
        note.kind = found.kind;
        found.says.clone_into(&mut note.message);
        for (name, (start, end)) in found.values {
            let value = hayes_at::visible::Visible(&text[start..end]).to_string();
            note.params.push(crate::note::Said { name, value, means: None, unit: None });
        }
        note.remarks.push(Remark::new(Kind::Deviation, found.deviation));
        if found.payload_follows {
            self.payload_of = Some(stand.line);
        }
        self.received(text, note, stand);
        true
    }

    /// A line that another document of the family explains.
    fn kin_line(&mut self, text: &[u8], stand: Stand, note: &mut Note<'d>) -> bool {
        let family = self.dialect.family.clone();
        for kin in self.others.clone().into_iter().filter(|d| d.family == family) {
            let uses = kin.grammar().uses(text);
            let mut fields = std::mem::take(&mut self.fields);
            let mut best: Option<(u32, Use, hayes_at::grammar::ShapeId)> = None;
            for used in uses.list {
                let read = read::line(kin.grammar().shape(used.shape), text, &mut fields);
                if read.is_some() {
                    let cost = fields.all_flaws().without(Flaws::COSMETIC).count() * 2
                        + u32::from(matches!(used.role, Use::Answer(_)));
                    if best.is_none_or(|(least, ..)| cost < least) {
                        best = Some((cost, used.role, used.shape));
                    }
                }
            }
            if let Some((_, role, shape)) = best {
                read::line(kin.grammar().shape(shape), text, &mut fields);
                let line = Line { text, base: 0, shape, fields: &fields };
                self.kin_role(kin, role, &line, stand, note);
                self.fields = fields;
                return true;
            }
            self.fields = fields;
        }
        false
    }

    fn kin_role(
        &mut self,
        kin: &'d hayes_dialects::Dialect,
        role: Use,
        line: &Line<'_>,
        stand: Stand,
        note: &mut Note<'d>,
    ) {
        let mut outcome = Outcome::default();
        let mut title = "a line";
        match role {
            Use::Urc(urc) => {
                note.kind = LineKind::Urc;
                if let Some(urc) = kin.urc(urc) {
                    let place = |id| urc.params.iter().find(|p| p.id == id);
                    outcome = words::values(kin, line, &place, &mut self.secrets, note);
                    note.clause = urc.clause.as_deref();
                    title = urc.title.as_deref().unwrap_or(title);
                }
            }
            Use::Answer(form) => {
                note.kind = LineKind::Later;
                if let Some(form) = kin.form(form) {
                    outcome = words::values(kin, line, &|id| form.param(id), &mut self.secrets, note);
                    let command = kin.command_of(form.id);
                    note.clause =
                        form.clause.as_deref().or_else(|| command.and_then(|c| c.clause.as_deref()));
                    title = form
                        .title
                        .as_deref()
                        .or_else(|| command.and_then(|c| c.title.as_deref()))
                        .unwrap_or(title);
                }
            }
            Use::Final(_) => note.kind = LineKind::Result,
        }
        note.message = format!("{title} (as {} has it)", kin.id);
        self.received(line.text, note, stand);
        let name = line_name(line.text).to_ascii_uppercase();
        let client = client_of(note);
        let asked = self.ledger.of_name(&name).map(|a| (a.seq, a.line, a.ended));
        if let (Use::Answer(_), Some((seq, at, ended))) = (role, asked) {
            note.of = Some(at);
            if ended.is_none() {
                note.kind = LineKind::Info;
            } else {
                self.concluded(seq, outcome, client, stand, note);
            }
        }
    }
}

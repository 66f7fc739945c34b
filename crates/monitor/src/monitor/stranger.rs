//! Commands that the dialect does not have, or that could not be read: whose they are, what is meant, what of
//! them is secret.

use hayes_at::flaw::Flaws;
use hayes_at::grammar::{FormKind, PartRead};

use super::Monitor;
use super::asked::Asked;
use super::subject::way;
use crate::family;
use crate::note::Note;
use crate::remark::{Kind, Remark};

impl<'d> Monitor<'d> {
    pub(super) fn unknown_command(
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
    pub(super) fn hide_broken(&mut self, text: &[u8], name: &str, part: &PartRead, note: &mut Note<'d>) {
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
pub(super) fn other_key(command: &hayes_dialects::dialect::Command, args: &[u8]) -> bool {
    let Some(rest) = args.strip_prefix(b"\"") else { return false };
    let key = rest.split(|b| *b == b'"').next().unwrap_or_default();
    let keys = command.forms.iter().filter_map(|form| form.key.as_deref());
    !key.is_empty()
        && keys.clone().count() > 0
        && !keys.into_iter().any(|k| k.as_bytes().eq_ignore_ascii_case(key))
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

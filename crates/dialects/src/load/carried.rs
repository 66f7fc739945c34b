//! Reads `carried` of a form: which of its values the far end sees, and in which packets.

use super::Loading;
use super::scope::Scope;
use crate::dialect::{Carried, Filler, Form};
use crate::entry::{Keys, Phrase, choice_of, phrase_of, wrong_type};
use crate::nearest::nearest;
use crate::tree::Node;

impl<'t> Loading<'t> {
    pub(super) fn carried(&mut self, keys: &Keys<'t>, scope: &Scope, form: &Form) -> Vec<Carried> {
        keys.list("carried").into_iter().filter_map(|node| self.packet(node, scope, form)).collect()
    }

    fn packet(&mut self, node: &'t Node, scope: &Scope, form: &Form) -> Option<Carried> {
        let Some(table) = node.as_table() else {
            wrong_type(node, "a table", self.report);
            return None;
        };
        let keys = Keys { table, spot: node.spot };
        let packets = Carried::PACKETS.map(|packet| (packet.0, packet));
        let (packet, known) = choice_of(keys.needed("packet", self.report)?, &packets, self.report)?;
        let mut fields = Vec::new();
        for entry in table.entries.iter().filter(|entry| entry.key != "packet") {
            let Some(field) = known.iter().find(|field| **field == entry.key) else {
                let near = nearest(&entry.key, known.iter().copied());
                let hint = near.map_or_else(|| known.join(", "), |near| format!("did you mean `{near}`?"));
                let message = format!("no value of a command fills a field `{}` of {packet}", entry.key);
                self.report.error(entry.spot, message, hint);
                continue;
            };
            let phrase = phrase_of(&entry.node, self.report);
            let filler = phrase.and_then(|phrase| self.filler(phrase, scope, form));
            fields.extend(filler.map(|filler| (*field, filler)));
        }
        Some(Carried { packet, fields })
    }

    /// What fills a field: a parameter of the command line, or the data behind it.
    fn filler(&mut self, phrase: Phrase<'_>, scope: &Scope, form: &Form) -> Option<Filler> {
        if phrase.text == "data" && form.data.is_some() {
            return Some(Filler::Data);
        }
        let place = self.place(phrase, scope)?;
        let sent = form.args.iter().any(|arg| arg.id == place.id);
        if !sent && form.shape.is_some() {
            let message = format!("the syntax of this form has no `{}`", phrase.text);
            self.report.error(phrase.spot, message, "name a parameter of `syntax`, or `data`");
        }
        sent.then_some(Filler::Param(place))
    }
}

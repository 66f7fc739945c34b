//! Reads URCs and blocks of them, and adds them to the grammar.

use hayes_at::grammar;

use super::Loading;
use super::line::Line;
use super::outcome::add_places;
use crate::dialect::{Block, Condition, Part, Urc, UrcData};
use crate::entry::{Keys, Phrase, numbers_of};
use crate::nearest::did_you_mean;
use crate::tree::Node;

const KEYS: &[&str] = &[
    "id", "name", "clause", "title", "syntax", "printed", "when", "data", "params", "foreign", "implied",
    "boot",
];
const BLOCK_KEYS: &[&str] = &["id", "clause", "title", "start", "parts", "end", "same"];

impl<'t> Loading<'t> {
    /// Reads `[[urc]]`.
    pub(super) fn read_urcs(&mut self) -> Vec<Urc> {
        let root = self.root;
        let mut urcs = Vec::new();
        for node in root.tables("urc") {
            if let Some(mut urc) = self.urc(node) {
                urc.index = self.grammar.add_urc(grammar::Urc {
                    id: urc.id.as_str().into(),
                    shape: urc.shape,
                    data: urc.data.as_ref().map(|d| d.count.id),
                    boot: urc.boot,
                });
                urcs.push(urc);
            }
        }
        urcs
    }

    fn urc(&mut self, node: &'t Node) -> Option<Urc> {
        let keys = Keys::of(node, KEYS, self.report)?;
        let id = self.id(&keys)?;
        let foreign = keys.flag("foreign", self.report);
        let clause = keys.text("clause", self.report);
        if !foreign && keys.get("clause").is_none() {
            keys.missing("clause", self.report);
        }
        let params = self.params_of(keys.get("params"));
        let scope = self.scope(&[&params]);
        let name = keys.needed_text("name", self.report);
        let syntax = keys.needed("syntax", self.report)?;
        let built = self.line(&Line::of_command(syntax, &name), &scope);
        let data = self.urc_data(&keys, &scope);
        let built = built?;
        let mut places = built.places;
        add_places(&mut places, data.iter().filter_map(|d| d.says.clone()).collect());
        Some(Urc {
            index: 0,
            id,
            name,
            clause,
            title: keys.text("title", self.report),
            syntax: syntax.text.to_owned(),
            shape: built.shape,
            printed: keys.text("printed", self.report),
            params: places,
            when: self.when(&keys),
            data,
            foreign,
            implied: keys.flag("implied", self.report),
            boot: keys.flag("boot", self.report),
        })
    }

    fn urc_data(&mut self, keys: &Keys<'_>, scope: &super::Scope) -> Option<UrcData> {
        let keys = Keys::of(keys.get("data")?, &["count", "says"], self.report)?;
        let count = keys.needed("count", self.report)?;
        let count = self.place(count, scope)?;
        let says = keys.phrase("says", self.report).and_then(|p| self.place(p, scope));
        Some(UrcData { count, says })
    }

    /// The settings under which something holds.
    pub(super) fn when(&mut self, keys: &Keys<'_>) -> Vec<Condition> {
        let mut when = Vec::new();
        for entry in keys.entries("when", self.report) {
            let values = numbers_of(&entry.node, self.report).into_iter().map(|(n, _)| n).collect();
            if let Some(setting) = self.setting(Phrase { text: &entry.key, spot: entry.spot }) {
                when.push(Condition { on: crate::dialect::Decider::Setting(setting), values });
            }
        }
        when
    }

    /// Reads `[[block]]`.
    pub(super) fn read_blocks(&mut self, urcs: &[Urc]) -> Vec<Block> {
        let root = self.root;
        let blocks: Vec<Block> =
            root.tables("block").into_iter().filter_map(|n| self.block(n, urcs)).collect();
        for block in &blocks {
            let mut name = |name: &String| self.grammar.names.id(name);
            let same = block.same.iter().map(&mut name).collect();
            let parts = block.parts.iter().map(|p| (p.urc, p.total.as_ref().map(&mut name))).collect();
            let id = block.id.as_str().into();
            self.grammar.add_block(grammar::Block { id, start: block.start, parts, end: block.end, same });
        }
        blocks
    }

    fn block(&mut self, node: &'t Node, urcs: &[Urc]) -> Option<Block> {
        let keys = Keys::of(node, BLOCK_KEYS, self.report)?;
        let id = self.id(&keys)?;
        let start = keys.needed("start", self.report).and_then(|p| self.urc_index(p));
        let end = keys.needed("end", self.report).and_then(|p| self.urc_index(p));
        let opening = start.and_then(|s| urcs.iter().find(|u| u.index == s));
        let parts = keys.list("parts").into_iter().filter_map(|n| self.part(n, opening)).collect();
        let same = keys.phrases("same", self.report).unwrap_or_default();
        let same = same.into_iter().filter_map(|p| self.param_of_urc(p, opening)).collect();
        let clause = keys.text("clause", self.report);
        Some(Block {
            id,
            clause,
            title: keys.text("title", self.report),
            start: start?,
            parts,
            end: end?,
            same,
        })
    }

    fn part(&mut self, node: &Node, opening: Option<&Urc>) -> Option<Part> {
        let keys = Keys::of(node, &["urc", "total"], self.report)?;
        let urc = keys.needed("urc", self.report).and_then(|p| self.urc_index(p));
        let total = keys.phrase("total", self.report).and_then(|p| self.param_of_urc(p, opening));
        Some(Part { urc: urc?, total })
    }

    fn urc_index(&mut self, phrase: Phrase<'_>) -> Option<u16> {
        let found = self.index.urc(phrase.text);
        if found.is_none() {
            let hint = did_you_mean(phrase.text, self.index.urc_ids());
            self.report.error(phrase.spot, format!("no URC has the id `{}`", phrase.text), hint);
        }
        found
    }

    /// The defined name of a parameter of a URC.
    fn param_of_urc(&mut self, phrase: Phrase<'_>, urc: Option<&Urc>) -> Option<String> {
        let urc = urc?;
        let found = urc.params.iter().find(|p| p.written == phrase.text);
        if found.is_none() {
            let hint = did_you_mean(phrase.text, urc.params.iter().map(|p| p.written.as_str()));
            let message = format!("the URC `{}` has no parameter `{}`", urc.id, phrase.text);
            self.report.error(phrase.spot, message, hint);
        }
        found.map(|p| p.param.name.clone())
    }
}

//! From the tree of all files to a checked dialect and its grammar: the order in which things are read, and
//! what all readers share. Each kind of entry has a module of its own.

mod also;
mod carried;
mod command;
mod data;
mod finals;
mod form;
mod head;
mod index;
mod kind;
mod line;
mod outcome;
mod param;
mod scope;
mod state;
mod urc;
mod values;
mod within;
mod words;

use std::collections::HashMap;
use std::rc::Rc;

use hayes_at::grammar::{Grammar, ShapeId};

use crate::dialect::{Dialect, Final};
use crate::include::Gathered;
use crate::source::{Report, Spot};
use crate::tree::Table;
use index::Index;
use scope::{Params, Scope};

/// What is known while a dialect is being read.
pub(crate) struct Loading<'t> {
    report: &'t mut Report,
    root: &'t Table,
    /// Names of everything, known before anything is read.
    index: Index,
    grammar: Grammar,
    /// Shapes by their first bytes, so that the same line has the same shape everywhere.
    shapes: HashMap<Vec<u8>, Vec<ShapeId>>,
    finals: Vec<Final>,
    /// Parameters of the whole file.
    whole: Rc<Params>,
    /// Every table of parameters that was read.
    tables: Vec<Rc<Params>>,
    /// Something was dropped from the included files.
    removed: bool,
}

/// The start of the file that was asked for.
const TOP: Spot = Spot { file: 0, start: 0, end: 0 };

/// Reads a dialect; `None` when something is wrong, which is then said.
pub(crate) fn load(gathered: &Gathered, digest: String, report: &mut Report) -> Option<Dialect> {
    let root = &gathered.root;
    head::check_keys(root, report);
    let mut loading = Loading {
        index: Index::of(root),
        root,
        report,
        grammar: Grammar::default(),
        shapes: HashMap::new(),
        finals: Vec::new(),
        whole: Rc::default(),
        tables: Vec::new(),
        removed: gathered.removed,
    };
    loading.whole = loading.params_of(root.get("params"));
    let dialect = loading.dialect(digest);
    loading.report.is_clean().then_some(dialect)
}

impl Loading<'_> {
    fn dialect(&mut self, digest: String) -> Dialect {
        self.read_finals();
        let head = self.read_head();
        let commands = self.read_commands();
        let urcs = self.read_urcs();
        let blocks = self.read_blocks(&urcs);
        let states = self.read_states();
        let errors = self.read_errors();
        let limits = self.read_limits();
        let rules = self.read_rules();
        let readings = self.read_readings();
        let misprints = self.read_misprints();
        let spelled = self.read_spelled();
        self.check_unused();
        Dialect {
            id: head.id,
            family: head.family,
            modules: head.modules,
            document: head.document,
            params: self.whole.all(),
            commands,
            urcs,
            blocks,
            finals: std::mem::take(&mut self.finals),
            states,
            limits,
            errors,
            rules,
            readings,
            misprints,
            spelled,
            grammar: std::mem::take(&mut self.grammar),
            digest,
        }
    }

    /// What is in sight of a line: the innermost table first.
    fn scope(&self, inner: &[&Rc<Params>]) -> Scope {
        Scope::new(inner.iter().copied().chain([&self.whole]).cloned().collect())
    }

    /// May a name lead nowhere here, because what it named was dropped from the included files?
    fn may_dangle(&self, spot: Spot) -> bool {
        self.removed && self.report.is_foreign(spot)
    }

    /// A parameter that no line uses is a table header lost or a name misspelled.
    fn check_unused(&mut self) {
        for table in &self.tables {
            for (name, defined) in table.iter() {
                if !defined.used.get() && !self.report.is_foreign(defined.spot) {
                    let hint = "remove it, or look for the line that should name it; a table header starts a new scope";
                    self.report.error(defined.spot, format!("no line uses the parameter `{name}`"), hint);
                }
            }
        }
    }
}

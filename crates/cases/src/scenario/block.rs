//! Lines in turn: the head, then steps, with blocks inside one another.

use hayes_dialects::{Diagnostic, Dialect};

use super::cursor::Cursor;
use super::head::Head;
use super::mistake::Mistakes;
use super::{MAX_SCENARIO, is_known};
use crate::case::{Condition, Expect, Step, Way, What};
use crate::pattern::Pattern;

/// How deep blocks may stand in one another.
const MAX_DEPTH: usize = 4;
/// How often a block may be repeated.
const MAX_TIMES: u32 = 10_000;

/// Reads a scenario.
pub(super) struct Reader<'t> {
    file: &'t str,
    text: &'t str,
    pub(super) dialect: &'t Dialect,
    pub(super) head: Head,
    pub(super) steps: Vec<Step>,
    /// The steps behind `undo`.
    pub(super) undo: Option<Vec<Step>>,
    pub(super) mistakes: Mistakes,
    pub(super) bound: Vec<String>,
    open: Vec<Block<'t>>,
    number: usize,
}

struct Block<'t> {
    line: usize,
    opened: Cursor<'t>,
    kind: Kind,
    steps: Vec<Step>,
}

enum Kind {
    AnyOrder,
    InOrder,
    Repeat(u32),
    If(Condition),
    /// With the steps before `else`.
    Else(Condition, Vec<Step>),
}

impl<'t> Reader<'t> {
    pub(super) fn new(file: &'t str, text: &'t str, dialect: &'t Dialect) -> Self {
        Self {
            file,
            text,
            dialect,
            head: Head::default(),
            steps: Vec::new(),
            undo: None,
            mistakes: Mistakes::default(),
            bound: Vec::new(),
            open: Vec::new(),
            number: 0,
        }
    }

    pub(super) fn read(&mut self) {
        if self.text.len() > MAX_SCENARIO {
            self.number = 1;
            self.wrong(Cursor::new(""), format!("a scenario has {MAX_SCENARIO} bytes at most"), "split it");
            return;
        }
        for (i, line) in self.text.lines().enumerate() {
            self.number = i + 1;
            self.line(Cursor::new(line));
        }
        while let Some(block) = self.open.pop() {
            self.number = block.line;
            self.wrong(block.opened, "this block is never closed", "close it with `end`");
        }
        self.number = 1;
        let first = Cursor::new(self.text.lines().next().unwrap_or_default());
        if self.head.title.is_empty() {
            self.wrong(
                first,
                "a scenario begins with a comment that says what it shows",
                "# A publish is acknowledged.",
            );
        }
        if self.steps.is_empty() && self.mistakes.is_empty() {
            self.wrong(first, "this scenario does nothing", "> AT");
        }
    }

    /// Something is wrong with a part of the present line.
    pub(super) fn wrong(&mut self, place: Cursor<'_>, message: impl Into<String>, hint: impl Into<String>) {
        let hint = hint.into();
        let before = place.line.get(..place.at).unwrap_or_default();
        self.mistakes.add(Diagnostic {
            file: self.file.to_owned(),
            line: self.number,
            column: before.chars().count() + 1,
            source: place.line.to_owned(),
            length: place.rest().chars().count().max(1),
            message: message.into(),
            hint: (!hint.is_empty()).then_some(hint),
        });
    }

    fn line(&mut self, line: Cursor<'t>) {
        let rest = line.rest();
        if let Some(comment) = rest.strip_prefix('#') {
            let began = self.steps.is_empty() && self.open.is_empty() && self.head.rules.is_empty();
            if began {
                let space = if self.head.title.is_empty() { "" } else { " " };
                self.head.title.push_str(space);
                self.head.title.push_str(comment.trim());
            }
            return;
        }
        let taken = rest.is_empty() || (self.is_at_head() && self.head_line(line));
        if !taken {
            self.step_line(line);
        }
    }

    fn is_at_head(&self) -> bool {
        self.steps.is_empty() && self.open.is_empty()
    }

    fn step_line(&mut self, line: Cursor<'t>) {
        let mut rest = line;
        if rest.take("repeat") {
            let times = rest.rest().parse().ok().filter(|n| (1..=MAX_TIMES).contains(n));
            if times.is_none() {
                self.wrong(rest, format!("`repeat` takes a number, {MAX_TIMES} at most"), "repeat 10");
            }
            self.begin(line, Kind::Repeat(times.unwrap_or(1)));
        } else if rest.take("any") {
            if rest.rest() != "order" {
                self.wrong(
                    line,
                    "`any order` begins lines that may come in any order",
                    "close it with `end`",
                );
            }
            self.begin(line, Kind::AnyOrder);
        } else if rest.take("in") {
            if rest.rest() != "order" {
                self.wrong(line, "`in order` begins lines that come in this order", "close it with `end`");
            }
            self.begin(line, Kind::InOrder);
        } else if rest.take("if") {
            if let Some(condition) = self.condition(rest) {
                self.bind_condition(&condition);
                self.begin(line, Kind::If(condition));
            } else {
                self.begin(line, Kind::Repeat(1));
            }
        } else if rest.rest() == "else" {
            self.otherwise(line);
        } else if rest.rest() == "end" {
            self.end(line);
        } else if rest.rest() == "undo" {
            self.begin_undo(line);
        } else if let Some(what) = self.step(line) {
            self.bind(&what);
            self.push(Step { line: self.number, what });
        }
    }

    fn begin_undo(&mut self, line: Cursor<'t>) {
        if self.undo.is_some() || !self.open.is_empty() {
            self.wrong(line, "`undo` stands once, outside blocks", "");
        }
        self.undo.get_or_insert_default();
    }

    fn begin(&mut self, opened: Cursor<'t>, kind: Kind) {
        if self.open.len() >= MAX_DEPTH {
            self.wrong(opened, format!("blocks stand {MAX_DEPTH} deep in one another at most"), "");
        }
        self.open.push(Block { line: self.number, opened, kind, steps: Vec::new() });
    }

    fn end(&mut self, line: Cursor<'t>) {
        let Some(block) = self.open.pop() else {
            self.wrong(line, "there is no block to end here", "");
            return;
        };
        let what = match block.kind {
            Kind::Repeat(times) => What::Repeat(times, block.steps),
            Kind::AnyOrder => What::AnyOrder(self.expectations("any", block.steps, line)),
            Kind::InOrder => What::InOrder(self.expectations("in", block.steps, line)),
            Kind::If(condition) => What::If(condition, block.steps, Vec::new()),
            Kind::Else(condition, first) => What::If(condition, first, block.steps),
        };
        self.push(Step { line: block.line, what });
    }

    fn otherwise(&mut self, line: Cursor<'t>) {
        match self.open.pop() {
            Some(Block { kind: Kind::If(condition), steps, opened, line }) => {
                let kind = Kind::Else(condition, steps);
                self.open.push(Block { line, opened, kind, steps: Vec::new() });
            }
            other => {
                self.open.extend(other);
                self.wrong(line, "`else` stands once, between `if` and `end`", "");
            }
        }
    }

    fn expectations(&mut self, word: &str, steps: Vec<Step>, line: Cursor<'t>) -> Vec<Expect> {
        let count = steps.len();
        let expects: Vec<Expect> = steps
            .into_iter()
            .filter_map(|step| match step.what {
                What::Expect(expect) => Some(expect),
                _ => None,
            })
            .collect();
        if expects.len() < count || expects.is_empty() {
            let message = format!("between `{word} order` and `end` stand expected lines, and nothing else");
            self.wrong(line, message, "< OK");
        }
        expects
    }

    fn push(&mut self, step: Step) {
        match (self.open.last_mut(), &mut self.undo) {
            (Some(block), _) => block.steps.push(step),
            (None, Some(undo)) => undo.push(step),
            (None, None) => self.steps.push(step),
        }
    }

    fn bind_lines(&mut self, expect: &Expect) {
        for way in &expect.ways {
            if let Way::Line(pattern) | Way::Echo(pattern) = way {
                self.bound.extend(pattern.binds().map(str::to_owned));
            }
        }
    }

    fn bind_condition(&mut self, condition: &Condition) {
        match condition {
            Condition::Comes(expect) => self.bind_lines(expect),
            Condition::Is(_, patterns) => {
                self.bound.extend(patterns.iter().flat_map(Pattern::binds).map(str::to_owned));
            }
        }
    }

    /// Names that a step gives values are known from there on.
    fn bind(&mut self, what: &What) {
        use crate::saw::Wanted;
        match what {
            What::Set(name, _) => self.bound.push(name.clone()),
            What::Expect(expect) => self.bind_lines(expect),
            What::Saw(packet, _) => {
                for (_, wanted) in &packet.fields {
                    if let Wanted::Bytes(pattern) = wanted {
                        self.bound.extend(pattern.binds().map(str::to_owned));
                    }
                }
            }
            _ => {}
        }
    }

    /// Says which variables have no value.
    pub(super) fn check_variables<'v>(&mut self, place: Cursor<'_>, names: impl Iterator<Item = &'v str>) {
        for name in names {
            if !is_known(name, &self.bound) {
                let bound = self.bound.clone();
                let known = super::GIVEN.into_iter().chain(bound.iter().map(String::as_str));
                let hint = super::head::near(
                    name,
                    known,
                    "`set NAME = TEXT` gives a variable a value, `<name>` in an expected line too",
                );
                let written = format!("{{{name}}}");
                let found = place.rest().find(&written).map(|at| place.at + at);
                let place = found.map_or(place, |at| Cursor { at, end: at + written.len(), ..place });
                self.wrong(place, format!("nothing gives `{{{name}}}` a value"), hint);
            }
        }
    }
}

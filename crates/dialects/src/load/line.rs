//! From a line in the document's notation to a shape of the grammar.

use std::sync::Arc;

use hayes_at::grammar::ShapeId;
use hayes_at::kind::Kind;
use hayes_at::names::NameId;
use hayes_at::notation::{Node, Notation};
use hayes_at::shape::{self, Shape, ShapeError, Step};

use super::Loading;
use super::kind::kind_of;
use super::scope::{Defined, Scope};
use crate::dialect::{Decider, Param, Place};
use crate::entry::Phrase;
use crate::nearest::nearest;
use crate::source::Spot;

/// The most shapes of a dialect; the largest document needs some hundred.
const MOST_SHAPES: usize = 20_000;

/// A line as it is read: with the command's name in the place of `{cmd}`.
pub(super) struct Line<'a> {
    phrase: Phrase<'a>,
    pub(super) shown: String,
    /// For every byte of `shown`: where it stands in the phrase.
    origin: Vec<usize>,
    /// Only `(<param>)` is live.
    test: bool,
}

/// A line that was read.
pub(super) struct Built {
    pub(super) shape: ShapeId,
    pub(super) places: Vec<Place>,
    /// The line may be absent.
    pub(super) optional: bool,
    /// The sub-key it starts with.
    pub(super) key: Option<String>,
}

impl<'a> Line<'a> {
    /// The phrase as it stands.
    pub(super) fn plain(phrase: Phrase<'a>) -> Self {
        let origin = (0..=phrase.text.len()).collect();
        Self { phrase, shown: phrase.text.to_owned(), origin, test: false }
    }

    /// The phrase with a command's name for `{cmd}`.
    pub(super) fn of_command(phrase: Phrase<'a>, name: &str) -> Self {
        let mut line = Self { phrase, shown: String::new(), origin: Vec::new(), test: false };
        let mut from = 0;
        for (at, found) in phrase.text.match_indices("{cmd}") {
            line.push(&phrase.text[from..at], from, 1);
            line.push(name, at, 0);
            from = at + found.len();
        }
        line.push(&phrase.text[from..], from, 1);
        line.origin.push(phrase.text.len());
        line
    }

    /// The phrase behind the command's name and a colon; brackets around it are around all of it.
    pub(super) fn answer_of(phrase: Phrase<'a>, name: &str) -> Self {
        let mut line = Self { phrase, shown: String::new(), origin: Vec::new(), test: false };
        let whole = Notation::parse(phrase.text).is_ok_and(|n| n.optional);
        let open = usize::from(whole);
        line.push(&phrase.text[..open], 0, 1);
        line.push(&format!("{name}: "), open, 0);
        line.push(&phrase.text[open..], open, 1);
        line.origin.push(phrase.text.len());
        line
    }

    /// A line of a test answer.
    pub(super) fn test(mut self) -> Self {
        self.test = true;
        self
    }

    fn push(&mut self, text: &str, at: usize, step: usize) {
        self.shown.push_str(text);
        self.origin.extend((0..text.len()).map(|i| at + i * step));
    }

    fn in_phrase(&self, at: usize) -> usize {
        self.origin.get(at).copied().unwrap_or(self.phrase.text.len())
    }

    pub(super) fn spot(&self) -> Spot {
        self.phrase.spot
    }
}

impl Loading<'_> {
    /// Reads a line, says what is wrong with it, and gives its shape.
    pub(super) fn line(&mut self, line: &Line<'_>, scope: &Scope) -> Option<Built> {
        let notation = self.notation(line, scope)?;
        let found = self.line_params(line, &notation, scope)?;
        let mut queue = Vec::with_capacity(found.len());
        let mut places = Vec::with_capacity(found.len());
        for ((name, at), defined) in notation.params().into_iter().zip(&found) {
            let mut param = self.shape_param(defined, scope, line.test)?;
            if matches!(notation.nodes.as_slice(), [Node::Param { .. }])
                && matches!(&param.kind, Kind::Word(words) if words.is_empty())
            {
                param.kind = Kind::FreeLine;
            }
            places.push(Place {
                written: name.to_owned(),
                id: param.name,
                param: Arc::clone(&defined.param),
            });
            queue.push((param, at));
        }
        let ends: Vec<usize> = queue.iter().map(|(_, at)| *at).collect();
        let mut queue = queue.into_iter();
        let mut next = |_: &str| queue.next().map(|(param, _)| param).ok_or(());
        let shape = Shape::build(&notation, &mut next).map_err(|e| self.shape_fault(line, &e)).ok()?;
        self.check_ends(line, &shape, &ends);
        let shape = self.keep_shape(line, shape)?;
        let key = notation.key().map(str::to_owned);
        Some(Built { shape, places, optional: notation.optional, key })
    }

    fn notation(&mut self, line: &Line<'_>, scope: &Scope) -> Option<Notation> {
        if line.test {
            return Some(Notation::parse_test_answer(&line.shown));
        }
        match Notation::parse(&line.shown) {
            Ok(notation) => Some(notation),
            Err(error) => {
                let len = line.shown.get(error.at..).and_then(|t| t.chars().next()).map_or(0, char::len_utf8);
                let spot = self.spot_in(line, error.at, error.at + len);
                self.report.error(spot, error.to_string(), error.why.hint());
                // What the broken line names is not unused.
                for part in line.shown.split('<').skip(1).filter_map(|p| p.split('>').next()) {
                    scope.find(part);
                }
                None
            }
        }
    }

    /// The definitions of a line's parameters, in order; `None` when one is missing.
    fn line_params<'s>(
        &mut self,
        line: &Line<'_>,
        notation: &Notation,
        scope: &'s Scope,
    ) -> Option<Vec<&'s Defined>> {
        let params = notation.params();
        let mut found = Vec::with_capacity(params.len());
        for (name, at) in &params {
            match scope.follow(name) {
                Ok(defined) => found.push(defined),
                Err(Some((target, spot))) => self.lost_ref("same_as", target, *spot, scope),
                Err(None) => {
                    let end = line.shown[*at..].find('>').map_or(at + 1, |i| at + i + 1);
                    self.unknown_param(name, self.spot_in(line, *at, end), scope);
                }
            }
            if self.report.is_full() {
                return None;
            }
        }
        let complete = found.len() == params.len();
        let unsound = found.iter().filter(|d| !self.check_refs(d, scope)).count();
        (complete && unsound == 0).then_some(found)
    }

    /// Says that a name means no parameter.
    pub(super) fn unknown_param(&mut self, name: &str, spot: Spot, scope: &Scope) {
        let hint = match nearest(name, scope.names()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "define it in `[params]`, or in the `params` of the command, form or URC".to_owned(),
        };
        self.report.error(spot, format!("the parameter `{name}` is not defined here"), hint);
    }

    /// Says which names in a definition mean no parameter where it is used.
    fn check_refs(&mut self, defined: &Defined, scope: &Scope) -> bool {
        let mut sound = true;
        for (key, name, spot) in &defined.refs {
            if scope.find(name).is_none() && !self.may_dangle(*spot) {
                self.lost_ref(key, name, *spot, scope);
                sound = false;
            }
        }
        sound
    }

    fn lost_ref(&mut self, key: &str, name: &str, spot: Spot, scope: &Scope) {
        let circle = scope.names().any(|known| known == name);
        let hint = match nearest(name, scope.names()) {
            _ if circle => "`same_as` names a parameter that has a type".to_owned(),
            Some(near) => format!("did you mean `{near}`?"),
            None => "define it where this parameter is used".to_owned(),
        };
        let message = if circle {
            format!("`{name}` is another spelling of itself")
        } else {
            format!("`{key}` names no parameter: `{name}`")
        };
        self.report.error(spot, message, hint);
    }

    /// The number of a parameter's name, other spellings followed.
    pub(super) fn name_id(&mut self, name: &str, scope: &Scope) -> NameId {
        let name = scope.find(name).map_or(name, |d| d.param.name.as_str());
        self.grammar.names.id(name)
    }

    fn shape_param(&mut self, defined: &Defined, scope: &Scope, test: bool) -> Option<shape::Param> {
        let param = &*defined.param;
        let name = self.grammar.names.id(&param.name);
        if name == NameId(u16::MAX) {
            self.report.error(defined.spot, "the dialect has too many parameters", "");
            return None;
        }
        if test {
            return self.test_param(param, name, defined);
        }
        let counted_by = param.counted_by.as_deref().map(|n| self.name_id(n, scope));
        let present = param.present.iter().find_map(|c| match &c.on {
            Decider::Param(on) => Some((on.clone(), c.values.clone())),
            Decider::Setting(_) => None,
        });
        let present = present.map(|(on, values)| (self.name_id(&on, scope), values.into()));
        let depends = param.by.as_ref().map(|by| {
            let way = |(value, way): &(i64, Option<Param>)| (*value, way.as_ref().map(kind_of));
            (self.name_id(&by.on, scope), by.ways.iter().map(way).collect())
        });
        Some(shape::Param { name, kind: kind_of(param), counted_by, present, depends })
    }

    /// In a test answer a parameter stands for its range.
    fn test_param(&mut self, param: &Param, name: NameId, defined: &Defined) -> Option<shape::Param> {
        let spelled = param.kind.spelled();
        if param.by.is_some() || spelled.is_empty() {
            let hint = "write what the document prints between the parentheses instead";
            let message = format!("`{}` has no range that a test answer could print", param.name);
            self.report.error(defined.spot, message, hint);
            return None;
        }
        Some(shape::Param::new(name, Kind::Range(spelled.into())))
    }

    fn shape_fault<E>(&mut self, line: &Line<'_>, error: &ShapeError<E>) {
        match error {
            ShapeError::Dependency { at, on } => {
                let spot = self.spot_in(line, *at, at + 1);
                let on = self.grammar.names.text(*on).to_owned();
                let message = format!("this parameter depends on `{on}`, which does not stand before it");
                self.report.error(spot, message, "`by` names a parameter of the same line");
            }
            _ => self.report.error(line.spot(), "the line has too many parts", ""),
        }
    }

    /// Payload without quotes and without a length takes all of its line.
    fn check_ends(&mut self, line: &Line<'_>, shape: &Shape, at: &[usize]) {
        for (i, step) in shape.steps.iter().enumerate() {
            let Step::Slot(slot) = step else { continue };
            let Some(place) = shape.slots.get(usize::from(*slot)) else { continue };
            let open = place.counted_by.is_none() && matches!(place.kind, Kind::Raw { .. });
            let last = shape.steps[i + 1..].iter().all(|s| matches!(s, Step::End { .. }));
            if open && !last {
                let at = at.get(usize::from(*slot)).copied().unwrap_or(0);
                let spot = self.spot_in(line, at, at + 1);
                let hint = "say with `counted_by` which parameter holds its length";
                self.report.error(spot, "payload bytes without a length must end the line", hint);
            }
        }
    }

    /// Gives a shape its number; equal lines share one.
    fn keep_shape(&mut self, line: &Line<'_>, shape: Shape) -> Option<ShapeId> {
        let head = shape.head().to_vec();
        let same = self.shapes.entry(head).or_default();
        if let Some(known) = same.iter().find(|id| *self.grammar.shape(**id) == shape) {
            return Some(*known);
        }
        if self.grammar.shapes().len() >= MOST_SHAPES {
            self.report.error(line.spot(), "the dialect has too many lines", "");
            return None;
        }
        let id = self.grammar.add_shape(shape);
        same.push(id);
        Some(id)
    }

    /// The place of bytes of a line in its file.
    fn spot_in(&self, line: &Line<'_>, from: usize, to: usize) -> Spot {
        self.report.inside(line.spot(), line.in_phrase(from), line.in_phrase(to))
    }
}

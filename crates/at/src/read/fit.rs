//! Reads a line exactly by its shape: every byte has its place, every value the form of its type. Ranges
//! and lengths out of bounds are flaws, not misfits. A free text without a length ends at the earliest quote
//! after which the rest of the shape fits, and it is flagged that another end would fit too; any other text
//! ends at the first quote before a comma or the end of the line.

use super::judge::{Chosen, Found, chosen, judge, judge_text};
use super::lex;
use super::straight::straight;
use crate::fields::{Carried, Choice, Field, Fields, Form, MAX_CHOICES};
use crate::flaw::Flaws;
use crate::kind::{Kind, Quotes};
use crate::shape::{CountedBy, Shape, Step};
use crate::work;

/// Does a line fit a shape?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fit {
    /// All of it.
    Yes,
    /// No; the furthest byte that could be read.
    No {
        /// Offset in the line.
        at: usize,
    },
    /// It would, if it went on over its line end.
    Short {
        /// Its length is at least this; the length of the line itself where only a quote is missing.
        need: usize,
    },
}

/// How many steps one line may take; beyond that it does not fit. Only lines made to be hard get there.
const STEPS_PER_LINE: usize = 4096;

/// Reads `line` by `shape` into `fields`.
pub fn fit(shape: &Shape, line: &[u8], carried: &Carried, fields: &mut Fields) -> Fit {
    fields.clear();
    if shape.straight
        && let Some(fit) = straight(shape, line, fields)
    {
        return fit;
    }
    Walk::new(shape, line, carried, fields, true).run()
}

/// The same for a line whose declared lengths are known to be wrong: they are flagged and not followed.
pub fn fit_miscounted(shape: &Shape, line: &[u8], carried: &Carried, fields: &mut Fields) -> Fit {
    Walk::new(shape, line, carried, fields, false).run()
}

struct Walk<'a> {
    shape: &'a Shape,
    line: &'a [u8],
    carried: &'a Carried,
    fields: &'a mut Fields,
    counts: bool,
    /// Any quote may end any text: only to see whether the line could be read in another way.
    any_end: bool,
    furthest: usize,
    need: usize,
    steps: usize,
    round: u16,
}

/// How far a step came.
enum Went {
    To(usize),
    Nowhere,
}

impl<'a> Walk<'a> {
    fn new(
        shape: &'a Shape,
        line: &'a [u8],
        carried: &'a Carried,
        fields: &'a mut Fields,
        counts: bool,
    ) -> Self {
        fields.clear();
        Self {
            shape,
            line,
            carried,
            fields,
            counts,
            any_end: false,
            furthest: 0,
            need: 0,
            steps: 0,
            round: 0,
        }
    }

    fn run(&mut self) -> Fit {
        if self.walk(0, 0) {
            self.settle_ambiguity();
            self.judge_free_texts();
            self.fields.check_presence(self.shape);
            return Fit::Yes;
        }
        self.fields.clear();
        match self.need {
            0 => Fit::No { at: self.furthest },
            need => Fit::Short { need },
        }
    }

    /// Walks from `step` at byte `at` to the end; false when no choice is left.
    fn walk(&mut self, mut step: usize, mut at: usize) -> bool {
        let shape = self.shape;
        loop {
            self.steps += 1;
            work::step();
            let went = match shape.steps.get(step) {
                None if self.ends_at(at) => return true,
                _ if self.steps > STEPS_PER_LINE => return false,
                None => Went::Nowhere,
                Some(Step::Literal(bytes)) => self.literal(bytes, at),
                Some(Step::Slot(slot)) => self.value(*slot, step, at),
                Some(Step::Begin { end, .. }) => {
                    self.choose(self.here(usize::from(*end), at));
                    Went::To(at)
                }
                Some(Step::End { begin, repeats: true }) => {
                    // Once more, if it can be; the choice made at its beginning leads out again.
                    self.round = self.round.saturating_add(1);
                    step = usize::from(*begin);
                    continue;
                }
                Some(Step::End { repeats: false, .. }) => Went::To(at),
            };
            match went {
                Went::To(to) => {
                    at = to;
                    step += 1;
                    self.furthest = self.furthest.max(at);
                }
                Went::Nowhere => match self.go_back() {
                    Some((to_step, to)) => (step, at) = (to_step, to),
                    None => return false,
                },
            }
        }
    }

    /// Spaces behind the last value are harmless.
    fn ends_at(&mut self, at: usize) -> bool {
        let rest = &self.line[at..];
        if rest.is_empty() {
            return true;
        }
        let blank = rest.iter().all(|b| *b == b' ');
        if blank {
            self.fields.flaws |= Flaws::SPACING;
        }
        blank
    }

    fn here(&self, step: usize, at: usize) -> Choice {
        Choice {
            step: u16::try_from(step).unwrap_or(u16::MAX),
            at: u32::try_from(at).unwrap_or(u32::MAX),
            quote: 0,
            fields: u16::try_from(self.fields.len()).unwrap_or(u16::MAX),
            round: self.round,
            flaws: self.fields.flaws,
        }
    }

    fn choose(&mut self, choice: Choice) {
        if self.fields.choices.len() < MAX_CHOICES {
            self.fields.choices.push(choice);
        }
    }

    /// Takes the latest open choice the other way.
    fn go_back(&mut self) -> Option<(usize, usize)> {
        while let Some(choice) = self.fields.choices.pop() {
            self.fields.truncate(usize::from(choice.fields));
            self.fields.flaws = choice.flaws;
            self.round = choice.round;
            let (step, at) = (usize::from(choice.step), choice.at as usize);
            if choice.quote == 0 {
                // Behind a group that is left out, rounds start anew.
                self.round = 0;
                return Some((step, at));
            }
            if let Went::To(to) = self.text_to(step, at, choice.quote as usize + 1) {
                return Some((step + 1, to));
            }
        }
        None
    }

    fn literal(&mut self, bytes: &[u8], at: usize) -> Went {
        let rest = &self.line[at..];
        if rest.starts_with(bytes) {
            return Went::To(at + bytes.len());
        }
        match tolerant(bytes, rest) {
            Some((len, flaws)) => {
                self.fields.flaws |= flaws;
                Went::To(at + len)
            }
            None => Went::Nowhere,
        }
    }

    fn value(&mut self, slot: u16, step: usize, at: usize) -> Went {
        let shape = self.shape;
        let place = &shape.slots[usize::from(slot)];
        let kind = match &place.kind {
            Kind::Depends { on, ways } => match chosen(*on, ways, self.fields) {
                Chosen::Kind(kind) => kind,
                // Not there by the document: read it as what any other value makes of it, and flag it.
                Chosen::Absent | Chosen::Unknown => match ways.iter().find_map(|(_, k)| k.as_ref()) {
                    Some(kind) => kind,
                    None => return Went::Nowhere,
                },
            },
            kind => kind,
        };
        let count = place.counted_by.and_then(|by| self.count(by));
        match kind {
            Kind::Int(_) => self.int(slot, at),
            Kind::Text(text) => match (count, text.quotes) {
                (Some(count), Quotes::Always) if self.counts => self.counted_text(slot, at, count),
                (Some(count), Quotes::Either) if self.counts && self.line.get(at) == Some(&b'"') => {
                    self.counted_text(slot, at, count)
                }
                (Some(count), _) if self.counts => self.counted_bare(slot, at, count),
                (_, Quotes::Never) => self.bare_to_next(slot, step, at),
                (_, Quotes::Either) if self.line.get(at) != Some(&b'"') => self.bare_to_next(slot, step, at),
                _ => self.text_to(step, at, 0),
            },
            Kind::Raw { .. } => match count {
                Some(count) if self.counts => self.counted_bare(slot, at, count),
                _ => self.bare(slot, at, self.line.len()),
            },
            Kind::FreeLine => self.bare(slot, at, self.line.len()),
            Kind::Hex(_) | Kind::Word(_) => self.bare_to_next(slot, step, at),
            Kind::List(_) => match lex::list(&self.line[at..]) {
                Some(len) => {
                    if self.line[at..at + len].contains(&b' ') {
                        self.fields.flaws |= Flaws::SPACING;
                    }
                    self.take(slot, Form::List, at, at + len, at + len, None)
                }
                None => Went::Nowhere,
            },
            Kind::Range(_) => {
                let len = self.line[at..].iter().position(|b| *b == b')').unwrap_or(0);
                if len == 0 { Went::Nowhere } else { self.bare(slot, at, at + len) }
            }
            Kind::Depends { .. } => Went::Nowhere,
        }
    }

    fn count(&self, by: CountedBy) -> Option<usize> {
        let number = match by {
            CountedBy::Slot(slot) => self.fields.last_of(slot).and_then(Field::as_number),
            CountedBy::Carried(name) => self.carried.get(name),
        };
        number.and_then(|n| usize::try_from(n).ok())
    }

    fn int(&mut self, slot: u16, at: usize) -> Went {
        let at = self.skip_spaces(at);
        match lex::number(&self.line[at..]) {
            Some((form, number, len)) => self.take(slot, form, at, at + len, at + len, number),
            None => Went::Nowhere,
        }
    }

    fn skip_spaces(&mut self, at: usize) -> usize {
        if self.line.get(at) != Some(&b' ') {
            return at;
        }
        self.fields.flaws |= Flaws::SPACING;
        at + self.line[at..].iter().take_while(|b| **b == b' ').count()
    }

    /// A quoted text that ends at the first quote from `from` on. A free text keeps the choice of a later
    /// one; any other ends where a comma, or the end of the line, follows the quote.
    fn text_to(&mut self, step: usize, start: usize, from: usize) -> Went {
        let Some(Step::Slot(slot)) = self.shape.steps.get(step) else { return Went::Nowhere };
        let before = self.here(step, start);
        let open = self.skip_spaces(start);
        if self.line.get(open) != Some(&b'"') {
            return Went::Nowhere;
        }
        let free = self.shape.slots[usize::from(*slot)].is_free();
        let mut from = from.max(open + 1);
        let quote = loop {
            let Some(len) = self.line.get(from..).and_then(|rest| memchr::memchr(b'"', rest)) else {
                work::bytes(self.line.len().saturating_sub(from));
                if free {
                    self.want(self.line.len());
                }
                return Went::Nowhere;
            };
            let quote = from + len;
            work::bytes(len);
            if free || self.any_end || matches!(self.line.get(quote + 1), None | Some(b',' | b' ')) {
                break quote;
            }
            from = quote + 1;
        };
        if free || self.any_end {
            self.choose(Choice { quote: u32::try_from(quote).unwrap_or(u32::MAX), ..before });
        }
        self.take(*slot, Form::Text, open + 1, quote, quote + 1, None)
    }

    fn counted_text(&mut self, slot: u16, at: usize, count: usize) -> Went {
        let at = self.skip_spaces(at);
        if self.line.get(at) != Some(&b'"') {
            return Went::Nowhere;
        }
        let Some(end) = count.checked_add(at + 1) else { return Went::Nowhere };
        match self.line.get(end) {
            Some(b'"') => self.take(slot, Form::Text, at + 1, end, end + 1, None),
            Some(_) => Went::Nowhere,
            None => {
                self.want(end + 1);
                Went::Nowhere
            }
        }
    }

    fn counted_bare(&mut self, slot: u16, at: usize, count: usize) -> Went {
        let Some(end) = count.checked_add(at) else { return Went::Nowhere };
        if end > self.line.len() {
            self.want(end);
            return Went::Nowhere;
        }
        self.take(slot, Form::Bare, at, end, end, None)
    }

    /// Bare bytes up to where the shape's next literal begins, or to the end of the line. What starts with a
    /// quote is not bare.
    fn bare_to_next(&mut self, slot: u16, step: usize, at: usize) -> Went {
        let at = self.skip_spaces(at);
        let rest = &self.line[at..];
        if rest.first() == Some(&b'"') {
            return Went::Nowhere;
        }
        let stop = self.shape.steps[step + 1..].iter().find_map(|s| match s {
            Step::Literal(bytes) => bytes.first(),
            _ => None,
        });
        let len = stop.and_then(|b| memchr::memchr(*b, rest)).unwrap_or(rest.len());
        work::bytes(len);
        self.bare(slot, at, at + len)
    }

    fn bare(&mut self, slot: u16, at: usize, end: usize) -> Went {
        if at == end {
            return Went::Nowhere;
        }
        let whole = matches!(
            self.shape.slots[usize::from(slot)].kind,
            Kind::FreeLine | Kind::Raw { .. } | Kind::Range(_)
        );
        let (form, number) = if whole { (Form::Bare, None) } else { lex::bare(&self.line[at..end]) };
        self.take(slot, form, at, end, end, number)
    }

    fn take(
        &mut self,
        slot: u16,
        form: Form,
        start: usize,
        end: usize,
        to: usize,
        number: Option<i64>,
    ) -> Went {
        let place = &self.shape.slots[usize::from(slot)];
        // What a text holds is looked at once its end is settled: before that, each of its quotes may be tried.
        let open = form == Form::Text && (self.any_end || place.is_free());
        let bytes = if open { &[] } else { &self.line[start..end] };
        work::bytes(bytes.len());
        let mut flaws = judge(&place.kind, Found { form, bytes, number }, self.fields);
        if flaws.has(Flaws::TYPE) {
            return Went::Nowhere;
        }
        if open {
            flaws = Flaws::NONE;
        }
        if let Some(count) = place.counted_by.and_then(|by| self.count(by))
            && count != end - start
        {
            flaws |= Flaws::COUNT;
        }
        let field = Field {
            slot,
            round: if place.repeats { self.round } else { 0 },
            start: u32::try_from(start).unwrap_or(u32::MAX),
            end: u32::try_from(end).unwrap_or(u32::MAX),
            form,
            flaws,
            number,
        };
        if self.fields.push(field) { Went::To(to) } else { Went::Nowhere }
    }

    fn judge_free_texts(&mut self) {
        let (shape, line) = (self.shape, self.line);
        for field in self.fields.values_mut().filter(|f| f.form == Form::Text) {
            if let Some(Kind::Text(text)) = shape.slots.get(usize::from(field.slot)).map(|s| &s.kind)
                && text.free
            {
                let found = Found { form: field.form, bytes: field.bytes(line), number: None };
                work::bytes(found.bytes.len());
                field.flaws |= judge_text(text, found);
            }
        }
    }

    fn want(&mut self, need: usize) {
        self.need = if self.need == 0 { need } else { self.need.min(need) };
    }

    /// A text without a length could have ended elsewhere if there are more quotes than the texts need and
    /// the line can be read in another way once any quote may end a text.
    fn settle_ambiguity(&mut self) {
        let texts = self.fields.iter().filter(|f| f.form == Form::Text).count();
        work::bytes(self.line.len());
        if texts == 0 || memchr::memchr_iter(b'"', self.line).count() <= 2 * texts {
            return;
        }
        let flaws = self.fields.flaws;
        self.fields.put_aside();
        self.any_end = true;
        (self.round, self.steps) = (0, 0);
        let mut way = Some((0, 0));
        let mut other = false;
        while let Some((step, at)) = way {
            other = self.walk(step, at) && self.fields.differs_from_aside();
            way = if other { None } else { self.go_back() };
        }
        self.fields.take_back();
        self.fields.flaws = if other { flaws | Flaws::AMBIGUOUS } else { flaws };
    }
}

/// Compares a literal with the start of `rest`, forgiving letter case, and spaces that the document prints
/// or does not print behind `:`, `,`, `=` and `(`. Gives the length used and what was forgiven.
fn tolerant(literal: &[u8], rest: &[u8]) -> Option<(usize, Flaws)> {
    let mut flaws = Flaws::NONE;
    let mut at = 0_usize;
    for byte in literal {
        let behind = at.checked_sub(1).and_then(|i| rest.get(i));
        if rest.get(at) == Some(byte) {
            at += 1;
        } else if *byte == b' ' {
            flaws |= Flaws::SPACING;
        } else if rest.get(at) == Some(&b' ') && matches!(behind, Some(b':' | b',' | b'=' | b'(')) {
            at += rest[at..].iter().take_while(|b| **b == b' ').count();
            flaws |= Flaws::SPACING;
            let next = rest.get(at)?;
            if !next.eq_ignore_ascii_case(byte) {
                return None;
            }
            at += 1;
        } else if rest.get(at).is_some_and(|b| b.eq_ignore_ascii_case(byte)) {
            flaws |= Flaws::LETTER_CASE;
            at += 1;
        } else {
            return None;
        }
    }
    Some((at, flaws))
}

//! A notation whose parameters are known: flat steps that one loop can walk, to read, to write, to
//! generate. What the line is for stands in `grammar`.

use crate::kind::{Kind, Quotes};
use crate::names::NameId;
use crate::notation::{Node, Notation};

/// A line's shape.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shape {
    /// What stands in the line, in order.
    pub steps: Box<[Step]>,
    /// The places for values, in order.
    pub slots: Box<[Slot]>,
    /// The whole line may be absent.
    pub optional: bool,
    /// It may go on over a line end: it has a counted or a free text.
    pub spans_lines: bool,
    /// It has only literals, numbers and uncounted quoted texts, none of them needed by another or repeated:
    /// most lines can be read by it without looking back.
    pub straight: bool,
    /// Every quoted text that it must have; more quotes than these need may be ambiguous.
    pub texts: u16,
}

/// One step through a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Bytes that stand there.
    Literal(Box<[u8]>),
    /// A value.
    Slot(u16),
    /// A group begins; without it the walk goes on at `end`.
    Begin {
        /// The step behind the group.
        end: u16,
        /// Slots from this one ...
        first: u16,
        /// ... to before this one are in it.
        last: u16,
        /// It may come again.
        repeats: bool,
    },
    /// A group ends.
    End {
        /// The step where it began.
        begin: u16,
        /// It may come again.
        repeats: bool,
    },
}

/// A place for a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// Which parameter.
    pub name: NameId,
    /// Its type.
    pub kind: Kind,
    /// What tells its length.
    pub counted_by: Option<CountedBy>,
    /// When it is there.
    pub present: Option<Presence>,
    /// It is not in a group.
    pub required: bool,
    /// It is in a group that may come again.
    pub repeats: bool,
}

/// Where the length of a value stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CountedBy {
    /// In a slot of the same line.
    Slot(u16),
    /// In a line before.
    Carried(NameId),
}

/// A value is there if and only if another slot has one of these values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Presence {
    /// The deciding slot.
    pub on: u16,
    /// Its values.
    pub values: Box<[i64]>,
}

/// What a dialect knows of a parameter when a shape is built.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Param {
    /// The name under which it is defined.
    pub name: NameId,
    /// Its type. For [`Param::depends`] it is what holds when the deciding value is none of the listed.
    pub kind: Kind,
    /// The parameter that holds its length.
    pub counted_by: Option<NameId>,
    /// The parameter that decides whether it is there, and the values for which it is.
    pub present: Option<(NameId, Box<[i64]>)>,
    /// The parameter that decides its type.
    pub depends: Option<(NameId, Ways)>,
}

/// Types by the value of a deciding parameter.
pub type Ways = Box<[(i64, Option<Kind>)]>;

impl Param {
    /// A parameter that depends on nothing.
    pub fn new(name: NameId, kind: Kind) -> Self {
        Self { name, kind, counted_by: None, present: None, depends: None }
    }
}

/// Why a shape could not be built.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ShapeError<E> {
    /// The resolver knows no such parameter, or has its own complaint.
    Param {
        /// Byte offset of the parameter in the notation.
        at: usize,
        /// The resolver's complaint.
        why: E,
    },
    /// A parameter depends on one that does not stand before it in the line.
    Dependency {
        /// Byte offset of the parameter in the notation.
        at: usize,
        /// What it depends on.
        on: NameId,
    },
    /// More parts than a shape can hold.
    TooLong,
}

/// The most slots and steps a shape may have.
const MOST: usize = 4096;

impl Shape {
    /// Builds the shape of a notation; `resolve` says what each parameter is.
    pub fn build<E>(
        notation: &Notation,
        resolve: &mut dyn FnMut(&str) -> Result<Param, E>,
    ) -> Result<Self, ShapeError<E>> {
        let mut builder = Builder { steps: Vec::new(), slots: Vec::new(), resolve };
        builder.nodes(&notation.nodes, true, false)?;
        let Builder { steps, slots, .. } = builder;
        if steps.len() > MOST {
            return Err(ShapeError::TooLong);
        }
        let spans_lines = slots.iter().any(|s| s.counted_by.is_some() || s.is_free());
        let straight = steps.iter().all(Step::is_straight) && slots.iter().all(Slot::is_straight);
        let texts = slots.iter().filter(|s| s.is_quoted()).count();
        Ok(Self {
            steps: steps.into(),
            slots: slots.into(),
            optional: notation.optional,
            spans_lines,
            straight,
            texts: u16::try_from(texts).unwrap_or(u16::MAX),
        })
    }

    /// The bytes that every line of this shape starts with.
    pub fn head(&self) -> &[u8] {
        match self.steps.first() {
            Some(Step::Literal(bytes)) => bytes,
            _ => b"",
        }
    }

    /// Does a slot follow behind this step that is reached without entering another group?
    pub(crate) fn place_follows(&self, mut step: usize) -> bool {
        while let Some(here) = self.steps.get(step) {
            match here {
                Step::Slot(_) => return true,
                Step::Begin { end, .. } => step = usize::from(*end),
                Step::Literal(_) | Step::End { .. } => step += 1,
            }
        }
        false
    }

    /// The first slot of a parameter.
    pub fn slot_of(&self, name: NameId) -> Option<u16> {
        self.slots.iter().position(|s| s.name == name).and_then(|i| u16::try_from(i).ok())
    }
}

impl Step {
    /// A quote in a literal may be taken for the end of a text, and rounds must be counted.
    fn is_straight(&self) -> bool {
        match self {
            Self::Literal(bytes) => !bytes.contains(&b'"'),
            Self::Slot(_) => true,
            Self::Begin { repeats, .. } | Self::End { repeats, .. } => !repeats,
        }
    }
}

impl Slot {
    fn is_straight(&self) -> bool {
        let plain = matches!(&self.kind, Kind::Int(_)) || self.is_quoted();
        plain && self.counted_by.is_none() && self.present.is_none()
    }

    /// Does it hold a text between quotes?
    pub fn is_quoted(&self) -> bool {
        matches!(&self.kind, Kind::Text(t) if t.quotes != Quotes::Never)
    }

    /// May it hold line ends?
    pub fn is_free(&self) -> bool {
        matches!(&self.kind, Kind::Text(t) if t.free)
    }
}

struct Builder<'r, E> {
    steps: Vec<Step>,
    slots: Vec<Slot>,
    resolve: &'r mut dyn FnMut(&str) -> Result<Param, E>,
}

impl<E> Builder<'_, E> {
    fn nodes(&mut self, nodes: &[Node], required: bool, repeats: bool) -> Result<(), ShapeError<E>> {
        for node in nodes {
            match node {
                Node::Literal(text) => self.literal(text.as_bytes()),
                Node::Param { name, quoted, at } => self.param(name, *quoted, *at, required, repeats)?,
                Node::Optional { nodes, repeats } => self.group(nodes, *repeats)?,
            }
        }
        Ok(())
    }

    fn literal(&mut self, bytes: &[u8]) {
        match self.steps.last_mut() {
            Some(Step::Literal(last)) => *last = [last, bytes].concat().into(),
            _ => self.steps.push(Step::Literal(bytes.into())),
        }
    }

    fn param(
        &mut self,
        name: &str,
        quoted: bool,
        at: usize,
        required: bool,
        repeats: bool,
    ) -> Result<(), ShapeError<E>> {
        let param = (self.resolve)(name).map_err(|why| ShapeError::Param { at, why })?;
        let index = self.index(self.slots.len())?;
        let mut kind = param.kind;
        if let Some((on, ways)) = param.depends {
            kind = Kind::Depends { on: self.before(on, at)?, ways };
        }
        let counted_by =
            param.counted_by.map(|n| self.find(n).map_or(CountedBy::Carried(n), CountedBy::Slot));
        let present = match param.present {
            // A setting, or a parameter of another line, decides: that is not for one line to check.
            Some((on, values)) => self.find(on).map(|on| Presence { on, values }),
            None => None,
        };
        // Quotes around anything but a text are ordinary bytes.
        let bytes_quote = quoted && !matches!(kind, Kind::Text(_));
        if bytes_quote {
            self.literal(b"\"");
        }
        self.steps.push(Step::Slot(index));
        self.slots.push(Slot { name: param.name, kind, counted_by, present, required, repeats });
        if bytes_quote {
            self.literal(b"\"");
        }
        Ok(())
    }

    fn group(&mut self, nodes: &[Node], repeats: bool) -> Result<(), ShapeError<E>> {
        let begin = self.index(self.steps.len())?;
        let first = self.index(self.slots.len())?;
        self.steps.push(Step::Begin { end: 0, first, last: first, repeats });
        // Keep the group's first literal apart from the one before the group.
        let inside = nodes.to_vec();
        self.nodes(&inside, false, repeats)?;
        self.steps.push(Step::End { begin, repeats });
        let end = self.index(self.steps.len())?;
        let last = self.index(self.slots.len())?;
        self.steps[begin as usize] = Step::Begin { end, first, last, repeats };
        Ok(())
    }

    fn find(&self, name: NameId) -> Option<u16> {
        self.slots.iter().rposition(|s| s.name == name).and_then(|i| u16::try_from(i).ok())
    }

    fn before(&self, name: NameId, at: usize) -> Result<u16, ShapeError<E>> {
        self.find(name).ok_or(ShapeError::Dependency { at, on: name })
    }

    #[expect(clippy::unused_self, reason = "keeps the error type in one place")]
    fn index(&self, len: usize) -> Result<u16, ShapeError<E>> {
        u16::try_from(len).map_err(|_| ShapeError::TooLong)
    }
}

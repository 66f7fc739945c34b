//! What a dialect says, in the form that reading needs: shapes, commands with their forms and outcomes,
//! URCs, blocks, final results. Built once from data; knows no file format.

mod command;
mod index;

pub use command::{CommandRead, PartRead};

use crate::names::{NameId, Names};
use crate::shape::{CountedBy, Shape};
use index::Index;

/// A shape's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ShapeId(pub u16);

/// A form by command and place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FormId {
    /// Index of the command.
    pub command: u16,
    /// Index of the form in the command.
    pub form: u16,
}

/// Everything that reading and writing a dialect needs.
#[derive(Debug, Clone, Default)]
pub struct Grammar {
    /// All parameter names.
    pub names: Names,
    shapes: Vec<Shape>,
    commands: Vec<Command>,
    urcs: Vec<Urc>,
    finals: Vec<Final>,
    blocks: Vec<Block>,
    index: Index,
    /// Some line leaves a number to the lines after it.
    carries: bool,
}

/// A command.
#[derive(Debug, Clone)]
pub struct Command {
    /// Its name without AT; empty for the bare AT.
    pub name: Box<str>,
    /// Its number follows the name directly, as in `ATE0`.
    pub basic: bool,
    /// Its forms.
    pub forms: Vec<Form>,
}

/// Which of the four ways of using a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FormKind {
    /// `=?`
    Test,
    /// `?`
    Read,
    /// `=...`
    Write,
    /// nothing behind the name
    Execute,
}

/// A form of a command.
#[derive(Debug, Clone)]
pub struct Form {
    /// Which way.
    pub kind: FormKind,
    /// The sub-key it starts with.
    pub key: Option<Box<str>>,
    /// What follows `=`.
    pub syntax: Option<ShapeId>,
    /// What may come of it; one of these does.
    pub outcomes: Vec<Outcome>,
    /// What the host sends after a prompt.
    pub data: Option<Data>,
    /// The parameters that tie a later result to its command.
    pub match_by: Vec<NameId>,
    /// In a later result: values after which the final one is still to come.
    pub interim: Vec<(NameId, Vec<i64>)>,
    /// Documented elsewhere or only hinted at: preferred less when several forms fit.
    pub implied: bool,
}

/// One documented way in which a form ends.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// Its name.
    pub name: Box<str>,
    /// Its lines in order.
    pub items: Vec<Item>,
    /// Only when the optional parameters were left out (`Some(true)`) or given (`Some(false)`).
    pub query: Option<bool>,
}

/// An element of an outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// The data prompt.
    Prompt,
    /// A line.
    Line {
        /// Its shape.
        shape: ShapeId,
        /// It may be absent.
        optional: bool,
        /// It may come again.
        repeats: bool,
    },
    /// The final result: index into the grammar's finals.
    Final(u16),
}

/// Data after a prompt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Data {
    /// What ends them.
    pub end: DataEnd,
    /// They begin after `CONNECT`, not after `>`.
    pub after_connect: bool,
}

/// What ends data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DataEnd {
    /// As many bytes as this parameter says.
    Count(NameId),
    /// Ctrl+Z sends, Esc drops.
    CtrlZ,
}

/// A final result.
#[derive(Debug, Clone)]
pub struct Final {
    /// Its line.
    pub shape: ShapeId,
    /// It reports success.
    pub good: bool,
    /// Its number under ATV0.
    pub code: Option<u8>,
    /// It is `CONNECT`: data follow, the command is not over.
    pub connect: bool,
}

/// An unsolicited line.
#[derive(Debug, Clone)]
pub struct Urc {
    /// Its id in the dialect.
    pub id: Box<str>,
    /// Its line.
    pub shape: ShapeId,
    /// As many raw bytes as this parameter says follow the line.
    pub data: Option<NameId>,
    /// It announces that the module has started.
    pub boot: bool,
}

/// Several URCs that carry one message together.
#[derive(Debug, Clone)]
pub struct Block {
    /// Its id in the dialect.
    pub id: Box<str>,
    /// The URC that opens it.
    pub start: u16,
    /// URCs with data, each with the parameter of the opening line that holds the total length.
    pub parts: Vec<(u16, Option<NameId>)>,
    /// The URC that closes it.
    pub end: u16,
    /// Parameters that all lines of one block share.
    pub same: Vec<NameId>,
}

/// What a line with a known beginning may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// A URC.
    Urc(u16),
    /// A line of an outcome of a form.
    Answer(FormId),
    /// A final result.
    Final(u16),
}

/// A shape in a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Use {
    /// The shape.
    pub shape: ShapeId,
    /// The role.
    pub role: Role,
}

impl Grammar {
    /// Adds a shape.
    pub fn add_shape(&mut self, shape: Shape) -> ShapeId {
        self.carries |= shape.slots.iter().any(|s| matches!(s.counted_by, Some(CountedBy::Carried(_))));
        self.shapes.push(shape);
        ShapeId(u16::try_from(self.shapes.len() - 1).unwrap_or(u16::MAX))
    }

    /// Adds a final result.
    pub fn add_final(&mut self, result: Final) -> u16 {
        let id = u16::try_from(self.finals.len()).unwrap_or(u16::MAX);
        self.index
            .add(head_of(&self.shapes, result.shape), Use { shape: result.shape, role: Role::Final(id) });
        self.finals.push(result);
        id
    }

    /// Adds a URC.
    pub fn add_urc(&mut self, urc: Urc) -> u16 {
        let id = u16::try_from(self.urcs.len()).unwrap_or(u16::MAX);
        self.index.add(head_of(&self.shapes, urc.shape), Use { shape: urc.shape, role: Role::Urc(id) });
        self.carries |= urc.data.is_some();
        self.urcs.push(urc);
        id
    }

    /// Adds a command with its forms.
    pub fn add_command(&mut self, command: Command) -> u16 {
        let id = u16::try_from(self.commands.len()).unwrap_or(u16::MAX);
        for (i, form) in command.forms.iter().enumerate() {
            let form_id = FormId { command: id, form: u16::try_from(i).unwrap_or(u16::MAX) };
            for item in form.outcomes.iter().flat_map(|o| &o.items) {
                if let Item::Line { shape, .. } = item {
                    let head = head_of(&self.shapes, *shape);
                    self.index.add(head, Use { shape: *shape, role: Role::Answer(form_id) });
                }
            }
        }
        self.index.add_command(&command.name, id);
        self.commands.push(command);
        id
    }

    /// Adds a block.
    pub fn add_block(&mut self, block: Block) {
        self.blocks.push(block);
    }

    /// Lines that start with `odd` are read as if they started with `usual`, and flagged.
    pub fn add_spelling(&mut self, usual: &str, odd: &str) {
        self.index.add_spelling(usual, odd);
    }

    /// A shape by number.
    pub fn shape(&self, id: ShapeId) -> &Shape {
        &self.shapes[usize::from(id.0)]
    }

    /// Does any line leave a number to the lines after it?
    pub(crate) fn carries(&self) -> bool {
        self.carries
    }

    /// All shapes.
    pub fn shapes(&self) -> &[Shape] {
        &self.shapes
    }

    /// All commands.
    pub fn commands(&self) -> &[Command] {
        &self.commands
    }

    /// A form by number.
    pub fn form(&self, id: FormId) -> &Form {
        &self.commands[usize::from(id.command)].forms[usize::from(id.form)]
    }

    /// All URCs.
    pub fn urcs(&self) -> &[Urc] {
        &self.urcs
    }

    /// All final results.
    pub fn finals(&self) -> &[Final] {
        &self.finals
    }

    /// All blocks.
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// What a line of the module may be, judged by its beginning alone, and whether the beginning is
    /// spelled in the other way that the document prints.
    pub fn uses(&self, line: &[u8]) -> Uses<'_> {
        self.index.uses(line)
    }

    /// The command of a name, in any letter case.
    pub fn command(&self, name: &[u8]) -> Option<u16> {
        self.index.command(name)
    }
}

/// What a line may be by its beginning.
#[derive(Debug, Clone, Copy)]
pub struct Uses<'g> {
    /// Shapes and roles.
    pub list: &'g [Use],
    /// The usual spelling, where the line has the other one: bytes to put in the place of as many.
    pub respelled: Option<(&'g [u8], usize)>,
}

/// The part of a shape's head by which it is found: up to the colon, or all of it.
fn head_of(shapes: &[Shape], id: ShapeId) -> &[u8] {
    let head = shapes[usize::from(id.0)].head();
    index::name_of(head)
}

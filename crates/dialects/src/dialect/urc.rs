//! Unsolicited lines, and blocks of them.

use hayes_at::grammar::ShapeId;

use super::command::When;
use super::param::Place;

/// An unsolicited line.
#[derive(Debug, Clone)]
pub struct Urc {
    /// Its number in the grammar.
    pub index: u16,
    /// Its id.
    pub id: String,
    /// Its prefix.
    pub name: String,
    /// Where the document describes it; only what is foreign may have none.
    pub clause: Option<String>,
    /// What it says.
    pub title: Option<String>,
    /// Its line.
    pub syntax: String,
    /// Its shape in the grammar.
    pub shape: ShapeId,
    /// What the document prints, where the syntax mends a slip.
    pub printed: Option<String>,
    /// Its parameters, in order; the one that its data stand for comes last.
    pub params: Vec<Place>,
    /// Only under these settings.
    pub when: Vec<When>,
    /// Raw bytes that follow the line.
    pub data: Option<UrcData>,
    /// Other documents describe it.
    pub foreign: bool,
    /// The document shows it only indirectly.
    pub implied: bool,
    /// It announces that the module has started.
    pub boot: bool,
}

/// Raw bytes after a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UrcData {
    /// The parameter that counts them.
    pub count: Place,
    /// The parameter that they stand for.
    pub says: Option<Place>,
}

/// URCs that carry one message together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// Its id.
    pub id: String,
    /// Where the document describes it.
    pub clause: Option<String>,
    /// What it carries.
    pub title: Option<String>,
    /// The URC that opens it, by number.
    pub start: u16,
    /// What comes between.
    pub parts: Vec<Part>,
    /// The URC that closes it, by number.
    pub end: u16,
    /// Parameters that all its lines share.
    pub same: Vec<String>,
}

/// A part of a block; it may come in several pieces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The URC, by number.
    pub urc: u16,
    /// The parameter of the opening line that holds the length of all pieces.
    pub total: Option<String>,
}

impl Urc {
    /// Does the document itself describe it?
    pub fn documented(&self) -> bool {
        !self.foreign && !self.implied
    }
}

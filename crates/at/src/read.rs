//! Reading a line: which values it holds by a given shape. Strictly first (`fit`), and for lines that say
//! something wrong place by place (`loose`). Which shape to try is for `grammar` and `exchange`.

mod fit;
mod judge;
mod lex;
mod loose;
mod straight;

pub use fit::{Fit, fit, fit_miscounted};
pub use judge::judge;
pub use loose::loose;

use crate::fields::{Carried, Fields};
use crate::shape::Shape;

/// How a line was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Read {
    /// Every byte in its place.
    Exactly,
    /// But for a declared length that is not the length of what follows.
    Miscounted,
    /// Place by place; what does not belong is flagged.
    Loosely,
}

/// Reads a whole line by a shape as well as it can be read; `None` when it is another's.
pub fn line(shape: &Shape, line: &[u8], fields: &mut Fields) -> Option<Read> {
    let carried = Carried::default();
    if fit(shape, line, &carried, fields) == Fit::Yes {
        return Some(Read::Exactly);
    }
    if shape.spans_lines && fit_miscounted(shape, line, &carried, fields) == Fit::Yes {
        return Some(Read::Miscounted);
    }
    loose(shape, line, fields).then_some(Read::Loosely)
}

//! Holds a dialect against the second reading of its document. What is spelled differently in the two files and
//! is the same all the same is said here and nowhere else:
//!
//! - A parameter's name counts in any letter case, and in any of the spellings that the dialect knows
//!   (`same_as`); numbered ones (`<topic1>`) are the one that they number. None of this reaches the wire.
//! - The second reading writes "" where a document gives no range, length or default. The dialect file then has
//!   a range or length that is open above and begins at 0 (`0-`, `-`), or no default, or the default `?` of
//!   which the document tells only that there is one.
//! - Ranges are sets of numbers: `0,1` is `0-1`. A length with a maximum only is `0-N`.
//! - The unit of a text is that of its length, always bytes: units are compared for numbers.
//! - A parameter whose type depends on another (`by`) may be what any of its ways is.
//! - A parameter that takes its values from a table of error codes: where the second reading has the same table,
//!   the codes are compared there, and the parameter's own entry may leave them out.
//! - `< 1s` is a limit of `1 s`; blanks do not count.
//! - Write forms without a sub-key have names of the reader's own; only their number counts.

mod agreed;
mod altered;
mod command;
mod comparison;
mod dialect;
mod file;
mod param;
mod rest;

pub(crate) use agreed::{Agreed, unsettled};
pub(crate) use altered::every_change;
pub(crate) use comparison::Comparison;

pub(crate) use file::Reading;

use hayes_dialects::Dialect;

/// Compares a dialect with a second reading of its document.
pub(crate) fn compare(dialect: &Dialect, reading: &Reading) -> Comparison {
    let mut comparison = Comparison::default();
    command::compare(dialect, reading, &mut comparison);
    param::compare(dialect, reading, &mut comparison);
    rest::compare_urcs(dialect, reading, &mut comparison);
    rest::compare_errors(dialect, reading, &mut comparison);
    comparison
}

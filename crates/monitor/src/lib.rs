//! Watches decoded exchanges for whatever the document forbids or modules do wrong, says each line in words,
//! and names likely causes. Live or from a log: one judge of lines. No I/O, no clock.
//!
//! ```
//! let dialects: Vec<_> = hayes_dialects::builtin().map(|id| hayes_dialects::load_builtin(id).unwrap()).collect();
//! let log = b"AT+QMTOPEN=0,\"broker.example\",1883\r\nOK\r\n+QMTOPEN: 0,4\r\n";
//! let found = hayes_monitor::find(log, &dialects);
//! let mut explainer = hayes_monitor::Explainer::new(&dialects[found.dialect], &dialects, log, Default::default());
//! let mut kinds = Vec::new();
//! explainer.push(log, &mut |record| kinds.push(record.note.kind.word()));
//! let summary = explainer.finish(&mut |record| kinds.push(record.note.kind.word()));
//! assert_eq!(kinds, ["command", "result", "later"]);
//! assert_eq!(summary.root.unwrap().0, 3);
//! ```

mod causes;
mod deviation;
mod explain;
mod family;
mod finding;
mod log;
mod monitor;
mod note;
#[cfg(feature = "oracles")]
pub mod oracles;
pub mod output;
mod remark;
mod secret;
mod story;
mod words;

pub use explain::{Explainer, Record, Summary};
pub use finding::{Finding, Sureness, find};
pub use monitor::{Monitor, Options, Stand, is_possible};
pub use note::{LineKind, Note, Said};
pub use remark::{Breach, Kind, Remark, Weight};

/// How much of a log is looked at to find its form and its dialect.
pub const HEAD: usize = log::HEAD;

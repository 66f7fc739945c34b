//! Known deviations: cases that may fail for a while, each with its reason and the day it has to be mended by. Read and
//! checked once; whether a case failed is not known here. `KNOWN.md` beside this crate is the reference of the file.

use std::path::Path;

use crate::diagnostic::Diagnostics;
use crate::entry::{Keys, wrong_type};
use crate::file;
use crate::source::{Report, Source, Spot};
use crate::tree::{self, Node, Table, Value};

/// A deviation that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deviation {
    /// The case, or a pattern over cases: `*` stands for anything, `?` for one character.
    pub case: String,
    /// Why it is let be.
    pub reason: String,
    /// The last day on which it is, as `2027-01-31`.
    pub expires: String,
    /// Only in runs of dialects that this pattern fits.
    pub dialect: Option<String>,
    /// Only on modules whose firmware this pattern fits.
    pub firmware: Option<String>,
}

const KEYS: &[&str] = &["case", "reason", "expires", "dialect", "firmware"];

/// Reads a file.
pub fn load_file(path: &Path) -> Result<Vec<Deviation>, Diagnostics> {
    let name = path.display().to_string();
    let bytes = file::read(path).map_err(|why| {
        let mut report = Report::default();
        report.error_without_text(&name, why, "known deviations are in a TOML file");
        report.into_found()
    })?;
    load_bytes(&name, &bytes)
}

/// The same for its bytes; `name` is what diagnostics call them.
pub fn load_bytes(name: &str, bytes: &[u8]) -> Result<Vec<Deviation>, Diagnostics> {
    let mut report = Report::default();
    let Some(text) = file::text_of(name, bytes, &mut report) else { return Err(report.into_found()) };
    let source = Source { name: name.to_owned(), text: text.to_owned(), foreign: false };
    let file = report.add_source(source);
    let Some(table) = tree::read(text, file, &mut report) else { return Err(report.into_found()) };
    let deviations = all(&table, Spot { file, start: 0, end: 0 }, &mut report);
    if report.is_clean() { Ok(deviations) } else { Err(report.into_found()) }
}

fn all(table: &Table, spot: Spot, report: &mut Report) -> Vec<Deviation> {
    Keys::check(table, &["version", "known"], report);
    let keys = Keys { table, spot };
    match (keys.number("version", report), keys.get("version")) {
        (Some(1), _) | (None, Some(_)) => {}
        (Some(other), node) => {
            let message = format!("version {other} of the list's format is not known");
            report.error(node.map_or(spot, |node| node.spot), message, "this hayes reads `version = 1`");
        }
        (None, None) => keys.missing("version", report),
    }
    let mut deviations: Vec<Deviation> = Vec::new();
    for node in keys.list("known") {
        let Some(deviation) = one(node, report) else { continue };
        let same = |known: &Deviation| {
            (&known.case, &known.dialect, &known.firmware)
                == (&deviation.case, &deviation.dialect, &deviation.firmware)
        };
        if deviations.iter().any(same) {
            let message = format!("`{}` is on the list twice", deviation.case);
            report.error(node.spot, message, "one entry for each case: which reason counts?");
        }
        deviations.push(deviation);
    }
    deviations
}

fn one(node: &Node, report: &mut Report) -> Option<Deviation> {
    let keys = Keys::of(node, KEYS, report)?;
    let case = keys.needed_text("case", report);
    let reason = keys.needed_text("reason", report);
    for (key, text) in [("case", &case), ("reason", &reason)] {
        if let Some(node) = keys.get(key)
            && node.as_text().is_some()
            && text.trim().is_empty()
        {
            report.error(node.spot, format!("`{key}` says nothing"), "");
        }
    }
    Some(Deviation {
        case,
        reason,
        expires: day(&keys, report)?,
        dialect: keys.text("dialect", report),
        firmware: keys.text("firmware", report),
    })
}

/// A day, as a date or as text. That every entry has one keeps the list from growing old.
fn day(keys: &Keys<'_>, report: &mut Report) -> Option<String> {
    let Some(node) = keys.get("expires") else {
        keys.missing("expires", report);
        return None;
    };
    let (Value::Date(text) | Value::Text(text)) = &node.value else {
        wrong_type(node, "a day", report);
        return None;
    };
    if !is_day(text) {
        let message = format!("`{text}` is no day");
        report.error(node.spot, message, "a day is written `2027-01-31`");
        return None;
    }
    Some(text.clone())
}

fn is_day(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts[..] else { return false };
    let number = |part: &str, length: usize| {
        let digits = part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| part.parse::<u32>().ok()).flatten()
    };
    let (Some(year), Some(month), Some(day)) = (number(year, 4), number(month, 2), number(day, 2)) else {
        return false;
    };
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let longest = match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return false,
    };
    (1..=longest).contains(&day)
}

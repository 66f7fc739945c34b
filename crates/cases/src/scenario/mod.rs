//! The language of scenario files: from text to a case, or to everything that is wrong with the text. What the
//! words mean is said in `SCENARIOS.md`; running them is somebody else's.

mod block;
mod builtin;
mod condition;
mod cursor;
mod head;
mod mistake;
mod packet;
mod step;

use hayes_dialects::Dialect;

use crate::case::{Case, Setup, Source, slug};
use crate::pattern::is_name;
use block::Reader;
pub use builtin::{builtin, is_example, is_setup, without_case, without_replay};
pub use mistake::Mistakes;

/// Variables that every run gives a value.
pub const GIVEN: [&str; 15] = [
    "host",
    "port",
    "tls_port",
    "client",
    "client2",
    "topic",
    "topic2",
    "user",
    "password",
    "closed_port",
    "no_host",
    "ca",
    "certificate",
    "key",
    "n",
];

/// The longest scenario file.
pub const MAX_SCENARIO: usize = 256 * 1024;

/// Reads a scenario. `file` is what diagnostics call it; its name without folder and ending becomes part of the
/// case's identifier. Rules, parameters and prefixes are those of `dialect`.
pub fn read_scenario(file: &str, text: &str, dialect: &Dialect) -> Result<Case, Mistakes> {
    read(file, text, dialect).map(|setup| setup.case)
}

/// Reads a setup: a scenario that `gives` states.
pub fn read_setup(file: &str, text: &str, dialect: &Dialect) -> Result<Setup, Mistakes> {
    read(file, text, dialect)
}

fn read(file: &str, text: &str, dialect: &Dialect) -> Result<Setup, Mistakes> {
    let mut reader = Reader::new(file, text, dialect);
    reader.read();
    if !reader.mistakes.is_empty() {
        return Err(reader.mistakes);
    }
    let stem = file.rsplit(['/', '\\']).next().unwrap_or(file);
    let stem = stem.split_once('.').map_or(stem, |(stem, _)| stem);
    let head = reader.head;
    let name = file.to_owned();
    let (kind, source) = match (is_example(file), is_setup(file)) {
        (true, _) => ("example", Source::Example(name)),
        (_, true) => ("setup", Source::Setup(name)),
        _ => ("scenario", Source::Scenario(name)),
    };
    let case = Case {
        id: format!("{}/{kind}/{}", dialect.id, slug(stem)),
        title: head.title,
        clause: head
            .clause
            .or_else(|| head.rules.iter().find_map(|r| dialect.rule(r)).map(|r| r.clause.clone())),
        rules: head.rules,
        source,
        needs: head.needs,
        steps: reader.steps,
        undo: reader.undo.unwrap_or_default(),
        readings: head.readings,
        unwatched: head.unwatched,
    };
    Ok(Setup { gives: head.gives, case })
}

/// Is there a value for a variable of this name, with these bound before?
fn is_known(name: &str, bound: &[String]) -> bool {
    is_name(name) && (GIVEN.contains(&name) || bound.iter().any(|b| b == name))
}

//! Where a dialect comes from: a built-in name, a file, a text.

use std::path::Path;

use crate::builtin::{self, BUILTIN};
use crate::diagnostic::Diagnostics;
use crate::dialect::Dialect;
use crate::file;
use crate::include::{Beside, File, Gathered, embedded_name, gather, is_file_name};
use crate::load::load;
use crate::nearest::nearest;
use crate::source::Report;

/// The names of the built-in dialects, in a fixed order.
pub fn builtin() -> impl Iterator<Item = &'static str> {
    BUILTIN.iter().map(|b| b.id).filter(|id| *id != "base")
}

/// Loads a built-in dialect; `base`, which they all include, can be loaded too.
pub fn load_builtin(id: &str) -> Result<Dialect, Diagnostics> {
    let mut report = Report::default();
    let gathered = gathered_builtin(id, &mut report);
    finished(gathered, report)
}

/// Loads a file with what it includes.
pub fn load_file(path: &Path) -> Result<Dialect, Diagnostics> {
    let mut report = Report::default();
    let gathered = gathered_file(path, &mut report);
    finished(gathered, report)
}

/// Loads bytes that may be a text; it can include built-in files only. `name` is what diagnostics call them.
pub fn load_bytes(name: &str, bytes: &[u8]) -> Result<Dialect, Diagnostics> {
    let mut report = Report::default();
    let gathered = gathered_bytes(name.to_owned(), bytes, Beside::Nothing, &mut report);
    finished(gathered, report)
}

/// Loads a text; it can include built-in files only. `name` is what diagnostics call it.
pub fn load_str(name: &str, text: &str) -> Result<Dialect, Diagnostics> {
    let mut report = Report::default();
    let gathered = gather(&File { name: name.to_owned(), text, beside: Beside::Nothing }, &mut report);
    finished(gathered, report)
}

/// Loads what a user names: a built-in dialect or the path of a file. A path has a separator or ends in
/// `.toml`.
pub fn find(id_or_path: &str) -> Result<Dialect, Diagnostics> {
    let mut report = Report::default();
    let gathered = gathered(id_or_path, &mut report);
    finished(gathered, report)
}

/// Everything that the files of what a user names say.
pub(crate) fn gathered(id_or_path: &str, report: &mut Report) -> Option<Gathered> {
    let path = Path::new(id_or_path);
    if is_file_name(id_or_path) || (builtin::get(id_or_path).is_none() && path.is_file()) {
        return gathered_file(path, report);
    }
    gathered_builtin(id_or_path, report)
}

fn gathered_builtin(id: &str, report: &mut Report) -> Option<Gathered> {
    let Some(builtin) = builtin::get(id) else {
        let hint = match nearest(id, builtin()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("built-in: {}", builtin().collect::<Vec<_>>().join(", ")),
        };
        report.error_without_text(id, "no built-in dialect has this name", hint);
        return None;
    };
    let (name, text) = builtin.files.first().copied().unwrap_or_default();
    let file = File { name: embedded_name(builtin, name), text, beside: Beside::Builtin(builtin) };
    gather(&file, report)
}

fn gathered_file(path: &Path, report: &mut Report) -> Option<Gathered> {
    let name = path.display().to_string();
    match file::read(path) {
        Ok(bytes) => {
            let folder = path.parent().unwrap_or(Path::new("")).to_owned();
            gathered_bytes(name, &bytes, Beside::Folder(folder), report)
        }
        Err(why) => {
            report.error_without_text(&name, why, "a dialect is a built-in name or the path of a TOML file");
            None
        }
    }
}

fn gathered_bytes(name: String, bytes: &[u8], beside: Beside, report: &mut Report) -> Option<Gathered> {
    let text = file::text_of(&name, bytes, report)?;
    gather(&File { name, text, beside }, report)
}

fn finished(gathered: Option<Gathered>, mut report: Report) -> Result<Dialect, Diagnostics> {
    let digest = digest(&report);
    let dialect = gathered.and_then(|gathered| load(&gathered, digest, &mut report));
    dialect.ok_or_else(|| report.into_found())
}

/// FNV-1a over the length and the bytes of every text.
pub(crate) fn digest(report: &Report) -> String {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for source in report.sources() {
        let length = (source.text.len() as u64).to_le_bytes();
        for byte in length.iter().chain(source.text.as_bytes()) {
            hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    format!("{hash:016x}")
}

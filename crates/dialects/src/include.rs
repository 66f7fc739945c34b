//! Gathers the files of a dialect: the one asked for, those that it includes, one tree of them all.
//! Reads files; what stands in them is not known here but for the head that says what to include.

use std::path::{Component, Path, PathBuf};

use crate::builtin::{self, Builtin};
use crate::entry::{Keys, Phrase};
use crate::file::{self, MAX_FILE};
use crate::merge::{check_twice, merge, normalise};
use crate::nearest::nearest;
use crate::remove::remove;
use crate::settle::settle;
use crate::source::{Report, Source, Spot};
use crate::tree::{self, Table};

/// The most that all files of a dialect hold together.
const MAX_ALL: usize = 4 << 20;
/// How deep files may include files.
const MAX_DEPTH: usize = 8;

/// Where the neighbours of a file are found.
#[derive(Clone)]
pub(crate) enum Beside {
    /// Embedded.
    Builtin(&'static Builtin),
    /// In a folder.
    Folder(PathBuf),
    /// Nowhere: a text that is no file.
    Nothing,
}

/// A file that is being read.
pub(crate) struct File<'t> {
    pub(crate) name: String,
    pub(crate) text: &'t str,
    pub(crate) beside: Beside,
}

/// Everything that the files say.
pub(crate) struct Gathered {
    pub(crate) root: Table,
    /// Something was dropped, so that names in included files may lead nowhere.
    pub(crate) removed: bool,
}

/// Reads a file with all that it includes. `None` when a file is missing or is no TOML: what names mean cannot
/// be said then.
pub(crate) fn gather(file: &File<'_>, report: &mut Report) -> Option<Gathered> {
    let mut gathering = Gathering {
        report,
        open: Vec::new(),
        done: Vec::new(),
        bytes: 0,
        removed: false,
        foreign: false,
        broken: false,
    };
    let root = gathering.layer(file)?;
    let Gathering { removed, broken, .. } = gathering;
    (!broken).then_some(Gathered { root, removed })
}

struct Gathering<'r> {
    report: &'r mut Report,
    /// Files that are being read, outermost first.
    open: Vec<String>,
    /// Files that have been read.
    done: Vec<String>,
    bytes: usize,
    removed: bool,
    /// Reading what belongs to an included dialect.
    foreign: bool,
    /// Something could not be included.
    broken: bool,
}

impl Gathering<'_> {
    /// Reads one file, and lays it over those that it includes.
    fn layer(&mut self, file: &File<'_>) -> Option<Table> {
        self.bytes += file.text.len();
        if file.text.len() > MAX_FILE || self.bytes > MAX_ALL {
            let hint = "a file may have 1 MiB, a dialect with all its files 4 MiB";
            self.report.error_without_text(&file.name, "the file is too large", hint);
            return None;
        }
        let source = Source { name: file.name.clone(), text: file.text.to_owned(), foreign: self.foreign };
        let id = self.report.add_source(source);
        let mut own = tree::read(file.text, id, self.report)?;
        self.check_version(&own, id);
        normalise(&mut own);
        check_twice(&own, self.report);
        let mut whole = Table::default();
        let keys = Keys { table: &own, spot: Spot { file: id, start: 0, end: 0 } };
        self.open.push(key_of(&file.name, &file.beside));
        for name in keys.phrases("include", self.report).unwrap_or_default() {
            match self.included(name, &file.beside) {
                Some(included) => merge(&mut whole, included),
                None => self.broken = true,
            }
        }
        self.open.pop();
        for target in keys.phrases("remove", self.report).unwrap_or_default() {
            if self.report.is_full() {
                break;
            }
            remove(&mut whole, target, self.report);
            self.removed = true;
        }
        own.remove("include");
        own.remove("remove");
        merge(&mut whole, own);
        Some(whole)
    }

    /// The file that was asked for states the version; the others may.
    fn check_version(&mut self, own: &Table, file: u16) {
        let keys = Keys { table: own, spot: Spot { file, start: 0, end: 0 } };
        let version = keys.number("version", self.report);
        match (version, own.get("version")) {
            (Some(1), _) => {}
            (Some(other), Some(node)) => {
                let hint = "this hayes reads `version = 1`";
                self.report.error(node.spot, format!("version {other} of the format is not known"), hint);
            }
            (None, None) if file == 0 => keys.missing("version", self.report),
            _ => {}
        }
    }

    fn included(&mut self, name: Phrase<'_>, beside: &Beside) -> Option<Table> {
        if self.open.len() >= MAX_DEPTH {
            self.report.error(
                name.spot,
                "files include each other too deep",
                "at most 8 files, one in the other",
            );
            return None;
        }
        if is_file_name(name.text) {
            return self.neighbour(name, beside);
        }
        let Some(builtin) = builtin::get(name.text) else {
            let known = builtin::BUILTIN.iter().map(|b| b.id);
            let hint = match nearest(name.text, known.clone()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!(
                    "built-in: {}; a file beside this one ends in `.toml`",
                    known.collect::<Vec<_>>().join(", ")
                ),
            };
            self.report.error(name.spot, format!("no built-in file is called `{}`", name.text), hint);
            return None;
        };
        let (first, text) = builtin.files.first()?;
        let file = File { name: embedded_name(builtin, first), text, beside: Beside::Builtin(builtin) };
        let was_foreign = std::mem::replace(&mut self.foreign, true);
        let table = self.once(name, &file);
        self.foreign = was_foreign;
        table.map(|mut table| {
            settle(&mut table);
            table
        })
    }

    fn neighbour(&mut self, name: Phrase<'_>, beside: &Beside) -> Option<Table> {
        match beside {
            Beside::Builtin(builtin) => {
                let Some((file, text)) = builtin.files.iter().find(|(file, _)| *file == name.text) else {
                    self.not_found(name, "no such file is built in");
                    return None;
                };
                let file = File { name: embedded_name(builtin, file), text, beside: beside.clone() };
                self.once(name, &file)
            }
            Beside::Folder(folder) => {
                let path = self.path_beside(name, folder)?;
                let bytes = file::read(&path).map_err(|why| self.not_found(name, &why)).ok()?;
                let shown = path.display().to_string();
                let text = file::text_of(&shown, &bytes, self.report)?;
                self.once(name, &File { name: shown, text, beside: beside.clone() })
            }
            Beside::Nothing => {
                self.not_found(name, "this text is no file, so that nothing stands beside it");
                None
            }
        }
    }

    /// The path of a neighbour; it does not leave the folder, not even by a link.
    fn path_beside(&mut self, name: Phrase<'_>, folder: &Path) -> Option<PathBuf> {
        let relative = Path::new(name.text);
        let inside = relative.components().all(|c| matches!(c, Component::Normal(_)));
        let path = folder.join(relative);
        let leaves = match (path.canonicalize(), folder_of(folder).canonicalize()) {
            (Ok(real), Ok(folder)) => !real.starts_with(folder),
            _ => false,
        };
        if !inside || leaves {
            let hint = "an included file stands in the same folder or below it";
            self.report.error(name.spot, "this path leaves the folder of the file", hint);
            return None;
        }
        Some(path)
    }

    fn not_found(&mut self, name: Phrase<'_>, why: &str) {
        let hint = "built-in dialects are included by name, other files by a path beside this one";
        self.report.error(name.spot, format!("cannot include `{}`: {why}", name.text), hint);
    }

    /// Reads a file, unless it has been read and has nothing to add; one that includes itself is a mistake.
    fn once(&mut self, name: Phrase<'_>, file: &File<'_>) -> Option<Table> {
        let key = key_of(&file.name, &file.beside);
        if self.open.contains(&key) {
            let hint = format!("the way here: {}", self.open.join(" > "));
            self.report.error(name.spot, format!("`{}` includes itself", name.text), hint);
            return None;
        }
        if self.done.contains(&key) {
            return Some(Table::default());
        }
        self.done.push(key);
        self.layer(file)
    }
}

/// A file's name, and not that of a built-in dialect.
pub(crate) fn is_file_name(name: &str) -> bool {
    name.contains(['/', '\\']) || Path::new(name).extension().is_some_and(|e| e.eq_ignore_ascii_case("toml"))
}

/// By what a file is recognised when it comes again.
fn key_of(name: &str, beside: &Beside) -> String {
    match beside {
        Beside::Folder(_) => {
            Path::new(name).canonicalize().map_or_else(|_| name.to_owned(), |p| p.display().to_string())
        }
        _ => name.to_owned(),
    }
}

fn folder_of(folder: &Path) -> &Path {
    if folder.as_os_str().is_empty() { Path::new(".") } else { folder }
}

/// The name under which an embedded file appears in diagnostics.
pub(crate) fn embedded_name(builtin: &Builtin, file: &str) -> String {
    format!("{}/{file}", builtin.id)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::{Beside, File, Gathering, MAX_ALL};
    use crate::source::Report;

    /// All files of a dialect count, this one too: so many bytes may still come.
    #[rstest]
    #[case(MAX_ALL - 12, true)]
    #[case(MAX_ALL - 11, false)]
    #[case(MAX_ALL, false)]
    fn files_are_counted_together(#[case] bytes: usize, #[case] fits: bool) {
        let mut report = Report::default();
        let mut gathering = Gathering {
            report: &mut report,
            open: Vec::new(),
            done: Vec::new(),
            bytes,
            removed: false,
            foreign: false,
            broken: false,
        };
        let file = File { name: "my.toml".to_owned(), text: "version = 1\n", beside: Beside::Nothing };
        assert_eq!(gathering.layer(&file).is_some(), fits);
        assert_eq!(report.is_clean(), fits);
    }
}

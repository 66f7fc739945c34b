//! What is pending: shown as a difference, accepted or rejected.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use similar::{ChangeTag, TextDiff};

use crate::section::Sections;
use crate::snap;

/// How many lines around a change are shown.
const CONTEXT: usize = 3;

/// A file that differs from what was accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pending {
    new: PathBuf,
    /// Its dialect and name.
    pub name: String,
    accepted: Sections,
    proposed: Sections,
}

/// All that is pending below a folder, by dialect and name.
pub fn pending(all: &Path) -> io::Result<Vec<Pending>> {
    let mut found = Vec::new();
    for dialect in fs::read_dir(all)? {
        let dialect = dialect?;
        if !dialect.file_type()?.is_dir() {
            continue;
        }
        for file in fs::read_dir(dialect.path())? {
            let file = file?;
            let name = file.file_name();
            let Some(name) = name.to_str().and_then(|name| name.strip_suffix(".snap.new")) else { continue };
            let accepted = snap::read(&dialect.path().join(format!("{name}.snap")))?;
            let proposed = snap::read(&file.path())?;
            let name = format!("{}/{name}", dialect.file_name().to_string_lossy());
            found.push(Pending { new: file.path(), name, accepted, proposed });
        }
    }
    found.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(found)
}

impl Pending {
    /// It is as it should be from now on.
    pub fn accept(&self) -> io::Result<()> {
        let accepted = self.new.with_extension("");
        if self.proposed.is_empty() {
            fs::remove_file(accepted)?;
            return fs::remove_file(&self.new);
        }
        fs::rename(&self.new, accepted)
    }

    /// It is not; what was accepted stays.
    pub fn reject(&self) -> io::Result<()> {
        fs::remove_file(&self.new)
    }

    /// The difference, case by case; every byte of the line is to be seen in it.
    pub fn difference(&self) -> String {
        let mut text = String::new();
        let mut cases: Vec<&String> = self.accepted.keys().chain(self.proposed.keys()).collect();
        cases.sort();
        cases.dedup();
        for case in cases {
            let (was, is) = (self.accepted.get(case), self.proposed.get(case));
            if was == is {
                continue;
            }
            let what = match (was, is) {
                (None, _) => "new",
                (_, None) => "gone",
                _ => "changed",
            };
            let _ = writeln!(text, "# {case}: {what}");
            let empty = String::new();
            lines(was.unwrap_or(&empty), is.unwrap_or(&empty), &mut text);
        }
        text
    }
}

fn lines(was: &str, is: &str, text: &mut String) {
    let difference = TextDiff::from_lines(was, is);
    for (number, group) in difference.grouped_ops(CONTEXT).iter().enumerate() {
        if number > 0 {
            text.push_str("  ...\n");
        }
        for change in group.iter().flat_map(|operation| difference.iter_changes(operation)) {
            let sign = match change.tag() {
                ChangeTag::Delete => '-',
                ChangeTag::Insert => '+',
                ChangeTag::Equal => ' ',
            };
            let _ = writeln!(text, "{sign} {}", change.value().trim_end_matches('\n'));
        }
    }
}

//! The accepted transcripts of a dialect: a run is compared with them, and what differs is written beside them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::alike::alike;
use crate::section::Sections;
use crate::snap;

/// The accepted transcripts of a dialect.
#[derive(Debug, Clone)]
pub struct Folder(PathBuf);

/// What a run differs in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Compared {
    /// So many cases brought what was accepted.
    pub same: usize,
    /// Cases that brought something else.
    pub changed: BTreeSet<String>,
    /// Cases of which nothing was accepted yet.
    pub new: BTreeSet<String>,
    /// Accepted cases that are no cases any more.
    pub gone: BTreeSet<String>,
}

impl Compared {
    /// Is there anything to look at?
    pub fn differs(&self) -> bool {
        !(self.changed.is_empty() && self.new.is_empty() && self.gone.is_empty())
    }
}

impl Folder {
    /// Those of a dialect below a folder.
    pub fn of(all: &Path, dialect: &str) -> Self {
        Self(all.join(name_of(dialect)))
    }

    /// Compares a run with what was accepted, and writes what is pending. `planned` are all cases there are, where the run
    /// was one of all of them.
    pub fn compare(&self, ran: &Sections, planned: Option<&BTreeSet<String>>) -> io::Result<Compared> {
        let files = self.files(ran, planned)?;
        fs::create_dir_all(&self.0)?;
        let mut compared = Compared::default();
        for (name, file) in files {
            let pending = self.0.join(format!("{name}.snap.new"));
            if file.accepted == file.proposed {
                match fs::remove_file(pending) {
                    Err(why) if why.kind() != io::ErrorKind::NotFound => return Err(why),
                    _ => {}
                }
            } else {
                snap::write(&pending, &name, &file.proposed)?;
            }
            compared.add(&file, ran);
        }
        Ok(compared)
    }

    /// The same without writing anything.
    pub fn look(&self, ran: &Sections, planned: Option<&BTreeSet<String>>) -> io::Result<Compared> {
        let mut compared = Compared::default();
        self.files(ran, planned)?.values().for_each(|file| compared.add(file, ran));
        Ok(compared)
    }

    /// Every file that the run or the folder has, with what it holds and what it would hold.
    fn files(
        &self,
        ran: &Sections,
        planned: Option<&BTreeSet<String>>,
    ) -> io::Result<BTreeMap<String, File>> {
        let mut files: BTreeMap<String, File> = BTreeMap::new();
        for name in self.names()? {
            let accepted = snap::read(&self.0.join(format!("{name}.snap")))?;
            let mut proposed = accepted.clone();
            if let Some(planned) = planned {
                proposed.retain(|case, _| planned.contains(case));
            }
            files.insert(name, File { accepted, proposed });
        }
        for (case, section) in ran {
            let file = files.entry(file_of(case)).or_default();
            // What tells the same stays as it was accepted.
            if !file.accepted.get(case).is_some_and(|accepted| alike(accepted, section)) {
                file.proposed.insert(case.clone(), section.clone());
            }
        }
        Ok(files)
    }

    /// The names of the accepted files.
    fn names(&self) -> io::Result<Vec<String>> {
        let entries = match fs::read_dir(&self.0) {
            Err(why) if why.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries?,
        };
        let mut names = Vec::new();
        for entry in entries {
            let name = entry?.file_name();
            names.extend(name.to_str().and_then(|name| name.strip_suffix(".snap")).map(str::to_owned));
        }
        Ok(names)
    }
}

/// What a file holds, and what it would hold.
#[derive(Debug, Default)]
struct File {
    accepted: Sections,
    proposed: Sections,
}

impl Compared {
    fn add(&mut self, file: &File, ran: &Sections) {
        for (case, proposed) in &file.proposed {
            match file.accepted.get(case) {
                None => drop(self.new.insert(case.clone())),
                Some(accepted) if accepted != proposed => drop(self.changed.insert(case.clone())),
                Some(_) => self.same += usize::from(ran.contains_key(case)),
            }
        }
        let gone = file.accepted.keys().filter(|case| !file.proposed.contains_key(*case));
        self.gone.extend(gone.cloned());
    }
}

/// The file of a case: one for each scenario and example, and one for all derived cases of a form.
fn file_of(case: &str) -> String {
    let parts: Vec<&str> = case.split('/').skip(1).collect();
    match parts[..] {
        [kind @ ("scenario" | "example"), ..] => name_of(&format!("{kind}-{}", parts[1..].join("-"))),
        [place, ..] => name_of(place),
        [] => name_of(case),
    }
}

/// A name that is one on every system, and leads nowhere else.
fn name_of(text: &str) -> String {
    let safe = |c: char| if c.is_ascii_alphanumeric() || "_.-".contains(c) { c } else { '-' };
    let name: String = text.chars().take(150).map(safe).collect();
    let name = name.trim_start_matches('.');
    if name.is_empty() { "-".to_owned() } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    #[rstest]
    #[case("bc26/scenario/publish-qos0", "scenario-publish-qos0")]
    #[case("bc26/example/3.2.1/open", "example-3.2.1-open")]
    #[case("bc26/QMTCFG.keepalive/write/keep_alive_time/above-max", "QMTCFG.keepalive")]
    #[case("bc26/../../etc/passwd", "-")]
    #[case("bc26/scenario/../../x", "scenario-..-..-x")]
    #[case("odd", "odd")]
    #[case("", "-")]
    fn files_of_cases(#[case] case: &str, #[case] file: &str) {
        assert_eq!(super::file_of(case), file);
    }
}

//! The files that a run leaves beside its journals. Each is written under another name first: what has its name is whole.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::open::Opened;
use crate::run::Run;
use crate::{html, junit, markdown, results};

/// A file that is made of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `results.json`: all of one run; of several, how they came out, and each in a folder of its own.
    Results,
    /// `junit.xml`.
    Junit,
    /// `summary.md`.
    Summary,
    /// `report.html`, and further pages where one is too small.
    Page,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Page, Self::Results, Self::Junit, Self::Summary];

    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::Results => "results.json",
            Self::Junit => "junit.xml",
            Self::Summary => "summary.md",
            Self::Page => html::FILE,
        }
    }
}

/// Makes a file of runs in a folder; gives what was written.
pub fn leave(kind: Kind, runs: &mut [Opened], folder: &Path) -> io::Result<Vec<PathBuf>> {
    fs::create_dir_all(folder)?;
    if kind == Kind::Page {
        return html::write(runs, folder);
    }
    let path = folder.join(kind.name());
    let mut written = Vec::new();
    if kind == Kind::Results && runs.len() > 1 {
        written = results_of_each(runs, folder)?;
    }
    whole(&path, |into| write(kind, runs, into))?;
    written.push(path);
    Ok(written)
}

/// Writes it anywhere; pages go into folders only. Of several runs, `results.json` is what stands above those of each.
pub fn write(kind: Kind, runs: &mut [Opened], into: &mut impl Write) -> io::Result<()> {
    match kind {
        Kind::Results => match runs {
            [one] => results::write(&one.run, &mut one.file, into),
            several => {
                let names = names(several);
                let runs = several.iter().map(|opened| &opened.run);
                results::write_several(
                    runs.zip(names.into_iter().map(|name| format!("{name}/results.json"))),
                    into,
                )
            }
        },
        Kind::Junit => junit::write(runs.iter().map(|opened| (&opened.run, &opened.file)), into),
        Kind::Summary => markdown::write(&mut with_files(runs), into),
        Kind::Page => Err(io::Error::other("a page may need others beside it: it goes into a folder")),
    }
}

/// Runs with the files that their transcripts come from.
pub fn with_files(runs: &[Opened]) -> Vec<(&Run, &File)> {
    runs.iter().map(|opened| (&opened.run, &opened.file)).collect()
}

fn results_of_each(runs: &mut [Opened], folder: &Path) -> io::Result<Vec<PathBuf>> {
    let names = names(runs);
    let mut written = Vec::new();
    for (opened, name) in runs.iter_mut().zip(names) {
        let folder = folder.join(name);
        fs::create_dir_all(&folder)?;
        let path = folder.join(Kind::Results.name());
        whole(&path, |into| results::write(&opened.run, &mut opened.file, into))?;
        written.push(path);
    }
    Ok(written)
}

/// What the folders of several runs are called: as those that their journals are in, which differ.
fn names(runs: &[Opened]) -> Vec<String> {
    let name = |opened: &Opened| {
        let folder = opened.path.parent().and_then(Path::file_name);
        folder.map_or_else(|| "run".to_owned(), |name| name.to_string_lossy().into_owned())
    };
    runs.iter().map(name).collect()
}

/// A file that has its name only when it is whole.
fn whole(path: &Path, write: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>) -> io::Result<()> {
    let mut part = path.as_os_str().to_owned();
    part.push(".part");
    let part = PathBuf::from(part);
    let written = File::create(&part).and_then(|file| {
        let mut into = BufWriter::new(file);
        write(&mut into)?;
        into.flush()
    });
    let outcome = written.and_then(|()| fs::rename(&part, path));
    if outcome.is_err() {
        drop(fs::remove_file(&part));
    }
    outcome.map_err(|why| io::Error::new(why.kind(), format!("{}: {why}", path.display())))
}

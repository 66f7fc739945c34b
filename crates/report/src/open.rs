//! The journals that a name on the command line stands for: a run's folder, a dialect's in it, or a file.

use std::fs::{self, File};
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};

use hayes_journal::reader::ReadError;

use crate::run::Run;

/// What a journal is called.
pub const JOURNAL: &str = "journal.jsonl";

/// A journal, read, with the file that its transcripts come from.
#[derive(Debug)]
pub struct Opened {
    /// Where it is.
    pub path: PathBuf,
    /// The file, for transcripts.
    pub file: File,
    /// What it tells.
    pub run: Run,
}

/// Why nothing can be reported.
#[derive(Debug)]
pub enum OpenError {
    /// There is nothing of this name, or it cannot be read.
    Io(PathBuf, io::Error),
    /// It is a pipe or a device.
    NotAFile(PathBuf),
    /// The folder holds no journal.
    NoJournal(PathBuf),
    /// The file has not one line of a journal.
    NotOne(PathBuf),
    /// It is of another version.
    Read(PathBuf, ReadError),
}

impl std::fmt::Display for OpenError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Io(path, why) => write!(f, "{}: {why}", path.display()),
            Self::NotAFile(path) => {
                let why = "neither a file nor a folder; a journal is read more than once, so save it first";
                write!(f, "{}: {why}", path.display())
            }
            Self::NoJournal(path) => write!(
                f,
                "{}: no {JOURNAL} here, nor in the folders below: name a run's folder (reports/latest), a dialect's \
                 folder in it, or a journal",
                path.display()
            ),
            Self::NotOne(path) => {
                write!(f, "{}: not one line of it is a journal's; it is not what a run left", path.display())
            }
            Self::Read(path, why) => write!(f, "{}: {why}", path.display()),
        }
    }
}

impl std::error::Error for OpenError {}

/// The journals of a run, in order of their names.
pub fn journals(path: &Path) -> Result<Vec<PathBuf>, OpenError> {
    let failed = |why| OpenError::Io(path.to_owned(), why);
    let kind = fs::metadata(path).map_err(failed)?;
    if kind.is_file() {
        return Ok(vec![path.to_owned()]);
    }
    if !kind.is_dir() {
        return Err(OpenError::NotAFile(path.to_owned()));
    }
    let own = path.join(JOURNAL);
    if own.is_file() {
        return Ok(vec![own]);
    }
    let folders: io::Result<Vec<_>> = fs::read_dir(path).map_err(failed)?.collect();
    let folders = folders.map_err(failed)?.into_iter().map(|folder| folder.path().join(JOURNAL));
    let mut journals: Vec<_> = folders.filter(|journal| journal.is_file()).collect();
    journals.sort();
    if journals.is_empty() { Err(OpenError::NoJournal(path.to_owned())) } else { Ok(journals) }
}

/// Reads one journal.
pub fn journal(path: &Path) -> Result<Opened, OpenError> {
    let failed = |why| OpenError::Io(path.to_owned(), why);
    let file = File::open(path).map_err(failed)?;
    let run = Run::read(BufReader::with_capacity(1 << 16, &file))
        .map_err(|why| OpenError::Read(path.to_owned(), why))?;
    Ok(Opened { path: path.to_owned(), file, run })
}

/// Reads the journals of a run. Where one is not, in a folder of several, the others still are.
pub fn all(path: &Path) -> Result<Vec<Opened>, OpenError> {
    let opened: Vec<Opened> = journals(path)?.iter().map(|path| journal(path)).collect::<Result<_, _>>()?;
    if opened.iter().all(|opened| opened.run.events == 0) {
        return Err(OpenError::NotOne(path.to_owned()));
    }
    Ok(opened)
}

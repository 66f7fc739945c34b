//! The thin opener: journals in files.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

use crate::progress::Progress;
use crate::reader::{ReadError, Reader};
use crate::secret::Secrets;
use crate::writer::Journal;

/// A new journal. One that is there already is left alone.
pub fn create(path: &Path, secrets: Secrets) -> io::Result<Journal<File>> {
    let file = OpenOptions::new().append(true).create_new(true).open(path)?;
    Ok(Journal::new(file, secrets, 0))
}

/// A journal that goes on after all that is in it. A torn last line is left as it is and ended.
pub fn resume(path: &Path, secrets: Secrets) -> Result<(Progress, Journal<File>), ReadError> {
    let mut file = OpenOptions::new().append(true).read(true).open(path)?;
    let progress = Progress::read(&file)?;
    if !ends_with_line_feed(&mut file)? {
        file.write_all(b"\n")?;
    }
    let journal = Journal::new(file, secrets, progress.lines);
    Ok((progress, journal))
}

/// Reads a journal, also one that is still being written.
pub fn read(path: &Path) -> io::Result<Reader<File>> {
    File::open(path).map(Reader::new)
}

fn ends_with_line_feed(file: &mut File) -> io::Result<bool> {
    if file.seek(SeekFrom::End(0))? == 0 {
        return Ok(true);
    }
    file.seek(SeekFrom::End(-1))?;
    let mut last = [0];
    file.read_exact(&mut last)?;
    Ok(last == *b"\n")
}

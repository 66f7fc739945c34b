//! Whose a line is: a lock file that names its owner. The kernel frees it when its owner ends, however that happens, so a
//! file that was left behind keeps nobody out. Names and first line are those that other serial programs use.

use std::fmt;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::Address;

/// A line that is ours until this is dropped.
#[derive(Debug)]
pub struct Lock {
    path: PathBuf,
    _file: File,
}

/// Why a line cannot be ours.
#[derive(Debug)]
pub enum LockError {
    /// Somebody has it.
    Owned(Owner),
    /// The lock file cannot be made or read.
    Failed(PathBuf, io::Error),
}

/// Who has a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owner {
    /// The process.
    pub pid: Option<u32>,
    /// What it was started as.
    pub command: String,
    /// Since how many seconds.
    pub since: Option<u64>,
    /// Where that is written.
    pub file: PathBuf,
}

/// Where lock files are kept by habit; where that is not to be had, in the folder for temporary files.
const FOLDER: &str = "/run/lock";
/// How often the file may have been taken away between two steps.
const TRIES: usize = 10;
/// Nobody's lock file is longer.
const LONGEST: u64 = 4096;
/// File names are not longer, with some room.
const LONGEST_NAME: usize = 200;

impl Lock {
    /// Takes a line, if nobody has it.
    pub fn take(address: &Address) -> Result<Self, LockError> {
        Self::somewhere(&name(address))
    }

    /// Takes the name of a link, wherever it leads: whoever makes the link is not who uses the line behind it.
    pub fn take_link(path: &Path) -> Result<Self, LockError> {
        let path = std::path::absolute(path).unwrap_or(path.to_owned());
        Self::somewhere(&plain(&format!("link_{}", path.display())))
    }

    fn somewhere(name: &str) -> Result<Self, LockError> {
        match Self::take_in(Path::new(FOLDER), name) {
            Err(LockError::Failed(..)) => Self::take_in(&std::env::temp_dir(), name),
            taken => taken,
        }
    }

    fn take_in(folder: &Path, name: &str) -> Result<Self, LockError> {
        let path = folder.join(name);
        let failed = |error| LockError::Failed(path.clone(), error);
        for _ in 0..TRIES {
            let mut file = open(&path).map_err(failed)?;
            match file.try_lock() {
                Err(TryLockError::WouldBlock) => return Err(LockError::Owned(Owner::read(&mut file, &path))),
                Err(TryLockError::Error(error)) => return Err(failed(error)),
                Ok(()) if !is_at(&file, &path) => {}
                Ok(()) => {
                    let owner = Owner::read(&mut file, &path);
                    if owner.is_strange_and_alive() {
                        return Err(LockError::Owned(owner));
                    }
                    sign(&mut file).map_err(failed)?;
                    return Ok(Self { path, _file: file });
                }
            }
        }
        Err(failed(io::Error::other("it is made and taken away all the time")))
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Still locked: whoever has opened it meanwhile finds that it is no longer there.
        let _ = fs::remove_file(&self.path);
    }
}

/// `LCK..ttyUSB2`, whatever link leads to that port.
fn name(address: &Address) -> String {
    let text = match address {
        Address::Tcp(host) => format!("tcp_{host}"),
        Address::Port(path) => {
            // A port that is not plugged in, or a link that is yet to be made, goes by its own name.
            let path = fs::canonicalize(path).or_else(|_| std::path::absolute(path)).unwrap_or(path.clone());
            let text = path.to_string_lossy().into_owned();
            text.strip_prefix("/dev/").map_or(text.clone(), str::to_owned)
        }
    };
    plain(text.trim_start_matches('/'))
}

/// The name of a lock file for it.
fn plain(text: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || "-._".contains(c) { c } else { '_' };
    let name: String = text.chars().map(plain).collect();
    format!("LCK..{}", &name[name.len().saturating_sub(LONGEST_NAME)..])
}

/// Opens the file as it is, or makes one that everybody may open.
fn open(path: &Path) -> io::Result<File> {
    match OpenOptions::new().read(true).write(true).open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        // Another user's: to see who has the line, reading is enough.
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => return File::open(path),
        other => return other,
    }
    match OpenOptions::new().read(true).write(true).create_new(true).open(path) {
        Ok(file) => {
            #[cfg(unix)]
            {
                use std::os::unix::fs::PermissionsExt;
                // What keeps others out is the lock: they have to open the file to see who has it.
                file.set_permissions(fs::Permissions::from_mode(0o666))?;
            }
            Ok(file)
        }
        // Somebody was faster.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            OpenOptions::new().read(true).write(true).open(path)
        }
        Err(error) => Err(error),
    }
}

/// Is it still this file that has the name?
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let here = |meta: io::Result<fs::Metadata>| meta.map(|meta| (meta.dev(), meta.ino())).ok();
    let there = here(fs::symlink_metadata(path));
    there.is_some() && there == here(file.metadata())
}

/// A file that is open cannot be taken away.
#[cfg(not(unix))]
fn is_at(_: &File, _: &Path) -> bool {
    true
}

/// Writes down who we are: the process number as other programs expect it, then what they do not read.
fn sign(file: &mut File) -> io::Result<()> {
    use std::io::Seek;
    let command: Vec<String> = std::env::args_os().map(|arg| arg.to_string_lossy().into_owned()).collect();
    let command = command.join(" ").replace(['\r', '\n'], " ");
    file.set_len(0)?;
    file.rewind()?;
    file.write_all(format!("{:>10}\n{command}\n", std::process::id()).as_bytes())
}

impl Owner {
    fn read(file: &mut File, path: &Path) -> Self {
        let mut bytes = Vec::new();
        let _ = file.take(LONGEST).read_to_end(&mut bytes);
        let text = String::from_utf8_lossy(&bytes);
        let mut lines = text.lines();
        let pid = lines.next().and_then(|line| line.split_whitespace().next()?.parse().ok());
        let written = file.metadata().and_then(|meta| meta.modified()).ok();
        let since = written.and_then(|at| SystemTime::now().duration_since(at).ok()).map(|d| d.as_secs());
        let command = lines.next().unwrap_or_default().to_owned();
        Self { pid, command, since, file: path.to_owned() }
    }

    /// Another program's file, which knows of no lock: its process tells whether it still holds.
    fn is_strange_and_alive(&self) -> bool {
        self.command.is_empty() && self.pid.is_some_and(is_alive)
    }
}

#[cfg(unix)]
fn is_alive(pid: u32) -> bool {
    use rustix::process::{Pid, test_kill_process};
    let pid = i32::try_from(pid).ok().and_then(Pid::from_raw);
    // Not to be permitted to ask means that there is somebody.
    pid.is_some_and(|pid| !matches!(test_kill_process(pid), Err(rustix::io::Errno::SRCH)))
}

#[cfg(not(unix))]
fn is_alive(_: u32) -> bool {
    false
}

impl fmt::Display for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.pid {
            Some(pid) => write!(f, "process {pid}")?,
            None => f.write_str("another process")?,
        }
        if !self.command.is_empty() {
            write!(f, " (`{}`)", hayes_at::visible::Visible(self.command.as_bytes()))?;
        }
        match self.since {
            Some(seconds @ 0..120) => write!(f, " has it since {seconds} s"),
            Some(seconds) => write!(f, " has it since {} min", seconds / 60),
            None => f.write_str(" has it"),
        }?;
        write!(f, "; so says {}", self.file.display())
    }
}

impl fmt::Display for LockError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Owned(owner) => write!(f, "in use: {owner}"),
            Self::Failed(path, error) => write!(f, "the lock file {} cannot be had: {error}", path.display()),
        }
    }
}

impl std::error::Error for LockError {}

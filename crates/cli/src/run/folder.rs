//! Where a run leaves what it leaves: a folder of its own, and `latest` pointing at it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

/// What a journal is called.
const JOURNAL: &str = "journal.jsonl";

/// The folder of a run.
#[derive(Debug)]
pub(crate) struct Folder(PathBuf);

impl Folder {
    /// A new folder below `out`, named by the time.
    pub(crate) fn new(out: &Path) -> Result<Self, String> {
        let failed = |why: io::Error| format!("{}: {why}", out.display());
        fs::create_dir_all(out).map_err(failed)?;
        let name = now().replace(':', "-");
        for number in 1..1000 {
            let name = if number == 1 { name.clone() } else { format!("{name}-{number}") };
            let path = out.join(&name);
            match fs::create_dir(&path) {
                Ok(()) => {
                    point(out, &name);
                    return Ok(Self(path));
                }
                Err(why) if why.kind() == io::ErrorKind::AlreadyExists => {}
                Err(why) => return Err(failed(why)),
            }
        }
        Err(format!("{}: a thousand runs began in one second", out.display()))
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// The folder of a run that is there.
    pub(crate) fn of(run: &Path) -> Result<Self, String> {
        let journals = |folder: &Path| {
            let entries = fs::read_dir(folder)?;
            let has_one = |entry: fs::DirEntry| entry.path().join(JOURNAL).is_file();
            io::Result::Ok(entries.filter_map(Result::ok).any(has_one))
        };
        match journals(run) {
            Ok(true) => Ok(Self(run.to_owned())),
            Ok(false) => Err(format!("{}: there is no journal of a run in this folder", run.display())),
            Err(why) => Err(format!("{}: {why}", run.display())),
        }
    }

    /// Where the journal of a dialect is.
    pub(crate) fn journal(&self, dialect: &str) -> io::Result<PathBuf> {
        let folder = self.0.join(hayes_cases::case::slug(dialect));
        fs::create_dir_all(&folder)?;
        Ok(folder.join(JOURNAL))
    }
}

/// Points `latest` at a run; where links cannot be made there is none.
fn point(out: &Path, name: &str) {
    #[cfg(unix)]
    {
        let link = out.join("latest");
        if fs::symlink_metadata(&link).is_ok_and(|known| known.file_type().is_symlink()) {
            drop(fs::remove_file(&link));
        }
        drop(std::os::unix::fs::symlink(name, link));
    }
    #[cfg(not(unix))]
    let _ = (out, name);
}

/// Date and time in UTC: `2026-11-21T07:15:00Z`.
pub(crate) fn now() -> String {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs());
    let (days, second) = (seconds / 86_400, seconds % 86_400);
    let (year, month, day) = date(days);
    format!("{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z", second / 3600, second / 60 % 60, second % 60)
}

/// The date so many days after 1970-01-01.
fn date(mut days: u64) -> (u64, u64, u64) {
    let leap = |year: u64| year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let mut year = 1970;
    while days >= 365 + u64::from(leap(year)) {
        days -= 365 + u64::from(leap(year));
        year += 1;
    }
    let february = 28 + u64::from(leap(year));
    let mut month = 1;
    for length in [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] {
        if days < length {
            break;
        }
        days -= length;
        month += 1;
    }
    (year, month, days + 1)
}

#[cfg(test)]
mod tests {
    #[test]
    fn dates_are_right_at_their_edges() {
        assert_eq!(super::date(0), (1970, 1, 1));
        assert_eq!(super::date(11_016), (2000, 2, 29));
        assert_eq!(super::date(20_778), (2026, 11, 21));
        assert_eq!(super::date(19_722), (2023, 12, 31));
    }
}

//! The command line that repeats a run, as one line for a shell.

use std::ffi::OsString;
use std::path::Path;

/// The words of a command line after the name of the program, quoted where a shell would not take them as they are.
pub(super) fn line(words: impl Iterator<Item = OsString>) -> String {
    let words = words.map(|word| quoted(&word.to_string_lossy()));
    std::iter::once("hayes".to_owned()).chain(words).collect::<Vec<_>>().join(" ")
}

/// The same to go on with the run in this folder.
pub(super) fn to_resume(words: impl Iterator<Item = OsString>, run: &Path) -> String {
    let mut resumed = Vec::new();
    let mut words = words.peekable();
    while let Some(word) = words.next() {
        match word.to_str() {
            Some("--resume") => drop(words.next()),
            Some(text) if text.starts_with("--resume=") => {}
            _ => resumed.push(word),
        }
    }
    resumed.extend(["--resume".into(), run.as_os_str().to_owned()]);
    line(resumed.into_iter())
}

fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=,@%+".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    #[test]
    fn words_are_quoted_where_a_shell_would_change_them() {
        let words = ["run", "--case", "*/QMTPUB/*", "--out", "it's here", "", "--seed=7"];
        let line = super::line(words.into_iter().map(Into::into));
        assert_eq!(line, r"hayes run --case '*/QMTPUB/*' --out 'it'\''s here' '' --seed=7");
    }

    #[test]
    fn a_run_goes_on_with_the_flags_it_was_begun_with() {
        for words in [&["run", "--resume", "old", "--seed", "7"][..], &["run", "--resume=old", "--seed", "7"]]
        {
            let line = super::to_resume(words.iter().map(Into::into), "reports/a b".as_ref());
            assert_eq!(line, "hayes run --seed 7 --resume 'reports/a b'");
        }
    }
}

//! The command line that repeats a run, as one line for a shell.

use std::ffi::OsString;

/// The words of a command line after the name of the program, quoted where a shell would not take them as they are.
pub(super) fn line(words: impl Iterator<Item = OsString>) -> String {
    let words = words.map(|word| quoted(&word.to_string_lossy()));
    std::iter::once("hayes".to_owned()).chain(words).collect::<Vec<_>>().join(" ")
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
}

//! How to run just one case again.

use crate::case::Case;
use crate::run::Run;

/// Flags of `hayes run` that choose cases, or that belong to the run as it was; with a value each.
const NOT_AGAIN: [&str; 6] = ["--case", "--skip", "--out", "--resume", "--repeat", "--snapshots"];

/// The command line, made of the one that the run had.
pub(crate) fn command(run: &Run, case: &Case) -> String {
    let given = run.header.as_ref().and_then(|header| header.command.as_deref());
    let mut command = given.map_or_else(|| "hayes run".to_owned(), without_choice);
    if !words(&command).iter().any(|word| word.split('=').next() == Some("--dialect")) {
        command = format!("{command} --dialect {}", quoted(run.dialect()));
    }
    // Monitors watch every case: the one in which it happened shows it again.
    let during = run.breaches_of(case).find_map(|breach| run.cases.get(breach.during? as usize));
    format!("{command} --case {}", quoted(&during.unwrap_or(case).id))
}

fn without_choice(command: &str) -> String {
    let mut kept = Vec::new();
    let mut words = words(command).into_iter();
    while let Some(word) = words.next() {
        let (flag, value) = word.split_once('=').map_or((word, None), |(flag, value)| (flag, Some(value)));
        if !NOT_AGAIN.contains(&flag) {
            kept.push(word);
        } else if value.is_none() {
            words.next();
        }
    }
    kept.join(" ")
}

/// The words of a command line, each as it was written: with its quotes and backslashes.
fn words(command: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut start = None;
    let (mut quote, mut escaped) = (None, false);
    for (at, letter) in command.char_indices() {
        let ends = letter == ' ' && quote.is_none() && !escaped;
        match start {
            Some(begun) if ends => {
                words.push(&command[begun..at]);
                start = None;
            }
            None if !ends => start = Some(at),
            _ => {}
        }
        let was_escaped = escaped;
        escaped = letter == '\\' && quote != Some('\'') && !was_escaped;
        quote = match quote {
            Some(open) if letter == open && !was_escaped => None,
            None if matches!(letter, '"' | '\'') && !was_escaped => Some(letter),
            open => open,
        };
    }
    words.extend(start.map(|start| &command[start..]));
    words
}

/// A word for a shell, in quotes where it needs them.
fn quoted(word: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "-_./:,+=@%".contains(letter);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    #[rstest]
    #[case::as_it_is("hayes run --seed 7", "hayes run --seed 7")]
    #[case::without_cases("hayes run --case 'a b*' --skip=x --seed 7", "hayes run --seed 7")]
    #[case::values_keep_their_quotes(
        r#"hayes run --profile "my file.toml" --out d"#,
        r#"hayes run --profile "my file.toml""#
    )]
    #[case::longer_flags_stay("hayes run --outer 1", "hayes run --outer 1")]
    #[case::escaped(r"hayes run --profile my\ file --case x", r"hayes run --profile my\ file")]
    #[case::at_the_end("hayes run --case", "hayes run")]
    fn what_chose_cases_is_left_out(#[case] command: &str, #[case] again: &str) {
        assert_eq!(super::without_choice(command), again);
    }

    #[rstest]
    #[case("quectel-bc26/QMTOPEN/write", "quectel-bc26/QMTOPEN/write")]
    #[case("a b", "'a b'")]
    #[case("$(rm -rf ~)", "'$(rm -rf ~)'")]
    #[case("it's", r"'it'\''s'")]
    fn a_word_is_quoted_where_it_must(#[case] word: &str, #[case] quoted: &str) {
        assert_eq!(super::quoted(word), quoted);
    }
}

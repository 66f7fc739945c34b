//! How to run just one case again.

use crate::case::Case;
use crate::run::Run;

/// Flags of `hayes run` that choose cases, or that belong to the run as it was; with a value each.
const NOT_AGAIN: [&str; 6] = ["--case", "--skip", "--out", "--resume", "--repeat", "--snapshots"];

/// The command line, made of the one that the run had.
pub(crate) fn command(run: &Run, case: &Case) -> String {
    let given = run.header.as_ref().and_then(|header| header.command.as_deref());
    let mut command =
        given.map_or_else(|| "hayes run".to_owned(), |given| without_choice(given, run.dialect()));
    if !words(&command).iter().any(|word| word.split('=').next() == Some("--dialect")) {
        command = format!("{command} --dialect {}", quoted(run.dialect()));
    }
    // Monitors watch every case: the one in which it happened shows it again.
    let during = run.breaches_of(case).find_map(|breach| run.cases.get(breach.during? as usize));
    format!("{command} --case {}", quoted(&during.unwrap_or(case).id))
}

/// Without what chooses cases, and without documents beside the one that the case is of.
fn without_choice(command: &str, dialect: &str) -> String {
    let flags = flags(command);
    let of = |flag: &str, value: Option<&str>| {
        flag == "--dialect" && value.is_some_and(|value| bare(value) == dialect)
    };
    let is_named = flags.iter().any(|(flag, value, _)| of(flag, *value));
    let stays = |flag: &str, value| {
        !NOT_AGAIN.contains(&flag) && (flag != "--dialect" || !is_named || of(flag, value))
    };
    let kept = flags.iter().filter(|(flag, value, _)| stays(flag, *value)).map(|(.., as_given)| &**as_given);
    kept.collect::<Vec<_>>().join(" ")
}

/// The flags of a command line that have values, with the values, and all other words; each also as it was given.
fn flags(command: &str) -> Vec<(&str, Option<&str>, String)> {
    let mut flags = Vec::new();
    let mut words = words(command).into_iter();
    while let Some(word) = words.next() {
        let flag = word.split('=').next().unwrap_or_default();
        if flag != "--dialect" && !NOT_AGAIN.contains(&flag) {
            flags.push((word, None, word.to_owned()));
        } else if let Some((flag, value)) = word.split_once('=') {
            flags.push((flag, Some(value), word.to_owned()));
        } else {
            let value = words.next();
            let as_given = value.map_or_else(|| word.to_owned(), |value| format!("{word} {value}"));
            flags.push((word, value, as_given));
        }
    }
    flags
}

/// A word without quotes around it.
fn bare(word: &str) -> &str {
    word.trim_matches(['"', '\''])
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
    #[case::its_document_alone(
        "hayes run --dialect a --dialect d --dialect=c --seed 7",
        "hayes run --dialect d --seed 7"
    )]
    #[case::quoted("hayes run --dialect 'd' --dialect=\"a\"", "hayes run --dialect 'd'")]
    #[case::a_file_names_no_document("hayes run --dialect my.toml", "hayes run --dialect my.toml")]
    #[case::nothing_behind_it("hayes run --dialect", "hayes run --dialect")]
    fn what_chose_cases_is_left_out(#[case] command: &str, #[case] again: &str) {
        assert_eq!(super::without_choice(command, "d"), again);
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

//! The scenario files that come with hayes, and its reasons for rules that no case stands for.

/// Path below `scenarios/` and text of each, in the order of their paths.
const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/scenarios.rs"));

/// The scenarios of a dialect: path and text. `folder` is its id.
pub fn builtin(folder: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let folder = format!("{folder}/");
    FILES.iter().copied().filter(move |(path, _)| path.starts_with(&folder) && path.ends_with(".scenario"))
}

/// Why no case stands for some rules of a dialect: rule and reason. `folder` is its id.
pub fn without_case(folder: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    reasons(folder).filter(|(what, _)| !what.starts_with(EXAMPLE))
}

/// Why some examples of a dialect's document are not replayed: clause and reason. `folder` is its id.
pub fn without_replay(folder: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    reasons(folder).filter_map(|(what, reason)| Some((what.strip_prefix(EXAMPLE)?, reason)))
}

/// What stands before an example's clause among the reasons.
const EXAMPLE: &str = "example ";

fn reasons(folder: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let path = format!("{folder}/without-case.txt");
    let text = FILES.iter().find(|(known, _)| *known == path).map_or("", |(_, text)| *text);
    text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(": "))
}

/// Is this the file of a setup?
pub fn is_setup(path: &str) -> bool {
    is_in(path, "setup")
}

/// Is this the file of an example that a document prints?
pub fn is_example(path: &str) -> bool {
    is_in(path, "example")
}

fn is_in(path: &str, folder: &str) -> bool {
    path.rsplit(['/', '\\']).nth(1) == Some(folder)
}

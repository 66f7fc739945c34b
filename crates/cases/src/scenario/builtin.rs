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
    let path = format!("{folder}/without-case.txt");
    let text = FILES.iter().find(|(known, _)| *known == path).map_or("", |(_, text)| *text);
    text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(": "))
}

/// Is this the file of a setup?
pub fn is_setup(path: &str) -> bool {
    path.rsplit(['/', '\\']).nth(1) == Some("setup")
}

//! The scenario files that come with hayes.

/// Path below `scenarios/` and text of each, in the order of their paths.
const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/scenarios.rs"));

/// The scenarios of a dialect: path and text. `folder` is its id.
pub fn builtin(folder: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let folder = format!("{folder}/");
    FILES.iter().copied().filter(move |(path, _)| path.starts_with(&folder))
}

/// Is this the file of a setup?
pub fn is_setup(path: &str) -> bool {
    path.rsplit(['/', '\\']).nth(1) == Some("setup")
}

//! Names that documents beside the built-in ones describe: what each is about, and which family alone has it.
//! The table itself is `names.txt`.

use std::collections::HashMap;
use std::sync::OnceLock;

/// What is known of a name.
#[derive(Debug, Clone, Copy)]
struct Name {
    family: Option<&'static str>,
    about: &'static str,
    /// It answers without OK.
    bare: bool,
}

/// The table, read once.
fn table() -> &'static HashMap<&'static str, Name> {
    static TABLE: OnceLock<HashMap<&'static str, Name>> = OnceLock::new();
    TABLE.get_or_init(|| include_str!("names.txt").lines().filter_map(row).collect())
}

fn row(line: &'static str) -> Option<(&'static str, Name)> {
    if line.starts_with("# ") {
        return None;
    }
    // Only `+APP PDP` has a blank in it: two blanks end a name.
    let (name, rest) = line.split_once("  ").or_else(|| line.split_once(' '))?;
    let (family, about) = rest.trim_start().split_once(' ')?;
    let (bare, name) = name.strip_prefix('=').map_or((false, name), |name| (true, name));
    let family = Some(family).filter(|family| *family != "-");
    Some((name.trim_end(), Name { family, about: about.trim_start(), bare }))
}

/// The longest beginning of a name that the table has. A basic command is there as a whole.
fn find(name: &str) -> Option<Name> {
    let whole = !name.starts_with(['+', '#', '^']);
    let shortest = if whole { name.len() } else { 2 };
    (shortest..=name.len()).rev().find_map(|len| table().get(name.get(..len)?).copied())
}

/// What a name that other documents describe is about.
pub(crate) fn elsewhere(name: &str) -> Option<&'static str> {
    find(name).map(|name| name.about)
}

/// Does a command answer with a value or a text of its own, and no OK?
pub(crate) fn answers_barely(name: &str) -> bool {
    find(name).is_some_and(|name| name.bare)
}

/// The family that alone has a name, as far as is known.
pub(crate) fn alone_has(name: &str) -> Option<&'static str> {
    family_of(name).or_else(|| find(name)?.family)
}

/// The family of a command that another family's modules surely refuse: MQTT, and the packet connection.
pub(crate) fn family_of(name: &str) -> Option<&'static str> {
    const SURE: [(&str, &str); 8] = [
        ("+QMT", "quectel"),
        ("+QSSLCFG", "quectel"),
        ("+QICSGP", "quectel"),
        ("+QIACT", "quectel"),
        ("+CMQTT", "simcom"),
        ("+MQTT", "fibocom"),
        ("+MIPCALL", "fibocom"),
        ("+UMQTT", "u-blox"),
    ];
    SURE.iter().find(|(prefix, _)| name.starts_with(prefix)).map(|(_, family)| *family)
}

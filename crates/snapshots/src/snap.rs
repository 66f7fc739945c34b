//! A file of sections in insta's format: a head between two lines of hyphens, then the text. Knows no case.

use std::fs;
use std::io;
use std::path::Path;

use crate::section::Sections;

/// A longer file is none of ours.
const MAX_FILE: u64 = 64 * 1024 * 1024;
/// What a section begins with; no line of a transcript does.
const HEAD: &str = "# ";

/// The sections of a file; none where there is no file.
pub(crate) fn read(path: &Path) -> io::Result<Sections> {
    match fs::symlink_metadata(path) {
        Err(why) if why.kind() == io::ErrorKind::NotFound => return Ok(Sections::new()),
        Err(why) => return Err(why),
        Ok(known) if !known.is_file() || known.len() > MAX_FILE => {
            let why = format!("{}: not a file of transcripts", path.display());
            return Err(io::Error::new(io::ErrorKind::InvalidData, why));
        }
        Ok(_) => {}
    }
    let bytes = fs::read(path)?;
    Ok(parse(&String::from_utf8_lossy(&bytes)))
}

/// Writes sections, in the order of their cases.
pub(crate) fn write(path: &Path, name: &str, sections: &Sections) -> io::Result<()> {
    fs::write(path, text(name, sections))
}

fn parse(file: &str) -> Sections {
    let body = match file.strip_prefix("---\n") {
        Some(rest) => rest.split_once("\n---\n").map_or(rest, |(_, body)| body),
        None => file,
    };
    let mut sections = Sections::new();
    let mut open: Option<(String, String)> = None;
    for line in body.lines() {
        if let Some(case) = line.strip_prefix(HEAD) {
            sections.extend(open.replace((case.to_owned(), String::new())));
        } else if let Some((_, text)) = &mut open {
            text.push_str(line);
            text.push('\n');
        }
    }
    sections.extend(open);
    sections
}

fn text(name: &str, sections: &Sections) -> String {
    let mut text = format!("---\nsource: hayes run\nexpression: {name}\n---\n");
    for (case, section) in sections {
        text.push_str(HEAD);
        text.push_str(case);
        text.push('\n');
        text.push_str(section);
    }
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{parse, text};

    proptest! {
        /// What is written is read as it was.
        #[test]
        fn there_and_back(sections in prop::collection::btree_map(
            "[a-z0-9/._-]{1,20}",
            prop::collection::vec("[<>|-][ -~é]{0,30}", 0..5)
                .prop_map(|lines| lines.iter().map(|line| format!("{line}\n")).collect::<Vec<_>>().concat()),
            0..5,
        )) {
            prop_assert_eq!(parse(&text("bc26-QMTCFG", &sections)), sections);
        }

        #[test]
        fn any_text_is_read(file in "(---\n)?(\\PC|\n|# ){0,60}") {
            let _ = parse(&file);
        }
    }
}

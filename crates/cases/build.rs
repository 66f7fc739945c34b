//! Embeds the scenario files, and the reasons of rules without a case: a table of folder, name and text, in the order of
//! their names.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=scenarios");
    let root = env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?;
    let out = env::var("OUT_DIR").map_err(io::Error::other)?;
    let mut table = String::from("&[\n");
    folder(Path::new(&root), "scenarios", &mut table)?;
    table.push(']');
    fs::write(Path::new(&out).join("scenarios.rs"), table)
}

fn folder(root: &Path, path: &str, table: &mut String) -> io::Result<()> {
    let mut entries: Vec<_> = fs::read_dir(root.join(path))?.collect::<io::Result<_>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let name = format!("{path}/{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            folder(root, &name, table)?;
        } else if name.ends_with(".scenario") || name.ends_with("/without-case.txt") {
            let file = root.join(&name);
            let short = name.trim_start_matches("scenarios/");
            writeln!(table, "({short:?}, include_str!({:?})),", file.display().to_string())
                .map_err(io::Error::other)?;
        }
    }
    Ok(())
}

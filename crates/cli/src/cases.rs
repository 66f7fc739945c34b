//! `hayes list` and `hayes coverage`: what there is to ask of a module, and which rules it stands for.

use std::path::{Path, PathBuf};

use clap::Args;
use hayes_cases::catalogue::Catalogue;
use hayes_cases::show;
use hayes_dialects::Dialect;
use serde::Serialize;

use crate::output::{self, Failure};

const EXAMPLES: &str = "\
Examples:
  hayes list --dialect quectel-bc26
  hayes list --dialect my-module.toml --scenarios my-scenarios
  hayes coverage --dialect fibocom --json";

#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct List {
    /// A built-in dialect or a dialect file; all built-in ones when left out
    #[arg(long, value_name = "ID|FILE")]
    dialect: Vec<String>,
    /// A folder with scenario files of your own (*.scenario; setups in a folder `setup`, replayed examples in `example`)
    #[arg(long, value_name = "DIR")]
    scenarios: Vec<PathBuf>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// The JSON of `list`.
#[derive(Serialize)]
struct Listed<'c> {
    dialect: &'c str,
    cases: Vec<show::Row<'c>>,
}

/// `hayes list`.
pub(crate) fn list(args: &List) -> Result<(), Failure> {
    let catalogues = catalogues(args)?;
    if args.json {
        let listed: Vec<Listed<'_>> = catalogues
            .iter()
            .map(|(dialect, catalogue)| Listed { dialect: &dialect.id, cases: show::rows(catalogue) })
            .collect();
        return output::json(&listed);
    }
    let text: String = catalogues.iter().map(|(_, catalogue)| show::list(catalogue)).collect();
    output::print(&text)
}

/// `hayes coverage`.
pub(crate) fn coverage(args: &List) -> Result<(), Failure> {
    let catalogues = catalogues(args)?;
    let coverages: Vec<show::Coverage<'_>> = catalogues
        .iter()
        .map(|(dialect, catalogue)| show::Coverage {
            dialect: &dialect.id,
            gaps: catalogue.gaps(dialect),
            rules: catalogue.rules(dialect),
            forms: catalogue.forms(dialect),
            examples: catalogue.examples(dialect),
        })
        .collect();
    if args.json {
        return output::json(&coverages);
    }
    let texts: Vec<String> = coverages.iter().map(show::Coverage::text).collect();
    output::print(&texts.join("\n"))
}

fn catalogues(args: &List) -> Result<Vec<(Dialect, Catalogue)>, Failure> {
    let mut mistakes = Vec::new();
    let mut catalogues = Vec::new();
    for dialect in crate::spec::chosen(&args.dialect)? {
        match catalogue(&dialect, &args.scenarios) {
            Ok(catalogue) => catalogues.push((dialect, catalogue)),
            Err(text) => mistakes.push(text),
        }
    }
    if mistakes.is_empty() { Ok(catalogues) } else { Err(Failure::Input(mistakes.join("\n"))) }
}

/// The catalogue of a dialect with a user's own scenarios; all mistakes of all files at once.
pub(crate) fn catalogue(dialect: &Dialect, folders: &[PathBuf]) -> Result<Catalogue, String> {
    let mut catalogue = Catalogue::of(dialect).map_err(|mistakes| mistakes.to_string())?;
    let mut mistakes = Vec::new();
    for file in folders.iter().flat_map(|folder| scenario_files(folder)) {
        let added = file.and_then(|file| {
            let text = std::fs::read_to_string(&file)
                .map_err(|why| format!("error: {}: {why}\n", file.display()))?;
            catalogue
                .add(&file.display().to_string(), &text, dialect)
                .map_err(|mistakes| mistakes.to_string())
        });
        mistakes.extend(added.err());
    }
    if mistakes.is_empty() { Ok(catalogue) } else { Err(mistakes.join("\n")) }
}

/// The scenario files of a folder and of its folders `setup` and `example`, in the order of their names.
fn scenario_files(folder: &Path) -> Vec<Result<PathBuf, String>> {
    let mut files = Vec::new();
    let within = ["setup", "example"];
    let [setups, examples] = within.map(|name| folder.join(name));
    for folder in [setups, folder.to_owned(), examples] {
        let entries = match std::fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(why)
                if why.kind() == std::io::ErrorKind::NotFound
                    && within.iter().any(|name| folder.ends_with(name)) =>
            {
                continue;
            }
            Err(why) => return vec![Err(format!("error: {}: {why}\n", folder.display()))],
        };
        let mut paths: Vec<PathBuf> = entries.filter_map(Result::ok).map(|entry| entry.path()).collect();
        paths.retain(|path| path.extension().is_some_and(|ending| ending == "scenario"));
        paths.sort();
        files.extend(paths.into_iter().map(Ok));
    }
    files
}

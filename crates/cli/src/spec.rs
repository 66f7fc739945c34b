//! `hayes spec`: what the vendors' documents say.

use clap::{Args, Subcommand};
use hayes_cases::gaps;
use hayes_dialects::overlap::{Overlap, overlaps};
use hayes_dialects::{Dialect, show};
use serde::Serialize;

use crate::output::{self, Failure};

const LIST_EXAMPLES: &str = "\
Examples:
  hayes spec list --dialect quectel-bc26 | less
  hayes spec list --json";

const CHECK_EXAMPLES: &str = "\
Example:
  hayes spec check my-module.toml

Exit codes:
  0  the files are right
  2  they are not; each mistake is shown with its place";

/// What to do with documents.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// List every command, form, parameter, URC, rule and reading
    List(List),
    /// Diagnose dialect files
    Check(Check),
}

#[derive(Args)]
#[command(after_help = LIST_EXAMPLES)]
pub(crate) struct List {
    /// A built-in dialect or a dialect file; all built-in ones when left out
    #[arg(long, value_name = "ID|FILE")]
    dialect: Vec<String>,
    /// Print JSON instead of a reference card
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
#[command(after_help = CHECK_EXAMPLES)]
pub(crate) struct Check {
    /// Dialect files
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,
}

/// The JSON that `list --json` prints.
#[derive(Serialize)]
struct Listings<'a> {
    dialects: Vec<show::Listing<'a>>,
}

/// Does it.
pub(crate) fn run(command: &Command) -> Result<(), Failure> {
    match command {
        Command::List(args) => list(args),
        Command::Check(args) => check(args),
    }
}

fn list(args: &List) -> Result<(), Failure> {
    let dialects = chosen(&args.dialect)?;
    if args.json {
        let listings = Listings { dialects: dialects.iter().map(show::listing).collect() };
        return output::json(&listings);
    }
    let cards: Vec<String> = dialects.iter().map(show::card).collect();
    output::print(&cards.join("\n\n"))
}

/// The dialects that were asked for; all mistakes of all of them at once.
pub(crate) fn chosen(names: &[String]) -> Result<Vec<Dialect>, Failure> {
    let names: Vec<&str> = match names {
        [] => hayes_dialects::builtin().collect(),
        _ => names.iter().map(String::as_str).collect(),
    };
    let mut dialects = Vec::new();
    let mut mistakes = String::new();
    for name in names {
        match hayes_dialects::find(name) {
            Ok(dialect) => dialects.push(dialect),
            Err(found) => mistakes.push_str(&found.to_string()),
        }
    }
    if mistakes.is_empty() { Ok(dialects) } else { Err(Failure::Input(mistakes)) }
}

fn check(args: &Check) -> Result<(), Failure> {
    let mut mistakes = String::new();
    for file in &args.files {
        match hayes_dialects::load_file(std::path::Path::new(file)) {
            Ok(dialect) => output::print(&verdict(file, &dialect))?,
            Err(found) => {
                if !mistakes.is_empty() {
                    mistakes.push('\n');
                }
                mistakes.push_str(&found.to_string());
            }
        }
    }
    if mistakes.is_empty() { Ok(()) } else { Err(Failure::Input(mistakes)) }
}

/// What a file holds, the lines of it that could be two things, and what it leaves unsaid.
fn verdict(file: &str, dialect: &Dialect) -> String {
    let counts = format!(
        "{}: {} is right: {} commands, {} forms, {} URCs, {} rules, {} readings\n",
        hayes_at::visible::Visible(file.as_bytes()),
        dialect.id,
        dialect.documented_commands().count(),
        dialect.documented_forms().count(),
        dialect.documented_urcs().count(),
        dialect.rules.len(),
        dialect.readings.len(),
    );
    let open = overlaps(dialect).into_iter().filter(|o| !o.is_told());
    let note = |o: Overlap| format!("note: not always to be told apart: {}\n", o.in_words(dialect));
    let gaps = gaps::of_file(dialect).into_iter().map(|gap| format!("note: {gap}\n"));
    counts + &open.map(note).chain(gaps).collect::<String>()
}

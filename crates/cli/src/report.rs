//! `hayes report`, and what `hayes run` tells of itself at its end.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum, ValueHint};
use hayes_report::leave::{self, Kind};
use hayes_report::look::Look;
use hayes_report::open::{self, Opened};
use hayes_report::{github, terminal};

use crate::output::{Failure, print};

const EXAMPLES: &str = "\
Examples:
  hayes report reports/latest                                what came out, and all files anew
  hayes report reports/latest/quectel-bc26/journal.jsonl --format junit > junit.xml
  hayes report reports/2026-11-21T07-15-00Z --format markdown >> \"$GITHUB_STEP_SUMMARY\"
  hayes report killed-run --format json --format junit --out ci

A run leaves:
  report.html    for people: a page that needs nothing else
  results.json   for tools (schema hayes-results/1); of several dialects, one in the folder of each and one above them
  junit.xml      for CI viewers
  summary.md     for a pull request

Exit codes:
  0  the reports are made, also of a run that was killed or still goes on; they say what is missing
  2  there is no journal, or what is there is none";

/// Makes the reports of a run from its journals, whether it is finished, was killed, or still goes on.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ReportArgs {
    /// A run's folder, a dialect's folder in it, or a journal
    #[arg(value_name = "RUN", default_value = "reports/latest", value_hint = ValueHint::AnyPath)]
    run: PathBuf,
    /// What to make; all when left out. A single one that is a text is printed, unless --out says where to write it
    #[arg(long, value_name = "FORMAT", value_enum)]
    format: Vec<Format>,
    /// Where to write files; beside the journals when left out
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    out: Option<PathBuf>,
}

/// A report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Failures first, a summary last, on standard output
    Terminal,
    /// results.json
    Json,
    /// junit.xml
    Junit,
    /// summary.md
    Markdown,
    /// report.html, and further pages where one is too small; never printed
    Html,
    /// Annotations, as GitHub workflows take them from standard output
    Github,
}

impl Format {
    fn file(self) -> Option<Kind> {
        match self {
            Self::Json => Some(Kind::Results),
            Self::Junit => Some(Kind::Junit),
            Self::Markdown => Some(Kind::Summary),
            Self::Html => Some(Kind::Page),
            Self::Terminal | Self::Github => None,
        }
    }
}

/// Does it.
pub(crate) fn run(args: &ReportArgs) -> Result<(), Failure> {
    let mut runs = open::all(&args.run).map_err(|why| Failure::Input(format!("error: {why}\n")))?;
    let folder = args.out.clone().unwrap_or_else(|| beside(&args.run));
    match args.format[..] {
        [] => {
            tell(&mut runs, &folder)?;
            files(&Kind::ALL, &mut runs, &folder)
        }
        [format] if args.out.is_none() && format != Format::Html => printed(format, &mut runs, &folder),
        ref several => {
            for format in several.iter().filter(|format| format.file().is_none()) {
                printed(*format, &mut runs, &folder)?;
            }
            let kinds: Vec<Kind> = several.iter().filter_map(|format| format.file()).collect();
            files(&kinds, &mut runs, &folder)
        }
    }
}

/// The end of a run: what came out, the files, and what the workflow around it wants to know.
pub(crate) fn of_run(folder: &Path) -> Result<(), Failure> {
    let mut runs = open::all(folder).map_err(|why| Failure::Rig(format!("error: {why}\n")))?;
    tell(&mut runs, folder)?;
    if std::env::var_os("GITHUB_ACTIONS").is_some() {
        print(&github::annotations(runs.iter().map(|opened| &opened.run)))?;
    }
    files(&Kind::ALL, &mut runs, folder)?;
    if let Some(summary) = std::env::var_os("GITHUB_STEP_SUMMARY").filter(|path| !path.is_empty()) {
        let appended = std::fs::OpenOptions::new().append(true).create(true).open(&summary);
        let written = appended.and_then(|mut file| leave::write(Kind::Summary, &mut runs, &mut file));
        if let Err(why) = written {
            say(&format!("{}: {why}\n", Path::new(&summary).display()));
        }
    }
    Ok(())
}

fn beside(run: &Path) -> PathBuf {
    let folder = if run.is_dir() { Some(run) } else { run.parent() };
    folder.filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new(".")).to_owned()
}

fn tell(runs: &mut [Opened], folder: &Path) -> Result<(), Failure> {
    let all = format!("all of them are in {}", folder.join(Kind::Results.name()).display());
    to_stdout(|into| terminal::write(&mut leave::with_files(runs), &all, Look::of_stdout(), into))
}

fn printed(format: Format, runs: &mut [Opened], folder: &Path) -> Result<(), Failure> {
    match (format, format.file()) {
        (Format::Json, _) if runs.len() > 1 => {
            let text = "error: one file does not hold the results of several runs: name the folder of one, or give --out\n";
            Err(Failure::Input(text.to_owned()))
        }
        (_, Some(kind)) => to_stdout(|into| leave::write(kind, runs, into)),
        (Format::Github, None) => print(&github::annotations(runs.iter().map(|opened| &opened.run))),
        (_, None) => tell(runs, folder),
    }
}

/// A reader that has closed the pipe has seen enough.
fn to_stdout(
    write: impl FnOnce(&mut io::BufWriter<io::StdoutLock<'_>>) -> io::Result<()>,
) -> Result<(), Failure> {
    let mut into = io::BufWriter::new(io::stdout().lock());
    match write(&mut into).and_then(|()| into.flush()) {
        Err(why) if why.kind() != io::ErrorKind::BrokenPipe => Err(Failure::Output(why)),
        _ => Ok(()),
    }
}

fn files(kinds: &[Kind], runs: &mut [Opened], folder: &Path) -> Result<(), Failure> {
    for kind in kinds {
        leave::leave(*kind, runs, folder).map_err(Failure::Output)?;
    }
    let names: Vec<&str> = kinds.iter().map(|kind| kind.name()).collect();
    if names.is_empty() {
        Ok(())
    } else {
        print(&format!("\nReports: {} ({})\n", folder.display(), names.join(", ")))
    }
}

/// Says it on standard error. Where nobody reads there, the journal holds it all the same.
pub(crate) fn say(text: &str) {
    if text.is_empty() {
        return;
    }
    let mut to = io::stderr().lock();
    drop(to.write_all(text.as_bytes()).and_then(|()| to.flush()));
}

//! `hayes compare`: what changed between two runs.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use hayes_report::compare::Comparison;
use hayes_report::open::{self, Opened};

use crate::output::{Failure, print};

const EXAMPLES: &str = "\
Examples:
  hayes compare reports/A08 reports/A09
  hayes compare reports/A08 reports/latest --html changes.html
  hayes compare last-night/quectel-bc26 reports/latest/quectel-bc26 --markdown

What is compared:
  Documents are matched by their dialect, cases by their ids. A case that fails and did not fail before makes the second
  run worse, whether it passed before or could not be judged; so does nothing else, unless --slower-is-worse is given.
  Answers are compared command by command where a case passes in both runs; names, addresses, clocks and the like are taken
  out first. Response times count as shifted where either run has 20 answers or more, their ranks differ by four standard
  deviations (Mann-Whitney, with ties), and the median moved by a quarter and by 5 ms at least.

Exit codes:
  0  nothing got worse
  1  a case fails that did not fail before; with --slower-is-worse also: answers take longer
  2  the input was wrong: no journal there, none that can be read, or no document in common";

/// Shows what changed between two runs: of two firmwares of a module, or of two modules.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Compare {
    /// The earlier run: its folder, a dialect's folder in it, or a journal
    #[arg(value_name = "RUN_A")]
    a: PathBuf,
    /// The later run
    #[arg(value_name = "RUN_B")]
    b: PathBuf,
    /// Print JSON
    #[arg(long, conflicts_with = "markdown")]
    json: bool,
    /// Print Markdown, for a pull request or a ticket
    #[arg(long)]
    markdown: bool,
    /// Write a page to this file as well
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Count shifted response times as worse
    #[arg(long)]
    slower_is_worse: bool,
}

/// Does it.
pub(crate) fn run(args: &Compare) -> Result<ExitCode, Failure> {
    let (mut a, mut b) = (opened(&args.a)?, opened(&args.b)?);
    let comparison =
        Comparison::of(&mut a, &mut b).map_err(|why| Failure::Input(format!("error: {why}\n")))?;
    if let Some(file) = &args.html {
        std::fs::write(file, comparison.html())
            .map_err(|why| Failure::Input(format!("error: {}: {why}\n", file.display())))?;
    }
    if args.json {
        print(&comparison.json_text())?;
    } else if args.markdown {
        print(&comparison.markdown())?;
    } else {
        print(&comparison.text())?;
    }
    let worse = comparison.is_worse() || args.slower_is_worse && comparison.is_slower();
    Ok(if worse { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

fn opened(run: &Path) -> Result<Vec<Opened>, Failure> {
    open::all(run).map_err(|why| Failure::Input(format!("error: {why}\n")))
}

//! `hayes review`: what transcripts have changed, shown as differences, accepted or rejected.

use std::io::{self, BufRead, IsTerminal};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ValueHint};
use hayes_runner::Glob;
use hayes_snapshots::review::{Pending, pending};

use crate::output::{Failure, print};

const EXAMPLES: &str = "\
Examples:
  hayes run --snapshots snapshots    compare a run with what was accepted
  hayes review                       look at what differs, and accept or reject it
  hayes review --list
  hayes review --accept 'quectel-bc26/*'

Exit codes:
  0  nothing is pending any more, or --list
  1  something is still pending
  2  the input was wrong; nothing was done";

/// Shows transcripts that changed since they were accepted; accepts or rejects them.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ReviewArgs {
    /// Only files whose names (DIALECT/NAME) fit (`*` and `?`); several are possible
    #[arg(value_name = "GLOB")]
    only: Vec<String>,
    /// Where accepted transcripts are
    #[arg(long, value_name = "DIR", default_value = "snapshots", value_hint = ValueHint::DirPath)]
    snapshots: PathBuf,
    /// Accept all of them, without a question
    #[arg(long, conflicts_with_all = ["reject", "list"])]
    accept: bool,
    /// Reject all of them, without a question
    #[arg(long, conflicts_with = "list")]
    reject: bool,
    /// Only name them
    #[arg(long)]
    list: bool,
}

/// What somebody decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    Accept,
    Reject,
    Skip,
    Quit,
}

/// Does it.
pub(crate) fn run(args: &ReviewArgs) -> Result<ExitCode, Failure> {
    let wrong = |why: io::Error| Failure::Input(format!("error: {}: {why}\n", args.snapshots.display()));
    let mut all = pending(&args.snapshots).map_err(wrong)?;
    let only: Vec<Glob> = args.only.iter().map(|glob| Glob::new(glob)).collect();
    all.retain(|pending| only.is_empty() || only.iter().any(|glob| glob.fits(&pending.name)));
    if args.list {
        let names: Vec<String> = all.iter().map(|pending| format!("{}\n", pending.name)).collect();
        return print(&names.concat()).map(|()| ExitCode::SUCCESS);
    }
    let asks = io::stdin().is_terminal();
    let mut left = 0;
    for (number, pending) in all.iter().enumerate() {
        let answer = match args {
            ReviewArgs { accept: true, .. } => Answer::Accept,
            ReviewArgs { reject: true, .. } => Answer::Reject,
            _ => {
                print(&format!(
                    "{} ({} of {})\n{}",
                    pending.name,
                    number + 1,
                    all.len(),
                    pending.difference()
                ))?;
                if asks { ask()? } else { Answer::Skip }
            }
        };
        if answer == Answer::Quit {
            left += all.len() - number;
            break;
        }
        left += usize::from(answer == Answer::Skip);
        decide(pending, answer).map_err(wrong)?;
    }
    let decided = all.len() - left;
    print(&format!("{decided} decided, {left} pending\n"))?;
    Ok(if left > 0 { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

fn decide(pending: &Pending, answer: Answer) -> io::Result<()> {
    match answer {
        Answer::Accept => pending.accept(),
        Answer::Reject => pending.reject(),
        Answer::Skip | Answer::Quit => Ok(()),
    }
}

/// Asks until there is an answer; the end of the input is one, too.
fn ask() -> Result<Answer, Failure> {
    let mut lines = io::stdin().lock().lines();
    loop {
        print("accept, reject, skip or quit? [a/r/s/q] ")?;
        let Some(line) = lines.next() else { return Ok(Answer::Quit) };
        match line.map_err(Failure::Output)?.trim().to_ascii_lowercase().as_str() {
            "a" | "accept" => return Ok(Answer::Accept),
            "r" | "reject" => return Ok(Answer::Reject),
            "s" | "skip" => return Ok(Answer::Skip),
            "q" | "quit" => return Ok(Answer::Quit),
            _ => {}
        }
    }
}

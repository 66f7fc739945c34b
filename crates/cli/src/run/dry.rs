//! `hayes run --dry-run`: what would be run, how long that takes, and, where there is a port, whether the module is fit for it.

use std::fmt::Write as _;
use std::process::ExitCode;
use std::sync::Arc;

use hayes_cases::catalogue::Catalogue;
use hayes_dialects::Dialect;
use hayes_dialects::profile::Profile;
use hayes_journal::{Journal, Secrets};
use hayes_ports::Stop;
use hayes_runner::{Bench, Estimate, Plan, Run, Trouble};

use super::{RunArgs, bench, open, profile, selection};
use crate::output::{Failure, print};

/// Prints the plans; with a port, looks at the module first.
pub(super) fn run(
    args: &RunArgs,
    catalogues: &[(Arc<Dialect>, Catalogue)],
    own: &Profile,
) -> Result<ExitCode, Failure> {
    for (dialect, catalogue) in catalogues {
        let (bench, code) = match &args.bench.port {
            None => {
                let mut bench = bench::of_virtual();
                profile::apply(own, &mut bench, catalogue)?;
                (bench, ExitCode::SUCCESS)
            }
            Some(address) => {
                let stop = Stop::on_signals().map_err(Failure::Output)?;
                let (world, mut bench) = open::open(&args.bench, own, address, &stop)?;
                profile::apply(own, &mut bench, catalogue)?;
                let journal = Journal::new(Vec::new(), Secrets::new(), 0);
                let mut told = |text: &str| drop(print(&format!("{text}\n")));
                let run = Run::new(dialect, catalogue, bench.clone(), world, journal);
                match run.look(&mut told) {
                    Ok(()) => (bench, ExitCode::SUCCESS),
                    Err(trouble) => {
                        print(&bench::trouble(&trouble))?;
                        let code = if matches!(trouble, Trouble::Stopped) { 130 } else { 3 };
                        return Ok(ExitCode::from(code));
                    }
                }
            }
        };
        print(&plan(args, dialect, catalogue, &bench))?;
        if code != ExitCode::SUCCESS {
            return Ok(code);
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// A plan in words.
fn plan(args: &RunArgs, dialect: &Dialect, catalogue: &Catalogue, bench: &Bench) -> String {
    let plan = Plan::of(dialect, catalogue, &selection(args, dialect, catalogue, bench));
    let skipped = plan.cases.iter().filter(|planned| planned.skipped.is_some()).count();
    let estimate = Estimate::of(&plan, catalogue, bench.baud);
    let kind = if args.bench.port.is_some() { "" } else { " of a real module's" };
    let mut text =
        format!("{}: {} cases, {skipped} of them skipped; {estimate}{kind}\n", dialect.id, plan.cases.len());
    for planned in &plan.cases {
        let why = planned.skipped.as_ref().map_or(String::new(), |why| format!("  (skipped: {why})"));
        let _ = writeln!(text, "  {}{why}", planned.case.id);
    }
    text
}

//! `hayes score`: how many of the virtual modules' defects the cases find, and whether they leave in peace what is free.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;
use hayes_ports::Stop;
use hayes_runner::Glob;
use hayes_runner::score::{Asked, Score, score};

use crate::output::{self, Failure};
use crate::run::bench;

const EXAMPLES: &str = "\
Examples:
  hayes score --dialect fibocom
  hayes score --dialect fibocom --only 'publish-*' --seeds 5
  hayes score --dialect fibocom --case '*/example/*'
  hayes score --scenarios my-scenarios --json

Exit codes:
  0  no variant failed
  1  a variant failed, though nothing is wrong with it
  2  the input was wrong; nothing was run
  130  interrupted";

/// Runs the cases against each named defect and each named freedom of the virtual modules: which defects are found,
/// and by which cases; which freedoms are taken for defects.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ScoreArgs {
    /// A built-in dialect or a dialect file; all built-in ones when left out
    #[arg(long, value_name = "ID|FILE")]
    dialect: Vec<String>,
    /// Only quirks and variants whose names fit (`*` and `?`); several are possible
    #[arg(long, value_name = "GLOB")]
    only: Vec<String>,
    /// Only cases whose identifiers fit; several are possible
    #[arg(long, value_name = "GLOB")]
    case: Vec<String>,
    /// A folder with scenario files of your own
    #[arg(long, value_name = "DIR")]
    scenarios: Vec<PathBuf>,
    /// With how many seeds
    #[arg(long, value_name = "N", default_value_t = 1)]
    seeds: u64,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Does it.
pub(crate) fn run(args: &ScoreArgs) -> Result<ExitCode, Failure> {
    let stop = Stop::on_signals().map_err(Failure::Output)?;
    let bench = bench::of_virtual();
    let globs = |texts: &[String]| -> Vec<Glob> { texts.iter().map(|glob| Glob::new(glob)).collect() };
    let (only, cases) = (globs(&args.only), globs(&args.case));
    let asked = Asked { only: &only, cases: &cases, seeds: args.seeds };
    let mut scores = Vec::new();
    for dialect in crate::spec::chosen(&args.dialect)? {
        let catalogue = crate::cases::catalogue(&dialect, &args.scenarios).map_err(Failure::Input)?;
        let dialect = Arc::new(dialect);
        let scored = score(&dialect, &catalogue, &bench, &asked, &stop);
        if stop.times() > 0 {
            return Ok(ExitCode::from(130));
        }
        if !args.json {
            output::print(&text(&scored))?;
        }
        scores.push(scored);
    }
    if args.json {
        output::json(&scores)?;
    }
    let unfair = scores.iter().flat_map(|score| &score.variants).any(|variant| !variant.failed.is_empty());
    Ok(if unfair { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

fn text(score: &Score) -> String {
    let mut text = String::new();
    let caught = score.quirks.iter().filter(|quirk| quirk.is_caught()).count();
    let on_target = score.quirks.iter().filter(|quirk| quirk.is_on_target()).count();
    let unfair = score.variants.iter().filter(|variant| !variant.failed.is_empty()).count();
    let _ = writeln!(
        text,
        "{}: {caught} of {} quirks caught, {on_target} by a case about what they break; {unfair} of {} variants wrongly failed",
        score.dialect,
        score.quirks.len(),
        score.variants.len(),
    );
    let mut categories: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for quirk in &score.quirks {
        let entry = categories.entry(quirk.category).or_default();
        entry.0 += usize::from(quirk.is_caught());
        entry.1 += 1;
    }
    for (category, (caught, all)) in categories {
        let _ = writeln!(text, "  {category:<12} {caught} of {all}");
    }
    for quirk in score.quirks.iter().filter(|quirk| !quirk.is_caught()) {
        let _ = writeln!(text, "  not caught: {} ({})", quirk.name, quirk.breaks.join(" "));
    }
    for quirk in score.quirks.iter().filter(|quirk| quirk.is_caught() && !quirk.is_on_target()) {
        let by: Vec<&str> = quirk.caught_by.iter().take(3).map(|caught| caught.case.as_str()).collect();
        let _ =
            writeln!(text, "  off target: {} ({}) by {}", quirk.name, quirk.breaks.join(" "), by.join(", "));
    }
    for variant in score.variants.iter().filter(|variant| !variant.failed.is_empty()) {
        let failed: Vec<&str> = variant.failed.iter().take(3).map(String::as_str).collect();
        let _ = writeln!(
            text,
            "  wrongly failed: {} ({} cases: {} ...)",
            variant.name,
            variant.failed.len(),
            failed.join(", ")
        );
    }
    text
}

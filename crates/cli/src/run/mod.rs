//! `hayes run`: the cases against virtual modules, or against the one on a port.

mod accepted;
mod asked;
pub(crate) mod bench;
mod command;
mod dry;
mod ends;
mod fits;
mod flags;
mod folder;
mod journal;
mod keep;
mod open;
mod profile;
mod telling;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use hayes_cases::catalogue::Catalogue;
use hayes_dialects::Dialect;
use hayes_dialects::profile::Claim;
use hayes_journal::header::{DialectName, World as WorldKind};
use hayes_journal::{Header, Secrets};
use hayes_module::{Module, Pace};
use hayes_ports::Stop;
use hayes_runner::{Bench, Glob, Selection};

use crate::output::{Failure, print};
use asked::Asked;
use ends::Ends;
use flags::BenchArgs;
use folder::Folder;
use keep::KeepArgs;

const EXAMPLES: &str = "\
Examples:
  hayes run                                                        all built-in dialects on virtual modules
  hayes run --dialect quectel-bc26 --quirk payload-last-byte-lost  one with a defect
  hayes run --dialect quectel-bc26 --port /dev/ttyUSB2 --serial-only
  hayes run --dialect simcom-sim7672 --port COM3 --broker-advertise bench.example:1883
  hayes run --port /dev/ttyUSB2 --profile my-module.toml --dry-run
  hayes run --dialect fibocom --case '*/scenario/publish-*' --dry-run

Exit codes:
  0  at least one case passed, none failed, and the bench held
  1  a case failed, or one that is known to fail passed
  2  the input was wrong (a flag, a file, a dialect, a scenario); nothing was run
  3  the bench failed, or nothing could be judged, and no case failed
  130  interrupted";

/// Runs the cases: on virtual modules of all five dialects, or with --port on a real module.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct RunArgs {
    /// A built-in dialect or a dialect file; all built-in ones when left out
    #[arg(long, value_name = "ID|FILE")]
    dialect: Vec<String>,
    #[command(flatten)]
    bench: BenchArgs,
    /// Only cases whose identifiers fit (`*` and `?`); several are possible
    #[arg(long, value_name = "GLOB")]
    case: Vec<String>,
    /// No cases whose identifiers fit
    #[arg(long, value_name = "GLOB")]
    skip: Vec<String>,
    /// A folder with scenario files of your own
    #[arg(long, value_name = "DIR")]
    scenarios: Vec<PathBuf>,
    /// Allow what wears or disrupts the module, in the words of the scenarios: factory (AT&F), or your own
    #[arg(long, value_name = "KIND")]
    allow: Vec<String>,
    /// No case that takes longer
    #[arg(long, value_name = "TIME", value_parser = time)]
    max_case_time: Option<Duration>,
    /// What decides all that is left to chance
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Where reports go
    #[arg(long, value_name = "DIR", default_value = "reports")]
    out: PathBuf,
    /// A named firmware defect of the virtual module (`hayes sim --list-quirks`)
    #[arg(long, value_name = "NAME", conflicts_with = "port")]
    quirk: Vec<String>,
    /// A named freedom of the virtual module (`hayes sim --list-variants`)
    #[arg(long, value_name = "NAME", conflicts_with = "port")]
    variant: Vec<String>,
    #[command(flatten)]
    keep: KeepArgs,
    /// Only print the plan, with its time and data; with --port, look first whether the module is fit for it
    #[arg(long)]
    dry_run: bool,
}

/// Does it.
pub(crate) fn run(args: &RunArgs) -> Result<ExitCode, Failure> {
    let (dialects, profile) = profile::load(&args.dialect, &args.bench)?;
    let mut catalogues = Vec::new();
    for dialect in dialects {
        let catalogue = crate::cases::catalogue(&dialect, &args.scenarios).map_err(Failure::Input)?;
        catalogues.push((Arc::new(dialect), catalogue));
    }
    fits::check(&args.case, &args.allow, &catalogues)?;
    let known = keep::list(&args.keep)?;
    if args.dry_run {
        return dry::run(args, &catalogues, &profile);
    }
    if args.bench.port.is_none() {
        // What is wrong with a flag is said before anything is run.
        catalogues.iter().try_for_each(|(dialect, _)| module(args, dialect).map(drop))?;
    }
    let stop = Stop::on_signals().map_err(Failure::Output)?;
    // Who asks twice does not want to wait for anything.
    let again = stop.clone();
    stop.wakes(move || {
        if again.times() > 1 {
            std::process::exit(130);
        }
        eprintln!("stopping: the module is left as it was found, then the reports are written; Ctrl+C again stops at once");
    });
    let folder = args.keep.resume.as_deref().map_or_else(|| Folder::new(&args.out), Folder::of);
    let folder = folder.map_err(|why| Failure::Input(format!("error: {why}\n")))?;
    let mut ends = Ends::default();
    let asked = Asked { args, known: &known, profile: &profile, folder: &folder, stop: &stop };
    let ran = asked.run(&catalogues, &mut ends);
    // Whatever happened, what was done is told of.
    let told = crate::report::of_run(folder.path());
    ran?;
    told?;
    print(&keep::remarks(&known, &ends.entries))?;
    if ends.stopped {
        print(&format!("To go on: {}\n", command::to_resume(std::env::args_os().skip(1), folder.path())))?;
    }
    Ok(ends.code())
}

/// The virtual module of a dialect, as the flags have it.
fn module(args: &RunArgs, dialect: &Arc<Dialect>) -> Result<Module, Failure> {
    let setup = hayes_module::Setup {
        seed: args.seed,
        pace: Pace::Lively,
        quirks: args.quirk.clone(),
        variants: args.variant.clone(),
        ..hayes_module::Setup::default()
    };
    Module::new(Arc::clone(dialect), setup)
        .map_err(|why| Failure::Input(format!("error: {}: {why}\n", dialect.id)))
}

fn selection(args: &RunArgs, dialect: &Dialect, catalogue: &Catalogue, bench: &Bench) -> Selection {
    let claims = &bench.profile.unsupported;
    let unclaimed = claims.iter().filter_map(|claim| match &claim.what {
        Claim::Command(command) => Some((command.clone(), claim.why.clone())),
        _ => None,
    });
    Selection {
        cases: args.case.iter().map(|glob| Glob::new(glob)).collect(),
        skip: args.skip.iter().map(|glob| Glob::new(glob)).collect(),
        max_case_time: args.max_case_time,
        allow: args.allow.clone(),
        bench: bench.offers.clone(),
        unsupported: hayes_runner::claims::unsupported(dialect, catalogue, claims),
        unclaimed: unclaimed.collect(),
    }
}

/// What is said of the run before it begins.
fn header(args: &RunArgs, dialect: &Dialect, bench: &Bench, world: WorldKind) -> Header {
    let offers = bench.offers.iter().map(|offer| offer.word().to_owned());
    let quirks = args.quirk.iter().map(|name| format!("quirk {name}"));
    let variants = args.variant.iter().map(|name| format!("variant {name}"));
    Header {
        schema: hayes_journal::header::SCHEMA.to_owned(),
        hayes: env!("CARGO_PKG_VERSION").to_owned(),
        started: folder::now(),
        seed: args.seed,
        dialect: DialectName { id: dialect.id.clone(), digest: dialect.digest().to_owned() },
        world,
        command: Some(command::line(std::env::args_os().skip(1))),
        bench: offers.chain(quirks).chain(variants).collect(),
    }
}

/// What must not be seen in the journal.
fn secrets(bench: &Bench) -> Result<Secrets, Failure> {
    let mut secrets = Secrets::new();
    let own = bench.profile.variables.iter().filter(|variable| variable.secret);
    let own = own.map(|variable| variable.value.as_bytes());
    let usual = ["password", "key"].into_iter().filter_map(|name| bench.variables.get(name));
    for secret in usual.map(Vec::as_slice).chain(own).filter(|secret| !secret.is_empty()) {
        secrets.add(secret).map_err(|why| Failure::Input(format!("error: {why}\n")))?;
    }
    Ok(secrets)
}

fn time(text: &str) -> Result<Duration, String> {
    hayes_broker::orders::duration::parse(text)
        .ok_or_else(|| "a time is written 200ms, 1.5s or 2m".to_owned())
}

//! `hayes sim`: virtual modules on ptys and TCP ports, for people who write host drivers. Flags and wiring only.

mod listing;

use std::fs::File;
use std::net::{SocketAddr, ToSocketAddrs};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, ValueHint};
use hayes_dialects::Dialect;
use hayes_module::{Identity, Module, Setup};
use hayes_ports::Stop;
use hayes_ports::serial::Trace;
use hayes_ports::sim::{Names, Outlet, Place, Redirect, Sim};

use crate::output::{Failure, print};

/// Runs virtual modules that behave as a dialect says, and wrongly where that is asked for. Each --pty and each
/// --tcp gets a module of its own.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct SimArgs {
    /// A built-in dialect, or a dialect file of your own.
    #[arg(long, value_name = "ID|FILE", required_unless_present_any = ["list_quirks", "list_variants"])]
    dialect: Option<String>,

    /// Be found by this link, which leads to a pty. It is made, and taken away at the end.
    #[arg(long, value_name = "LINK", value_hint = ValueHint::FilePath, required_unless_present_any = ["tcp", "list_quirks", "list_variants"])]
    pty: Vec<PathBuf>,

    /// Be found at this TCP address; port 0 takes a free one.
    #[arg(long, value_name = "ADDR:PORT")]
    tcp: Vec<String>,

    /// Be wrong in this way; several are possible, --list-quirks names them.
    #[arg(long = "quirk", value_name = "NAME")]
    quirks: Vec<String>,

    /// Be free in this way, which the document leaves open; several are possible, --list-variants names them.
    #[arg(long = "variant", value_name = "NAME")]
    variants: Vec<String>,

    /// What decides all that is left to chance. A second module has the next number.
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,

    /// Speak as slowly as a line of so many bits per second; left out, bytes take no time.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(50..=4_000_000))]
    baud: Option<u32>,

    /// Find this name at that address, and at that port if one is given; several are possible.
    #[arg(long, value_name = "HOST=ADDR[:PORT]")]
    resolve: Vec<Redirect>,

    /// Write every byte of the line to this file; `hayes explain` reads it. For one module only.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    log: Option<PathBuf>,

    /// List the quirks, of all built-in dialects or of --dialect.
    #[arg(long, conflicts_with_all = ["list_variants", "pty", "tcp"])]
    list_quirks: bool,

    /// List the variants, of all built-in dialects or of --dialect.
    #[arg(long, conflicts_with_all = ["pty", "tcp"])]
    list_variants: bool,

    /// List as JSON.
    #[arg(long)]
    json: bool,
}

const EXAMPLES: &str = "\
Examples:
  hayes sim --dialect quectel-bc26 --pty /tmp/modem
  hayes sim --dialect fibocom --tcp 127.0.0.1:7000 --resolve broker.example.com=127.0.0.1:1883 --log line.log
  hayes sim --dialect simcom-sim7672 --list-quirks

It runs until Ctrl+C.

Exit codes:
  0  it was stopped
  2  the input was wrong, or the link or address cannot be had; nothing was run";

/// Runs the modules until somebody wants an end, or lists what they can be.
pub(crate) fn run(args: &SimArgs) -> Result<(), Failure> {
    if args.list_quirks || args.list_variants {
        return listing::list(args);
    }
    if args.json {
        return Err(wrong("--json goes with --list-quirks or --list-variants"));
    }
    let stop = Stop::on_signals().map_err(|error| wrong(&format!("Ctrl+C cannot be heard: {error}")))?;
    let dialect = Arc::new(dialect(args.dialect.as_deref().unwrap_or_default())?);
    let sim = Sim::open(outlets(args, &dialect)?).map_err(|error| wrong(&error.to_string()))?;
    for (place, real) in places(args)?.iter().zip(sim.places()) {
        let line = match place {
            Place::Pty(_) => format!("{} at {place} ({real})\n", dialect.id),
            Place::Tcp(_) => format!("{} at {real}\n", dialect.id),
        };
        print(&line)?;
    }
    sim.run(&stop, &mut |why| eprintln!("hayes sim: {why}")).map_err(Failure::Output)
}

fn wrong(why: &str) -> Failure {
    Failure::Input(format!("hayes sim: {why}\n"))
}

fn dialect(name: &str) -> Result<Dialect, Failure> {
    hayes_dialects::find(name).map_err(|mistakes| Failure::Input(mistakes.to_string()))
}

/// A module for each place.
fn outlets(args: &SimArgs, dialect: &Arc<Dialect>) -> Result<Vec<Outlet>, Failure> {
    let places = places(args)?;
    if args.log.is_some() && places.len() > 1 {
        return Err(wrong("--log is for one module: give one --pty or one --tcp"));
    }
    let names: Names = args.resolve.iter().cloned().collect();
    let mut outlets = Vec::new();
    for (number, place) in (0..).zip(places) {
        let module = Module::new(Arc::clone(dialect), setup(args, number))
            .map_err(|error| wrong(&format!("{}: {error}{}", dialect.id, hint(&error))))?;
        let log = args.log.as_deref().map(log).transpose()?;
        outlets.push(Outlet { device: Box::new(module), place, names: names.clone(), log });
    }
    Ok(outlets)
}

fn setup(args: &SimArgs, number: u64) -> Setup {
    let usual = Identity::default();
    // Two modules never have the same number.
    let imei = usual.imei.parse().map_or(usual.imei.clone(), |imei: u64| (imei + number).to_string());
    Setup {
        seed: args.seed.wrapping_add(number),
        identity: Identity { imei, ..usual },
        baud: args.baud,
        quirks: args.quirks.clone(),
        variants: args.variants.clone(),
        ..Setup::default()
    }
}

/// Where the names are listed that one of which was not found.
fn hint(error: &hayes_module::SetupError) -> &'static str {
    match error {
        hayes_module::SetupError::Quirk(..) => " (--list-quirks lists them)",
        hayes_module::SetupError::Variant(..) => " (--list-variants lists them)",
        hayes_module::SetupError::Family(_) => "",
    }
}

fn places(args: &SimArgs) -> Result<Vec<Place>, Failure> {
    let ptys = args.pty.iter().cloned().map(Place::Pty).map(Ok);
    ptys.chain(args.tcp.iter().map(|text| address(text).map(Place::Tcp))).collect()
}

fn address(text: &str) -> Result<SocketAddr, Failure> {
    let unknown = |why: &str| wrong(&format!("{text:?} is no address: {why}"));
    let mut all = text.to_socket_addrs().map_err(|error| unknown(&error.to_string()))?;
    all.next().ok_or_else(|| unknown("the name has none"))
}

fn log(path: &Path) -> Result<Trace, Failure> {
    let file = File::create(path).map_err(|error| wrong(&format!("{}: {error}", path.display())))?;
    Ok(Trace::new(file))
}

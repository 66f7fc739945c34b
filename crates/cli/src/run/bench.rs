//! What a bench offers, and how a run is told of on the terminal.

use std::fmt::Write as _;
use std::net::ToSocketAddrs;
use std::time::Instant;

use hayes_at::visible::Visible;
use hayes_cases::case::Bench as Offer;
use hayes_cases::pattern::Variables;
use hayes_journal::{Finished, Verdict};
use hayes_ports::Stop;
use hayes_ports::far_end;
use hayes_ports::serial::{Address, FaultPlan};
use hayes_ports::world::{Real, real};
use hayes_runner::{Bench, Counts, Trouble};

use super::RunArgs;
use crate::output::Failure;

/// The bench of a virtual module: everything.
pub(crate) fn of_virtual() -> Bench {
    let offers = Offer::ALL.iter().map(|(offer, _)| *offer).collect();
    Bench { variables: variables("broker.example", 1883), offers, power: true, repeat: true }
}

/// The bench of a module on a port, before anything is opened.
pub(super) fn of_port(args: &RunArgs) -> Bench {
    let advertised = args.broker_advertise.as_deref().unwrap_or(&args.broker_listen);
    let (host, port) = advertised.rsplit_once(':').unwrap_or((advertised, "1883"));
    let offers = if args.serial_only { Vec::new() } else { vec![Offer::FarEnd] };
    Bench { variables: variables(host, port.parse().unwrap_or(1883)), offers, power: false, repeat: true }
}

/// Opens the port, and lets the far end listen.
pub(super) fn open(args: &RunArgs, address: Address, stop: &Stop) -> Result<(Real, Bench), Failure> {
    let mut bench = of_port(args);
    let since = Instant::now();
    let listen: Vec<_> = args
        .broker_listen
        .to_socket_addrs()
        .map_err(|why| Failure::Input(format!("error: --broker-listen {}: {why}\n", args.broker_listen)))?
        .map(|address| far_end::Listener { address, tls: None })
        .collect();
    let far_end = far_end::Setup {
        listen,
        receive_buffer: None,
        upstream: Vec::new(),
        config: hayes_broker::Config { ours: vec!["hayes-*".to_owned()], ..hayes_runner::far_end() },
        since,
    };
    let world = Real::open(real::Setup {
        address,
        baud: args.baud,
        far_end: (!args.serial_only).then_some(far_end),
        switch: real::Switch::default(),
        faults: FaultPlan::default(),
        seed: args.seed,
        trace: None,
        stop: stop.clone(),
    })
    .map_err(|why| Failure::Rig(format!("error: {why}\n")))?;
    if args.broker_advertise.is_none()
        && let Some(address) = world.far_end().first()
    {
        bench.variables.insert("port".to_owned(), address.port().to_string().into_bytes());
    }
    Ok((world, bench))
}

fn variables(host: &str, port: u16) -> Variables {
    let password = std::env::var("HAYES_PASSWORD").unwrap_or_else(|_| "hayes-password".to_owned());
    let values = [
        ("host", host.to_owned()),
        ("port", port.to_string()),
        ("tls_port", "8883".to_owned()),
        ("closed_port", "1".to_owned()),
        ("no_host", "nobody.invalid".to_owned()),
        ("client", "hayes-module".to_owned()),
        ("user", "hayes".to_owned()),
        ("password", password),
    ];
    values.into_iter().map(|(name, value)| (name.to_owned(), value.into_bytes())).collect()
}

/// A verdict that is none of the good ones, in words.
pub(super) fn in_words(finished: &Finished) -> String {
    let flaky = if finished.flaky { " (flaky: a repeat passed)" } else { "" };
    let mut text = format!("  {}{flaky} {}\n", finished.verdict.word().to_uppercase(), finished.case);
    let lines = [("", &finished.reason), ("expected ", &finished.expected), ("got      ", &finished.actual)];
    for (name, line) in lines {
        if let Some(line) = line {
            let _ = writeln!(text, "      {name}{}", Visible(line.as_bytes()));
        }
    }
    text
}

/// How many cases ended how.
pub(super) fn summary(counts: &Counts) -> String {
    let words: Vec<String> = Verdict::ALL
        .iter()
        .filter(|verdict| counts.of(**verdict) > 0 || **verdict == Verdict::Pass)
        .map(|verdict| format!("{} {}", counts.of(*verdict), verdict.word()))
        .collect();
    let flaky = if counts.flaky > 0 { format!(" ({} flaky)", counts.flaky) } else { String::new() };
    format!("  {}{flaky}\n", words.join(", "))
}

/// Why a run could not be finished.
pub(super) fn trouble(trouble: &Trouble) -> String {
    match trouble {
        Trouble::Stopped => "  stopped; the journal holds what was done\n".to_owned(),
        Trouble::Rig(why) => format!("  the bench broke: {}\n", Visible(why.as_bytes())),
        Trouble::Journal(why) => format!("  the journal cannot be written: {why}\n"),
    }
}

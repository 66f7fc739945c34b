//! What a bench offers and gives its cases: a virtual module's, and that of one on a port.

use hayes_at::visible::Visible;
use hayes_cases::case::Bench as Offer;
use hayes_cases::pattern::Variables;
use hayes_dialects::profile::Profile;
use hayes_ports::serial::Address;
use hayes_ports::world::in_memory::{AUTHORITY, CERTIFICATE, KEY, SECURE_PORT};
use hayes_runner::{Bench, Trouble};

use super::flags::BenchArgs;
use super::profile;

/// The bench of a virtual module: everything.
pub(crate) fn of_virtual() -> Bench {
    let offers = Offer::ALL.iter().map(|(offer, _)| *offer).collect();
    let mut variables = variables("broker.example", 1883);
    let papers = [("ca", AUTHORITY), ("certificate", CERTIFICATE), ("key", KEY)];
    variables.insert("tls_port".to_owned(), SECURE_PORT.to_string().into_bytes());
    variables.extend(papers.map(|(name, paper)| (name.to_owned(), paper.as_bytes().to_vec())));
    Bench { variables, offers, power: true, repeat: true, times: 1, ..Bench::default() }
}

/// The bench of a module on a port; where its far end is, is known once that listens.
pub(super) fn of_port(args: &BenchArgs, own: &Profile) -> Bench {
    let mut offers = Vec::new();
    if !args.serial_only {
        offers.push(Offer::FarEnd);
        offers.extend(args.broker_tls_listen.as_ref().map(|_| Offer::Tls));
    }
    offers.extend(profile::offers(own));
    Bench {
        variables: variables("", 1883),
        offers,
        power: profile::switch(own).restarts(),
        repeat: true,
        times: 1,
        address: args.port.clone(),
        // Behind TCP a line has no speed of its own.
        baud: matches!(args.port, Some(Address::Port(_))).then(|| profile::baud(args, own)),
        ..Bench::default()
    }
}

/// The values that every run has.
pub(super) fn variables(host: &str, port: u16) -> Variables {
    let password = std::env::var("HAYES_PASSWORD").unwrap_or_else(|_| "hayes-password".to_owned());
    let values = [
        ("host", host.to_owned()),
        ("port", port.to_string()),
        ("tls_port", "8883".to_owned()),
        ("closed_port", "1".to_owned()),
        ("no_host", "nobody.invalid".to_owned()),
        ("client", "hayes-module".to_owned()),
        ("client2", "hayes-module-2".to_owned()),
        ("user", "hayes".to_owned()),
        ("password", password),
    ];
    values.into_iter().map(|(name, value)| (name.to_owned(), value.into_bytes())).collect()
}

/// Why a run could not be finished.
pub(super) fn trouble(trouble: &Trouble) -> String {
    match trouble {
        Trouble::Stopped => "stopped; the journal holds what was done\n".to_owned(),
        Trouble::Rig(why) => format!("the bench broke: {}\n", Visible(why.as_bytes())),
        Trouble::Journal(why) => format!("the journal cannot be written: {why}\n"),
    }
}

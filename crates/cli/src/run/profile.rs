//! What a profile changes about a bench: values, offers, switches. What it says is read by `hayes-dialects`.

use std::path::Path;

use hayes_cases::case::Bench as Offer;
use hayes_cases::catalogue::Catalogue;
use hayes_dialects::Dialect;
use hayes_dialects::profile::{External, Flow, Profile, find_with_profile};
use hayes_ports::far_end::Reach;
use hayes_ports::serial;
use hayes_ports::world::real::{Program, Switch};
use hayes_runner::{Bench, claims};

use super::flags::BenchArgs;
use crate::output::Failure;

/// The speed of a port where nothing says another one.
const USUAL_BAUD: u32 = 115_200;

/// The dialects that are asked for, and the profile, which has one of its own.
pub(super) fn load(dialects: &[String], args: &BenchArgs) -> Result<(Vec<Dialect>, Profile), Failure> {
    let wrong = |text: &str| Failure::Input(format!("error: {text}\n"));
    let Some(path) = &args.profile else {
        if args.port.is_some() && dialects.len() != 1 {
            return Err(wrong(
                "a module on a port has one dialect: name it with --dialect, or in a --profile",
            ));
        }
        return Ok((crate::spec::chosen(dialects)?, Profile::default()));
    };
    if dialects.len() > 1 {
        return Err(wrong("a profile is for one module, which has one dialect"));
    }
    let (dialect, profile) = with_profile(dialects.first().map(String::as_str), path)?;
    Ok((vec![dialect], profile))
}

fn with_profile(dialect: Option<&str>, path: &Path) -> Result<(Dialect, Profile), Failure> {
    find_with_profile(dialect, path, &|name| std::env::var(name).ok())
        .map_err(|mistakes| Failure::Input(mistakes.to_string()))
}

/// Gives a bench what the profile has for it.
pub(super) fn apply(profile: &Profile, bench: &mut Bench, catalogue: &Catalogue) -> Result<(), Failure> {
    for variable in &profile.variables {
        bench.variables.insert(variable.name.clone(), variable.value.clone().into_bytes());
    }
    if let Some(wanted) = &profile.offers {
        for said in wanted {
            if !bench.offers.iter().any(|offer| offer.word() == said.text) {
                let hint = match said.text.as_str() {
                    "far-end" => "it is left out by --serial-only",
                    "tls" => "--broker-tls-listen makes it",
                    "power" => "say in [power] what restarts the module",
                    _ => "say in [network] with `cut` and `back` how that is done",
                };
                let message = "nothing on this bench makes that possible";
                let mistake = profile.mistake(said, 0..said.text.len(), message, hint);
                return Err(Failure::Input(mistake.to_string()));
            }
        }
        bench.offers.retain(|offer| wanted.iter().any(|said| said.text == offer.word()));
    }
    claims::check(profile, catalogue, &bench.variables).map_err(Failure::Input)?;
    bench.profile = profile.clone();
    Ok(())
}

/// What the switches of a profile make possible.
pub(super) fn offers(profile: &Profile) -> impl Iterator<Item = Offer> {
    let power = switch(profile).restarts() || profile.power.restart.is_some();
    let cut = profile.network.cut.is_some() && profile.network.back.is_some();
    [(power, Offer::Power), (cut, Offer::NetworkCut)]
        .into_iter()
        .filter(|(is, _)| *is)
        .map(|(_, offer)| offer)
}

/// What switches the module.
pub(super) fn switch(profile: &Profile) -> Switch {
    let program = |external: &Option<External>| {
        external.as_ref().map(|external| Program { run: external.run.clone(), within: external.within })
    };
    Switch {
        on: program(&profile.power.on),
        off: program(&profile.power.off),
        reset: program(&profile.power.reset),
        cut: program(&profile.network.cut),
        back: program(&profile.network.back),
    }
}

/// The speed of the port.
pub(super) fn baud(args: &BenchArgs, profile: &Profile) -> u32 {
    args.baud.or(profile.baud).unwrap_or(USUAL_BAUD)
}

/// How the port holds the other side up.
pub(super) fn flow(profile: &Profile) -> serial::Flow {
    match profile.flow {
        Flow::None => serial::Flow::None,
        Flow::Wires => serial::Flow::Wires,
        Flow::Characters => serial::Flow::Characters,
    }
}

/// How the module reaches the far end, where flag or profile say it.
pub(super) fn reach(args: &BenchArgs, profile: &Profile) -> Result<Option<Reach>, Failure> {
    if let Some(reach) = &args.broker_advertise {
        return Ok(Some(reach.clone()));
    }
    let Some(host) = &profile.broker.host else { return Ok(None) };
    let reach: Reach = host.text.parse().map_err(|why: String| {
        let hint = "a name or an address; its port stands in `port`";
        Failure::Input(profile.mistake(host, 0..host.text.len(), &why, hint).to_string())
    })?;
    Ok(Some(Reach { port: profile.broker.port.or(reach.port), ..reach }))
}

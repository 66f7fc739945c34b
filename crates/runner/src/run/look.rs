//! A look at the module before a run: does it answer, who is it, has it a SIM, a signal, a network, and does it get to the far
//! end? Nothing else is changed on it, and nothing is judged.

use std::time::Duration;

use hayes_at::visible::Visible;
use hayes_cases::case::{Bench as Offer, Setup};
use hayes_journal::sink::Sink;
use hayes_ports::world::World;

use super::{Run, Trouble};
use crate::bare::{end_of, lines};
use crate::execute::Halt;
use crate::session::Broken;

/// How long each answer may take.
const WITHIN: Duration = Duration::from_secs(5);

impl<'r, W: World, S: Sink> Run<'r, W, S> {
    /// Looks; `told` hears of each thing as it is known.
    pub fn look(mut self, told: &mut dyn FnMut(&str)) -> Result<(), Trouble> {
        self.look_at_all(told).map_err(Trouble::from)
    }

    fn look_at_all(&mut self, told: &mut dyn FnMut(&str)) -> Result<(), Broken> {
        let usual = self.bench.baud;
        if !self.wake()? {
            return Err(Broken::Rig(self.silence_in_words()));
        }
        match (usual, self.bench.baud) {
            (Some(usual), Some(baud)) if usual != baud => {
                told(&format!(
                    "port: the module answers at {baud} bits per second, not at {usual}: --baud {baud}"
                ));
            }
            _ => told("port: the module answers"),
        }
        self.identify()?;
        told(&format!("module: {}", self.known_in_words()));
        for (what, line, prefix) in [
            ("SIM", "AT+CPIN?", "+CPIN:"),
            ("signal", "AT+CSQ", "+CSQ:"),
            ("network", "AT+CGATT?", "+CGATT:"),
        ] {
            let heard = self.session.bare_ask(line.as_bytes(), WITHIN)?;
            told(&format!("{what}: {}", answer(&heard, prefix)));
        }
        let reached = self.look_for_far_end(told);
        self.give_manners_back()?;
        reached
    }

    /// Takes the module to the far end by the shortest way that the catalogue has, and back.
    fn look_for_far_end(&mut self, told: &mut dyn FnMut(&str)) -> Result<(), Broken> {
        if !self.bench.offers.contains(&Offer::FarEnd) {
            return Ok(());
        }
        let Some(way) = self.way_to_far_end() else {
            told("far end: it listens; no setup of this dialect connects to it");
            return Ok(());
        };
        self.teach_manners()?;
        self.session.afresh()?;
        let mut variables = self.variables();
        let setups = self.setups.clone();
        let text = |name: &str| {
            let value = self.bench.variables.get(name).map_or(&b""[..], Vec::as_slice);
            Visible(value).to_string()
        };
        let place = format!("{}:{}", text("host"), text("port"));
        self.session.leave(&way, &setups, &mut variables)?;
        let reached = self.session.reach(&way, &mut variables);
        match reached {
            Ok(()) => told(&format!("far end: the module connects to {place}")),
            Err(Halt::Broken(broken)) => return Err(broken),
            Err(Halt::Impossible(why)) => told(&format!("far end: {why}")),
            Err(Halt::Unmet(unmet)) => told(&format!(
                "far end: the module does not get to {place}: expected {}, got {}",
                unmet.expected, unmet.actual
            )),
        }
        self.session.leave(&[], &setups, &mut variables)
    }

    fn way_to_far_end(&self) -> Option<Vec<&'r Setup>> {
        let connects = |setup: &&Setup| setup.case.needs.bench.contains(&Offer::FarEnd);
        let ways = self.catalogue.setups.iter().filter(connects).filter_map(|setup| {
            let states: Vec<(String, bool)> = setup.gives.iter().map(|state| (state.clone(), true)).collect();
            self.catalogue.way_to(&states)
        });
        ways.min_by_key(Vec::len)
    }
}

/// What an answer says, without its prefix.
fn answer(heard: &[u8], prefix: &str) -> String {
    let line = lines(heard).find_map(|line| line.strip_prefix(prefix.as_bytes()));
    let text = line.map(|line| Visible(line.trim_ascii()).to_string());
    let text = match (text, end_of(heard)) {
        (Some(text), _) => text,
        (None, Some(false)) => return "the module refuses to say".to_owned(),
        (None, _) => return "the module does not say".to_owned(),
    };
    let first: Option<u32> = text.split(',').next().and_then(|number| number.parse().ok());
    match (prefix, first) {
        ("+CSQ:", Some(rssi @ 0..=31)) => format!("{} dBm ({text})", 2 * i64::from(rssi) - 113),
        ("+CSQ:", Some(99)) => format!("not known ({text})"),
        ("+CGATT:", Some(1)) => "attached".to_owned(),
        ("+CGATT:", Some(0)) => "not attached".to_owned(),
        _ => text,
    }
}

//! How long a plan will take, and how much of it goes over the air, before it is run: a guess from the steps, good enough to
//! decide whether to start it now.

use std::time::Duration;

use hayes_cases::case::{Case, Setup, Step, Way, What};
use hayes_cases::catalogue::Catalogue;
use hayes_cases::pattern::Variables;

use crate::plan::Plan;

/// What a plan costs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Estimate {
    /// How long it takes.
    pub time: Duration,
    /// How many bytes go over the air, TCP and MQTT together.
    pub air: u64,
}

/// From a command to its final result.
const ANSWER: Duration = Duration::from_millis(60);
/// From a command to a result of the network.
const NETWORK: Duration = Duration::from_millis(900);
/// What each case has of AT before and behind it.
const SANITY: Duration = Duration::from_millis(150);
/// A restart with the search for a network.
const RESTART: Duration = Duration::from_secs(25);
/// What a result of the network costs over the air: packets both ways, with their headers.
const PER_RESULT: u64 = 250;

impl Estimate {
    /// What a plan costs at a speed of the line.
    pub fn of(plan: &Plan<'_>, catalogue: &Catalogue, baud: Option<u32>) -> Self {
        let mut all = Self::default();
        let mut stands: Vec<&str> = Vec::new();
        for planned in plan.cases.iter().filter(|planned| planned.skipped.is_none()) {
            let way: Vec<&Setup> = catalogue.way_to(&planned.case.needs.states).unwrap_or_default();
            let ids: Vec<&str> = way.iter().map(|setup| setup.case.id.as_str()).collect();
            for setup in way.iter().filter(|setup| !stands.contains(&setup.case.id.as_str())) {
                all.add_case(&setup.case, baud);
            }
            stands = ids;
            all.time += SANITY;
            all.add_case(planned.case, baud);
        }
        all
    }

    fn add_case(&mut self, case: &Case, baud: Option<u32>) {
        let before = self.time;
        self.add_steps(&case.steps, baud);
        self.add_steps(&case.undo, baud);
        if let Some(least) = case.needs.slow {
            self.time = self.time.max(before + least);
        }
    }

    fn add_steps(&mut self, steps: &[Step], baud: Option<u32>) {
        for step in steps {
            match &step.what {
                What::Send(text) | What::Data(text) => {
                    let stand_in: Variables =
                        text.variables().map(|name| (name.to_owned(), b"0123456789".to_vec())).collect();
                    let bytes = text.fill(&stand_in).map_or(0, |bytes| bytes.len()) as u64;
                    // The module's answer is about as long.
                    self.time += ANSWER
                        + Duration::from_micros(
                            2 * bytes * 10_000_000 / u64::from(baud.unwrap_or(115_200).max(50)),
                        );
                    if matches!(step.what, What::Data(_)) {
                        self.air += bytes;
                    }
                }
                What::Expect(expect) => self.add_ways(&expect.ways),
                What::AnyOrder(all) | What::InOrder(all) => {
                    for expect in all {
                        self.add_ways(&expect.ways);
                    }
                }
                What::Silence(_, time) | What::Wait(time) | What::SawTimes(_, _, Some(time)) => {
                    self.time += *time;
                }
                What::Saw(..) => self.air += PER_RESULT / 2,
                What::Power(_) => self.time += RESTART,
                What::Repeat(times, steps) => (0..*times).for_each(|_| self.add_steps(steps, baud)),
                What::If(_, steps, _) => self.add_steps(steps, baud),
                _ => {}
            }
        }
    }

    fn add_ways(&mut self, ways: &[Way]) {
        let result = ways.iter().any(|way| match way {
            Way::Line(pattern) => pattern.to_string().starts_with('+'),
            Way::Accepted | Way::Refused => true,
            _ => false,
        });
        if result {
            self.time += NETWORK / 2;
            self.air += PER_RESULT;
        }
    }
}

impl std::fmt::Display for Estimate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let seconds = self.time.as_secs();
        match seconds {
            0..120 => write!(f, "about {seconds} s"),
            _ => write!(f, "about {} min", seconds.div_ceil(60)),
        }?;
        write!(f, ", about {} KiB over the air", self.air.div_ceil(1024))
    }
}

//! Which cases, in which order, so that a module is taken into a state as seldom as may be.

use std::collections::BTreeMap;

use hayes_cases::case::{Bench, Case, bare, slug};
use hayes_cases::catalogue::{self, Catalogue};
use hayes_cases::derive::Lasting;
use hayes_dialects::Dialect;

use crate::promises::PROMISES;

/// A pattern over identifiers: `*` stands for anything, `?` for one character.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Glob(String);

/// What a user wants of a catalogue.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// Only cases that one of these fits; all where there is none.
    pub cases: Vec<Glob>,
    /// None that one of these fits.
    pub skip: Vec<Glob>,
    /// None that takes longer.
    pub max_case_time: Option<std::time::Duration>,
    /// What is allowed of what wears or disrupts.
    pub allow: Vec<String>,
    /// What the bench offers.
    pub bench: Vec<Bench>,
    /// Cases that are about what the module does not claim, and why that is so.
    pub unsupported: BTreeMap<String, String>,
    /// Commands that the module does not claim, and why that is so.
    pub unclaimed: Vec<(String, String)>,
}

/// A case and what becomes of it.
#[derive(Debug, Clone)]
pub struct Planned<'c> {
    /// The case.
    pub case: &'c Case,
    /// Why it is not run, if it is not.
    pub skipped: Option<String>,
}

/// Cases in the order in which they are run. What was not selected at all is not in it.
#[derive(Debug, Clone, Default)]
pub struct Plan<'c> {
    /// The cases.
    pub cases: Vec<Planned<'c>>,
    /// What is watched beside them, whatever they are about.
    pub monitors: Vec<Monitored>,
    /// Commands that the module does not claim, to be asked for all the same.
    pub unclaimed: Vec<Unclaimed>,
}

/// A command that the module does not claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unclaimed {
    /// The identifier of its case.
    pub case: String,
    /// The command.
    pub command: String,
    /// Why it is not claimed.
    pub why: String,
}

/// A promise that a monitor holds the module to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Monitored {
    /// The identifier of its case.
    pub case: String,
    /// Its name.
    pub promise: &'static str,
    /// What it says.
    pub says: &'static str,
}

impl Glob {
    /// A pattern.
    pub fn new(pattern: &str) -> Self {
        Self(pattern.to_owned())
    }

    /// Does an identifier fit?
    pub fn fits(&self, id: &str) -> bool {
        fits(self.0.as_bytes(), id.as_bytes())
    }
}

/// Goes back to the last `*` only: whatever an earlier one could take, the last one can take as well.
fn fits(pattern: &[u8], text: &[u8]) -> bool {
    let (mut p, mut t) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while t < text.len() {
        match pattern.get(p) {
            Some(b'*') => {
                star = Some((p, t));
                p += 1;
            }
            Some(byte) if *byte == b'?' || *byte == text[t] => {
                p += 1;
                t += 1;
            }
            _ => {
                let Some((at, taken)) = star else { return false };
                star = Some((at, taken + 1));
                p = at + 1;
                t = taken + 1;
            }
        }
    }
    pattern[p..].iter().all(|byte| *byte == b'*')
}

impl<'c> Plan<'c> {
    /// The plan for a catalogue. Cases with the same way into their states stand together, shorter ways first;
    /// within them the order of the catalogue holds. Cases that set what no value takes back come last: a bench may not
    /// be able to restart the module, and what they leave behind would be found by all others.
    pub fn of(dialect: &Dialect, catalogue: &'c Catalogue, selection: &Selection) -> Self {
        let wanted = |case: &&Case| {
            (selection.cases.is_empty() || selection.cases.iter().any(|glob| glob.fits(&case.id)))
                && !selection.skip.iter().any(|glob| glob.fits(&case.id))
        };
        let lasting = Lasting::of(dialect);
        let mut cases: Vec<(bool, Vec<String>, Planned<'c>)> = catalogue
            .cases
            .iter()
            .filter(wanted)
            .map(|case| {
                let way = catalogue.way_to(&case.needs.states);
                let skipped = why_not(case, catalogue, way.is_some(), selection);
                let key = way.unwrap_or_default().iter().map(|setup| setup.case.id.clone()).collect();
                (lasting.outlasts(case), key, Planned { case, skipped })
            })
            .collect();
        cases.sort_by(|(lasts, one, _), (too, other, _)| {
            (lasts, one.len(), one).cmp(&(too, other.len(), other))
        });
        let monitored = |(promise, says): (&'static str, &'static str)| Monitored {
            case: catalogue::monitored(dialect, promise),
            promise,
            says,
        };
        // Monitors watch every case, whichever are selected; only who leaves them out does without.
        let left_out = |monitor: &Monitored| selection.skip.iter().any(|glob| glob.fits(&monitor.case));
        let unclaimed = selection.unclaimed.iter().map(|(command, why)| Unclaimed {
            case: format!("{}/claim/{}", dialect.id, slug(bare(command))),
            command: command.clone(),
            why: why.clone(),
        });
        Self {
            unclaimed: unclaimed.collect(),
            cases: cases.into_iter().map(|(_, _, planned)| planned).collect(),
            monitors: PROMISES.into_iter().map(monitored).filter(|monitor| !left_out(monitor)).collect(),
        }
    }
}

fn why_not(case: &Case, catalogue: &Catalogue, reachable: bool, selection: &Selection) -> Option<String> {
    let needs = &case.needs;
    if let Some(why) = selection.unsupported.get(&case.id) {
        return Some(why.clone());
    }
    if !reachable {
        let states: Vec<&str> = needs.states.iter().map(|(state, _)| state.as_str()).collect();
        return Some(format!("no setup takes the module there: {}", states.join(", ")));
    }
    if let Some(kind) = needs.allow.as_ref().filter(|kind| !selection.allow.contains(kind)) {
        return Some(format!("it may wear or disrupt the module: --allow {kind}"));
    }
    if let (Some(time), Some(most)) = (needs.slow, selection.max_case_time)
        && time > most
    {
        return Some(format!(
            "it takes {} s, and --max-case-time allows {} s",
            time.as_secs(),
            most.as_secs()
        ));
    }
    let ways = catalogue.way_to(&needs.states).unwrap_or_default();
    let all = ways.iter().flat_map(|setup| &setup.case.needs.bench).chain(&needs.bench);
    let missing = all.copied().find(|bench| !selection.bench.contains(bench))?;
    Some(format!("the bench does not offer it: {}", missing.word()))
}

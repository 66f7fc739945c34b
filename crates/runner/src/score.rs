//! How well the catalogue finds what is wrong, and how well it lets be what is free: every quirk and every variant of
//! the virtual module in turn.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use hayes_cases::case::{Case, bare, slug};
use hayes_cases::catalogue::Catalogue;
use hayes_dialects::Dialect;
use hayes_dialects::dialect::{Aim, Target};
use hayes_journal::writer::Journal;
use hayes_journal::{Finished, Secrets, Verdict};
use hayes_module::quirk::{self, Quirk};
use hayes_module::{Module, Setup, variant};
use hayes_ports::Stop;
use hayes_ports::world::{Virtual, in_memory};
use serde::Serialize;

use crate::plan::{Glob, Plan, Selection};
use crate::run::{Bench, Run};

/// How a catalogue fares with one dialect.
#[derive(Debug, Serialize)]
pub struct Score {
    /// The dialect.
    pub dialect: String,
    /// Each quirk.
    pub quirks: Vec<QuirkScore>,
    /// Each variant.
    pub variants: Vec<VariantScore>,
}

/// What became of a quirk.
#[derive(Debug, Clone, Serialize)]
pub struct QuirkScore {
    /// Its name.
    pub name: String,
    /// Its category.
    pub category: &'static str,
    /// What it breaks.
    pub breaks: Vec<String>,
    /// Cases that failed, and whether they are about what it breaks.
    pub caught_by: Vec<CaughtBy>,
}

/// A case that failed with a quirk.
#[derive(Debug, Clone, Serialize)]
pub struct CaughtBy {
    /// The case.
    pub case: String,
    /// It is about a rule that the quirk breaks.
    pub on_target: bool,
}

/// What became of a variant.
#[derive(Debug, Clone, Serialize)]
pub struct VariantScore {
    /// Its name.
    pub name: String,
    /// Cases that failed, though nothing is wrong.
    pub failed: Vec<String>,
}

/// One run of the whole catalogue.
enum Task {
    Quirk(&'static Quirk),
    Variant(String),
}

impl Task {
    fn name(&self) -> &str {
        match self {
            Self::Quirk(quirk) => &quirk.name,
            Self::Variant(name) => name,
        }
    }
}

/// What is scored.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// Only quirks and variants whose names one of these fits; all where there is none.
    pub only: &'a [Glob],
    /// Only cases that one of these fits; all where there is none.
    pub cases: &'a [Glob],
    /// With how many seeds.
    pub seeds: u64,
}

/// Runs the catalogue against each quirk and each variant. `bench` is that of a virtual module.
pub fn score(
    dialect: &Arc<Dialect>,
    catalogue: &Catalogue,
    bench: &Bench,
    asked: &Asked<'_>,
    stop: &Stop,
) -> Score {
    let quirks = quirk::of(&dialect.id, &dialect.family).map(Task::Quirk);
    let variants = variant::all(dialect)
        .into_iter()
        .filter(|variant| variant.hidden.is_none())
        .map(|variant| Task::Variant(variant.name));
    let wanted = |task: &Task| asked.only.is_empty() || asked.only.iter().any(|glob| glob.fits(task.name()));
    let tasks: Vec<Task> = quirks.chain(variants).filter(wanted).collect();
    // Nothing wears on a virtual module.
    let kinds = catalogue.cases.iter().filter_map(|case| case.needs.allow.clone());
    let selection = Selection {
        cases: asked.cases.to_vec(),
        bench: bench.offers.clone(),
        allow: kinds.collect(),
        ..Selection::default()
    };
    let plan = Plan::of(dialect, catalogue, &selection);
    let bench = Bench { repeat: false, ..bench.clone() };
    let next = AtomicUsize::new(0);
    let done: Mutex<BTreeMap<usize, Vec<String>>> = Mutex::new(BTreeMap::new());
    let threads = std::thread::available_parallelism().map_or(1, NonZero::get);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(task) = tasks.get(index).filter(|_| stop.times() == 0) else { return };
                    let failed = failures(dialect, catalogue, &plan, &bench, asked.seeds, task);
                    done.lock().unwrap_or_else(PoisonError::into_inner).insert(index, failed);
                }
            });
        }
    });
    let done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    let mut score = Score { dialect: dialect.id.clone(), quirks: Vec::new(), variants: Vec::new() };
    for (index, failed) in done {
        match &tasks[index] {
            Task::Quirk(quirk) => score.quirks.push(of_quirk(dialect, catalogue, quirk, failed)),
            Task::Variant(name) => score.variants.push(VariantScore { name: name.clone(), failed }),
        }
    }
    score
}

/// The cases that fail with any of the seeds.
fn failures(
    dialect: &Arc<Dialect>,
    catalogue: &Catalogue,
    plan: &Plan<'_>,
    bench: &Bench,
    seeds: u64,
    task: &Task,
) -> Vec<String> {
    let mut failed = Vec::new();
    for seed in 1..=seeds {
        let mut setup = Setup { seed, ..Setup::default() };
        match task {
            Task::Quirk(quirk) => setup.quirks = vec![quirk.name.clone()],
            Task::Variant(name) => setup.variants = vec![name.clone()],
        }
        let Ok(module) = Module::new(Arc::clone(dialect), setup) else { continue };
        let world = Virtual::new(
            Box::new(module),
            in_memory::Setup { seed, far_end: crate::far_end(), ..in_memory::Setup::default() },
        );
        let mut told = |finished: &Finished| {
            if finished.verdict == Verdict::Fail && !failed.contains(&finished.case) {
                failed.push(finished.case.clone());
            }
        };
        let journal = Journal::new(Nowhere, Secrets::new(), 0);
        // What a run could not do shows in its verdicts.
        let _ = Run::new(dialect, catalogue, bench.clone(), world, journal).run(plan, &mut told);
    }
    failed
}

/// A journal that nobody reads.
struct Nowhere;

impl std::io::Write for Nowhere {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl hayes_journal::sink::Sink for Nowhere {
    fn sync(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn of_quirk(dialect: &Dialect, catalogue: &Catalogue, quirk: &Quirk, failed: Vec<String>) -> QuirkScore {
    let same = |breaks: &&quirk::Breaks| breaks.dialect == dialect.id;
    let breaks: Vec<String> =
        quirk.breaks.iter().filter(same).flat_map(|breaks| breaks.rules.clone()).collect();
    let caught_by = failed
        .into_iter()
        .map(|id| {
            let case = catalogue.cases.iter().find(|case| case.id == id);
            let on_target = match case {
                Some(case) => breaks.iter().any(|what| is_about(dialect, case, what)),
                None => breaks.iter().any(|what| is_watched(dialect, &id, what)),
            };
            CaughtBy { case: id, on_target }
        })
        .collect();
    QuirkScore { name: quirk.name.clone(), category: quirk.category.name(), breaks, caught_by }
}

/// Is the case of a monitor about a rule?
fn is_watched(dialect: &Dialect, case: &str, what: &str) -> bool {
    let promise = case.rsplit('/').next().unwrap_or_default();
    dialect.rule(what).is_some_and(|rule| rule.judged_by.iter().any(|by| by == promise))
}

/// Is a case about a rule, or about a command or form?
fn is_about(dialect: &Dialect, case: &Case, what: &str) -> bool {
    if case.rules.iter().any(|rule| rule == what) {
        return true;
    }
    let place = case.id.split('/').nth(1).unwrap_or_default();
    if what.starts_with(['+', '$', '*']) {
        let command = what.split_once('.').map_or(what, |(command, _)| command);
        let of_case = place.split_once('.').map_or(place, |(command, _)| command);
        let meant = |target: &Target| named_by(dialect, target).is_some_and(|name| name == command);
        let about = |rule: &String| dialect.rule(rule).is_some_and(|rule| rule.about.iter().any(meant));
        return slug(bare(command)) == of_case || case.rules.iter().any(about);
    }
    // A derived case stands for the description of its form: for each rule there about that form.
    let derived = case.rules.is_empty() && case.clause.is_some();
    let command = place.split_once('.').map_or(place, |(command, _)| command);
    dialect.rule(what).filter(|_| derived).is_some_and(|rule| {
        rule.about.iter().any(|target| named_by(dialect, target).is_some_and(|name| bare(name) == command))
    })
}

/// The command that something is about.
fn named_by<'d>(dialect: &'d Dialect, target: &Target) -> Option<&'d str> {
    let command = match target.aim {
        Aim::Command(id) => dialect.commands.get(usize::from(id)),
        Aim::Form(id) => dialect.command_of(id),
        Aim::Urc(_) => None,
    };
    command.map(|command| command.name.as_str())
}

impl QuirkScore {
    /// Did any case fail?
    pub fn is_caught(&self) -> bool {
        !self.caught_by.is_empty()
    }

    /// Did a case fail that is about what it breaks?
    pub fn is_on_target(&self) -> bool {
        self.caught_by.iter().any(|caught| caught.on_target)
    }
}

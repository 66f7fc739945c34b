//! What a run was asked for, dialect by dialect: its plan in a journal first, then its cases.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use hayes_cases::catalogue::Catalogue;
use hayes_dialects::Dialect;
use hayes_dialects::deviations::Deviation;
use hayes_dialects::profile::Profile;
use hayes_journal::Syncs;
use hayes_journal::header::World as WorldKind;
use hayes_ports::Stop;
use hayes_ports::serial::Address;
use hayes_ports::world::{Virtual, World, in_memory};
use hayes_runner::{Bench, Counts, Plan, Run, Trouble};

use super::ends::Ends;
use super::folder::Folder;
use super::journal::{self, Begun};
use super::{RunArgs, accepted, bench, keep, open, profile, telling};
use crate::output::{Failure, print};

/// A run of one dialect or several.
pub(super) struct Asked<'r> {
    pub(super) args: &'r RunArgs,
    pub(super) known: &'r [Deviation],
    pub(super) profile: &'r Profile,
    pub(super) folder: &'r Folder,
    pub(super) stop: &'r Stop,
}

/// A dialect whose plan stands in its journal, and of which nothing has been run yet.
struct Planned<'r, W> {
    dialect: &'r Dialect,
    catalogue: &'r Catalogue,
    world: W,
    bench: Bench,
    plan: Plan<'r>,
    path: PathBuf,
    begun: Begun,
}

impl<'r> Asked<'r> {
    /// Runs one dialect after the other. What is planned of all stands in the journals before anything is run, so that
    /// a run that is killed in one of them does not pass for a run of those before it.
    pub(super) fn run(
        &self,
        catalogues: &'r [(Arc<Dialect>, Catalogue)],
        ends: &mut Ends,
    ) -> Result<(), Failure> {
        match &self.args.bench.port {
            None => self.all(catalogues.iter().map(|each| self.on_virtual(each)), ends),
            Some(address) => self.all(catalogues.iter().map(|each| self.on_port(address, each)), ends),
        }
    }

    fn all<W: World>(
        &self,
        planned: impl Iterator<Item = Result<Planned<'r, W>, Failure>>,
        ends: &mut Ends,
    ) -> Result<(), Failure> {
        for planned in planned.collect::<Result<Vec<_>, _>>()? {
            ends.add(self.go(planned)?);
            if ends.stopped {
                break;
            }
        }
        Ok(())
    }

    fn on_virtual(
        &self,
        (dialect, catalogue): &'r (Arc<Dialect>, Catalogue),
    ) -> Result<Planned<'r, impl World>, Failure> {
        let setup = in_memory::Setup {
            seed: self.args.seed,
            stop: self.stop.clone(),
            far_end: hayes_runner::far_end(),
            ..in_memory::Setup::default()
        };
        let world = Virtual::new(Box::new(super::module(self.args, dialect)?), setup);
        self.plan((&**dialect, catalogue), world, (bench::of_virtual(), WorldKind::Virtual))
    }

    fn on_port(
        &self,
        address: &Address,
        (dialect, catalogue): &'r (Arc<Dialect>, Catalogue),
    ) -> Result<Planned<'r, impl World>, Failure> {
        let (world, bench) = open::open(&self.args.bench, self.profile, address, self.stop)?;
        self.plan((&**dialect, catalogue), world, (bench, WorldKind::Real))
    }

    fn plan<W: World>(
        &self,
        (dialect, catalogue): (&'r Dialect, &'r Catalogue),
        world: W,
        (mut bench, kind): (Bench, WorldKind),
    ) -> Result<Planned<'r, W>, Failure> {
        profile::apply(self.profile, &mut bench, catalogue)?;
        bench.times = self.args.keep.repeat;
        let plan = Plan::of(dialect, catalogue, &super::selection(self.args, dialect, catalogue, &bench));
        let head =
            hayes_runner::head(super::header(self.args, dialect, &bench, kind), dialect, catalogue, &plan);
        let path = self.folder.journal(&dialect.id).map_err(Failure::Output)?;
        let begun = journal::begin(&path, &head, super::secrets(&bench)?)?;
        // A real module's bytes may be all that is left of a night; a virtual one's can be had again.
        let syncs = if kind == WorldKind::Virtual { Syncs::AtEnd } else { Syncs::EachCase };
        let begun = Begun { journal: begun.journal.syncs(syncs), ..begun };
        Ok(Planned { dialect, catalogue, world, bench, plan, path, begun })
    }

    fn go<W: World>(&self, planned: Planned<'r, W>) -> Result<(Counts, Option<Trouble>), Failure> {
        let Planned { dialect, catalogue, world, bench, plan, path, begun: Begun { journal, before } } =
            planned;
        if before.ended {
            print(&format!("{}: has ended already\n", dialect.id))?;
            return Ok((Counts::before(&before), None));
        }
        let mut live = telling::Telling::begin(&dialect.id, &plan, before.done.len());
        let run = Run::new(dialect, catalogue, bench, world, journal)
            .known(keep::of_dialect(self.known, dialect, catalogue))
            .resume(before);
        let (counts, outcome, _) = run.run(&plan, &mut live);
        live.end();
        self.compare(&dialect.id, &path, &plan)?;
        if let Err(trouble) = &outcome {
            print(&bench::trouble(trouble))?;
        }
        Ok((counts, outcome.err()))
    }

    /// Holds what was said against what was accepted, where that is asked for.
    fn compare(&self, dialect: &str, journal: &Path, plan: &Plan<'_>) -> Result<(), Failure> {
        let args = self.args;
        let Some(all) = &args.keep.snapshots else { return Ok(()) };
        let whole = args.case.is_empty() && args.skip.is_empty() && args.max_case_time.is_none();
        let text = accepted::compare(all, dialect, journal, (plan, whole))
            .map_err(|why| Failure::Input(format!("error: {}: {why}\n", all.display())))?;
        print(&text)
    }
}

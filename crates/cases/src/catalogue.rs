//! All cases of a dialect, in one order, and which rules and forms they stand for.

use std::collections::{BTreeMap, BTreeSet};

use hayes_at::grammar::FormKind;
use hayes_dialects::Dialect;
use hayes_dialects::dialect::{Aim, Command, Form, Rule, Witness};
use serde::Serialize;

use crate::case::{Case, Setup, Source, Step, What};
use crate::derive::{derive, form_of};
use crate::gaps;
use crate::scenario::{Mistakes, builtin, is_setup, read_scenario, read_setup, without_case, without_replay};
use crate::way;

/// What there is to ask of modules of a dialect.
#[derive(Debug, Clone, Default)]
pub struct Catalogue {
    /// Ways into states.
    pub setups: Vec<Setup>,
    /// The cases, each identifier once.
    pub cases: Vec<Case>,
}

/// A rule, a form or an example, and what stands for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Covered {
    /// The rule's id, the form as `+QMTCFG.will`, or the example as `example 5.1`.
    pub name: String,
    /// Where the document says so.
    pub clause: Option<String>,
    /// What it says.
    pub says: String,
    /// The cases that stand for it.
    pub cases: Vec<String>,
    /// Why none does, where that is known.
    pub why_not: Option<&'static str>,
}

impl Catalogue {
    /// The derived cases and the built-in scenarios of a dialect. A user's own dialect takes the setups of a
    /// built-in one of its family, as far as they read with it.
    pub fn of(dialect: &Dialect) -> Result<Self, Mistakes> {
        let mut catalogue = Self::default();
        for (path, text) in builtin(&dialect.id).filter(|(path, _)| is_setup(path)) {
            catalogue.add_setup(path, text, dialect)?;
        }
        if catalogue.setups.is_empty() {
            catalogue.borrow_setups(dialect);
        }
        catalogue.cases = derive(dialect, &catalogue.setups);
        let own = |setup| own_case(setup, dialect);
        catalogue.cases.extend(catalogue.setups.iter().filter_map(own));
        // What all documents presuppose; a dialect that has not taken these rules in does without.
        let base = builtin("base").filter_map(|(path, text)| read_scenario(path, text, dialect).ok());
        catalogue.cases.extend(base);
        for (path, text) in builtin(&dialect.id).filter(|(path, _)| !is_setup(path)) {
            catalogue.add(path, text, dialect)?;
        }
        Ok(catalogue)
    }

    /// Adds a scenario file, or a setup where it lies in a folder of that name. One of the same identifier, or a setup that
    /// gives the same, is replaced; what follows from the dialect follows from its setups as well.
    pub fn add(&mut self, path: &str, text: &str, dialect: &Dialect) -> Result<(), Mistakes> {
        if is_setup(path) {
            self.add_setup(path, text, dialect)?;
            self.cases.retain(|known| known.source != Source::Derived);
            let written: BTreeSet<&str> = self.cases.iter().map(|case| case.id.as_str()).collect();
            let mut derived = derive(dialect, &self.setups);
            derived.retain(|case| !written.contains(case.id.as_str()));
            self.cases.splice(0..0, derived);
        } else {
            let case = read_scenario(path, text, dialect)?;
            self.cases.retain(|known| known.id != case.id);
            self.cases.push(case);
        }
        Ok(())
    }

    fn add_setup(&mut self, path: &str, text: &str, dialect: &Dialect) -> Result<(), Mistakes> {
        let setup = read_setup(path, text, dialect)?;
        let replaced = self.setups.extract_if(.., |known| known.gives == setup.gives);
        let replaced: Vec<String> = replaced.map(|old| old.case.id).collect();
        self.cases.retain(|known| known.id != setup.case.id && !replaced.contains(&known.id));
        self.cases.extend(own_case(&setup, dialect));
        self.setups.push(setup);
        Ok(())
    }

    fn borrow_setups(&mut self, dialect: &Dialect) {
        for id in hayes_dialects::builtin() {
            let family = hayes_dialects::find(id).is_ok_and(|other| other.family == dialect.family);
            let setups: Vec<Setup> = builtin(id)
                .filter(|(path, _)| family && is_setup(path))
                .filter_map(|(path, text)| read_setup(path, &with_known_rules(text, dialect), dialect).ok())
                .collect();
            if !setups.is_empty() {
                self.setups = setups;
                return;
            }
        }
    }

    /// The setups that take a module, which is in no state, into these, in order. None where no way leads there.
    pub fn way_to(&self, states: &[(String, bool)]) -> Option<Vec<&Setup>> {
        way::to(&self.setups, states)
    }

    /// Every rule of the dialect with the cases that stand for it.
    pub fn rules(&self, dialect: &Dialect) -> Vec<Covered> {
        let mut by_rule: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for case in &self.cases {
            for rule in &case.rules {
                by_rule.entry(rule).or_default().push(case.id.clone());
            }
        }
        let reasons: BTreeMap<&str, &'static str> = without_case(&dialect.id).collect();
        let covered = dialect.rules.iter().map(|rule| {
            let mut cases = by_rule.remove(rule.id.as_str()).unwrap_or_default();
            let watched = rule.judged_by.iter().filter(|by| !Rule::DERIVED.contains(&by.as_str()));
            cases.extend(watched.map(|promise| monitored(dialect, promise)));
            let reason = || reasons.get(rule.id.as_str()).copied().or_else(|| why_not(&rule.seen_by));
            let why_not = if cases.is_empty() { reason() } else { None };
            Covered {
                name: rule.id.clone(),
                clause: Some(rule.clause.clone()),
                says: rule.says.clone(),
                cases,
                why_not,
            }
        });
        covered.collect()
    }

    /// What the dialect's file and its setups leave unsaid, so that no case follows where its author may count on one.
    pub fn gaps(&self, dialect: &Dialect) -> Vec<String> {
        gaps::of_file(dialect).into_iter().chain(gaps::of_setups(dialect, &self.setups)).collect()
    }

    /// Every documented form with the derived cases and those of rules about it.
    pub fn forms(&self, dialect: &Dialect) -> Vec<Covered> {
        let covered = dialect.documented_forms().map(|(command, form)| {
            let name = form_name(command, form);
            let place = crate::derive::place(dialect, command, form);
            // A command that is sent bare has no other form that a rule about it alone could mean.
            let bare = |rule: &Rule| {
                form.kind == FormKind::Execute
                    && matches!(&rule.about[..], [only] if only.aim == Aim::Command(form.id.command))
            };
            let about = |rule: &str| {
                let names = |rule: &Rule| rule.about.iter().any(|target| target.aim == Aim::Form(form.id));
                dialect.rule(rule).is_some_and(|rule| names(rule) || bare(rule))
            };
            let stands = |case: &&Case| {
                case.id.starts_with(&format!("{place}/")) || case.rules.iter().any(|r| about(r))
            };
            let cases = self.cases.iter().filter(stands).map(|case| case.id.clone()).collect();
            let says = form.title.clone().or_else(|| command.title.clone()).unwrap_or_default();
            Covered { name, clause: form.clause.clone(), says, cases, why_not: None }
        });
        covered.collect()
    }

    /// Every clause of a built-in dialect's document that prints an example, with the cases that replay it.
    pub fn examples(&self, dialect: &Dialect) -> Vec<Covered> {
        let reasons: BTreeMap<&str, &'static str> = without_replay(&dialect.id).collect();
        let replayed = self.cases.iter().filter(|case| matches!(case.source, Source::Example(_)));
        let covered = clauses_of_examples(&dialect.id).into_iter().map(|clause| {
            let of_it = replayed.clone().filter(|case| case.clause.as_deref() == Some(clause.as_str()));
            let cases: Vec<String> = of_it.clone().map(|case| case.id.clone()).collect();
            let says = of_it.map(|case| case.title.as_str()).collect::<Vec<_>>().join(" ");
            let why_not = reasons.get(clause.as_str()).copied().filter(|_| cases.is_empty());
            Covered { name: format!("example {clause}"), clause: Some(clause), says, cases, why_not }
        });
        covered.collect()
    }
}

/// The clauses of a document that print an example, in the order of its files.
fn clauses_of_examples(id: &str) -> Vec<String> {
    let files = hayes_dialects::examples::builtin_examples(id).unwrap_or_default();
    let mut clauses: Vec<String> = Vec::new();
    for clause in files.into_iter().flat_map(|file| file.steps).filter_map(|step| step.clause) {
        if !clauses.contains(&clause) {
            clauses.push(clause);
        }
    }
    clauses
}

/// A setup that stands for rules of the document, or uses a form of it that acts, is a case as well: a module that cannot
/// be taken there fails it, once, whatever becomes of the cases that need the state. What only asks, or is described
/// elsewhere, as the SIM's PIN is, tells of the bench and not of the module.
fn own_case(setup: &Setup, dialect: &Dialect) -> Option<Case> {
    let mut case = setup.case.clone();
    if case.rules.is_empty() {
        let acts = |step: &Step| {
            let What::Send(template) = &step.what else { return None };
            let id = form_of(dialect, template)?;
            let form = dialect.documented_forms().find(|(_, form)| form.id == id)?.1;
            matches!(form.kind, FormKind::Write | FormKind::Execute).then_some(form)
        };
        let form = case.steps.iter().find_map(acts)?;
        case.clause = case.clause.or_else(|| form.clause.clone());
    }
    Some(case)
}

/// A setup as another dialect takes it: without the rules that it does not have. Every line keeps its number.
fn with_known_rules(text: &str, dialect: &Dialect) -> String {
    let knows = |line: &str| {
        line.strip_prefix("rule ")
            .is_none_or(|rules| rules.split_whitespace().all(|rule| dialect.rule(rule).is_some()))
    };
    let lines: Vec<&str> = text.lines().map(|line| if knows(line) { line } else { "" }).collect();
    lines.join("\n")
}

/// The identifier of the case that stands for a promise of the monitors.
pub fn monitored(dialect: &Dialect, promise: &str) -> String {
    format!("{}/monitor/{promise}", dialect.id)
}

/// What a form is called: `+QMTCFG.will`, and as its command where it is the one that writes.
pub fn form_name(command: &Command, form: &Form) -> String {
    match form.name.as_str() {
        "write" => command.name.clone(),
        name => format!("{}.{name}", command.name),
    }
}

/// Why no case can stand for a rule, by who could see it.
fn why_not(seen_by: &[Witness]) -> Option<&'static str> {
    let seen = |witness| seen_by.contains(&witness);
    if seen_by.is_empty() {
        Some("it binds the host or the reader, not the module: nobody can see it broken")
    } else if seen(Witness::Serial) || seen(Witness::FarEnd) {
        None
    } else if seen(Witness::Power) {
        Some("it shows in current or restarts only: it needs a supply that is measured")
    } else {
        Some("it shows in the cellular network only: it needs a network simulator or a shield box")
    }
}

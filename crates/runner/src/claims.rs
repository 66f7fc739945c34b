//! What a profile's claims mean for the cases: which of them are about something that the module does not claim, and whether
//! what the profile has sent can be sent. Asks nothing.

use std::collections::BTreeMap;

use hayes_at::fields::Fields;
use hayes_at::grammar::{FormId, FormKind};
use hayes_cases::case::{Case, Step, What, bare, slug};
use hayes_cases::catalogue::Catalogue;
use hayes_cases::pattern::{Template, Variables};
use hayes_dialects::Dialect;
use hayes_dialects::profile::{Claim, Profile, Said, Unsupported};

use crate::plan::Glob;

/// The cases that are about what the module does not claim, each with the reason.
pub fn unsupported(
    dialect: &Dialect,
    catalogue: &Catalogue,
    claims: &[Unsupported],
) -> BTreeMap<String, String> {
    let mut skipped = BTreeMap::new();
    for claim in claims {
        let about = |case: &Case| is_about(dialect, case, &claim.what);
        let spoilt: Vec<&str> = catalogue
            .setups
            .iter()
            .filter(|setup| about(&setup.case))
            .map(|setup| setup.case.id.as_str())
            .collect();
        let leads_there = |case: &Case| {
            let way = catalogue.way_to(&case.needs.states).unwrap_or_default();
            way.iter().any(|setup| spoilt.contains(&setup.case.id.as_str()))
        };
        for case in catalogue.cases.iter().filter(|case| about(case) || leads_there(case)) {
            let reason = format!("not claimed by the profile ({}): {}", claim.said.text, claim.why);
            skipped.entry(case.id.clone()).or_insert(reason);
        }
    }
    skipped
}

fn is_about(dialect: &Dialect, case: &Case, claim: &Claim) -> bool {
    let derived = |command: &str, rest: &str| {
        case.id.starts_with(&format!("{}/{}{rest}", dialect.id, slug(bare(command))))
    };
    match claim {
        Claim::Rule(rule) => case.rules.contains(rule),
        Claim::Case(glob) => Glob::new(glob).fits(&case.id),
        Claim::Command(command) => {
            derived(command, "/")
                || derived(command, ".")
                || sends(dialect, case, &|sent| sent.is_of(dialect, command, None))
        }
        Claim::Form(command, form) => {
            // The write form of a command that has only one has no name of its own in identifiers.
            let place = match form.as_str() {
                "test" | "read" | "write" | "execute" => format!("/{form}/"),
                form => format!(".{}/", slug(form)),
            };
            derived(command, &place) || sends(dialect, case, &|sent| sent.is_of(dialect, command, Some(form)))
        }
        Claim::Param(command, form, param) => {
            let asked = (derived(command, "/") || derived(command, "."))
                && case.id.contains(&format!("/{}/", slug(param)));
            let fits_form = form.as_ref().is_none_or(|form| case.id.contains(&slug(form)));
            (asked && fits_form)
                || sends(dialect, case, &|sent| {
                    sent.is_of(dialect, command, form.as_deref()) && sent.has(dialect, param)
                })
        }
    }
}

/// A command line of a case, as the dialect reads it.
struct Sent {
    command: Option<u16>,
    kind: FormKind,
    form: Option<FormId>,
    fields: Fields,
}

impl Sent {
    fn is_of(&self, dialect: &Dialect, command: &str, form: Option<&str>) -> bool {
        let Some(known) = self.command.and_then(|id| dialect.commands.get(usize::from(id))) else {
            return false;
        };
        let of_form = |name: &str| match self.form.and_then(|form| dialect.form(form)) {
            Some(form) => form.name == name,
            // Values that no form takes are still those of a command of one way.
            None => known.form(name).is_some_and(|form| form.kind == self.kind),
        };
        known.name == command && form.is_none_or(of_form)
    }

    fn has(&self, dialect: &Dialect, param: &str) -> bool {
        let shape = self.form.and_then(|form| dialect.form(form)).and_then(|form| form.shape);
        let Some(shape) = shape.map(|shape| dialect.grammar().shape(shape)) else { return false };
        let slot = dialect.grammar().names.find(param).and_then(|name| shape.slot_of(name));
        slot.is_some_and(|slot| self.fields.get(slot).is_some())
    }
}

/// Does the case send a line of which this is true?
fn sends(dialect: &Dialect, case: &Case, is_so: &dyn Fn(&Sent) -> bool) -> bool {
    lines_of(case).into_iter().filter_map(|line| read(dialect, line)).any(|sent| is_so(&sent))
}

/// All command lines that a case may send.
pub(crate) fn lines_of(case: &Case) -> Vec<&Template> {
    let mut lines = Vec::new();
    collect(&case.steps, &mut lines);
    lines
}

fn collect<'c>(steps: &'c [Step], lines: &mut Vec<&'c Template>) {
    for step in steps {
        match &step.what {
            What::Send(line) => lines.push(line),
            What::Repeat(_, steps) => collect(steps, lines),
            What::If(_, steps, others) => {
                collect(steps, lines);
                collect(others, lines);
            }
            _ => {}
        }
    }
}

fn read(dialect: &Dialect, line: &Template) -> Option<Sent> {
    let stand_in: Variables = line.variables().map(|name| (name.to_owned(), b"1".to_vec())).collect();
    let line = line.fill(&stand_in).ok()?;
    let mut fields = Fields::default();
    let read = dialect.grammar().read_command(&line, &mut fields)?;
    let part = *read.first()?;
    Some(Sent { command: part.command, kind: part.kind, form: part.form, fields })
}

/// Holds what a profile has sent, and the cases that it names, against what there is; in words where something is wrong.
pub fn check(profile: &Profile, catalogue: &Catalogue, variables: &Variables) -> Result<(), String> {
    let mut wrong = Vec::new();
    let preamble = profile.start.preamble.iter().map(|line| &line.send);
    for said in preamble.chain(&profile.power.restart) {
        wrong.extend(wrong_template(profile, said, variables));
    }
    for claim in &profile.unsupported {
        if let Claim::Case(glob) = &claim.what
            && !catalogue.cases.iter().any(|case| Glob::new(glob).fits(&case.id))
        {
            let mistake = profile.mistake(
                &claim.said,
                0..glob.len(),
                "no case has an identifier like this",
                "`hayes list` shows them; `*` stands for anything, `?` for one character",
            );
            wrong.push(mistake.to_string());
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n")) }
}

fn wrong_template(profile: &Profile, said: &Said, variables: &Variables) -> Option<String> {
    let template = match Template::parse(&said.text) {
        Err(wrong) => {
            let hint = "bytes are written `\\r`, `\\x1A`; variables `{name}`";
            return Some(
                profile.mistake(said, wrong.at..wrong.at + wrong.len, &wrong.message, hint).to_string(),
            );
        }
        Ok(template) => template,
    };
    let missing = template.fill(variables).err()?;
    let at = said.text.find(&format!("{{{missing}}}")).unwrap_or(0);
    let hint = format!("give `{missing}` a value in [variables]");
    let message = format!("nothing gives {{{missing}}} a value");
    Some(profile.mistake(said, at..at + missing.len() + 2, &message, &hint).to_string())
}

//! What a run was: module, document, tool, seed, command, and what is missing of it.

use maud::{Markup, html};

use crate::open::Opened;
use crate::run::Run;

use super::verdicts::{bar, in_words};
use crate::figures::{count, span};
use crate::text::safe;

/// A box for each run.
pub(super) fn section(runs: &[Opened]) -> Markup {
    html! {
        section aria-labelledby="what" {
            h2 #what { "What was tested" }
            div.runs { @for opened in runs { (one(&opened.run)) } }
        }
    }
}

fn one(run: &Run) -> Markup {
    html! {
        section {
            h3 { (safe(run.dialect())) }
            (bar(&run.counts))
            p { (in_words(&run.counts)) }
            dl.facts { @for (name, value, is_code) in facts(run) {
                dt { (name) }
                dd.t { @if is_code { code { (value) } } @else { (value) } }
            } }
        }
    }
}

fn facts(run: &Run) -> Vec<(&'static str, String, bool)> {
    let mut facts = Vec::new();
    let module = run.identity.iter().flat_map(|identity| {
        let parts = [&identity.manufacturer, &identity.model, &identity.firmware];
        parts.into_iter().flatten().map(|part| safe(part))
    });
    let module: Vec<String> = module.collect();
    let virtual_one =
        run.header.as_ref().is_some_and(|header| header.world == hayes_journal::header::World::Virtual);
    let module = match (module.is_empty(), virtual_one) {
        (false, _) => module.join(" · "),
        (true, true) => "a virtual module".to_owned(),
        (true, false) => "it did not say what it is".to_owned(),
    };
    facts.push(("Module", module, false));
    if run.identity_changed {
        facts.push((
            "",
            "It said something else earlier in the run: was another module put in its place?".to_owned(),
            false,
        ));
    }
    if let Some(imei) = run.identity.as_ref().and_then(|identity| identity.imei.as_deref()) {
        facts.push(("IMEI", format!("{} (a pseudonym)", safe(imei)), false));
    }
    if let Some(header) = &run.header {
        facts.push((
            "Document",
            format!("{}, digest {}", safe(&header.dialect.id), safe(&header.dialect.digest)),
            false,
        ));
        facts.push(("Tool", format!("hayes {}", safe(&header.hayes)), false));
        facts.push(("Begun", safe(&header.started), false));
        facts.push(("Seed", header.seed.to_string(), false));
        if !header.bench.is_empty() {
            facts.push(("Bench", safe(&header.bench.join(", ")), false));
        }
    }
    facts.push(("Took", took(run), false));
    for errors in &run.errors {
        let what = format!("{}: {}", safe(&errors.what), count(errors.count, "time", "times"));
        facts.push(("Line errors", what, false));
    }
    for resumed in &run.resumed {
        facts.push((
            "Resumed",
            format!("{} by hayes {}", safe(&resumed.started), safe(&resumed.hayes)),
            false,
        ));
    }
    facts.push(("Run again", safe(&super::command(run)), true));
    facts
}

fn took(run: &Run) -> String {
    let virtual_one =
        run.header.as_ref().is_some_and(|header| header.world == hayes_journal::header::World::Virtual);
    if virtual_one { format!("{} on a virtual clock", span(run.took)) } else { span(run.took) }
}

/// What journals do not tell; nothing where nothing is missing.
pub(super) fn missing(runs: &[Opened]) -> Markup {
    let missing: Vec<_> =
        runs.iter().map(|opened| (&opened.run, opened.run.missing.in_words(&opened.run))).collect();
    html! {
        @if missing.iter().any(|(_, words)| !words.is_empty()) {
            section aria-labelledby="missing" {
                h2 #missing { "What is missing" }
                p { "This report tells what the journal holds. It does not hold everything:" }
                ul.plain { @for (run, words) in &missing { @for word in words {
                    li.t { @if missing.len() > 1 { (safe(run.dialect())) ": " } (safe(word)) }
                } } }
            }
        }
    }
}

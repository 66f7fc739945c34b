//! What a journal says of a run before it begins: every rule and form of the document, and the plan. Reports read
//! nothing else, so what no case stands for is told as well.

use std::collections::BTreeMap;

use hayes_cases::catalogue::{Catalogue, Covered};
use hayes_dialects::Dialect;
use hayes_journal::{Event, Form, Header, Planned, Rule};

use crate::plan::Plan;

/// The head of a journal, the same for the same plan.
pub fn head(header: Header, dialect: &Dialect, catalogue: &Catalogue, plan: &Plan<'_>) -> Vec<Event> {
    let forms = catalogue.forms(dialect);
    let of_case = forms_of_cases(&forms);
    let planned = plan.cases.iter().map(|planned| {
        let case = planned.case;
        let forms = of_case.get(case.id.as_str()).into_iter().flatten();
        Event::Planned(Planned {
            case: case.id.clone(),
            title: case.title.clone(),
            rules: case.rules.clone(),
            clause: case.clause.clone(),
            area: case.id.split('/').nth(1).map(str::to_owned),
            forms: forms.map(|form| (*form).to_owned()).collect(),
            source: Some(case.source.to_string()),
        })
    });
    let monitors = plan.monitors.iter().map(|monitor| {
        Event::Planned(Planned {
            case: monitor.case.clone(),
            title: monitor.says.to_owned(),
            area: Some("monitor".to_owned()),
            source: Some("monitor".to_owned()),
            rules: watched(dialect, &monitor.case),
            ..Planned::default()
        })
    });
    let claims = plan.unclaimed.iter().map(|claim| {
        Event::Planned(Planned {
            case: claim.case.clone(),
            title: format!("{} is not there, as the profile claims", claim.command),
            area: Some("claim".to_owned()),
            source: Some("profile".to_owned()),
            ..Planned::default()
        })
    });
    let mut events = vec![Event::Run(header)];
    events.extend(catalogue.rules(dialect).into_iter().map(rule));
    events.extend(forms.iter().map(form));
    events.extend(planned.chain(monitors).chain(claims));
    events
}

/// The rules that a monitor's case stands for.
fn watched(dialect: &Dialect, case: &str) -> Vec<String> {
    let promise = case.rsplit('/').next().unwrap_or_default();
    let judged = dialect.rules.iter().filter(|rule| rule.judged_by.iter().any(|by| by == promise));
    judged.map(|rule| rule.id.clone()).collect()
}

fn rule(covered: Covered) -> Event {
    Event::Rule(Rule {
        id: covered.name,
        clause: covered.clause.unwrap_or_default(),
        says: covered.says,
        why_not: covered.why_not.map(Into::into),
    })
}

fn form(covered: &Covered) -> Event {
    let title = Some(covered.says.clone()).filter(|says| !says.is_empty());
    Event::Form(Form { form: covered.name.clone(), clause: covered.clause.clone(), title })
}

/// The forms that each case stands for.
fn forms_of_cases(forms: &[Covered]) -> BTreeMap<&str, Vec<&str>> {
    let mut of_case: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for form in forms {
        for case in &form.cases {
            of_case.entry(case).or_default().push(&form.name);
        }
    }
    of_case
}

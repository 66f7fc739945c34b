//! What a dialect's file or its setups leave unsaid, so that no case follows where an author may count on one. Said in words, with
//! what to write; judges no module.

use std::collections::BTreeSet;

use hayes_dialects::Dialect;
use hayes_dialects::dialect::{Command, Form, Rule};

use crate::case::Setup;

/// What a file leaves unsaid by itself, whatever setups there are.
pub fn of_file(dialect: &Dialect) -> Vec<String> {
    let rules = dialect.rules.iter().filter(|rule| rule.judged_by.iter().any(|by| by == "acknowledged"));
    let mut gaps: Vec<String> = rules.filter_map(|rule| nothing_acknowledged(dialect, rule)).collect();
    let carries = |(_, form): &(&Command, &Form)| form.carried.iter().any(|c| c.packet == "CONNECT");
    let setting: Vec<(&Command, &Form)> = dialect.documented_forms().filter(carries).collect();
    let sent = setting.iter().any(|(_, form)| form.has_later());
    if let Some((command, _)) = setting.first().filter(|_| !sent) {
        gaps.push(format!(
            "AT{} sets what CONNECT carries, and no form with a later result says that it sends it: no case tells whether \
             success waits for the CONNACK (write `carried = {{ packet = \"CONNECT\" }}` at the form that connects)",
            command.name
        ));
    }
    gaps
}

/// A rule that derived cases are to judge, of whose forms none says which packet it sends.
fn nothing_acknowledged(dialect: &Dialect, rule: &Rule) -> Option<String> {
    let about = |form: &Form| rule.about.iter().any(|target| target.aim.is_of(form.id));
    let sends = |form: &Form| !form.carried.is_empty() && form.has_later();
    let mut forms = dialect.documented_forms().filter(|(_, form)| about(form));
    if forms.any(|(_, form)| sends(form)) {
        return None;
    }
    Some(format!(
        "rule {} is judged by `acknowledged`, and none of its forms with a later result says which packet it sends: no such \
         case follows (write `carried = {{ packet = \"CONNECT\" }}`, or whichever it is, at the form)",
        rule.id
    ))
}

/// What the setups leave unsaid: states that forms need and no setup gives, and such that nothing leads out of.
pub fn of_setups(dialect: &Dialect, setups: &[Setup]) -> Vec<String> {
    let gap = |state: &String| {
        let needing = needing(dialect, state);
        let first = needing.first().filter(|_| dialect.state(state).is_some())?;
        let (forms, need) = match needing.len() {
            1 => (format!("AT{first}"), "needs"),
            more => (format!("AT{first} and {} more", more - 1), "need"),
        };
        match setups.iter().find(|setup| setup.gives.contains(state)) {
            None => Some(format!(
                "no setup gives the state `{state}`, which {forms} {need}: cases in it are skipped (write \
                 setup/{state}.scenario with `gives {state}`)"
            )),
            Some(setup) if setup.case.undo.is_empty() => Some(format!(
                "nothing leads out of the state `{state}`, which {forms} {need}: no case asks whether they are refused without \
                 it (write `undo` in {}, where the document has a way)",
                setup.case.id
            )),
            Some(_) => None,
        }
    };
    let states: BTreeSet<&String> =
        dialect.documented_forms().flat_map(|(_, form)| &form.needs).map(|need| &need.state).collect();
    states.into_iter().filter_map(gap).collect()
}

/// The commands with a form that needs a state, in the order of the document.
fn needing<'d>(dialect: &'d Dialect, state: &str) -> Vec<&'d str> {
    let needs = |form: &Form| form.needs.iter().any(|need| need.wanted && need.state == state);
    let mut names: Vec<&str> = Vec::new();
    for (command, _) in dialect.documented_forms().filter(|(_, form)| needs(form)) {
        if !names.contains(&command.name.as_str()) {
            names.push(&command.name);
        }
    }
    names
}

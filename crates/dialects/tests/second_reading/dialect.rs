//! The dialect's side: which parameters its documented commands and URCs have, by command or prefix.

use std::sync::Arc;

use hayes_dialects::Dialect;
use hayes_dialects::dialect::{Command, Form, OutcomeLine, Param, Place};

/// A definition of a parameter under a command or a URC's prefix.
#[derive(Debug)]
pub(super) struct Defined {
    /// The command's name or the URC's prefix.
    pub(super) about: String,
    /// The name of the definition and the spellings in lines, numbers left off.
    pub(super) names: Vec<String>,
    pub(super) param: Arc<Param>,
    /// A form or URC that the document describes directly has it.
    pub(super) documented: bool,
}

/// Every definition, each once per command or prefix.
pub(super) fn params(dialect: &Dialect) -> Vec<Defined> {
    let mut all = Vec::new();
    for command in dialect.documented_commands() {
        for form in &command.forms {
            for place in form.params.iter().filter(|p| !only_fails(form, p)) {
                add(&mut all, &command.name, place, form.documented());
            }
        }
    }
    for urc in dialect.urcs.iter().filter(|u| !u.foreign) {
        for place in &urc.params {
            add(&mut all, &urc.name, place, urc.documented());
        }
    }
    all
}

/// The forms of a command that the document describes directly.
pub(super) fn documented(command: &Command) -> impl Iterator<Item = &Form> {
    command.forms.iter().filter(|f| f.documented())
}

/// Does a line name it that the file keeps as the document prints it?
pub(super) fn is_printed(dialect: &Dialect, about: &str, name: &str) -> bool {
    let squeezed = |text: &str| text.replace([' ', '"'], "").to_ascii_lowercase();
    let wanted = squeezed(&format!("<{name}>"));
    let forms = dialect.command(about).into_iter().flat_map(|c| &c.forms);
    forms.filter_map(|f| f.printed.as_deref()).any(|printed| squeezed(printed).contains(&wanted))
}

/// The error number in `+CME ERROR: <err>` is a parameter of every form, and described where its table is.
fn only_fails(form: &Form, place: &Place) -> bool {
    let named = format!("<{}>", place.written);
    let line = |line: &OutcomeLine| match line {
        OutcomeLine::Line { text, .. } | OutcomeLine::Final { text, .. } => text.contains(&named),
        OutcomeLine::Prompt => false,
    };
    let in_outcome = |fails| form.outcomes.iter().any(|o| o.fails == fails && o.lines.iter().any(line));
    in_outcome(true) && !in_outcome(false) && !form.args.contains(place)
}

fn add(all: &mut Vec<Defined>, about: &str, place: &Place, documented: bool) {
    let known = all.iter().position(|d| d.about == about && d.param == place.param);
    let at = known.unwrap_or_else(|| {
        let (about, param) = (about.to_owned(), Arc::clone(&place.param));
        all.push(Defined { about, names: vec![param.name.clone()], param, documented });
        all.len() - 1
    });
    let defined = &mut all[at];
    defined.documented |= documented;
    let spelling = place.written.trim_end_matches(|c: char| c.is_ascii_digit());
    if !defined.names.iter().any(|n| n == &place.written || n == spelling) {
        defined.names.push(place.written.clone());
    }
}

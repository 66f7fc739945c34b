//! What commands have set, by form, client and parameter: defaults, what was left out, what a restart keeps.
//! Knows no command.

use std::collections::BTreeMap;

use hayes_at::message::Value;
use hayes_dialects::dialect::{Default as Documented, Dialect, Form, ParamKind};

/// Whose a setting is: a client's, or, without one, the module's.
pub(crate) type Whose = Option<i64>;

/// The most settings that are kept.
const MAX_SETTINGS: usize = 4096;

/// A setting's place: the form that sets it, whose it is, the parameter.
type Place = (String, Whose, String);

/// All settings.
#[derive(Debug, Default)]
pub(crate) struct Settings {
    now: BTreeMap<Place, Value>,
    kept: BTreeMap<Place, Value>,
}

impl Settings {
    /// What is set.
    pub(crate) fn get(&self, form: &str, whose: Whose, param: &str) -> Option<&Value> {
        self.now.get(&(form.to_owned(), whose, param.to_owned()))
    }

    /// Sets.
    pub(crate) fn set(&mut self, form: &str, whose: Whose, param: &str, value: Value) {
        let place = (form.to_owned(), whose, param.to_owned());
        if self.now.len() < MAX_SETTINGS || self.now.contains_key(&place) {
            self.now.insert(place, value);
        }
    }

    /// Takes everything that a form set back to its default: one client's, or all.
    pub(crate) fn unset_form(&mut self, form: &str, whose: Option<i64>) {
        self.now.retain(|(f, w, _), _| f != form || (whose.is_some() && *w != whose));
    }

    /// The forms of which something is set.
    pub(crate) fn forms(&self) -> Vec<String> {
        let mut forms: Vec<String> = self.now.keys().map(|(form, _, _)| form.clone()).collect();
        forms.dedup();
        forms
    }

    /// Keeps what is set over a restart, as far as `concerns` says of its form; of other forms stays kept what was.
    pub(crate) fn keep(&mut self, concerns: impl Fn(&str) -> bool) {
        copy(&self.now, &mut self.kept, concerns);
    }

    /// Back to what is kept, as far as `concerns` says of a form.
    pub(crate) fn recall(&mut self, concerns: impl Fn(&str) -> bool) {
        copy(&self.kept, &mut self.now, concerns);
    }

    /// A restart: back to what is kept, but for the forms that outlive it.
    pub(crate) fn restart(&mut self, outlives: impl Fn(&str) -> bool) {
        self.recall(|form| !outlives(form));
    }

    /// Takes one parameter back to its default for everybody.
    pub(crate) fn unset_all(&mut self, form: &str, param: &str) {
        self.now.retain(|(f, _, p), _| f != form || p != param);
    }

    /// Back to defaults, as far as `concerns` says of a form; what is kept stays kept.
    pub(crate) fn reset(&mut self, concerns: impl Fn(&str) -> bool) {
        self.now.retain(|(f, _, _), _| !concerns(f));
    }
}

/// Makes what `concerns` says of a form the same in both.
fn copy(from: &BTreeMap<Place, Value>, to: &mut BTreeMap<Place, Value>, concerns: impl Fn(&str) -> bool) {
    to.retain(|(form, _, _), _| !concerns(form));
    to.extend(from.iter().filter(|((form, _, _), _)| concerns(form)).map(|(p, v)| (p.clone(), v.clone())));
}

/// The name under which a form's settings are found: its sub-key where it has one, else its command's name.
pub(crate) fn scope<'a>(dialect: &'a Dialect, form: &'a Form) -> &'a str {
    match &form.key {
        Some(_) => &form.name,
        None => dialect.command_of(form.id).map_or("", |command| &command.name),
    }
}

/// The documented default of a parameter; the lowest lawful value where there is one that nobody knows.
pub(crate) fn default_of(form: &Form, param: &str) -> Option<Value> {
    let param = &form.params.iter().find(|p| p.param.name == param || p.written == param)?.param;
    match param.default.as_ref()? {
        Documented::Number(number) => Some(Value::Int(*number)),
        Documented::Text(text) => Some(match param.kind {
            ParamKind::Text { .. } => Value::Text(text.clone().into_bytes()),
            _ => Value::Bare(text.clone().into_bytes()),
        }),
        Documented::Unknown => param.range().map(|range| Value::Int(range.lowest())),
    }
}

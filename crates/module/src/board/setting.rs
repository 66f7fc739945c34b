//! Settings as behaviour uses them: what a command sets, what was left out, what a query tells.

use hayes_at::message::Value;
use hayes_dialects::dialect::Command;

use super::{Board, Turn};
use crate::ask::{Ask, Word, number_of};
use crate::fault::Storing;
use crate::say::Given;
use crate::settings::{Whose, default_of, scope};

impl Board {
    /// A setting: what was set, by its owner or for all, else the documented default.
    pub(crate) fn setting(&self, form: &str, whose: Whose, param: &str) -> Option<Value> {
        let set = |name: &str| {
            let own = self.settings.get(form, whose, name);
            own.or_else(|| self.settings.get(form, None, name)).cloned()
        };
        let all = self.dialect.commands.iter().flat_map(|c| &c.forms);
        let forms = || all.clone().filter(|f| scope(&self.dialect, f) == form);
        // A line may write it under another name than that of its definition, under which it is kept.
        let written = || forms().find_map(|f| f.param_written(param)).map(|place| place.param.name.as_str());
        let kept = || set(written().filter(|name| *name != param)?);
        let otherwise = || self.other_default(form, param).or_else(|| self.turned_default(form, param));
        set(param).or_else(kept).or_else(otherwise).or_else(|| forms().find_map(|f| default_of(f, param)))
    }

    /// The number of a setting.
    pub(crate) fn number(&self, form: &str, whose: Whose, param: &str) -> Option<i64> {
        let number = self.setting(form, whose, param).as_ref().and_then(number_of)?;
        if self.faults.is_none() {
            return Some(number);
        }
        let command = self.command_of(form);
        Some(self.faults.taken_for(&command, form, param, number))
    }

    fn other_default(&self, form: &str, param: &str) -> Option<Value> {
        if self.faults.is_none() {
            return None;
        }
        self.faults.otherwise(&self.command_of(form), form, param).map(Value::Int)
    }

    /// The command whose settings are found under a name.
    pub(crate) fn command_of(&self, name: &str) -> String {
        let has = |command: &&Command| command.forms.iter().any(|form| scope(&self.dialect, form) == name);
        self.dialect.commands.iter().find(has).map_or_else(|| name.to_owned(), |command| command.name.clone())
    }

    /// A setting that documents name differently.
    pub(crate) fn number_named(&self, form: &str, whose: Whose, names: Word) -> Option<i64> {
        names.iter().find_map(|name| self.number(form, whose, name))
    }

    /// Sets everything that a command gives but for what says whose it is; a query is answered instead. What
    /// is left out stays as it was.
    pub(crate) fn configure(&mut self, ask: &Ask, owner: Option<Word>) -> Turn {
        if ask.query && self.has_query(ask) {
            return self.tell(ask, owner);
        }
        self.store(ask, owner);
        self.accept(ask)
    }

    /// Sets everything that a command gives.
    pub(crate) fn store(&mut self, ask: &Ask, owner: Option<Word>) {
        let dialect = std::sync::Arc::clone(&self.dialect);
        let Some(form) = dialect.form(ask.form) else { return };
        let (scope, whose) = (scope(&dialect, form), owner.and_then(|word| ask.number(word)));
        let names_owner = |name: &str| owner.is_some_and(|word| word.contains(&name));
        let given = ask.values().iter().filter(|(name, value)| !names_owner(name) && *value != Value::Empty);
        for (nth, (name, value)) in given.enumerate() {
            match self.faults.store(&ask.name, &form.name, nth) {
                None => self.settings.set(scope, whose, name, value.clone()),
                Some(Storing::Lost) => {}
                Some(Storing::Shared) => {
                    self.settings.unset_all(scope, name);
                    self.settings.set(scope, None, name, value.clone());
                }
            }
        }
    }

    /// Answers with what is set.
    pub(crate) fn tell(&mut self, ask: &Ask, owner: Option<Word>) -> Turn {
        let given = self.given_of(ask, owner);
        self.answer(ask, &given)
    }

    /// Every setting of a command's form, set or by default, and the values of the command itself.
    pub(crate) fn given_of(&self, ask: &Ask, owner: Option<Word>) -> Given {
        let mut given = Given::new();
        let Some(form) = self.dialect.form(ask.form) else { return given };
        let (scope, whose) = (scope(&self.dialect, form), owner.and_then(|word| ask.number(word)));
        for (name, value) in ask.values() {
            given.push(name, value.clone());
        }
        for place in &form.params {
            if let Some(value) = self.setting(scope, whose, &place.param.name) {
                given.push(&place.param.name, value);
            }
        }
        given
    }

    fn has_query(&self, ask: &Ask) -> bool {
        self.dialect.form(ask.form).is_some_and(|form| form.query.is_some())
    }
}

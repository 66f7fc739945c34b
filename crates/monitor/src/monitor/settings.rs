//! Settings that shapes of reports depend on, as far as the log shows them set; and reports whose shape they
//! forbid.

use hayes_dialects::Dialect;
use hayes_dialects::dialect::{Condition, Decider, Form, Setting, Urc};

use crate::note::Note;
use crate::remark::{Kind, Remark};

/// The most values that are remembered.
const MOST: usize = 32;

/// A setting of one client, as it was set on a line.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Known {
    setting: usize,
    client: Option<i64>,
    value: i64,
    line: u64,
}

/// What a command sets: which of the settings, and to what.
pub(crate) type Sets = Vec<(usize, i64)>;

/// The settings that any report depends on.
#[derive(Debug, Clone, Default)]
pub(crate) struct Settings {
    all: Vec<Setting>,
    known: Vec<Known>,
}

impl Settings {
    pub(crate) fn of(dialect: &Dialect) -> Self {
        let mut all: Vec<Setting> = Vec::new();
        let conditions = dialect.urcs.iter().flat_map(|urc| {
            let params = urc.params.iter().flat_map(|place| &place.param.present);
            urc.when.iter().chain(params)
        });
        for condition in conditions {
            if let Decider::Setting(setting) = &condition.on
                && !all.contains(setting)
            {
                all.push(setting.clone());
            }
        }
        Self { all, known: Vec::new() }
    }

    /// What a form sets with these values, once it is accepted.
    pub(crate) fn set_by(&self, name: &str, form: &Form, note: &Note<'_>) -> Sets {
        // A setting is named by its sub-key, or by its command where there is none.
        let owner = if form.key.is_some() { form.name.as_str() } else { name };
        let mine = self.all.iter().enumerate().filter(|(_, s)| s.form == owner);
        mine.filter_map(|(index, setting)| {
            let said = note.params.iter().find(|said| said.name == setting.param)?;
            Some((index, said.value.parse().ok()?))
        })
        .collect()
    }

    /// A command was accepted that sets these.
    pub(crate) fn accepted(&mut self, sets: &Sets, client: Option<i64>, line: u64) {
        for (setting, value) in sets {
            self.known.retain(|k| k.setting != *setting || k.client != client);
            if self.known.len() == MOST {
                self.known.remove(0);
            }
            self.known.push(Known { setting: *setting, client, value: *value, line });
        }
    }

    /// The module has started anew: whether a setting was stored is not known.
    pub(crate) fn restart(&mut self) {
        self.known.clear();
    }

    /// Does a setting that is known forbid reports of this shape?
    pub(crate) fn forbids(&self, urc: &Urc, client: Option<i64>) -> bool {
        urc.when.iter().any(|condition| self.against(condition, client).is_some())
    }

    /// Remarks on a report whose shape the settings forbid.
    pub(crate) fn hold(&self, urc: &Urc, client: Option<i64>, note: &mut Note<'_>) {
        let broken = urc.when.iter().find_map(|condition| self.against(condition, client));
        if let Some((setting, known)) = broken {
            let text = format!(
                "a report of this shape does not come while `{setting}` is {} (line {})",
                known.value, known.line
            );
            note.remarks.push(Remark::new(Kind::Setting, text));
            return;
        }
        for place in &urc.params {
            let here = note.params.iter().any(|said| said.name == place.written);
            for condition in &place.param.present {
                let Some(known) = self.value(condition, client) else { continue };
                if condition.values.contains(&known.value) == here {
                    continue;
                }
                let what = if here { "is here" } else { "is missing" };
                let setting = &self.all[known.setting];
                let text = format!(
                    "`{}` {what}, while `{setting}` is {} (line {})",
                    place.written, known.value, known.line
                );
                note.remarks.push(Remark::new(Kind::Setting, text));
            }
        }
    }

    /// The setting that a condition speaks of, where its value is known.
    fn value(&self, condition: &Condition, client: Option<i64>) -> Option<&Known> {
        let Decider::Setting(setting) = &condition.on else { return None };
        let index = self.all.iter().position(|s| s == setting)?;
        self.known.iter().find(|k| k.setting == index && (k.client == client || k.client.is_none()))
    }

    /// A condition that is known not to hold.
    fn against(&self, condition: &Condition, client: Option<i64>) -> Option<(&Setting, &Known)> {
        let known = self.value(condition, client)?;
        (!condition.values.contains(&known.value)).then(|| (&self.all[known.setting], known))
    }
}

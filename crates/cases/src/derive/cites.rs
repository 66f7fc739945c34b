//! Which rules of the document a derived case stands for: those that say of themselves that cases of its kind judge
//! them, about its form, and, where they name parameters, about its parameter.

use hayes_dialects::dialect::{Command, Rule};

use super::subject::Subject;

impl Subject<'_> {
    /// The rules that a case of this kind stands for.
    pub(super) fn rules(&self, param: Option<&str>, kind: &str) -> Vec<String> {
        let about = |rule: &&Rule| rule.about.iter().any(|target| target.aim.is_of(self.form.id));
        let judged = self.dialect.rules.iter().filter(|rule| rule.judged_by.iter().any(|by| by == kind));
        let fitting =
            judged.filter(about).filter(|rule| param.is_none_or(|param| names(rule, self.command, param)));
        fitting.map(|rule| rule.id.clone()).collect()
    }
}

/// Does a rule name a parameter, or none of the command's at all?
fn names(rule: &Rule, command: &Command, param: &str) -> bool {
    let said = |name: &str| is_said(&rule.says, name) || is_said(&rule.id, name);
    let all = command.forms.iter().flat_map(|form| &form.params);
    said(param) || !all.map(|place| place.written.as_str()).any(said)
}

/// Does a text hold a name as words of its own, in whatever letter case, with spaces, `_` or `-` in it?
fn is_said(text: &str, name: &str) -> bool {
    let plain = |text: &str| -> Vec<String> {
        let words = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
        words.map(str::to_ascii_lowercase).collect()
    };
    let (text, name) = (plain(text), plain(name.trim_end_matches(|c: char| c.is_ascii_digit())));
    let joined = name.concat();
    !name.is_empty()
        && (text.windows(name.len()).any(|words| words == name)
            || text.windows(2).any(|words| words.concat() == joined)
            || text.contains(&joined))
}

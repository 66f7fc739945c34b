//! What must hold of every dialect that loads: what it names is found by that name, and its numbers agree with
//! the grammar's.

use hayes_at::choose::{FromBytes, right};
use hayes_at::oracles::any_line;
use hayes_at::write;

use crate::dialect::{Command, Dialect, Form, Param};
use crate::within::Expression;

pub(super) fn holds_together(dialect: &Dialect) {
    let names = |n: usize, of: usize, what: &str| assert!(n <= of, "{n} documented {what} of {of}");
    names(dialect.documented_commands().count(), dialect.commands.len(), "commands");
    names(dialect.documented_urcs().count(), dialect.urcs.len(), "URCs");
    for command in &dialect.commands {
        let found = dialect.command(&command.name);
        assert_eq!(found.map(|c| &c.name), Some(&command.name), "a command is found by its name");
        command.forms.iter().for_each(|form| form_holds(dialect, command, form));
    }
    for urc in &dialect.urcs {
        assert_eq!(dialect.urc_by_id(&urc.id).map(|u| &u.id), Some(&urc.id), "a URC is found by its id");
    }
    for rule in &dialect.rules {
        assert_eq!(dialect.rule(&rule.id), Some(rule), "a rule is found by its id");
    }
    for state in &dialect.states {
        assert_eq!(dialect.state(&state.id), Some(state), "a state is found by its id");
    }
    for errors in &dialect.errors {
        assert_eq!(dialect.errors(&errors.id), Some(errors), "a table of errors is found by its id");
        for meaning in &errors.values {
            assert_eq!(errors.meaning(meaning.number), Some(meaning), "a code is found by its number");
        }
    }
    dialect.params.iter().for_each(|param| param_holds(param));
}

/// Lines of every shape, right ones and a few that are not: whatever a shape is, no byte is lost by it.
pub(super) fn lines_are_read(dialect: &Dialect) {
    for shape in dialect.grammar().shapes() {
        for choices in [&[][..], &[0xFF; 32], &[1, 0x80, 3, 0x55, 7]] {
            let line = write::line(shape, &right(shape, &mut FromBytes(choices)));
            any_line(shape, &line);
            any_line(shape, &line[..line.len() - line.len() / 3]);
        }
        any_line(shape, &[shape.head(), b"1,\"a\",0xFF,\"\",b"].concat());
    }
}

fn form_holds(dialect: &Dialect, command: &Command, form: &Form) {
    let of = dialect.command_of(form.id).map(|c| &c.name);
    assert_eq!(of, Some(&command.name), "a form's number is its command's");
    assert_eq!(dialect.form(form.id).map(|f| &f.name), Some(&form.name), "and its own");
    assert_eq!(command.form(&form.name).map(|f| f.id), Some(form.id), "a form is found by its name");
    assert!(command.forms_of(form.kind).any(|f| f.id == form.id), "and by its kind");
    let documented = dialect.documented_forms().any(|(_, f)| f.id == form.id);
    assert_eq!(documented, form.documented() && command.documented(), "documented as both are");
    for place in &form.params {
        assert!(form.param(place.id).is_some(), "a parameter is found by its number");
        assert_eq!(form.param_written(&place.written), Some(place), "a parameter is found as it is written");
        param_holds(&place.param);
    }
    let Some(within) = &form.within else { return };
    let known = |expression: &Expression| {
        assert!(!expression.to_string().is_empty(), "a time is spelled");
        expression.params().count()
    };
    let params: usize = within.time.iter().chain(&within.default).map(known).sum();
    // Whatever a module's parameters are, a time comes of them or none; without parameters always the same.
    let times = [0, 1, 40, i64::MAX, i64::MIN].map(|n| within.limit(&|_| Some(n)));
    assert!(params > 0 || times.iter().all(|time| *time == within.limit(&|_| None)), "{times:?}");
}

fn param_holds(param: &Param) {
    for meaning in &param.values {
        assert_eq!(param.meaning(meaning.number), Some(meaning), "a value is found by its number");
    }
    if let Some(range) = param.range() {
        assert_eq!(range.to_string(), param.kind.spelled(), "a range is spelled as the file spells it");
    }
}

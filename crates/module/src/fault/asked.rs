//! A command that was read and is about to be carried out: what becomes of it.

use hayes_at::flaw::Flaws;
use hayes_at::grammar::FormKind;
use hayes_at::message::Value;
use hayes_dialects::Dialect;
use hayes_dialects::dialect::{Form, ParamKind, Place};

use super::kinds::{AskThen, Fault, Is, Kind, LineHas, OnAsk};
use super::names::{Forms, Params};
use super::{Faults, MAX_USED};
use crate::ask::{Ask, bytes_of, number_of};

/// What becomes of a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It is dealt with as usual.
    Go,
    /// It is refused.
    Refuse,
    /// It is refused, and its values are kept.
    Keep,
    /// It is answered well and not carried out.
    Ignore,
    /// It is never answered.
    Silence,
    /// Nothing is ever answered again.
    Hang,
    /// The module restarts.
    Crash,
    /// Settings of these forms go back to their defaults, then it is dealt with as usual.
    Reset(Forms),
}

impl Faults {
    /// Looks at a command, may change its values, and says what becomes of it.
    pub(crate) fn ask(&mut self, dialect: &Dialect, ask: &mut Ask) -> Verdict {
        if self.active.is_empty() {
            return Verdict::Go;
        }
        let Some(form) = dialect.form(ask.form) else { return Verdict::Go };
        let described = dialect.command_of(ask.form).is_some_and(|command| !command.foreign);
        let seen = Seen { ask, form, described, last: &self.last, used: &self.used };
        let meant: Vec<bool> = self.active.iter().map(|active| seen.is_meant(&active.fault)).collect();
        self.remember(ask);
        for (active, _) in self.active.iter_mut().zip(meant).filter(|(_, meant)| *meant) {
            let Some(when) = active.fault.when() else { continue };
            if !active.gate.strikes(when) {
                continue;
            }
            match &active.fault {
                Fault::Line(_) => ask.flaws = ask.flaws.without(Flaws::SURPLUS),
                Fault::Ask(on) => match strike(on, ask, form) {
                    Verdict::Go => {}
                    verdict => return verdict,
                },
                _ => {}
            }
        }
        Verdict::Go
    }

    fn remember(&mut self, ask: &Ask) {
        let Some(id) = ask.number(&["msgid", "msgID"]) else { return };
        let client = ask.client().unwrap_or_default();
        self.last.insert(client, id);
        if self.used.len() < MAX_USED {
            self.used.insert((client, id));
        }
    }
}

/// Does a command's way of being used fit?
pub(super) fn kind_fits(kind: Option<Kind>, of: FormKind, query: bool) -> bool {
    match kind {
        Some(Kind::Test) => of == FormKind::Test,
        Some(Kind::Read) => of == FormKind::Read,
        Some(Kind::Execute) => of == FormKind::Execute,
        Some(Kind::Query) => of == FormKind::Write && query,
        Some(Kind::Write) | None => matches!(of, FormKind::Write | FormKind::Execute) && !query,
    }
}

/// A command as a fault sees it.
struct Seen<'a> {
    ask: &'a Ask,
    form: &'a Form,
    described: bool,
    last: &'a std::collections::BTreeMap<i64, i64>,
    used: &'a std::collections::BTreeSet<(i64, i64)>,
}

impl Seen<'_> {
    fn is_meant(&self, fault: &Fault) -> bool {
        match fault {
            Fault::Line(on) => {
                on.has == LineHas::SurplusParameters && self.ask.flaws.has(Flaws::SURPLUS) && self.described
            }
            Fault::Ask(on) => self.fits(on),
            _ => false,
        }
    }

    fn fits(&self, on: &OnAsk) -> bool {
        let query = self.ask.query && self.form.query.is_some();
        let named = on.form.have(&self.ask.name, &self.form.name);
        (named || (on.form.are_described() && self.described))
            && kind_fits(on.kind, self.ask.kind, query)
            && self.value_fits(on.param.as_ref(), on.is, &on.values)
            && self.bytes_fit(on)
            && on.also.as_ref().is_none_or(|also| self.value_fits(Some(&also.param), also.is, &also.values))
    }

    fn bytes_fit(&self, on: &OnAsk) -> bool {
        let Some(param) = &on.param else { return true };
        let bytes = self.value(param).and_then(bytes_of).unwrap_or_default();
        let holds = |part: &String| bytes.windows(part.len()).any(|w| w == part.as_bytes());
        on.holds.as_ref().is_none_or(holds) && on.ends.as_ref().is_none_or(|e| bytes.ends_with(e.as_bytes()))
    }

    fn value(&self, param: &Params) -> Option<&Value> {
        let given = |(name, value): &&(String, Value)| param.have(name) && *value != Value::Empty;
        self.ask.values().iter().find(given).map(|(_, value)| value)
    }

    fn value_fits(&self, param: Option<&Params>, is: Option<Is>, values: &[i64]) -> bool {
        let Some(param) = param else { return is.is_none_or(|is| self.whole_is(is)) };
        let number = self.value(param).and_then(number_of);
        let listed = values.is_empty() || number.is_some_and(|n| values.contains(&n));
        listed && is.is_none_or(|is| self.value_is(param, is))
    }

    fn whole_is(&self, is: Is) -> bool {
        let given = |place: &Place| self.ask.values().iter().any(|(name, _)| *name == place.param.name);
        match is {
            Is::Flawed => !crate::ask::lawful(self.ask.flaws),
            Is::LeftOut => self.form.args.iter().any(|place| !given(place)),
            Is::QuotedNumber => self.ask.values().iter().any(|(name, v)| self.is_quoted_number(name, v)),
            _ => false,
        }
    }

    fn is_quoted_number(&self, name: &str, value: &Value) -> bool {
        let place = self.form.params.iter().find(|p| p.param.name == name);
        let number = place.is_some_and(|p| matches!(p.param.kind, ParamKind::Int(_)));
        number && matches!(value, Value::Text(bytes) if bytes.iter().all(u8::is_ascii_digit))
    }

    fn value_is(&self, param: &Params, is: Is) -> bool {
        let value = self.value(param);
        let place = place(self.form, param);
        match is {
            Is::Given => value.is_some(),
            Is::Missing => place.is_some() && value.is_none(),
            Is::Min | Is::Max | Is::Below | Is::Above | Is::Second => {
                let range = place.and_then(|p| p.param.range());
                let number = value.and_then(number_of);
                range.zip(number).is_some_and(|(range, number)| match is {
                    Is::Min => number == range.lowest(),
                    Is::Max => number == range.highest(),
                    Is::Below => number < range.lowest(),
                    Is::Above => number > range.highest(),
                    _ => number == range.lowest() + 1,
                })
            }
            Is::Empty => value.and_then(bytes_of).is_some_and(<[u8]>::is_empty),
            Is::Longest => value.and_then(bytes_of).is_some_and(|b| Some(b.len()) == most(place)),
            Is::TooLong => value.and_then(bytes_of).is_some_and(|b| most(place).is_some_and(|m| b.len() > m)),
            Is::NotNext | Is::Used => {
                self.value(param).and_then(number_of).is_some_and(|n| self.is_old(is, n))
            }
            Is::Schemeless => value.and_then(bytes_of).is_some_and(|b| !b.starts_with(b"tcp://")),
            Is::Portless => {
                let host = value.and_then(bytes_of).and_then(|b| b.strip_prefix(b"tcp://"));
                host.is_some_and(|host| !host.contains(&b':'))
            }
            Is::Flawed | Is::LeftOut | Is::QuotedNumber => self.whole_is(is),
        }
    }

    fn is_old(&self, is: Is, number: i64) -> bool {
        let client = self.ask.client().unwrap_or_default();
        match is {
            Is::Used => number != 0 && self.used.contains(&(client, number)),
            _ => number != 0 && self.last.get(&client).is_some_and(|last| number != last + 1),
        }
    }
}

fn place<'a>(form: &'a Form, param: &Params) -> Option<&'a Place> {
    form.params.iter().find(|p| param.have(&p.param.name) || param.have(&p.written))
}

/// The greatest lawful length of a text.
fn most(place: Option<&Place>) -> Option<usize> {
    match &place?.param.kind {
        ParamKind::Text { text, .. } => Some(text.bytes.most as usize).filter(|m| *m < u32::MAX as usize),
        _ => None,
    }
}

/// Changes a command as the fault has it, and says what becomes of it.
fn strike(on: &OnAsk, ask: &mut Ask, form: &Form) -> Verdict {
    match &on.then {
        AskThen::Refuse => return Verdict::Refuse,
        AskThen::Keep => return Verdict::Keep,
        AskThen::Ignore => return Verdict::Ignore,
        AskThen::Silence => return Verdict::Silence,
        AskThen::Hang => return Verdict::Hang,
        AskThen::Crash => return Verdict::Crash,
        AskThen::Reset(forms) => return Verdict::Reset(forms.clone()),
        AskThen::Take => unquote_numbers(ask, form),
        AskThen::Clamp => change(on, ask, form, &|place, value| clamped(place, value)),
        AskThen::Set(number) => change(on, ask, form, &|_, _| Value::Int(*number)),
        AskThen::SetText(text) => change(on, ask, form, &|_, _| Value::Text(text.clone().into_bytes())),
        AskThen::Prefix(before) => change(on, ask, form, &|_, value| {
            Value::Text([before.as_bytes(), bytes_of(value).unwrap_or_default()].concat())
        }),
    }
    ask.flaws = Flaws::NONE;
    Verdict::Go
}

/// Puts another value in the place that the fault is about; adds it where there is none.
fn change(on: &OnAsk, ask: &mut Ask, form: &Form, to: &dyn Fn(&Place, &Value) -> Value) {
    let Some((param, place)) = on.param.as_ref().and_then(|p| Some((p, place(form, p)?))) else { return };
    let found = ask.values().iter().find(|(name, _)| param.have(name)).cloned();
    let (name, value) = found.unwrap_or_else(|| (place.param.name.clone(), Value::Empty));
    ask.set(&name, to(place, &value));
}

/// The lawful value nearest to one.
fn clamped(place: &Place, value: &Value) -> Value {
    match &place.param.kind {
        ParamKind::Int(range) => {
            let number = number_of(value).unwrap_or_default();
            Value::Int(number.clamp(range.lowest(), range.highest()))
        }
        ParamKind::Text { text, .. } => {
            let mut bytes = bytes_of(value).unwrap_or_default().to_vec();
            bytes.truncate(text.bytes.most as usize);
            Value::Text(bytes)
        }
        _ => value.clone(),
    }
}

fn unquote_numbers(ask: &mut Ask, form: &Form) {
    for (name, value) in ask.values().to_vec() {
        let place = form.params.iter().find(|p| p.param.name == name);
        if place.is_some_and(|p| matches!(p.param.kind, ParamKind::Int(_)))
            && let Value::Text(_) = value
        {
            ask.set(&name, number_of(&value).map_or(Value::Empty, Value::Int));
        }
    }
}

//! A dialect as plain data, in the shape that `hayes spec list --json` prints. Field names are a promise.

use hayes_at::grammar::FormKind;
use serde::Serialize;

use crate::dialect::{
    Command, Default, Dialect, Document, Errors, Form, Meaning, Needs, OutcomeLine, Param, ParamKind, Place,
    Reading, Rule, Urc, Within, WithinTo,
};

/// A dialect.
#[derive(Debug, Serialize)]
pub struct Listing<'a> {
    id: &'a str,
    family: &'a str,
    modules: &'a [String],
    document: DocumentListing<'a>,
    digest: &'a str,
    counts: Counts,
    commands: Vec<CommandListing<'a>>,
    urcs: Vec<UrcListing<'a>>,
    params: Vec<ScopedParam<'a>>,
    rules: Vec<RuleListing<'a>>,
    readings: Vec<ReadingListing<'a>>,
    errors: Vec<ErrorsListing<'a>>,
    states: Vec<StateListing<'a>>,
    limits: Vec<LimitListing<'a>>,
    misprints: Vec<MisprintListing<'a>>,
    base: Base<'a>,
}

/// How much the document describes; what it only hints at, and what others describe, is not in it.
#[derive(Debug, Serialize)]
struct Counts {
    commands: usize,
    forms: usize,
    urcs: usize,
    rules: usize,
    readings: usize,
}

#[derive(Debug, Serialize)]
struct DocumentListing<'a> {
    title: &'a str,
    revision: Option<&'a str>,
    date: Option<&'a str>,
    language: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct CommandListing<'a> {
    name: &'a str,
    clause: Option<&'a str>,
    title: Option<&'a str>,
    within: Option<WithinListing>,
    forms: Vec<FormListing<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    implied: Vec<FormListing<'a>>,
}

#[derive(Debug, Serialize)]
struct FormListing<'a> {
    form: &'static str,
    id: &'a str,
    key: Option<&'a str>,
    clause: Option<&'a str>,
    title: Option<&'a str>,
    syntax: Option<&'a str>,
    printed: Option<&'a str>,
    answers: Vec<Answer<'a>>,
    params: Vec<ParamListing<'a>>,
    needs: Vec<String>,
    within: Option<WithinListing>,
}

#[derive(Debug, Serialize)]
struct Answer<'a> {
    name: &'a str,
    lines: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    query: Option<bool>,
}

#[derive(Debug, Serialize)]
struct WithinListing {
    time: Option<String>,
    default: Option<String>,
    to: &'static str,
    by_network: bool,
}

#[derive(Debug, Serialize)]
struct ParamListing<'a> {
    name: &'a str,
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    range: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bytes: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    default: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    says: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    values: Vec<MeaningListing<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    codes: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    counted_by: Option<&'a str>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    secret: bool,
}

#[derive(Debug, Serialize)]
struct ScopedParam<'a> {
    /// The command or URC whose parameter it is.
    scope: &'a str,
    #[serde(flatten)]
    param: ParamListing<'a>,
}

#[derive(Debug, Serialize)]
struct MeaningListing<'a> {
    value: i64,
    meaning: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    advice: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct UrcListing<'a> {
    id: &'a str,
    name: &'a str,
    clause: Option<&'a str>,
    title: Option<&'a str>,
    syntax: &'a str,
    params: Vec<ParamListing<'a>>,
}

#[derive(Debug, Serialize)]
struct RuleListing<'a> {
    id: &'a str,
    clause: &'a str,
    about: Vec<&'a str>,
    says: &'a str,
    seen_by: Vec<&'static str>,
}

#[derive(Debug, Serialize)]
struct ReadingListing<'a> {
    id: &'a str,
    clause: &'a str,
    about: Vec<&'a str>,
    says: &'a str,
    ways: Vec<Way<'a>>,
}

#[derive(Debug, Serialize)]
struct Way<'a> {
    name: &'a str,
    says: &'a str,
}

#[derive(Debug, Serialize)]
struct ErrorsListing<'a> {
    id: &'a str,
    clause: Option<&'a str>,
    title: Option<&'a str>,
    line: Option<&'a str>,
    codes: Vec<MeaningListing<'a>>,
}

#[derive(Debug, Serialize)]
struct StateListing<'a> {
    id: &'a str,
    per: Option<&'a str>,
    clause: Option<&'a str>,
    says: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct LimitListing<'a> {
    name: &'a str,
    value: i64,
    unit: Option<&'a str>,
    clause: Option<&'a str>,
    says: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct MisprintListing<'a> {
    clause: &'a str,
    printed: &'a str,
    meant: &'a str,
}

/// What the document's examples use and other documents describe.
#[derive(Debug, Serialize)]
struct Base<'a> {
    commands: Vec<CommandListing<'a>>,
    urcs: Vec<UrcListing<'a>>,
}

/// A dialect as data.
pub fn listing(dialect: &Dialect) -> Listing<'_> {
    let (own, base): (Vec<_>, Vec<_>) = dialect.commands.iter().partition(|c| c.documented());
    let (own_urcs, base_urcs): (Vec<_>, Vec<_>) = dialect.urcs.iter().partition(|u| u.documented());
    Listing {
        id: &dialect.id,
        family: &dialect.family,
        modules: &dialect.modules,
        document: document(&dialect.document),
        digest: dialect.digest(),
        counts: Counts {
            commands: own.len(),
            forms: dialect.documented_forms().count(),
            urcs: own_urcs.len(),
            rules: dialect.rules.len(),
            readings: dialect.readings.len(),
        },
        params: scoped_params(&own, &own_urcs),
        commands: own.into_iter().map(command).collect(),
        urcs: own_urcs.into_iter().map(urc).collect(),
        rules: dialect.rules.iter().map(rule).collect(),
        readings: dialect.readings.iter().map(reading).collect(),
        errors: dialect.errors.iter().map(errors).collect(),
        states: dialect
            .states
            .iter()
            .map(|s| StateListing {
                id: &s.id,
                per: s.per.as_deref(),
                clause: s.clause.as_deref(),
                says: s.says.as_deref(),
            })
            .collect(),
        limits: dialect
            .limits
            .iter()
            .map(|l| LimitListing {
                name: &l.name,
                value: l.value,
                unit: l.unit.as_deref(),
                clause: l.clause.as_deref(),
                says: l.says.as_deref(),
            })
            .collect(),
        misprints: dialect
            .misprints
            .iter()
            .map(|m| MisprintListing { clause: &m.clause, printed: &m.printed, meant: &m.meant })
            .collect(),
        base: Base {
            commands: base.into_iter().map(command).collect(),
            urcs: base_urcs.into_iter().map(urc).collect(),
        },
    }
}

/// The word for a form.
pub(super) fn form_word(kind: FormKind) -> &'static str {
    match kind {
        FormKind::Test => "test",
        FormKind::Read => "read",
        FormKind::Write => "write",
        FormKind::Execute => "execute",
    }
}

/// The line of an outcome as the file has it.
pub(super) fn line_text(line: &OutcomeLine) -> &str {
    match line {
        OutcomeLine::Prompt => ">",
        OutcomeLine::Line { text, .. } | OutcomeLine::Final { text, .. } => text,
    }
}

fn document(document: &Document) -> DocumentListing<'_> {
    DocumentListing {
        title: &document.title,
        revision: document.revision.as_deref(),
        date: document.date.as_deref(),
        language: document.language.as_deref(),
    }
}

fn command(command: &Command) -> CommandListing<'_> {
    let (forms, implied): (Vec<_>, Vec<_>) = command.forms.iter().partition(|f| f.documented());
    let limits = || command.forms.iter().filter(|f| matches!(f.kind, FormKind::Write | FormKind::Execute));
    CommandListing {
        name: &command.name,
        clause: command.clause.as_deref(),
        title: command.title.as_deref(),
        within: limits().find_map(|f| f.within.as_ref()).map(within),
        forms: forms.into_iter().map(form).collect(),
        implied: implied.into_iter().map(form).collect(),
    }
}

fn form(form: &Form) -> FormListing<'_> {
    FormListing {
        form: form_word(form.kind),
        id: &form.name,
        key: form.key.as_deref(),
        clause: form.clause.as_deref(),
        title: form.title.as_deref(),
        syntax: form.syntax.as_deref(),
        printed: form.printed.as_deref(),
        answers: form
            .outcomes
            .iter()
            .map(|o| Answer { name: &o.name, lines: o.lines.iter().map(line_text).collect(), query: o.query })
            .collect(),
        params: form.params.iter().map(place).collect(),
        needs: form.needs.iter().map(needs_word).collect(),
        within: form.within.as_ref().map(within),
    }
}

/// A precondition in the word of the file.
pub(super) fn needs_word(needs: &Needs) -> String {
    format!("{}{}", if needs.wanted { "" } else { "not-" }, needs.state)
}

fn within(within: &Within) -> WithinListing {
    WithinListing {
        time: within.time.as_ref().map(ToString::to_string),
        default: within.default.as_ref().map(ToString::to_string),
        to: match within.to {
            WithinTo::Final => "final",
            WithinTo::Result => "result",
        },
        by_network: within.by_network,
    }
}

fn place(place: &Place) -> ParamListing<'_> {
    ParamListing { name: &place.written, ..param(&place.param) }
}

fn param(param: &Param) -> ParamListing<'_> {
    let (kind, range, bytes) = match &param.kind {
        ParamKind::Int(set) if param.list_per.is_some() => ("list", Some(set.to_string()), None),
        ParamKind::Int(set) => ("int", Some(set.to_string()), None),
        ParamKind::Hex(set) => ("hex", Some(set.to_string()), None),
        ParamKind::Text { spelled, .. } => ("text", None, Some(spelled.as_str())),
        ParamKind::Word(words) if words.is_empty() => ("word", None, None),
        ParamKind::Word(words) => ("word", Some(words.join(",")), None),
        ParamKind::Raw { spelled, .. } => ("raw", None, Some(spelled.as_str())),
    };
    ParamListing {
        name: &param.name,
        kind,
        range,
        bytes,
        default: param.default.as_ref().map(default_word),
        unit: param.unit.as_deref(),
        says: param.says.as_deref(),
        values: meanings(&param.values),
        codes: param.codes.as_deref(),
        counted_by: param.counted_by.as_deref(),
        secret: param.secret,
    }
}

/// A default in words.
pub(super) fn default_word(default: &Default) -> String {
    match default {
        Default::Number(n) => n.to_string(),
        Default::Text(text) => text.clone(),
        Default::Unknown => "?".to_owned(),
    }
}

fn meanings(values: &[Meaning]) -> Vec<MeaningListing<'_>> {
    values
        .iter()
        .map(|m| MeaningListing { value: m.number, meaning: &m.meaning, advice: m.advice.as_deref() })
        .collect()
}

/// Every definition once for each command and URC that it is used in.
fn scoped_params<'a>(commands: &[&'a Command], urcs: &[&'a Urc]) -> Vec<ScopedParam<'a>> {
    let of_commands = commands.iter().map(|c| {
        let places: Vec<&Place> = c.forms.iter().flat_map(|f| &f.params).collect();
        (c.name.as_str(), places)
    });
    let of_urcs = urcs.iter().map(|u| (u.name.as_str(), u.params.iter().collect()));
    let mut listed: Vec<(&str, &Param)> = Vec::new();
    for (scope, places) in of_commands.chain(of_urcs) {
        for place in places {
            let known = listed.iter().any(|(s, p)| *s == scope && **p == *place.param);
            if !known {
                listed.push((scope, &place.param));
            }
        }
    }
    listed.into_iter().map(|(scope, p)| ScopedParam { scope, param: param(p) }).collect()
}

fn urc(urc: &Urc) -> UrcListing<'_> {
    UrcListing {
        id: &urc.id,
        name: &urc.name,
        clause: urc.clause.as_deref(),
        title: urc.title.as_deref(),
        syntax: &urc.syntax,
        params: urc.params.iter().map(place).collect(),
    }
}

fn rule(rule: &Rule) -> RuleListing<'_> {
    RuleListing {
        id: &rule.id,
        clause: &rule.clause,
        about: rule.about.iter().map(|t| t.text.as_str()).collect(),
        says: &rule.says,
        seen_by: rule.seen_by.iter().map(|w| w.word()).collect(),
    }
}

fn reading(reading: &Reading) -> ReadingListing<'_> {
    ReadingListing {
        id: &reading.id,
        clause: &reading.clause,
        about: reading.about.iter().map(|t| t.text.as_str()).collect(),
        says: &reading.says,
        ways: reading.ways.iter().map(|(name, says)| Way { name, says }).collect(),
    }
}

fn errors(errors: &Errors) -> ErrorsListing<'_> {
    ErrorsListing {
        id: &errors.id,
        clause: errors.clause.as_deref(),
        title: errors.title.as_deref(),
        line: errors.line.as_deref(),
        codes: meanings(&errors.values),
    }
}

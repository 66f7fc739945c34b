//! A dialect as a reference card: what a person looks up at the bench.

use std::fmt::{self, Write as _};

use hayes_at::grammar::FormKind;

use super::listing::{default_word, form_word, line_text, needs_word};
use crate::dialect::{Command, Dialect, Form, Param, ParamKind, Place, Urc, Within, WithinTo};

/// The reference card of a dialect.
pub fn card(dialect: &Dialect) -> String {
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = Card { dialect, out: &mut out }.write();
    out
}

struct Card<'a> {
    dialect: &'a Dialect,
    out: &'a mut String,
}

impl Card<'_> {
    fn write(&mut self) -> fmt::Result {
        self.head()?;
        for command in self.dialect.documented_commands() {
            self.command(command)?;
        }
        for urc in self.dialect.documented_urcs() {
            self.urc(urc)?;
        }
        self.tables()?;
        self.rules()?;
        self.base()
    }

    fn head(&mut self) -> fmt::Result {
        let d = self.dialect;
        let document = &d.document;
        write!(self.out, "{}  {}", d.id, document.title)?;
        if let Some(revision) = &document.revision {
            write!(self.out, ", {revision}")?;
        }
        if let Some(date) = &document.date {
            write!(self.out, ", {date}")?;
        }
        writeln!(self.out)?;
        writeln!(
            self.out,
            "  family {}; modules {}; {} commands, {} forms, {} URCs, {} rules, {} readings",
            d.family,
            d.modules.join(", "),
            d.documented_commands().count(),
            d.documented_forms().count(),
            d.documented_urcs().count(),
            d.rules.len(),
            d.readings.len()
        )
    }

    fn command(&mut self, command: &Command) -> fmt::Result {
        let title = command.title.as_deref().unwrap_or_default();
        let clause = command.clause.as_deref().unwrap_or("-");
        writeln!(self.out, "\nAT{}  {title}  [{clause}]", command.name)?;
        let shared = shared_limit(command);
        if let Some(within) = shared {
            writeln!(self.out, "  within {}", within_words(within))?;
        }
        for form in &command.forms {
            self.form(command, form, shared)?;
        }
        self.params(command.forms.iter().flat_map(|f| &f.params))
    }

    fn form(&mut self, command: &Command, form: &Form, shared: Option<&Within>) -> fmt::Result {
        let line = match form.kind {
            FormKind::Test => "=?".to_owned(),
            FormKind::Read => "?".to_owned(),
            FormKind::Execute => String::new(),
            FormKind::Write if command.basic => form.syntax.clone().unwrap_or_default(),
            FormKind::Write => format!("={}", form.syntax.as_deref().unwrap_or_default()),
        };
        let implied = if form.implied { "  (implied)" } else { "" };
        writeln!(self.out, "  {:<7} AT{}{line}{implied}", form_word(form.kind), command.name)?;
        if let Some(title) = form.title.as_deref().filter(|t| Some(*t) != command.title.as_deref()) {
            writeln!(self.out, "          {title}")?;
        }
        for outcome in &form.outcomes {
            let lines: Vec<&str> = outcome.lines.iter().map(line_text).collect();
            writeln!(self.out, "          {:<9} {}", outcome.name, lines.join("\n                    "))?;
        }
        if !form.needs.is_empty() {
            let needs: Vec<String> = form.needs.iter().map(needs_word).collect();
            writeln!(self.out, "          needs     {}", needs.join(", "))?;
        }
        match &form.within {
            Some(within) if Some(within) != shared => {
                writeln!(self.out, "          within    {}", within_words(within))
            }
            _ => Ok(()),
        }
    }

    /// Every definition once, under the names that the lines give it.
    fn params<'p>(&mut self, places: impl Iterator<Item = &'p Place>) -> fmt::Result {
        let mut seen: Vec<(&Param, Vec<&str>)> = Vec::new();
        for place in places {
            match seen.iter_mut().find(|(param, _)| **param == *place.param) {
                Some((_, names)) if !names.contains(&place.written.as_str()) => names.push(&place.written),
                Some(_) => {}
                None => seen.push((&place.param, vec![&place.written])),
            }
        }
        for (param, names) in seen {
            self.param(param, &names.join(", "))?;
        }
        Ok(())
    }

    fn param(&mut self, param: &Param, names: &str) -> fmt::Result {
        write!(self.out, "    <{names}>  {}", kind_words(param))?;
        if let Some(default) = &param.default {
            write!(self.out, ", default {}", default_word(default))?;
        }
        let counts_bytes = matches!(param.kind, ParamKind::Text { .. } | ParamKind::Raw { .. });
        if let Some(unit) = param.unit.as_ref().filter(|_| !counts_bytes) {
            write!(self.out, ", in {unit}")?;
        }
        if param.secret {
            write!(self.out, ", secret")?;
        }
        if let Some(says) = &param.says {
            write!(self.out, "; {says}")?;
        }
        writeln!(self.out)?;
        for value in &param.values {
            write!(self.out, "      {:>4}  {}", value.number, value.meaning)?;
            if let Some(advice) = &value.advice {
                write!(self.out, " (advice: {advice})")?;
            }
            writeln!(self.out)?;
        }
        Ok(())
    }

    fn urc(&mut self, urc: &Urc) -> fmt::Result {
        let title = urc.title.as_deref().unwrap_or_default();
        let clause = urc.clause.as_deref().unwrap_or("-");
        writeln!(self.out, "\n{}  {title}  [{clause}]", urc.name)?;
        writeln!(self.out, "  URC     {}", urc.syntax)?;
        self.params(urc.params.iter())
    }

    fn tables(&mut self) -> fmt::Result {
        for table in &self.dialect.errors {
            let title = table.title.as_deref().unwrap_or_default();
            let clause = table.clause.as_deref().unwrap_or("-");
            writeln!(self.out, "\nError codes {}  {title}  [{clause}]", table.id)?;
            for code in &table.values {
                writeln!(self.out, "      {:>4}  {}", code.number, code.meaning)?;
            }
        }
        if !self.dialect.limits.is_empty() {
            writeln!(self.out, "\nLimits")?;
        }
        for limit in &self.dialect.limits {
            let clause = limit.clause.as_deref().unwrap_or("-");
            let says = limit.says.as_deref().unwrap_or_default();
            writeln!(self.out, "  {:<24} {:>6}  {says}  [{clause}]", limit.name, limit.value)?;
        }
        Ok(())
    }

    fn rules(&mut self) -> fmt::Result {
        writeln!(self.out, "\nRules")?;
        for rule in &self.dialect.rules {
            let seen_by: Vec<&str> = rule.seen_by.iter().map(|w| w.word()).collect();
            let seen_by = if seen_by.is_empty() { "nobody".to_owned() } else { seen_by.join(", ") };
            writeln!(self.out, "  {}  [{}]  seen by {seen_by}\n      {}", rule.id, rule.clause, rule.says)?;
        }
        writeln!(self.out, "\nReadings (the first way is followed)")?;
        for reading in &self.dialect.readings {
            writeln!(self.out, "  {}  [{}]  {}", reading.id, reading.clause, reading.says)?;
            for (name, says) in &reading.ways {
                writeln!(self.out, "      {name}: {says}")?;
            }
        }
        Ok(())
    }

    fn base(&mut self) -> fmt::Result {
        let foreign = self.dialect.commands.iter().filter(|c| c.foreign);
        let names: Vec<String> = foreign.map(|c| format!("AT{}", c.name)).collect();
        if names.is_empty() {
            return Ok(());
        }
        writeln!(self.out, "\nRead as well, described elsewhere\n  {}", names.join(", "))
    }
}

/// The time limit that most forms of a command share.
fn shared_limit(command: &Command) -> Option<&Within> {
    let limits: Vec<&Within> = command.forms.iter().filter_map(|f| f.within.as_ref()).collect();
    limits.iter().copied().max_by_key(|limit| limits.iter().filter(|l| *l == limit).count())
}

fn kind_words(param: &Param) -> String {
    let length = |spelled: &str| if spelled == "0-" { String::new() } else { format!(" of {spelled} bytes") };
    match &param.kind {
        ParamKind::Int(set) if param.list_per.is_some() => format!("list of int {set}"),
        ParamKind::Int(set) => format!("int {set}"),
        ParamKind::Hex(set) => format!("hex {set}"),
        ParamKind::Text { spelled, .. } => format!("text{}", length(spelled)),
        ParamKind::Word(words) if words.is_empty() => "word".to_owned(),
        ParamKind::Word(words) => format!("one of {}", words.join(", ")),
        ParamKind::Raw { spelled, .. } => format!("raw bytes{}", length(spelled)),
    }
}

fn within_words(within: &Within) -> String {
    let mut words = match (&within.time, &within.default) {
        (Some(time), Some(default)) => format!("{time} (default {default})"),
        (Some(time), None) => time.to_string(),
        (None, _) => "as the network allows".to_owned(),
    };
    if within.to == WithinTo::Result {
        let _ = write!(words, " to the result");
    }
    if within.by_network && within.time.is_some() {
        let _ = write!(words, ", determined by the network");
    }
    words
}

//! Grammars in a few lines of text, for tests of lines that could be several things; and what is heard by them.

use hayes_at::exchange::{Exchange, Other, What};
use hayes_at::grammar::{Command, Final, Form, FormKind, Grammar, Item, Outcome, ShapeId, Urc};
use hayes_at::kind::{Kind, Text};
use hayes_at::notation::Notation;
use hayes_at::range::RangeSet;
use hayes_at::shape::{Param, Shape};

/// `<five>` is a number up to 5, `<client>` ties results to commands, `<t>` a quoted text, `<free>` one that may hold
/// anything, `<word>` and `<line>` have no quotes; every other name is a number up to 99.
fn kind(name: &str) -> Kind {
    match name {
        "five" | "client" => Kind::Int(RangeSet::span(0, 5)),
        "t" => Kind::Text(Text::ANY),
        "free" => Kind::Text(Text { free: true, ..Text::ANY }),
        "word" => Kind::Word(Box::default()),
        "line" => Kind::FreeLine,
        _ => Kind::Int(RangeSet::span(0, 99)),
    }
}

/// A grammar from lines like these; what is said first is known first.
///
/// `final good OK`, `final bad ERROR`, `urc NAME NOTATION`, and for each form of a command
/// `AT+X? = LINE | OK // LINE | ERROR`: lines of an outcome and, behind `//`, of another one. `OK#2` is the second
/// final result that is spelled so.
pub(crate) fn grammar(text: &str) -> Grammar {
    let mut grammar = Grammar::default();
    let mut finals = Vec::new();
    let mut open: Option<Command> = None;
    for line in text.trim().lines().map(str::trim) {
        if let Some(form) = line.strip_prefix("AT") {
            let (asked, outcomes) = form.split_once(" = ").expect("a form and its outcomes");
            let name = asked.split(['?', '=']).next().unwrap_or_default();
            if open.as_ref().is_some_and(|command| &*command.name != name) {
                open.take().into_iter().for_each(|command| {
                    grammar.add_command(command);
                });
            }
            let form = form_of(&mut grammar, &finals, &asked[name.len()..], outcomes);
            let none = || Command { name: name.into(), basic: false, forms: Vec::new() };
            open.get_or_insert_with(none).forms.push(form);
            continue;
        }
        let (what, rest) = line.split_once(' ').expect("a kind and what it is");
        let (name, notation) = rest.split_once(' ').expect("a name and a notation");
        let shape = shape(&mut grammar, notation);
        if what == "final" {
            let made = Final { shape, good: name == "good", code: None, connect: false };
            finals.push((notation.to_owned(), grammar.add_final(made)));
        } else {
            grammar.add_urc(Urc { id: name.into(), shape, data: None, boot: false });
        }
    }
    if let Some(command) = open {
        grammar.add_command(command);
    }
    grammar
}

fn shape(grammar: &mut Grammar, notation: &str) -> ShapeId {
    let mut names = std::mem::take(&mut grammar.names);
    let mut param = |name: &str| Ok::<_, ()>(Param::new(names.id(name), kind(name)));
    let made = Shape::build(&Notation::parse(notation).expect("a notation"), &mut param);
    grammar.names = names;
    grammar.add_shape(made.expect("a shape"))
}

fn form_of(grammar: &mut Grammar, finals: &[(String, u16)], asked: &str, outcomes: &str) -> Form {
    let (kind, syntax) = match asked.split_at(asked.len().min(1)) {
        ("=", "?") => (FormKind::Test, None),
        ("=", values) => (FormKind::Write, Some(shape(grammar, values))),
        ("?", _) => (FormKind::Read, None),
        _ => (FormKind::Execute, None),
    };
    let outcomes: Vec<Outcome> = outcomes
        .split(" // ")
        .map(|lines| {
            let items = lines.split(" | ").map(|line| item(grammar, finals, line)).collect();
            Outcome { name: lines.into(), items, query: None }
        })
        .collect();
    let match_by = grammar.names.find("client").into_iter().collect();
    Form { kind, key: None, syntax, outcomes, data: None, match_by, interim: vec![], implied: false }
}

fn item(grammar: &mut Grammar, finals: &[(String, u16)], line: &str) -> Item {
    let (alike, number) = line.split_once('#').unwrap_or((line, "1"));
    let mut finals = finals.iter().filter(|(notation, _)| notation == alike);
    if let Some((_, id)) = finals.nth(number.parse::<usize>().expect("a number") - 1) {
        return Item::Final(*id);
    }
    let repeats = line.ends_with("[...]");
    let line = line.trim_end_matches("[...]");
    Item::Line { shape: shape(grammar, line), optional: line.starts_with('['), repeats }
}

/// Plays a dialogue, a line of the host where it starts with AT, and tells what each line of the module is.
pub(crate) fn heard(grammar: &Grammar, dialogue: &[&str]) -> Vec<String> {
    let mut exchange = Exchange::new(grammar);
    let mut told = Vec::new();
    for line in dialogue {
        if line.starts_with("AT") {
            exchange.handle_host(format!("{line}\r").as_bytes());
        } else {
            exchange.handle_module(format!("\r\n{line}\r\n").as_bytes());
        }
        while let Some(event) = exchange.poll() {
            if !event.text.is_empty() && event.what != What::Command {
                let flaws =
                    if event.flaws.is_none() { String::new() } else { format!(" !{:?}", event.flaws) };
                told.push(tell(grammar, event.what) + &flaws);
            }
        }
    }
    told
}

fn tell(grammar: &Grammar, what: What) -> String {
    let form = |id: hayes_at::grammar::FormId| {
        let command = &grammar.commands()[usize::from(id.command)];
        let kind = format!("{:?}", command.forms[usize::from(id.form)].kind).to_lowercase();
        format!("{} {kind}", command.name)
    };
    let urc = |id: u16| format!("urc {}", grammar.urcs()[usize::from(id)].id);
    match what {
        What::Info { form: id, .. } => format!("info {}", form(id)),
        What::Later { form: id, early, .. } => {
            format!("{} {}", if early { "early" } else { "later" }, form(id))
        }
        What::Unasked { form: id } => format!("unasked {}", form(id)),
        What::Urc(id) => urc(id),
        What::Unclear { form: id, or: Other::Urc(other), .. } => {
            format!("info {} or {}", form(id), urc(other))
        }
        What::Unclear { form: id, .. } => format!("info {} or later", form(id)),
        What::Final { result, documented, .. } => {
            format!("final {result}{}", if documented { "" } else { " undocumented" })
        }
        other => format!("{other:?}").split([' ', '{', '(']).next().unwrap_or_default().to_lowercase(),
    }
}

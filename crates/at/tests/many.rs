//! More ways to answer than are followed at once: the first ones count, and doubts that double them are forgotten.

#[allow(dead_code, reason = "each test uses its part of it")]
mod stage;

use hayes_at::exchange::{Exchange, What};
use hayes_at::grammar::{Command, Final, Form, FormKind, Grammar, Item, Outcome, ShapeId};
use hayes_at::kind::Kind;
use hayes_at::notation::Notation;
use hayes_at::range::RangeSet;
use hayes_at::shape::{Param, Shape};
use rstest::rstest;
use stage::check;

fn shape(grammar: &mut Grammar, notation: &str) -> ShapeId {
    let mut names = std::mem::take(&mut grammar.names);
    let number = |name: &str| Ok::<_, ()>(Param::new(names.id(name), Kind::Int(RangeSet::span(0, 99))));
    let made = Shape::build(&Notation::parse(notation).expect("a notation"), &mut { number });
    grammar.names = names;
    grammar.add_shape(made.expect("a shape"))
}

fn form(kind: FormKind, syntax: Option<ShapeId>, outcomes: Vec<Vec<Item>>) -> Form {
    let outcome = |items| Outcome { name: "".into(), items, query: None };
    Form {
        kind,
        key: None,
        syntax,
        outcomes: outcomes.into_iter().map(outcome).collect(),
        data: None,
        match_by: vec![],
        interim: vec![],
        implied: false,
    }
}

/// A command whose result comes after OK, and a query with so many answers: two lines like that result, and one
/// that tells the answers apart.
fn grammar(answers: usize) -> Grammar {
    let mut grammar = Grammar::default();
    let ok = shape(&mut grammar, "OK");
    let ok = Item::Final(grammar.add_final(Final { shape: ok, good: true, code: None, connect: false }));
    let line = |shape| Item::Line { shape, optional: false, repeats: false };
    let (value, syntax) = (shape(&mut grammar, "+WAY: <n>"), shape(&mut grammar, "<n>"));
    let write = form(FormKind::Write, Some(syntax), vec![vec![ok.clone(), line(value)]]);
    let answer = |i| {
        let end = shape(&mut grammar, &format!("+END: {i}"));
        vec![line(value), line(value), line(end), ok.clone()]
    };
    let read = form(FormKind::Read, None, (0..answers).map(answer).collect());
    grammar.add_command(Command { name: "+WAY".into(), basic: false, forms: vec![write, read] });
    grammar
}

#[rstest]
#[case::the_last_that_is_followed(47, true)]
#[case::the_first_that_is_not(48, false)]
fn so_many_outcomes_are_followed(#[case] answer: usize, #[case] documented: bool) {
    let grammar = grammar(60);
    let mut exchange = Exchange::new(&grammar);
    exchange.handle_host(b"AT+WAY?\r");
    exchange
        .handle_module(format!("\r\n+WAY: 1\r\n\r\n+WAY: 2\r\n\r\n+END: {answer}\r\n\r\nOK\r\n").as_bytes());
    let mut end = None;
    while let Some(event) = exchange.poll() {
        if let What::Final { documented, .. } = event.what {
            end = Some(documented);
        }
    }
    assert_eq!(end, Some(documented));
}

/// Each line in doubt doubles the ways. As long as there is room for that, all of them are settled.
#[rstest]
#[case::room_for_two_doubts(12, "settled `` answer <- +WAY: 1\nsettled `` answer <- +WAY: 2")]
#[case::room_for_one(13, "settled `` answer <- +WAY: 2")]
fn doubts_are_followed_while_there_is_room(#[case] answers: usize, #[case] settled: &str) {
    check(
        &grammar(answers),
        "> AT+WAY=1\n< OK\n> AT+WAY?\n< +WAY: 1\n< +WAY: 2\n< +END: 0\n< OK",
        &format!(
            "command `AT+WAY=1`
            final good `OK` <- AT+WAY=1
            command `AT+WAY?`
            unclear `+WAY: 1` <- AT+WAY? or <- AT+WAY=1
            unclear `+WAY: 2` <- AT+WAY? or <- AT+WAY=1
            info `+END: 0` <- AT+WAY?
            final good `OK` <- AT+WAY?
            {settled}"
        ),
    );
}

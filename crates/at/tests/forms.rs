//! Reading command lines: which command, in which form, with which values and flaws.

use hayes_at::fields::Fields;
use hayes_at::grammar::{Command, Form, FormKind, Grammar};
use hayes_at::kind::{Bytes, Chars, Kind, Quotes, Text};
use hayes_at::notation::Notation;
use hayes_at::range::RangeSet;
use hayes_at::shape::{Param, Shape};
use hayes_at::visible::Visible;
use rstest::rstest;

/// Commands with forms that are told apart by a sub-key, by quotes, by their number of values.
fn grammar() -> Grammar {
    let mut grammar = Grammar::default();
    let commands: [(&str, bool, &[&str]); 9] = [
        ("", false, &["!"]),
        ("E", true, &["<n>", "!"]),
        ("&F", false, &["!"]),
        ("+CSQ", false, &["!", "?"]),
        ("+MQTTPUB", false, &["=?", "<n>,<Topic>,<Payload>", "<n>,<Topic>,<Datasize>"]),
        ("+QMTCFG", false, &["\"keepalive\",<n>[,<m>]", "\"recv/mode\",<n>[,<m>]", "\"keep\",<n>"]),
        ("+QMTPUB", false, &["<n>,<Topic>", "<n>,<Topic>,<m>"]),
        ("+HINT", false, &["<n>", "~<m>"]),
        ("+HINTS", false, &["~<m>", "<n>"]),
    ];
    for (name, basic, forms) in commands {
        let forms = forms.iter().map(|f| form(&mut grammar, f)).collect();
        grammar.add_command(Command { name: name.into(), basic, forms });
    }
    grammar
}

/// Behind `~` stands what a document only hints at.
fn form(grammar: &mut Grammar, said: &str) -> Form {
    let (implied, said) = said.strip_prefix('~').map_or((false, said), |rest| (true, rest));
    let kind = match said {
        "=?" => FormKind::Test,
        "?" => FormKind::Read,
        "!" => FormKind::Execute,
        _ => FormKind::Write,
    };
    let notation = (kind == FormKind::Write).then(|| Notation::parse(said).expect("a notation"));
    let key = notation.as_ref().and_then(|n| n.key()).map(Into::into);
    let syntax = notation.map(|notation| {
        let mut names = std::mem::take(&mut grammar.names);
        let shape =
            Shape::build(&notation, &mut |name| Ok::<_, ()>(Param::new(names.id(name), type_of(name))));
        grammar.names = names;
        grammar.add_shape(shape.expect("a shape"))
    });
    Form { kind, key, syntax, outcomes: vec![], data: None, match_by: vec![], interim: vec![], implied }
}

fn type_of(name: &str) -> Kind {
    let text = |most| {
        Kind::Text(Text {
            bytes: Bytes { least: 1, most },
            quotes: Quotes::Always,
            free: false,
            chars: Chars::Any,
        })
    };
    match name {
        "n" => Kind::Int(RangeSet::span(0, 5)),
        "Topic" => text(8),
        "Payload" => text(1024),
        "Datasize" => Kind::Int(RangeSet::span(1, 1024)),
        _ => Kind::Int(RangeSet::span(0, 3600)),
    }
}

/// Each command of a line as `NAME kind#form values !flaws`, values only for the first.
fn reading(line: &str) -> String {
    let grammar = grammar();
    let mut fields = Fields::default();
    let Some(read) = grammar.read_command(line.as_bytes(), &mut fields) else {
        return "no command".to_owned();
    };
    let mut said = Vec::new();
    for (i, part) in read.parts().enumerate() {
        let name = &line[part.name_start as usize..part.name_end as usize];
        let kind = format!("{:?}", part.kind).to_lowercase();
        let form = part.form.map_or("-".to_owned(), |f| f.form.to_string());
        let mut one = format!("{name} {kind}#{form}");
        if i == 0 {
            let args = &line.as_bytes()[part.args_start as usize..part.args_end as usize];
            for field in &fields {
                one.push_str(&format!(" {:?}", Visible(field.bytes(args))).replace('`', "|"));
            }
        }
        if part.query {
            one.push_str(" query");
        }
        if !part.flaws.is_none() {
            one.push_str(&format!(" !{:?}", part.flaws).to_lowercase());
        }
        said.push(one);
    }
    let more = if read.crowded { "; ..." } else { "" };
    format!("{}{more}", said.join("; "))
}

/// A quoted payload and a bare size stand in the same place.
#[rstest]
#[case("AT+MQTTPUB=0,\"t\",\"12\"", "+MQTTPUB write#1 |0| |t| |12| query")]
#[case("AT+MQTTPUB=0,\"t\",12", "+MQTTPUB write#2 |0| |t| |12| query")]
#[case("AT+MQTTPUB=0,\"t\",\"a,b\"", "+MQTTPUB write#1 |0| |t| |a,b| query")]
#[case("AT+MQTTPUB=0,\"t\",2000", "+MQTTPUB write#2 |0| |t| |2000| query !range")]
#[case("AT+MQTTPUB=0,\"t\",\"\"", "+MQTTPUB write#1 |0| |t| || query !short")]
#[case("AT+MQTTPUB=0,\"t\",abc", "+MQTTPUB write#1 |0| |t| |abc| query !unquoted")]
#[case("AT+MQTTPUB=?", "+MQTTPUB test#0")]
fn quotes_tell_a_payload_from_a_size(#[case] line: &str, #[case] expected: &str) {
    assert_eq!(reading(line), expected);
}

#[rstest]
#[case("AT+QMTCFG=\"keepalive\",0,60", "+QMTCFG write#0 |0| |60|")]
#[case("AT+QMTCFG=\"keepalive\",0", "+QMTCFG write#0 |0| query")]
#[case("AT+QMTCFG=\"KeepAlive\",0,60", "+QMTCFG write#0 |0| |60| !letter-case")]
#[case("AT+QMTCFG=\"recv/mode\",0,1", "+QMTCFG write#1 |0| |1|")]
#[case("AT+QMTCFG=\"keep\",1", "+QMTCFG write#2 |1| query")]
#[case("AT+QMTCFG=\"keepalive\"", "+QMTCFG write#0 query !missing")]
#[case("AT+QMTCFG=\"nosuch\",0", "+QMTCFG write#-")]
#[case("AT+QMTCFG=keepalive,0", "+QMTCFG write#-")]
#[case("AT+QMTCFG=\"keepalive\",0,9999", "+QMTCFG write#0 |0| |9999| !range")]
fn a_sub_key_names_the_form(#[case] line: &str, #[case] expected: &str) {
    assert_eq!(reading(line), expected);
}

#[rstest]
#[case("AT+QMTPUB=0,\"t\"", "+QMTPUB write#0 |0| |t| query")]
#[case("AT+QMTPUB=0,\"t\",5", "+QMTPUB write#1 |0| |t| |5| query")]
#[case("AT+QMTPUB=0,\"123456789\"", "+QMTPUB write#0 |0| |123456789| query !long")]
fn the_form_that_fits_best_is_taken(#[case] line: &str, #[case] expected: &str) {
    assert_eq!(reading(line), expected);
}

/// What is only hinted at counts where it has less wrong, and else what is documented.
#[rstest]
#[case("AT+HINT=3", "+HINT write#0 |3| query")]
#[case("AT+HINT=9", "+HINT write#1 |9| query")]
#[case("AT+HINT=9999", "+HINT write#0 |9999| query !range")]
#[case("AT+HINTS=3", "+HINTS write#1 |3| query")]
#[case("AT+HINTS=9", "+HINTS write#0 |9| query")]
#[case("AT+HINTS=9999", "+HINTS write#1 |9999| query !range")]
fn what_is_documented_goes_before_what_is_hinted_at(#[case] line: &str, #[case] expected: &str) {
    assert_eq!(reading(line), expected);
}

#[rstest]
#[case("ATHELLO", "HELLO execute#-")]
#[case("ATX3=1", "X3 write#-")]
#[case("AT1", " execute#0 !surplus")]
#[case("AT", " execute#0")]
#[case("at", " execute#0")]
#[case("aT+csq", "+csq execute#0 !letter-case")]
#[case("AT+CSQ?", "+CSQ read#1")]
#[case("AT+CSQ ?", "+CSQ read#1")]
#[case("AT +CSQ", "+CSQ execute#0")]
#[case("AT+CSQ=?", "+CSQ test#-")]
#[case("AT+CSQ=1", "+CSQ write#-")]
#[case("AT+NOSUCH=1,2", "+NOSUCH write#-")]
#[case("AT&F", "&F execute#0")]
#[case("ATE0", "E write#0 |0| query")]
#[case("ATE", "E execute#1")]
#[case("ATE9", "E write#0 |9| query !range")]
#[case("AT+CSQ;", "+CSQ execute#0")]
#[case("AT+CSQ; ", "+CSQ execute#0")]
#[case("AT +CSQ ; +CSQ?", "+CSQ execute#0; +CSQ read#1")]
#[case("AT+CSQ;+QMTPUB=0,\"a;b\";+CSQ?", "+CSQ execute#0; +QMTPUB write#0 query; +CSQ read#1")]
#[case("AT+QMTPUB=0,\"a;b\";+CSQ", "+QMTPUB write#0 |0| |a;b| query; +CSQ execute#0")]
#[case("A", "no command")]
#[case("", "no command")]
#[case(" AT", "no command")]
#[case("+CSQ", "no command")]
fn a_line_is_commands(#[case] line: &str, #[case] expected: &str) {
    assert_eq!(reading(line), expected);
}

/// Behind a basic command and its number another may follow at once; what is no command is a wrong value.
#[rstest]
#[case("ATE0E1", "E write#0 |0| query; E write#0 query")]
#[case("ATE0&F", "E write#0 |0| query; &F execute#0")]
#[case("ATE0 &F", "E write#0 |0| query; &F execute#0")]
#[case("ate0e", "e write#0 |0| query !letter-case; e execute#1 !letter-case")]
#[case("ATE&F", "E execute#1; &F execute#0")]
#[case("ATEE0;+CSQ?", "E execute#1; E write#0 query; +CSQ read#1")]
#[case("ATE0+CSQ;E1", "E write#0 |0| query; +CSQ execute#0; E write#0 query")]
#[case("ATE0+QMTPUB=0,\"E1\"", "E write#0 |0| query; +QMTPUB write#0 query")]
#[case("ATE0X", "E write#0 |0X| query !type")]
#[case("ATE0*99#", "E write#0 |0*99#| query !type")]
#[case("ATE0=1", "E write#0 |0=1| query !type")]
#[case("AT+CSQE0", "+CSQE0 execute#-")]
fn basic_commands_need_nothing_between_them(#[case] line: &str, #[case] expected: &str) {
    assert_eq!(reading(line), expected);
}

/// However many there are, each is found by its own name and by no other.
#[test]
fn every_one_of_many_commands_is_found() {
    let mut grammar = Grammar::default();
    let name = |i: u16| format!("+CMD{i}");
    for i in 0..2000 {
        let id = grammar.add_command(Command { name: name(i).into(), basic: false, forms: vec![] });
        assert_eq!(id, i);
    }
    for i in 0..2000 {
        assert_eq!(grammar.command(name(i).as_bytes()), Some(i));
        assert_eq!(grammar.command(name(i).to_lowercase().as_bytes()), Some(i));
    }
    for i in 2000..4000 {
        assert_eq!(grammar.command(name(i).as_bytes()), None);
    }
}

#[test]
fn more_commands_than_are_read_are_said_to_be_there() {
    let eight = "AT+CSQ".to_owned() + &";+CSQ".repeat(7);
    assert!(!reading(&eight).ends_with("..."));
    assert!(reading(&(eight + ";+CSQ")).ends_with("; ..."));
    // Basic ones that have no room stay together, and are wrong.
    assert_eq!(reading(&format!("AT{}", "E0".repeat(8))).split("; ").count(), 8);
    assert!(!reading(&format!("AT{}", "E0".repeat(8))).contains("!type"));
    assert!(reading(&format!("AT{}", "E0".repeat(9))).ends_with("; E write#0 query !type"));
}

//! What the model and the grammar make of each way of writing something.

use hayes_at::fields::{Carried, Fields};
use hayes_at::grammar::{DataEnd as End, FormKind, Item};
use hayes_at::kind::Kind;
use hayes_at::read::{Fit, fit};
use hayes_dialects::dialect::{Aim, DataEnd, Decider, Default, Dialect, Filler, Omitted, OutcomeLine, Turn};
use hayes_dialects::load_str;
use rstest::rstest;

const TEXT: &str = r#"
version = 1
id = "t"
family = "t"
document = { title = "T", date = 2023-05-22 }
fails = ['ERROR', '+CME ERROR: <err>']
spelled = { "+RX" = ["+TRX"] }
[params]
err = { int = "0-", codes = "err" }
idx = { int = "0-5" }
topic = { text = "1-255" }
reqLength = { same_as = "req_length" }
req_length = { int = "1-1024", default = 10, unit = "byte", omitted = "previous" }
result = { int = "0-2", good = [0], interim = [1] }
value = { by = "result", ways = { 0 = { int = "0-2", list_per = "topic" }, 1 = { int = "0-" }, 2 = "absent" } }
mode = { int = "0, 60-180", default = "?" }
text = { word = true }

[[errors]]
id = "err"
clause = "9"
line = '+CME ERROR: <err>'
values = '''
0 done
0x10 hex | try again
'''

[[command]]
name = "+SUB"
clause = "1"
test = ['+SUB: (<idx>),<msgid>,(<reqLength>)[,(<mode>)]', '[...]']
read = { outcomes = { ok = ['[+SUB: <idx>]', '[...]', 'OK'] } }
execute = ['<text>', '[...]']
[[command.write]]
id = "topics"
syntax = '<idx>,"<topic1>"[,"<topic2>"...]'
outcomes = { ok = ['OK', '{cmd}: <idx>,<result>,<value>'] }
[[command.write]]
id = "mode"
syntax = '"Mode",<idx>[,<mode>]'
query = '[<mode>]'
[[command.write]]
id = "data"
syntax = '<idx>,<reqLength>'
data = { prompt = '>', count = "reqLength", max = 1024, echoed_by = "mode.mode", says = "<payload>" }
outcomes = { ok = ['>', 'OK'] }
fails = ['ERROR']
params = { payload = { text = "1-1024", quotes = "never" } }

[[urc]]
id = "rx"
name = "+RX"
clause = "2"
syntax = '+RX: <idx>,<len>'
data = { count = "len", says = "body" }
when = { "mode.mode" = [0] }
params = { len = { int = "0-", present = { "mode.mode" = [60] } }, body = { raw = "0-" } }

[[state]]
id = "up"
clause = "3"
enters = [{ line = '+SUB: <idx>,0' }, { after = "+SUB.topics", final = "OK" }]

[[rule]]
id = "r"
clause = "1"
about = ["+SUB", "+SUB.mode", "urc.rx"]
says = "x"
seen_by = ["serial", "none"]
"#;

/// A form whose data follow a prompt.
const DATA: &str =
    "syntax = '<len>'\ndata = { prompt = '>', count = \"len\" }\noutcomes = { ok = ['>', 'OK'] }";

fn dialect() -> Dialect {
    load_str("t.toml", TEXT).unwrap_or_else(|e| panic!("{e}"))
}

fn fits(dialect: &Dialect, line: &OutcomeLine, bytes: &str) -> bool {
    let OutcomeLine::Line { shape, .. } = line else { panic!("{line:?}") };
    let mut fields = Fields::default();
    let fit = fit(dialect.grammar().shape(*shape), bytes.as_bytes(), &Carried::default(), &mut fields);
    fit == Fit::Yes && fields.all_flaws().is_none()
}

#[test]
fn a_test_answer_prints_ranges_as_they_are_spelled() {
    let dialect = dialect();
    let lines = &dialect.command("+SUB").unwrap().form("test").unwrap().outcomes[0].lines;
    assert!(fits(&dialect, &lines[0], "+SUB: (0-5),<msgid>,(1-1024)[,(0, 60-180)]"));
    assert!(matches!(lines[0], OutcomeLine::Line { repeats: true, optional: false, .. }));
}

#[test]
fn lines_may_be_absent_or_come_again() {
    let dialect = dialect();
    let command = dialect.command("+SUB").unwrap();
    let read = &command.form("read").unwrap().outcomes[0].lines[0];
    assert!(matches!(read, OutcomeLine::Line { repeats: true, optional: true, later: false, .. }));
    let free = &command.form("execute").unwrap().outcomes[0].lines[0];
    let OutcomeLine::Line { shape, .. } = free else { panic!() };
    assert_eq!(dialect.grammar().shape(*shape).slots[0].kind, Kind::FreeLine);
}

#[test]
fn numbered_names_and_other_spellings_are_one_parameter() {
    let dialect = dialect();
    let command = dialect.command("+SUB").unwrap();
    let topics = command.form("topics").unwrap();
    let names: Vec<_> = topics.args.iter().map(|p| (p.written.as_str(), p.param.name.as_str())).collect();
    assert_eq!(names, [("idx", "idx"), ("topic1", "topic"), ("topic2", "topic")]);
    assert_eq!(topics.args[1].id, topics.args[2].id);
    let data = command.form("data").unwrap();
    assert_eq!(
        (data.args[1].written.as_str(), data.args[1].param.name.as_str()),
        ("reqLength", "req_length")
    );
    assert_eq!(data.args[1].param.default, Some(Default::Number(10)));
    assert_eq!(data.args[1].param.omitted, Some(Omitted::Previous));
}

#[test]
fn later_results_are_tied_and_may_be_interim() {
    let dialect = dialect();
    let form = dialect.command("+SUB").unwrap().form("topics").unwrap();
    let name = |text: &str| dialect.grammar().names.find(text).unwrap();
    assert_eq!(form.match_by, [name("idx")]);
    assert_eq!(form.interim, [(name("result"), vec![1])]);
    let later = &form.outcomes[0].lines[1];
    assert!(fits(&dialect, later, "+SUB: 0,0,1,2"));
    assert!(fits(&dialect, later, "+SUB: 0,1,77"));
}

#[test]
fn a_query_has_an_outcome_of_its_own() {
    let dialect = dialect();
    let form = dialect.command("+SUB").unwrap().form("mode").unwrap();
    assert_eq!(form.key.as_deref(), Some("Mode"));
    let outcomes: Vec<_> =
        form.outcomes.iter().map(|o| (o.name.as_str(), o.query, o.good, o.fails)).collect();
    let expected = [
        ("ok", Some(false), true, false),
        ("query", Some(true), true, false),
        ("fails.1", None, false, true),
        ("fails.2", None, false, true),
    ];
    assert_eq!(outcomes, expected);
    let OutcomeLine::Line { text, optional: true, .. } = &form.outcomes[1].lines[0] else { panic!() };
    assert_eq!(text, "[+SUB: <mode>]");
}

#[test]
fn data_follow_the_prompt() {
    let dialect = dialect();
    let form = dialect.command("+SUB").unwrap().form("data").unwrap();
    let data = form.data.as_ref().unwrap();
    let DataEnd::Count(count) = &data.end else { panic!() };
    assert_eq!((count.written.as_str(), data.max), ("reqLength", Some(1024)));
    assert_eq!(data.echoed_by.as_ref().unwrap().to_string(), "mode.mode");
    assert_eq!(form.params.last().unwrap().written, "payload");
    assert_eq!(form.outcomes.len(), 2);
    let raw = dialect.grammar().form(form.id);
    assert_eq!(raw.data.as_ref().unwrap().end, End::Count(count.id));
    assert_eq!(raw.outcomes[0].items[0], Item::Prompt);
}

#[test]
fn urcs_carry_data_under_a_setting() {
    let dialect = dialect();
    let urc = dialect.urc_by_id("rx").unwrap();
    assert_eq!(urc.data.as_ref().unwrap().count.written, "len");
    assert_eq!(urc.params.iter().map(|p| p.written.as_str()).collect::<Vec<_>>(), ["idx", "len", "body"]);
    assert!(matches!(&urc.when[0].on, Decider::Setting(s) if s.form == "mode" && s.param == "mode"));
    assert!(matches!(urc.params[1].param.present[0].on, Decider::Setting(_)));
    assert!(dialect.grammar().uses(b"+TRX: 1,2").respelled.is_some());
}

#[test]
fn sentences_name_what_they_are_about() {
    let dialect = dialect();
    let command = dialect.command("+SUB").unwrap();
    let rule = dialect.rule("r").unwrap();
    let aims: Vec<Aim> = rule.about.iter().map(|t| t.aim).collect();
    assert_eq!(aims, [Aim::Command(command.id), Aim::Form(command.form("mode").unwrap().id), Aim::Urc(0)]);
    assert_eq!(rule.seen_by.len(), 1);
    let turns = &dialect.state("up").unwrap().enters;
    assert!(matches!(&turns[0], Turn::Line { .. }));
    assert!(
        matches!(&turns[1], Turn::After { command, ends: Some(end) } if command.text == "+SUB.topics" && end == "OK")
    );
    let errors = dialect.errors("err").unwrap();
    assert_eq!(errors.meaning(16).unwrap().advice.as_deref(), Some("try again"));
    assert_eq!(dialect.document.date.as_deref(), Some("2023-05-22"));
}

/// A digest stands in reports: the same text has the same one for good.
#[test]
fn a_digest_is_that_of_the_text() {
    let text = "version = 1\nid = \"t\"\nfamily = \"t\"\ndocument = { title = \"T\" }\n";
    let digest = |text: &str| load_str("t.toml", text).unwrap_or_else(|e| panic!("{e}")).digest().to_owned();
    assert_eq!(digest(text), "0dfd1960223c4c1e");
    assert_ne!(digest(&format!("{text}\n")), digest(text));
}

#[test]
fn a_model_is_asked_by_kind_name_and_number() {
    let dialect = dialect();
    let command = dialect.command("+sub").unwrap();
    let names = |kind| command.forms_of(kind).map(|form| form.name.as_str()).collect::<Vec<_>>();
    assert_eq!(names(FormKind::Write), ["topics", "mode", "data"]);
    assert_eq!((names(FormKind::Read), names(FormKind::Execute)), (vec!["read"], vec!["execute"]));
    let form = command.form("topics").unwrap();
    let topic = dialect.grammar().names.find("topic").unwrap();
    assert_eq!(form.param(topic).map(|place| place.written.as_str()), Some("topic1"));
    assert_eq!(form.param_written("topic2").map(|place| place.param.name.as_str()), Some("topic"));
    assert!(form.param_written("topic").is_none());
}

/// A card and a listing name what is a list, a word, one of a few words.
#[test]
fn kinds_are_told_apart_in_print() {
    let text = "version = 1\nid = \"t\"\nfamily = \"t\"\ndocument = { title = \"T\" }\n[params]\n\
                topic = { text = \"1-9\" }\ncodes = { int = \"0-2\", list_per = \"topic\" }\nany = { word = true }\n\
                few = { word = [\"A\", \"B\"] }\nmode = { int = \"0-1\", values = '1 on' }\n\
                [[command]]\nname = \"+A\"\nclause = \"1\"\n[[command.write]]\nsyntax = '<topic1>,<any>,<few>,<mode>'\n\
                outcomes = { ok = ['OK', '{cmd}: <codes>'] }\n";
    let dialect = load_str("t.toml", text).unwrap_or_else(|e| panic!("{e}"));
    let card = hayes_dialects::show::card(&dialect);
    for line in [
        "<codes>  list of int 0-2",
        "<any>  word",
        "<few>  one of A, B",
        "<mode>  int 0-1",
        "<topic1>  text of 1-9 bytes",
    ] {
        assert!(card.contains(&format!("    {line}\n")), "{line} is not in\n{card}");
    }
    let listing = format!("{:?}", hayes_dialects::show::listing(&dialect));
    for part in [
        "name: \"topic1\", kind: \"text\"",
        "name: \"codes\", kind: \"list\"",
        "name: \"any\", kind: \"word\"",
    ] {
        assert!(listing.contains(part), "{part} is not in {listing}");
    }
    let mode = &dialect.commands[0].forms[0].args[3].param;
    assert_eq!(mode.meaning(1).map(|m| m.meaning.as_str()), Some("on"));
    assert!(mode.meaning(0).is_none());
}

/// What a packet carries comes from the command line or from the data behind it, and from nowhere else.
#[rstest]
#[case::a_parameter_alone("syntax = '<data>'", "data", Ok(Some("data")))]
#[case::one_of_two("syntax = '<data>,<len>'", "len", Ok(Some("len")))]
#[case::data(DATA, "data", Ok(None))]
#[case::a_parameter_beside_data(DATA, "len", Ok(Some("len")))]
#[case::in_an_answer_alone(
    "syntax = '<len>'\noutcomes = { ok = ['OK', '{cmd}: <data>'] }",
    "data",
    Err("the syntax of this form has no `data`")
)]
fn a_packet_is_filled(#[case] form: &str, #[case] by: &str, #[case] expected: Result<Option<&str>, &str>) {
    let text = format!(
        "version = 1\nid = \"t\"\nfamily = \"t\"\ndocument = {{ title = \"T\" }}\n[params]\nlen = {{ int = \"1-9\" }}\n\
         data = {{ text = \"1-9\" }}\n[[urc]]\nid = \"u\"\nname = \"+U\"\nclause = \"1\"\nsyntax = '+U: <len>,<data>'\n\
         [[command]]\nname = \"+A\"\nclause = \"1\"\n[[command.write]]\n{form}\ncarried = [{{ packet = \"PUBLISH\", payload = \"{by}\" }}]\n"
    );
    match (load_str("t.toml", &text), expected) {
        (Ok(dialect), Ok(expected)) => {
            let (field, filler) = &dialect.commands[0].forms[0].carried[0].fields[0];
            let param = match filler {
                Filler::Param(place) => Some(place.written.as_str()),
                Filler::Data => None,
            };
            assert_eq!((*field, param), ("payload", expected));
        }
        (Err(said), Err(expected)) => assert!(said.to_string().contains(expected), "{said}"),
        (loaded, _) => panic!("{:?}", loaded.map(|dialect| dialect.id)),
    }
}

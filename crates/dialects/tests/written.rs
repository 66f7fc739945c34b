//! Ways of writing things that are easily overlooked: what the model makes of each, and what is said where it is wrong.

use hayes_at::kind::{Chars, Kind};
use hayes_dialects::dialect::{Default, Dialect, Omitted};
use hayes_dialects::load_str;
use rstest::rstest;

const HEAD: &str = "version = 1\nid = \"t\"\nfamily = \"t\"\ndocument = { title = \"T\" }\n";

fn load(text: &str) -> Dialect {
    load_str("t.toml", &format!("{HEAD}{text}")).unwrap_or_else(|e| panic!("{e}"))
}

fn said(text: &str) -> String {
    load_str("t.toml", &format!("{HEAD}{text}")).expect_err("something is wrong").to_string()
}

/// One parameter `a`, and a command that uses it.
fn with_param(a: &str) -> String {
    format!(
        "[params]\na = {{ {a} }}\n[[command]]\nname = \"+A\"\nclause = \"1\"\n[[command.write]]\nsyntax = '<a>'\n"
    )
}

#[rstest]
#[case("int = \"0-3\", omitted = \"previous\"", Omitted::Previous)]
#[case("int = \"0-3\", omitted = \"default\"", Omitted::Default)]
#[case("int = \"0-3\", omitted = \"query\"", Omitted::Query)]
#[case("int = \"0-3\", omitted = \"nobody knows\"", Omitted::Phrase("nobody knows".to_owned()))]
fn what_a_left_out_value_means(#[case] param: &str, #[case] expected: Omitted) {
    assert_eq!(load(&with_param(param)).params[0].omitted, Some(expected));
}

#[rstest]
#[case("utf8", Chars::Utf8)]
#[case("printable", Chars::Printable)]
#[case("hex", Chars::Hex)]
fn which_bytes_a_text_may_hold(#[case] word: &str, #[case] expected: Chars) {
    let dialect = load(&with_param(&format!("text = \"0-\", chars = \"{word}\"")));
    let shape = dialect.commands[0].forms[0].shape.expect("a shape");
    let Kind::Text(text) = &dialect.grammar().shape(shape).slots[0].kind else { panic!("it is a text") };
    assert_eq!(text.chars, expected);
}

/// A default is a value that the parameter may have.
#[rstest]
#[case("int = \"0-3\", default = 3", None)]
#[case("int = \"0-3\", default = 4", Some("the default 4 lies outside the range `0-3`"))]
#[case("int = \"0-3\", default = \"x\"", Some("the default of a number is a number"))]
#[case("int = \"0-3\", default = \"?\"", None)]
#[case("text = \"1-2\", default = \"ab\"", None)]
#[case("text = \"1-2\", default = \"abc\"", Some("the default is 3 bytes long, outside the length `1-2`"))]
#[case("text = \"1-2\", default = 1", Some("the default of a text is a string"))]
#[case("word = [\"TCP\"], default = \"TCP\"", None)]
#[case("word = [\"TCP\"], default = \"UDP\"", Some("the default is none of the words"))]
#[case("word = true, default = \"UDP\"", None)]
#[case("word = [\"TCP\"], default = 1", Some("the default of a text is a string"))]
#[case("word = false", Some("`word` is `true` or a list of words"))]
#[case("int = \"0-3\", values = '0x+1 odd'", Some("this line does not start with a number"))]
#[case("int = \"0-3\", values = '+1 odd'", Some("this line does not start with a number"))]
#[case("int = \"0-3\", values = '0x1 one'", None)]
fn what_a_parameter_says_of_itself(#[case] param: &str, #[case] expected: Option<&str>) {
    match expected {
        None => assert_eq!(load(&with_param(param)).params.len(), 1),
        Some(message) => {
            let said = said(&with_param(param));
            assert!(said.contains(message), "{said}");
        }
    }
}

/// A type that another parameter decides is not held against a default.
#[test]
fn a_default_beside_ways_is_let_be() {
    let dialect = load(
        "[params]\nr = { int = \"0-1\" }\nv = { by = \"r\", ways = { 0 = { int = \"1\" }, 1 = { text = \"1\" } }, default = 9 }\n\
         [[command]]\nname = \"+A\"\nclause = \"1\"\nexecute = '+A: <r>,<v>'\n",
    );
    let param = dialect.params.iter().find(|p| p.name == "v").expect("it is there");
    assert_eq!(param.default, Some(Default::Number(9)));
}

/// A numbered name has its base; a name that only ends like one has not.
#[rstest]
#[case("topic1", true)]
#[case("topic_2", true)]
#[case("topic-12", true)]
#[case("topic 3", true)]
#[case("topic_", false)]
#[case("topics", false)]
#[case("1", false)]
#[case("_1", false)]
fn a_numbered_name_means_its_base(#[case] name: &str, #[case] known: bool) {
    let text = format!(
        "[params]\ntopic = {{ text = \"0-\" }}\n[[command]]\nname = \"+A\"\nclause = \"1\"\n\
         [[command.write]]\nsyntax = '<topic>,<{name}>'\n"
    );
    if known {
        assert_eq!(load(&text).commands[0].forms[0].args.len(), 2);
    } else {
        assert!(said(&text).contains("is not defined here"));
    }
}

/// A command that another document describes needs no clause here; a clause that is no text is a mistake, not missing.
#[test]
fn a_clause_is_said_unless_it_is_another_s() {
    let command = |rest: &str| format!("[[command]]\nname = \"+A\"\nexecute = []\n{rest}");
    assert_eq!(load(&command("foreign = true\n")).commands[0].clause, None);
    assert!(said(&command("")).contains("the key `clause` is missing"));
    let said = said(&command("clause = 3\n"));
    assert!(said.contains("expected a string") && !said.contains("is missing"), "{said}");
}

/// What ties a result to its command is in both.
#[rstest]
#[case("a", true)]
#[case("b", false)]
#[case("c", false)]
fn what_ties_a_result_is_shared(#[case] name: &str, #[case] fine: bool) {
    let text = format!(
        "[params]\na = {{ int = \"0\" }}\nb = {{ int = \"0\" }}\nc = {{ int = \"0\" }}\n\
         [[command]]\nname = \"+A\"\nclause = \"1\"\n[[command.write]]\nsyntax = '<a>,<b>'\nmatch = [\"{name}\"]\n\
         outcomes = {{ ok = ['OK', '{{cmd}}: <a>,<c>'] }}\n"
    );
    if fine {
        assert_eq!(load(&text).commands[0].forms[0].match_by.len(), 1);
    } else {
        assert!(said(&text).contains("do not share"));
    }
}

/// Nothing more is said of a form whose own line is broken.
#[test]
fn a_broken_line_is_the_only_mistake() {
    let text = "[params]\na = { int = \"0\" }\n[[command]]\nname = \"+A\"\nclause = \"1\"\n[[command.write]]\n\
                syntax = '<a>['\nmatch = [\"a\"]\noutcomes = { ok = ['OK', '{cmd}: <a>'] }\n";
    let said = said(text);
    assert_eq!(said.matches("error: ").count(), 1, "{said}");
}

/// Neither is an outcome short of its final result if that may be what is broken; an outcome that is whole is.
#[rstest]
#[case("['{cmd}: <a']", 1, false)]
#[case("['{cmd}: 1', '[...]']", 1, true)]
#[case("['{cmd}: 1', '[...]', 'OK']", 0, false)]
fn an_outcome_has_a_final_result(#[case] lines: &str, #[case] mistakes: usize, #[case] no_final: bool) {
    let text = format!(
        "{HEAD}[[command]]\nname = \"+A\"\nclause = \"1\"\nexecute = {{ outcomes = {{ ok = {lines} }} }}\n"
    );
    let said = load_str("t.toml", &text).err().map(|found| found.to_string()).unwrap_or_default();
    assert_eq!(
        (said.matches("error: ").count(), said.contains("has no final result")),
        (mistakes, no_final),
        "{said}"
    );
}

/// Every parameter that tells that a result is not the last one, once.
#[test]
fn interim_results_are_known_by_each_of_their_values() {
    let dialect = load(
        "[params]\na = { int = \"0\" }\nr = { int = \"0-9\", interim = [1] }\ns = { int = \"0-9\", interim = [2, 3] }\n\
         t = { int = \"0-9\" }\n[[command]]\nname = \"+A\"\nclause = \"1\"\n[[command.write]]\nsyntax = '<a>,<t>'\n\
         outcomes = { ok = ['OK', '{cmd}: <a>,<r1>,<r2>,<s>,<t>'] }\n",
    );
    let form = &dialect.commands[0].forms[0];
    let named: Vec<(&str, &[i64])> = form
        .interim
        .iter()
        .map(|(id, values)| (dialect.grammar().names.text(*id), values.as_slice()))
        .collect();
    assert_eq!(named, [("r", [1].as_slice()), ("s", [2, 3].as_slice())]);
}

/// What takes a setting away again, and when.
#[test]
fn a_setting_is_cleared_by_others() {
    let dialect = load(
        "[params]\na = { int = \"0\" }\n[[command]]\nname = \"+A\"\nclause = \"1\"\n[[command.write]]\nsyntax = '<a>'\n\
         cleared_by = [{ after = \"+B\", on = \"failure\", clause = \"2\" }, { after = \"+A\" }]\n\
         [[command]]\nname = \"+B\"\nclause = \"1\"\nexecute = []\n",
    );
    let cleared: Vec<_> = dialect.commands[0].forms[0]
        .cleared_by
        .iter()
        .map(|by| (by.after.text.as_str(), by.on.as_deref(), by.clause.as_deref()))
        .collect();
    assert_eq!(cleared, [("+B", Some("failure"), Some("2")), ("+A", None, None)]);
}

/// Data after CONNECT need no prompt sign.
#[rstest]
#[case(">", false)]
#[case("CONNECT", true)]
fn data_may_follow_connect(#[case] prompt: &str, #[case] after_connect: bool) {
    let dialect = load(&format!(
        "final = [{{ line = 'CONNECT', good = true, data = true }}]\n[params]\nl = {{ int = \"0-\" }}\n\
         [[command]]\nname = \"+A\"\nclause = \"1\"\n[[command.write]]\nsyntax = '<l>'\n\
         data = {{ prompt = '{prompt}', count = \"l\" }}\noutcomes = {{ ok = ['{prompt}', 'OK'] }}\n"
    ));
    let id = dialect.commands[0].forms[0].id;
    assert_eq!(dialect.grammar().form(id).data.as_ref().map(|data| data.after_connect), Some(after_connect));
}

/// A test answer prints ranges; what has none cannot stand in it.
#[rstest]
#[case("a = { word = true }")]
#[case("r = { int = \"0\" }\na = { by = \"r\", ways = { 0 = { int = \"1\" } } }")]
fn a_test_answer_has_ranges(#[case] params: &str) {
    let uses = if params.contains("by") { "(<r>),(<a>)" } else { "(<a>)" };
    let said = said(&format!(
        "[params]\n{params}\n[[command]]\nname = \"+A\"\nclause = \"1\"\ntest = '+A: {uses}'\n"
    ));
    assert!(said.contains("`a` has no range that a test answer could print"), "{said}");
}

/// Where the first letter that no id has stands.
#[rstest]
#[case("Bad", 6)]
#[case("bAd", 7)]
#[case("b-d!", 9)]
#[case("béd", 7)]
#[case("", 6)]
fn an_id_is_plain(#[case] id: &str, #[case] column: usize) {
    let text = format!("{HEAD}[[rule]]\nid = \"{id}\"\nclause = \"1\"\nsays = \"x\"\nseen_by = \"serial\"\n");
    let found = load_str("t.toml", &text).expect_err("it is no id");
    assert_eq!(
        (found.list()[0].line, found.list()[0].column, found.list()[0].length),
        (6, column + 1, 1),
        "{found}"
    );
}

/// The default of a parameter counts in a time limit, wherever it is defined.
#[test]
fn a_time_limit_knows_defaults_of_other_commands() {
    let dialect = load(
        "[[command]]\nname = \"+B\"\nclause = \"1\"\nwithin = { time = \"<t> x <n>\" }\nexecute = []\n\
         [[command]]\nname = \"+A\"\nclause = \"1\"\n[[command.write]]\nsyntax = '<t>,<n>'\n\
         [command.params]\nt = { int = \"0-9\", unit = \"s\", default = 4 }\nn = { int = \"0-9\", default = 3 }\n",
    );
    let within = dialect.commands[0].forms[0].within.as_ref().expect("a limit");
    assert_eq!(within.limit(&|_| None), Some(std::time::Duration::from_secs(12)));
    assert_eq!(within.limit(&|name| (name == "n").then_some(2)), Some(std::time::Duration::from_secs(8)));
}

/// A sub-key names its form; a parameter in quotes, or nothing in them, is none.
#[rstest]
#[case("\"mode\",1", "mode")]
#[case("\"<topic>\"", "write")]
#[case("\"\",1", "write")]
#[case("1", "write")]
fn a_form_is_named_by_its_sub_key(#[case] syntax: &str, #[case] name: &str) {
    let dialect = load(&format!(
        "[params]\ntopic = {{ text = \"0-\" }}\n[[command]]\nname = \"+A\"\nclause = \"1\"\n\
         [[command.write]]\nsyntax = '{syntax}'\n[[command.write]]\nid = \"other\"\nsyntax = '\"<topic>\",2'\n"
    ));
    assert_eq!(dialect.commands[0].forms[0].name, name);
}

//! One small file for every kind of mistake, and what is said about it.

use hayes_dialects::load_str;
use rstest::rstest;

const HEAD: &str = r#"version = 1
id = "test"
family = "test"
document = { title = "T" }
"#;

/// Says what is wrong with a text behind a head that is right.
fn said(text: &str) -> String {
    load_str("my.toml", &format!("{HEAD}{text}")).expect_err("something is wrong").to_string()
}

#[rstest]
#[case("toml-syntax", "params = { a = { int = \"0\" }\nx = = 3\n")]
#[case("toml-two-mistakes", "a = 1 2\nb = tru\n")]
#[case("toml-duplicate", "[params]\na = { int = \"0\" }\na = { int = \"1\" }\n")]
#[case("unknown-key-top", "comand = []\n")]
#[case("unknown-key-command", "[[command]]\nname = \"+A\"\nclause = \"1\"\nexecute = []\nsyntaks = 'x'\n")]
#[case(
    "unknown-key-form",
    "[[command]]\nname = \"+A\"\nclause = \"1\"\n[[command.write]]\nsyntax = '1'\nanswers = 'x'\n"
)]
#[case("unknown-key-param", "[params]\na = { int = \"0\", deflault = 3 }\n")]
#[case(
    "unknown-keys-all-said",
    "[params]\na = { int = \"0\", unti = \"s\" }\nb = { txt = \"1\" }\n[limit]\n"
)]
#[case("wrong-type", "fails = 3\n[[command]]\nname = 5\nclause = \"1\"\nexecute = []\n")]
#[case("wrong-type-flag", "[[command]]\nname = \"+A\"\nclause = \"1\"\nforeign = \"yes\"\nexecute = []\n")]
#[case("wrong-type-entry", "command = [3]\nparams = 'x'\n")]
#[case("missing-name", "[[command]]\nclause = \"1\"\nexecute = []\n")]
#[case(
    "missing-clause",
    "[[command]]\nname = \"+A\"\nexecute = []\n[[urc]]\nid = \"u\"\nname = \"+A\"\nsyntax = '+A'\n[[rule]]\nid = \"r\"\nsays = \"x\"\nseen_by = \"none\"\n"
)]
#[case("missing-syntax", "[[command]]\nname = \"+A\"\nclause = \"1\"\n[[command.write]]\nid = \"x\"\n")]
#[case("missing-type", "[params]\na = { says = \"x\" }\n")]
#[case("two-types", "[params]\na = { int = \"0\", text = \"1\" }\n")]
#[case("no-form", "[[command]]\nname = \"+A\"\nclause = \"1\"\n")]
#[case("bad-id", "[[rule]]\nid = \"Bad Id\"\nclause = \"1\"\nsays = \"x\"\nseen_by = \"serial\"\n")]
#[case("bad-command-name", "[[command]]\nname = \"AT+A\"\nclause = \"1\"\nexecute = []\n")]
#[case(
    "notation-bracket",
    "[[command]]\nname = \"+A\"\nclause = \"1\"\n[[command.write]]\nsyntax = '<a>[,<b>'\n"
)]
#[case(
    "notation-closing",
    "[[command]]\nname = \"+A\"\nclause = \"1\"\n[[command.write]]\nsyntax = '1[,2]]'\n"
)]
#[case(
    "notation-in-outcome",
    "[[command]]\nname = \"+QMTOPEN\"\nclause = \"1\"\n[command.execute]\noutcomes = { ok = ['OK', '{cmd}: <a,1'] }\n"
)]
#[case(
    "notation-in-query",
    "[[command]]\nname = \"+A\"\nclause = \"1\"\n[[command.write]]\nsyntax = '1[,2]'\nquery = '1,[]'\n"
)]
#[case(
    "notation-in-escaped-string",
    "[[command]]\nname = \"+A\"\nclause = \"1\"\n[[command.write]]\nsyntax = \"\\\"k\\\",\\u00e9[\"\n"
)]
#[case(
    "notation-after-wide-letters",
    "[[command]]\nname = \"+A\"\nclause = \"1\"\n[[command.write]]\nsyntax = '报文[,<b>'\n"
)]
#[case("range-order", "[params]\na = { int = \"0,60-18\" }\n")]
#[case("range-letters", "[params]\na = { int = \"0;5\" }\nb = { text = \"x\" }\n")]
#[case("range-no-length", "[params]\na = { text = \"0,5\" }\nb = { text = \"-\" }\n")]
#[case(
    "unknown-param",
    "[params]\nclient_idx = { int = \"0\" }\n[[command]]\nname = \"+A\"\nclause = \"1\"\n[[command.write]]\nsyntax = '<client_id>,<zzz>'\nquery = '<client_idx>'\n"
)]
#[case(
    "unknown-param-test",
    "[params]\nclient_idx = { int = \"0\" }\n[[command]]\nname = \"+A\"\nclause = \"1\"\ntest = '+A: (<client_ix>),<x>,(<client_idx>)'\n"
)]
#[case(
    "unused-param",
    "[params]\na = { int = \"0\" }\n[[command]]\nname = \"+A\"\nclause = \"1\"\nexecute = []\n[command.params]\nb = { int = \"1\" }\n"
)]
#[case(
    "command-twice",
    "[[command]]\nname = \"+A\"\nclause = \"1\"\nexecute = []\n[[command]]\nname = \"+A\"\nclause = \"2\"\nexecute = []\n"
)]
#[case(
    "rule-twice",
    "[[rule]]\nid = \"r\"\nclause = \"1\"\nsays = \"x\"\nseen_by = \"serial\"\n[[rule]]\nid = \"r\"\nclause = \"1\"\nsays = \"y\"\nseen_by = \"serial\"\n"
)]
#[case(
    "form-twice",
    "[[command]]\nname = \"+A\"\nclause = \"1\"\n[[command.write]]\nsyntax = '1'\n[[command.write]]\nsyntax = '2'\n"
)]
#[case(
    "refs",
    "[params]\na = { text = \"0-\", counted_by = \"len\" }\nb = { int = \"0\", present = { flag = [1] } }\nc = { by = \"d\", ways = { 0 = { int = \"1\" } } }\ne = { same_as = \"bb\" }\nf = { int = \"0\", list_per = \"topic\" }\n[[command]]\nname = \"+A\"\nclause = \"1\"\n[[command.write]]\nsyntax = '<a>,<b>,<c>,<e>,<f>'\n"
)]
#[case(
    "codes",
    "[params]\na = { int = \"0\", codes = \"er\" }\n[[errors]]\nid = \"err\"\nvalues = '1 x'\n[[command]]\nname = \"+A\"\nclause = \"1\"\nexecute = '+A: <a>'\n"
)]
#[case(
    "by-not-before",
    "[params]\nr = { int = \"0-1\" }\nv = { by = \"r\", ways = { 0 = { int = \"1\" }, 1 = \"absent\" } }\n[[command]]\nname = \"+A\"\nclause = \"1\"\nexecute = '+A: <v>,<r>'\n"
)]
#[case(
    "ways-keys",
    "[params]\nr = { int = \"0-1\" }\nv = { by = \"r\", ways = { zero = { int = \"1\" } } }\n[[command]]\nname = \"+A\"\nclause = \"1\"\nexecute = '+A: <r>,<v>'\n"
)]
#[case(
    "alias-circle",
    "[params]\na = { same_as = \"b\" }\nb = { same_as = \"a\" }\n[[command]]\nname = \"+A\"\nclause = \"1\"\nexecute = '+A: <a>'\n"
)]
#[case(
    "raw-not-at-end",
    "[params]\nr = { raw = \"0-\" }\n[[command]]\nname = \"+A\"\nclause = \"1\"\nexecute = '+A: <r>,1'\n"
)]
#[case(
    "setting",
    "[params]\nmode = { int = \"0-1\" }\n[[command]]\nname = \"+CFG\"\nclause = \"1\"\n[[command.write]]\nsyntax = '\"recv/mode\",<mode>'\nwhen = { \"recv/mod.mode\" = [1] }\n"
)]
#[case(
    "outcome-set",
    "[outcomes.async]\nok = ['OK']\n[[command]]\nname = \"+A\"\nclause = \"1\"\nexecute = { outcomes = \"asinc\" }\n"
)]
#[case(
    "outcome-without-final",
    "[[command]]\nname = \"+A\"\nclause = \"1\"\nexecute = { outcomes = { ok = ['{cmd}: 1'], none = [] } }\n"
)]
#[case("outcome-nothing-to-repeat", "[[command]]\nname = \"+A\"\nclause = \"1\"\nexecute = ['[...]']\n")]
#[case("answer-with-final", "[[command]]\nname = \"+A\"\nclause = \"1\"\nexecute = ['+A: 1', 'OK']\n")]
#[case(
    "needs",
    "[[state]]\nid = \"open\"\nclause = \"1\"\n[[command]]\nname = \"+A\"\nclause = \"1\"\nneeds = [\"not-opn\"]\nexecute = []\n"
)]
#[case(
    "about",
    "[[command]]\nname = \"+QMTCFG\"\nclause = \"1\"\nexecute = []\n[[rule]]\nid = \"r\"\nclause = \"1\"\nabout = [\"+QMTCGF\", \"urc.x\", \"+QMTCFG.exec\"]\nsays = \"x\"\nseen_by = \"serial\"\n"
)]
#[case(
    "seen-by",
    "[[rule]]\nid = \"r\"\nclause = \"1\"\nsays = \"x\"\nseen_by = [\"serial\", \"far_end\"]\n"
)]
#[case(
    "values",
    "[params]\na = { int = \"0-3\", good = [7], values = '''\n0 fine\nnot a number\n4 outside\n2\n0 again\n''' }\nt = { text = \"1\", values = '1 x' }\n"
)]
#[case(
    "default",
    "[params]\na = { int = \"0-3\", default = 4 }\nb = { text = \"1-2\", default = \"abc\" }\nc = { word = [\"TCP\"], default = \"UDP\" }\nd = { int = \"1\", default = \"x\" }\n"
)]
#[case(
    "within",
    "[params]\nt = { int = \"0\", unit = \"s\" }\nn = { int = \"0\" }\n[[command]]\nname = \"+A\"\nclause = \"1\"\nexecute = '+A: <t>,<n>'\n[[command]]\nname = \"+B\"\nclause = \"1\"\nwithin = { time = \"<t> x <u>\" }\nexecute = []\n[[command]]\nname = \"+C\"\nclause = \"1\"\nwithin = { time = \"<n> x 3\" }\nexecute = []\n[[command]]\nname = \"+D\"\nclause = \"1\"\nwithin = { time = \"3 sec\", to = \"end\" }\nexecute = []\n[[command]]\nname = \"+E\"\nclause = \"1\"\nwithin = { time = \"<t> x 2 s + \" }\nexecute = []\n[[command]]\nname = \"+F\"\nclause = \"1\"\nwithin = { default = \"3 s\" }\nexecute = []\n"
)]
#[case(
    "carried",
    "[params]\na = { int = \"0-1\" }\n[[command]]\nname = \"+A\"\nclause = \"1\"\n[[command.write]]\nsyntax = '<a>'\ncarried = [{ packet = \"PUBLISH\", topik = \"a\", topic = \"b\" }, { packet = \"PINGREQ\" }, { qos = \"a\" }, 3, { packet = \"PUBLISH\", payload = \"data\" }]\n"
)]
#[case(
    "data-without-prompt",
    "[params]\nl = { int = \"0\" }\n[[command]]\nname = \"+A\"\nclause = \"1\"\n[[command.write]]\nsyntax = '<l>'\ndata = { prompt = '>', count = \"l\" }\n"
)]
#[case(
    "prompt-without-data",
    "[[command]]\nname = \"+A\"\nclause = \"1\"\nexecute = { outcomes = { ok = ['>', 'OK'] } }\n"
)]
#[case(
    "data-end",
    "[params]\nl = { int = \"0\" }\n[[command]]\nname = \"+A\"\nclause = \"1\"\n[[command.write]]\nsyntax = '1'\nquery = '<l>'\ndata = { prompt = '>', count = \"l\" }\noutcomes = { ok = ['>', 'OK'] }\n[[command]]\nname = \"+B\"\nclause = \"1\"\nexecute = { data = { prompt = '?' }, outcomes = { ok = ['>', 'OK'] } }\n"
)]
#[case("include-unknown", "include = [\"bse\", \"there-is-none\", \"rules.toml\"]\n")]
#[case("spelled", "spelled = { \"+CMQTTRX\" = [\"+CMQTTTRX\"] }\n")]
#[case(
    "remove",
    "include = \"base\"\nremove = [\"+CFNU\", \"+CFUN.write\", \"urc.rdy\", \"urc.rdi\", \"x\"]\n"
)]
#[case(
    "reading-one-way",
    "[[reading]]\nid = \"r\"\nclause = \"1\"\nsays = \"x\"\nways = { table = \"a\" }\n"
)]
#[case(
    "block",
    "[[urc]]\nid = \"a\"\nname = \"+A\"\nclause = \"1\"\nsyntax = '+A: <n>'\nparams = { n = { int = \"0\" } }\n[[block]]\nid = \"b\"\nstart = \"a\"\nend = \"c\"\nparts = [{ urc = \"x\", total = \"m\" }]\nsame = [\"nn\"]\n"
)]
#[case(
    "state-turn",
    "[[state]]\nid = \"not-x\"\nclause = \"1\"\nper = \"q\"\nenters = [{ line = '+A: <n>' }, { after = \"+B\" }, {}]\n"
)]
#[case("control-bytes", "\"\\u001b[31m\" = 1\n\"\u{202e}x\" = 2\n")]
#[case(
    "keys-of-another-type",
    "[params]\na = { int = \"0\", quotes = \"never\", free = true }\nb = { text = \"1\", good = [0], list_per = \"a\" }\nc = { same_as = \"a\", unit = \"s\" }\n[[command]]\nname = \"+A\"\nclause = \"1\"\nexecute = '+A: <a>,<b>,<c>'\n"
)]
#[case(
    "match",
    "[params]\na = { int = \"0\" }\nb = { int = \"0\" }\n[[command]]\nname = \"+A\"\nclause = \"1\"\n[[command.write]]\nsyntax = '<a>'\nmatch = [\"b\", \"d\"]\noutcomes = { ok = ['OK', '{cmd}: <a>,<b>'] }\n"
)]
fn says(#[case] name: &str, #[case] text: &str) {
    insta::assert_snapshot!(name, said(text));
}

#[rstest]
#[case("version-unknown", "version = 2\nid = \"t\"\nfamily = \"t\"\ndocument = { title = \"T\" }\n")]
#[case("head-missing", "")]
#[case("id-upper-case", "version = 1\nid = \"My Module\"\nfamily = \"t\"\ndocument = { revision = \"1\" }\n")]
fn says_of_the_head(#[case] name: &str, #[case] text: &str) {
    insta::assert_snapshot!(name, load_str("my.toml", text).expect_err("something is wrong").to_string());
}

/// A long line is cut around the caret.
#[test]
fn long_lines_are_cut() {
    let text = format!("[params]\na = {{ int = \"{}x\" }} # {}\n", "1,".repeat(200), "z".repeat(300));
    insta::assert_snapshot!("long-line", said(&text));
}

#[test]
fn more_mistakes_than_anyone_reads_are_cut() {
    use std::fmt::Write as _;
    let mut text = String::new();
    for i in 0..300 {
        writeln!(text, "k{i} = 1").unwrap();
    }
    let said = said(&text);
    assert!(said.ends_with("and perhaps more; mend these first\n"), "{said}");
}

#[test]
fn a_name_that_is_near_is_offered() {
    let said = said(
        "[[urc]]\nid = \"recv\"\nname = \"+A\"\nclause = \"1\"\nsyntax = '+A: <n>'\nparams = { n = { int = \"0\" } }\n\
         [[block]]\nid = \"b\"\nclause = \"1\"\nstart = \"recv\"\nend = \"recw\"\nparts = [{ urc = \"recv\" }]\n",
    );
    assert!(said.contains("did you mean `recv`?"), "{said}");
}

/// A line that stands outside its command looks at that command's parameters; what no line uses is said all the same.
#[test]
fn a_line_elsewhere_excuses_no_unused_parameter() {
    let text = "[params]\nx = { int = \"0\" }\n[[command]]\nname = \"+A\"\nclause = \"1\"\nexecute = '+A: <a>'\n\
                params = { a = { int = \"0\" }, y = { int = \"0\" } }\n\
                [[state]]\nid = \"s\"\nclause = \"1\"\nenters = [{ line = '+A: 1' }]\n";
    let said = said(text);
    let unused = |name: &str| said.matches(&format!("no line uses the parameter `{name}`")).count();
    assert_eq!(["x", "y", "a"].map(unused), [1, 1, 0], "{said}");
}

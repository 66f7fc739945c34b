//! Files laid over each other: what an entry changes and keeps, what is dropped, who finds which file.

use std::fs;
use std::path::Path;

use hayes_dialects::dialect::{Dialect, Needs, OutcomeLine, ParamKind};
use hayes_dialects::{load_builtin, load_file, load_str};
use rstest::rstest;
use tempfile::TempDir;

const OVER: &str = "version = 1\nid = \"mine\"\ninclude = \"quectel-ecx00u\"\n";

fn over(text: &str) -> Dialect {
    load_str("mine.toml", &format!("{OVER}{text}")).unwrap_or_else(|e| panic!("{e}"))
}

fn write(folder: &TempDir, name: &str, text: &str) {
    let path = folder.path().join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// What is said of a file in a folder of its own, with the folder's path left out.
fn said(folder: &TempDir, name: &str) -> String {
    let said = load_file(&folder.path().join(name)).expect_err("something is wrong").to_string();
    let real = folder.path().canonicalize().unwrap();
    said.replace(real.to_str().unwrap(), "DIR").replace(folder.path().to_str().unwrap(), "DIR")
}

#[test]
fn an_included_dialect_is_taken_over_whole() {
    let (theirs, mine) = (load_builtin("quectel-ecx00u").unwrap(), over(""));
    assert_eq!((mine.id.as_str(), mine.family.as_str()), ("mine", "quectel"));
    assert_eq!(mine.document, theirs.document);
    assert_eq!(mine.modules, theirs.modules);
    assert_eq!(mine.rules, theirs.rules);
    assert_eq!(mine.readings, theirs.readings);
    assert_eq!(mine.states, theirs.states);
    assert_eq!(format!("{:?}", mine.commands), format!("{:?}", theirs.commands));
    assert_eq!(format!("{:?}", mine.urcs), format!("{:?}", theirs.urcs));
    assert_ne!(mine.digest(), theirs.digest());
}

#[test]
fn an_entry_changes_the_keys_that_it_states() {
    let mine = over("[[command]]\nname = \"+QMTOPEN\"\ntitle = \"mine\"\n");
    let command = mine.command("+QMTOPEN").unwrap();
    assert_eq!(command.title.as_deref(), Some("mine"));
    assert!(command.clause.is_some() && command.forms.len() == 3);
}

#[test]
fn a_parameter_keeps_what_is_not_stated() {
    let mine = over("[params]\nclient_idx = { int = \"0-1\" }\n");
    let param = mine.params.iter().find(|p| p.name == "client_idx").unwrap();
    assert_eq!(param.kind.spelled(), "0-1");
    assert!(param.says.is_some());
}

#[test]
fn another_type_takes_the_place_of_the_first() {
    let mine = over("[params]\nclient_idx = { word = [\"A\"] }\n");
    let param = mine.params.iter().find(|p| p.name == "client_idx").unwrap();
    assert_eq!(param.kind, ParamKind::Word(vec!["A".to_owned()]));
}

#[test]
fn forms_meet_by_id_and_new_ones_are_added() {
    let text = r#"
[[command]]
name = "+QMTCFG"
[[command.write]]
id = "keepalive"
title = "mine"
[[command.write]]
id = "new"
syntax = '"new",<client_idx>'
"#;
    let (theirs, mine) = (load_builtin("quectel-ecx00u").unwrap(), over(text));
    let (old, new) = (theirs.command("+QMTCFG").unwrap(), mine.command("+QMTCFG").unwrap());
    assert_eq!(new.forms.len(), old.forms.len() + 1);
    let form = new.form("keepalive").unwrap();
    assert_eq!(form.title.as_deref(), Some("mine"));
    assert_eq!(form.syntax, old.form("keepalive").unwrap().syntax);
    assert_eq!(new.form("new").unwrap().key.as_deref(), Some("new"));
}

#[test]
fn a_short_answer_replaces_the_long_one() {
    let mine = over("[[command]]\nname = \"+QMTOPEN\"\ntest = '+QMTOPEN: (0-5)'\n");
    let form = mine.command("+QMTOPEN").unwrap().form("test").unwrap();
    assert_eq!(form.outcomes[0].lines.len(), 2);
    assert!(
        matches!(&form.outcomes[0].lines[0], OutcomeLine::Line { text, .. } if text == "+QMTOPEN: (0-5)")
    );
}

#[test]
fn what_is_removed_is_gone_with_what_speaks_of_it() {
    let mine = over("remove = [\"+QMTCFG.version\", \"+QMTPUBEX\", \"urc.creg\"]\n");
    let theirs = load_builtin("quectel-ecx00u").unwrap();
    assert!(mine.command("+QMTPUBEX").is_none());
    assert!(mine.command("+QMTCFG").unwrap().form("version").is_none());
    assert!(mine.urc_by_id("creg").is_none());
    let gone = |text: &str| ["+QMTCFG.version", "+QMTPUBEX", "urc.creg"].iter().any(|g| text.starts_with(g));
    let kept = theirs.rules.iter().filter(|r| !r.about.iter().all(|t| gone(&t.text)));
    let kept: Vec<&str> = kept.map(|r| r.id.as_str()).collect();
    assert!(kept.len() < theirs.rules.len());
    assert_eq!(mine.rules.iter().map(|r| r.id.as_str()).collect::<Vec<_>>(), kept);
    assert!(!mine.rules.iter().flat_map(|r| &r.about).any(|t| gone(&t.text)));
}

/// A sentence about nothing in particular speaks of nothing that is gone.
#[test]
fn what_is_about_everything_stays() {
    let id = &load_builtin("quectel-ecx00u").unwrap().rules[0].id;
    let mine = over(&format!("remove = [\"urc.creg\"]\n[[rule]]\nid = \"{id}\"\nabout = []\n"));
    assert!(mine.rule(id).expect("it stays").about.is_empty());
}

/// The head of a file speaks for its own commands, not for those of the dialect that it includes.
#[test]
fn preconditions_do_not_reach_into_included_files() {
    let text = r#"
family = "f"
document = { title = "T" }
version = 1
id = "mine"
include = "base"
needs = "up"
fails = ['NO']
final = [{ line = 'NO', good = false }]
state = [{ id = "up", clause = "1" }]
command = [{ name = "+MINE", clause = "1", execute = [] }]
"#;
    let mine = load_str("mine.toml", text).unwrap_or_else(|e| panic!("{e}"));
    assert!(mine.command("+CSQ").unwrap().forms.iter().all(|f| f.needs.is_empty()));
    let form = &mine.command("+MINE").unwrap().forms[0];
    assert_eq!(form.needs, [Needs { state: "up".to_owned(), wanted: true }]);
    let names: Vec<&str> = form.outcomes.iter().map(|o| o.name.as_str()).collect();
    assert_eq!(names, ["ok", "fails.1"]);
    assert!(form.outcomes[0].good && !form.outcomes[1].good);
}

/// Neither do ways to fail.
#[test]
fn ways_to_fail_do_not_reach_into_included_files() {
    let fibocom = load_builtin("fibocom").unwrap();
    let fails = |name: &str| {
        let form = &fibocom.command(name).unwrap().forms[0];
        form.outcomes.iter().filter(|o| o.fails).map(|o| o.lines.clone()).collect::<Vec<_>>()
    };
    let texts = |lines: Vec<Vec<OutcomeLine>>| {
        let text = |line: OutcomeLine| match line {
            OutcomeLine::Final { text, .. } => text,
            other => panic!("{other:?}"),
        };
        lines.into_iter().flatten().map(text).collect::<Vec<_>>()
    };
    assert_eq!(texts(fails("+CSQ")), ["ERROR", "+CME ERROR: <cme>"]);
    assert_eq!(texts(fails("+MQTTUSER")), ["ERROR: <err>"]);
}

#[test]
fn neighbours_are_included() {
    let folder = TempDir::new().unwrap();
    write(
        &folder,
        "my.toml",
        "version = 1\nid = \"m\"\nfamily = \"m\"\ndocument = { title = \"T\" }\ninclude = [\"a.toml\", \"more/b.toml\"]\n",
    );
    write(&folder, "a.toml", "[[command]]\nname = \"+A\"\nclause = \"1\"\nexecute = []\n");
    write(&folder, "more/b.toml", "[[command]]\nname = \"+A\"\ntitle = \"t\"\n");
    let dialect = load_file(&folder.path().join("my.toml")).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(dialect.commands[0].title.as_deref(), Some("t"));
}

#[rstest]
#[case("include-circle", &[("my.toml", "version = 1\ninclude = \"a.toml\"\n"), ("a.toml", "include = \"my.toml\"\n")])]
#[case("include-missing", &[("my.toml", "version = 1\ninclude = \"a.toml\"\n")])]
#[case("include-leaves", &[("my.toml", "version = 1\ninclude = [\"../a.toml\", \"/etc/a.toml\"]\n")])]
#[case("mistake-in-neighbour", &[("my.toml", "version = 1\nid = \"m\"\nfamily = \"m\"\ndocument = { title = \"T\" }\ninclude = \"a.toml\"\n"), ("a.toml", "[[rule]]\nid = \"r\"\n")])]
#[case("neighbour-of-newer-version", &[("my.toml", "version = 1\nid = \"m\"\nfamily = \"m\"\ndocument = { title = \"T\" }\ninclude = \"a.toml\"\n"), ("a.toml", "version = 7\n")])]
fn says(#[case] name: &str, #[case] files: &[(&str, &str)]) {
    let folder = TempDir::new().unwrap();
    for (file, text) in files {
        write(&folder, file, text);
    }
    insta::assert_snapshot!(name, said(&folder, "my.toml"));
}

#[test]
fn a_chain_of_files_has_an_end() {
    let folder = TempDir::new().unwrap();
    for i in 0..12 {
        write(&folder, &format!("f{i}.toml"), &format!("version = 1\ninclude = \"f{}.toml\"\n", i + 1));
    }
    assert!(said(&folder, "f0.toml").contains("too deep"));
}

#[test]
fn a_dialect_with_all_its_files_has_a_greatest_size() {
    let folder = TempDir::new().unwrap();
    let names = ["a.toml", "b.toml", "c.toml", "d.toml", "e.toml"];
    for name in names {
        write(&folder, name, &format!("#{}\n", "x".repeat(1_000_000)));
    }
    let includes = |count: usize| format!("version = 1\ninclude = {:?}\n", &names[..count]);
    write(&folder, "four.toml", &includes(4));
    assert!(!said(&folder, "four.toml").contains("too large"));
    write(&folder, "five.toml", &includes(5));
    assert!(said(&folder, "five.toml").contains("the file is too large"));
}

#[cfg(unix)]
#[test]
fn a_link_does_not_lead_out_of_the_folder() {
    let (folder, elsewhere) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    write(&elsewhere, "secret.toml", "[[command]]\n");
    std::os::unix::fs::symlink(elsewhere.path().join("secret.toml"), folder.path().join("a.toml")).unwrap();
    write(&folder, "my.toml", "version = 1\ninclude = \"a.toml\"\n");
    assert!(said(&folder, "my.toml").contains("leaves the folder"));
}

#[test]
fn bytes_that_are_no_text_are_said() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("a.toml"), b"version = 1\nid = '\xFF\xE6'\n").unwrap();
    insta::assert_snapshot!("no-text", said(&folder, "a.toml"));
    write(&folder, "my.toml", "version = 1\ninclude = \"a.toml\"\n");
    insta::assert_snapshot!("no-text-in-neighbour", said(&folder, "my.toml"));
    assert!(load_file(folder.path()).is_err());
    assert!(load_file(Path::new("")).is_err());
}

/// What is written short, or laid over a part of an entry, changes that part alone.
#[test]
fn parts_of_entries_are_laid_over_each_other() {
    let folder = TempDir::new().unwrap();
    write(
        &folder,
        "under.toml",
        r#"
[limits]
clients = { value = 6, says = "clients" }
[outcomes.later]
ok = ['OK', '{cmd}: <n>']
[[misprint]]
clause = "1"
printed = "x"
meant = "y"
[[command]]
name = "+B"
clause = "1"
execute = []
[[command]]
name = "+A"
clause = "1"
read = { answer = '+A: <n>', clause = "2" }
params = { n = { int = "0-3", values = '1 one' } }
[[command.write]]
syntax = '<n>'
outcomes = "later"
"#,
    );
    write(
        &folder,
        "my.toml",
        r#"
version = 1
id = "m"
family = "m"
document = { title = "T" }
include = "under.toml"
limits = { clients = { value = 3 }, mine = { value = 1 } }
misprint = { clause = "1", printed = "a", meant = "b" }
command = { name = "+A", title = "mine", read = { title = "reads" }, params = { n = { says = "mine" } }, write = { title = "writes" } }
outcomes = { mine = { ok = ['OK'] } }
"#,
    );
    let mine = load_file(&folder.path().join("my.toml")).unwrap_or_else(|e| panic!("{e}"));
    let names: Vec<&str> = mine.commands.iter().map(|command| command.name.as_str()).collect();
    assert_eq!((names, mine.misprints.len()), (vec!["+B", "+A"], 2));
    let limits: Vec<_> = mine.limits.iter().map(|limit| (limit.name.as_str(), limit.value)).collect();
    assert_eq!(limits, [("clients", 3), ("mine", 1)]);
    let command = mine.command("+A").unwrap();
    let (read, write) = (command.form("read").unwrap(), command.form("write").unwrap());
    assert_eq!((read.title.as_deref(), read.clause.as_deref()), (Some("reads"), Some("2")));
    assert_eq!(read.outcomes[0].lines.len(), 2);
    assert_eq!((write.title.as_deref(), write.syntax.as_deref()), (Some("writes"), Some("<n>")));
    assert_eq!(write.outcomes[0].lines.len(), 2);
    let param = &write.args[0].param;
    assert_eq!((param.says.as_deref(), param.values.len()), (Some("mine"), 1));
}

/// Anything can be dropped by its name; what is not there is said, with what may be meant.
#[rstest]
#[case::a_command("+QMTPUBEX", None)]
#[case::a_test_form("+QMTOPEN.test", None)]
#[case::a_write_form("+QMTCFG.version", None)]
#[case::a_limit("limits.clients", None)]
#[case::no_such_single_form("+QMTOPEN.execute", Some(""))]
#[case::no_such_write_form("+QMTCFG.versoin", Some("did you mean `+QMTCFG.version`?"))]
#[case::no_such_limit("limits.nope", Some(""))]
#[case::no_such_table("limit.clients", Some(""))]
#[case::no_such_urc("urc.crge", Some("did you mean `urc.creg`?"))]
#[case::no_such_command("+QMTPUBXE", Some("did you mean `+QMTPUBEX`?"))]
fn what_is_dropped_was_there(#[case] target: &str, #[case] hint: Option<&str>) {
    let missing = format!("`{target}` is not in the included files");
    let said = match load_str("mine.toml", &format!("{OVER}remove = [\"{target}\"]\n")) {
        Ok(_) => String::new(),
        Err(said) => said.to_string(),
    };
    assert_eq!(said.contains(&missing), hint.is_some(), "{said}");
    assert!(said.contains(hint.unwrap_or_default()), "{said}");
}

/// What is dropped is gone from the dialect.
#[test]
fn a_form_or_a_limit_is_dropped_alone() {
    let theirs = load_builtin("quectel-ecx00u").unwrap();
    let mine = over("remove = [\"+QMTOPEN.test\", \"limits.clients\"]\n");
    let command = mine.command("+QMTOPEN").unwrap();
    assert!(
        command.form("test").is_none() && command.form("read").is_some() && command.form("write").is_some()
    );
    assert_eq!(mine.limits.len() + 1, theirs.limits.len());
    assert!(mine.limits.iter().all(|limit| limit.name != "clients"));
}

/// What was dropped excuses names that lead nowhere in the included files, not in one's own.
#[test]
fn names_in_one_s_own_file_lead_somewhere() {
    let text = format!("{OVER}remove = [\"+QMTPUBEX\"]\n[params]\nclient_idx = {{ codes = \"nope\" }}\n");
    let said = load_str("mine.toml", &text).expect_err("there is no such table").to_string();
    assert!(said.contains("no error table is called `nope`"), "{said}");
}

#[test]
fn a_file_that_is_not_there_is_said() {
    let said = hayes_dialects::find("no/such/file.toml").expect_err("it is not there").to_string();
    assert!(said.contains("there is no such file"), "{said}");
    let said = hayes_dialects::find("no-such-dialect").expect_err("it is not there").to_string();
    assert!(said.contains("no built-in dialect has this name"), "{said}");
    let folder = TempDir::new().unwrap();
    write(&folder, "my", "version = 2\n");
    let said = hayes_dialects::find(folder.path().join("my").to_str().unwrap()).expect_err("it is of no use");
    assert!(said.to_string().contains("version 2"), "{said}");
}

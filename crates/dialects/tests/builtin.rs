//! The built-in dialects load, and their model and grammar know each other.

use std::collections::BTreeSet;
use std::path::Path;

use hayes_at::grammar::{FormKind, Item, Role};
use hayes_dialects::dialect::OutcomeLine;
use hayes_dialects::examples::{builtin_examples, load_examples};
use hayes_dialects::{builtin, find, load_builtin, load_file};
use rstest::rstest;

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("builtin")
}

/// What an independent count found in the documents: commands, forms, URC shapes.
#[rstest]
#[case("quectel-bc20", 8, 22, 2)]
#[case("quectel-ecx00u", 9, 36, 4)]
#[case("simcom-sim7672", 15, 38, 6)]
#[case("quectel-bc26", 8, 27, 2)]
#[case("fibocom", 9, 24, 3)]
#[case("base", 0, 0, 0)]
fn counts(#[case] id: &str, #[case] commands: usize, #[case] forms: usize, #[case] urcs: usize) {
    let dialect = load_builtin(id).unwrap_or_else(|e| panic!("{e}"));
    let found = (
        dialect.documented_commands().count(),
        dialect.documented_forms().count(),
        dialect.documented_urcs().count(),
    );
    assert_eq!(found, (commands, forms, urcs));
}

#[test]
fn names() {
    let names: Vec<_> = builtin().collect();
    assert_eq!(names, ["quectel-bc20", "quectel-ecx00u", "simcom-sim7672", "quectel-bc26", "fibocom"]);
}

/// Every file of the folders is embedded: an embedded dialect has the digest of the one on the disk.
#[test]
fn embedded_files_are_those_of_the_folders() {
    for id in builtin().chain(["base"]) {
        let on_disk = load_file(&folder().join(id).join("dialect.toml")).unwrap_or_else(|e| panic!("{e}"));
        assert_eq!(load_builtin(id).unwrap().digest(), on_disk.digest(), "{id}");
        let toml = file_names(&folder().join(id), "toml");
        assert!(
            toml.iter().all(|f| f == "dialect.toml" || f == "rules.toml"),
            "{id}: {toml:?} all included?"
        );
        let embedded = builtin_examples(id).unwrap_or_else(|e| panic!("{e}"));
        let prefix = format!("{id}/examples/");
        let names = embedded.iter().map(|e| e.name.strip_prefix(&prefix).unwrap().to_owned()).collect();
        let examples = folder().join(id).join("examples");
        assert_eq!(file_names(&examples, "at"), names, "{id}: name the new files in the table of builtin.rs");
        for example in &embedded {
            let file = examples.join(example.name.strip_prefix(&prefix).unwrap());
            assert_eq!(load_examples(&file).unwrap().steps, example.steps);
        }
    }
    let folders: BTreeSet<String> =
        std::fs::read_dir(folder()).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(folders, builtin().chain(["base"]).map(str::to_owned).collect());
}

fn file_names(folder: &Path, extension: &str) -> BTreeSet<String> {
    let Ok(entries) = std::fs::read_dir(folder) else { return BTreeSet::new() };
    let names = entries.map(|e| e.unwrap().file_name().into_string().unwrap());
    names.filter(|n| Path::new(n).extension().is_some_and(|e| e == extension)).collect()
}

#[test]
fn a_name_and_a_path_are_taken_alike() {
    let path = folder().join("fibocom").join("dialect.toml");
    assert_eq!(find("fibocom").unwrap().digest(), find(path.to_str().unwrap()).unwrap().digest());
    let said = find("fibocon").unwrap_err().to_string();
    assert!(said.contains("did you mean `fibocom`?"), "{said}");
    assert!(find("no/such/file.toml").is_err());
}

/// Numbers lead from the model to the grammar and back.
#[test]
fn model_and_grammar_match() {
    for id in builtin() {
        let dialect = load_builtin(id).unwrap();
        let grammar = dialect.grammar();
        assert_eq!(grammar.commands().len(), dialect.commands.len());
        for command in &dialect.commands {
            assert_eq!(*grammar.commands()[usize::from(command.id)].name, *command.name);
            for form in &command.forms {
                let raw = grammar.form(form.id);
                assert_eq!((raw.kind, raw.syntax), (form.kind, form.shape), "{id} {}", command.name);
                assert_eq!(raw.outcomes.len(), form.outcomes.len());
                assert_eq!(dialect.form(form.id).unwrap().name, form.name);
                assert_eq!(dialect.command_of(form.id).unwrap().name, command.name);
                assert_eq!(form.kind == FormKind::Write, form.syntax.is_some());
            }
        }
        for urc in &dialect.urcs {
            assert_eq!(*grammar.urcs()[usize::from(urc.index)].id, *urc.id);
            assert_eq!(dialect.urc(urc.index).unwrap().id, urc.id);
            let head = grammar.shape(urc.shape).head().to_vec();
            let uses = grammar.uses(&head);
            assert!(uses.list.iter().any(|u| u.role == Role::Urc(urc.index)), "{id} {}", urc.id);
        }
        for result in &dialect.finals {
            assert_eq!(grammar.finals()[usize::from(result.id)].good, result.good);
        }
    }
}

/// Every outcome ends; what comes later comes after the final result; a query says so.
#[test]
fn outcomes_are_whole() {
    for id in builtin() {
        let dialect = load_builtin(id).unwrap();
        for form in dialect.commands.iter().flat_map(|c| &c.forms) {
            for outcome in &form.outcomes {
                let ends = outcome.lines.iter().position(|l| match l {
                    OutcomeLine::Final { id, .. } => !dialect.finals[usize::from(*id)].connect,
                    _ => false,
                });
                let end = ends.unwrap_or_else(|| panic!("{id} {} {}", form.name, outcome.name));
                for (i, line) in outcome.lines.iter().enumerate() {
                    if let OutcomeLine::Line { later, .. } = line {
                        assert_eq!(*later, i > end);
                    }
                }
                assert_eq!(outcome.query.is_some(), form.query.is_some() && !outcome.fails);
            }
            let raw = dialect.grammar().form(form.id);
            let prompts = raw.outcomes.iter().flat_map(|o| &o.items).any(|i| matches!(i, Item::Prompt));
            let asked = form.data.as_ref().is_some_and(|d| d.prompt == ">");
            assert_eq!(prompts, asked, "{id} {}", form.name);
        }
    }
}

/// The parameters that tie a later result to its command.
#[rstest]
#[case("quectel-bc20", "+QMTPUB", &["tcpconnectID", "msgID"])]
#[case("quectel-ecx00u", "+QMTOPEN", &["client_idx"])]
#[case("simcom-sim7672", "+CMQTTSTART", &[])]
#[case("fibocom", "+MQTTOPEN", &["Client id"])]
fn later_results_are_matched(#[case] id: &str, #[case] command: &str, #[case] names: &[&str]) {
    let dialect = load_builtin(id).unwrap();
    let command = dialect.command(command).unwrap();
    let form = command.forms.iter().find(|f| matches!(f.kind, FormKind::Write | FormKind::Execute)).unwrap();
    let found: Vec<&str> = form.match_by.iter().map(|n| dialect.grammar().names.text(*n)).collect();
    assert_eq!(found, names);
}

/// Whatever a document says can be looked up there.
#[test]
fn everything_has_its_clause() {
    for id in builtin() {
        let dialect = load_builtin(id).unwrap();
        assert!(dialect.documented_forms().all(|(_, f)| f.clause.is_some()), "{id}: forms");
        assert!(dialect.documented_urcs().all(|u| u.clause.is_some()), "{id}: URCs");
        assert!(dialect.states.iter().all(|s| s.clause.is_some()), "{id}: states");
        assert!(dialect.limits.iter().all(|l| l.clause.is_some()), "{id}: limits");
        assert!(dialect.errors.iter().all(|e| e.clause.is_some()), "{id}: error tables");
        assert!(dialect.blocks.iter().all(|b| b.clause.is_some()), "{id}: blocks");
    }
}

//! Whatever the bytes, the loader says what is wrong and never panics.

use std::fmt::Write as _;

use hayes_dialects::examples::read_examples;
use hayes_dialects::{load_bytes, load_str};
use proptest::prelude::*;
use rstest::rstest;

const FILES: [&str; 4] = [
    include_str!("../builtin/base/dialect.toml"),
    include_str!("../builtin/fibocom/dialect.toml"),
    include_str!("../builtin/quectel-ecx00u/dialect.toml"),
    include_str!("../builtin/simcom-sim7672/dialect.toml"),
];

/// Loads, renders what is wrong, and drops it all.
fn load(text: &str) {
    if let Err(diagnostics) = load_str("x.toml", text) {
        assert!(!diagnostics.is_empty());
        let said = diagnostics.to_string();
        assert!(said.chars().all(|c| c == '\n' || !c.is_control()), "{said:?}");
    }
}

/// A piece of what dialect files are made of.
fn piece() -> impl Strategy<Value = String> {
    let words = [
        "[",
        "]",
        "<",
        ">",
        "{",
        "}",
        "\"",
        "'",
        "'''",
        "\\",
        ",",
        ".",
        "=",
        "-",
        "\n",
        "...",
        "é",
        "报",
        "\u{0}",
        "int",
        "text",
        "by",
        "ways",
        "same_as",
        "[[command]]",
        "[[command.write]]",
        "[params]",
        "syntax",
        "{cmd}",
        "outcomes",
        "999999999999999999999",
        "-9223372036854775808",
        "0x",
        "include",
        "base",
        "remove",
        "present",
        "x.y",
        "'[...]'",
        "'>'",
        "values",
        "\u{1b}",
        "<a>",
    ];
    prop_oneof![proptest::sample::select(words.to_vec()).prop_map(str::to_owned), any::<String>()]
}

/// A built-in file with some pieces cut out, moved or put in.
fn mutated() -> impl Strategy<Value = String> {
    let edit = (any::<prop::sample::Index>(), 0..40_usize, piece());
    (proptest::sample::select(FILES.to_vec()), prop::collection::vec(edit, 1..6)).prop_map(|(file, edits)| {
        let mut text = file.to_owned();
        for (at, cut, put) in edits {
            let floor = |mut at: usize| {
                while !text.is_char_boundary(at) {
                    at -= 1;
                }
                at
            };
            let from = floor(at.index(text.len() + 1));
            let to = floor((from + cut).min(text.len()));
            text.replace_range(from..to, &put);
        }
        text
    })
}

proptest! {
    #[test]
    fn any_text(text in any::<String>()) {
        load(&text);
    }

    #[test]
    fn any_pieces(pieces in prop::collection::vec(piece(), 0..40)) {
        load(&format!("version = 1\n{}", pieces.concat()));
    }

    #[test]
    fn mutated_files(text in mutated()) {
        load(&text);
    }

    #[test]
    fn any_example(pieces in prop::collection::vec(prop_oneof!["[><=~!# ]{0,3}", any::<String>()], 0..20)) {
        let _ = read_examples("x.at", &pieces.concat()).map_err(|e| e.to_string());
    }

    /// Lines in notation with pieces put in.
    #[test]
    fn mutated_notation(
        edits in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), piece()), 1..4),
        file in 0..FILES.len(),
    ) {
        let mut lines: Vec<String> = FILES[file].lines().map(str::to_owned).collect();
        let quoted = |i: &usize| lines[*i].matches('\'').count() == 2;
        let notations: Vec<usize> = (0..lines.len()).filter(quoted).collect();
        for (which, at, put) in edits {
            let line = &mut lines[notations[which.index(notations.len())]];
            let (open, close) = (line.find('\'').unwrap(), line.rfind('\'').unwrap());
            let mut at = open + 1 + at.index(close - open);
            while !line.is_char_boundary(at) {
                at -= 1;
            }
            line.insert_str(at, &put.replace(['\'', '\n', '\r'], ""));
        }
        load(&lines.join("\n").replace(", \"rules.toml\"", ""));
    }

    /// What a value of a wrong type makes of a file that is otherwise right.
    #[test]
    fn any_value_in_any_key(line in any::<prop::sample::Index>(), value in piece(), file in 0..FILES.len()) {
        let mut lines: Vec<String> = FILES[file].lines().map(str::to_owned).collect();
        let line = line.index(lines.len());
        if let Some((key, _)) = lines[line].clone().split_once('=') {
            lines[line] = format!("{key}= {value}");
        }
        load(&lines.join("\n").replace(", \"rules.toml\"", ""));
    }

    #[test]
    fn any_bytes(bytes in any::<Vec<u8>>()) {
        let _ = load_bytes("x.toml", &bytes).map_err(|e| e.to_string());
    }
}

#[rstest]
#[case::nothing("")]
#[case::arrays(&format!("a = {}", "[".repeat(100_000)))]
#[case::closed_arrays(&format!("a = {}{}", "[".repeat(70), "]".repeat(70)))]
#[case::inline_tables(&"a = {".repeat(10_000))]
#[case::header(&format!("[{}a]", "a.".repeat(50_000)))]
#[case::dotted_inline(&format!("{}1{}", format!("{}a = {{", "a.".repeat(70)).repeat(60), "}".repeat(60)))]
#[case::brackets(&format!("version = 1\n[[command]]\nname = '+A'\nwrite = {{ syntax = '{}' }}", "[".repeat(100_000)))]
#[case::quotes(&"\"".repeat(100_001))]
#[case::not_finished("version = 1\n[[command]]\nname = '+A")]
fn nested_and_unfinished(#[case] text: &str) {
    load(text);
}

#[test]
fn ten_megabytes_are_refused() {
    load(&"# nothing\n".repeat(1 << 20));
}

#[test]
fn many_entries_are_refused_in_time() {
    let mut text = "version = 1\n[params]\n".to_owned();
    for i in 0..30_000 {
        writeln!(text, "p{i} = {{ int = \"{i}\" }}").unwrap();
    }
    load(&text);
    let mut text = "version = 1\nid = \"x\"\nfamily = \"x\"\ndocument = { title = \"T\" }\n".to_owned();
    for i in 0..4000 {
        writeln!(text, "[[command]]\nname = \"+C{i}\"\nclause = \"1\"\nneeds = \"n{i}\"\nexecute = '<a{i}>'")
            .unwrap();
        writeln!(text, "[[rule]]\nid = \"r{i}\"\nclause = \"1\"\nabout = \"+D{i}\"").unwrap();
    }
    load(&text);
    let items = "'x <b>', ".repeat(50_000);
    load(&format!("version = 1\n[[command]]\nname = \"+A\"\nclause = \"1\"\nexecute = [{items}]\n"));
    let items = "<b>,".repeat(100_000);
    load(&format!("version = 1\n[[command]]\nname = \"+A\"\nclause = \"1\"\nexecute = ['{items}']\n"));
}

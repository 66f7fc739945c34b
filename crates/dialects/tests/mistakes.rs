//! What is said about mistakes, to the character: which part of a line is shown, where the caret stands, in which order
//! files come, how large they may be.

use std::fs;

use hayes_dialects::{Diagnostic, load_file, load_str};
use rstest::rstest;
use tempfile::TempDir;

fn at(source: &str, column: usize, length: usize) -> Vec<String> {
    let diagnostic = Diagnostic {
        file: "my.toml".to_owned(),
        line: 7,
        column,
        source: source.to_owned(),
        length,
        message: "it is wrong".to_owned(),
        hint: None,
    };
    diagnostic.to_string().lines().map(str::to_owned).collect()
}

#[test]
fn a_mistake_is_shown_with_its_line() {
    let expected = ["error: it is wrong", " --> my.toml:7:3", "  |", "7 | a = b", "  |   ^"];
    assert_eq!(at("a = b", 3, 1), expected);
}

/// What is shown of a long line, and how many columns the carets stand from its beginning.
#[rstest]
#[case::it_just_fits(150, 1, false, 0, false)]
#[case::it_is_cut_at_the_end(151, 1, false, 0, true)]
#[case::the_caret_is_near_enough(300, 91, false, 90, true)]
#[case::the_caret_is_too_far(300, 92, true, 3 + 60, true)]
#[case::far_in_the_line(300, 211, true, 3 + 60, false)]
#[case::farther(300, 210, true, 3 + 60, true)]
fn a_long_line_is_cut(
    #[case] len: usize,
    #[case] column: usize,
    #[case] cut_before: bool,
    #[case] indent: usize,
    #[case] cut_behind: bool,
) {
    let lines = at(&"x".repeat(len), column, 1);
    let shown = lines[3].strip_prefix("7 | ").expect("the line");
    assert_eq!((shown.starts_with("..."), shown.ends_with("...")), (cut_before, cut_behind), "{shown}");
    assert_eq!(lines[4], format!("  | {}^", " ".repeat(indent)));
}

#[rstest]
#[case::a_tab("\ta", 2, 1, "    a", "    ^")]
#[case::wide_letters("报文x", 3, 1, "报文x", "    ^")]
#[case::wide_letters_are_meant("报文x", 1, 2, "报文x", "^^^^")]
#[case::a_control("\u{1b}x", 2, 1, "\\x1Bx", "    ^")]
#[case::more_than_the_line_has("ab", 2, 9, "ab", " ^")]
#[case::behind_the_line("ab", 3, 1, "ab", "  ^")]
fn carets_stand_below_what_is_meant(
    #[case] source: &str,
    #[case] column: usize,
    #[case] length: usize,
    #[case] shown: &str,
    #[case] carets: &str,
) {
    let lines = at(source, column, length);
    assert_eq!((lines[3].as_str(), lines[4].as_str()), (&*format!("7 | {shown}"), &*format!("  | {carets}")));
}

#[test]
fn mistakes_are_listed_by_file_and_place() {
    let folder = TempDir::new().unwrap();
    let head =
        "version = 1\nid = \"m\"\nfamily = \"m\"\ndocument = { title = \"T\" }\ninclude = \"a.toml\"\n";
    fs::write(folder.path().join("my.toml"), format!("{head}z = 1\ny = 2\n")).unwrap();
    fs::write(folder.path().join("a.toml"), "x = 1\n").unwrap();
    let found = load_file(&folder.path().join("my.toml")).expect_err("something is wrong");
    let places: Vec<(bool, usize)> =
        found.list().iter().map(|d| (d.file.ends_with("my.toml"), d.line)).collect();
    assert_eq!(places, [(true, 6), (true, 7), (false, 1)]);
    assert!(found.to_string().starts_with("error: "), "{found}");
    assert_eq!(found.to_string().matches("\n\nerror: ").count(), 2, "{found}");
}

/// A comment of so many bytes, and what is said of it.
#[rstest]
#[case(1 << 20, false)]
#[case((1 << 20) + 1, true)]
fn a_file_has_a_greatest_size(#[case] len: usize, #[case] too_large: bool) {
    let text = format!("#{}", "x".repeat(len - 1));
    let said = load_str("my.toml", &text).expect_err("nothing else is in it").to_string();
    assert_eq!(said.contains("the file is too large"), too_large, "{said}");
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("my.toml"), text).unwrap();
    let said = load_file(&folder.path().join("my.toml")).expect_err("nothing else is in it").to_string();
    assert_eq!(said.contains("the file is too large"), too_large, "{said}");
}

/// A number alone counts as a list of one.
#[test]
fn one_number_is_a_list_too() {
    let text = "version = 1\nid = \"t\"\nfamily = \"t\"\ndocument = { title = \"T\" }\n\
                [params]\na = { int = \"0-3\", good = 0, interim = [1, 2] }\n\
                [[command]]\nname = \"+A\"\nclause = \"1\"\nexecute = '+A: <a>'\n";
    let dialect = load_str("t.toml", text).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(
        (dialect.params[0].good.as_slice(), dialect.params[0].interim.as_slice()),
        ([0].as_slice(), [1, 2].as_slice())
    );
}

/// The caret stands below the parameter that is never closed, however the string before it is spelled.
#[rstest]
#[case::plain(r#"syntax = "1[,<b""#, 14)]
#[case::literal(r"syntax = 'n\[\[,<b'", 17)]
#[case::escaped_quotes(r#"syntax = "\"k\",[,<b""#, 19)]
#[case::two_digits(r#"syntax = "\x41[,<b""#, 17)]
#[case::four_digits(r#"syntax = "\u00e9[,<b""#, 19)]
#[case::eight_digits(r#"syntax = "\U0001F600[,<b""#, 23)]
#[case::a_letter_of_two_bytes(r#"syntax = "\"é\"[,<b""#, 18)]
fn the_caret_counts_what_is_written(#[case] line: &str, #[case] column: usize) {
    let text = format!(
        "version = 1\nid = \"t\"\nfamily = \"t\"\ndocument = {{ title = \"T\" }}\n\
         [[command]]\nname = \"+A\"\nclause = \"1\"\n[[command.write]]\n{line}\n"
    );
    let found = load_str("t.toml", &text).expect_err("a parameter is never closed");
    assert_eq!((found.list()[0].line, found.list()[0].column), (9, column), "{found}");
}

/// A string over several lines, with and without its line ends.
#[rstest]
#[case::kept("\"\"\"\n1\n[\"\"\"", 11, 1)]
#[case::left_out("\"\"\"\n1\\\n   2[\"\"\"", 11, 5)]
#[case::literal("'''\n1\\[\n['''", 11, 1)]
fn the_caret_follows_a_string_over_lines(#[case] value: &str, #[case] line: usize, #[case] column: usize) {
    let text = format!(
        "version = 1\nid = \"t\"\nfamily = \"t\"\ndocument = {{ title = \"T\" }}\n\
         [[command]]\nname = \"+A\"\nclause = \"1\"\n[[command.write]]\nsyntax = {value}\n"
    );
    let found = load_str("t.toml", &text).expect_err("a bracket is never closed");
    assert_eq!((found.list()[0].line, found.list()[0].column), (line, column), "{found}");
}

/// No document has so many entries in one table or list; what is said of it is said once.
#[rstest]
#[case::just_as_many(4096, 0)]
#[case::one_more(4097, 1)]
#[case::many_more(5000, 1)]
fn a_table_has_so_many_entries(#[case] count: usize, #[case] mistakes: usize) {
    let list = format!("version = 1\nmodules = [{}]\n", "\"M\",".repeat(count));
    let table = (0..count).fold(String::new(), |table, i| table + &format!("k{i} = 1\n"));
    for text in [list, format!("version = 1\n[params.a]\n{table}")] {
        let said = load_str("my.toml", &text).expect_err("much is missing").to_string();
        assert_eq!(said.matches("more entries than any document has").count(), mistakes, "{said}");
        assert!(mistakes == 0 || said.matches("error: ").count() == 1, "nothing else is looked at: {said}");
    }
}

/// Tables in tables, and lists in lists, as deep as a file may go on.
#[rstest]
#[case("a = ", "[", "]")]
#[case("a = ", "{ b = ", " }")]
fn nesting_has_an_end(#[case] key: &str, #[case] open: &str, #[case] close: &str) {
    for (deep, too_deep) in [(20, false), (30, true), (60, true)] {
        let text = format!("{key}{}1{}\n", open.repeat(deep), close.repeat(deep));
        let said = load_str("my.toml", &text).expect_err("it is no dialect").to_string();
        assert_eq!(said.contains("nested too deep"), too_deep, "{said}");
    }
}

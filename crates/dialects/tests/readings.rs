//! What readings make lawful beside what the file follows.

use hayes_dialects::load_str;
use rstest::rstest;

const HEAD: &str = r#"version = 1
id = "test"
family = "test"
include = ["base"]
document = { title = "T" }

[params]
n = { int = "0-5" }
result = { int = "0-2", good = [0], present = { n = [1] } }

[[command]]
name = "+ABC"
clause = "1"
test = '+ABC: (<n>)'
[[command.write]]
syntax = '<n>'
outcomes = { ok = ['OK', '{cmd}: <n>,<result>'] }
"#;

fn reading(keys: &str) -> String {
    format!(
        "{HEAD}\n[[reading]]\nid = \"r\"\nclause = \"1\"\nabout = [\"+ABC\"]\nsays = \"x\"\nways = {{ a = \"1\", b = \"2\" }}\n{keys}\n"
    )
}

#[test]
fn another_answer_is_an_outcome_that_knows_its_reading() {
    let text = reading(
        "also = [{ of = \"+ABC.test\", answer = '{cmd}: <n>' }, { of = \"+ABC\", lines = ['OK', '{cmd}: <n>'] }]",
    );
    let dialect = load_str("my.toml", &text).unwrap_or_else(|e| panic!("{e}"));
    let command = dialect.commands.iter().find(|c| c.name == "+ABC").expect("it is there");
    for form in &command.forms {
        let also: Vec<_> = form.outcomes.iter().filter(|o| o.reading.as_deref() == Some("r")).collect();
        assert_eq!(also.len(), 1, "{}", form.name);
        assert!(also[0].good);
        assert!(form.outcomes.iter().any(|o| o.reading.is_none()));
    }
}

/// What a query is answered with is an answer to the query alone.
#[rstest]
#[case::of_a_query("query = '<n>'", Some(true))]
#[case::of_either("answer = '{cmd}: <n>'", None)]
#[case::line_by_line("lines = ['{cmd}: <n>', 'OK']", None)]
fn another_answer_is_given_to_a_query_or_to_any(#[case] key: &str, #[case] query: Option<bool>) {
    let text = reading(&format!("also = [{{ of = \"+ABC\", {key} }}]"));
    let dialect = load_str("my.toml", &text).unwrap_or_else(|e| panic!("{e}"));
    let form = dialect.command("+ABC").expect("it is there").form("write").expect("it is there");
    let also = form.outcomes.iter().find(|o| o.reading.is_some()).expect("one more outcome");
    assert_eq!(also.query, query);
}

#[test]
fn what_is_wrong_in_a_reading_is_said_with_its_place() {
    let text = reading("also = [{ of = \"+ABD\", answer = 'x', lnes = [] }]\nmutes = [\"odrer\"]");
    let said = load_str("my.toml", &text).expect_err("three mistakes").to_string();
    for part in ["lnes", "+ABD", "odrer", "did you mean `order`?"] {
        assert!(said.contains(part), "{part}: {said}");
    }
}

//! Time limits that depend on settings.

use std::time::Duration;

use hayes_dialects::dialect::WithinTo;
use hayes_dialects::load_str;
use rstest::rstest;

/// Time limits for given values, with documented defaults, and without any.
#[test]
fn time_limits_follow_the_settings() {
    let text = r#"
version = 1
id = "t"
family = "t"
document = { title = "T" }
[params]
wait = { int = "1-60", default = 5, unit = "s" }
tries = { int = "0-10", default = 3 }
late = { int = "0-", unit = "ms" }
[[command]]
name = "+SET"
clause = "1"
write = { syntax = '<wait>,<tries>,<late>' }
[[command]]
name = "+A"
clause = "1"
within = { time = "<wait> + <wait> x <tries> + 500 ms", to = "result" }
execute = { outcomes = { ok = ['OK', '{cmd}: 0'] } }
[[command]]
name = "+B"
clause = "1"
within = { time = "2 x <late>", default = "1 min", to = "result", by_network = true }
execute = []
"#;
    let dialect = load_str("t.toml", text).unwrap_or_else(|e| panic!("{e}"));
    let limit = |name: &str, value: &dyn Fn(&str) -> Option<i64>| {
        dialect.command(name).unwrap().forms[0].within.as_ref().unwrap().limit(value)
    };
    assert_eq!(limit("+A", &|_| None), Some(Duration::from_millis(20_500)));
    assert_eq!(limit("+A", &|n| (n == "tries").then_some(0)), Some(Duration::from_millis(5_500)));
    assert_eq!(limit("+B", &|_| None), Some(Duration::from_mins(1)));
    assert_eq!(limit("+B", &|_| Some(700)), Some(Duration::from_millis(1400)));
    assert_eq!(limit("+B", &|_| Some(-1)), Some(Duration::from_mins(1)));
    assert_eq!(limit("+A", &|_| Some(i64::MAX)), None);
    let within = |name: &str| dialect.command(name).unwrap().forms[0].within.clone().unwrap();
    assert_eq!(within("+A").time.unwrap().params().collect::<Vec<_>>(), ["wait", "wait", "tries"]);
    assert_eq!(within("+A").to, WithinTo::Result);
    assert_eq!(within("+B").to, WithinTo::Final);
}

#[rstest]
#[case("3 us", Duration::from_micros(3))]
#[case("3 ms", Duration::from_millis(3))]
#[case("3 s", Duration::from_secs(3))]
#[case("3 min", Duration::from_mins(3))]
#[case("3 h", Duration::from_hours(3))]
#[case("2 x 3 s + 1 ms", Duration::from_millis(6001))]
#[case("2 × 3 s", Duration::from_secs(6))]
#[case("2 * 3 s", Duration::from_secs(6))]
fn a_time_has_a_unit(#[case] time: &str, #[case] expected: Duration) {
    let text = format!(
        "version = 1\nid = \"t\"\nfamily = \"t\"\ndocument = {{ title = \"T\" }}\n[[command]]\nname = \"+A\"\n\
         clause = \"1\"\nwithin = {{ time = \"{time}\" }}\nexecute = []\n"
    );
    let dialect = load_str("t.toml", &text).unwrap_or_else(|e| panic!("{e}"));
    let within = dialect.commands[0].forms[0].within.as_ref().expect("a time");
    assert_eq!(within.limit(&|_| None), Some(expected));
}

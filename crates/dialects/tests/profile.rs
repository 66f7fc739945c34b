//! Profiles: the example loads, limits change the dialect, and every mistake is pointed at.

use std::path::Path;
use std::time::Duration;

use hayes_dialects::profile::{Claim, Flow, Profile, find_with_profile, load_with_profile};
use hayes_dialects::{Diagnostics, Dialect, load_builtin};
use proptest::prelude::*;
use rstest::rstest;

/// What the environment has in these tests.
fn environment(name: &str) -> Option<String> {
    (name == "A_PASSWORD").then(|| "s3cret-word".to_owned())
}

fn load(text: &str) -> Result<(Dialect, Profile), Diagnostics> {
    let text = format!("version = 1\ndialect = \"quectel-bc26\"\n{text}");
    load_with_profile(None, "my.toml", text.as_bytes(), &environment)
}

fn loaded(text: &str) -> (Dialect, Profile) {
    load(text).unwrap_or_else(|mistakes| panic!("{mistakes}"))
}

fn range_of(dialect: &Dialect, command: &str, param: &str) -> Vec<String> {
    let command = dialect.command(command).expect("it is there");
    let places = command.forms.iter().flat_map(|form| &form.params);
    let mut ranges: Vec<String> =
        places.filter(|place| place.written == param).map(|place| place.param.kind.spelled()).collect();
    ranges.dedup();
    ranges
}

#[test]
fn the_example_loads() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("profiles/example.toml");
    let (dialect, profile) =
        find_with_profile(None, &path, &environment).unwrap_or_else(|mistakes| panic!("{mistakes}"));
    assert_eq!(dialect.id, "quectel-bc26");
    assert_eq!((profile.baud, profile.flow), (Some(9600), Flow::None));
    assert_eq!(profile.start.preamble.len(), 2);
    assert_eq!(profile.start.preamble[1].within, Duration::from_secs(5));
    assert_eq!(profile.unsupported.len(), 2);
    assert_eq!(profile.unsupported[0].what, Claim::Form("+QMTCFG".into(), "ssl".into()));
    assert_eq!(range_of(&dialect, "+QMTCFG", "keep_alive_time"), ["0-600"]);
}

#[test]
fn a_profile_without_claims_changes_nothing() {
    let (dialect, profile) = loaded("");
    let plain = load_builtin("quectel-bc26").unwrap_or_else(|mistakes| panic!("{mistakes}"));
    assert_eq!(dialect.digest(), plain.digest());
    assert!(profile.unsupported.is_empty() && profile.limits.is_empty());
    assert_eq!(profile.start.within, Duration::from_secs(30));
}

#[test]
fn a_limit_holds_where_it_is_said_and_nowhere_else() {
    let limit = "[[limit]]\ncommand = \"+QMTOPEN\"\nparam = \"TCP_connectID\"\nint = \"0-1\"\nwhy = \"two clients\"\n";
    let (dialect, profile) = loaded(limit);
    let plain = load_builtin("quectel-bc26").unwrap_or_else(|mistakes| panic!("{mistakes}"));
    assert_eq!(range_of(&dialect, "+QMTOPEN", "TCP_connectID"), ["0-1"]);
    assert_eq!(
        range_of(&dialect, "+QMTCLOSE", "TCP_connectID"),
        range_of(&plain, "+QMTCLOSE", "TCP_connectID")
    );
    assert_ne!(dialect.digest(), plain.digest());
    assert_eq!(profile.limits[0].why, "two clients");
    let everywhere = limit.replace("command = \"+QMTOPEN\"\n", "");
    let (dialect, _) = loaded(&everywhere);
    assert_eq!(range_of(&dialect, "+QMTCLOSE", "TCP_connectID"), ["0-1"]);
}

/// A limit for one form leaves the others alone; a default goes with it.
#[rstest]
#[case::a_write_form("AT+QMTCFG", "keepalive")]
#[case::in_any_letter_case("+qmtcfg", "keepalive")]
fn a_limit_of_a_form_is_its_own(#[case] command: &str, #[case] form: &str) {
    let limit = format!(
        "[[limit]]\ncommand = \"{command}\"\nform = \"{form}\"\nparam = \"TCP_connectID\"\nint = \"0-1\"\ndefault = 1\nwhy = \"w\"\n"
    );
    let (dialect, profile) = loaded(&limit);
    let plain = load_builtin("quectel-bc26").unwrap_or_else(|mistakes| panic!("{mistakes}"));
    let of = |dialect: &Dialect, form: &str| {
        let form = dialect.command("+QMTCFG").expect("it is there").form(form).expect("it is there").clone();
        let place = form.params.iter().find(|place| place.written == "TCP_connectID").expect("it is there");
        (place.param.kind.spelled(), place.param.default.clone())
    };
    assert_eq!(of(&dialect, form), ("0-1".to_owned(), Some(hayes_dialects::dialect::Default::Number(1))));
    assert_eq!(of(&dialect, "session"), of(&plain, "session"));
    assert_eq!(profile.limits[0].form.as_deref(), Some(form));
}

/// What a claim names, and how the profile says it.
#[rstest]
#[case("command = \"AT+QMTCFG\"", Claim::Command("+QMTCFG".into()))]
#[case("command = \"+qmtcfg\"\nform = \"will\"", Claim::Form("+QMTCFG".into(), "will".into()))]
#[case(
    "command = \"+QMTCFG\"\nparam = \"keep_alive_time\"",
    Claim::Param("+QMTCFG".into(), None, "keep_alive_time".into())
)]
#[case(
    "command = \"+QMTCFG\"\nform = \"keepalive\"\nparam = \"keep_alive_time\"",
    Claim::Param("+QMTCFG".into(), Some("keepalive".into()), "keep_alive_time".into())
)]
#[case("case = \"*\"", Claim::Case("*".into()))]
fn a_claim_names_one_thing(#[case] claim: &str, #[case] expected: Claim) {
    let (_, profile) = loaded(&format!("[[unsupported]]\n{claim}\nwhy = \"w\"\n"));
    assert_eq!((&profile.unsupported[0].what, profile.unsupported[0].why.as_str()), (&expected, "w"));
}

/// A parameter of another form is not there.
#[test]
fn a_claim_about_a_form_looks_at_that_form() {
    let claim = "[[unsupported]]\ncommand = \"+QMTCFG\"\nform = \"session\"\nparam = \"keep_alive_time\"\nwhy = \"w\"\n";
    let said = load(claim).expect_err("it is not there").to_string();
    assert!(said.contains("`+QMTCFG` has no parameter `keep_alive_time`"), "{said}");
}

#[test]
fn a_form_without_its_command_is_pointed_at() {
    let limit = "[[limit]]\nform = \"will\"\nparam = \"TCP_connectID\"\nint = \"0-1\"\nwhy = \"w\"\n";
    let said = load(limit).expect_err("no command is named").to_string();
    assert!(said.contains("a form without its command"), "{said}");
}

/// What is wrong with the profile is said before what it makes wrong in the dialect.
#[test]
fn mistakes_in_the_profile_come_alone() {
    let limit = "[[limit]]\nparam = \"TCP_connectID\"\nint = \"5-1\"\nwhy = \"w\"\n";
    let found = load(limit).expect_err("it is no range");
    assert!(found.list().iter().all(|mistake| mistake.file == "my.toml"), "{found}");
}

#[test]
fn a_banner_that_the_dialect_does_not_know_is_one_of_its_lines() {
    let banner = |text: &str| {
        let (dialect, _) = loaded(&format!("[start]\nbanner = {text:?}\n"));
        let boots = dialect.urcs.iter().filter(|urc| urc.boot);
        boots.map(|urc| (urc.id.clone(), urc.syntax.clone())).collect::<Vec<_>>()
    };
    assert!(banner("MODEM READY: 7").contains(&("profile.banner".to_owned(), "MODEM READY: 7".to_owned())));
    assert!(banner("RDY").iter().all(|(id, _)| id != "profile.banner"), "this one is known");
}

#[test]
fn secrets_come_from_the_environment_and_show_nowhere() {
    let (_, profile) = loaded("[variables]\nuser = \"u\"\npassword = { env = \"A_PASSWORD\" }\n");
    let password = &profile.variables[1];
    assert_eq!((password.value.as_str(), password.secret), ("s3cret-word", true));
    let shown = format!("{profile:?}");
    assert!(
        !shown.contains("s3cret-word") && shown.contains("password = ") && shown.contains("user = \"u\""),
        "{shown}"
    );
}

#[test]
fn a_dialect_and_a_profile_must_agree() {
    let text = b"version = 1\ndialect = \"quectel-bc26\"\n";
    let said = load_with_profile(Some("fibocom"), "my.toml", text, &environment).expect_err("they differ");
    insta::assert_snapshot!("profile-of-another-dialect", said.to_string());
    let said = load_with_profile(None, "my.toml", b"version = 1\n", &environment).expect_err("none is named");
    insta::assert_snapshot!("profile-of-no-dialect", said.to_string());
}

#[rstest]
#[case("no-toml", "[port\n")]
#[case("no-version", "")]
#[case("other-version", "version = 2\n")]
#[case("unknown-keys", "version = 1\nboud = 1\n[power]\nrest = 'AT'\n[start]\nbaner = 'RDY'\n")]
#[case(
    "wrong-types",
    "version = 1\n[port]\nbaud = \"fast\"\nflow = \"some\"\n[start]\npreamble = [3]\nwithin = \"soon\"\n"
)]
#[case("bounds", "version = 1\n[port]\nbaud = 3\n[broker]\nport = 70000\n[start]\nwithin = \"2 h\"\n")]
#[case(
    "secrets-in-the-file",
    "version = 1\n[variables]\npassword = \"hunter2\"\n\"9x\" = \"a\"\nkey = { env = \"NOT_SET\" }\n"
)]
#[case(
    "programs",
    "version = 1\n[power]\nreset = \"reboot now\"\non = []\noff = { within = \"3 s\" }\n[network]\ncut = [\"cut\"]\n"
)]
#[case("offers", "version = 1\n[bench]\noffers = [\"far-end\", \"pover\"]\n")]
#[case("preamble", "version = 1\n[start]\npreamble = ['+CMEE=1', { sned = 'AT' }]\n")]
#[case(
    "claims",
    "version = 1\n[[unsupported]]\ncommand = \"+QMTCGF\"\nwhy = \"x\"\n[[unsupported]]\ncommand = \"+QMTCFG\"\nform = \"wil\"\nwhy = \"x\"\n[[unsupported]]\ncommand = \"+QMTCFG\"\nparam = \"keep_alive\"\nwhy = \"x\"\n[[unsupported]]\nrule = \"open\"\ncase = \"*\"\n"
)]
#[case(
    "limits",
    "version = 1\n[[limit]]\ncommand = \"+QMTCFG\"\nparam = \"keep_alive_tim\"\nint = \"0-1\"\nwhy = \"x\"\n[[limit]]\ncommand = \"+QMTCFG\"\nparam = \"keep_alive_time\"\ntext = \"1-2\"\nwhy = \"x\"\n[[limit]]\nparam = \"TCP_connectID\"\nwhy = \"x\"\n[[limit]]\ncommand = \"+QMTOPEN\"\nparam = \"keep_alive_time\"\nint = \"0-x\"\n"
)]
#[case(
    "a-range-that-is-none",
    "version = 1\n[[limit]]\nparam = \"TCP_connectID\"\nint = \"5-1\"\nwhy = \"x\"\n"
)]
fn what_is_wrong_is_pointed_at(#[case] name: &str, #[case] text: &str) {
    let said = load_with_profile(Some("quectel-bc26"), "my.toml", text.as_bytes(), &environment);
    insta::assert_snapshot!(format!("profile-{name}"), said.expect_err("something is wrong").to_string());
}

#[test]
fn a_mistake_that_only_others_can_see_is_pointed_at_too() {
    let (_, profile) = loaded("[start]\npreamble = [\"AT+CMEE={no}\"]\n");
    let said = &profile.start.preamble[0].send;
    insta::assert_snapshot!(
        "profile-mistake",
        profile.mistake(said, 8..12, "nothing has this name", "give it a value").to_string()
    );
}

proptest! {
    /// A profile is as hostile as any file: whatever stands in it, it is read or refused.
    #[test]
    fn no_profile_is_too_odd_to_be_answered(at in 0usize..2600, cut in 0usize..40, put in "[ -~\n]{0,12}") {
        let example = include_str!("../profiles/example.toml").replace("\n#", "\n");
        let at = at.min(example.len());
        let end = (at + cut).min(example.len());
        let text = format!("{}{put}{}", &example[..at], &example[end..]);
        if let Err(mistakes) = load_with_profile(Some("quectel-bc26"), "my.toml", text.as_bytes(), &environment) {
            prop_assert!(!mistakes.to_string().is_empty());
        }
    }
}

/// What a profile says of the port, of the module, and of values that are sent.
#[test]
fn a_profile_says_who_and_where() {
    let (_, profile) = loaded(
        "[port]\nbaud = 115200\nflow = \"rts-cts\"\n[module]\nmanufacturer = \"Quectel\"\nmodel = \"BC26*\"\nfirmware = \"R02\"\n\
         imei = 7\n[variables]\nretries = 3\nuser = \"u\"\n[broker]\nhost = \"h\"\nport = 1\ntls_port = 65535\n",
    );
    assert_eq!((profile.baud, profile.flow), (Some(115_200), Flow::Wires));
    let who = [&profile.who.manufacturer, &profile.who.model, &profile.who.firmware, &profile.who.imei];
    assert_eq!(
        who.map(|said| said.as_ref().map(|s| s.text.as_str())),
        [Some("Quectel"), Some("BC26*"), Some("R02"), Some("7")]
    );
    let variables: Vec<_> =
        profile.variables.iter().map(|v| (v.name.as_str(), v.value.as_str(), v.secret)).collect();
    assert_eq!(variables, [("retries", "3", false), ("user", "u", false)]);
    assert_eq!(profile.broker.host.map(|said| said.text).as_deref(), Some("h"));
    assert_eq!((profile.broker.port, profile.broker.tls_port), (Some(1), Some(65_535)));
}

/// A rule is claimed by its id.
#[test]
fn a_rule_may_be_claimed() {
    let plain = load_builtin("quectel-bc26").unwrap_or_else(|mistakes| panic!("{mistakes}"));
    let id = &plain.rules[0].id;
    let (_, profile) = loaded(&format!("[[unsupported]]\nrule = \"{id}\"\nwhy = \"w\"\n"));
    assert_eq!(profile.unsupported[0].what, Claim::Rule(id.clone()));
}

/// Where a limit is to hold must be there, and what may be meant is said.
#[rstest]
#[case("command = \"+QMTCGF\"", "did you mean `+QMTCFG`?")]
#[case("command = \"+QMTCFG\"\nform = \"keepalvie\"", "did you mean `keepalive`?")]
#[case("command = \"+QMTCFG\"\nform = \"execute\"", "`+QMTCFG` has no form `execute`")]
#[case("command = \"+QMTOPEN\"\nform = \"execute\"", "`+QMTOPEN` has no form `execute`")]
fn a_limit_holds_somewhere(#[case] place: &str, #[case] expected: &str) {
    let limit = format!("[[limit]]\n{place}\nparam = \"TCP_connectID\"\nint = \"0-1\"\nwhy = \"w\"\n");
    let said = load(&limit).expect_err("it is not there").to_string();
    assert!(said.contains(expected), "{said}");
}

/// Forms that a command has once can be limited too.
#[test]
fn a_limit_of_a_read_form_is_its_own() {
    let limit = "[[limit]]\ncommand = \"+QMTOPEN\"\nform = \"read\"\nparam = \"TCP_connectID\"\nint = \"0-1\"\nwhy = \"w\"\n";
    let (dialect, _) = loaded(limit);
    let spelled = |form: &str| {
        let form = dialect.command("+QMTOPEN").expect("it is there").form(form).expect("it is there");
        let place = form.params.iter().find(|place| place.written == "TCP_connectID").expect("it is there");
        place.param.kind.spelled()
    };
    assert_eq!(spelled("read"), "0-1");
    assert_ne!(spelled("write"), "0-1");
}

/// Where the profile is right, what is wrong with the dialect is said.
#[test]
fn mistakes_in_the_dialect_are_said_beside_a_right_profile() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let path = folder.path().join("d.toml");
    std::fs::write(&path, "version = 1\nid = \"d\"\nfamily = \"d\"\n").expect("a file");
    let path = path.to_str().expect("a path");
    let said = load_with_profile(Some(path), "my.toml", b"version = 1\n", &environment)
        .expect_err("it has no document");
    assert!(said.to_string().contains("the key `document` is missing"), "{said}");
}

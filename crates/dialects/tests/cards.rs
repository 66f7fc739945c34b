//! The reference cards of the built-in dialects, to be read beside the documents.

use rstest::rstest;

#[rstest]
#[case("quectel-bc20")]
#[case("quectel-ecx00u")]
#[case("simcom-sim7672")]
#[case("quectel-bc26")]
#[case("fibocom")]
fn the_card(#[case] id: &str) {
    let dialect = hayes_dialects::load_builtin(id).unwrap_or_else(|mistakes| panic!("{mistakes}"));
    insta::assert_snapshot!(id, hayes_dialects::show::card(&dialect));
}

/// A little of everything as plain data: each definition once for each command and URC that it is used in.
#[test]
fn a_listing_of_a_small_dialect() {
    let text = r#"
version = 1
id = "small"
family = "test"
modules = ["M1"]
document = { title = "T", revision = "1.0", date = 2024-02-29 }
[params]
client = { int = "0-5", default = 0, says = "the client" }
topic = { text = "1-64", unit = "byte", secret = true }
band = { word = ["B1", "B3"] }
any = { word = true }
mode = { hex = "0x0-0xF", values = "1 one | rather two" }
[[command]]
name = "+SUB"
clause = "1"
title = "subscribe"
needs = "open"
within = { time = "3 s" }
read = '+SUB: <client>'
[[command.write]]
syntax = '<client>[,<topic>]'
[[command]]
name = "+MODE"
clause = "2"
foreign = true
[[command.write]]
syntax = '<client>,<mode>,<band>,<any>'
[[urc]]
id = "lost"
name = "+LOST"
clause = "3"
syntax = '+LOST: <client>'
params = { client = { int = "0-1" } }
[[state]]
id = "open"
clause = "1"
says = "it is open"
enters = [{ line = '+LOST: <client>' }]
[[rule]]
id = "one"
clause = "1"
says = "one at a time"
seen_by = "serial"
"#;
    let dialect =
        hayes_dialects::load_str("small.toml", text).unwrap_or_else(|mistakes| panic!("{mistakes}"));
    insta::assert_debug_snapshot!("listing-small", hayes_dialects::show::listing(&dialect));
}

#[test]
fn the_value_of_a_basic_command_follows_its_name() {
    let text = "version = 1\nid = \"t\"\nfamily = \"t\"\ndocument = { title = \"T\" }\n[params]\non = { int = \"0,1\" }\n\
                [[command]]\nname = \"E\"\nclause = \"1\"\nbasic = true\nwrite = { syntax = '<on>' }\n\
                [[command]]\nname = \"+E\"\nclause = \"1\"\nwrite = { syntax = '<on>' }\n";
    let dialect = hayes_dialects::load_str("t.toml", text).unwrap_or_else(|mistakes| panic!("{mistakes}"));
    let card = hayes_dialects::show::card(&dialect);
    assert!(card.contains("ATE<on>") && card.contains("AT+E=<on>"), "{card}");
}

//! Every example of the document, replayed: the host's lines are typed, and what the module says is of the same
//! kind and, where the network has no part in it, of the same values.

use std::time::Duration;

use hayes_dialects::examples::{Examples, What};
use rstest::rstest;

use crate::desk::{ID, silent};
use crate::indulgent::Indulgent;

/// What brings a module to where an example begins.
fn steps_before(name: &str) -> &'static [&'static str] {
    match name {
        // The whole sessions begin at the beginning.
        "2.2.1" | "3" | "3.1" | "3.2" | "3.5" => &[],
        "3.3" => &["AT+CCERTDOWN=\"server_ca.pem\",2\r", "CA"],
        "3.4" => &[
            "AT+CCERTDOWN=\"ca_cert.pem\",2\r",
            "CA",
            "AT+CCERTDOWN=\"cert.pem\",4\r",
            "CERT",
            "AT+CCERTDOWN=\"key_cert.pem\",3\r",
            "KEY",
        ],
        "2.2.2" | "2.2.3" => &["AT+CMQTTSTART\r"],
        // Both sessions read 0: the second was told so before.
        "2.2.5" => &["AT+CMQTTSTART\r", "AT+CMQTTSSLCFG=1,0\r"],
        "2.2.4" | "2.2.6" | "2.2.7" | "2.2.8" | "2.2.10" | "2.2.11" | "2.2.15" => {
            &["AT+CMQTTSTART\r", "AT+CMQTTACCQ=0,\"client test0\"\r"]
        }
        _ => &[
            "AT+CMQTTSTART\r",
            "AT+CMQTTACCQ=0,\"client test0\"\r",
            "AT+CMQTTCONNECT=0,\"tcp://far.end:1883\",60,1\r",
            "AT+CMQTTTOPIC=0,9\r",
            "simcommsg",
            "AT+CMQTTPAYLOAD=0,6\r",
            "012345",
        ],
    }
}

/// What of an example is the network's and no two modules have in common.
fn depends_on_the_network(line: &str) -> bool {
    line.starts_with("+CSQ:") || line.starts_with("+CPSI:")
}

/// The placeholder that the document asks the reader to fill in.
fn filled_in(line: &[u8]) -> String {
    String::from_utf8_lossy(line).replace("mqttp_server:port", "far.end:8883")
}

fn replay(examples: &Examples, name: &str, mut say: impl FnMut(&[u8]) -> String) {
    for step in steps_before(name) {
        say(step.as_bytes());
    }
    let mut said = String::new();
    let mut wanted: Vec<String> = Vec::new();
    for step in &examples.steps {
        let typed = match &step.what {
            What::Host(line) => format!("{}\r", filled_in(line)).into_bytes(),
            What::Data(data) => data.clone(),
            What::Module(line) => {
                wanted.push(String::from_utf8_lossy(line).into_owned());
                continue;
            }
            What::Printed(_) | What::Remark(_) => continue,
        };
        compare(&said, &mut wanted, step.line);
        said = say(&typed);
    }
    compare(&said, &mut wanted, usize::MAX);
}

/// Holds what was said against the lines of the example. A message that comes back may come before the result of
/// its publish.
#[track_caller]
fn compare(said: &str, wanted: &mut Vec<String>, line: usize) {
    let mut said: Vec<String> = said.split("\r\n").filter(|l| !l.is_empty()).map(str::to_owned).collect();
    let mut wanted = std::mem::take(wanted);
    for lines in [&mut said, &mut wanted] {
        for line in lines.iter_mut().filter(|line| depends_on_the_network(line)) {
            line.truncate(line.find(':').unwrap_or(line.len()));
        }
        lines.sort();
    }
    assert_eq!(said, wanted, "before line {line}");
}

fn example(name: &str) -> Examples {
    let all = hayes_dialects::examples::builtin_examples(ID).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(all.len(), 21, "each example has its case here");
    let file = format!("/{name}.at");
    all.into_iter().find(|e| e.name.ends_with(&file)).expect("there is such an example")
}

#[rstest]
fn an_example_goes_as_printed(
    #[values(
        "2.2.1", "2.2.2", "2.2.3", "2.2.4", "2.2.5", "2.2.6", "2.2.7", "2.2.8", "2.2.9", "2.2.10", "2.2.11",
        "2.2.12", "2.2.13", "2.2.14", "2.2.15", "3", "3.1", "3.2", "3.3", "3.4"
    )]
    name: &str,
) {
    let mut net = silent();
    replay(&example(name), name, |typed| {
        net.type_bytes(typed);
        net.listen(Duration::from_secs(2))
    });
    net.approve();
    let heard = net.judge.take().map(|judge| judge.heard.join("\n")).unwrap_or_default();
    let heard = heard.split_once("ATE0  [echo]\n< OK  [final result]\n").map_or("", |(_, rest)| rest);
    insta::assert_snapshot!(
        format!("example-{name}"),
        format!("{heard}\n\nseen by the far end:\n{}", net.seen())
    );
}

/// The example whose topic is no UTF-8: no server that minds MQTT takes it, so an indulgent one does.
#[test]
fn the_example_without_a_check_goes_as_printed() {
    let mut server = Indulgent::new(ID);
    server.say(b"ATE0\r");
    replay(&example("3.5"), "3.5", |typed| server.say(typed));
    assert!(
        server.published.ends_with(b"\xFB\xA0\xFB\xA0\xFB\xA0\xFB\xA0?\x00\x02"),
        "{:?}",
        server.published
    );
}

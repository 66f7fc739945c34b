//! The document's own examples, typed at a module: it says what the document prints, but for what depends on the
//! network.

use std::fmt::Write;
use std::time::Duration;

use crate::bench::judge::Judge;
use crate::desk::with;
use hayes_at::visible::Visible;
use hayes_dialects::examples::{What, builtin_examples};

const MESSAGE: &str = "+MQTTMSG: ";

/// What the far end does so that the module has something to report: by the beginning of the line that the
/// document prints.
const DEEDS: &[(&str, &str)] = &[(MESSAGE, "publish \"topic1\" \"Test\""), ("+MQTTBREAK: ", "reset now")];

/// Lines whose values are the network's: the operator, and the module's address.
const OF_THE_NETWORK: &[&str] = &["+COPS: ", "+MIPCALL: "];

/// What a file takes for granted of the files before it, and of the module.
const BEFORE: &[(&str, &[&str])] = &[
    ("3.1", &[]),
    ("3.2", &["AT+MIPCALL=1", "AT+MQTTUSER=1,\"u\",\"p\"", "AT+MQTTOPEN=1,\"far.end\",1883,1,80"]),
    ("3.3", &["AT+MIPCALL=1", "AT+MQTTUSER=1,\"u\",\"p\"", "AT+MQTTOPEN=1,\"far.end\",1883,1,80"]),
];

#[test]
fn every_example_is_what_the_module_says() {
    let files = builtin_examples("fibocom").unwrap_or_else(|found| panic!("{found}"));
    assert_eq!(files.len(), BEFORE.len());
    for (file, (name, before)) in files.iter().zip(BEFORE) {
        // An example sets a will while its client is connected, which the chapter on it forbids.
        let mut net = with(&["mqttwill.while-open/any"]);
        let mut judge = Judge::of("fibocom");
        let mut told = String::new();
        for typed in *before {
            net.say(&format!("{typed}\r"));
        }
        let mut said = String::new();
        for step in &file.steps {
            let (mark, bytes) = match &step.what {
                What::Host(line) => ('>', line),
                What::Module(line) => ('<', line),
                _ => continue,
            };
            let line = String::from_utf8_lossy(bytes).into_owned();
            if mark == '>' {
                assert_eq!(said, "", "more than the document prints, before {line}");
                judge.host(&[bytes.as_slice(), b"\r"].concat());
                said = net.say_for(&format!("{line}\r"), Duration::from_secs(3));
                let _ = writeln!(told, "> {line}");
                continue;
            }
            if let Some((_, deed)) = DEEDS.iter().find(|(begins, _)| line.starts_with(begins)) {
                reopen(&mut net, deed);
                net.order(deed);
                said += &net.listen(Duration::from_secs(1));
            }
            judge.module(&[b"\r\n", bytes.as_slice(), b"\r\n"].concat());
            let (mut first, mut rest) = first_line(&said);
            if first.starts_with(MESSAGE) && !line.starts_with(MESSAGE) {
                // What is published to a topic that is subscribed to comes back; the document does not print that.
                let _ = writeln!(told, "< {first}  (not printed)");
                (first, rest) = first_line(&rest);
            }
            let same = first == line
                || OF_THE_NETWORK.iter().any(|begins| line.starts_with(begins) && first.starts_with(begins));
            assert!(same, "{}: {line} is printed, {first} is said", file.name);
            said = rest;
            let _ = writeln!(told, "< {}", Visible(first.as_bytes()));
        }
        assert_eq!(said, "");
        net.approve();
        let seen = net.seen();
        insta::assert_snapshot!(format!("example-{name}"), format!("{told}\nThe far end saw:\n{seen}"));
    }
}

/// An example that loses its connection has closed it before; the document takes an open one for granted.
fn reopen(net: &mut crate::bench::net::Net, deed: &str) {
    if deed == "reset now" {
        net.say("AT+MQTTOPEN=1,\"far.end\",1883,1,80\r");
    }
}

/// The first line that was said, and the rest.
fn first_line(said: &str) -> (String, String) {
    let text = said.strip_prefix("\r\n").unwrap_or(said);
    let (line, rest) = text.split_once("\r\n").unwrap_or((text, ""));
    (line.to_owned(), rest.to_owned())
}

//! The documents' own examples, typed to a module on the bench: it says what the document prints, line by line.
//! Ports are the bench's; what another device publishes, the far end publishes.

use std::time::Duration;

use crate::bench::net::Net;
use crate::desk::{BC20, BC26, ECX};
use hayes_dialects::examples::{What, builtin_examples};
use rstest::rstest;

/// Ports at which the far end of the bench listens, for those of the documents.
const PORTS: [(&str, &str); 2] = [("8401", "1883"), ("8164", "8883")];

/// What a line of an example is on the bench.
fn on_bench(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes).into_owned();
    PORTS.iter().fold(text, |text, (document, bench)| text.replace(document, bench))
}

#[rstest]
fn a_module_says_what_its_document_prints(#[values(BC20, BC26, ECX)] id: &str) {
    for file in builtin_examples(id).unwrap_or_else(|found| panic!("{found}")) {
        let mut net = Net::judged(id);
        net.say("ATE0\r");
        let mut said = String::new();
        for step in &file.steps {
            let place = format!("{}:{}", file.name, step.line);
            match &step.what {
                What::Host(line) => {
                    assert_eq!(said, "", "{place}: before this, more than the document prints");
                    said = net.say(&format!("{}\r", on_bench(line)));
                }
                What::Data(data) => {
                    net.type_bytes(data);
                    said.push_str(&net.listen(Duration::from_secs(2)));
                }
                What::Module(line) => said = expect(&mut net, &on_bench(line), said, &place),
                What::Printed(_) | What::Remark(_) => {}
            }
        }
        assert_eq!(said, "", "{}: at its end, more than the document prints", file.name);
        net.approve();
        let name = file.name.rsplit('/').next().unwrap_or(&file.name).trim_end_matches(".at");
        insta::assert_snapshot!(format!("example-{id}-{name}"), net.seen());
    }
}

/// Takes a line off what was said. A message that nobody has published yet, another device publishes now.
fn expect(net: &mut Net, line: &str, mut said: String, place: &str) -> String {
    if said.is_empty() && line.starts_with("+QMTRECV") {
        let texts: Vec<&str> = line.split('"').collect();
        net.order(&format!("publish \"{}\" \"{}\"", texts[1], texts[3]));
        said = net.listen(Duration::from_secs(2));
    }
    let framed = if line == ">" { "\r\n> ".to_owned() } else { format!("\r\n{line}\r\n") };
    // A message may overtake a result: the server sends it before it acknowledges.
    let overtaken = |at: usize| said[..at].is_empty() || said.starts_with("\r\n+QMTRECV");
    let Some(at) = said.find(&framed).filter(|at| overtaken(*at)) else {
        panic!("{place}: `{line}` is not what comes next in {said:?}")
    };
    said.replace_range(at..at + framed.len(), "");
    said
}

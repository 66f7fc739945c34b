//! `hayes sim` from outside: what it prints, how it ends, what it leaves behind, and what it says of wrong input.
#![cfg(unix)]

mod running;

use std::path::Path;
use std::time::{Duration, Instant};

use hayes_ports::serial::{Address, Link};
use running::{Sim, hayes};

/// Opens a line that whoever had it before may just be letting go of.
fn open(address: &Address) -> Link {
    let began = Instant::now();
    loop {
        match Link::open(address, 115_200) {
            Ok(link) => return link,
            Err(error) => assert!(began.elapsed() < Duration::from_secs(20), "{error}"),
        }
        std::thread::yield_now();
    }
}

fn ask(address: &Address, text: &str, words: &str) -> String {
    let link = open(address);
    link.write(text.as_bytes()).expect("it is heard");
    let (mut heard, mut buffer) = (Vec::new(), [0; 256]);
    let began = Instant::now();
    while !String::from_utf8_lossy(&heard).contains(words) {
        assert!(began.elapsed() < Duration::from_secs(20), "{:?}", String::from_utf8_lossy(&heard));
        let count = link.read(&mut buffer).expect("it is there");
        heard.extend_from_slice(&buffer[..count]);
    }
    String::from_utf8_lossy(&heard).into_owned()
}

fn plain(path: &Path) -> &str {
    path.to_str().expect("a plain path")
}

#[test]
fn it_runs_until_it_is_stopped_and_leaves_nothing_but_its_log() {
    let folder = tempfile::tempdir().expect("a folder");
    let (link, log) = (folder.path().join("modem"), folder.path().join("line.log"));
    for signal in ["-INT", "-TERM"] {
        let args = ["--dialect", "quectel-bc26", "--pty", plain(&link), "--log", plain(&log), "--seed", "7"];
        let mut sim = Sim::start(&args);
        let line = sim.line();
        assert!(line.starts_with(&format!("quectel-bc26 at {} (/dev/", link.display())), "{line}");
        let address = Address::Port(link.clone());
        for command in ["AT", "AT+CGMI", "AT+QMTCONN=?", "AT"] {
            let answer = ask(&address, &format!("{command}\r"), "OK\r\n");
            assert!(answer.starts_with(&format!("{command}\r\r\n")), "{answer}");
        }
        assert_eq!(sim.signal(signal), Some(0));
        assert!(!link.is_symlink(), "the link is taken away");
    }
    let explained = hayes(&["explain", plain(&log), "--dialect", "quectel-bc26", "--json"]).output();
    let explained = explained.expect("the program is built");
    let text = String::from_utf8_lossy(&explained.stdout);
    assert_eq!(explained.status.code(), Some(0), "{text}");
    assert!(text.contains("the module repeats the command") && text.contains("AT is accepted"), "{text}");
}

#[test]
fn one_that_was_killed_leaves_a_link_that_the_next_one_replaces() {
    let folder = tempfile::tempdir().expect("a folder");
    let link = folder.path().join("modem");
    let args = ["--dialect", "fibocom", "--pty", plain(&link)];
    let mut first = Sim::start(&args);
    first.line();
    let refused = hayes(&[&["sim"], &args[..]].concat()).output().expect("the program is built");
    assert_eq!(refused.status.code(), Some(2));
    let words = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(words.contains("in use: process ") && words.contains("sim --dialect fibocom"), "{words}");
    assert_eq!(first.signal("-KILL"), None);
    assert!(link.is_symlink());
    let mut second = Sim::start(&args);
    second.line();
    ask(&Address::Port(link.clone()), "AT\r", "OK\r\n");
    assert_eq!(second.signal("-INT"), Some(0));
    assert!(!link.exists());
}

#[test]
fn several_modules_are_several_modules() {
    let two = ["--tcp", "127.0.0.1:0", "--tcp", "127.0.0.1:0"];
    let mut sim = Sim::start(&[&["--dialect", "simcom-sim7672"], &two[..]].concat());
    let mut number = || {
        let line = sim.line();
        let address =
            line.strip_prefix("simcom-sim7672 at ").expect("where it is").parse().expect("an address");
        ask(&address, "ATE0\rAT+CGSN\r", "\r\nOK\r\n\r\n8")
    };
    assert_ne!(number(), number(), "each has a number of its own");
}

#[test]
fn lists_as_text_and_as_json() {
    for (flag, key, least) in [("--list-quirks", "quirks", 20), ("--list-variants", "variants", 10)] {
        let text = hayes(&["sim", flag, "--dialect", "fibocom"]).output().expect("the program is built");
        let text = String::from_utf8(text.stdout).expect("it is text");
        assert!(text.starts_with("fibocom: ") && text.lines().count() > least, "{text}");
        let json = hayes(&["sim", flag, "--json"]).output().expect("the program is built");
        let json: serde_json::Value = serde_json::from_slice(&json.stdout).expect("it is JSON");
        let all = json.as_array().expect("one for each dialect");
        assert_eq!(all.len(), hayes_dialects::builtin().count());
        for listed in all {
            let entries = listed[key].as_array().unwrap_or_else(|| panic!("{listed}"));
            assert!(entries.len() > least, "{}", listed["dialect"]);
            assert!(entries.iter().all(|entry| entry["name"].is_string() && entry["says"].is_string()));
        }
    }
}

#[test]
fn wrong_input_is_explained() {
    let name = {
        let json = hayes(&["sim", "--list-quirks", "--json", "--dialect", "fibocom"]).output();
        let json: serde_json::Value =
            serde_json::from_slice(&json.expect("the program is built").stdout).expect("it is JSON");
        json[0]["quirks"][0]["name"].as_str().expect("a name").to_owned()
    };
    let slip = format!("{name}x");
    let near = format!("did you mean `{name}`?");
    let sim = ["--dialect", "fibocom", "--tcp", "127.0.0.1:0"];
    let cases: [(&[&str], &str); 9] = [
        (&["--dialect", "fibocom"], "--pty <LINK>"),
        (&["--tcp", "127.0.0.1:0"], "--dialect <ID|FILE>"),
        (&["--dialect", "fibo", "--tcp", "127.0.0.1:0"], "no built-in dialect has this name"),
        (&["--dialect", "fibocom", "--tcp", "nowhere"], "\"nowhere\" is no address"),
        (&["--dialect", "fibocom", "--pty", "Cargo.toml"], "Cargo.toml: there is something already"),
        (&[&sim[..], &["--quirk", &slip]].concat(), &near),
        (&[&sim[..], &["--resolve", "broker"]].concat(), "`broker` is no HOST=ADDR"),
        (&[&sim[..], &["--log", "/nowhere/line.log"]].concat(), "/nowhere/line.log: "),
        (&[&sim[..], &["--json"]].concat(), "--json goes with"),
    ];
    for (args, words) in cases {
        let output = hayes(&[&["sim"], args].concat()).output().expect("the program is built");
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(errors.contains(words), "{errors}");
    }
}

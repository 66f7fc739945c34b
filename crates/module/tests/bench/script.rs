//! Scripts that are played to a module, and the transcript of both witnesses: what it says, byte by byte and
//! with the time, and what goes over the wire. Pure text in, pure text out.
//!
//! `[name]` begins a script (`[name] wild` one that no dialect can explain), `use NAME` plays another one first; `> LINE` types a line with CR, `= BYTES` types
//! bytes as they are (`\r`, `\x1A`), `: BYTES` the same with the next step close behind, `! ORDER` orders the far end, `~ 30s` lets time pass, `power on|off|reset`, `network heard|silent|taken`;
//! `{ab*3}` is `ababab`.

use std::fmt::Write as _;
use std::time::Duration;

use hayes_module::{Network, Pace, Power, Setup, Wish};

use super::net::Net;

/// A script with its name.
pub struct Script {
    pub name: String,
    /// Host or server say what no dialect can explain, so that nothing can be held against the answers.
    pub wild: bool,
    steps: Vec<Step>,
}

#[derive(Clone)]
enum Step {
    Type(Vec<u8>),
    /// Typed with what comes next close behind.
    Hurry(Vec<u8>),
    Order(String),
    Wait(Duration),
    Power(Power),
    Network(Network),
}

/// The scripts that probe modules of a dialect.
pub fn probes(dialect: &str) -> Vec<Script> {
    let path = format!("{}/tests/probes/{dialect}.txt", env!("CARGO_MANIFEST_DIR"));
    read(&std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{path}: {e}")))
}

/// Reads the scripts of a file.
pub fn read(text: &str) -> Vec<Script> {
    let mut scripts: Vec<Script> = Vec::new();
    for line in text.lines().map(str::trim_end).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if let Some((name, mark)) = line.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            scripts.push(Script { name: name.to_owned(), wild: mark == " wild", steps: Vec::new() });
            continue;
        }
        let steps = match line.strip_prefix("use ") {
            Some(name) => {
                let found = scripts.iter().find(|script| script.name == name);
                found.unwrap_or_else(|| panic!("no script `{name}` before")).steps.clone()
            }
            None => vec![step(line)],
        };
        scripts.last_mut().unwrap_or_else(|| panic!("`{line}` stands before any script")).steps.extend(steps);
    }
    scripts
}

fn step(line: &str) -> Step {
    let (sign, rest) = line.split_once(' ').unwrap_or((line, ""));
    match sign {
        ">" => Step::Type([unescaped(rest), b"\r".to_vec()].concat()),
        "=" => Step::Type(unescaped(rest)),
        ":" => Step::Hurry(unescaped(rest)),
        "!" => Step::Order(rest.to_owned()),
        "~" => {
            let seconds: f64 =
                rest.trim_end_matches('s').parse().unwrap_or_else(|_| panic!("no time: {line}"));
            Step::Wait(Duration::from_secs_f64(seconds))
        }
        "power" => Step::Power(match rest {
            "on" => Power::On,
            "off" => Power::Off,
            _ => Power::Reset,
        }),
        "network" => Step::Network(match rest {
            "silent" => Network::Silent,
            "taken" => Network::AddressTaken,
            _ => Network::Heard,
        }),
        _ => panic!("no step: {line}"),
    }
}

/// `{ab*3}` is `ababab`.
fn repeated(text: &str) -> String {
    let Some((before, rest)) = text.split_once('{') else { return text.to_owned() };
    let Some((inside, behind)) = rest.split_once('}') else { return text.to_owned() };
    match inside.rsplit_once('*').and_then(|(part, times)| Some((part, times.parse().ok()?))) {
        Some((part, times)) => [before, &part.repeat(times), &repeated(behind)].concat(),
        None => [before, "{", inside, "}", &repeated(behind)].concat(),
    }
}

fn unescaped(text: &str) -> Vec<u8> {
    hayes_at::visible::bytes_of(&repeated(text)).unwrap_or_else(|_| panic!("wrong escape: {text}"))
}

/// Plays a script to a new module and gives the transcript.
pub fn play(dialect: &str, script: &Script, quirks: &[&str], variants: &[&str]) -> String {
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    let setup =
        Setup { pace: Pace::Instant, quirks: names(quirks), variants: names(variants), ..Setup::default() };
    let mut net = Net::with(dialect, setup);
    run(&mut net, script)
}

/// Plays a script to a new module without quirks, and holds all that it says to its dialect.
pub fn play_judged(dialect: &str, script: &Script, variants: &[&str]) -> String {
    let variants = variants.iter().map(|name| (*name).to_owned()).collect();
    let setup = Setup { pace: Pace::Instant, variants, ..Setup::default() };
    let mut net = Net::judged_with(dialect, setup);
    let out = run(&mut net, script);
    net.approve();
    out
}

fn run(net: &mut Net, script: &Script) -> String {
    let mut out = String::new();
    for step in &script.steps {
        let begun = net.bench.now;
        let mut wait = Duration::from_secs(2);
        match step {
            Step::Type(bytes) => {
                let _ = writeln!(out, "> {}", visible(bytes));
                net.type_bytes(bytes);
            }
            Step::Hurry(bytes) => {
                let _ = writeln!(out, ": {}", visible(bytes));
                net.type_bytes(bytes);
                wait = Duration::from_millis(100);
            }
            Step::Order(order) => {
                let _ = writeln!(out, "! {order}");
                net.order(order);
                wait = Duration::from_millis(100);
            }
            Step::Wait(time) => {
                let _ = writeln!(out, "~ {time:?}");
                wait = *time;
            }
            Step::Network(network) => {
                let _ = writeln!(out, "network {network:?}");
                net.bench.module.handle_network(begun, *network);
            }
            Step::Power(power) => {
                let _ = writeln!(out, "power {power:?}");
                net.bench.module.handle_power(begun, *power);
            }
        }
        let (heard, wished) = (net.heard.len(), net.bench.wishes.len());
        net.listen(wait);
        for (at, bytes) in &net.heard[heard..] {
            let after = at.saturating_sub(begun).as_millis();
            let _ = writeln!(out, "{after:>6} < {}", visible(bytes));
        }
        for (socket, wish) in &net.bench.wishes[wished..] {
            let _ = match wish {
                Wish::Send(bytes) => writeln!(out, "       {} send {}", socket.0, visible(bytes)),
                other => writeln!(out, "       {} {other:?}", socket.0),
            };
        }
    }
    out
}

fn visible(bytes: &[u8]) -> String {
    hayes_at::visible::Visible(bytes).to_string()
}

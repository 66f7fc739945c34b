//! `hayes run --port` from outside: a virtual module behind TCP stands for a real one.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use hayes_ports::serial::{Address, Link};

/// A sim that ends when it is dropped.
struct Sim {
    child: Child,
    address: String,
}

impl Sim {
    fn start() -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hayes"));
        command.args(["sim", "--dialect", "quectel-bc26", "--tcp", "127.0.0.1:0"]);
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().expect("it is built");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("it is piped")).read_line(&mut line).expect("it prints");
        let address = line.trim().rsplit(' ').next().expect("an address").to_owned();
        assert!(address.starts_with("tcp://"), "{line}");
        Self { child, address }
    }
}

impl Drop for Sim {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn run(folder: &Path, args: &[&str]) -> (Option<i32>, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hayes"));
    command.arg("run").args(args).current_dir(folder).stdin(Stdio::null()).env("AN_IMEI", "860000000000000");
    let Output { status, stdout, stderr } = command.output().expect("it is built");
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    (status.code(), text(stdout), text(stderr))
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

const CASES: [&str; 4] = ["--case", "*/QMTCFG/test/answer", "--case", "*/scenario/publish-qos0"];

#[test]
fn a_run_over_a_line_finds_the_far_end_and_leaves_a_journal() {
    let (sim, folder) = (Sim::start(), folder());
    let profile = "version = 1\ndialect = \"quectel-bc26\"\n[module]\nmodel = \"*BC2*\"\nimei = { env = \"AN_IMEI\" }\n[start]\npreamble = ['AT+CMEE=1']\n";
    std::fs::write(folder.path().join("my.toml"), profile).expect("it can be written");
    let port = ["--port", &sim.address, "--profile", "my.toml", "--broker-listen", "127.0.0.1:0"];
    let (code, out, err) = run(folder.path(), &[&port[..], &CASES].concat());
    assert_eq!(code, Some(0), "{out}{err}");
    let journal = folder.path().join("reports/latest/quectel-bc26/journal.jsonl");
    let journal = std::fs::read_to_string(journal).expect("there is one");
    assert!(journal.contains("\"kind\":\"module\"") && journal.contains("<secret "), "{journal}");
    assert!(journal.contains("AT+CMEE=1\\\\r") && !journal.contains("860000000000000"), "{journal}");
}

#[test]
fn a_dry_run_looks_at_the_module_and_prints_the_plan() {
    let (sim, folder) = (Sim::start(), folder());
    let args =
        ["--dialect", "quectel-bc26", "--port", &sim.address, "--broker-listen", "127.0.0.1:0", "--dry-run"];
    let (code, out, err) = run(folder.path(), &[&args[..], &CASES].concat());
    assert_eq!(code, Some(0), "{out}{err}");
    for words in [
        "port: the module answers",
        "module: Quectel BC",
        "SIM: READY",
        "signal: -",
        "network: attached",
        "far end: the module connects to 127.0.0.1:",
        "over the air",
        "quectel-bc26/QMTCFG/test/answer",
    ] {
        assert!(out.contains(words), "{words} is not in\n{out}{err}");
    }
    assert!(!folder.path().join("reports").exists(), "nothing was run");
}

#[test]
fn who_has_the_line_is_said() {
    let (sim, folder) = (Sim::start(), folder());
    let address: Address = sim.address.parse().expect("an address");
    let _ours = Link::open(&address, 115_200).unwrap_or_else(|error| panic!("{error}"));
    let (code, _, err) =
        run(folder.path(), &["--dialect", "quectel-bc26", "--port", &sim.address, "--serial-only"]);
    assert_eq!(code, Some(3), "{err}");
    assert!(err.contains(&format!("in use: process {}", std::process::id())), "{err}");
}

#[test]
fn another_module_than_the_profile_is_for_is_the_benchs_trouble() {
    let (sim, folder) = (Sim::start(), folder());
    std::fs::write(folder.path().join("my.toml"), "version = 1\n[module]\nmodel = \"EC800*\"\n")
        .expect("written");
    let args = ["--dialect", "quectel-bc26", "--profile", "my.toml", "--port", &sim.address, "--serial-only"];
    let (code, out, err) = run(folder.path(), &args);
    assert_eq!(code, Some(3), "{out}{err}");
    assert!(out.contains("not the module that the profile is for"), "{out}{err}");
}

#[test]
fn wrong_input_is_said_before_anything_is_opened() {
    let folder = folder();
    let bc26 = ["--dialect", "quectel-bc26", "--port", "/dev/ttyNoSuchPort"];
    let (code, _, err) = run(folder.path(), &bc26);
    assert_eq!(code, Some(2), "{err}");
    assert!(err.contains("0.0.0.0:1883") && err.contains("--broker-advertise HOST"), "{err}");
    let (code, _, err) = run(folder.path(), &[&bc26[..], &["--broker-advertise", "a:b"]].concat());
    assert!(code == Some(2) && err.contains("HOST:PORT"), "{err}");
    let (code, _, err) = run(folder.path(), &[&bc26[..], &["--profile", "none.toml"]].concat());
    assert!(code == Some(2) && err.contains("none.toml"), "{err}");
    std::fs::write(folder.path().join("my.toml"), "version = 1\n[bench]\noffers = [\"power\"]\n")
        .expect("written");
    let (code, _, err) = run(
        folder.path(),
        &[
            "--dialect",
            "quectel-bc26",
            "--profile",
            "my.toml",
            "--port",
            "/dev/ttyNoSuchPort",
            "--serial-only",
            "--dry-run",
        ],
    );
    assert!(code == Some(2) || code == Some(3), "{err}");
    let (code, _, err) = run(folder.path(), &[&bc26[..], &["--serial-only"]].concat());
    assert!(code == Some(3) && err.contains("no such port"), "{err}");
}

#[test]
fn a_profile_narrows_a_virtual_module_too() {
    let folder = folder();
    let profile = "version = 1\ndialect = \"quectel-bc26\"\n[[unsupported]]\ncommand = \"+QMTPUB\"\nwhy = \"not built in\"\n";
    std::fs::write(folder.path().join("my.toml"), profile).expect("written");
    let (code, out, err) = run(folder.path(), &[&["--profile", "my.toml", "--dry-run"][..], &CASES].concat());
    assert_eq!(code, Some(0), "{err}");
    assert!(
        out.contains("publish-qos0  (skipped: not claimed by the profile (+QMTPUB): not built in)"),
        "{out}"
    );
}

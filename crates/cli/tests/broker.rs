//! `hayes broker` from outside: what it prints, what it records, and how it ends when its input is wrong.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

struct Broker(Child);

impl Drop for Broker {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn hayes(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hayes"));
    command.arg("broker").args(args).env("HAYES_TEST_PASSWORD", "hush-hush");
    command
}

#[test]
fn a_run_with_orders_and_a_record() {
    let folder = tempfile::tempdir().expect("a folder");
    let record = folder.path().join("record.jsonl");
    let args = [
        "--listen",
        "127.0.0.1:0",
        "--order",
        "corrupt PINGRESP type once",
        "--user",
        "me",
        "--password-env",
        "HAYES_TEST_PASSWORD",
        "--record",
        record.to_str().expect("a plain path"),
    ];
    let mut child =
        hayes(&args).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("the program is built");
    let mut orders = child.stdin.take().expect("it is piped");
    let mut lines = BufReader::new(child.stdout.take().expect("it is piped")).lines().map_while(Result::ok);
    let broker = Broker(child);

    let listens = |line: String| line.strip_prefix("listening on ").map(str::to_owned);
    let address = lines.find_map(listens).expect("where it listens");
    let mut socket = TcpStream::connect(address).expect("it listens");
    socket.set_read_timeout(Some(Duration::from_secs(20))).expect("a lawful timeout");
    socket
        .write_all(b"\x10\x1c\x00\x04MQTT\x04\xc2\x00\x00\x00\x01m\x00\x02me\x00\x09hush-hush")
        .expect("it reads");
    socket.read_exact(&mut [0; 4]).expect("a CONNACK");
    socket.write_all(b"\xc0\x00").expect("it reads");
    let mut pong = [0; 2];
    socket.read_exact(&mut pong).expect("an answer");
    assert_eq!(pong, [0xf0, 0]);

    writeln!(orders, "push \"t\" \"\\x1b[2J\" for client \"m\"").expect("it reads orders");
    let mut publish = [0; 9];
    socket.read_exact(&mut publish).expect("what was pushed");
    assert_eq!(&publish, b"\x30\x07\x00\x01t\x1b[2J");
    drop(socket);
    let printed: Vec<String> = lines.by_ref().take_while(|line| !line.ends_with("closed (m)")).collect();
    drop(broker);
    let printed = printed.join("\n");
    assert!(printed.contains(r#"PUBLISH qos=0 retain=0 topic="t" payload="\x1b[2J""#), "{printed}");

    let recorded = std::fs::read_to_string(record).expect("the record");
    for line in recorded.lines() {
        serde_json::from_str::<serde_json::Value>(line).unwrap_or_else(|error| panic!("{line}: {error}"));
    }
    assert!(recorded.contains("\"event\":\"order-applied\""), "{recorded}");
    for text in [printed, recorded] {
        assert!(!text.contains("hush") && !text.contains("68757368"), "the password is in {text}");
    }
}

#[test]
fn wrong_input_is_explained() {
    let cases: [(&[&str], &str); 5] = [
        (&["--listen", "127.0.0.1:0", "--order", "drop PUBAK"], "drop PUBAK\n     ^^^^^"),
        (&["--listen", "nowhere"], "\"nowhere\" is no address"),
        (&["--listen", "127.0.0.1:0", "--client-ca", "Cargo.toml"], "--client-ca needs"),
        (&["--listen", "127.0.0.1:0", "--tls-cert", "Cargo.toml", "--tls-key", "Cargo.toml"], "certificate"),
        (
            &["--listen", "127.0.0.1:0", "--user", "u", "--password-env", "HAYES_TEST_UNSET"],
            "HAYES_TEST_UNSET",
        ),
    ];
    for (args, words) in cases {
        let output = hayes(args).stdin(Stdio::null()).output().expect("the program is built");
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(errors.contains(words), "{errors}");
    }
}

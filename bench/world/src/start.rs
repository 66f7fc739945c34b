//! How long `hayes sim` takes from its start to the first answer of its module.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::Instant;

use hayes_ports::serial::{Address, Link};

pub fn milliseconds(program: &str, dialect: &str) -> f64 {
    let link = std::env::temp_dir().join(format!("bench-world-{}", std::process::id()));
    let began = Instant::now();
    let mut child = Command::new(program)
        .args(["sim", "--dialect", dialect, "--pty"])
        .arg(&link)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{program}: {error}"));
    let mut lines = BufReader::new(child.stdout.take().expect("it is piped"));
    lines.read_line(&mut String::new()).expect("it says where it is");
    let line = Link::open(&Address::Port(link), 115_200).unwrap_or_else(|error| panic!("{error}"));
    line.write(b"AT\r").expect("it is heard");
    let (mut heard, mut buffer) = (Vec::new(), [0; 256]);
    while !heard.ends_with(b"OK\r\n") {
        let count = line.read(&mut buffer).expect("it is there");
        heard.extend_from_slice(&buffer[..count]);
    }
    let took = began.elapsed().as_secs_f64() * 1000.0;
    drop(line);
    let _ = Command::new("kill").arg(child.id().to_string()).status();
    child.wait().expect("it ends");
    took
}

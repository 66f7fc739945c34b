//! The program while it runs beside a test: how it is started, what it prints, how it ends.
#![allow(dead_code, reason = "each test file takes what it needs")]

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, ChildStdout, Command, Stdio};

/// The program, with these arguments.
pub(crate) fn hayes(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hayes"));
    command.args(args).stdin(Stdio::null());
    command
}

/// A sim that ends when it is dropped.
pub(crate) struct Sim {
    child: Child,
    lines: BufReader<ChildStdout>,
}

impl Sim {
    /// Starts it.
    pub(crate) fn start(args: &[&str]) -> Self {
        let mut child =
            hayes(&[&["sim"], args].concat()).stdout(Stdio::piped()).spawn().expect("the program is built");
        let lines = BufReader::new(child.stdout.take().expect("it is piped"));
        Self { child, lines }
    }

    /// The next line that it prints.
    pub(crate) fn line(&mut self) -> String {
        let mut line = String::new();
        self.lines.read_line(&mut line).expect("it prints");
        line.trim_end().to_owned()
    }

    /// Sends it a signal, and gives the code with which it ends; it has said nothing more.
    pub(crate) fn signal(&mut self, name: &str) -> Option<i32> {
        let sent = Command::new("kill").args([name, &self.child.id().to_string()]).status();
        assert!(sent.expect("kill is everywhere").success());
        let code = self.child.wait().expect("it ends").code();
        let mut rest = String::new();
        self.lines.read_to_string(&mut rest).expect("it prints text");
        assert_eq!(rest, "");
        code
    }
}

impl Drop for Sim {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

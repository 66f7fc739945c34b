//! `hayes sim` as others use it: a host driver in Python on its pty, mosquitto behind its sockets, plain and TLS.
#![cfg(feature = "interop")]

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use hayes_ports::tls::Authority;
use rstest::rstest;

/// A program that is asked to end when it is dropped.
struct Running(Child);

impl Running {
    /// Starts it, and waits for a line that fits.
    fn start(command: &mut Command, fits: impl Fn(&str) -> bool) -> Option<Self> {
        let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
        let mut running = Self(child.unwrap_or_else(|error| panic!("{command:?}: {error}")));
        let stdout = BufReader::new(running.0.stdout.take().expect("it is piped"));
        let stderr = BufReader::new(running.0.stderr.take().expect("it is piped"));
        // One of both says that it runs; the other is silent until the end.
        let (tell, told) = std::sync::mpsc::channel();
        for lines in [Box::new(stdout) as Box<dyn BufRead + Send>, Box::new(stderr)] {
            let tell = tell.clone();
            std::thread::spawn(move || {
                for line in lines.lines().map_while(Result::ok) {
                    // Nobody waits any more.
                    let _ = tell.send(line);
                }
            });
        }
        drop(tell);
        told.iter().any(|line| fits(&line)).then_some(running)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = Command::new("kill").arg(self.0.id().to_string()).status();
        let _ = self.0.wait();
    }
}

/// A mosquitto with a plain listener and one that speaks TLS.
struct Mosquitto {
    plain: u16,
    tls: u16,
    _running: Running,
}

impl Mosquitto {
    fn start(folder: &Path) -> Self {
        let authority = Authority::in_folder(folder).expect("an authority");
        let server = authority.server(&["localhost", "127.0.0.1"]).expect("a certificate");
        let write = |name: &str, text: &str| {
            let path = folder.join(name);
            std::fs::write(&path, text).expect("a file");
            path
        };
        let (certificate, key) = (write("server.pem", &server.certificate), write("server.key", &server.key));
        // It cannot take free ports itself: those that were free a moment ago nearly always still are.
        for _ in 0..5 {
            let free = [(); 2].map(|()| TcpListener::bind("127.0.0.1:0").expect("a free port"));
            let [plain, tls] = free.map(|listener| listener.local_addr().expect("it is bound").port());
            let config = write(
                "mosquitto.conf",
                &format!(
                    "per_listener_settings false\nallow_anonymous true\nlog_dest stderr\npersistence false\nuser root\n\
                     listener {plain} 127.0.0.1\n\
                     listener {tls} 127.0.0.1\ncertfile {}\nkeyfile {}\n",
                    certificate.display(),
                    key.display()
                ),
            );
            let mut command = Command::new("mosquitto");
            if let Some(running) =
                Running::start(command.arg("-c").arg(config), |line| line.ends_with("running"))
            {
                return Self { plain, tls, _running: running };
            }
        }
        panic!("mosquitto does not start");
    }
}

#[rstest]
#[case::bc20("quectel-bc20", false)]
#[case::bc26("quectel-bc26", false)]
#[case::bc26_tls("quectel-bc26", true)]
#[case::ecx00u("quectel-ecx00u", false)]
#[case::ecx00u_tls("quectel-ecx00u", true)]
#[case::simcom("simcom-sim7672", false)]
#[case::simcom_tls("simcom-sim7672", true)]
#[case::fibocom("fibocom", false)]
fn a_driver_in_another_language_before_mosquitto(#[case] dialect: &str, #[case] tls: bool) {
    let folder = tempfile::tempdir().expect("a folder");
    let mosquitto = Mosquitto::start(folder.path());
    let (link, log) = (folder.path().join("modem"), folder.path().join("line.log"));
    let mut sim = Command::new(env!("CARGO_BIN_EXE_hayes"));
    sim.args(["sim", "--dialect", dialect, "--resolve", "broker.example=127.0.0.1"]);
    sim.arg("--pty").arg(&link).arg("--log").arg(&log);
    let sim = Running::start(&mut sim, |line| line.contains("modem")).expect("it starts");

    let python = std::env::var("HAYES_PYTHON").unwrap_or_else(|_| "python3".into());
    let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/interop/host.py");
    let port = if tls { mosquitto.tls } else { mosquitto.plain };
    let mut host = Command::new(python);
    host.arg(script).arg(&link).args([dialect, "broker.example"]);
    host.args([port.to_string(), mosquitto.plain.to_string()]);
    if tls {
        host.arg(folder.path().join("ca.pem"));
    }
    let output = host.output().expect("python runs");
    let line = std::fs::read_to_string(&log).unwrap_or_default();
    assert!(output.status.success(), "{}\n{line}", String::from_utf8_lossy(&output.stderr));
    drop(sim);
    assert!(!link.is_symlink(), "it takes its link away");
}

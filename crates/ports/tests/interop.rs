//! The far end against the parts that people use: mosquitto's clients and broker, and openssl.
#![cfg(feature = "interop")]

mod bed;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use bed::Bed;
use hayes_broker::Event;
use hayes_broker::plain::{Access, User};
use hayes_broker::record::Tls;
use hayes_ports::tls::{Authority, Identity, server_config};
use rstest::rstest;

/// A program that ends when it is dropped; clients end by `timeout` if they hang.
struct Running(Child);

impl Running {
    fn start(program: &str, args: &[&str]) -> Self {
        let mut command = Command::new("timeout");
        command.args(["20", program]).args(args);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        Self(command.spawn().unwrap_or_else(|error| panic!("{program}: {error}")))
    }

    /// Waits for its end.
    fn output(mut self) -> Output {
        let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
        self.0.stdout.take().expect("it is piped").read_to_end(&mut stdout).expect("it can be read");
        self.0.stderr.take().expect("it is piped").read_to_end(&mut stderr).expect("it can be read");
        let status = self.0.wait().expect("it ends");
        Output { status, stdout, stderr }
    }

    fn text(self) -> String {
        let output = self.output();
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{}: {errors}", output.status);
        String::from_utf8_lossy(&output.stdout).into_owned() + &errors
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // `timeout` hands this on to what it runs, as it could not do with a kill.
        let _ = Command::new("kill").arg(self.0.id().to_string()).stderr(Stdio::null()).status();
        let _ = self.0.wait();
    }
}

fn run(program: &str, address: SocketAddr, args: &[&str]) -> Running {
    let (host, port) = (address.ip().to_string(), address.port().to_string());
    Running::start(program, &[&["-h", &*host, "-p", &*port], args].concat())
}

/// Subscribes, and waits until that is through.
fn subscribe(bed: &Bed, args: &[&str]) -> Running {
    let running = run("mosquitto_sub", bed.address(), args);
    bed.until(|event| event.to_string().starts_with("< SUBACK"));
    running
}

fn publish(bed: &Bed, args: &[&str]) -> Output {
    run("mosquitto_pub", bed.address(), args).output()
}

#[rstest]
fn delivery(
    #[values("mqttv31", "mqttv311")] subscriber: &str,
    #[values("mqttv31", "mqttv311")] publisher: &str,
    #[values("0", "1", "2")] qos: &str,
) {
    let bed = Bed::new();
    let subscribed =
        subscribe(&bed, &["-V", subscriber, "-t", "a/+", "-q", qos, "-C", "1", "-F", "%t %q %r %l %p"]);
    let published = publish(&bed, &["-V", publisher, "-t", "a/b", "-q", qos, "-m", "hi \"there\"\r\nOK"]);
    assert!(published.status.success());
    assert_eq!(subscribed.text(), format!("a/b {qos} 0 14 hi \"there\"\r\nOK\n"));
}

#[test]
fn a_large_binary_payload_comes_whole() {
    let bed = Bed::new();
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("payload");
    let payload: Vec<u8> = (0..=255u8).cycle().take(300_000).collect();
    std::fs::write(&file, &payload).expect("a file");
    let subscribed = subscribe(&bed, &["-t", "big", "-q", "2", "-C", "1", "-N"]);
    assert!(
        publish(&bed, &["-t", "big", "-q", "2", "-f", file.to_str().expect("a plain path")]).status.success()
    );
    assert!(subscribed.output().stdout == payload);
}

#[test]
fn retained_messages() {
    let bed = Bed::new();
    assert!(publish(&bed, &["-t", "r/1", "-r", "-q", "1", "-m", "kept"]).status.success());
    assert!(publish(&bed, &["-t", "r/2", "-r", "-m", "gone"]).status.success());
    assert!(publish(&bed, &["-t", "r/2", "-r", "-n"]).status.success());
    let subscribed = subscribe(&bed, &["-t", "r/#", "-q", "2", "-W", "1", "-F", "%t %q %r %p"]).output();
    assert_eq!(String::from_utf8_lossy(&subscribed.stdout), "r/1 1 1 kept\n");
}

#[test]
fn a_will_when_the_client_is_killed() {
    let bed = Bed::new();
    let watcher = subscribe(&bed, &["-t", "will", "-q", "1", "-C", "1"]);
    let args =
        ["-i", "doomed", "-t", "x", "--will-topic", "will", "--will-payload", "dead", "--will-qos", "1"];
    let mut doomed = Command::new("mosquitto_sub")
        .args(["-h", "127.0.0.1", "-p", &bed.address().port().to_string()])
        .args(args)
        .spawn()
        .expect("mosquitto_sub");
    bed.until(|event| event.to_string().starts_with("< SUBACK"));
    doomed.kill().expect("it runs");
    doomed.wait().expect("it ends");
    assert_eq!(watcher.text(), "dead\n");
}

#[rstest]
#[case("mqttv31")]
#[case("mqttv311")]
fn a_session_that_persists(#[case] version: &str) {
    let bed = Bed::new();
    let session = ["-V", version, "-i", "keeper", "-c", "-q", "1", "-t", "t"];
    subscribe(&bed, &[&session[..], &["-E"]].concat()).text();
    bed.until(|event| matches!(event, Event::Closed(_)));
    assert!(publish(&bed, &["-t", "t", "-q", "1", "-m", "while away"]).status.success());
    let again = run("mosquitto_sub", bed.address(), &[&session[..], &["-C", "1"]].concat());
    assert_eq!(again.text(), "while away\n");
}

#[rstest]
#[case(&["-u", "u", "-P", "right"], 0)]
#[case(&["-u", "u", "-P", "wrong"], 4)]
#[case(&[], 5)]
fn passwords(#[case] args: &[&str], #[case] code: i32) {
    let users = vec![User { name: "u".into(), password: b"right".to_vec() }];
    let bed = Bed::with(|setup| setup.config.rules.access = Access::Users(users));
    let published = publish(&bed, &[args, &["-t", "t", "-m", "x"]].concat());
    assert_eq!(published.status.code(), Some(code));
}

/// What mosquitto's clients make of orders.
#[rstest]
fn refused(#[values(1, 2, 3, 4, 5)] code: i32) {
    let bed = Bed::new();
    bed.order(&format!("refuse CONNECT {code}"));
    assert_eq!(publish(&bed, &["-t", "t", "-m", "x"]).status.code(), Some(code));
}

#[test]
fn a_refused_subscription() {
    let bed = Bed::new();
    bed.order("refuse SUBSCRIBE");
    let output = subscribe(&bed, &["-t", "t"]).output();
    assert!(String::from_utf8_lossy(&output.stderr).contains("denied"), "{output:?}");
}

#[test]
fn a_granted_qos() {
    let bed = Bed::new();
    bed.order("grant 0");
    let subscribed = subscribe(&bed, &["-t", "t", "-q", "2", "-C", "1", "-F", "%q"]);
    bed.order("publish \"t\" \"x\" qos 2");
    assert_eq!(subscribed.text(), "0\n");
}

#[test]
fn a_delayed_acknowledgement() {
    let bed = Bed::new();
    bed.order("delay PUBACK 500ms");
    let began = std::time::Instant::now();
    assert!(publish(&bed, &["-t", "t", "-q", "1", "-m", "x"]).status.success());
    assert!(began.elapsed().as_millis() >= 500);
}

struct Certificates {
    folder: tempfile::TempDir,
    authority: Authority,
}

impl Certificates {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let authority = Authority::in_folder(folder.path()).expect("an authority");
        Self { folder, authority }
    }

    fn bed(&self, demand: bool) -> Bed {
        let Identity { certificate, key } =
            self.authority.server(&["localhost", "127.0.0.1"]).expect("a certificate");
        let demanded = demand.then_some(self.authority.certificate().as_bytes());
        let config = server_config(certificate.as_bytes(), key.as_bytes(), demanded).expect("a server");
        Bed::with(|setup| setup.listen[0].tls = Some(config))
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().expect("a plain path").to_owned()
    }

    /// A client's certificate and key, as the arguments that mosquitto wants.
    fn client(&self) -> Vec<String> {
        let Identity { certificate, key } = self.authority.client("module").expect("a certificate");
        let write = |name: &str, text: String| {
            std::fs::write(Path::new(&self.path(name)), text).expect("a file");
            self.path(name)
        };
        vec!["--cert".into(), write("client.pem", certificate), "--key".into(), write("client.key", key)]
    }
}

#[rstest]
#[case::server_only(false, false, true)]
#[case::client_certificate(true, true, true)]
#[case::client_certificate_missing(true, false, false)]
fn tls(#[case] demanded: bool, #[case] shown: bool, #[case] accepted: bool) {
    let certificates = Certificates::new();
    let bed = certificates.bed(demanded);
    let authority = certificates.path("ca.pem");
    let client = certificates.client();
    let mut args = vec!["--cafile", &authority, "-t", "t", "-q", "1", "-m", "x"];
    if shown {
        args.extend(client.iter().map(String::as_str));
    }
    assert_eq!(publish(&bed, &args).status.success(), accepted);
    bed.until(|event| match event {
        Event::Tls(Tls::Established { client_certificate, .. }) => {
            accepted && client_certificate.is_some() == shown
        }
        Event::Tls(Tls::Failed(_)) => !accepted,
        _ => false,
    });
}

#[rstest]
#[case("-tls1_2", Some("TLS 1.2"))]
#[case("-tls1_3", Some("TLS 1.3"))]
#[case("-tls1_1", None)]
fn openssl_verifies_the_certificate(#[case] version: &str, #[case] agreed: Option<&str>) {
    let certificates = Certificates::new();
    let bed = certificates.bed(false);
    let connect = bed.address().to_string();
    let authority = certificates.path("ca.pem");
    let args = [
        "s_client",
        "-connect",
        &connect,
        "-CAfile",
        &authority,
        "-verify_hostname",
        "localhost",
        "-verify_return_error",
        version,
    ];
    let output = Running::start("openssl", &args).output();
    let text = String::from_utf8_lossy(&output.stdout);
    assert_eq!(
        text.contains("Verify return code: 0 (ok)") && output.status.success(),
        agreed.is_some(),
        "{text}"
    );
    bed.until(|event| match event {
        Event::Tls(Tls::Established { version, .. }) => Some(&**version) == agreed,
        Event::Tls(Tls::Failed(_)) => agreed.is_none(),
        _ => false,
    });
}

/// A real mosquitto on a free port.
struct Mosquitto {
    address: SocketAddr,
    _running: Running,
    _folder: tempfile::TempDir,
}

impl Mosquitto {
    fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        // It cannot take a free port itself: one that was free a moment ago nearly always still is.
        for _ in 0..5 {
            let free = TcpListener::bind("127.0.0.1:0")
                .and_then(|listener| listener.local_addr())
                .expect("a free port");
            let file = folder.path().join("mosquitto.conf");
            let mut text = std::fs::File::create(&file).expect("a file");
            writeln!(
                text,
                "listener {} 127.0.0.1\nallow_anonymous true\nlog_dest stderr\npersistence false",
                free.port()
            )
            .expect("a file");
            // Not under `timeout`: killed, that would leave its child behind.
            let child = Command::new("mosquitto").arg("-c").arg(&file).stderr(Stdio::piped()).spawn();
            let mut running = Running(child.expect("mosquitto"));
            let stderr = running.0.stderr.take().expect("it is piped");
            let mut lines = BufReader::new(stderr).lines().map_while(Result::ok);
            if lines.any(|line| line.ends_with("running")) {
                std::thread::spawn(move || lines.count());
                return Self { address: free, _running: running, _folder: folder };
            }
        }
        panic!("mosquitto does not start");
    }
}

#[rstest]
fn the_tap_before_mosquitto(
    #[values("mqttv31", "mqttv311")] version: &str,
    #[values("0", "1", "2")] qos: &str,
) {
    let real = Mosquitto::start();
    let tap = Bed::with(|setup| setup.upstream = vec![real.address]);
    let subscribed =
        subscribe(&tap, &["-V", version, "-i", "s", "-t", "a/#", "-q", qos, "-C", "3", "-F", "%q %p"]);
    tap.order("push \"a/tap\" \"pushed\" qos 2 for client \"s\"");
    tap.until(|event| event.to_string().starts_with("> PUBCOMP"));
    tap.order(&format!("publish \"a/tap\" \"published\" qos {qos}"));
    tap.until(|event| event.to_string().starts_with("< PUBLISH") && event.to_string().contains("published"));
    assert!(publish(&tap, &["-V", version, "-t", "a/b", "-q", qos, "-m", "through"]).status.success());
    assert_eq!(subscribed.text(), format!("2 pushed\n{qos} published\n{qos} through\n"));
    tap.order("refuse CONNECT 3 once");
    assert_eq!(publish(&tap, &["-V", version, "-t", "t", "-m", "x"]).status.code(), Some(3));
    tap.order("delay PUBACK 300ms");
    tap.order("delay PUBCOMP 300ms");
    let began = std::time::Instant::now();
    assert!(publish(&tap, &["-V", version, "-t", "t", "-q", qos, "-m", "x"]).status.success());
    assert_eq!(began.elapsed().as_millis() >= 300, qos != "0");
}

#[test]
fn mosquitto_refuses_through_the_tap_what_it_refuses() {
    let real = Mosquitto::start();
    let tap = Bed::with(|setup| setup.upstream = vec![real.address]);
    let mut socket = tap.socket();
    socket.write_all(b"\x10\x0d\x00\x04MQTT\x09\x02\x00\x05\x00\x01a").expect("it reads");
    let mut answer = Vec::new();
    socket.read_to_end(&mut answer).expect("an orderly end");
    assert_eq!(answer, b"\x20\x02\x00\x01", "its answer, byte for byte");
    let record = tap.until(|event| event.to_string().contains("unknown protocol"));
    assert!(record.to_string().contains("level 9"), "{record}");
}

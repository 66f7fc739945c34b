//! Virtual modules before real hosts: what hosts see of ptys and TCP ports, and what becomes of the sockets behind them.
#![cfg(unix)]

mod bed;
mod sim_bed;

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::symlink;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use bytes::Bytes;
use hayes_broker::Event;
use hayes_broker::record::Tls;
use hayes_module::{TlsWish, Verify};
use hayes_ports::serial::{Address, Trace};
use hayes_ports::sim::{Outlet, SimError};
use hayes_ports::tls::{Authority, Identity, server_config};
use rstest::rstest;

use bed::Bed;
use sim_bed::{Host, PATIENCE, Puppet, Running, module, outlet, pty, tcp};

/// A puppet on TCP, and its host.
fn puppet(puppet: impl FnOnce() -> Puppet + Send + 'static) -> (Running, Host) {
    let sim = Running::start(move || vec![outlet(Box::new(puppet()), tcp())]).expect("it starts");
    let host = Host::open(&sim.address());
    (sim, host)
}

#[test]
fn a_pty_is_a_port_like_any_other_and_survives_its_hosts() {
    let folder = tempfile::tempdir().expect("a folder");
    let link = folder.path().join("modem");
    let place = pty(&link);
    let sim = Running::start(move || vec![outlet(module("quectel-bc26", 1), place)]).expect("it starts");
    let address = Address::Port(link.clone());
    // Often enough for a host to come just when the last one is found to be gone.
    for _ in 0..100 {
        let mut host = Host::open(&address);
        assert_eq!(host.ask("AT\r", "OK\r\n"), "AT\r\r\nOK\r\n");
    }
    drop(sim);
    assert!(!link.is_symlink(), "the link is taken away");
}

#[test]
fn a_closed_pty_costs_nothing_and_what_is_said_meanwhile_is_lost() {
    let folder = tempfile::tempdir().expect("a folder");
    let link = folder.path().join("modem");
    let place = pty(&link);
    let turns = Arc::default();
    let counted = Arc::clone(&turns);
    let make = move || Puppet::counted(counted);
    let sim = Running::start(move || vec![outlet(Box::new(make()), place)]).expect("it starts");
    let server = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = server.local_addr().expect("it is bound").port();
    let mut host = Host::open(&Address::Port(link.clone()));
    host.ask(&format!("open 127.0.0.1 {port}\n"), "opened\n");
    let (mut stream, _) = server.accept().expect("it connects");
    stream.set_read_timeout(Some(PATIENCE)).expect("a lawful time");
    // Said, and not read: nor is it to be read by the next host.
    host.say("hello\n");
    for _ in 0..2 {
        host.say("send x\n");
        stream.read_exact(&mut [0]).expect("what was sent");
    }
    let open = turns.load(Ordering::Relaxed);
    drop(host);
    stream.set_read_timeout(Some(Duration::from_millis(10))).expect("a lawful time");
    while turns.load(Ordering::Relaxed) == open {
        assert!(stream.read(&mut [0]).is_err(), "nothing is sent");
    }
    let before = turns.load(Ordering::Relaxed);
    stream.write_all(b"unheard").expect("it is read");
    // The puppet takes what was sent and says so to nobody; a loop that spins would turn thousands of times meanwhile.
    stream.set_read_timeout(Some(Duration::from_millis(300))).expect("a lawful time");
    assert!(stream.read(&mut [0]).is_err(), "nothing is sent");
    let spent = turns.load(Ordering::Relaxed) - before;
    assert!(spent < 200, "{spent} turns while nobody was there");
    let mut host = Host::open(&Address::Port(link));
    assert_eq!(host.ask("again\n", "?\n"), "what is again?\n");
    drop(sim);
}

#[test]
fn a_link_that_was_left_behind_is_replaced_and_nothing_else_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    symlink("/dev/pts/987654", path("stale")).expect("a link");
    symlink("/dev/ttyUSB987", path("unplugged")).expect("a link");
    std::fs::write(path("file"), "precious").expect("a file");
    let start = |name: &str| {
        let place = pty(&path(name));
        Running::start(move || vec![outlet(Box::new(Puppet::default()), place)])
    };
    let first = start("stale").expect("nobody has it");
    assert_eq!(Host::open(&Address::Port(path("stale"))).ask("x\n", "?\n"), "what is x?\n");
    for name in ["unplugged", "file"] {
        assert!(matches!(start(name), Err(SimError::InTheWay(_))), "{name}");
    }
    let second = start("stale").err().expect("somebody has it").to_string();
    assert!(second.contains(&format!("in use: process {}", std::process::id())), "{second}");
    drop(first);
    start("stale").expect("it is free again");
    assert_eq!(std::fs::read_to_string(path("file")).expect("it is there"), "precious");
    assert!(path("unplugged").is_symlink());
}

#[test]
fn hosts_over_tcp_come_one_after_the_other() {
    let sim = Running::start(|| vec![outlet(module("fibocom", 1), tcp())]).expect("it starts");
    let Address::Tcp(address) = sim.address() else { panic!("it is on TCP") };
    let connect = || {
        let stream = TcpStream::connect(&address).expect("it listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("a lawful time");
        stream
    };
    for _ in 0..3 {
        let mut host = connect();
        host.write_all(b"AT\r").expect("it is heard");
        host.read_exact(&mut [0; 9]).expect("an answer");
        assert_eq!(connect().read(&mut [0]).expect("an end"), 0, "a line has one host");
        host.write_all(b"AT\r").expect("it is heard");
        host.read_exact(&mut [0; 9]).expect("the first one is still there");
    }
}

#[test]
fn several_modules_at_once() {
    let start = || (0..20).map(|seed| outlet(module("simcom-sim7672", seed), tcp())).collect::<Vec<Outlet>>();
    let sim = Running::start(start).expect("they start");
    let address = |place: &hayes_ports::sim::Place| place.to_string().parse().expect("an address");
    let mut hosts: Vec<Host> = sim.places.iter().map(|place| Host::open(&address(place))).collect();
    for host in &hosts {
        host.say("AT\r");
    }
    for host in &mut hosts {
        assert_eq!(host.until("OK\r\n"), "AT\r\r\nOK\r\n");
    }
}

#[test]
fn every_byte_is_in_the_log() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("log");
    let file = std::fs::File::create(&path).expect("a file");
    let start = move || vec![Outlet { log: Some(Trace::new(file)), ..outlet(module("fibocom", 1), tcp()) }];
    let sim = Running::start(start).expect("it starts");
    Host::open(&sim.address()).ask("ATE0\rAT\r", "OK\r\n\r\nOK\r\n");
    drop(sim);
    let log = std::fs::read_to_string(path).expect("the log");
    let sides: Vec<String> = [" > ", " < "]
        .map(|mark| log.lines().filter_map(|line| Some(line.split_once(mark)?.1)).collect())
        .into();
    assert_eq!(sides, ["ATE0\\rAT\\r", "ATE0\\r\\r\\nOK\\r\\n\\r\\nOK\\r\\n"], "{log}");
}

#[test]
fn a_host_that_does_not_read_holds_up_nobody() {
    let (sim, mut host) = puppet(Puppet::default);
    host.say("say 9000000\nhello\n");
    // More than any buffer holds has been said before: the rest of it is lost, and the line goes on.
    let said = host.until("zz");
    assert!(said.ends_with("zz"));
    drop(host);
    let mut next = Host::open(&sim.address());
    assert_eq!(next.ask("again\n", "again?\n"), "what is again?\n");
}

#[rstest]
#[case::by_address("127.0.0.1", "")]
#[case::by_name("localhost", "")]
#[case::elsewhere("Broker.Example.COM", "broker.example.com=127.0.0.1")]
#[case::at_another_port("a.b", "a.b=127.0.0.1:PORT")]
fn sockets_carry_bytes_both_ways(#[case] name: &'static str, #[case] redirect: &'static str) {
    let server = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = server.local_addr().expect("it is bound").port();
    let names = redirect.replace("PORT", &port.to_string());
    let names =
        move || names.split(',').filter(|n| !n.is_empty()).map(|n| n.parse().expect("HOST=ADDR")).collect();
    let start = move || vec![Outlet { names: names(), ..outlet(Box::new(Puppet::default()), tcp()) }];
    let sim = Running::start(start).expect("it starts");
    let mut host = Host::open(&sim.address());
    let asked = if redirect.ends_with("PORT") { 1 } else { port };
    assert_eq!(host.ask(&format!("open {name} {asked}\n"), "\n"), "opened\n");
    let (mut stream, _) = server.accept().expect("it connects");
    host.say("send ping\n");
    let mut ping = [0; 4];
    stream.read_exact(&mut ping).expect("what was sent");
    assert_eq!(&ping, b"ping");
    stream.write_all(b"pong").expect("it is read");
    assert_eq!(host.until("\n"), "received pong\n");
    drop(stream);
    assert_eq!(host.until("\n"), "closed\n");
}

#[test]
fn a_close_sends_what_is_left_first_and_an_abort_does_not_wait() {
    let server = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = server.local_addr().expect("it is bound").port();
    let (_sim, mut host) = puppet(Puppet::default);
    host.ask(&format!("open 127.0.0.1 {port}\n"), "opened\n");
    host.say("flood\nsend last\nclose\n");
    let (mut stream, _) = server.accept().expect("it connects");
    stream.set_read_timeout(Some(PATIENCE)).expect("a lawful time");
    let mut all = Vec::new();
    stream.read_to_end(&mut all).expect("a good end");
    assert!(all.len() == 64 * 1024 + 4 && all.ends_with(b"last"));

    host.ask(&format!("open 127.0.0.1 {port}\n"), "opened\n");
    let (mut stream, _) = server.accept().expect("it connects");
    stream.set_read_timeout(Some(PATIENCE)).expect("a lawful time");
    host.say("abort\n");
    let end = stream.read(&mut [0]).expect_err("a reset");
    assert_eq!(end.kind(), std::io::ErrorKind::ConnectionReset);
}

#[test]
fn trouble_is_called_by_its_name() {
    let free = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = free.local_addr().expect("it is bound").port();
    let (_sim, mut host) = puppet(Puppet::default);
    host.ask(&format!("open 127.0.0.1 {port}\n"), "opened\n");
    let (stream, _) = free.accept().expect("it connects");
    socket2::SockRef::from(&stream).set_linger(Some(Duration::ZERO)).expect("it is a socket");
    drop(stream);
    assert_eq!(host.until("\n"), "reset\n");
    drop(free);
    assert_eq!(host.ask(&format!("open 127.0.0.1 {port}\n"), "\n"), "failed: nobody listens there\n");
    assert_eq!(host.ask("open bad..name 1883\n", "\n"), "failed: the name has no address\n");
    assert_eq!(host.ask("open [nonsense 1883\n", "\n"), "failed: the name has no address\n");
}

#[test]
fn a_server_that_does_not_read_costs_its_connection() {
    let server = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = server.local_addr().expect("it is bound").port();
    let (_sim, mut host) = puppet(Puppet::default);
    host.ask(&format!("open 127.0.0.1 {port}\n"), "opened\n");
    host.say(&"flood\n".repeat(300));
    assert_eq!(host.until("\n"), "reset\n");
}

struct Certificates {
    ca: Authority,
    other: Authority,
}

impl Certificates {
    fn new() -> Self {
        Self { ca: Authority::new().expect("an authority"), other: Authority::new().expect("an authority") }
    }

    /// A far end with a certificate for another name than the one it is reached by.
    fn bed(&self, demand: bool) -> Bed {
        let Identity { certificate, key } = self.ca.server(&["elsewhere.example"]).expect("a certificate");
        let demanded = demand.then_some(self.ca.certificate().as_bytes());
        let config = server_config(certificate.as_bytes(), key.as_bytes(), demanded).expect("a server");
        Bed::with(|setup| setup.listen[0].tls = Some(config))
    }

    fn wish(&self, case: &str) -> TlsWish {
        let pem = |text: &str| Some(Bytes::from(text.to_owned()));
        let right = TlsWish { verify: Verify::Server, ca: pem(self.ca.certificate()), ..TlsWish::default() };
        match case {
            "trusting" => TlsWish::default(),
            "verifying" => right,
            "old" => TlsWish { versions: Some((0x0301, 0x0302)), ..TlsWish::default() },
            "tls12" => TlsWish { versions: Some((0x0303, 0x0303)), ..right },
            "misled" => TlsWish { ca: pem(self.other.certificate()), ..right },
            "unprepared" => TlsWish { ca: None, ..right },
            "garbled" => TlsWish { ca: pem("-----BEGIN NONSENSE-----"), ..right },
            "known" => {
                let own = self.ca.client("module").expect("a certificate");
                let (certificate, key) = (pem(&own.certificate), pem(&own.key));
                TlsWish { verify: Verify::Both, certificate, key, sni: true, ..right }
            }
            other => panic!("what is {other}?"),
        }
    }
}

#[rstest]
#[case::trusting("trusting", false, "opened")]
#[case::verifying("verifying", false, "opened")]
#[case::tls12("tls12", false, "opened")]
#[case::old("old", false, "failed: TLS: the module is configured to versions older than TLS 1.2")]
#[case::misled("misled", false, "failed: TLS: invalid peer certificate")]
#[case::unprepared(
    "unprepared",
    false,
    "failed: TLS: the server is to be verified, and no authority is configured"
)]
#[case::garbled("garbled", false, "failed: TLS: authority: ")]
#[case::known("known", true, "opened")]
fn tls(#[case] case: &'static str, #[case] demanded: bool, #[case] said: &str) {
    let certificates = Certificates::new();
    let bed = certificates.bed(demanded);
    let wish = certificates.wish(case);
    let (_sim, mut host) = puppet(move || Puppet::with_tls(wish));
    let port = bed.address().port();
    let outcome = host.ask(&format!("open localhost {port}\n"), "\n");
    assert!(outcome.starts_with(said), "{outcome}");
    if outcome == "opened\n" {
        let connect = bed::connect("m");
        let connect = String::from_utf8(connect).expect("it is short");
        // The puppet's orders are lines of words: a CONNECT has neither a blank nor a line end in it.
        assert!(
            host.ask(&format!("send {connect}\n"), "\n").starts_with("received \u{20}\u{2}"),
            "a CONNACK"
        );
        let record = bed.until(|event| matches!(event, Event::Tls(_)));
        let Event::Tls(Tls::Established { version, server_name, client_certificate, .. }) = record.event
        else {
            panic!("{record}");
        };
        assert_eq!(client_certificate.is_some(), demanded);
        assert_eq!(server_name.as_deref(), (case == "known").then_some("localhost"));
        assert_eq!(version == "TLS 1.2", case == "tls12");
    }
}

#[test]
fn a_client_without_the_certificate_that_is_demanded_is_refused() {
    let certificates = Certificates::new();
    let bed = certificates.bed(true);
    let wish = certificates.wish("verifying");
    let (_sim, mut host) = puppet(move || Puppet::with_tls(wish));
    // With TLS 1.3 the refusal comes after the client thinks that it is through.
    host.say(&format!("open 127.0.0.1 {}\n", bed.address().port()));
    let words = host.until("\n");
    let words = if words == "opened\n" { host.until("\n") } else { words };
    assert!(words == "reset\n" || words.starts_with("failed: TLS: "), "{words}");
    bed.until(|event| matches!(event, Event::Tls(Tls::Failed(_))));
}

#[test]
fn tls_where_nobody_speaks_it() {
    let bed = Bed::new();
    let (_sim, mut host) = puppet(|| Puppet::with_tls(TlsWish::default()));
    let outcome = host.ask(&format!("open 127.0.0.1 {}\n", bed.address().port()), "\n");
    assert!(outcome.starts_with("failed: TLS: "), "{outcome}");
}

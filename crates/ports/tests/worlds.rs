//! Both Worlds at their seam: the same code over either; what the virtual one promises of time, order and network.

mod bed;
#[cfg(unix)]
mod sim_bed;

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use hayes_broker::Order;
use hayes_module::{Module, Power, TlsWish, Verify};
use hayes_ports::serial::FaultPlan;
use hayes_ports::world::in_memory::{Scene, Secured, Setup};
use hayes_ports::world::{Happening, Network, Virtual, World};
use hayes_ports::{Device, Stop};
use rstest::rstest;

/// A World, and all that has happened in it.
struct Witness<W> {
    world: W,
    told: String,
    /// How much of the module's words has been waited for.
    heard: Vec<u8>,
}

impl<W: World> Witness<W> {
    fn of(world: W) -> Self {
        Self { world, told: String::new(), heard: Vec::new() }
    }

    /// Waits for the next happening, and writes it down.
    fn next(&mut self, until: Duration) -> Happening {
        let happening = self.world.next(until);
        match &happening {
            Happening::Serial { at, bytes } => {
                self.heard.extend_from_slice(bytes);
                let _ = writeln!(self.told, "{at:?} {}", bytes.escape_ascii());
            }
            Happening::Record(record) => {
                let _ = writeln!(self.told, "{record}");
            }
            other => {
                let _ = writeln!(self.told, "{other:?}");
            }
        }
        happening
    }

    /// Goes on until the module has said these words, within a time.
    fn until(&mut self, words: &str, within: Duration) {
        let until = self.world.now() + within;
        loop {
            if let Some(at) = self.heard.windows(words.len()).position(|window| window == words.as_bytes()) {
                self.heard.drain(..at + words.len());
                return;
            }
            let over = matches!(self.next(until), Happening::Deadline);
            assert!(!over, "{words:?} did not come:\n{}", self.told);
        }
    }

    fn ask(&mut self, text: &str, words: &str) {
        self.world.write(format!("{text}\r").as_bytes()).expect("the line is up");
        self.until(words, Duration::from_secs(20));
    }

    /// Lets time pass.
    fn wait(&mut self, time: Duration) {
        let until = self.world.now() + time;
        while !matches!(self.next(until), Happening::Deadline) {}
    }
}

fn module(seed: u64) -> Box<dyn Device> {
    let dialect = hayes_dialects::find("quectel-bc26").unwrap_or_else(|error| panic!("{error}"));
    let setup = hayes_module::Setup { seed, ..hayes_module::Setup::default() };
    Box::new(Module::new(Arc::new(dialect), setup).unwrap_or_else(|error| panic!("{error}")))
}

fn virtually(seed: u64, change: impl FnOnce(&mut Setup)) -> Witness<Virtual> {
    let mut setup = Setup { seed, ..Setup::default() };
    change(&mut setup);
    Witness::of(Virtual::new(module(seed), setup))
}

/// A session that needs module, network and far end.
fn session<W: World>(witness: &mut Witness<W>, host: &str, port: u16) {
    witness.ask("AT", "OK\r\n");
    witness.ask(&format!("AT+QMTOPEN=0,\"{host}\",{port}"), "+QMTOPEN: 0,0\r\n");
    witness.ask("AT+QMTCONN=0,\"m\"", "+QMTCONN: 0,0,0\r\n");
    witness.ask("AT+QMTSUB=0,1,\"t\",1", "+QMTSUB: 0,1,0,1\r\n");
    witness.ask("AT+QMTPUB=0,2,1,0,\"u\",\"hello\"", "+QMTPUB: 0,2,0\r\n");
    let order = Order::parse("publish \"t\" \"from the other side\"").expect("an order");
    witness.world.order(order).expect("there is a far end");
    witness.until("from the other side", Duration::from_secs(5));
    witness.ask("AT+QMTDISC=0", "+QMTDISC: 0,0\r\n");
}

#[test]
fn the_same_world_twice_is_the_same_and_another_seed_another() {
    let tell = |seed: u64| {
        let mut witness = virtually(seed, |_| ());
        session(&mut witness, "broker.example", 1883);
        witness.wait(Duration::from_hours(1));
        assert!(witness.world.now() >= Duration::from_hours(1), "an hour is soon over");
        witness.told
    };
    let told = tell(1);
    for words in ["> CONNECT", "< CONNACK", "> SUBSCRIBE", "> PUBLISH", "< PUBACK", "> DISCONNECT", "closed"]
    {
        assert!(told.contains(words), "{words} is not in\n{told}");
    }
    assert_eq!(told, tell(1));
    assert_ne!(told, tell(2));
}

#[test]
fn happenings_come_in_order_and_never_after_what_was_waited_for() {
    let mut witness = virtually(3, |_| ());
    witness.world.write(b"AT\r").expect("the line is up");
    let mut last = Duration::ZERO;
    for step in 0..2000 {
        let until = Duration::from_millis(step);
        loop {
            let happening = witness.next(until);
            assert!(witness.world.now() <= until && witness.world.now() >= last, "{happening:?}");
            last = witness.world.now();
            if matches!(happening, Happening::Deadline) {
                assert_eq!(last, until);
                break;
            }
        }
    }
    assert!(witness.told.contains("OK"), "{}", witness.told);
}

#[test]
fn a_slow_line_takes_its_time() {
    // 6000 bits a second are 600 bytes: three of them take 5 ms, and an answer cannot come before.
    let slow = virtually(1, |setup| setup.baud = Some(6000));
    let quick = virtually(1, |_| ());
    let times = [quick, slow].map(|mut witness| {
        witness.ask("AT", "OK\r\n");
        witness.world.now()
    });
    assert_eq!(times[1], times[0] + Duration::from_millis(5));
}

#[rstest]
#[case::no_name("nowhere.example", 1883, Duration::from_secs(1))]
#[case::no_listener("broker.example", 1884, Duration::from_secs(1))]
#[case::nobody("192.0.2.77", 1883, Duration::from_secs(31))]
fn the_network_says_no(#[case] host: &str, #[case] port: u16, #[case] within: Duration) {
    let mut witness = virtually(1, |_| ());
    witness.ask(&format!("AT+QMTOPEN=0,\"{host}\",{port}"), "OK\r\n");
    witness.until("+QMTOPEN: 0,", within);
    witness.wait(Duration::from_millis(100));
    assert!(!witness.heard.starts_with(b"0"), "{}", witness.told);
    assert!(!witness.told.contains("opened"), "the far end has seen nothing: {}", witness.told);
}

#[test]
fn a_cut_network_holds_up_what_is_on_its_way() {
    let mut witness = virtually(1, |_| ());
    witness.ask("AT+QMTOPEN=0,\"192.0.2.1\",1883", "+QMTOPEN: 0,0\r\n");
    witness.ask("AT+QMTCONN=0,\"m\"", "+QMTCONN: 0,0,0\r\n");
    witness.world.set_network(Network::Cut).expect("it is ours to cut");
    let before = witness.told.len();
    witness.ask("AT+QMTPUB=0,0,0,0,\"t\",\"late\"", "OK\r\n");
    witness.wait(Duration::from_secs(3));
    assert!(!witness.told[before..].contains("PUBLISH"), "{}", witness.told);
    witness.ask("AT+QMTOPEN=1,\"broker.example\",1883", "OK\r\n");
    witness.world.set_network(Network::Up).expect("it is ours to mend");
    witness.wait(Duration::from_mins(1));
    let after = &witness.told[before..];
    assert!(after.contains("> PUBLISH"), "{after}");
    assert!(after.contains("+QMTOPEN: 1,") && !after.contains("+QMTOPEN: 1,0"), "{after}");
}

#[test]
fn a_far_end_that_resets_and_one_that_stalls() {
    let mut witness = virtually(1, |_| ());
    witness.ask("AT+QMTOPEN=0,\"192.0.2.1\",1883", "+QMTOPEN: 0,0\r\n");
    witness.ask("AT+QMTCONN=0,\"m\"", "+QMTCONN: 0,0,0\r\n");
    let order = |witness: &mut Witness<Virtual>, text: &str| {
        witness.world.order(Order::parse(text).expect("an order")).expect("there is a far end");
    };
    order(&mut witness, "stall within 5s");
    let before = witness.told.len();
    witness.ask("AT+QMTPUB=0,1,1,0,\"t\",\"x\"", "OK\r\n");
    witness.wait(Duration::from_secs(4));
    assert!(!witness.told[before..].contains("PUBLISH"), "{}", witness.told);
    witness.wait(Duration::from_secs(4));
    assert!(witness.told[before..].contains("> PUBLISH"), "{}", witness.told);
    order(&mut witness, "reset");
    witness.until("+QMTSTAT: 0,", Duration::from_secs(5));
}

#[test]
fn power_and_reset_reach_the_module_and_its_connections_end() {
    let mut witness = virtually(1, |_| ());
    witness.ask("AT+QMTOPEN=0,\"192.0.2.1\",1883", "+QMTOPEN: 0,0\r\n");
    witness.world.power(Power::Off).expect("it is ours to switch");
    witness.world.write(b"AT\r").expect("the line is up");
    witness.wait(Duration::from_secs(2));
    assert!(witness.heard.is_empty(), "{}", witness.told);
    assert!(witness.told.contains("reset by the client"), "{}", witness.told);
    witness.world.power(Power::On).expect("it is ours to switch");
    witness.wait(Duration::from_secs(10));
    witness.ask("AT", "OK\r\n");
}

#[test]
fn a_bad_line_is_the_same_for_the_same_seed_and_its_errors_are_counted() {
    let plan = FaultPlan { lost: 20_000, corrupted: 20_000, chopped: true, ..FaultPlan::default() };
    let tell = |seed| {
        let mut witness = virtually(seed, |setup| setup.faults = plan.clone());
        for _ in 0..100 {
            witness.world.write(b"AT\r").expect("the line is up");
            witness.wait(Duration::from_secs(1));
        }
        (witness.told, witness.world.line_errors())
    };
    let (told, errors) = tell(5);
    assert!(errors.lost > 0 && errors.corrupted > 0, "{errors:?}");
    assert_eq!((told, errors), tell(5));
}

#[test]
fn a_line_goes_down_and_comes_back() {
    let down = (Duration::from_secs(1), Duration::from_secs(2));
    let mut witness =
        virtually(1, |setup| setup.faults = FaultPlan { down: vec![down], ..FaultPlan::default() });
    witness.ask("AT", "OK\r\n");
    witness.wait(Duration::from_millis(1500));
    assert!(witness.told.contains("Down { at: 1s"), "{}", witness.told);
    assert!(witness.world.write(b"AT\r").is_err());
    witness.wait(Duration::from_millis(1500));
    assert!(witness.told.contains("Up { at: 2s"), "{}", witness.told);
    witness.ask("AT", "OK\r\n");
}

#[test]
fn each_wish_to_stop_is_told_once() {
    let stop = Stop::new();
    let mut witness = virtually(1, |setup| setup.stop = stop.clone());
    stop.stop();
    stop.stop();
    let until = Duration::from_secs(1);
    let stops = (0..3).map(|_| matches!(witness.next(until), Happening::Stop)).collect::<Vec<_>>();
    assert_eq!(stops, [true, true, false]);
}

/// A device that opens one connection with TLS and says what comes of it.
struct Client(Vec<hayes_module::Output>);

impl Client {
    fn new(tls: Option<TlsWish>, port: u16) -> Self {
        let open = hayes_module::Wish::Open { host: "broker.example".into(), port, tls };
        Self(vec![hayes_module::Output::Socket(hayes_module::Socket(1), open)])
    }
}

impl Device for Client {
    fn handle_serial(&mut self, _: Duration, _: &[u8]) {}

    fn handle_socket(
        &mut self,
        _: Duration,
        socket: hayes_module::Socket,
        event: hayes_module::SocketEvent<'_>,
    ) {
        if event == hayes_module::SocketEvent::Opened {
            let connect = Bytes::from(bed::connect("m"));
            self.0.push(hayes_module::Output::Socket(socket, hayes_module::Wish::Send(connect)));
        }
        self.0.push(hayes_module::Output::Serial(Bytes::from(format!("{event:?}"))));
    }

    fn handle_timeout(&mut self, _: Duration) {}

    fn handle_power(&mut self, _: Duration, _: Power) {}

    fn poll_output(&mut self) -> Option<hayes_module::Output> {
        (!self.0.is_empty()).then(|| self.0.remove(0))
    }

    fn poll_deadline(&self) -> Option<Duration> {
        None
    }
}

#[rstest]
#[case::plain(None, 1883, "Opened", "> CONNECT")]
#[case::tls(Some(TlsWish::default()), 48883, "Opened", "TLS 1.3")]
#[case::sni(Some(TlsWish { sni: true, ..TlsWish::default() }), 48883, "Opened", "broker.example")]
#[case::too_old(Some(TlsWish { versions: Some((0, 0x0302)), ..TlsWish::default() }), 48883, "Failed(Tls(", "no version from TLS 1.2")]
#[case::unprepared(Some(TlsWish { verify: Verify::Server, ..TlsWish::default() }), 48883, "Failed(Tls(", "the client went away")]
#[case::misled(
    Some(TlsWish { verify: Verify::Server, ca: Some(Bytes::from_static(b"other")), ..TlsWish::default() }), 8884, "Failed(Tls(", "does not know")]
#[case::known(
    Some(TlsWish { verify: Verify::Server, ca: Some(Bytes::from_static(b"the\r\nright\r\n")), ..TlsWish::default() }), 8884, "Opened", "TLS 1.3")]
#[case::tls_to_plain(Some(TlsWish::default()), 1883, "Failed(Tls(", "the start of TLS on a plain port")]
#[case::plain_to_tls(None, 48883, "Reset", "does not speak TLS")]
fn tls_as_far_as_it_shows(
    #[case] wish: Option<TlsWish>,
    #[case] port: u16,
    #[case] module: &str,
    #[case] far_end: &str,
) {
    let mut scene = Scene::default();
    let authority = Some(Bytes::from_static(b"the\nright\n"));
    let tls = Some(Secured { authority, ..Secured::default() });
    scene.listeners.push(hayes_ports::world::in_memory::Listener { port: 8884, tls });
    let world = Virtual::new(Box::new(Client::new(wish, port)), Setup { scene, ..Setup::default() });
    let mut witness = Witness::of(world);
    witness.wait(Duration::from_mins(1));
    let told = &witness.told;
    assert!(told.contains(module) && told.contains(far_end), "{told}");
    assert!(module != "Failed(Tls(" || !told.contains("Closed"), "a socket that failed is over: {told}");
}

#[cfg(unix)]
mod real {
    use std::time::{Duration, Instant};

    use hayes_broker::{Config, Order};
    use hayes_module::Power;
    use hayes_ports::Stop;
    use hayes_ports::far_end::{self, Listener};
    use hayes_ports::serial::{Address, FaultPlan, Flow};
    use hayes_ports::world::real::{Program, Real, Setup, Switch};
    use hayes_ports::world::{Happening, Network, World};

    use super::sim_bed::{Running, outlet, pty, tcp};
    use super::{Witness, module, session};

    fn setup(address: Address) -> Setup {
        let far_end = far_end::Setup {
            listen: vec![Listener { address: ([127, 0, 0, 1], 0).into(), tls: None }],
            receive_buffer: None,
            upstream: Vec::new(),
            config: Config::default(),
            since: Instant::now(),
        };
        Setup {
            address,
            baud: 115_200,
            far_end: Some(far_end),
            flow: Flow::None,
            switch: Switch::default(),
            faults: FaultPlan::default(),
            seed: 1,
            trace: None,
            stop: Stop::new(),
        }
    }

    #[test]
    fn the_same_session_over_a_real_line_and_real_sockets() {
        let folder = tempfile::tempdir().expect("a folder");
        let link = folder.path().join("modem");
        let place = pty(&link);
        let _sim = Running::start(move || vec![outlet(module(1), place)]).expect("it starts");
        let plan = FaultPlan { chopped: true, ..FaultPlan::default() };
        let real = Real::open(Setup { faults: plan, ..setup(Address::Port(link)) }).expect("it opens");
        let port = real.far_end()[0].port();
        let mut witness = Witness::of(real);
        session(&mut witness, "127.0.0.1", port);
        for words in ["> CONNECT", "< CONNACK", "> SUBSCRIBE", "> PUBLISH", "< PUBACK", "> DISCONNECT"] {
            assert!(witness.told.contains(words), "{words} is not in\n{}", witness.told);
        }
    }

    #[test]
    fn a_line_that_was_unplugged_is_opened_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let link = folder.path().join("modem");
        let start = || {
            let place = pty(&link);
            Running::start(move || vec![outlet(module(1), place)]).expect("it starts")
        };
        let first = start();
        let mut witness = Witness::of(Real::open(setup(Address::Port(link.clone()))).expect("it opens"));
        witness.ask("AT", "OK\r\n");
        drop(first);
        let patience = witness.world.now() + Duration::from_secs(20);
        assert!(matches!(witness.next(patience), Happening::Down { .. }), "{}", witness.told);
        assert!(witness.world.write(b"AT\r").is_err());
        let _second = start();
        assert!(matches!(witness.next(patience), Happening::Up { .. }), "{}", witness.told);
        witness.ask("AT", "OK\r\n");
    }

    #[test]
    fn deadlines_stops_and_what_a_bench_cannot_do() {
        let sim = Running::start(|| vec![outlet(module(1), tcp())]).expect("it starts");
        let stop = Stop::new();
        let run = |words: &[&str], within: u64| {
            let run = words.iter().map(|word| (*word).to_owned()).collect();
            Some(Program { run, within: Duration::from_millis(within) })
        };
        let switch = Switch {
            on: run(&["echo", "it is on; $HOME"], 20_000),
            off: run(&["sh", "-c", "echo no relay >&2; exit 3"], 20_000),
            reset: run(&["sh", "-c", "echo slow; exec sleep 600"], 200),
            cut: None,
            back: run(&["no-such-program"], 20_000),
        };
        let own = Setup { far_end: None, stop: stop.clone(), switch, ..setup(sim.address()) };
        let mut witness = Witness::of(Real::open(own).expect("it opens"));
        let until = witness.world.now() + Duration::from_millis(20);
        assert!(matches!(witness.next(until), Happening::Deadline));
        assert!(witness.world.now() >= until);
        std::thread::spawn(move || stop.stop());
        let patience = witness.world.now() + Duration::from_secs(20);
        assert!(matches!(witness.next(patience), Happening::Stop));
        witness.ask("AT", "OK\r\n");

        witness.world.power(Power::On).expect("the command succeeds");
        let said = witness.next(patience);
        assert!(
            matches!(&said, Happening::Said { text, .. } if text.contains("it is on; $HOME")),
            "{said:?}"
        );
        let words = [
            witness.world.power(Power::Off),
            witness.world.power(Power::Reset),
            witness.world.set_network(Network::Cut),
            witness.world.set_network(Network::Up),
            witness.world.set_baud(9600),
            witness.world.order(Order::parse("reset").expect("an order")),
        ];
        let expected = [
            "failed (exit status: 3); it printed: no relay",
            "had not ended within 0.2 s, and was given up; it printed: slow",
            "nothing on this bench cuts",
            "cannot be started",
            "no speed",
            "no far end",
        ];
        for (outcome, words) in words.into_iter().zip(expected) {
            let why = outcome.expect_err(words).to_string();
            assert!(why.contains(words), "{why}");
        }
    }
}

//! Serial lines: whose they are, what addresses mean, and lines that spoil bytes.

#[cfg(unix)]
mod sim_bed;

use std::time::Duration;

use bytes::Bytes;
use hayes_ports::serial::{Address, FaultPlan, Faults, Link, Tally, Way};
use rstest::rstest;

#[rstest]
#[case("/dev/ttyUSB2", Ok("/dev/ttyUSB2"))]
#[case("COM3", Ok("COM3"))]
#[case("tcp://[::1]:7000", Ok("tcp://[::1]:7000"))]
#[case("tcp://host", Err("HOST:PORT"))]
#[case("tcp://:1", Err("HOST:PORT"))]
#[case("tcp://host:0", Err("from 1 to 65535"))]
#[case("tcp://host:65536", Err("from 1 to 65535"))]
#[case("rfc1://host:1", Err("`rfc1://` is not known"))]
#[case("", Err("a port has a name"))]
fn addresses(#[case] text: &str, #[case] read: Result<&str, &str>) {
    match (text.parse::<Address>(), read) {
        (Ok(address), Ok(shown)) => assert_eq!(address.to_string(), shown),
        (Err(why), Err(words)) => assert!(why.contains(words), "{why}"),
        (other, _) => panic!("{other:?}"),
    }
}

#[rstest]
#[case("/dev/hayes-has-no-such-port", "no such port")]
#[case("/dev/null", "it is no serial port")]
#[cfg(unix)]
fn what_cannot_be_opened(#[case] path: &str, #[case] words: &str) {
    let error = Link::open(&path.parse().expect("an address"), 9600).expect_err("it is no port").to_string();
    assert!(error.starts_with(path) && error.contains(words), "{error}");
}

#[test]
fn nobody_listens() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port").local_addr().expect("bound");
    let error = Link::open(&Address::Tcp(free.to_string()), 9600).expect_err("nobody is there").to_string();
    assert!(error.contains("refused"), "{error}");
}

#[cfg(unix)]
mod ports {
    use std::process::{Command, Stdio};
    use std::time::{Duration, Instant};

    use hayes_ports::serial::link::WRITES_WITHIN;
    use hayes_ports::serial::{Address, Link};

    use super::sim_bed::{Host, Puppet, Running, outlet, pty, tcp};

    fn sim() -> (tempfile::TempDir, Running, Address) {
        let folder = tempfile::tempdir().expect("a folder");
        let link = folder.path().join("modem");
        let place = pty(&link);
        let sim =
            Running::start(move || vec![outlet(Box::new(Puppet::default()), place)]).expect("it starts");
        (folder, sim, Address::Port(link))
    }

    #[test]
    fn a_line_has_one_owner_whatever_it_is_called() {
        let (_folder, sim, link) = sim();
        let mut host = Host::open(&link);
        for address in [link, sim.address()] {
            let error = Link::open(&address, 9600).expect_err("it is taken").to_string();
            assert!(error.contains(&format!("in use: process {} (`", std::process::id())), "{error}");
            assert!(error.contains(" has it since "), "{error}");
        }
        assert_eq!(host.ask("x\n", "?\n"), "what is x?\n", "the owner is not disturbed");
        let port = sim.address();
        drop(host);
        Link::open(&port, 9600).expect("it is free again");
    }

    #[test]
    fn a_lock_of_another_program_holds_as_long_as_it_lives() {
        let (_folder, sim, link) = sim();
        let Address::Port(device) = sim.address() else { panic!("it is a port") };
        let name = device.display().to_string().replace("/dev/", "").replace('/', "_");
        let lock = std::path::Path::new("/run/lock").join(format!("LCK..{name}"));
        if std::fs::write(&lock, "").is_err() {
            // Where that folder is not to be had, other programs have no locks there.
            return;
        }
        let mut other = Command::new("cat").stdin(Stdio::piped()).spawn().expect("it is everywhere");
        std::fs::write(&lock, format!("{:>10} minicom root\n", other.id())).expect("a lock file");
        let error = Link::open(&link, 9600).expect_err("it is taken").to_string();
        assert!(error.contains(&format!("in use: process {}", other.id())), "{error}");
        drop(other.stdin.take());
        other.wait().expect("it ends");
        let ours = Link::open(&link, 9600).expect("its owner is gone");
        drop(ours);
        assert!(!lock.exists(), "a lock file goes with its owner");
    }

    #[test]
    fn a_line_that_nobody_reads_does_not_hold_up_its_writer_for_ever() {
        // A listener whose connections nobody accepts.
        let server = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = Address::Tcp(server.local_addr().expect("it is bound").to_string());
        let link = Link::open(&address, 9600).expect("it connects");
        let began = Instant::now();
        let error = link.write(&vec![0; 16 * 1024 * 1024]).expect_err("nobody reads");
        assert_eq!(error.kind(), std::io::ErrorKind::TimedOut);
        let took = began.elapsed();
        assert!(took >= WRITES_WITHIN && took < WRITES_WITHIN + Duration::from_secs(10), "{took:?}");
    }

    #[test]
    fn a_pty_that_nobody_reads_does_not_hold_up_its_writer_for_ever() {
        let ours = rustix::pty::openpt(rustix::pty::OpenptFlags::RDWR | rustix::pty::OpenptFlags::NOCTTY)
            .expect("a pty");
        rustix::pty::grantpt(&ours).expect("ours");
        rustix::pty::unlockpt(&ours).expect("ours");
        let name = rustix::pty::ptsname(&ours, Vec::new()).expect("it has a name");
        let link = Link::open(&name.to_string_lossy().parse().expect("an address"), 9600).expect("it opens");
        let error = link.write(&vec![b'x'; 1024 * 1024]).expect_err("nobody reads");
        assert_eq!(error.kind(), std::io::ErrorKind::TimedOut);
        drop(ours);
        assert!(link.read(&mut [0; 16]).is_err(), "the other side is gone");
    }

    #[test]
    fn a_hang_up_is_told() {
        let sim = Running::start(|| vec![outlet(Box::new(Puppet::default()), tcp())]).expect("it starts");
        let host = Host::open(&sim.address());
        drop(sim);
        let error = (0..100).find_map(|_| host.link.read(&mut [0; 16]).err()).expect("an end");
        assert_eq!(error.kind(), std::io::ErrorKind::BrokenPipe, "{error}");
    }
}

const TEXT: &[u8] = b"AT+QMTPUB=0,1,1,0,\"topic\",\"a payload of some length\"\r\n";

fn pass(plan: &FaultPlan, seed: u64, times: u32) -> (Vec<u8>, usize, Tally) {
    let mut faults = Faults::new(plan.clone(), seed);
    let (mut out, mut pieces) = (Vec::new(), 0);
    let mut last = Duration::ZERO;
    for turn in 0..times {
        let now = Duration::from_millis(10) * turn;
        faults.send(now, Way::ToHost, Bytes::from_static(TEXT));
        while let Some((at, bytes)) = faults.poll(now, Way::ToHost) {
            assert!(last <= at && at <= now && !bytes.is_empty());
            (last, pieces) = (at, pieces + 1);
            out.extend_from_slice(&bytes);
        }
    }
    while let Some(at) = faults.deadline(last) {
        last = at;
        while let Some((_, bytes)) = faults.poll(at, Way::ToHost) {
            out.extend_from_slice(&bytes);
        }
    }
    (out, pieces, faults.tally())
}

#[test]
fn a_good_line_changes_nothing() {
    let (out, pieces, tally) = pass(&FaultPlan::default(), 1, 50);
    assert!(out == TEXT.repeat(50) && pieces == 50 && tally == Tally::default());
}

#[rstest]
#[case::lost(FaultPlan { lost: 50_000, ..FaultPlan::default() })]
#[case::repeated(FaultPlan { repeated: 50_000, ..FaultPlan::default() })]
#[case::corrupted(FaultPlan { corrupted: 50_000, ..FaultPlan::default() })]
#[case::all(FaultPlan { lost: 9000, repeated: 9000, corrupted: 9000, chopped: true, ..FaultPlan::default() })]
fn what_a_bad_line_spoils_is_counted(#[case] plan: FaultPlan) {
    let sent = TEXT.repeat(200);
    let (out, _, tally) = pass(&plan, 7, 200);
    let spoilt =
        [(plan.lost, tally.lost), (plan.repeated, tally.repeated), (plan.corrupted, tally.corrupted)];
    for (chance, count) in spoilt {
        let expected = sent.len() as u64 * u64::from(chance) / 1_000_000;
        assert!((expected / 2..=expected * 2).contains(&count), "{count}, not about {expected}");
    }
    assert_eq!(out.len() as u64, sent.len() as u64 - tally.lost + tally.repeated);
    let changed = out.iter().zip(&sent).filter(|(a, b)| a != b).count() as u64;
    if plan.lost + plan.repeated == 0 {
        assert_eq!(changed, tally.corrupted);
    }
    assert_eq!(out, pass(&plan, 7, 200).0, "the same seed");
    assert_ne!(out, pass(&plan, 8, 200).0, "another seed");
}

#[test]
fn delays_and_odd_sizes_lose_nothing_and_keep_the_order() {
    let plan = FaultPlan {
        delayed: 500_000,
        delay: Duration::from_millis(100),
        chopped: true,
        ..FaultPlan::default()
    };
    let (out, pieces, tally) = pass(&plan, 3, 100);
    assert!(out == TEXT.repeat(100) && pieces > 500 && tally.delayed > 20 && tally.lost == 0);
}

#[test]
fn a_line_that_is_down_swallows_what_is_sent() {
    let ms = Duration::from_millis;
    let plan = FaultPlan { down: vec![(ms(10), ms(30))], ..FaultPlan::default() };
    let mut faults = Faults::new(plan, 1);
    let mut through = Vec::new();
    for at in [0, 10, 29, 30] {
        faults.send(ms(at), Way::ToModule, Bytes::from_static(b"x"));
        through.push(faults.poll(ms(at), Way::ToModule).is_some());
    }
    assert_eq!(through, [true, false, false, true]);
    assert_eq!(faults.tally().lost, 2);
    assert_eq!([0, 10, 30].map(|at| faults.deadline(ms(at))), [Some(ms(10)), Some(ms(30)), None]);
}

//! The far end as a plain broker on real sockets: both IP versions, TLS, crowds, hostile clients, the tap.

mod bed;

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use bed::{Bed, connect};
use hayes_broker::plain::Why;
use hayes_broker::record::{Bound, Cause, Tls, UpstreamEvent};
use hayes_broker::{Config, Event, Limits};
use hayes_ports::far_end::Listener;
use hayes_ports::tls::{Authority, Identity, server_config};
use rstest::rstest;
use rumqttc::QoS;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

#[test]
fn both_ip_versions_at_once() {
    let v6: SocketAddr = "[::1]:0".parse().expect("an address");
    let bed = Bed::with(|setup| setup.listen.push(Listener { address: v6, tls: None }));
    for address in bed.port.addresses() {
        let mut socket = TcpStream::connect(address).expect("it listens");
        socket.write_all(&connect("a")).expect("it reads");
        socket.read_exact(&mut [0; 4]).expect("a CONNACK");
    }
}

#[test]
fn delivery_between_clients_of_another_library() {
    let bed = Bed::new();
    let subscriber = bed.client("s");
    let publisher = bed.client("p");
    subscriber.expect(&["CONNACK Success"]);
    publisher.expect(&["CONNACK Success"]);
    subscriber.client.subscribe("t/#", QoS::ExactlyOnce).expect("the client runs");
    subscriber.expect(&["SUBACK [Success(ExactlyOnce)]"]);
    publisher.client.publish("t/2", QoS::ExactlyOnce, true, "two").expect("the client runs");
    publisher.expect(&["PUBREC 1", "PUBCOMP 1"]);
    subscriber.expect(&["PUBLISH t/2 qos=2 retain=false two", "PUBREL 1"]);
    publisher.client.publish("t/1", QoS::AtLeastOnce, false, "one").expect("the client runs");
    subscriber.expect(&["PUBLISH t/1 qos=1 retain=false one"]);
    let late = bed.client("late");
    late.expect(&["CONNACK Success"]);
    late.client.subscribe("+/2", QoS::AtMostOnce).expect("the client runs");
    late.expect(&["SUBACK [Success(AtMostOnce)]", "PUBLISH t/2 qos=0 retain=true two"]);
}

fn tls_client(authority: &Authority, identity: Option<&Identity>) -> Arc<ClientConfig> {
    let mut roots = RootCertStore::empty();
    let root = CertificateDer::from_pem_slice(authority.certificate().as_bytes()).expect("a certificate");
    roots.add(root).expect("a certificate");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("the defaults fit")
        .with_root_certificates(roots);
    Arc::new(match identity {
        None => builder.with_no_client_auth(),
        Some(identity) => {
            let chain =
                vec![CertificateDer::from_pem_slice(identity.certificate.as_bytes()).expect("a certificate")];
            let key = PrivateKeyDer::from_pem_slice(identity.key.as_bytes()).expect("a key");
            builder.with_client_auth_cert(chain, key).expect("they belong together")
        }
    })
}

#[rstest]
#[case::no_client_certificate_needed(false, false, true)]
#[case::client_certificate_shown(true, true, true)]
#[case::client_certificate_missing(true, false, false)]
fn tls(#[case] demanded: bool, #[case] shown: bool, #[case] accepted: bool) {
    let folder = tempfile::tempdir().expect("a folder");
    let authority = Authority::in_folder(folder.path()).expect("a new authority");
    let again = Authority::in_folder(folder.path()).expect("the same authority");
    assert_eq!(authority.certificate(), again.certificate());
    let server = again.server(&["localhost", "127.0.0.1"]).expect("a certificate");
    let client_authority = demanded.then_some(authority.certificate().as_bytes());
    let config = server_config(server.certificate.as_bytes(), server.key.as_bytes(), client_authority);
    let bed = Bed::with(|setup| setup.listen[0].tls = Some(config.expect("they belong together")));

    let identity = authority.client("module").expect("a certificate");
    let config = tls_client(&authority, shown.then_some(&identity));
    let session =
        ClientConnection::new(config, "localhost".try_into().expect("a name")).expect("a lawful setup");
    let mut stream = StreamOwned::new(session, bed.socket());
    let _ = stream.write_all(&connect("a"));
    let mut connack = [0; 4];
    assert_eq!(stream.read_exact(&mut connack).is_ok(), accepted);
    let record = bed.until(|event| matches!(event, Event::Tls(_)));
    match record.event {
        Event::Tls(Tls::Established { version, server_name, client_certificate, .. }) => {
            assert!(accepted);
            assert_eq!((&*version, server_name.as_deref()), ("TLS 1.3", Some("localhost")));
            assert_eq!(client_certificate.is_some(), shown);
        }
        Event::Tls(Tls::Failed(why)) => assert!(!accepted && why.contains("no certificate"), "{why}"),
        other => panic!("{other:?}"),
    }
    if accepted {
        // Larger than any buffer on the way, both ways.
        let length = 300_000;
        stream.write_all(b"\x82\x06\x00\x01\x00\x01t\x00").expect("it reads");
        stream.read_exact(&mut [0; 5]).expect("a SUBACK");
        bed.order(&format!("publish \"t\" fill {length}"));
        let mut big = vec![0; length + 4 + 3];
        stream.read_exact(&mut big).expect("all of it");
        assert!(big.ends_with(b"0123456789"));
        stream.conn.send_close_notify();
        stream.flush().expect("it reads");
        bed.until(|event| matches!(event, Event::Tls(Tls::CloseNotify)));
        bed.until(|event| matches!(event, Event::Closed(_)));
    }
}

#[test]
fn plain_and_tls_behind_one_far_end() {
    let authority = Authority::new().expect("an authority");
    let server = authority.server(&["localhost"]).expect("a certificate");
    let config = server_config(server.certificate.as_bytes(), server.key.as_bytes(), None);
    let bed = Bed::with(|setup| {
        let tls = Some(config.expect("they belong together"));
        setup.listen.push(Listener { tls, ..setup.listen[0].clone() });
    });
    let mut plain = bed.connected("plain");
    let session =
        ClientConnection::new(tls_client(&authority, None), "localhost".try_into().expect("a name"));
    let socket = TcpStream::connect(bed.port.addresses()[1]).expect("it listens");
    let mut secured = StreamOwned::new(session.expect("a lawful setup"), socket);
    secured.write_all(&connect("secured")).expect("it reads");
    secured.read_exact(&mut [0; 4]).expect("a CONNACK");
    secured.write_all(b"\x82\x06\x00\x01\x00\x01t\x00").expect("it reads");
    secured.read_exact(&mut [0; 5]).expect("a SUBACK");
    plain.write_all(b"\x30\x04\x00\x01tx").expect("it reads");
    let mut publish = [0; 6];
    secured.read_exact(&mut publish).expect("what the other one published");
    assert_eq!(&publish, b"\x30\x04\x00\x01tx");
}

#[test]
fn what_is_not_tls_is_told_so() {
    let authority = Authority::new().expect("an authority");
    let server = authority.server(&["localhost"]).expect("a certificate");
    let config = server_config(server.certificate.as_bytes(), server.key.as_bytes(), None);
    let bed = Bed::with(|setup| setup.listen[0].tls = Some(config.expect("they belong together")));
    let mut socket = bed.socket();
    socket.write_all(&connect("a")).expect("it reads");
    let record = bed.until(|event| matches!(event, Event::Tls(Tls::Failed(_))));
    assert!(record.to_string().contains("does not speak TLS"), "{record}");
}

#[test]
fn thousands_of_connections_opened_and_dropped() {
    let bed = Bed::new();
    for round in 0..2000 {
        let mut socket = bed.socket();
        match round % 3 {
            0 => {}
            1 => socket.write_all(b"\x10\xff\xff\x03\x00\x04MQ").expect("it reads"),
            _ => socket.write_all(&connect("same")).expect("it reads"),
        }
    }
    bed.client("after").expect(&["CONNACK Success"]);
}

#[test]
fn a_crowd_is_turned_away_and_makes_room() {
    let bed = Bed::with(|setup| setup.config.limits.connections = 10);
    let crowd: Vec<TcpStream> = (0..10).map(|number| bed.connected(&number.to_string())).collect();
    let mut late = bed.socket();
    assert!(!matches!(late.read(&mut [0; 1]), Ok(1..)), "one too many");
    bed.until(|event| matches!(event, Event::TurnedAway { .. }));
    drop(crowd);
    for _ in 0..10 {
        bed.until(|event| matches!(event, Event::Closed(_)));
    }
    bed.connected("late");
}

/// Clients that never read, never finish, or never end their length: each is cut off, and the rest is served.
#[test]
fn hostile_clients_are_cut_off() {
    let limits = Limits {
        connect_time: Duration::from_millis(300),
        packet_time: Duration::from_millis(300),
        packet: 64 * 1024,
        unsent: 256 * 1024,
        ..Limits::default()
    };
    let not_packets = |event: &Event| !matches!(event, Event::Packet(..));
    let bed = Bed::keeping(not_packets, |setup| setup.config = Config { limits, ..Config::default() });
    let _silent = bed.socket();
    let mut slow = bed.socket();
    slow.write_all(b"\x10\x20\x00").expect("it reads");
    let mut endless = bed.connected("endless");
    endless.write_all(b"\x30\xff\xff\xff\xff\xff\xff").expect("it reads");
    let mut huge = bed.connected("huge");
    huge.write_all(b"\x30\xff\xff\xff\x7f").expect("it reads");
    let cause = |wanted: Bound| move |event: &Event| matches!(event, Event::Closing(Cause::Bound(bound)) if *bound == wanted);
    for _ in 0..2 {
        bed.until(|event| matches!(event, Event::Closing(Cause::Breach(_))));
    }
    for _ in 0..2 {
        bed.until(cause(Bound::ConnectTime));
    }

    let mut deaf = bed.connected_narrow("deaf");
    let pings = b"\xc0\x00".repeat(4096);
    let cut = (0..20_000).find_map(|_| deaf.write_all(&pings).err());
    assert!(cut.is_some(), "never cut off");
    bed.until(cause(Bound::Unsent));
    bed.client("good").expect(&["CONNACK Success"]);
}

#[test]
fn the_tap_forwards_and_obeys() {
    let real = Bed::new();
    let tap = Bed::with(|setup| setup.upstream = vec![real.address()]);
    let subscriber = real.client("s");
    subscriber.expect(&["CONNACK Success"]);
    subscriber.client.subscribe("t", QoS::AtLeastOnce).expect("the client runs");
    subscriber.expect(&["SUBACK [Success(AtLeastOnce)]"]);
    let mqtt = tap.client("a");
    mqtt.expect(&["CONNACK Success"]);
    tap.order("drop PUBACK once");
    for _ in 0..2 {
        mqtt.client.publish("t", QoS::AtLeastOnce, false, "x").expect("the client runs");
    }
    mqtt.expect(&["PUBACK 2"]);
    subscriber.expect(&["PUBLISH t qos=1 retain=false x"; 2]);
    tap.order("push \"only\" \"here\"");
    mqtt.expect(&["PUBLISH only qos=0 retain=false here"]);
    tap.order("publish \"t\" \"from afar\" qos 1 times 2");
    subscriber.expect(&["PUBLISH t qos=1 retain=false from afar"; 2]);
    tap.order("take-over \"a\"");
    real.until(|event| matches!(event, Event::Closing(Cause::Broker(Why::TakenOver))));
    mqtt.fails(&["ConnectionAborted"]);
    tap.until(|event| matches!(event, Event::Upstream(UpstreamEvent::Closed)));
}

#[test]
fn a_tap_before_nothing() {
    let nobody =
        TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port");
    let tap = Bed::with(|setup| setup.upstream = vec![nobody]);
    tap.client("a").fails(&["ConnectionAborted"]);
    tap.until(|event| matches!(event, Event::Upstream(UpstreamEvent::Failed(_))));
}

#[test]
fn stopping_ends_connections_and_hands_out_every_record() {
    let bed = Bed::new();
    let mut socket = bed.connected("a");
    let Bed { port, records } = bed;
    let stopper = std::thread::spawn(move || port.stop());
    assert_eq!(socket.read(&mut [0; 1]).expect("an orderly end"), 0);
    drop(socket);
    stopper.join().expect("it stops");
    let last = records.iter().last().expect("records");
    assert!(matches!(last.event, Event::Closed(_)), "{last}");
}

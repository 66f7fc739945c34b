//! Every order over real sockets, as a client of another library sees it.

mod bed;

use std::io::{ErrorKind, Read, Write};
use std::time::Duration;

use bed::{Bed, Mqtt};
use hayes_broker::Event;
use hayes_broker::record::OrderEnd;
use rstest::rstest;
use rumqttc::QoS;

fn publish(mqtt: &Mqtt, count: usize) {
    for _ in 0..count {
        // Where the connection has ended already, the client has ended too.
        let _ = mqtt.client.publish("t", QoS::AtLeastOnce, false, "x");
    }
}

/// A client that is connected, and orders that are given since.
fn given(order: &str) -> (Bed, Mqtt) {
    let bed = Bed::new();
    let mqtt = bed.client("a");
    mqtt.expect(&["CONNACK Success"]);
    bed.order(order);
    (bed, mqtt)
}

#[rstest]
#[case(1, "RefusedProtocolVersion")]
#[case(2, "BadClientId")]
#[case(3, "ServiceUnavailable")]
#[case(4, "BadUserNamePassword")]
#[case(5, "NotAuthorized")]
fn refuse_connect(#[case] code: u8, #[case] word: &str) {
    let bed = Bed::new();
    bed.order(&format!("refuse CONNECT {code} for client \"a\""));
    bed.client("a").fails(&[word]);
    bed.client("b").expect(&["CONNACK Success"]);
}

#[test]
fn refuse_subscribe() {
    let (_bed, mqtt) = given("refuse SUBSCRIBE once");
    mqtt.client.subscribe("t", QoS::AtLeastOnce).expect("the client runs");
    mqtt.expect(&["SUBACK [Failure]"]);
    mqtt.client.subscribe("t", QoS::AtLeastOnce).expect("the client runs");
    mqtt.expect(&["SUBACK [Success(AtLeastOnce)]"]);
}

#[test]
fn grant_another_qos() {
    let (bed, mqtt) = given("grant 0");
    mqtt.client.subscribe("t", QoS::ExactlyOnce).expect("the client runs");
    mqtt.expect(&["SUBACK [Success(AtMostOnce)]"]);
    bed.order("publish \"t\" \"x\" qos 2");
    mqtt.expect(&["PUBLISH t qos=0 retain=false x"]);
}

#[test]
fn delay_an_acknowledgement() {
    let (bed, mqtt) = given("delay PUBACK 300ms once");
    publish(&mqtt, 2);
    mqtt.expect(&["PUBACK 2", "PUBACK 1"]);
    let applied = bed.until(|event| matches!(event, Event::Applied(..))).at;
    let sent = bed.until(|event| event.to_string().contains("PUBACK id=1")).at;
    assert!(sent >= applied + Duration::from_millis(300), "{applied:?} to {sent:?}");
}

#[rstest]
#[case("hold PUBACK once within 200ms", 2, &["PUBACK 2", "PUBACK 1"])]
#[case("drop PUBACK once", 2, &["PUBACK 2"])]
#[case("drop PUBLISH once", 2, &["PUBACK 2"])]
#[case("drop PUBACK skip 1 once", 3, &["PUBACK 1", "PUBACK 3"])]
#[case("swap PUBACK once", 3, &["PUBACK 2", "PUBACK 1", "PUBACK 3"])]
#[case("split PUBACK 1 every 20ms", 2, &["PUBACK 1", "PUBACK 2"])]
fn treatments(#[case] order: &str, #[case] published: usize, #[case] seen: &[&str]) {
    let (_bed, mqtt) = given(order);
    publish(&mqtt, published);
    mqtt.expect(seen);
}

#[rstest]
#[case("duplicate PUBACK", &["Unsolicited(1)"])]
#[case("corrupt PUBACK id", &["Unsolicited(2)"])]
#[case("corrupt PUBACK type", &["InvalidPacketType", "Deserialization"])]
#[case("corrupt PUBACK short", &["Deserialization"])]
fn damage(#[case] order: &str, #[case] words: &[&str]) {
    let (_bed, mqtt) = given(order);
    publish(&mqtt, 1);
    // The library may tell of the error before it tells of what came with it.
    let next = mqtt.next();
    let error = if next == "PUBACK 1" { mqtt.next() } else { next };
    assert!(words.iter().any(|word| error.contains(word)), "{error}");
}

#[rstest]
#[case("close", &["ConnectionAborted"])]
#[case("half-close", &["ConnectionAborted"])]
#[case("reset", &["ConnectionReset"])]
fn endings(
    #[case] verb: &str,
    #[case] words: &[&str],
    #[values("", " after PUBACK", " before PUBACK")] when: &str,
) {
    let (_bed, mqtt) = given(&format!("{verb}{when}"));
    publish(&mqtt, 1);
    // A reset may overtake what was sent before it.
    let next = mqtt.next();
    let error = if next == "PUBACK 1" { mqtt.next() } else { next };
    assert!(words.iter().any(|word| error.contains(word)) || error.contains("BrokenPipe"), "{error}");
}

#[test]
fn accept_and_say_nothing() {
    let bed = Bed::new();
    bed.order("mute at open once");
    let mut options = rumqttc::NetworkOptions::new();
    options.set_connection_timeout(1);
    let mut mqtt_options = rumqttc::MqttOptions::new("a", "127.0.0.1", bed.address().port());
    mqtt_options.set_keep_alive(Duration::from_mins(1));
    let (_client, mut connection) = rumqttc::Client::new(mqtt_options, 8);
    connection.eventloop.set_network_options(options);
    let first = connection.iter().next().expect("an event");
    assert!(format!("{first:?}").contains("Timeout"), "{first:?}");
    bed.client("b").expect(&["CONNACK Success"]);
}

#[test]
fn silent_to_pingreq() {
    let bed = Bed::new();
    bed.order("drop PINGRESP");
    let mqtt = bed.client_with("a", |options| {
        options.set_keep_alive(Duration::from_secs(1));
    });
    mqtt.expect(&["CONNACK Success"]);
    mqtt.fails(&["AwaitPingResp"]);
}

/// Our side stops reading: the client's writes run full, and flow again when the order ends.
#[test]
fn stop_reading() {
    let bed = Bed::with(|setup| setup.receive_buffer = Some(4096));
    let mut socket = bed.connected("a");
    bed.order("stall");
    bed.until(|event| matches!(event, Event::Applied(..)));
    socket.set_write_timeout(Some(Duration::from_millis(200))).expect("a lawful timeout");
    let packet = [&b"\x30\x80\x08\x00\x01t"[..], &[b'x'; 1021]].concat();
    let mut written = 0;
    let full = loop {
        match socket.write(&packet[written % packet.len()..]) {
            Ok(count) => written += count,
            Err(error) => break error,
        }
        assert!(written < 64 << 20, "the window never fills");
    };
    assert!(matches!(full.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut), "{full}");
    bed.order("cancel");
    bed.until(|event| matches!(event, Event::OrderEnded(_, OrderEnd::Cancelled)));
    socket.set_write_timeout(Some(bed::PATIENCE)).expect("a lawful timeout");
    socket.write_all(&packet[written % packet.len()..]).expect("it reads again");
    socket.write_all(b"\xc0\x00").expect("it reads again");
    let mut pong = [0; 2];
    socket.read_exact(&mut pong).expect("a PINGRESP");
    assert_eq!(pong, [0xd0, 0]);
}

#[rstest]
#[case("close at open", Some(0))]
#[case("reset at open", None)]
fn turned_away_at_once(#[case] order: &str, #[case] end: Option<usize>) {
    let bed = Bed::new();
    bed.order(order);
    let mut socket = bed.socket();
    // Nothing is written: a write would be what tells of the reset, and the read of nothing.
    let read = socket.read(&mut [0; 8]);
    match end {
        Some(count) => assert_eq!(read.expect("an orderly end"), count),
        None => assert_eq!(read.expect_err("no orderly end").kind(), ErrorKind::ConnectionReset),
    }
}

#[test]
fn half_close_goes_on_reading() {
    let bed = Bed::new();
    let mut socket = bed.connected("a");
    bed.order("half-close");
    assert_eq!(socket.read(&mut [0; 8]).expect("an orderly end"), 0);
    socket.write_all(b"\x30\x04\x00\x01tx").expect("it still reads");
    bed.until(|event| event.to_string().contains("> PUBLISH"));
}

#[rstest]
#[case("send malformed length", &["MalformedRemainingLength", "Deserialization"])]
#[case("send malformed qos", &["InvalidQoS", "Deserialization"])]
#[case("send malformed type", &["InvalidPacketType", "Deserialization"])]
#[case("send oversized 300000", &["PayloadSizeLimitExceeded", "Deserialization"])]
#[case("send PUBACK id 7", &["Unsolicited(7)"])]
#[case("send PUBCOMP id 9", &["Unsolicited(9)"])]
#[case("send CONNACK code 0", &["CONNACK", "ConnAck", "WrongPacket", "Incoming"])]
#[case("send raw \"\\xf0\\x00\"", &["InvalidPacketType", "Deserialization"])]
fn unexpected_packets(#[case] order: &str, #[case] words: &[&str]) {
    let (_bed, mqtt) = given(order);
    let line = mqtt.next();
    assert!(words.iter().any(|word| line.contains(word)), "{line}");
}

#[test]
fn any_payload_on_any_topic() {
    let bed = Bed::new();
    let mqtt = bed.client_with("a", |options| {
        options.set_max_packet_size(64 * 1024, 64 * 1024);
    });
    mqtt.expect(&["CONNACK Success"]);
    mqtt.client.subscribe("#", QoS::ExactlyOnce).expect("the client runs");
    mqtt.expect(&["SUBACK [Success(ExactlyOnce)]"]);
    bed.order(r#"publish "t" "\r\n+QMTSTAT: 0,1\r\n" retain times 3"#);
    mqtt.expect(&[r"PUBLISH t qos=0 retain=false \r\n+QMTSTAT: 0,1\r\n"; 3]);
    bed.order(r#"push "ü" "" qos 1"#);
    mqtt.expect(&["PUBLISH ü qos=1 retain=false "]);
    bed.until(|event| event.to_string().contains("PUBACK id=65535"));
    bed.order(r#"push "t" fill 10240 qos 2"#);
    assert_eq!(mqtt.next().len(), "PUBLISH t qos=2 retain=false ".len() + 10240);
    mqtt.expect(&["PUBREL 65535"]);
    bed.order(r#"publish "t" "\"quotes\"" times 2 every 50ms"#);
    mqtt.expect(&[r#"PUBLISH t qos=0 retain=false \"quotes\""#; 2]);
}

#[test]
fn a_second_client_takes_over() {
    let (_bed, mqtt) = given("take-over \"a\"");
    mqtt.fails(&["ConnectionAborted"]);
}

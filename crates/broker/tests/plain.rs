//! The far end as a plain broker, feature by feature, with the clause of MQTT 3.1.1 where there is one.

mod bed;

use std::time::Duration;

use bed::{Bed, Wire, connect, keeping, old, only_publish, pid, publish, retained, subscribe, will};
use hayes_broker::plain::{Access, Note, Rules, User};
use hayes_broker::record::{Bound, Cause};
use hayes_broker::wire::{
    Connack, Connect, ConnectReturnCode, Packet, QoS, QosPid, Suback, SubscribeReturnCode, TopicFilter,
    Unsubscribe,
};
use hayes_broker::{Config, Event, Limits};
use rstest::rstest;

use QoS::{Level0, Level1, Level2};

#[rstest]
#[case(connect("a"), 0, true)]
#[case(old("a"), 0, true)]
#[case(connect(""), 0, true)]
#[case(keeping(""), 2, false)]
#[case(old(""), 2, false)]
fn who_may_connect(#[case] connect: Connect, #[case] code: u8, #[case] stays: bool) {
    let mut bed = Bed::new();
    let link = bed.open();
    bed.send(link, connect);
    assert!(matches!(bed.take(link)[..], [Packet::Connack(Connack { code: c, .. })] if c as u8 == code));
    assert_eq!(bed.state(link) == Wire::Open, stays);
}

/// Another protocol level is answered with code 1, whatever follows it (MQTT-3.1.2-2).
#[rstest]
#[case(b"\x10\x0d\x00\x04MQTT\x05\x02\x00\x05\x00\x01a")]
#[case(b"\x10\x0d\x00\x04MQTT\x03\x02\x00\x05\x00\x01a")]
#[case(b"\x10\x0f\x00\x06MQIsdp\x04\x02\x00\x05\x00\x01b")]
fn an_unknown_level_is_answered(#[case] bytes: &[u8]) {
    let mut bed = Bed::new();
    let link = bed.open();
    bed.bytes(link, bytes);
    assert_eq!(bed.take_bytes(link), b"\x20\x02\x00\x01");
    assert_eq!(bed.state(link), Wire::Closed);
}

#[rstest]
#[case(Some(("u", "right")), None)]
#[case(Some(("u", "wrong")), Some(ConnectReturnCode::BadUserNameOrPassword))]
#[case(Some(("x", "right")), Some(ConnectReturnCode::BadUserNameOrPassword))]
#[case(None, Some(ConnectReturnCode::NotAuthorized))]
fn passwords(#[case] given: Option<(&str, &str)>, #[case] refusal: Option<ConnectReturnCode>) {
    let users = vec![User { name: "u".into(), password: b"right".to_vec() }];
    let rules = Rules { access: Access::Users(users), ..Rules::default() };
    let mut bed = Bed::with(Config { rules, ..Config::default() });
    let link = bed.open();
    let username = given.map(|(name, _)| name.into());
    let password = given.map(|(_, password)| password.as_bytes().to_vec().into());
    bed.send(link, Connect { username, password, ..connect("a") });
    let code = refusal.unwrap_or(ConnectReturnCode::Accepted);
    assert_eq!(bed.take(link), [Connack::new(false, code).into()]);
    assert!(!bed.transcript().contains("right"), "a password was printed");
}

/// What subscriber and publisher agree on is the lower of both (3.8.4).
#[rstest]
fn qos_both_ways(
    #[values(Level0, Level1, Level2)] sent: QoS,
    #[values(Level0, Level1, Level2)] granted: QoS,
) {
    let mut bed = Bed::new();
    let subscriber = bed.subscriber("s", "t/+", granted);
    let publisher = bed.client("p");
    bed.send(publisher, publish("t/x", "hello", sent, 9));
    match sent {
        Level0 => assert_eq!(bed.take(publisher), []),
        Level1 => assert_eq!(bed.take(publisher), [Packet::Puback(pid(9))]),
        Level2 => {
            assert_eq!(bed.take(publisher), [Packet::Pubrec(pid(9))]);
            bed.send(publisher, Packet::Pubrel(pid(9)));
            assert_eq!(bed.take(publisher), [Packet::Pubcomp(pid(9))]);
        }
    }
    let packets = bed.take(subscriber);
    let got = only_publish(&packets);
    assert_eq!(
        (got.qos_pid.qos(), &got.payload[..], got.dup, got.retain),
        (sent.min(granted), &b"hello"[..], false, false)
    );
    match got.qos_pid {
        QosPid::Level0 => {}
        QosPid::Level1(id) => bed.send(subscriber, Packet::Puback(id)),
        QosPid::Level2(id) => {
            bed.send(subscriber, Packet::Pubrec(id));
            assert_eq!(bed.take(subscriber), [Packet::Pubrel(id)]);
            bed.send(subscriber, Packet::Pubcomp(id));
        }
    }
    assert_eq!(bed.take(subscriber), []);
    assert_eq!(bed.far_end.stored(), 0, "nothing is kept of what is done with");
}

/// A QoS 2 message sent twice before PUBREL is one message (MQTT-4.3.3-2).
#[test]
fn exactly_once() {
    let mut bed = Bed::new();
    let subscriber = bed.subscriber("s", "t", Level0);
    let publisher = bed.client("p");
    for _ in 0..2 {
        bed.send(publisher, publish("t", "1", Level2, 5));
        assert_eq!(bed.take(publisher), [Packet::Pubrec(pid(5))]);
    }
    assert_eq!(bed.take(subscriber).len(), 1);
    bed.send(publisher, Packet::Pubrel(pid(5)));
    bed.send(publisher, publish("t", "2", Level2, 5));
    assert_eq!(bed.take(subscriber).len(), 1, "after PUBREL the id is a new message's");
}

/// What is not acknowledged comes again after a reconnection, in order, marked as a duplicate (MQTT-4.4.0-1).
#[test]
fn redelivery_at_reconnection() {
    let mut bed = Bed::new();
    let subscriber = bed.connect(keeping("s"));
    bed.send(subscriber, subscribe(1, &[("t", Level2)]));
    let publisher = bed.client("p");
    bed.send(publisher, publish("t", "one", Level1, 1));
    bed.send(publisher, publish("t", "two", Level2, 2));
    bed.send(publisher, publish("t", "three", Level2, 3));
    let packets = bed.take(subscriber);
    let [Packet::Suback(_), Packet::Publish(one), Packet::Publish(two), Packet::Publish(three)] =
        &packets[..]
    else {
        panic!("{packets:?}")
    };
    bed.send(subscriber, Packet::Pubrec(two.qos_pid.pid().expect("QoS 2 has an id")));
    bed.lose(subscriber);

    bed.send(publisher, publish("t", "four", Level1, 4));
    let subscriber = bed.open();
    bed.send(subscriber, keeping("s"));
    let packets = bed.take(subscriber);
    let [
        Packet::Connack(connack),
        Packet::Publish(again),
        Packet::Pubrel(id),
        Packet::Publish(third),
        Packet::Publish(four),
    ] = &packets[..]
    else {
        panic!("{packets:?}")
    };
    assert!(connack.session_present);
    assert_eq!((again.dup, again.qos_pid, &again.payload), (true, one.qos_pid, &one.payload));
    assert_eq!(Some(*id), two.qos_pid.pid());
    assert_eq!((third.dup, third.qos_pid), (true, three.qos_pid));
    assert_eq!((four.dup, &four.payload[..]), (false, &b"four"[..]));
}

/// MQTT 3.1 may repeat on a living connection; 3.1.1 does not.
#[rstest]
#[case(old("s"), true)]
#[case(connect("s"), false)]
fn redelivery_on_a_living_connection(#[case] connect: Connect, #[case] again: bool) {
    let rules = Rules { resend: Some(Duration::from_secs(10)), ..Rules::default() };
    let mut bed = Bed::with(Config { rules, ..Config::default() });
    let subscriber = bed.connect(connect);
    bed.send(subscriber, subscribe(1, &[("t", Level1)]));
    bed.send(subscriber, publish("t", "x", Level0, 0));
    bed.send(subscriber, publish("t", "y", Level1, 1));
    assert_eq!(bed.take(subscriber).len(), 4);
    bed.wait_ms(9_999);
    assert_eq!(bed.take(subscriber), []);
    bed.wait_ms(1);
    let packets = bed.take(subscriber);
    assert_eq!(packets.len(), usize::from(again));
    if again {
        assert!(only_publish(&packets).dup);
        bed.send(subscriber, Packet::Puback(pid(1)));
        bed.wait_ms(60_000);
        assert_eq!(bed.take(subscriber), []);
    }
}

#[test]
fn no_more_in_flight_than_the_window_lets_out() {
    let rules = Rules { window: 2, queue: 3, ..Rules::default() };
    let mut bed = Bed::with(Config { rules, ..Config::default() });
    let subscriber = bed.subscriber("s", "t", Level1);
    let publisher = bed.client("p");
    for number in 1..=7 {
        bed.send(publisher, publish("t", &number.to_string(), Level1, number));
    }
    let ids = |packets: Vec<Packet>| -> Vec<String> {
        let payload = |packet| match packet {
            Packet::Publish(publish) => String::from_utf8_lossy(&publish.payload).into_owned(),
            other => panic!("{other:?}"),
        };
        packets.into_iter().map(payload).collect()
    };
    assert_eq!(ids(bed.take(subscriber)), ["1", "2"]);
    assert!(
        bed.saw(|event| matches!(event, Event::Broker(Note::Discarded { .. }))),
        "6 and 7 found the queue full"
    );
    bed.send(subscriber, Packet::Puback(pid(1)));
    assert_eq!(ids(bed.take(subscriber)), ["3"]);
    bed.send(subscriber, Packet::Puback(pid(3)));
    bed.send(subscriber, Packet::Puback(pid(2)));
    assert_eq!(ids(bed.take(subscriber)), ["4", "5"]);
    bed.send(subscriber, Packet::Puback(pid(77)));
    assert!(bed.saw(|event| matches!(event, Event::Broker(Note::Stray(_, 77)))));
}

#[test]
fn retained_messages() {
    let mut bed = Bed::new();
    let publisher = bed.client("p");
    let early = bed.subscriber("early", "#", Level0);
    bed.send(publisher, retained(publish("a/b", "old", Level1, 1)));
    bed.send(publisher, retained(publish("a/b", "new", Level1, 2)));
    bed.send(publisher, retained(publish("a/c", "gone", Level0, 0)));
    bed.send(publisher, retained(publish("a/c", "", Level0, 0)));
    let live = bed.take(early);
    assert!(
        live.iter().all(|packet| matches!(packet, Packet::Publish(p) if !p.retain)),
        "fresh to who was there"
    );
    assert_eq!(live.len(), 4);

    let late = bed.client("late");
    bed.send(late, subscribe(1, &[("a/+", Level2)]));
    let packets = bed.take(late);
    let [Packet::Suback(_), Packet::Publish(publish)] = &packets[..] else { panic!("{packets:?}") };
    assert_eq!((&publish.payload[..], publish.retain, publish.qos_pid.qos()), (&b"new"[..], true, Level1));
}

/// A will is published when the connection ends in any way but DISCONNECT (MQTT-3.1.2-8).
#[rstest]
#[case("lost", true)]
#[case("disconnect", false)]
#[case("silent", true)]
#[case("breach", true)]
#[case("taken over", true)]
fn wills(#[case] end: &str, #[case] published: bool) {
    let mut bed = Bed::new();
    let watcher = bed.subscriber("w", "will/+", Level1);
    let with_will =
        Connect { last_will: Some(will("will/a", "dead", Level1, true)), keep_alive: 10, ..connect("a") };
    let link = bed.connect(with_will);
    match end {
        "lost" => bed.lose(link),
        "disconnect" => bed.send(link, Packet::Disconnect),
        "silent" => bed.wait_ms(15_000),
        "breach" => bed.bytes(link, b"\xf0\x00"),
        _ => drop(bed.client("a")),
    }
    assert_ne!(bed.state(link), Wire::Open);
    let packets = bed.take(watcher);
    assert_eq!(packets.len(), usize::from(published));
    if published {
        assert_eq!(&only_publish(&packets).payload[..], b"dead");
        let late = bed.client("late");
        bed.send(late, subscribe(1, &[("will/a", Level0)]));
        assert_eq!(bed.take(late).len(), 2, "the will was to be retained");
    }
}

#[test]
fn keep_alive_is_one_and_a_half_times() {
    let mut bed = Bed::new();
    let link = bed.connect(Connect { keep_alive: 10, ..connect("a") });
    bed.wait_ms(14_999);
    bed.send(link, Packet::Pingreq);
    assert_eq!(bed.take(link), [Packet::Pingresp]);
    bed.wait_ms(14_999);
    assert_eq!(bed.state(link), Wire::Open);
    bed.wait_ms(1);
    assert_eq!(bed.state(link), Wire::Closed);

    let forever = bed.connect(connect("b"));
    bed.wait(Duration::from_hours(48));
    assert_eq!(bed.state(forever), Wire::Open, "keep-alive 0 turns it off");
}

#[test]
fn sessions_persist_or_do_not() {
    let mut bed = Bed::new();
    let publisher = bed.client("p");
    for (first, second, present, delivered) in
        [(true, true, true, 1), (true, false, false, 0), (false, true, false, 0)]
    {
        let with = |clean: bool| Connect { clean_session: clean, ..connect("s") };
        let reset = bed.connect(connect("s"));
        bed.send(reset, Packet::Disconnect);
        let link = bed.connect(with(!first));
        bed.send(link, subscribe(1, &[("t", Level1)]));
        bed.send(link, Packet::Disconnect);
        bed.send(publisher, publish("t", "zero", Level0, 0));
        bed.send(publisher, publish("t", "one", Level1, 1));
        let link = bed.open();
        bed.send(link, with(!second));
        let packets = bed.take(link);
        assert!(matches!(packets[0], Packet::Connack(c) if c.session_present == present), "{first} {second}");
        assert_eq!(packets.len(), 1 + delivered, "{first} {second}: {packets:?}");
    }
}

/// A second client with the same id ends the first (MQTT-3.1.4-2), and gets what was in flight.
#[test]
fn take_over() {
    let mut bed = Bed::new();
    let first = bed.connect(keeping("a"));
    bed.send(first, subscribe(1, &[("t", Level1)]));
    bed.send(first, publish("t", "x", Level1, 1));
    let second = bed.open();
    bed.send(second, keeping("a"));
    assert_eq!((bed.state(first), bed.state(second)), (Wire::Closed, Wire::Open));
    let packets = bed.take(second);
    assert!(matches!(&packets[..], [Packet::Connack(_), Packet::Publish(p)] if p.dup), "{packets:?}");
}

#[test]
fn unsubscribing() {
    let mut bed = Bed::new();
    let link = bed.client("a");
    bed.send(link, subscribe(1, &[("t", Level1), ("u", Level2), ("t", Level0)]));
    let codes =
        vec![SubscribeReturnCode::MaxLevel1, SubscribeReturnCode::MaxLevel2, SubscribeReturnCode::MaxLevel0];
    assert_eq!(bed.take(link), [Suback::new(pid(1), codes).into()]);
    bed.send(link, Unsubscribe::new(pid(2), vec![TopicFilter::try_from("t").expect("a filter")]));
    assert_eq!(bed.take(link), [Packet::Unsuback(pid(2))]);
    bed.send(link, publish("t", "x", Level0, 0));
    assert_eq!(bed.take(link), []);
    bed.send(link, publish("u", "x", Level0, 0));
    assert_eq!(bed.take(link).len(), 1);
}

/// What breaks the protocol ends the connection, and the record says by what.
#[rstest]
#[case::before_connect(None, b"\xc0\x00", "before CONNECT")]
#[case::second_connect(Some("a"), b"\x10\x0d\x00\x04MQTT\x04\x02\x00\x05\x00\x01a", "a second CONNECT")]
#[case::server_packet(Some("a"), b"\xd0\x00", "a packet that only a server sends")]
#[case::qos3(Some("a"), b"\x36\x06\x00\x01t\x00\x01x", "QoS 3")]
#[case::id0(Some("a"), b"\x32\x06\x00\x01t\x00\x00x", "packet id 0")]
#[case::wildcard(Some("a"), b"\x30\x04\x00\x01#x", "topic holds a wildcard")]
#[case::filter(Some("a"), b"\x82\x07\x00\x01\x00\x02a#\x00", "bad topic filter \"a#\"")]
#[case::flags(Some("a"), b"\x80\x06\x00\x01\x00\x01a\x00", "flags are 0, must be 2")]
#[case::length(Some("a"), b"\x30\xff\xff\xff\xff", "the remaining length goes on after its fourth byte")]
#[case::tls(
    None,
    b"\x16\x03\x01\xff\xff\xff\xff",
    "not MQTT: this looks like the start of TLS on a plain port"
)]
fn breaches(#[case] client: Option<&str>, #[case] bytes: &[u8], #[case] words: &str) {
    let mut bed = Bed::new();
    let link = match client {
        Some(id) => bed.client(id),
        None => bed.open(),
    };
    bed.bytes(link, bytes);
    assert_eq!(bed.state(link), Wire::Closed);
    let closing =
        |event: &Event| matches!(event, Event::Closing(Cause::Breach(fault)) if fault.to_string() == words);
    assert!(bed.saw(closing), "{}", bed.transcript());
}

/// In MQTT 3.1 a request can say that it is sent again; MQTT 3.1.1 reserves that bit.
#[rstest]
#[case(old("a"), Wire::Open)]
#[case(connect("a"), Wire::Closed)]
fn a_request_that_is_sent_again(#[case] connect: Connect, #[case] state: Wire) {
    let mut bed = Bed::new();
    let link = bed.open();
    bed.send(link, connect);
    bed.take(link);
    bed.bytes(link, b"\x8a\x06\x00\x01\x00\x01a\x00");
    assert_eq!(bed.state(link), state);
    let granted = bed.take(link).iter().any(|packet| matches!(packet, Packet::Suback(_)));
    assert_eq!(granted, state == Wire::Open, "{}", bed.transcript());
}

#[test]
fn a_slow_loris_is_cut_off() {
    let mut bed = Bed::new();
    let silent = bed.open();
    let slow = bed.open();
    bed.bytes(slow, b"\x10\x0d\x00\x04");
    let late = bed.client("late");
    bed.bytes(late, b"\x30\xff\xff\x03");
    for _ in 0..70 {
        bed.wait_ms(1000);
        if bed.state(late) == Wire::Open {
            bed.bytes(late, b"x");
        }
    }
    assert_eq!([silent, slow, late].map(|link| bed.state(link)), [Wire::Reset; 3]);
    assert!(bed.saw(|event| matches!(event, Event::Closing(Cause::Bound(Bound::ConnectTime)))));
    assert!(bed.saw(|event| matches!(event, Event::Closing(Cause::Bound(Bound::PacketTime)))));
}

#[test]
fn a_crowd_is_turned_away() {
    let limits = Limits { connections: 3, ..Limits::default() };
    let mut bed = Bed::with(Config { limits, ..Config::default() });
    let links = [bed.open(), bed.open(), bed.open()];
    let opening =
        hayes_broker::Opening { peer: "x".into(), transport: hayes_broker::record::Transport::Virtual };
    assert_eq!(bed.far_end.handle_open(bed.now, opening), None);
    bed.lose(links[1]);
    bed.open();
    assert!(bed.saw(|event| matches!(event, Event::TurnedAway { .. })));
}

#[test]
fn thousands_of_connections_leave_nothing() {
    let mut bed = Bed::new();
    for round in 0..3000 {
        let link = bed.open();
        match round % 3 {
            0 => bed.bytes(link, b"\x10\x7f\x00\x04MQTT"),
            1 => bed.send(link, connect(&format!("c{round}"))),
            _ => {}
        }
        bed.lose(link);
        bed.records.clear();
        bed.ends.clear();
    }
    assert_eq!((bed.far_end.connections(), bed.far_end.buffered(), bed.far_end.stored()), (0, 0, 0));
}

/// Many large packets begun and never finished: what all connections hold together is bounded.
#[test]
fn all_connections_together_are_bounded() {
    let limits = Limits { total: 8 * 1024 * 1024, ..Limits::default() };
    let total = limits.total;
    let mut bed = Bed::with(Config { limits, ..Config::default() });
    let half = [&b"\x30\xff\xff\x3e"[..], &vec![0; 512 * 1024]].concat();
    for number in 0..40 {
        let link = bed.client(&number.to_string());
        bed.bytes(link, &half);
        assert!(bed.far_end.buffered() <= total, "{} bytes", bed.far_end.buffered());
        bed.records.retain(|record| matches!(record.event, Event::Closing(_)));
    }
    assert!(bed.saw(|event| matches!(event, Event::Closing(Cause::Bound(Bound::Total)))));
}

#[test]
fn the_store_is_bounded() {
    let rules = Rules { stored: 10_000, queue: 1000, ..Rules::default() };
    let mut bed = Bed::with(Config { rules, ..Config::default() });
    let link = bed.connect(keeping("away"));
    bed.send(link, subscribe(1, &[("#", Level1)]));
    bed.lose(link);
    let publisher = bed.client("p");
    for number in 1..200 {
        bed.send(publisher, publish("t", &"x".repeat(500), Level1, number));
        bed.send(publisher, retained(publish(&format!("r{number}"), &"x".repeat(500), Level0, 0)));
    }
    assert!(bed.far_end.stored() <= 10_000);
    let link = bed.connect(connect("away"));
    assert_eq!(bed.state(link), Wire::Open, "a full store keeps nobody out");
}

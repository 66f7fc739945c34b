//! Every order, on a virtual clock: what the client sees of it, and that it ends when it should.

mod bed;

use bed::{Bed, Wire, connect, keeping, only_publish, pid, publish, subscribe};
use hayes_broker::record::OrderEnd;
use hayes_broker::wire::{Connack, ConnectReturnCode, Packet, QoS, Suback, SubscribeReturnCode};
use hayes_broker::{Action, Config, Event, Link, Upstream};
use rstest::rstest;

use QoS::{Level0, Level1, Level2};

#[rstest]
fn refuse_connect(#[values(1, 2, 3, 4, 5)] code: u8) {
    let mut bed = Bed::new();
    bed.order(&format!("refuse CONNECT {code} for client \"abc\" once"));
    bed.client("other");
    let link = bed.open();
    bed.send(link, connect("abc"));
    let refused = ConnectReturnCode::from_u8(code).expect("a code");
    assert_eq!(bed.take(link), [Connack::new(false, refused).into()]);
    assert_eq!(bed.state(link), Wire::Closed);
    assert!(bed.saw(|event| matches!(event, Event::OrderEnded(_, OrderEnd::Spent))));
    bed.client("abc");
}

#[test]
fn refuse_subscribe() {
    use SubscribeReturnCode::{Failure, MaxLevel0, MaxLevel1};
    let mut bed = Bed::new();
    let link = bed.client("a");
    bed.order("refuse SUBSCRIBE to \"x\"");
    bed.send(link, subscribe(1, &[("y", Level1), ("x", Level1), ("z", Level0)]));
    assert_eq!(bed.take(link), [Suback::new(pid(1), vec![MaxLevel1, Failure, MaxLevel0]).into()]);
    bed.send(link, publish("x", "", Level0, 0));
    assert_eq!(bed.take(link), [], "the refused filter is really not subscribed to");
    bed.send(link, publish("y", "", Level0, 0));
    assert_eq!(bed.take(link).len(), 1);

    bed.order("refuse SUBSCRIBE to \"y\"");
    bed.send(link, subscribe(2, &[("y", Level1), ("x", Level1)]));
    assert_eq!(
        bed.take(link),
        [Suback::new(pid(2), vec![Failure, Failure]).into()],
        "two orders, one packet"
    );
    bed.order("cancel");
    bed.order("refuse SUBSCRIBE once");
    bed.send(link, subscribe(3, &[("y", Level1), ("z", Level1)]));
    assert_eq!(bed.take(link), [Suback::new(pid(3), vec![Failure, Failure]).into()]);
}

#[rstest]
fn grant(#[values(Level0, Level1, Level2)] asked: QoS, #[values(Level0, Level1, Level2)] granted: QoS) {
    let mut bed = Bed::new();
    let link = bed.client("a");
    bed.order(&format!("grant {} to \"t\"", granted as u8));
    bed.send(link, subscribe(1, &[("t", asked), ("u", asked)]));
    assert_eq!(bed.take(link), [Suback::new(pid(1), vec![granted.into(), asked.into()]).into()]);
    bed.order("publish \"t\" \"x\" qos 2");
    let packets = bed.take(link);
    assert_eq!(only_publish(&packets).qos_pid.qos(), granted, "it is also delivered so");
}

#[test]
fn delay_and_overtake() {
    let mut bed = Bed::new();
    let link = bed.client("a");
    bed.order("delay PUBACK 2s once");
    bed.send(link, publish("t", "", Level1, 1));
    bed.send(link, publish("t", "", Level1, 2));
    assert_eq!(bed.take(link), [Packet::Puback(pid(2))]);
    bed.wait_ms(1_999);
    assert_eq!(bed.take(link), []);
    bed.wait_ms(1);
    assert_eq!(bed.take(link), [Packet::Puback(pid(1))]);
}

#[test]
fn hold_until_the_order_ends() {
    let mut bed = Bed::new();
    let link = bed.client("a");
    bed.order("hold PUBACK next 2 within 10s");
    for id in 1..=3 {
        bed.send(link, publish("t", "", Level1, id));
    }
    assert_eq!(bed.take(link), [Packet::Puback(pid(3))]);
    bed.wait_ms(10_000);
    assert_eq!(bed.take(link), [Packet::Puback(pid(1)), Packet::Puback(pid(2))]);

    bed.order("hold received PUBLISH");
    bed.send(link, publish("t", "", Level1, 4));
    assert_eq!(bed.take(link), []);
    bed.order("cancel");
    assert_eq!(bed.take(link), [Packet::Puback(pid(4))]);
}

#[test]
fn drop_next_and_skip() {
    let mut bed = Bed::new();
    let link = bed.client("a");
    bed.order("drop PUBACK skip 1 next 2");
    for id in 1..=4 {
        bed.send(link, publish("t", "", Level1, id));
    }
    assert_eq!(bed.take(link), [Packet::Puback(pid(1)), Packet::Puback(pid(4))]);
    bed.order("drop PINGRESP for client \"a\"");
    bed.send(link, Packet::Pingreq);
    assert_eq!(bed.take(link), [], "silent to PINGREQ");
}

#[test]
fn what_is_dropped_on_the_way_in_never_was() {
    let mut bed = Bed::new();
    let link = bed.subscriber("a", "t", Level0);
    bed.order("drop PUBLISH once");
    bed.send(link, publish("t", "lost", Level1, 1));
    assert_eq!(bed.take(link), []);
    bed.send(link, publish("t", "kept", Level1, 1));
    assert_eq!(bed.take(link).len(), 2);
}

#[test]
fn duplicate_and_swap() {
    let mut bed = Bed::new();
    let link = bed.client("a");
    bed.order("duplicate PUBACK once");
    bed.send(link, publish("t", "", Level1, 1));
    assert_eq!(bed.take(link), [Packet::Puback(pid(1)), Packet::Puback(pid(1))]);
    bed.order("swap PUBACK once");
    for id in 2..=4 {
        bed.send(link, publish("t", "", Level1, id));
    }
    assert_eq!(bed.take(link), [3, 2, 4].map(|id| Packet::Puback(pid(id))));
}

#[test]
fn split_into_pieces() {
    let mut bed = Bed::new();
    let link = bed.client("a");
    bed.take_bytes(link);
    bed.order("split PUBACK 3 every 200ms once");
    bed.send(link, publish("t", "", Level1, 7));
    bed.send(link, Packet::Pingreq);
    assert_eq!(bed.take_bytes(link), b"\x40\x02\x00");
    bed.wait_ms(199);
    assert_eq!(bed.take_bytes(link), b"");
    bed.wait_ms(1);
    assert_eq!(bed.take_bytes(link), b"\x07\xd0\x00", "what follows waits, and is not mixed in");
}

#[rstest]
#[case("id", b"\x40\x02\x00\x08")]
#[case("flags", b"\x4f\x02\x00\x07")]
#[case("type", b"\xf0\x02\x00\x07")]
#[case("length", b"\x40\x03\x00\x07")]
#[case("short", b"\x40\x01\x00")]
#[case("surplus", b"\x40\x03\x00\x07\x00")]
#[case("byte 2 ff", b"\x40\x02\xff\x07")]
fn corrupt(#[case] damage: &str, #[case] expected: &[u8]) {
    let mut bed = Bed::new();
    let link = bed.client("a");
    bed.take_bytes(link);
    bed.order(&format!("corrupt PUBACK {damage} once"));
    bed.send(link, publish("t", "", Level1, 7));
    assert_eq!(bed.take_bytes(link), expected);
    bed.send(link, publish("t", "", Level1, 7));
    assert_eq!(bed.take_bytes(link), b"\x40\x02\x00\x07");
}

#[rstest]
#[case("close", Wire::Closed)]
#[case("half-close", Wire::HalfClosed)]
#[case("reset", Wire::Reset)]
fn endings(
    #[case] verb: &str,
    #[case] state: Wire,
    #[values("", " after PUBACK", " before PUBACK", " after PUBLISH")] when: &str,
) {
    let mut bed = Bed::new();
    let link = bed.client("a");
    let other = bed.client("b");
    bed.order(&format!("{verb}{when} for client \"a\""));
    let acknowledged = if when.is_empty() {
        false
    } else {
        assert_eq!(bed.state(link), Wire::Open);
        bed.send(link, publish("t", "", Level1, 1));
        !bed.take(link).is_empty()
    };
    assert_eq!(bed.state(link), state);
    assert_eq!(acknowledged, when.contains("after"));
    assert_eq!(bed.state(other), Wire::Open);
}

#[rstest]
#[case("close at open", Wire::Closed)]
#[case("reset at open", Wire::Reset)]
fn at_open(#[case] order: &str, #[case] state: Wire) {
    let mut bed = Bed::new();
    bed.order(&format!("{order} once"));
    let first = bed.open();
    assert_eq!(bed.state(first), state);
    let second = bed.open();
    assert_eq!(bed.state(second), Wire::Open);

    bed.order(&format!("{order} for client \"late\""));
    let late = bed.open();
    assert_eq!(bed.state(late), Wire::Open, "its client id is not known yet");
    bed.send(late, connect("late"));
    assert_eq!((bed.state(late), bed.take(late)), (state, vec![]));
}

#[test]
fn accept_and_say_nothing() {
    let mut bed = Bed::new();
    bed.order("mute at open once");
    let link = bed.open();
    bed.send(link, connect("a"));
    bed.wait_ms(100_000);
    assert_eq!((bed.take(link), bed.state(link)), (vec![], Wire::Open));
    bed.client("b");
}

#[test]
fn mute_for_a_while() {
    let mut bed = Bed::new();
    let link = bed.subscriber("a", "t", Level0);
    bed.order("mute within 5s");
    bed.send(link, Packet::Pingreq);
    bed.order("publish \"t\" \"x\"");
    assert_eq!(bed.take(link), []);
    bed.wait_ms(5_000);
    bed.send(link, Packet::Pingreq);
    assert_eq!(bed.take(link), [Packet::Pingresp]);
}

/// We are silent, not the client: its keep-alive does not run out.
#[rstest]
fn silence_is_not_held_against_the_client(#[values("mute", "stall")] verb: &str) {
    let mut bed = Bed::new();
    let link = bed.connect(hayes_broker::wire::Connect { keep_alive: 10, ..connect("a") });
    bed.order(&format!("{verb} within 60s"));
    bed.wait_ms(60_000);
    assert_eq!(bed.state(link), Wire::Open);
    bed.wait_ms(14_999);
    assert_eq!(bed.state(link), Wire::Open);
    bed.wait_ms(1);
    assert_eq!(bed.state(link), Wire::Closed);
}

#[test]
fn stall_and_read_again() {
    let mut bed = Bed::new();
    let link = bed.client("a");
    bed.order("stall after PUBLISH once within 5s");
    bed.send(link, publish("t", "", Level1, 1));
    assert!(bed.ends[&link].paused);
    bed.wait_ms(5_000);
    assert!(!bed.ends[&link].paused);
    bed.order("stall for connection 1");
    assert!(bed.ends[&link].paused);
    bed.order("cancel for anyone");
    assert!(bed.ends[&link].paused, "another scope's orders stay");
    bed.order("cancel for connection 1");
    assert!(!bed.ends[&link].paused);
}

#[rstest]
#[case("raw \"\\x00ab\"", b"\x00ab")]
#[case("PINGREQ", b"\xc0\x00")]
#[case("PUBREL id 7", b"\x62\x02\x00\x07")]
#[case("CONNACK code 9", b"\x20\x02\x00\x09")]
#[case("SUBACK id 3 code 128", b"\x90\x03\x00\x03\x80")]
#[case("malformed length", b"\x30\xff\xff\xff\xff\x7f")]
#[case("malformed id", b"\x32\x06\x00\x01t\x00\x00x")]
#[case("oversized 12", b"\x30\x0c\x00\x09oversizedo")]
fn send(#[case] what: &str, #[case] expected: &[u8]) {
    let mut bed = Bed::new();
    let link = bed.client("a");
    bed.take_bytes(link);
    bed.order(&format!("send {what}"));
    assert_eq!(bed.take_bytes(link), expected);
    bed.order(&format!("send {what} before PINGRESP once"));
    bed.send(link, Packet::Pingreq);
    assert_eq!(bed.take_bytes(link), [expected, b"\xd0\x00"].concat());
}

#[rstest]
#[case("\"\"", b"")]
#[case(r#""\r\nOK\r\n""#, b"\r\nOK\r\n")]
#[case(r#""{\"a\": \"b\"}""#, b"{\"a\": \"b\"}")]
#[case(r#""\r\n+QMTSTAT: 0,1\r\n""#, b"\r\n+QMTSTAT: 0,1\r\n")]
#[case(r#""\x00\xff\x1a""#, b"\x00\xff\x1a")]
#[case("fill 12", b"012345678901")]
fn publish_anything(#[case] payload: &str, #[case] expected: &[u8]) {
    let mut bed = Bed::new();
    let subscribed = bed.subscriber("s", "t", Level2);
    let other = bed.client("o");
    bed.order(&format!("publish \"t\" {payload} qos 1"));
    assert_eq!(&only_publish(&bed.take(subscribed)).payload[..], expected);
    assert_eq!(bed.take(other), []);
    bed.order(&format!("push \"q\" {payload} retain for client \"o\""));
    let packets = bed.take(other);
    let pushed = only_publish(&packets);
    assert_eq!((&*pushed.topic_name, &pushed.payload[..], pushed.retain), ("q", expected, true));
    assert_eq!(bed.take(subscribed), []);
}

#[test]
fn bursts() {
    let mut bed = Bed::new();
    let link = bed.subscriber("s", "t", Level0);
    bed.order("publish \"t\" fill 10240 times 50");
    assert_eq!(bed.take(link).len(), 50);
    bed.order("publish \"t\" \"x\" times 3 every 100ms");
    assert_eq!(bed.take(link).len(), 1);
    bed.wait_ms(150);
    assert_eq!(bed.take(link).len(), 1);
    bed.wait_ms(1000);
    assert_eq!(bed.take(link).len(), 1);
}

#[test]
fn a_pushed_message_is_between_the_client_and_the_gate() {
    let mut bed = Bed::new();
    let link = bed.client("a");
    bed.order("push \"t\" \"x\" qos 2");
    let packets = bed.take(link);
    let id = only_publish(&packets).qos_pid.pid().expect("QoS 2 has an id");
    assert_eq!(id.value(), 65535, "brokers count from below");
    bed.send(link, Packet::Pubrec(id));
    assert_eq!(bed.take(link), [Packet::Pubrel(id)]);
    bed.send(link, Packet::Pubcomp(id));
    assert_eq!(bed.take(link), []);
    assert!(!bed.saw(|event| matches!(event, Event::Broker(hayes_broker::plain::Note::Stray(..)))));
    bed.order("push \"t\" \"x\" qos 1 id 9");
    assert_eq!(only_publish(&bed.take(link)).qos_pid.pid(), Some(pid(9)));
}

/// What nobody is connected to is gone; who is connected keeps all, and gets the first packet id again.
#[test]
fn forget() {
    let mut bed = Bed::new();
    let link = bed.client("a");
    bed.send(link, subscribe(1, &[("t", Level1)]));
    let left = bed.open();
    bed.send(left, keeping("b"));
    bed.send(left, Packet::Disconnect);
    bed.order("publish \"t\" \"x\" qos 1 retain");
    bed.take(link);
    bed.send(link, Packet::Puback(pid(1)));
    bed.order("forget");
    assert_eq!(bed.far_end.stored(), 0);

    bed.order("publish \"t\" \"y\" qos 1");
    assert_eq!(bed.take(link), [publish("t", "y", Level1, 1).into()], "it has its subscription still");
    bed.send(link, Packet::Puback(pid(1)));
    let again = bed.open();
    bed.send(again, keeping("b"));
    assert_eq!(bed.take(again), [Connack::new(false, ConnectReturnCode::Accepted).into()]);
    bed.send(again, subscribe(1, &[("t", Level1)]));
    assert_eq!(bed.take(again), [Suback::new(pid(1), vec![SubscribeReturnCode::MaxLevel1]).into()]);
}

/// Nothing is forgotten that is on its way.
#[test]
fn forget_with_a_message_in_flight() {
    let mut bed = Bed::new();
    let link = bed.client("a");
    bed.send(link, subscribe(1, &[("t", Level1)]));
    bed.order("publish \"t\" \"x\" qos 1");
    bed.take(link);
    bed.order("forget");
    bed.order("publish \"t\" \"y\" qos 1");
    assert_eq!(bed.take(link), [publish("t", "y", Level1, 2).into()]);
}

#[test]
fn take_over() {
    let mut bed = Bed::new();
    let link = bed.connect(keeping("a"));
    bed.order("take-over \"a\"");
    assert_eq!(bed.state(link), Wire::Closed);
    let again = bed.open();
    bed.send(again, keeping("a"));
    assert_eq!(
        bed.take(again),
        [Connack::new(true, ConnectReturnCode::Accepted).into()],
        "the session is kept"
    );
    bed.order("take-over \"nobody\"");
    assert!(bed.saw(|event| matches!(event, Event::OrderFailed(..))));
}

#[test]
fn strangers_are_left_alone() {
    let config = Config { ours: vec!["hayes-*".into(), "exact".into()], ..Config::default() };
    let mut bed = Bed::with(config);
    bed.order("drop PINGREQ");
    bed.order("close at open once");
    let [one, two, stranger] = ["hayes-1", "exact", "exactly"].map(|id| {
        let link = bed.open();
        bed.send(link, connect(id));
        link
    });
    assert_eq!(
        bed.state(one),
        Wire::Closed,
        "at open: once the id was known, and the once was not used up before"
    );
    for link in [two, stranger] {
        bed.take(link);
        bed.send(link, Packet::Pingreq);
    }
    assert_eq!((bed.take(two), bed.take(stranger)), (vec![], vec![Packet::Pingresp]));
    bed.order("close for anyone");
    assert_eq!(bed.state(stranger), Wire::Closed);
}

#[test]
fn orders_act_in_the_order_they_were_given_and_only_where_the_packet_still_is() {
    let mut bed = Bed::new();
    let link = bed.client("a");
    bed.order("drop PUBACK once");
    bed.order("duplicate PUBACK once");
    bed.send(link, publish("t", "", Level1, 1));
    assert_eq!(bed.take(link), [], "dropped: the second order was not asked");
    bed.send(link, publish("t", "", Level1, 2));
    assert_eq!(bed.take(link).len(), 2);
}

#[test]
fn behind_a_tap() {
    let mut bed = Bed::with(Config { tap: true, ..Config::default() });
    bed.order("drop PUBACK once");
    bed.order("refuse SUBSCRIBE to \"x\"");
    let link = bed.open();
    assert_eq!(bed.upstream, [Action::OpenUpstream(link)]);
    bed.upstream.clear();
    bed.send(link, subscribe(1, &[("x", Level0), ("y", Level0)]));
    let forwarded = |bed: &mut Bed| match &std::mem::take(&mut bed.upstream)[..] {
        [Action::WriteUpstream(to, bytes)] if *to == link => bytes.to_vec(),
        other => panic!("{other:?}"),
    };
    assert_eq!(forwarded(&mut bed), b"\x82\x06\x00\x01\x00\x01y\x00", "without the refused filter");
    bed.bytes(link, b"\xf3\x03odd");
    assert_eq!(forwarded(&mut bed), b"\xf3\x03odd", "whatever it is, a tap forwards it");
    for bytes in [&b"\x90\x03\x00\x01\x00"[..], b"\x40\x02\x00\x01", b"\x40\x02\x00\x02", b"\xf0\x01?"] {
        bed.far_end.handle_upstream(bed.now, link, Upstream::Bytes(bytes));
    }
    bed.drain();
    assert_eq!(bed.take_bytes(link), b"\x90\x04\x00\x01\x80\x00\x40\x02\x00\x02\xf0\x01?");
    bed.far_end.handle_upstream(bed.now, link, Upstream::Closed);
    bed.drain();
    assert_eq!(bed.state(link), Wire::Closed);
}

/// Behind a tap the far end publishes as a client of the real broker, under a connection of its own.
#[test]
fn a_guest_behind_a_tap() {
    let mut bed = Bed::with(Config { tap: true, ..Config::default() });
    let upstream = |bed: &mut Bed| std::mem::take(&mut bed.upstream);
    let write = |link: Link, bytes: &'static [u8]| Action::WriteUpstream(link, bytes.into());
    bed.order("publish \"t\" \"x\" qos 2 times 2");
    let guest = Link(1);
    let hello = write(guest, b"\x10\x17\x00\x04MQTT\x04\x02\x00\x00\x00\x0bhayes-tap-1");
    assert_eq!(upstream(&mut bed), [Action::OpenUpstream(guest), hello]);
    let mut say = |bytes: &[u8]| {
        bed.far_end.handle_upstream(bed.now, guest, Upstream::Bytes(bytes));
        bed.drain();
        upstream(&mut bed)
    };
    assert_eq!(say(b"\x20\x02\x00\x00"), [write(guest, b"\x34\x06\x00\x01t\x00\x02x")]);
    assert_eq!(say(b"\x50\x02\x00\x02"), [write(guest, b"\x62\x02\x00\x02")]);
    assert_eq!(say(b"\x70\x02\x00\x02"), [write(guest, b"\x34\x06\x00\x01t\x00\x03x")]);
    assert_eq!(say(b"\x50\x02\x00\x03"), [write(guest, b"\x62\x02\x00\x03")]);
    assert_eq!(say(b"\x70\x02\x00\x03"), [write(guest, b"\xe0\x00"), Action::CloseUpstream(guest)]);

    bed.order("publish \"t\" \"x\"");
    bed.wait_ms(10_000);
    assert!(bed.saw(|event| matches!(event, Event::OrderFailed(_, why) if why.contains("does not answer"))));
}

/// What a person reads of a run with orders, secrets covered.
#[test]
fn transcript() {
    let mut bed = Bed::new();
    bed.order("delay PUBACK 1.5s once");
    let link = bed.open();
    bed.bytes(
        link,
        b"\x10\x21\x00\x06MQIsdp\x03\xc6\x00\x3c\x00\x01m\x00\x01w\x00\x02\x1b[\x00\x01u\x00\x06secret",
    );
    bed.bytes(link, b"\x82\x06\x00\x01\x00\x01#\x01");
    bed.bytes(link, b"\x32\x11\x00\x03a/b\x00\x07\r\nOK\r\n\x1b[2J");
    bed.wait_ms(2_000);
    bed.order("close after PINGRESP");
    bed.bytes(link, b"\x40\x02\x00\x01\xc0\x00");
    insta::assert_snapshot!(bed.transcript());
    let json = bed::lines(bed.records.iter().map(hayes_broker::Record::to_json));
    assert!(!json.contains("736563726574") && !json.contains("secret\""), "the password is covered");
    insta::assert_snapshot!(json);
}

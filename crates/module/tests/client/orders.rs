//! What the client makes of a far end that does as it is ordered.

use std::time::Duration;

use hayes_module::client::{Breach, Client, Event, Packet, Protocol, Refused, Setup, What, Will};
use rstest::rstest;

use crate::bed::{Bed, TIMEOUT, TIMES, came, message, setup};

const BOTH: [Protocol; 2] = [Protocol::V31, Protocol::V311];

#[rstest]
#[case(0)]
#[case(1)]
#[case(2)]
fn a_message_there_and_back(#[case] qos: u8, #[values(1, 3, usize::MAX)] cut: usize) {
    for protocol in BOTH {
        let mut bed = Bed::connected(Setup { protocol, ..setup() });
        bed.cut(cut);
        bed.tell(|client, now| client.subscribe(now, 7, vec![(b"a/+".to_vec(), qos)])).expect("connected");
        assert_eq!(bed.events(), [Event::Subscribed { id: 7, codes: vec![qos] }]);
        let payload = "\r\nOK\r\n\u{0}\u{1a}".repeat(100);
        bed.tell(|client, now| client.publish(now, message(9, qos, "a/b", &payload))).expect("connected");
        let mut events = bed.events();
        events.sort_by_key(|event| matches!(event, Event::Message { .. }));
        let id = u16::from(qos > 0);
        assert_eq!(events, [Event::Acknowledged { id: 9, qos }, came(id, qos, "a/b", &payload)]);
        bed.tell(|client, now| client.unsubscribe(now, 8, vec![b"a/+".to_vec()])).expect("connected");
        bed.tell(|client, now| client.publish(now, message(9, qos, "a/b", "")))
            .expect("the id is free again");
        assert_eq!(bed.events(), [Event::Unsubscribed { id: 8 }, Event::Acknowledged { id: 9, qos }]);
        assert!(bed.is_open());
    }
}

#[rstest]
fn refused(#[values(1, 2, 3, 4, 5)] code: u8) {
    let mut bed = Bed::new(setup());
    bed.order(&format!("refuse CONNECT {code}"));
    bed.connect();
    assert_eq!(bed.events(), [Event::Refused(code)]);
    assert!(!bed.client.is_connected() && bed.client.poll_deadline().is_none());
}

#[test]
fn refused_with_a_code_that_nobody_knows() {
    let mut bed = Bed::new(setup());
    bed.order("drop CONNACK");
    bed.connect();
    bed.order("send CONNACK code 200");
    assert_eq!(bed.events(), [Event::Refused(200)]);
}

#[test]
fn no_connack() {
    let mut bed = Bed::new(setup());
    bed.order("mute at open");
    bed.connect();
    bed.wait(TIMEOUT * 2);
    assert_eq!(bed.timed_events(), [(TIMEOUT, Event::ConnectTimedOut)]);
}

#[rstest]
#[case("drop SUBACK", vec![])]
#[case("refuse SUBSCRIBE to \"b\"", vec![Event::Subscribed { id: 1, codes: vec![2, 0x80] }])]
#[case("grant 0 to \"a\"", vec![Event::Subscribed { id: 1, codes: vec![0, 1] }])]
fn subscribing(#[case] order: &str, #[case] expected: Vec<Event>) {
    let mut bed = Bed::connected(setup());
    bed.order(order);
    let filters = vec![(b"a".to_vec(), 2), (b"b".to_vec(), 1)];
    bed.tell(|client, now| client.subscribe(now, 1, filters)).expect("connected");
    assert_eq!(bed.events(), expected);
}

/// Each packet is repeated `TIMES` times, `TIMEOUT` apart, and given up one `TIMEOUT` later.
#[rstest]
#[case("drop PUBACK", What::Publish, 1)]
#[case("drop PUBREC", What::Publish, 2)]
#[case("drop PUBCOMP", What::Pubrel, 2)]
#[case("drop SUBACK", What::Subscribe, 0)]
#[case("drop UNSUBACK", What::Unsubscribe, 0)]
fn repeated_and_given_up(#[case] order: &str, #[case] what: What, #[case] qos: u8) {
    for protocol in BOTH {
        let mut bed = Bed::connected(Setup { protocol, ..setup() });
        bed.order(order);
        bed.tell(|client, now| match what {
            What::Subscribe => client.subscribe(now, 5, vec![(b"a".to_vec(), 0)]),
            What::Unsubscribe => client.unsubscribe(now, 5, vec![b"a".to_vec()]),
            _ => client.publish(now, message(5, qos, "a", "x")),
        })
        .expect("connected");
        bed.wait(TIMEOUT * (TIMES + 4));
        let mut expected: Vec<_> =
            (1..=TIMES).map(|attempt| (TIMEOUT * attempt, Event::Retried { id: 5, what, attempt })).collect();
        expected.push((TIMEOUT * (TIMES + 1), Event::GaveUp { id: 5, what }));
        assert_eq!(bed.timed_events(), expected, "{order}");
        assert!(bed.is_open(), "the far end took no offence");
        let repeated =
            bed.sent.iter().filter(|p| matches!(p, Packet::Publish(publish) if publish.dup)).count();
        assert_eq!(repeated, if what == What::Publish { TIMES as usize } else { 0 });
    }
}

/// However the acknowledgements of QoS 2 are strewn, it takes no longer than any other message.
#[rstest]
#[case("drop PUBREC next 3")]
#[case("delay PUBREC 7s")]
#[case("delay PUBREC 18s once")]
fn qos_2_takes_no_longer_than_the_rest(#[case] order: &str) {
    let mut bed = Bed::connected(setup());
    bed.order(order);
    bed.order("drop PUBCOMP");
    bed.tell(|client, now| client.publish(now, message(5, 2, "a", "x"))).expect("connected");
    bed.wait(TIMEOUT * 10);
    let last = bed.timed_events().pop();
    assert_eq!(last, Some((TIMEOUT * (TIMES + 1), Event::GaveUp { id: 5, what: What::Pubrel })));
}

#[test]
fn late_acknowledgements_count() {
    let mut bed = Bed::connected(setup());
    bed.order("delay PUBACK 7s");
    bed.tell(|client, now| client.publish(now, message(5, 1, "a", "x"))).expect("connected");
    bed.wait(TIMEOUT * 4);
    let at = Duration::from_secs;
    let retried = Event::Retried { id: 5, what: What::Publish, attempt: 1 };
    assert_eq!(bed.timed_events(), [(at(5), retried), (at(7), Event::Acknowledged { id: 5, qos: 1 })]);
}

#[test]
fn acknowledgements_out_of_order() {
    let mut bed = Bed::connected(setup());
    bed.order("swap PUBACK once");
    bed.tell(|client, now| client.publish(now, message(5, 1, "a", "x"))).expect("connected");
    assert_eq!((bed.client.in_flight(), bed.events()), (1, vec![]));
    bed.tell(|client, now| client.publish(now, message(6, 1, "a", "x"))).expect("several may be in flight");
    assert_eq!(bed.events(), [6, 5].map(|id| Event::Acknowledged { id, qos: 1 }));
}

#[test]
fn an_id_in_flight_is_refused() {
    let mut bed = Bed::connected(setup());
    bed.order("hold PUBACK within 3s");
    bed.tell(|client, now| client.publish(now, message(5, 1, "a", "x"))).expect("connected");
    let again = bed.tell(|client, now| client.publish(now, message(5, 1, "a", "y")));
    assert_eq!(again, Err(Refused::IdInUse));
    let other = bed.tell(|client, now| client.subscribe(now, 5, vec![(b"a".to_vec(), 0)]));
    assert_eq!(other, Err(Refused::IdInUse), "all packets share their ids");
    bed.wait_secs(4);
    assert_eq!(bed.events(), [Event::Acknowledged { id: 5, qos: 1 }]);
}

#[rstest]
#[case("duplicate sent PUBLISH", 2, 1)]
#[case("duplicate sent PUBLISH", 1, 2)]
#[case("duplicate PUBREL", 2, 1)]
#[case("duplicate received PUBREC", 2, 1)]
#[case("drop received PUBREC once", 2, 1)]
#[case("drop sent PUBREL once", 2, 1)]
fn received_as_often_as_its_qos_has_it(#[case] order: &str, #[case] qos: u8, #[case] times: usize) {
    let mut bed = Bed::connected(Setup { clean: false, ..setup() });
    bed.tell(|client, now| client.subscribe(now, 1, vec![(b"a".to_vec(), 2)])).expect("connected");
    bed.events();
    bed.order(order);
    bed.order(&format!("publish \"a\" \"x\" qos {qos}"));
    bed.wait_secs(30);
    // What was not acknowledged comes again.
    bed.lose();
    bed.connect();
    bed.wait_secs(30);
    let messages = bed.events().iter().filter(|event| matches!(event, Event::Message { .. })).count();
    assert_eq!(messages, times, "{order}");
}

#[rstest]
#[case(10, None, &[9.0, 18.0, 27.0])]
#[case(60, None, &[59.0, 118.0])]
#[case(1, None, &[0.9, 1.8, 2.7])]
#[case(0, Some(20), &[20.0, 40.0])]
#[case(60, Some(5), &[5.0, 10.0])]
#[case(10, Some(60), &[9.0, 18.0])]
fn pings(#[case] keep_alive: u16, #[case] own: Option<u64>, #[case] at: &[f64]) {
    let mut bed = Bed::connected(Setup { keep_alive, ping: own.map(Duration::from_secs), ..setup() });
    let at: Vec<Duration> = at.iter().map(|seconds| Duration::from_secs_f64(*seconds)).collect();
    bed.wait(*at.last().expect("some"));
    let pongs: Vec<_> = at.into_iter().map(|at| (at, Event::Pong)).collect();
    assert_eq!(bed.timed_events(), pongs);
}

#[test]
fn what_is_sent_puts_off_the_ping() {
    let mut bed = Bed::connected(Setup { keep_alive: 10, ..setup() });
    bed.wait_secs(8);
    bed.tell(|client, now| client.publish(now, message(0, 0, "a", ""))).expect("connected");
    bed.wait_secs(8);
    assert_eq!(bed.events(), [Event::Acknowledged { id: 0, qos: 0 }]);
    bed.wait_secs(1);
    assert_eq!(bed.events(), [Event::Pong]);
}

#[test]
fn no_pong() {
    let mut bed = Bed::connected(Setup { keep_alive: 4, ..setup() });
    bed.order("drop PINGRESP");
    bed.wait_secs(9);
    // The second ping, 3.6 s after the first, does not give the server more time.
    let missed = Duration::from_millis(3600) + TIMEOUT;
    assert_eq!(bed.timed_events(), [(missed, Event::PingUnanswered)]);
    assert!(bed.client.is_connected(), "what is to be done about it is for others to say");
    bed.order("cancel");
    bed.wait_secs(4);
    assert_eq!(bed.events(), [Event::Pong]);
}

#[rstest]
#[case("length", Breach::LengthEndless)]
#[case("type", Breach::ReservedType(15))]
#[case("qos", Breach::Qos3)]
fn malformed(#[case] what: &str, #[case] breach: Breach) {
    let mut bed = Bed::connected(setup());
    bed.order(&format!("send malformed {what}"));
    assert_eq!(bed.events(), [Event::Broken(breach)]);
}

#[rstest]
fn malformed_in_any_way(
    #[values("length", "type", "flags", "qos", "utf8", "wildcard", "topic", "id", "short")] what: &str,
    #[values(1, usize::MAX)] cut: usize,
) {
    let mut bed = Bed::connected(setup());
    bed.cut(cut);
    bed.tell(|client, now| client.subscribe(now, 3, vec![(b"a".to_vec(), 0)])).expect("connected");
    bed.events();
    bed.order("hold PUBACK within 100s");
    bed.tell(|client, now| client.publish(now, message(5, 1, "a", "x"))).expect("connected");
    bed.events();
    bed.order(&format!("send malformed {what}"));
    let events = bed.events();
    let lost = Event::GaveUp { id: 5, what: What::Publish };
    assert!(matches!(&events[..], [Event::Broken(_), gave_up] if *gave_up == lost), "{what}: {events:?}");
    assert!(!bed.client.is_connected());
}

#[test]
fn large_and_too_large() {
    let mut bed = Bed::connected(setup());
    bed.order("send oversized 100000");
    let events = bed.events();
    assert!(matches!(&events[..], [Event::Message { .. }]), "{} events", events.len());
    bed.order("send oversized 200000");
    assert_eq!(bed.events(), [Event::Broken(Breach::TooLong(200_004))]);
}

#[rstest]
#[case("send CONNACK code 0", Some(Breach::Unexpected("CONNACK")))]
#[case("send DISCONNECT", Some(Breach::Unexpected("DISCONNECT")))]
#[case("send PINGREQ", Some(Breach::Unexpected("PINGREQ")))]
#[case("send PINGRESP", None)]
#[case("send PUBACK id 7", None)]
#[case("send PUBREC id 7", None)]
#[case("send PUBCOMP id 7", None)]
#[case("send PUBREL id 7", None)]
#[case("send SUBACK id 7 code 1", None)]
#[case("send SUBACK id 7 code 3", Some(Breach::SubackCode(3)))]
#[case("send UNSUBACK id 7", None)]
fn unasked(#[case] order: &str, #[case] breach: Option<Breach>) {
    let mut bed = Bed::connected(setup());
    bed.order(order);
    assert_eq!(bed.events(), breach.map(Event::Broken).into_iter().collect::<Vec<_>>());
}

#[test]
fn the_will_and_the_credentials_arrive() {
    for protocol in BOTH {
        let will = Will { topic: b"gone".to_vec(), message: b"bye\0".to_vec(), qos: 1, retain: true };
        let (user, password) = (Some(b"u".to_vec()), Some(b"p".to_vec()));
        let mut bed = Bed::connected(Setup { protocol, will: Some(will), user, password, ..setup() });
        bed.lose();
        bed.client.reconnect(Setup { protocol, ..setup() });
        bed.connect();
        bed.tell(|client, now| client.subscribe(now, 1, vec![(b"gone".to_vec(), 1)])).expect("connected");
        let kept = Event::Message {
            id: 1,
            qos: 1,
            retain: true,
            dup: false,
            topic: b"gone".to_vec(),
            payload: b"bye\0".to_vec(),
        };
        assert!(bed.events().contains(&kept), "{protocol:?}");
    }
}

#[test]
fn goodbye_keeps_the_will_unsaid() {
    let will = Will { topic: b"gone".to_vec(), message: vec![], qos: 0, retain: true };
    let mut bed = Bed::connected(Setup { will: Some(will), ..setup() });
    bed.tell(Client::disconnect);
    assert!(!bed.is_open(), "the far end closes after a DISCONNECT");
    bed.client.reconnect(setup());
    bed.connect();
    bed.tell(|client, now| client.subscribe(now, 1, vec![(b"gone".to_vec(), 1)])).expect("connected");
    assert!(!bed.events().iter().any(|event| matches!(event, Event::Message { .. })));
}

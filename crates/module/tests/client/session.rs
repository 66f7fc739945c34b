//! What outlives a connection, and what does not.

use hayes_module::client::{Client, Event, Packet, Protocol, Publish, Setup, What};
use rstest::rstest;

use crate::bed::{Bed, TIMEOUT, came, keeping, message, setup};

/// What was sent since the last CONNECT.
fn since_connect(bed: &Bed) -> &[Packet] {
    let connect = bed.sent.iter().rposition(|packet| matches!(packet, Packet::Connect(_))).expect("one");
    &bed.sent[connect + 1..]
}

#[rstest]
fn messages_in_flight_go_on(#[values(Protocol::V31, Protocol::V311)] protocol: Protocol) {
    let mut bed = Bed::connected(Setup { protocol, ..keeping() });
    bed.order("drop PUBACK");
    bed.order("drop PUBCOMP");
    bed.order("drop PUBREC skip 1");
    for (id, qos) in [(3, 2), (4, 1), (5, 2), (2, 1)] {
        bed.tell(|client, now| client.publish(now, message(id, qos, "a", "x"))).expect("connected");
    }
    bed.lose();
    assert_eq!((bed.events(), bed.client.poll_deadline()), (vec![], None), "all is kept and nothing is due");
    bed.order("cancel");
    bed.connect();
    let again = |id, qos| Packet::Publish(Publish { dup: true, ..message(id, qos, "a", "x") });
    let expected = [Packet::Pubrel { id: 3, dup: false }, again(4, 1), again(5, 2), again(2, 1)];
    assert_eq!(since_connect(&bed)[..4], expected, "in the order in which they came so far");
    let events = bed.events();
    let present = protocol == Protocol::V311;
    assert_eq!(events[0], Event::Connected { session_present: present });
    let mut done = events[1..].to_vec();
    done.sort_by_key(|event| format!("{event:?}"));
    let acknowledged = |id, qos| Event::Acknowledged { id, qos };
    assert_eq!(done, [acknowledged(2, 1), acknowledged(3, 2), acknowledged(4, 1), acknowledged(5, 2)]);
}

/// With MQTT 3.1.1 a server that has forgotten the session says so, and then there is nothing to go on with.
#[test]
fn a_forgotten_session_is_given_up() {
    let mut bed = Bed::connected(keeping());
    bed.order("drop PUBACK");
    bed.tell(|client, now| client.publish(now, message(4, 1, "a", "x"))).expect("connected");
    bed.lose();
    bed.far_end = hayes_broker::FarEnd::new(hayes_broker::Config::default());
    bed.connect();
    let given_up = Event::GaveUp { id: 4, what: What::Publish };
    assert_eq!(bed.events(), [Event::Connected { session_present: false }, given_up]);
    assert_eq!(since_connect(&bed), []);
}

#[rstest]
#[case::clean(setup())]
#[case::another(Setup { client_id: b"other".to_vec(), ..keeping() })]
fn another_session_is_another(#[case] next: Setup) {
    let mut bed = Bed::connected(keeping());
    bed.order("drop PUBACK");
    bed.tell(|client, now| client.publish(now, message(4, 1, "a", "x"))).expect("connected");
    bed.lose();
    assert_eq!(bed.events(), []);
    bed.client.reconnect(next);
    bed.connect();
    let given_up = Event::GaveUp { id: 4, what: What::Publish };
    assert_eq!(bed.events(), [given_up, Event::Connected { session_present: false }]);
    assert_eq!(bed.client.in_flight(), 0);
}

#[test]
fn subscribing_ends_with_the_connection() {
    let mut bed = Bed::connected(keeping());
    bed.order("drop SUBACK");
    bed.tell(|client, now| client.subscribe(now, 4, vec![(b"a".to_vec(), 1)])).expect("connected");
    bed.lose();
    assert_eq!(bed.events(), [Event::GaveUp { id: 4, what: What::Subscribe }]);
    bed.connect();
    assert_eq!(since_connect(&bed), []);
    bed.order("publish \"a\" \"x\" qos 1");
    let events = bed.events();
    assert_eq!(events[1..], [came(1, 1, "a", "x")], "the server had heard it, and keeps it for the session");
}

#[test]
fn a_clean_session_ends_with_the_connection() {
    let mut bed = Bed::connected(setup());
    bed.order("drop PUBACK");
    bed.tell(|client, now| client.publish(now, message(4, 1, "a", "x"))).expect("connected");
    bed.tell(Client::disconnect);
    assert_eq!(bed.events(), [Event::GaveUp { id: 4, what: What::Publish }]);
}

/// What was received of QoS 2 and not released is known again after a reconnection.
#[test]
fn unreleased_messages_are_kept() {
    let mut bed = Bed::connected(keeping());
    bed.tell(|client, now| client.subscribe(now, 1, vec![(b"a".to_vec(), 2)])).expect("connected");
    bed.events();
    bed.order("drop received PUBREC");
    bed.order("publish \"a\" \"x\" qos 2");
    assert_eq!(bed.events(), [came(1, 2, "a", "x")]);
    bed.lose();
    bed.order("cancel");
    bed.connect();
    assert_eq!(bed.events(), [Event::Connected { session_present: true }], "it came again, and was known");
    bed.order("publish \"a\" \"y\" qos 2");
    let events = bed.events();
    assert!(matches!(&events[..], [Event::Message { payload, .. }] if payload == b"y"), "{events:?}");
}

/// After a message was given up, the next one with its id is not taken for it.
#[test]
fn what_was_given_up_does_not_stand_in_the_way() {
    let mut bed = Bed::connected(setup());
    bed.tell(|client, now| client.subscribe(now, 1, vec![(b"a".to_vec(), 0)])).expect("connected");
    bed.order("delay PUBREC 30s next 4");
    bed.tell(|client, now| client.publish(now, message(4, 2, "a", "x"))).expect("connected");
    bed.wait(TIMEOUT * 20);
    bed.events();
    bed.tell(|client, now| client.publish(now, message(4, 2, "a", "y"))).expect("connected");
    let events = bed.events();
    assert!(events.contains(&came(0, 0, "a", "y")), "{events:?}");
    assert!(events.contains(&Event::Acknowledged { id: 4, qos: 2 }), "{events:?}");
}

/// A clean session leaves nothing to the next one, also where MQTT 3.1 does not say that the server has none.
#[test]
fn a_clean_session_leaves_nothing_behind() {
    let mut bed = Bed::connected(Setup { protocol: Protocol::V31, ..setup() });
    bed.tell(|client, now| client.subscribe(now, 1, vec![(b"a".to_vec(), 2)])).expect("connected");
    bed.order("drop received PUBREC");
    bed.order("publish \"a\" \"x\" qos 2");
    assert_eq!(bed.events()[1..], [came(1, 2, "a", "x")]);
    bed.lose();
    bed.client.reconnect(Setup { protocol: Protocol::V31, ..keeping() });
    bed.connect();
    bed.tell(|client, now| client.subscribe(now, 1, vec![(b"a".to_vec(), 2)])).expect("connected");
    bed.order("publish \"a\" \"y\" qos 2");
    assert_eq!(bed.events()[2..], [came(1, 2, "a", "y")]);
}

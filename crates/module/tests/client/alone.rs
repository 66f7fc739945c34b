//! The client by itself: what it refuses, what it does with packets that somebody changed, and its bounds.

use std::time::Duration;

use hayes_module::client::{
    Breach, Client, Event, MAX_IN_FLIGHT, MAX_PACKET, MAX_UNRELEASED, Packet, Publish, Refused, Retry, Setup,
};
use rstest::rstest;

use crate::bed::{message, setup};

const NOW: Duration = Duration::from_secs(1);

fn connected() -> Client {
    connected_as(setup())
}

fn connected_as(setup: Setup) -> Client {
    let mut client = Client::new(setup);
    client.connect(NOW);
    client.handle_packet(NOW, Packet::Connack { session_present: false, code: 0 });
    while client.poll_packet().is_some() || client.poll_event().is_some() {}
    client
}

#[rstest]
#[case::no_id(message(0, 1, "a", ""), Err(Refused::ZeroId))]
#[case::no_id_needed(message(0, 0, "a", ""), Ok(()))]
#[case::qos(message(1, 3, "a", ""), Err(Refused::Qos))]
#[case::topic(Publish { topic: vec![b'a'; 65_536], ..message(1, 1, "", "") }, Err(Refused::TooLong))]
#[case::longest_topic(Publish { topic: vec![b'a'; 65_535], ..message(1, 1, "", "") }, Ok(()))]
#[case::payload(Publish { payload: vec![0; MAX_PACKET], ..message(1, 1, "a", "") }, Err(Refused::TooLong))]
#[case::any_bytes(Publish { topic: vec![0xff, 0, b'#'], ..message(1, 1, "", "") }, Ok(()))]
fn publishing(#[case] publish: Publish, #[case] expected: Result<(), Refused>) {
    let mut client = connected();
    assert_eq!(client.publish(NOW, publish.clone()), expected);
    assert_eq!(client.poll_packet(), expected.ok().map(|()| Packet::Publish(publish)));
}

#[rstest]
#[case::none(vec![], Err(Refused::NoFilter))]
#[case::qos(vec![(b"a".to_vec(), 3)], Err(Refused::Qos))]
#[case::long(vec![(vec![b'a'; 65_536], 0)], Err(Refused::TooLong))]
#[case::long_together(vec![(vec![b'a'; 65_535], 0); 2], Err(Refused::TooLong))]
#[case::right(vec![(b"a".to_vec(), 2)], Ok(()))]
fn subscribing(#[case] filters: Vec<(Vec<u8>, u8)>, #[case] expected: Result<(), Refused>) {
    assert_eq!(connected().subscribe(NOW, 1, filters), expected);
}

#[test]
fn nothing_is_sent_without_a_connection() {
    let mut client = Client::new(setup());
    for step in 0..2 {
        assert_eq!(client.publish(NOW, message(1, 0, "a", "")), Err(Refused::NotConnected));
        assert_eq!(client.subscribe(NOW, 1, vec![(b"a".to_vec(), 0)]), Err(Refused::NotConnected));
        assert_eq!(client.unsubscribe(NOW, 1, vec![b"a".to_vec()]), Err(Refused::NotConnected));
        assert_eq!(client.ping(NOW), Err(Refused::NotConnected));
        let sent: Vec<_> = std::iter::from_fn(|| client.poll_packet()).collect();
        assert_eq!(sent.len(), step, "nothing but the CONNECT");
        client.connect(NOW);
    }
    client.connect(NOW);
    assert!(client.poll_packet().is_none(), "a second CONNECT would break the connection");
}

#[test]
fn a_password_needs_a_name() {
    let mut client = Client::new(Setup { password: Some(b"p".to_vec()), ..setup() });
    client.connect(NOW);
    assert!(matches!(client.poll_packet(), Some(Packet::Connect(connect)) if connect.password.is_none()));
}

#[test]
fn so_many_in_flight_and_no_more() {
    let mut client = connected();
    for id in 1..=MAX_IN_FLIGHT as u16 {
        client.publish(NOW, message(id, 1, "a", "")).expect("there is room");
    }
    assert_eq!(client.publish(NOW, message(1000, 1, "a", "")), Err(Refused::TooMany));
    client.handle_packet(NOW, Packet::Puback(9));
    client.publish(NOW, message(1000, 1, "a", "")).expect("there is room again");
}

#[test]
fn so_many_unreleased_and_no_more() {
    let mut client = connected();
    for id in 1..=MAX_UNRELEASED as u16 {
        client.handle_packet(NOW, Packet::Publish(message(id, 2, "a", "")));
    }
    assert!(client.is_connected());
    client.handle_packet(NOW, Packet::Publish(message(1, 2, "a", "")));
    assert!(client.is_connected(), "one that is known takes no room");
    client.handle_packet(NOW, Packet::Publish(message(5000, 2, "a", "")));
    let last = std::iter::from_fn(|| client.poll_event()).last();
    assert_eq!(last, Some(Event::Broken(Breach::Unreleased)));
}

/// An acknowledgement of the wrong kind is none.
#[rstest]
#[case(1, Packet::Pubrec(1))]
#[case(1, Packet::Pubcomp(1))]
#[case(1, Packet::Unsuback(1))]
#[case(1, Packet::Suback { id: 1, codes: vec![0] })]
#[case(2, Packet::Puback(1))]
#[case(2, Packet::Pubcomp(1))]
fn wrong_acknowledgement(#[case] qos: u8, #[case] packet: Packet) {
    let mut client = connected();
    client.publish(NOW, message(1, qos, "a", "")).expect("connected");
    client.poll_packet();
    client.handle_packet(NOW, packet);
    assert!(client.awaits(1));
    assert_eq!((client.poll_packet(), client.poll_event()), (None, None));
}

#[test]
fn as_many_codes_as_filters() {
    let mut client = connected();
    client.subscribe(NOW, 1, vec![(b"a".to_vec(), 0)]).expect("connected");
    client.handle_packet(NOW, Packet::Suback { id: 1, codes: vec![0, 0] });
    assert_eq!(client.poll_event(), Some(Event::Broken(Breach::SubackCount(2, 1))));
}

#[test]
fn anything_before_the_connack_breaks_the_connection() {
    let mut client = Client::new(setup());
    client.connect(NOW);
    client.handle_packet(NOW, Packet::Pingresp);
    assert_eq!(client.poll_event(), Some(Event::Broken(Breach::Unexpected("PINGRESP"))));
    client.handle_packet(NOW, Packet::Connack { session_present: false, code: 0 });
    assert!(!client.is_connected(), "what comes after the end is nobody's");
}

/// Even with no patience at all, time passes between two tries.
#[test]
fn no_time_at_all() {
    let retry = Retry { timeout: Duration::ZERO, times: u32::MAX };
    let mut client = connected_as(Setup { retry, ping: Some(Duration::from_nanos(1)), ..setup() });
    client.publish(NOW, message(1, 1, "a", "")).expect("connected");
    let mut now = NOW;
    for _ in 0..100 {
        now = client.poll_deadline().expect("there is always something to come");
        client.handle_timeout(now);
        assert!(client.poll_deadline().is_some_and(|due| due > now));
    }
    assert!(now >= NOW + Duration::from_millis(50));
}

/// Times without end do not overflow.
#[test]
fn all_the_time_in_the_world() {
    let retry = Retry { timeout: Duration::MAX, times: 3 };
    let mut client = connected_as(Setup { retry, connect_timeout: Duration::MAX, ..setup() });
    client.publish(NOW, message(1, 2, "a", "")).expect("connected");
    client.handle_packet(NOW, Packet::Pubrec(1));
    assert_eq!(client.poll_deadline(), Some(Duration::MAX));
}

/// A repeat that is due long since is sent once, not for each time it missed.
#[test]
fn a_late_driver() {
    let mut client = connected();
    client.publish(NOW, message(1, 1, "a", "")).expect("connected");
    client.poll_packet();
    client.handle_timeout(NOW + Duration::from_secs(12));
    assert!(client.poll_packet().is_some() && client.poll_packet().is_none());
    client.handle_timeout(NOW + Duration::from_hours(1));
    assert!(client.poll_packet().is_none());
    assert!(!client.awaits(1), "given up");
}

/// Releases go out again in the order in which the server said that it has the messages.
#[test]
fn releases_in_the_order_of_their_pubrecs() {
    let mut client = connected_as(Setup { clean: false, ..setup() });
    for id in [1, 2, 3] {
        client.publish(NOW, message(id, 2, "a", "")).expect("connected");
    }
    for id in [3, 1] {
        client.handle_packet(NOW, Packet::Pubrec(id));
    }
    client.handle_lost(NOW);
    client.connect(NOW);
    client.poll_packet();
    client.handle_packet(NOW, Packet::Connack { session_present: true, code: 0 });
    let sent: Vec<_> = std::iter::from_fn(|| client.poll_packet()).collect();
    let message = Packet::Publish(Publish { dup: true, ..message(2, 2, "a", "") });
    let release = |id| Packet::Pubrel { id, dup: false };
    assert_eq!(sent, [message, release(3), release(1)]);
}

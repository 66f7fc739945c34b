//! Packets to bytes and back, held against the far end's codec.

use hayes_broker::wire::{self, Cut};
use hayes_module::client::{
    BadTopic, Breach, Connect, Framer, MAX_PACKET, Packet, Protocol, Publish, Will, encode,
};
use proptest::prelude::*;
use rstest::rstest;

fn read(protocol: Protocol, bytes: &[u8]) -> Vec<Result<Packet, Breach>> {
    let mut framer = Framer::new(protocol);
    framer.handle_bytes(bytes);
    std::iter::from_fn(|| framer.poll_packet()).collect()
}

#[rstest]
#[case::endless(b"\xd0\xff\xff\xff\xff", Breach::LengthEndless)]
#[case::long(b"\x30\xff\xff\xff\x7f", Breach::TooLong(268_435_460))]
#[case::type_0(b"\x00\x00", Breach::ReservedType(0))]
#[case::type_15(b"\xf0\x00", Breach::ReservedType(15))]
#[case::flags(b"\xd1\x00", Breach::Flags("PINGRESP", 1))]
#[case::release_flags(b"\x60\x02\x00\x01", Breach::Flags("PUBREL", 0))]
#[case::short(b"\x40\x01\x00", Breach::Short("PUBACK"))]
#[case::short_topic(b"\x30\x03\x00\x02a", Breach::Short("PUBLISH"))]
#[case::surplus(b"\x40\x03\x00\x01\x00", Breach::Surplus("PUBACK", 1))]
#[case::zero(b"\x40\x02\x00\x00", Breach::ZeroId("PUBACK"))]
#[case::zero_message(b"\x32\x05\x00\x01a\x00\x00", Breach::ZeroId("PUBLISH"))]
#[case::qos_3(b"\x36\x05\x00\x01a\x00\x01", Breach::Qos3)]
#[case::empty(b"\x30\x02\x00\x00", Breach::Topic(BadTopic::Empty))]
#[case::wildcard(b"\x30\x03\x00\x01+", Breach::Topic(BadTopic::Wildcard))]
#[case::hash(b"\x30\x03\x00\x01#", Breach::Topic(BadTopic::Wildcard))]
#[case::not_utf8(b"\x30\x03\x00\x01\xff", Breach::Topic(BadTopic::NotUtf8))]
#[case::nul(b"\x30\x03\x00\x01\0", Breach::Topic(BadTopic::Nul))]
#[case::connack(b"\x20\x02\x02\x00", Breach::ConnackFlags(2))]
#[case::suback(b"\x90\x03\x00\x01\x03", Breach::SubackCode(3))]
#[case::connect(b"\x10\x00", Breach::Unexpected("CONNECT"))]
fn breaches(#[case] bytes: &[u8], #[case] breach: Breach) {
    let after = [bytes, b"\xd0\x00"].concat();
    assert_eq!(read(Protocol::V311, &after), [Err(breach)], "and nothing after it");
}

/// What MQTT 3.1 leaves unused is not looked at.
#[rstest]
#[case(b"\xd1\x00", Packet::Pingresp)]
#[case(b"\x6a\x02\x00\x01", Packet::Pubrel { id: 1, dup: true })]
#[case(b"\x20\x02\xff\x00", Packet::Connack { session_present: false, code: 0 })]
fn looser_in_31(#[case] bytes: &[u8], #[case] packet: Packet) {
    assert_eq!(read(Protocol::V31, bytes), [Ok(packet)]);
    assert!(read(Protocol::V311, bytes)[0].is_err());
}

#[test]
fn the_longest_packet() {
    let packet = |length| Packet::Publish(message(vec![b'a'; 9], vec![0; length]));
    let head = 4 + 2 + 9;
    let longest = packet(MAX_PACKET - head);
    assert_eq!(read(Protocol::V311, &encode(&longest)), [Ok(longest)]);
    let longer = encode(&packet(MAX_PACKET - head + 1));
    assert_eq!(read(Protocol::V311, &longer), [Err(Breach::TooLong(MAX_PACKET + 1))]);
}

/// What no length field can say is cut rather than written wrong.
#[test]
fn texts_that_are_too_long_are_cut() {
    let bytes = encode(&Packet::Publish(message(vec![b'a'; 70_000], b"x".to_vec())));
    let cut = Packet::Publish(message(vec![b'a'; 65_535], b"x".to_vec()));
    assert_eq!(read(Protocol::V311, &bytes), [Ok(cut)]);
}

fn message(topic: Vec<u8>, payload: Vec<u8>) -> Publish {
    Publish { id: 0, qos: 0, retain: false, dup: false, topic, payload }
}

fn topic() -> impl Strategy<Value = Vec<u8>> {
    "[^+#\0]{1,20}".prop_map(String::into_bytes)
}

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any::<u8>(), 0..200)
}

fn publish() -> impl Strategy<Value = Publish> {
    (1..=u16::MAX, 0..3u8, any::<bool>(), any::<bool>(), topic(), bytes()).prop_map(
        |(id, qos, retain, dup, topic, payload)| {
            let (id, dup) = if qos == 0 { (0, false) } else { (id, dup) };
            Publish { id, qos, retain, dup, topic, payload }
        },
    )
}

/// What a server sends.
fn from_server() -> impl Strategy<Value = Packet> {
    let id = 1..=u16::MAX;
    prop_oneof![
        (any::<bool>(), any::<u8>())
            .prop_map(|(session_present, code)| Packet::Connack { session_present, code }),
        publish().prop_map(Packet::Publish),
        id.clone().prop_map(Packet::Puback),
        id.clone().prop_map(Packet::Pubrec),
        id.clone().prop_map(|id| Packet::Pubrel { id, dup: false }),
        id.clone().prop_map(Packet::Pubcomp),
        (id.clone(), prop::collection::vec(prop::sample::select(vec![0, 1, 2, 0x80]), 1..9))
            .prop_map(|(id, codes)| Packet::Suback { id, codes }),
        id.prop_map(Packet::Unsuback),
        Just(Packet::Pingresp),
    ]
}

fn connect() -> impl Strategy<Value = Packet> {
    let will = (topic(), bytes(), 0..3u8, any::<bool>()).prop_map(|(topic, message, qos, retain)| Will {
        topic,
        message,
        qos,
        retain,
    });
    let credentials = prop::option::of((topic(), prop::option::of(bytes())));
    let client_id = "[a-z/é]{1,9}".prop_map(String::into_bytes);
    let who = (any::<bool>(), client_id, any::<u16>(), any::<bool>());
    (who, prop::option::of(will), credentials).prop_map(|((old, client_id, keep_alive, clean), will, who)| {
        let (name, level) = if old { ("MQIsdp", 3) } else { ("MQTT", 4) };
        let (user, password) = who.map_or((None, None), |(user, password)| (Some(user), password));
        let protocol_name = name.into();
        Packet::Connect(Connect { protocol_name, level, client_id, keep_alive, clean, will, user, password })
    })
}

/// What a client sends.
fn from_client() -> impl Strategy<Value = Packet> {
    let id = 1..=u16::MAX;
    let filter = || prop::sample::select(vec![b"a".to_vec(), b"#".to_vec(), b"a/+/b".to_vec()]);
    let asked = prop::collection::vec((filter(), 0..3u8), 1..9);
    let filters = prop::collection::vec(filter(), 1..9);
    prop_oneof![
        connect(),
        publish().prop_map(Packet::Publish),
        id.clone().prop_map(Packet::Pubrec),
        id.clone().prop_map(|id| Packet::Pubrel { id, dup: false }),
        (id.clone(), asked).prop_map(|(id, filters)| Packet::Subscribe { id, dup: false, filters }),
        (id, filters).prop_map(|(id, filters)| Packet::Unsubscribe { id, dup: false, filters }),
        Just(Packet::Pingreq),
        Just(Packet::Disconnect),
    ]
}

proptest! {
    /// However the bytes are cut, the packets are the same, and none is lost.
    #[test]
    fn there_and_back(packets in prop::collection::vec(from_server(), 0..12), cut in 1..40usize) {
        let stream: Vec<u8> = packets.iter().flat_map(encode).collect();
        let mut framer = Framer::new(Protocol::V311);
        let mut read = Vec::new();
        for piece in stream.chunks(cut) {
            framer.handle_bytes(piece);
            read.extend(std::iter::from_fn(|| framer.poll_packet()));
        }
        prop_assert_eq!(read, packets.into_iter().map(Ok).collect::<Vec<_>>());
    }

    /// The far end, whose codec is another, finds no fault with what a client sends, and writes it the same.
    #[test]
    fn without_fault(packet in from_client()) {
        let bytes = encode(&packet);
        let mut framer = wire::Framer::new(usize::MAX);
        framer.handle_bytes(&bytes);
        let Some(Cut::Frame(frame)) = framer.poll_cut() else { panic!("no frame") };
        prop_assert_eq!(wire::walk(&frame), vec![]);
        let read = wire::decode(&frame).expect("a packet");
        prop_assert_eq!(wire::encode(&read).expect("of lawful size").to_vec(), bytes);
    }

    /// Any bytes are read until the first breach.
    #[test]
    fn any_bytes(stream in prop::collection::vec(any::<u8>(), 0..300), old: bool) {
        let protocol = if old { Protocol::V31 } else { Protocol::V311 };
        let packets = read(protocol, &stream);
        let broken = packets.iter().filter(|packet| packet.is_err()).count();
        prop_assert!(broken <= 1 && packets.iter().rev().skip(1).all(Result::is_ok));
    }

    /// Bodies under a right header reach further than any bytes do.
    #[test]
    fn any_body(first: u8, body in prop::collection::vec(any::<u8>(), 0..100), old: bool) {
        let protocol = if old { Protocol::V31 } else { Protocol::V311 };
        let bytes = [&[first, body.len() as u8], &body[..]].concat();
        let packets = read(protocol, &bytes);
        prop_assert_eq!(packets.len(), 1, "a whole packet is read or refused");
        if let (Ok(packet), false) = (&packets[0], old) {
            prop_assert_eq!(encode(packet), bytes);
        }
    }
}

//! Load over loopback sockets, with packets written by hand: the load costs little, the broker shows.

use std::io::{BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

const TOPIC: &[u8] = b"bench/topic";
const PAYLOAD: [u8; 64] = [b'x'; 64];
/// How far the publisher may be ahead: brokers drop what a subscriber that does not keep up has queued.
const AHEAD: usize = 500;
/// How many QoS 1 messages are unacknowledged at a time; mosquitto's own window is as wide.
const WINDOW: usize = 20;

pub(crate) fn connect(id: &str) -> Vec<u8> {
    let mut bytes = vec![0x10, 12 + id.len() as u8];
    bytes.extend(b"\x00\x04MQTT\x04\x02\x00\x00\x00");
    bytes.push(id.len() as u8);
    bytes.extend(id.as_bytes());
    bytes
}

pub(crate) fn subscribe(qos: u8) -> Vec<u8> {
    let mut bytes = vec![0x82, 5 + TOPIC.len() as u8, 0, 1, 0, TOPIC.len() as u8];
    bytes.extend(TOPIC);
    bytes.push(qos);
    bytes
}

pub(crate) fn publish(qos: u8, id: u16) -> Vec<u8> {
    let id = if qos > 0 { &id.to_be_bytes()[..] } else { &[] };
    let length = 2 + TOPIC.len() + id.len() + PAYLOAD.len();
    [&[0x30 | qos << 1, length as u8, 0, TOPIC.len() as u8], TOPIC, id, &PAYLOAD].concat()
}

fn open(address: SocketAddr, id: &str) -> TcpStream {
    let mut socket = TcpStream::connect(address).expect("it listens");
    socket.set_nodelay(true).expect("a socket");
    socket.write_all(&connect(id)).expect("it reads");
    socket.read_exact(&mut [0; 4]).expect("a CONNACK");
    socket
}

pub(crate) fn messages_per_second(address: SocketAddr, qos: u8, count: usize) -> f64 {
    let mut subscriber = open(address, "s");
    subscriber.write_all(&subscribe(qos)).expect("it reads");
    subscriber.read_exact(&mut [0; 5]).expect("a SUBACK");
    let delivered = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&delivered);
    let began = Instant::now();
    let receiver = std::thread::spawn(move || receive(subscriber, qos, count, &seen));
    send(open(address, "p"), qos, count, &delivered);
    receiver.join().expect("all came");
    count as f64 / began.elapsed().as_secs_f64()
}

fn receive(socket: TcpStream, qos: u8, count: usize, seen: &AtomicUsize) {
    let mut answers = socket.try_clone().expect("a socket");
    let mut reader = BufReader::with_capacity(64 * 1024, socket);
    let mut packet = vec![0; publish(qos, 1).len()];
    let mut acknowledgements = Vec::new();
    for number in 1..=count {
        reader.read_exact(&mut packet).expect("a PUBLISH");
        if qos == 1 {
            let id = &packet[4 + TOPIC.len()..][..2];
            acknowledgements.extend([0x40, 2, id[0], id[1]]);
            if reader.buffer().len() < packet.len() {
                answers.write_all(&acknowledgements).expect("it reads");
                acknowledgements.clear();
            }
        }
        seen.store(number, Ordering::Relaxed);
    }
}

fn send(mut socket: TcpStream, qos: u8, count: usize, delivered: &AtomicUsize) {
    let mut acknowledgements = [0; 4 * WINDOW];
    let batch: Vec<u8> = (1..=WINDOW).flat_map(|id| publish(qos, id as u16)).collect();
    for sent in (0..count).step_by(WINDOW) {
        while sent > delivered.load(Ordering::Relaxed) + AHEAD {
            std::thread::yield_now();
        }
        socket.write_all(&batch).expect("it reads");
        if qos == 1 {
            socket.read_exact(&mut acknowledgements).expect("every PUBACK");
        }
    }
}

/// Microseconds from PUBLISH to PUBACK.
pub(crate) fn round_trips(address: SocketAddr, count: usize) -> Vec<f64> {
    let mut socket = open(address, "r");
    let packet = publish(1, 1);
    let once = |_| {
        let began = Instant::now();
        socket.write_all(&packet).expect("it reads");
        socket.read_exact(&mut [0; 4]).expect("a PUBACK");
        began.elapsed().as_secs_f64() * 1e6
    };
    (0..count).map(once).collect()
}

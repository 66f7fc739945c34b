//! A far end on a loopback port, its records, and clients of another library.
#![allow(dead_code, unreachable_pub, reason = "each test file takes what it needs of the bed")]

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use hayes_broker::{Config, Event, Order, Record};
use hayes_ports::far_end::{FarEndPort, Listener, Setup};
use rumqttc::{Client, MqttOptions, Packet};

/// No test waits longer for anything.
pub const PATIENCE: Duration = Duration::from_secs(20);

pub struct Bed {
    pub port: FarEndPort,
    pub records: Receiver<Record>,
}

impl Bed {
    pub fn new() -> Self {
        Self::with(|_| ())
    }

    pub fn with(change: impl FnOnce(&mut Setup)) -> Self {
        Self::keeping(|_| true, change)
    }

    /// One that keeps only some records, where there are to be millions.
    pub fn keeping(keeps: fn(&Event) -> bool, change: impl FnOnce(&mut Setup)) -> Self {
        let mut setup = Setup {
            listen: vec![Listener { address: ([127, 0, 0, 1], 0).into(), tls: None }],
            receive_buffer: None,
            upstream: Vec::new(),
            config: Config::default(),
            since: Instant::now(),
        };
        change(&mut setup);
        let (sink, records) = channel();
        let sink = move |record: Record| {
            if keeps(&record.event) {
                let _ = sink.send(record);
            }
        };
        let port = FarEndPort::listen(setup, sink).expect("a free loopback port");
        Self { port, records }
    }

    pub fn address(&self) -> SocketAddr {
        self.port.addresses()[0]
    }

    pub fn order(&self, text: &str) {
        self.port.order(Order::parse(text).unwrap_or_else(|error| panic!("{}", error.render(text))));
    }

    /// Waits for a record.
    pub fn until(&self, fits: impl Fn(&Event) -> bool) -> Record {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let record = self.records.recv_timeout(left).expect("the record that was waited for");
            if fits(&record.event) {
                return record;
            }
        }
    }

    /// A plain socket to the far end.
    pub fn socket(&self) -> TcpStream {
        let socket = TcpStream::connect(self.address()).expect("the far end listens");
        socket.set_read_timeout(Some(PATIENCE)).expect("a lawful timeout");
        socket.set_write_timeout(Some(PATIENCE)).expect("a lawful timeout");
        socket
    }

    /// A plain socket on which CONNECT has been accepted.
    pub fn connected(&self, id: &str) -> TcpStream {
        Self::greeted(self.socket(), id)
    }

    /// The same, on a socket that takes little in when nobody reads.
    pub fn connected_narrow(&self, id: &str) -> TcpStream {
        let socket =
            socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).expect("a socket");
        socket.set_recv_buffer_size(4096).expect("a lawful size");
        socket.connect(&self.address().into()).expect("the far end listens");
        Self::greeted(socket.into(), id)
    }

    fn greeted(mut socket: TcpStream, id: &str) -> TcpStream {
        socket.write_all(&connect(id)).expect("the far end reads");
        let mut connack = [0; 4];
        socket.read_exact(&mut connack).expect("a CONNACK");
        assert_eq!(connack, [0x20, 2, 0, 0]);
        socket
    }

    /// A client of another library, connected as soon as the far end lets it.
    pub fn client(&self, id: &str) -> Mqtt {
        self.client_with(id, |_| ())
    }

    pub fn client_with(&self, id: &str, change: impl FnOnce(&mut MqttOptions)) -> Mqtt {
        let mut options = MqttOptions::new(id, "127.0.0.1", self.address().port());
        options.set_keep_alive(Duration::from_mins(1));
        change(&mut options);
        Mqtt::new(options)
    }
}

/// A MQTT 3.1.1 CONNECT.
pub fn connect(id: &str) -> Vec<u8> {
    let mut bytes = vec![0x10, 12 + id.len() as u8];
    bytes.extend(b"\x00\x04MQTT\x04\x02\x00\x00\x00");
    bytes.push(id.len() as u8);
    bytes.extend(id.as_bytes());
    bytes
}

/// A client of the library `rumqttc`; its events as lines.
pub struct Mqtt {
    pub client: Client,
    events: Receiver<(Instant, String)>,
}

impl Mqtt {
    pub fn new(options: MqttOptions) -> Self {
        let (client, mut connection) = Client::new(options, 64);
        let (sender, events) = channel();
        std::thread::spawn(move || {
            for event in connection.iter() {
                let line = match &event {
                    Ok(rumqttc::Event::Incoming(packet)) => of_packet(packet),
                    Ok(rumqttc::Event::Outgoing(_)) => continue,
                    Err(error) => format!("error: {error:?}"),
                };
                // The library would connect again; the tests are about one connection.
                if sender.send((Instant::now(), line)).is_err() || event.is_err() {
                    return;
                }
            }
        });
        Self { client, events }
    }

    /// The next event, and when it came.
    pub fn next_at(&self) -> (Instant, String) {
        match self.events.recv_timeout(PATIENCE) {
            Ok(event) => event,
            Err(RecvTimeoutError::Timeout) => panic!("nothing came"),
            Err(RecvTimeoutError::Disconnected) => (Instant::now(), "over".into()),
        }
    }

    pub fn next(&self) -> String {
        self.next_at().1
    }

    pub fn expect(&self, lines: &[&str]) {
        for line in lines {
            assert_eq!(self.next(), *line);
        }
    }

    /// The next event is an error that holds one of these words.
    pub fn fails(&self, words: &[&str]) {
        let line = self.next();
        assert!(line.starts_with("error") && words.iter().any(|word| line.contains(word)), "{line}");
    }
}

fn of_packet(packet: &Packet) -> String {
    match packet {
        Packet::ConnAck(ack) => format!("CONNACK {:?}", ack.code),
        Packet::PubAck(ack) => format!("PUBACK {}", ack.pkid),
        Packet::PubRec(ack) => format!("PUBREC {}", ack.pkid),
        Packet::PubRel(ack) => format!("PUBREL {}", ack.pkid),
        Packet::PubComp(ack) => format!("PUBCOMP {}", ack.pkid),
        Packet::SubAck(ack) => format!("SUBACK {:?}", ack.return_codes),
        Packet::UnsubAck(ack) => format!("UNSUBACK {}", ack.pkid),
        Packet::PingResp => "PINGRESP".into(),
        Packet::Publish(publish) => format!(
            "PUBLISH {} qos={} retain={} {}",
            publish.topic,
            publish.qos as u8,
            publish.retain,
            publish.payload.escape_ascii()
        ),
        other => format!("{other:?}"),
    }
}

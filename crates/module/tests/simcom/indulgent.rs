//! A server that takes any topic, and sends what is published back to whoever published it.

use std::time::Duration;

use hayes_module::{Socket, SocketEvent, Wish};

use crate::bench::Bench;

/// A module with such a server.
pub struct Indulgent {
    bench: Bench,
    /// The last PUBLISH, whole.
    pub published: Vec<u8>,
}

impl Indulgent {
    pub fn new(id: &str) -> Self {
        Self { bench: Bench::of(id), published: Vec::new() }
    }

    /// Types, and gives all that is said within two seconds.
    pub fn say(&mut self, typed: &[u8]) -> String {
        self.bench.module.handle_serial(self.bench.now, typed);
        let mut said = self.bench.listen(Duration::from_secs(2));
        while let Some((socket, wish)) = self.bench.wishes.pop() {
            said += &self.answer(socket, wish);
        }
        said
    }

    fn answer(&mut self, socket: Socket, wish: Wish) -> String {
        let packet = match wish {
            Wish::Open { .. } => return self.bench.socket(socket, SocketEvent::Opened),
            Wish::Send(packet) => packet,
            Wish::Close | Wish::Abort => return String::new(),
        };
        let mut answers: Vec<Vec<u8>> = Vec::new();
        match packet[0] >> 4 {
            1 => answers.push(vec![0x20, 2, 0, 0]),
            // Lengths of one byte, and the topic's length before its bytes: these are small packets.
            3 => {
                let topic_end = 4 + usize::from(packet[3]);
                self.published = packet.to_vec();
                answers.push(vec![0x40, 2, packet[topic_end], packet[topic_end + 1]]);
                let mut back = vec![0x30, packet[1] - 2];
                back.extend([&packet[2..topic_end], &packet[topic_end + 2..]].concat());
                answers.push(back);
            }
            8 => answers.push(vec![0x90, 3, packet[2], packet[3], 1]),
            _ => {}
        }
        answers.iter().map(|answer| self.bench.socket(socket, SocketEvent::Received(answer))).collect()
    }
}

//! Looks names up, as the machine does it, on threads of their own: that can take long, and cannot be hurried.

use std::collections::VecDeque;
use std::io;
use std::net::{SocketAddr, ToSocketAddrs};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

use hayes_module::Socket;
use mio::Waker;

/// For whom: the number of the module, and its socket.
pub(super) type Asker = (usize, Socket);
/// What was found.
pub(super) type Found = io::Result<Vec<SocketAddr>>;

/// How many names are looked up at once; the others wait.
const AT_ONCE: usize = 8;
/// How many may wait; the first of them is then told that there is no address.
const WAITING: usize = 256;

pub(super) struct Resolver {
    waiting: VecDeque<(Asker, String, u16)>,
    at_work: usize,
    answers: Receiver<(Asker, Found)>,
    answer: Sender<(Asker, Found)>,
    waker: Arc<Waker>,
}

impl Resolver {
    pub(super) fn new(waker: Arc<Waker>) -> Self {
        let (answer, answers) = channel();
        Self { waiting: VecDeque::new(), at_work: 0, answers, answer, waker }
    }

    /// Asks for the addresses of a name.
    pub(super) fn ask(&mut self, asker: Asker, host: String, port: u16) {
        if self.waiting.len() >= WAITING
            && let Some((asker, ..)) = self.waiting.pop_front()
        {
            let _ = self.answer.send((asker, Err(io::Error::other("too many names at once"))));
            let _ = self.waker.wake();
        }
        self.waiting.push_back((asker, host, port));
        self.begin();
    }

    /// What has been found by now.
    pub(super) fn poll(&mut self) -> Option<(Asker, Found)> {
        let answer = self.answers.try_recv().ok()?;
        self.at_work = self.at_work.saturating_sub(1);
        self.begin();
        Some(answer)
    }

    fn begin(&mut self) {
        while self.at_work < AT_ONCE
            && let Some((asker, host, port)) = self.waiting.pop_front()
        {
            let (answer, waker) = (self.answer.clone(), Arc::clone(&self.waker));
            let look_up = move || {
                let found = (host.as_str(), port).to_socket_addrs().map(Iterator::collect);
                let _ = answer.send((asker, found));
                let _ = waker.wake();
            };
            self.at_work += 1;
            if let Err(error) = std::thread::Builder::new().name("names".into()).spawn(look_up) {
                let _ = self.answer.send((asker, Err(error)));
                let _ = self.waker.wake();
            }
        }
    }
}

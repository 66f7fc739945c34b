//! Messages that wait to be fetched.

use std::collections::VecDeque;

/// The most messages that wait; for one more the oldest is forgotten.
const MAX_MESSAGES: usize = 100;
/// The most bytes that they have in all.
const MAX_BYTES: usize = 256 * 1024;

/// A message.
#[derive(Debug, Clone)]
pub(in crate::fibocom) struct Received {
    pub(in crate::fibocom) qos: u8,
    pub(in crate::fibocom) topic: Vec<u8>,
    pub(in crate::fibocom) payload: Vec<u8>,
}

/// Messages that wait to be fetched, the oldest first.
#[derive(Debug, Default)]
pub(in crate::fibocom) struct Inbox {
    messages: VecDeque<Received>,
    bytes: usize,
    /// The one that was fetched last.
    last: Option<Received>,
}

impl Received {
    fn size(&self) -> usize {
        self.topic.len() + self.payload.len()
    }
}

impl Inbox {
    pub(super) fn push(&mut self, message: Received) {
        self.bytes += message.size();
        self.messages.push_back(message);
        while self.messages.len() > MAX_MESSAGES || (self.bytes > MAX_BYTES && self.messages.len() > 1) {
            self.pop();
        }
    }

    /// Forgets all but the newest.
    pub(super) fn keep_newest(&mut self) {
        while self.messages.len() > 1 {
            self.pop();
        }
    }

    /// The oldest; where there is none and messages stay, the one before once more.
    pub(super) fn fetch(&mut self, stays: bool) -> Option<Received> {
        match self.pop() {
            Some(message) => {
                self.last = stays.then(|| message.clone());
                Some(message)
            }
            None => self.last.clone().filter(|_| stays),
        }
    }

    fn pop(&mut self) -> Option<Received> {
        let message = self.messages.pop_front()?;
        self.bytes -= message.size();
        Some(message)
    }

    /// Forgets everything.
    pub(in crate::fibocom) fn clear(&mut self) {
        *self = Self::default();
    }
}

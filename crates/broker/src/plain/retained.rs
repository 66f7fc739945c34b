//! The last message of each topic that its publisher wanted kept.

use std::collections::BTreeMap;

use super::Message;
use crate::wire::TopicName;

/// The retained messages.
#[derive(Debug, Default)]
pub struct Retained {
    messages: BTreeMap<TopicName, Message>,
    bytes: usize,
}

impl Retained {
    pub(super) fn keep(&mut self, message: Message) {
        self.forget(&message.topic);
        self.bytes += message.size();
        self.messages.insert(message.topic.clone(), message);
    }

    pub(super) fn forget(&mut self, topic: &TopicName) {
        if let Some(message) = self.messages.remove(topic) {
            self.bytes -= message.size();
        }
    }

    pub(super) fn holds(&self, topic: &TopicName) -> bool {
        self.messages.contains_key(topic)
    }

    pub(super) fn bytes_of(&self, topic: &TopicName) -> usize {
        self.messages.get(topic).map_or(0, Message::size)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Message> {
        self.messages.values()
    }

    pub(super) fn len(&self) -> usize {
        self.messages.len()
    }

    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }
}

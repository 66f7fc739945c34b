//! What a client has subscribed to, as far as the module remembers it.

use std::collections::BTreeMap;

/// The most subscriptions that a module remembers.
const MAX_TOPICS: usize = 256;

/// Filters with the QoS that was granted.
#[derive(Debug, Default)]
pub(super) struct Topics(BTreeMap<Vec<u8>, u8>);

impl Topics {
    pub(super) fn add(&mut self, filter: Vec<u8>, qos: u8) {
        if self.0.len() < MAX_TOPICS || self.0.contains_key(&filter) {
            self.0.insert(filter, qos);
        }
    }

    pub(super) fn remove(&mut self, filter: &[u8]) {
        self.0.remove(filter);
    }

    pub(super) fn has(&self, filter: &[u8]) -> bool {
        self.0.contains_key(filter)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The QoS of the subscription that brings a topic.
    pub(super) fn qos_of(&self, topic: &[u8]) -> Option<u8> {
        self.0.iter().filter(|(filter, _)| fits(filter, topic)).map(|(_, qos)| *qos).max()
    }
}

/// Does a filter fit a topic?
fn fits(filter: &[u8], topic: &[u8]) -> bool {
    let mut levels = topic.split(|b| *b == b'/');
    for wanted in filter.split(|b| *b == b'/') {
        match (wanted, levels.next()) {
            (b"#", _) => return true,
            (b"+", Some(_)) => {}
            (wanted, Some(level)) if wanted == level => {}
            _ => return false,
        }
    }
    levels.next().is_none()
}

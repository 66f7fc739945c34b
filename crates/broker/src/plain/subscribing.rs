//! SUBSCRIBE and UNSUBSCRIBE.

use std::time::Duration;

use super::{Broker, ClientId, Full, Note};
use crate::link::Link;
use crate::wire::{Packet, QoS, Suback, Subscribe, SubscribeReturnCode, TopicFilter, Unsubscribe};

impl Broker {
    pub(super) fn subscribe(&mut self, now: Duration, link: Link, client: &ClientId, subscribe: &Subscribe) {
        let mut codes = Vec::with_capacity(subscribe.topics.len());
        for (filter, qos) in &subscribe.topics {
            codes.push(self.subscribe_one(link, client, filter, *qos));
        }
        self.desk.send(link, Suback::new(subscribe.pid, codes.clone()));
        for ((filter, qos), code) in subscribe.topics.iter().zip(codes) {
            if code != SubscribeReturnCode::Failure {
                self.hand_retained(now, client, filter, *qos);
            }
        }
    }

    fn subscribe_one(
        &mut self,
        link: Link,
        client: &ClientId,
        filter: &TopicFilter,
        qos: QoS,
    ) -> SubscribeReturnCode {
        let Some(session) = self.sessions.get_mut(client) else { return SubscribeReturnCode::Failure };
        let subscriptions = &mut session.subscriptions;
        if subscriptions.len() >= self.rules.subscriptions && !subscriptions.contains_key(filter) {
            self.desk.note(Some(link), Note::NoRoom(Full::Subscriptions));
            return SubscribeReturnCode::Failure;
        }
        subscriptions.insert(filter.clone(), qos);
        qos.into()
    }

    pub(super) fn unsubscribe(&mut self, link: Link, client: &ClientId, unsubscribe: &Unsubscribe) {
        if let Some(session) = self.sessions.get_mut(client) {
            for filter in &unsubscribe.topics {
                session.subscriptions.remove(filter);
            }
        }
        self.desk.send(link, Packet::Unsuback(unsubscribe.pid));
    }
}

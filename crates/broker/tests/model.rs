//! The far end beside a small model of MQTT: delivery, QoS, retained messages, sessions, wills, keep-alive.

mod bed;

use std::collections::BTreeMap;
use std::time::Duration;

use bed::{Bed, Wire, pid, publish, subscribe, will};
use hayes_broker::plain::Rules;
use hayes_broker::wire::{Connect, Packet, Protocol, Publish, QoS, QosPid, TopicFilter, Unsubscribe};
use hayes_broker::{Config, Link, matches};
use proptest::prelude::*;
use proptest::test_runner::Config as Cases;
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest, prop_state_machine};

const CLIENTS: usize = 3;
const TOPICS: [&str; 3] = ["a", "a/b", "will"];
const FILTERS: [&str; 5] = ["a", "a/b", "a/#", "+", "#"];
const QOS: [QoS; 3] = [QoS::Level0, QoS::Level1, QoS::Level2];
const KEEP_ALIVE: Duration = Duration::from_secs(10);

#[derive(Debug, Clone)]
enum Step {
    Connect { who: usize, clean: bool, old: bool, acking: bool },
    Disconnect(usize),
    Lose(usize),
    Subscribe(usize, usize, usize),
    Unsubscribe(usize, usize),
    Publish { who: usize, topic: usize, qos: usize, retain: bool, empty: bool },
    Ping(usize),
    Wait(u64),
}

/// A message as a client sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Seen {
    topic: String,
    payload: String,
    qos: QoS,
    retain: bool,
    dup: bool,
}

#[derive(Debug, Clone, Default)]
struct Model {
    now: Duration,
    published: usize,
    sessions: BTreeMap<usize, Session>,
    retained: BTreeMap<String, Seen>,
    /// What the last step brought each client.
    brought: BTreeMap<usize, Vec<Seen>>,
    /// The "session present" of the last CONNACK.
    present: Option<bool>,
}

#[derive(Debug, Clone)]
struct Session {
    clean: bool,
    acking: bool,
    /// When it was last heard of; none while it is away.
    heard: Option<Duration>,
    filters: BTreeMap<usize, QoS>,
    /// What is not acknowledged, in order, and whether it was sent before.
    owed: Vec<Seen>,
}

impl Model {
    fn lose(&mut self, who: usize, with_will: bool) {
        let Some(session) = self.sessions.get_mut(&who).filter(|session| session.heard.is_some()) else {
            return;
        };
        session.heard = None;
        // What it was brought while time passed it had no time to acknowledge.
        let brought = self.brought.get(&who).into_iter().flatten();
        let unanswered = brought.filter(|message| session.acking && message.qos > QoS::Level0);
        session.owed.extend(unanswered.map(|message| Seen { dup: true, ..message.clone() }));
        if session.clean {
            self.sessions.remove(&who);
        }
        if with_will {
            let payload = format!("will of {who}");
            self.route(&Seen { topic: "will".into(), payload, qos: QoS::Level1, retain: false, dup: false });
        }
    }

    /// An acknowledgement is a sign of life like any other packet.
    fn hear_answers(&mut self) {
        for (who, session) in &mut self.sessions {
            let answers =
                session.acking && self.brought.get(who).into_iter().flatten().any(|m| m.qos > QoS::Level0);
            if answers && session.heard.is_some() {
                session.heard = Some(self.now);
            }
        }
    }

    fn route(&mut self, message: &Seen) {
        for (who, session) in &mut self.sessions {
            let granted =
                session.filters.iter().filter(|(filter, _)| matches(FILTERS[**filter], &message.topic));
            if let Some(granted) = granted.map(|(_, qos)| *qos).max() {
                let message = Seen { qos: granted.min(message.qos), retain: false, ..message.clone() };
                session.hand(&message, self.brought.entry(*who).or_default());
            }
        }
    }
}

impl Session {
    fn hand(&mut self, message: &Seen, brought: &mut Vec<Seen>) {
        if self.heard.is_some() {
            brought.push(message.clone());
        }
        let owed = message.qos > QoS::Level0 && !(self.heard.is_some() && self.acking);
        if owed {
            self.owed.push(Seen { dup: self.heard.is_some(), ..message.clone() });
        }
    }
}

impl ReferenceStateMachine for Model {
    type State = Self;
    type Transition = Step;

    fn init_state() -> BoxedStrategy<Self> {
        Just(Self::default()).boxed()
    }

    fn transitions(_: &Self) -> BoxedStrategy<Step> {
        let who = 0..CLIENTS;
        prop_oneof![
            3 => (who.clone(), any::<(bool, bool, bool)>())
                .prop_map(|(who, (clean, old, acking))| Step::Connect { who, clean, old, acking }),
            1 => who.clone().prop_map(Step::Disconnect),
            1 => who.clone().prop_map(Step::Lose),
            3 => (who.clone(), 0..FILTERS.len(), 0..3usize).prop_map(|(who, filter, qos)| Step::Subscribe(who, filter, qos)),
            1 => (who.clone(), 0..FILTERS.len()).prop_map(|(who, filter)| Step::Unsubscribe(who, filter)),
            6 => (who.clone(), 0..TOPICS.len(), 0..3usize, any::<bool>(), prop::bool::weighted(0.2))
                .prop_map(|(who, topic, qos, retain, empty)| Step::Publish { who, topic, qos, retain, empty }),
            1 => who.prop_map(Step::Ping),
            1 => (1..16u64).prop_map(Step::Wait),
        ]
        .boxed()
    }

    fn preconditions(model: &Self, step: &Step) -> bool {
        let connected = |who: &usize| model.sessions.get(who).is_some_and(|session| session.heard.is_some());
        match step {
            Step::Connect { .. } | Step::Wait(_) => true,
            Step::Disconnect(who) | Step::Lose(who) | Step::Ping(who) => connected(who),
            Step::Subscribe(who, ..) | Step::Unsubscribe(who, _) | Step::Publish { who, .. } => {
                connected(who)
            }
        }
    }

    fn apply(mut model: Self, step: &Step) -> Self {
        model.brought.clear();
        model.present = None;
        let now = model.now;
        let mut hear = |who: &usize| {
            let session = model.sessions.get_mut(who).expect("the precondition has it connected");
            session.heard = Some(now);
        };
        match step {
            Step::Connect { who, clean, old, acking } => {
                model.lose(*who, true);
                if *clean {
                    model.sessions.remove(who);
                }
                model.present = Some(model.sessions.contains_key(who) && !old);
                let session = model.sessions.entry(*who).or_insert_with(|| Session {
                    clean: *clean,
                    acking: *acking,
                    heard: None,
                    filters: BTreeMap::new(),
                    owed: Vec::new(),
                });
                (session.clean, session.acking, session.heard) = (*clean, *acking, Some(now));
                let brought = model.brought.entry(*who).or_default();
                for message in std::mem::take(&mut session.owed) {
                    session.hand(&message, brought);
                }
            }
            Step::Disconnect(who) => model.lose(*who, false),
            Step::Lose(who) => model.lose(*who, true),
            Step::Subscribe(who, filter, qos) => {
                hear(who);
                let session = model.sessions.get_mut(who).expect("it is connected");
                session.filters.insert(*filter, QOS[*qos]);
                let retained =
                    model.retained.values().filter(|message| matches(FILTERS[*filter], &message.topic));
                for message in retained {
                    let message = Seen { qos: message.qos.min(QOS[*qos]), ..message.clone() };
                    session.hand(&message, model.brought.entry(*who).or_default());
                }
            }
            Step::Unsubscribe(who, filter) => {
                hear(who);
                model.sessions.get_mut(who).expect("it is connected").filters.remove(filter);
            }
            Step::Publish { who, topic, qos, retain, empty } => {
                hear(who);
                model.published += 1;
                let payload = if *empty { String::new() } else { model.published.to_string() };
                let topic = TOPICS[*topic].to_owned();
                let message =
                    Seen { topic: topic.clone(), payload, qos: QOS[*qos], retain: *retain, dup: false };
                if *retain && *empty {
                    model.retained.remove(&topic);
                } else if *retain {
                    model.retained.insert(topic, message.clone());
                }
                model.route(&message);
            }
            Step::Ping(who) => hear(who),
            Step::Wait(seconds) => {
                model.now += Duration::from_secs(*seconds);
                let silent_at = |session: &Session| session.heard.map(|heard| heard + KEEP_ALIVE * 3 / 2);
                let mut silent: Vec<(Duration, usize)> = (model.sessions.iter())
                    .filter_map(|(who, session)| Some((silent_at(session)?, *who)))
                    .filter(|(at, _)| *at <= model.now)
                    .collect();
                silent.sort_unstable();
                for (_, who) in silent {
                    model.lose(who, true);
                }
            }
        }
        model.hear_answers();
        model
    }
}

struct Subject {
    bed: Bed,
    links: BTreeMap<usize, (Link, bool)>,
    published: usize,
    id: u16,
}

impl Subject {
    fn id(&mut self) -> u16 {
        self.id = self.id % 60_000 + 1;
        self.id
    }

    /// What came, answered by those who answer until nothing more comes.
    fn collect(&mut self, model: &Model) {
        let mut brought: BTreeMap<usize, Vec<Seen>> = BTreeMap::new();
        let mut busy = true;
        while std::mem::take(&mut busy) {
            for (who, (link, acking)) in &self.links {
                for packet in self.bed.take(*link) {
                    busy = true;
                    if let Packet::Connack(connack) = &packet {
                        assert_eq!(Some(connack.session_present), model.present);
                    }
                    if let Packet::Publish(publish) = &packet {
                        brought.entry(*who).or_default().push(seen(publish));
                    }
                    if let Some(answer) = answer(&packet).filter(|_| *acking) {
                        self.bed.send(*link, answer);
                    }
                }
            }
        }
        for who in 0..CLIENTS {
            let (expected, found) = (model.brought.get(&who), brought.get(&who));
            assert_eq!(
                found.map_or(&[][..], |v| v),
                expected.map_or(&[][..], |v| v),
                "what came to client {who}"
            );
            let connected = model.sessions.get(&who).is_some_and(|session| session.heard.is_some());
            let open = self.links.get(&who).is_some_and(|(link, _)| self.bed.state(*link) == Wire::Open);
            assert_eq!(open, connected, "whether client {who} is connected");
        }
    }
}

fn seen(publish: &Publish) -> Seen {
    Seen {
        topic: publish.topic_name.to_string(),
        payload: String::from_utf8_lossy(&publish.payload).into_owned(),
        qos: publish.qos_pid.qos(),
        retain: publish.retain,
        dup: publish.dup,
    }
}

fn answer(packet: &Packet) -> Option<Packet> {
    match packet {
        Packet::Publish(Publish { qos_pid: QosPid::Level1(id), .. }) => Some(Packet::Puback(*id)),
        Packet::Publish(Publish { qos_pid: QosPid::Level2(id), .. }) => Some(Packet::Pubrec(*id)),
        Packet::Pubrel(id) => Some(Packet::Pubcomp(*id)),
        _ => None,
    }
}

impl StateMachineTest for Subject {
    type SystemUnderTest = Self;
    type Reference = Model;

    fn init_test(_: &Model) -> Self {
        let rules = Rules { window: 1000, ..Rules::default() };
        let bed = Bed::with(Config { rules, ..Config::default() });
        Self { bed, links: BTreeMap::new(), published: 0, id: 0 }
    }

    fn apply(mut subject: Self, model: &Model, step: Step) -> Self {
        let link = |subject: &Self, who: usize| subject.links[&who].0;
        let id = subject.id();
        match step {
            Step::Connect { who, clean, old, acking } => {
                let connect = Connect {
                    protocol: if old { Protocol::V310 } else { Protocol::V311 },
                    clean_session: clean,
                    keep_alive: KEEP_ALIVE.as_secs() as u16,
                    last_will: Some(will("will", &format!("will of {who}"), QoS::Level1, false)),
                    ..bed::connect(&who.to_string())
                };
                let link = subject.bed.open();
                subject.bed.send(link, connect);
                subject.links.insert(who, (link, acking));
            }
            Step::Disconnect(who) => subject.bed.send(link(&subject, who), Packet::Disconnect),
            Step::Lose(who) => subject.bed.lose(link(&subject, who)),
            Step::Subscribe(who, filter, qos) => {
                subject.bed.send(link(&subject, who), subscribe(id, &[(FILTERS[filter], QOS[qos])]));
            }
            Step::Unsubscribe(who, filter) => {
                let filter = TopicFilter::try_from(FILTERS[filter]).expect("a filter");
                subject.bed.send(link(&subject, who), Unsubscribe::new(pid(id), vec![filter]));
            }
            Step::Publish { who, topic, qos, retain, empty } => {
                subject.published += 1;
                let payload = if empty { String::new() } else { subject.published.to_string() };
                let publish = publish(TOPICS[topic], &payload, QOS[qos], id);
                subject.bed.send(link(&subject, who), Publish { retain, ..publish });
                if qos == 2 {
                    subject.bed.send(link(&subject, who), Packet::Pubrel(pid(id)));
                }
            }
            Step::Ping(who) => subject.bed.send(link(&subject, who), Packet::Pingreq),
            Step::Wait(seconds) => subject.bed.wait(Duration::from_secs(seconds)),
        }
        subject.collect(model);
        subject
    }

    fn check_invariants(subject: &Self, model: &Model) {
        assert_eq!(subject.bed.far_end.buffered(), 0);
        let nothing_kept =
            model.retained.is_empty() && model.sessions.values().all(|session| session.owed.is_empty());
        assert_eq!(subject.bed.far_end.stored() == 0, nothing_kept);
    }
}

prop_state_machine! {
    #![proptest_config(Cases { cases: 300, ..Cases::default() })]

    #[test]
    fn as_the_model_has_it(sequential 1..50 => Subject);
}

//! Any sequence of commands, beside a small model: every command has one final result, the one that the model
//! expects; nothing is owed in the end; what was reported as published is what the far end saw; AT is answered.

use std::time::Duration;

use crate::bench::net::Net;
use hayes_module::{Pace, Setup};
use proptest::prelude::*;
use proptest::test_runner::Config as Cases;
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest, prop_state_machine};

const TOPICS: [&str; 3] = ["a", "a/b", "news"];
/// Long enough for the slowest thing to come to its end: a search for the network.
const LONG: Duration = Duration::from_secs(6);
const RUBBISH: [&str; 8] = [
    "hello\r",
    "AT+MQTTPUB=1\r",
    "AT+MQTTOPEN=;\r",
    "AT+MQTTSUB=\"\r",
    "AT;+MQTTCONF?;+CSQ\r",
    "\0\x7f\x1a\x1b\r",
    "AT+MQTTCLOSE=?\r\n",
    "AT+NO;;;\r",
];

#[derive(Debug, Clone)]
enum Step {
    Call(bool),
    User(usize),
    Will(usize),
    Open {
        who: usize,
        there: bool,
        clean: bool,
    },
    Close(usize),
    Subscribe(usize, usize, u8),
    Unsubscribe(usize, usize),
    Publish {
        who: usize,
        topic: usize,
        qos: u8,
        counted: bool,
        late: bool,
    },
    Read(usize),
    Mode(u8),
    /// The far end loses a client: by a reset, or in good order.
    Lose(usize, bool),
    /// Somebody else publishes.
    News(usize, u8),
    Flight(bool),
    Restart,
    Rubbish(usize),
}

#[derive(Debug, Clone, Default)]
struct Client {
    user: bool,
    open: bool,
}

#[derive(Debug, Clone, Default)]
struct Model {
    clients: [Client; 2],
    call: bool,
    flight: bool,
    /// What the last step's command ends with; none where it has no command, or more than one.
    ends: Option<bool>,
    /// The status that follows.
    status: Option<u8>,
    /// Which of all modules it is.
    seed: u64,
}

impl Model {
    fn lose_all(&mut self) {
        self.call = false;
        for client in &mut self.clients {
            client.open = false;
        }
    }

    /// A command that wants a connected client, and its status.
    fn wants_open(&mut self, who: usize) {
        self.ends = Some(self.clients[who].open);
        self.status = self.clients[who].open.then_some(1);
    }
}

impl ReferenceStateMachine for Model {
    type State = Self;
    type Transition = Step;

    fn init_state() -> BoxedStrategy<Self> {
        any::<u64>().prop_map(|seed| Self { seed, ..Self::default() }).boxed()
    }

    fn transitions(_: &Self) -> BoxedStrategy<Step> {
        let (who, topic, qos) = (0..2_usize, 0..TOPICS.len(), 0..3_u8);
        prop_oneof![
            3 => prop::bool::weighted(0.8).prop_map(Step::Call),
            3 => who.clone().prop_map(Step::User),
            1 => who.clone().prop_map(Step::Will),
            6 => (who.clone(), prop::bool::weighted(0.9), any::<bool>())
                .prop_map(|(who, there, clean)| Step::Open { who, there, clean }),
            1 => who.clone().prop_map(Step::Close),
            3 => (who.clone(), topic.clone(), qos.clone()).prop_map(|(w, t, q)| Step::Subscribe(w, t, q)),
            1 => (who.clone(), topic.clone()).prop_map(|(w, t)| Step::Unsubscribe(w, t)),
            5 => (who.clone(), topic.clone(), qos.clone(), any::<bool>(), any::<bool>())
                .prop_map(|(who, topic, qos, counted, late)| Step::Publish { who, topic, qos, counted, late }),
            2 => who.clone().prop_map(Step::Read),
            1 => (0..3_u8).prop_map(Step::Mode),
            1 => (who, any::<bool>()).prop_map(|(who, reset)| Step::Lose(who, reset)),
            2 => (topic, qos).prop_map(|(t, q)| Step::News(t, q)),
            1 => any::<bool>().prop_map(Step::Flight),
            1 => Just(Step::Restart),
            1 => (0..RUBBISH.len()).prop_map(Step::Rubbish),
        ]
        .boxed()
    }

    fn apply(mut model: Self, step: &Step) -> Self {
        (model.ends, model.status) = (Some(true), None);
        match *step {
            Step::Call(true) => {
                model.ends = Some(!model.flight);
                model.call = !model.flight;
            }
            Step::Call(false) => model.lose_all(),
            Step::User(who) | Step::Will(who) => {
                let free = !model.clients[who].open;
                model.ends = Some(free);
                model.clients[who].user |= free && matches!(step, Step::User(_));
            }
            Step::Open { who, there, .. } => {
                let client = &mut model.clients[who];
                let may = model.call && client.user && !client.open;
                model.ends = Some(may);
                model.status = may.then_some(u8::from(there));
                client.open |= may && there;
            }
            Step::Close(who) => {
                model.wants_open(who);
                model.clients[who].open = false;
            }
            Step::Subscribe(who, ..) | Step::Unsubscribe(who, _) | Step::Publish { who, .. } => {
                model.wants_open(who);
            }
            Step::Read(_) => {}
            Step::Mode(mode) => model.ends = Some(mode < 2),
            Step::Lose(who, _) => {
                model.ends = None;
                model.clients[who].open = false;
            }
            Step::News(..) | Step::Rubbish(_) => model.ends = None,
            Step::Flight(flight) => {
                model.flight = flight;
                if flight {
                    model.lose_all();
                }
            }
            Step::Restart => model = Self { ends: Some(true), seed: model.seed, ..Self::default() },
        }
        model
    }
}

struct Subject {
    net: Net,
    published: usize,
}

impl Subject {
    /// Types a command and holds its final result, and the status that follows, against the model.
    fn tell(&mut self, typed: &str, model: &Model) {
        let said = self.net.say_for(&format!("{typed}\r"), LONG);
        Self::check(typed, &said, model);
    }

    fn check(typed: &str, said: &str, model: &Model) {
        let finals = said.lines().filter(|line| *line == "OK" || line.starts_with("ERROR")).count();
        assert_eq!(finals, 1, "{typed}: {said}");
        assert_eq!(Some(said.contains("\nOK\r\n")), model.ends, "{typed}: {said}");
        if let (Some(status), Some((_, rest))) = (model.status, typed.split_once('+')) {
            let (command, values) = rest.split_once('=').unwrap_or((rest, ""));
            let client = values.split(',').next().unwrap_or("");
            let result = format!("\r\n+{command}: {client},{status}\r\n");
            assert_eq!(said.matches(&result).count(), 1, "{typed}: {result} in {said}");
        }
    }

    fn publish(&mut self, typed: &str, payload: &str, counted: bool, model: &Model) {
        let before = self.net.records.len();
        if counted {
            let command = format!("{typed},{}", payload.len());
            let prompt = self.net.say(&format!("{command}\r"));
            if model.ends == Some(false) {
                return Self::check(&command, &prompt, model);
            }
            assert!(prompt.ends_with(">\r\n"), "{prompt}");
            self.net.type_bytes(payload.as_bytes());
            let said = self.net.listen(LONG);
            Self::check(&command, &said, model);
        } else {
            self.tell(&format!("{typed},\"{payload}\""), model);
        }
        let seen = self.net.records[before..].iter().map(|r| r.event.to_string());
        let came = seen.filter(|line| line.starts_with("> PUBLISH") && line.contains(payload)).count();
        assert_eq!(came, usize::from(model.ends == Some(true)), "the far end saw {payload} as often");
    }
}

impl StateMachineTest for Subject {
    type SystemUnderTest = Self;
    type Reference = Model;

    fn init_test(model: &Model) -> Self {
        let pace = [Pace::Instant, Pace::Lively, Pace::Latest][usize::try_from(model.seed % 3).unwrap_or(0)];
        let setup = Setup { seed: model.seed, pace, ..Setup::default() };
        let mut net = Net::judged_with("fibocom", setup);
        // A judge does not know rubbish as such when it is echoed.
        net.say("ATE0\r");
        Self { net, published: 0 }
    }

    fn apply(mut subject: Self, model: &Model, step: Step) -> Self {
        let net = &mut subject.net;
        match step {
            Step::Call(up) => subject.tell(&format!("AT+MIPCALL={}", u8::from(up)), model),
            Step::User(who) => subject.tell(&format!("AT+MQTTUSER={0},\"u\",\"p\",\"c{0}\"", who + 1), model),
            Step::Will(who) => subject.tell(&format!("AT+MQTTWILL={},\"news\",1,0,\"bye\"", who + 1), model),
            Step::Open { who, there, clean } => {
                let (port, clean) = (if there { 1883 } else { 1884 }, u8::from(clean));
                subject.tell(&format!("AT+MQTTOPEN={},\"far.end\",{port},{clean},60", who + 1), model);
            }
            Step::Close(who) => subject.tell(&format!("AT+MQTTCLOSE={}", who + 1), model),
            Step::Subscribe(who, topic, qos) => {
                subject.tell(&format!("AT+MQTTSUB={},\"{}\",{qos}", who + 1, TOPICS[topic]), model);
            }
            Step::Unsubscribe(who, topic) => {
                subject.tell(&format!("AT+MQTTUNSUB={},\"{}\"", who + 1, TOPICS[topic]), model);
            }
            Step::Publish { who, topic, qos, counted, late } => {
                if late {
                    net.order("delay PUBACK 1500ms once");
                }
                subject.published += 1;
                let payload = format!("no-{}.", subject.published);
                let typed = format!("AT+MQTTPUB={},\"{}\",{qos},0", who + 1, TOPICS[topic]);
                subject.publish(&typed, &payload, counted, model);
                subject.net.order("cancel");
            }
            Step::Read(who) => subject.tell(&format!("AT+MQTTREAD={}", who + 1), model),
            Step::Mode(mode) => subject.tell(&format!("AT+MQTTCONF={mode}"), model),
            Step::Lose(who, reset) => {
                let deed = if reset { "reset" } else { "close" };
                net.order(&format!("{deed} now for client \"c{}\"", who + 1));
                net.listen(LONG);
            }
            Step::News(topic, qos) => {
                net.order(&format!("publish \"{}\" \"some\\r\\n\\\"news\\\"\" qos {qos}", TOPICS[topic]));
                net.listen(LONG);
            }
            Step::Flight(flight) => subject.tell(&format!("AT+CFUN={}", if flight { 4 } else { 1 }), model),
            Step::Restart => {
                subject.tell("AT+CFUN=1,1", model);
                subject.net.listen(LONG);
                subject.net.say("ATE0\r");
            }
            Step::Rubbish(which) => {
                net.type_bytes(RUBBISH[which].as_bytes());
                net.listen(LONG);
            }
        }
        subject
    }

    fn check_invariants(subject: &Self, model: &Model) {
        if let Some(judge) = &subject.net.judge {
            judge.approve();
            assert_eq!(judge.open(), (0, 0), "{}", judge.heard.join("\n"));
        }
        let alive = subject.net.far_end.poll_timeout();
        let open = model.clients.iter().any(|client| client.open);
        assert!(alive.is_some() || !open, "a connected client has a keep-alive time at the far end");
    }
}

prop_state_machine! {
    #![proptest_config(Cases { cases: 300, ..Cases::default() })]

    #[test]
    fn any_sequence(sequential 1..60 => Subject);
}

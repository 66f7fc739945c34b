//! A module beside a small model of its clients: whatever is typed in whatever order, and whatever the network
//! does, each command has one final result, the states are those that were reported, and both ends agree.

use std::time::Duration;

use crate::bench::net::Net;
use crate::desk::{BC20, BC26, ECX};
use hayes_broker::{FarEnd, Limits};
use proptest::prelude::*;
use proptest::test_runner::Config;
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest, prop_state_machine};

const CLIENTS: usize = 3;
const IDS: [&str; 3] = [BC20, BC26, ECX];

#[derive(Debug, Clone)]
enum Step {
    Open(usize),
    Connect(usize),
    Disconnect(usize),
    Close(usize),
    Subscribe(usize, u8),
    Unsubscribe(usize),
    Publish {
        who: usize,
        qos: u8,
        message: String,
    },
    /// The message is typed after the prompt, or called off.
    Type {
        who: usize,
        sent: bool,
    },
    Set(usize, u16),
    Ask(usize),
    Test(usize),
    /// The server closes or resets every connection.
    Drop {
        hard: bool,
    },
    /// The server refuses the next connection.
    Refuse(u8),
    /// Somebody else publishes.
    Hear(u8),
    Wait(u8),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Closed,
    Open,
    Connected,
}

#[derive(Debug, Clone)]
struct Model {
    id: &'static str,
    stages: [Stage; CLIENTS],
    refuses: Option<u8>,
    /// How many messages the module has sent.
    published: usize,
    /// What the last step's answer holds.
    answer: Option<&'static str>,
}

impl Model {
    fn connected(&self, who: usize) -> bool {
        self.stages[who] == Stage::Connected
    }

    fn publishes(&mut self, who: usize) -> &'static str {
        if !self.connected(who) {
            return "ERROR";
        }
        self.published += 1;
        "OK"
    }

    fn go(&mut self, who: usize, from: Stage, to: Stage) -> &'static str {
        if self.stages[who] != from {
            return "ERROR";
        }
        self.stages[who] = to;
        "OK"
    }
}

impl ReferenceStateMachine for Model {
    type State = Self;
    type Transition = Step;

    fn init_state() -> BoxedStrategy<Self> {
        let new =
            |id| Self { id, stages: [Stage::Closed; CLIENTS], refuses: None, published: 0, answer: None };
        prop::sample::select(&IDS[..]).prop_map(new).boxed()
    }

    fn transitions(_state: &Self) -> BoxedStrategy<Step> {
        let who = 0..CLIENTS;
        let message = "[ -!#-:<-~]{0,40}";
        prop_oneof![
            4 => who.clone().prop_map(Step::Open),
            4 => who.clone().prop_map(Step::Connect),
            1 => who.clone().prop_map(Step::Disconnect),
            1 => who.clone().prop_map(Step::Close),
            3 => (who.clone(), 0..3u8).prop_map(|(who, qos)| Step::Subscribe(who, qos)),
            1 => who.clone().prop_map(Step::Unsubscribe),
            4 => (who.clone(), 0..3u8, message)
                .prop_map(|(who, qos, message)| Step::Publish { who, qos, message }),
            2 => (who.clone(), any::<bool>()).prop_map(|(who, sent)| Step::Type { who, sent }),
            1 => (who.clone(), any::<u16>()).prop_map(|(who, number)| Step::Set(who, number)),
            1 => who.clone().prop_map(Step::Ask),
            1 => (0..8usize).prop_map(Step::Test),
            1 => any::<bool>().prop_map(|hard| Step::Drop { hard }),
            1 => (1..6u8).prop_map(Step::Refuse),
            3 => (0..3u8).prop_map(Step::Hear),
            1 => (0..100u8).prop_map(Step::Wait),
        ]
        .boxed()
    }

    fn apply(mut state: Self, step: &Step) -> Self {
        state.answer = match *step {
            Step::Open(who) if state.stages[who] == Stage::Closed => {
                state.stages[who] = Stage::Open;
                Some("OK")
            }
            Step::Open(_) => Some(if state.id == BC26 { "ERROR" } else { "OK" }),
            Step::Connect(who) if state.stages[who] != Stage::Open => Some("ERROR"),
            Step::Connect(who) => {
                // A server that refuses closes the connection.
                let refused = state.refuses.take().is_some();
                state.stages[who] = if refused { Stage::Closed } else { Stage::Connected };
                Some("OK")
            }
            Step::Disconnect(who) => Some(state.go(who, Stage::Connected, Stage::Closed)),
            Step::Close(who) if state.stages[who] == Stage::Closed => Some("ERROR"),
            Step::Close(who) => {
                state.stages[who] = Stage::Closed;
                Some("OK")
            }
            Step::Subscribe(who, _) | Step::Unsubscribe(who) => {
                Some(if state.connected(who) { "OK" } else { "ERROR" })
            }
            Step::Publish { ref message, .. } if state.id == ECX && message.is_empty() => Some("ERROR"),
            Step::Publish { who, .. } => Some(state.publishes(who)),
            Step::Type { .. } if state.id == BC20 => None,
            Step::Type { who, sent } if sent || state.id == ECX => Some(state.publishes(who)),
            Step::Type { who, .. } => Some(if state.connected(who) { "OK" } else { "ERROR" }),
            Step::Set(who, number) => {
                let refused = number > 3600 || (state.id == ECX && state.connected(who));
                Some(if refused { "ERROR" } else { "OK" })
            }
            Step::Ask(_) | Step::Test(_) => Some("OK"),
            Step::Drop { .. } => {
                state.stages = [Stage::Closed; CLIENTS];
                None
            }
            Step::Refuse(code) => {
                state.refuses = Some(code);
                None
            }
            Step::Hear(_) | Step::Wait(_) => None,
        };
        state
    }
}

struct Bench {
    net: Net,
    id: &'static str,
    /// What was received and told.
    told: usize,
}

impl Bench {
    /// Types a line; what is said within two seconds.
    fn say(&mut self, typed: &str) -> String {
        let said = self.net.say(typed);
        self.hear(&said);
        said
    }

    fn hear(&mut self, said: &str) {
        self.told += said.matches("\r\n+QMTRECV: ").count();
    }

    fn wait(&mut self, time: Duration) {
        let said = self.net.listen(time);
        self.hear(&said);
    }

    fn publish(&mut self, who: usize, qos: u8, message: &str) -> String {
        let values = format!("{who},{},{qos},0,\"t/{who}\"", if qos == 0 { 0 } else { 7 });
        if self.id != ECX {
            return self.say(&format!("AT+QMTPUB={values},\"{message}\"\r"));
        }
        let prompt = self.say(&format!("AT+QMTPUBEX={values},{}\r", message.len()));
        if prompt.ends_with("> ") { self.say(message) } else { prompt }
    }

    fn type_message(&mut self, who: usize, sent: bool) -> String {
        if self.id != BC26 {
            return if self.id == ECX { self.publish(who, 1, "typed") } else { String::new() };
        }
        let prompt = self.say(&format!("AT+QMTPUB={who},9,1,0,\"t/typed\"\r"));
        if !prompt.ends_with("> ") {
            return prompt;
        }
        self.say(if sent { "typed\u{1a}" } else { "typed\u{1b}" })
    }

    fn test(&mut self, which: usize) -> String {
        const NAMES: [&str; 8] =
            ["QMTCFG", "QMTOPEN", "QMTCLOSE", "QMTCONN", "QMTDISC", "QMTSUB", "QMTUNS", "QMTPUB"];
        let end = if self.id == ECX && which == 7 { "EX" } else { "" };
        self.say(&format!("AT+{}{end}=?\r", NAMES[which]))
    }
}

impl StateMachineTest for Bench {
    type SystemUnderTest = Self;
    type Reference = Model;

    fn init_test(state: &Model) -> Self {
        let mut net = Net::judged(state.id);
        // An open network that never says CONNECT is not what this is about.
        let limits = Limits { connect_time: Duration::from_hours(1), ..Limits::default() };
        net.far_end = FarEnd::new(hayes_broker::Config { limits, ..hayes_broker::Config::default() });
        net.say("ATE0\r");
        Self { net, id: state.id, told: 0 }
    }

    fn apply(mut bench: Self, state: &Model, step: Step) -> Self {
        let said = match step {
            Step::Open(who) => bench.say(&format!("AT+QMTOPEN={who},\"far.end\",1883\r")),
            Step::Connect(who) => bench.say(&format!("AT+QMTCONN={who},\"me{who}\"\r")),
            Step::Disconnect(who) => bench.say(&format!("AT+QMTDISC={who}\r")),
            Step::Close(who) => bench.say(&format!("AT+QMTCLOSE={who}\r")),
            Step::Subscribe(who, qos) => bench.say(&format!("AT+QMTSUB={who},3,\"t/#\",{qos}\r")),
            Step::Unsubscribe(who) => bench.say(&format!("AT+QMTUNS={who},4,\"t/#\"\r")),
            Step::Publish { who, qos, message } => bench.publish(who, qos, &message),
            Step::Type { who, sent } => bench.type_message(who, sent),
            Step::Set(who, number) => bench.say(&format!("AT+QMTCFG=\"keepalive\",{who},{number}\r")),
            Step::Ask(who) => bench.say(&format!("AT+QMTCFG=\"timeout\",{who}\r")),
            Step::Test(which) => bench.test(which),
            Step::Drop { hard } => {
                bench.net.order(if hard { "reset now" } else { "close now" });
                bench.say("")
            }
            Step::Refuse(code) => {
                bench.net.order("cancel");
                bench.net.order(&format!("refuse CONNECT {code} once"));
                String::new()
            }
            Step::Hear(qos) => {
                bench.net.order(&format!("publish \"t/0\" \"heard\" qos {qos}"));
                bench.say("")
            }
            Step::Wait(seconds) => {
                bench.wait(Duration::from_secs(seconds.into()));
                String::new()
            }
        };
        if let Some(answer) = state.answer {
            let finals = said.split("\r\n").filter(|line| matches!(*line, "OK" | "ERROR"));
            assert_eq!(finals.collect::<Vec<_>>(), [answer], "{said}");
        }
        bench
    }

    fn check_invariants(bench: &Self, state: &Model) {
        let records = bench.net.seen();
        let count = |start: &str| records.lines().filter(|line| line.starts_with(start)).count();
        assert_eq!(count("> PUBLISH"), state.published, "{records}");
        assert_eq!(bench.told, count("< PUBLISH"), "what came is told: {records}");
    }

    fn teardown(mut bench: Self, state: Model) {
        let said = bench.say("AT+QMTCONN?\r");
        let number = |stage: Stage| match stage {
            Stage::Closed => None,
            Stage::Open => Some(1),
            Stage::Connected => Some(3),
        };
        let lines = state
            .stages
            .iter()
            .enumerate()
            .filter_map(|(who, stage)| Some(format!("+QMTCONN: {who},{}", number(*stage)?)));
        let lines: Vec<String> = lines.collect();
        assert_eq!(said, crate::desk::framed(&format!("{}|OK", lines.join("|"))));
        assert_eq!(bench.say("AT\r"), "\r\nOK\r\n");
        bench.net.approve();
    }
}

prop_state_machine! {
    #![proptest_config(Config { cases: 256, failure_persistence: None, ..Config::default() })]

    #[test]
    fn module_and_model_agree(sequential 1..40 => Bench);
}

//! A module beside a small model of its clients: whatever is typed in whatever order, and whatever the network
//! does, each command has one final result, its code is the one of its cause, and both ends agree.

use std::time::Duration;

use crate::bench::net::Net;
use crate::desk::{framed, silent};
use proptest::prelude::*;
use proptest::test_runner::Config;
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest, prop_state_machine};

const CLIENTS: usize = 2;

#[derive(Debug, Clone)]
enum Step {
    Start,
    Stop,
    Acquire(usize),
    Release(usize),
    Connect(usize),
    Disconnect(usize),
    Topic(usize),
    Payload(usize, String),
    Will(usize),
    Publish(usize, u8),
    Subscribe(usize, u8),
    SubscribeAgain(usize),
    Unsubscribe(usize),
    Version(usize, u8),
    Context(usize, u8),
    Read(usize),
    Test(usize),
    /// The server closes or resets every connection.
    Drop {
        hard: bool,
    },
    /// The server refuses the next connection.
    Refuse(u8),
    /// The packet context goes and comes back.
    Network,
    /// Somebody else publishes a message of so many bytes.
    Hear(u8, u16),
    Wait(u8),
    Restart,
}

const READS: [&str; 7] = ["ACCQ", "REL", "SSLCFG", "CONNECT", "DISC", "SUB", "CFG"];
const TESTS: [&str; 8] = ["ACCQ", "WILLTOPIC", "CONNECT", "TOPIC", "PAYLOAD", "PUB", "UNSUB", "CFG"];

#[derive(Debug, Clone, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each stands for itself")]
struct Client {
    acquired: bool,
    connected: bool,
    topic: bool,
    /// It was given a topic once, for whatever.
    known: bool,
}

#[derive(Debug, Clone, Default)]
struct Model {
    started: bool,
    clients: [Client; CLIENTS],
    refuses: Option<u8>,
    published: usize,
    /// All lines of the last answer that are no message; none where this model does not tell.
    answer: Option<String>,
}

impl Model {
    /// A command with its result behind OK, or the code of what is missing.
    fn later(&mut self, name: &str, who: usize, code: Option<u8>) -> String {
        match code {
            _ if !self.started => "ERROR".to_owned(),
            None => format!("OK|+CMQTT{name}: {who},0"),
            Some(code) if name == "CONNECT" => format!("ERROR|+CMQTTCONNECT: {who},{code}"),
            Some(code) => format!("+CMQTT{name}: {who},{code}|ERROR"),
        }
    }

    /// A command without a result, or the code of what is missing.
    fn plain(&self, name: &str, who: usize, code: Option<u8>) -> String {
        match code {
            _ if !self.started => "ERROR".to_owned(),
            None => "OK".to_owned(),
            Some(code) => format!("+CMQTT{name}: {who},{code}|ERROR"),
        }
    }

    fn bare(&self, refused: bool) -> String {
        if refused || !self.started { "ERROR" } else { "OK" }.to_owned()
    }

    fn away(&self, who: usize) -> Option<u8> {
        (!self.clients[who].connected).then_some(11)
    }

    fn free(&self, who: usize) -> Option<u8> {
        (!self.clients[who].acquired).then_some(20)
    }

    fn lose_connections(&mut self) -> String {
        let mut lines = String::new();
        for (who, client) in self.clients.iter_mut().enumerate() {
            if std::mem::take(&mut client.connected) {
                lines.extend(["+CMQTTCONNLOST: ", ["0", "1"][who], "|"]);
            }
        }
        lines
    }

    fn input(&mut self, name: &str, who: usize) -> String {
        let said = self.plain(name, who, self.free(who));
        if said == "OK" { ">OK".to_owned() } else { said }
    }

    fn connect(&mut self, who: usize) -> String {
        let code = self.free(who).or(self.clients[who].connected.then_some(14));
        let said = self.later("CONNECT", who, code);
        if !said.starts_with("OK") {
            return said;
        }
        if let Some(code) = self.refuses.take() {
            return format!("OK|+CMQTTCONNECT: {who},{}", 26 + code);
        }
        self.clients[who].connected = true;
        said
    }

    fn publish(&mut self, who: usize) -> String {
        let code = self.away(who).or((!self.clients[who].topic).then_some(18));
        let said = self.later("PUB", who, code);
        if said.starts_with("OK") {
            self.clients[who].topic = false;
            self.published += 1;
        }
        said
    }

    fn subscribe(&mut self, name: &str, who: usize) -> String {
        let said = self.later(name, who, self.away(who));
        if !said.starts_with("OK") {
            return said;
        }
        self.clients[who].known = true;
        format!(">{said}")
    }

    fn subscribe_again(&mut self, who: usize) -> String {
        let client = &mut self.clients[who];
        let code = if client.connected { (!client.known).then_some(18) } else { Some(11) };
        // The topic for a publish goes where it is the one that was given last: here there is only one.
        client.topic = client.topic && code.is_some();
        self.later("SUB", who, code)
    }

    fn service(&mut self, name: &str, runs: bool) -> String {
        if self.started == runs {
            return "ERROR".to_owned();
        }
        if !runs && self.clients.iter().any(|client| client.acquired) {
            return "+CMQTTSTOP: 21|ERROR".to_owned();
        }
        self.started = runs;
        format!("OK|+CMQTT{name}: 0")
    }

    fn acquire(&mut self, who: usize) -> String {
        let said = self.plain("ACCQ", who, self.clients[who].acquired.then_some(19));
        if said == "OK" {
            self.clients[who] = Client { acquired: true, ..Client::default() };
        }
        said
    }

    fn release(&mut self, who: usize) -> String {
        let code = self.free(who).or(self.clients[who].connected.then_some(14));
        let said = self.plain("REL", who, code);
        if said == "OK" {
            self.clients[who] = Client::default();
        }
        said
    }

    fn disconnect(&mut self, who: usize) -> String {
        let said = self.later("DISC", who, self.away(who));
        self.clients[who].connected = false;
        said
    }
}

impl ReferenceStateMachine for Model {
    type State = Self;
    type Transition = Step;

    fn init_state() -> BoxedStrategy<Self> {
        Just(Self::default()).boxed()
    }

    fn transitions(_state: &Self) -> BoxedStrategy<Step> {
        let who = 0..CLIENTS;
        prop_oneof![
            4 => Just(Step::Start),
            1 => Just(Step::Stop),
            6 => who.clone().prop_map(Step::Acquire),
            1 => who.clone().prop_map(Step::Release),
            6 => who.clone().prop_map(Step::Connect),
            1 => who.clone().prop_map(Step::Disconnect),
            4 => who.clone().prop_map(Step::Topic),
            2 => (who.clone(), "\\PC{1,40}").prop_map(|(who, text)| Step::Payload(who, text)),
            1 => who.clone().prop_map(Step::Will),
            5 => (who.clone(), 0..3u8).prop_map(|(who, qos)| Step::Publish(who, qos)),
            3 => (who.clone(), 0..3u8).prop_map(|(who, qos)| Step::Subscribe(who, qos)),
            1 => who.clone().prop_map(Step::SubscribeAgain),
            1 => who.clone().prop_map(Step::Unsubscribe),
            1 => (who.clone(), 3..5u8).prop_map(|(who, version)| Step::Version(who, version)),
            1 => (who, 0..10u8).prop_map(|(who, context)| Step::Context(who, context)),
            1 => (0..READS.len()).prop_map(Step::Read),
            1 => (0..TESTS.len()).prop_map(Step::Test),
            1 => any::<bool>().prop_map(|hard| Step::Drop { hard }),
            1 => (1..6u8).prop_map(Step::Refuse),
            1 => Just(Step::Network),
            2 => (0..3u8, 0..12_000u16).prop_map(|(qos, length)| Step::Hear(qos, length)),
            1 => (0..200u8).prop_map(Step::Wait),
            1 => Just(Step::Restart),
        ]
        .boxed()
    }

    fn apply(mut state: Self, step: &Step) -> Self {
        state.answer = match *step {
            Step::Start => Some(state.service("START", true)),
            Step::Stop => Some(state.service("STOP", false)),
            Step::Acquire(who) => Some(state.acquire(who)),
            Step::Release(who) => Some(state.release(who)),
            Step::Connect(who) => Some(state.connect(who)),
            Step::Disconnect(who) => Some(state.disconnect(who)),
            Step::Topic(who) => {
                let said = state.input("TOPIC", who);
                let taken = said.starts_with('>');
                state.clients[who].topic |= taken;
                state.clients[who].known |= taken;
                Some(said)
            }
            Step::Payload(who, _) => Some(state.input("PAYLOAD", who)),
            Step::Will(who) => Some(state.input("WILLTOPIC", who)),
            Step::Publish(who, _) => Some(state.publish(who)),
            Step::Subscribe(who, _) => Some(state.subscribe("SUB", who)),
            Step::SubscribeAgain(who) => Some(state.subscribe_again(who)),
            Step::Unsubscribe(who) => Some(state.subscribe("UNSUB", who)),
            Step::Version(who, _) => {
                let client = &state.clients[who];
                Some(state.bare(!client.acquired || client.connected))
            }
            Step::Context(who, _) => Some(state.bare(state.clients[who].connected)),
            Step::Read(_) | Step::Test(_) | Step::Hear(..) | Step::Wait(_) => None,
            Step::Drop { .. } => Some(state.lose_connections()),
            Step::Network => {
                let lines = state.lose_connections();
                let nonet = if state.started { "+CMQTTNONET|" } else { "" };
                state.started = false;
                state.clients = Default::default();
                Some(format!("OK|{lines}{nonet}OK"))
            }
            Step::Refuse(code) => {
                state.refuses = Some(code);
                None
            }
            Step::Restart => {
                Self { published: state.published, refuses: state.refuses, ..Self::default() }.answer
            }
        };
        if matches!(step, Step::Restart) {
            state = Self { published: state.published, refuses: state.refuses, ..Self::default() };
        }
        state
    }
}

struct Bench {
    net: Net,
    /// Messages that were told to the host.
    told: usize,
}

impl Bench {
    /// Types a line, and data where they are asked for; what is said within two seconds of each.
    fn say(&mut self, typed: &str, data: &str) -> String {
        let mut said = self.net.say(&format!("{typed}\r"));
        if said == "\r\n>" {
            said = format!(">{}", self.net.say(data));
        }
        self.hear(&said);
        said
    }

    fn hear(&mut self, said: &str) {
        self.told += said.matches("+CMQTTRXEND: ").count();
    }

    fn wait(&mut self, time: Duration) -> String {
        let said = self.net.listen(time);
        self.hear(&said);
        said
    }

    fn order(&mut self, order: &str) -> String {
        self.net.order(order);
        self.wait(Duration::from_secs(2))
    }

    fn network(&mut self) -> String {
        let down = self.say("AT+CGACT=0,1", "");
        down + &self.say("AT+CGACT=1,1", "")
    }

    fn restart(&mut self) -> String {
        self.say("AT+CFUN=1,1", "");
        self.wait(Duration::from_secs(20));
        self.say("ATE0", "");
        String::new()
    }
}

/// What was said without messages, its lines with `|` between them; a loss without its cause.
fn lines(said: &str) -> String {
    let (mut kept, mut in_message): (Vec<&str>, bool) = (Vec::new(), false);
    for line in said.split("\r\n") {
        in_message |= line.starts_with("+CMQTTRXSTART: ");
        if !in_message && !line.is_empty() {
            kept.push(if line.starts_with("+CMQTTCONNLOST: ") { &line[..17] } else { line });
        }
        in_message &= !line.starts_with("+CMQTTRXEND: ");
    }
    kept.join("|").replace(">|", ">")
}

fn sorted(lines: &str) -> String {
    let mut lines: Vec<&str> = lines.split('|').collect();
    lines.sort_unstable();
    lines.join("|")
}

impl StateMachineTest for Bench {
    type SystemUnderTest = Self;
    type Reference = Model;

    fn init_test(_state: &Model) -> Self {
        Self { net: silent(), told: 0 }
    }

    fn apply(mut bench: Self, state: &Model, step: Step) -> Self {
        let net = &mut bench;
        let ends_connections = matches!(step, Step::Drop { .. });
        let said = match step {
            Step::Start => net.say("AT+CMQTTSTART", ""),
            Step::Stop => net.say("AT+CMQTTSTOP", ""),
            Step::Acquire(who) => net.say(&format!("AT+CMQTTACCQ={who},\"me{who}\""), ""),
            Step::Release(who) => net.say(&format!("AT+CMQTTREL={who}"), ""),
            Step::Connect(who) => net.say(&format!("AT+CMQTTCONNECT={who},\"tcp://far.end\",60,1"), ""),
            Step::Disconnect(who) => net.say(&format!("AT+CMQTTDISC={who},60"), ""),
            Step::Topic(who) => net.say(&format!("AT+CMQTTTOPIC={who},3"), "t/x"),
            Step::Payload(who, text) => net.say(&format!("AT+CMQTTPAYLOAD={who},{}", text.len()), &text),
            Step::Will(who) => net.say(&format!("AT+CMQTTWILLTOPIC={who},4"), "gone"),
            Step::Publish(who, qos) => net.say(&format!("AT+CMQTTPUB={who},{qos},60"), ""),
            Step::Subscribe(who, qos) => net.say(&format!("AT+CMQTTSUB={who},3,{qos}"), "t/x"),
            Step::SubscribeAgain(who) => net.say(&format!("AT+CMQTTSUB={who}"), ""),
            Step::Unsubscribe(who) => net.say(&format!("AT+CMQTTUNSUB={who},3,0"), "t/x"),
            Step::Version(who, version) => net.say(&format!("AT+CMQTTCFG=\"version\",{who},{version}"), ""),
            Step::Context(who, context) => net.say(&format!("AT+CMQTTSSLCFG={who},{context}"), ""),
            Step::Read(which) => net.say(&format!("AT+CMQTT{}?", READS[which]), ""),
            Step::Test(which) => net.say(&format!("AT+CMQTT{}=?", TESTS[which]), ""),
            Step::Drop { hard } => net.order(if hard { "reset now" } else { "close now" }),
            Step::Refuse(code) => {
                net.net.order("cancel");
                net.order(&format!("refuse CONNECT {code} once"))
            }
            Step::Network => net.network(),
            Step::Hear(qos, length) => net.order(&format!("publish \"t/x\" fill {length} qos {qos}")),
            Step::Wait(seconds) => net.wait(Duration::from_secs(seconds.into())),
            Step::Restart => net.restart(),
        };
        if let Some(answer) = &state.answer {
            // Which of two connections goes first is the network's choice.
            let (mut said, mut wanted) = (lines(&said), answer.trim_end_matches('|').to_owned());
            if ends_connections {
                (said, wanted) = (sorted(&said), sorted(&wanted));
            }
            assert_eq!(said, wanted);
        }
        bench
    }

    fn check_invariants(bench: &Self, state: &Model) {
        let records = bench.net.seen();
        let count = |start: &str| records.lines().filter(|line| line.starts_with(start)).count();
        assert_eq!(count("> PUBLISH"), state.published, "{records}");
        let too_long =
            records.lines().filter(|line| line.starts_with("< PUBLISH") && is_too_long(line)).count();
        assert_eq!(bench.told, count("< PUBLISH") - too_long, "what came is told: {records}");
    }

    fn teardown(mut bench: Self, state: Model) {
        let said = bench.say("AT+CMQTTDISC?", "");
        let away = |client: &Client| u8::from(!client.connected);
        let rows = state.clients.iter().enumerate().map(|(who, c)| format!("+CMQTTDISC: {who},{}|", away(c)));
        let wanted = if state.started { rows.collect::<String>() + "OK" } else { "ERROR".to_owned() };
        assert_eq!(said, framed(&wanted));
        assert_eq!(bench.say("AT", ""), "\r\nOK\r\n");
        bench.net.approve();
    }
}

/// The far end's record shows a long payload by its length.
fn is_too_long(line: &str) -> bool {
    let length =
        line.rsplit_once('(').and_then(|(_, rest)| rest.strip_suffix(" bytes)")?.parse::<usize>().ok());
    length.is_some_and(|length| length > 10_240)
}

prop_state_machine! {
    #![proptest_config(Config { cases: 256, failure_persistence: None, ..Config::default() })]

    #[test]
    fn module_and_model_agree(sequential 1..60 => Bench);
}

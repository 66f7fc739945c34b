//! What MQTT asks of a module around what a form sends: an acknowledgement before success, an answer to what it
//! subscribed to, a DISCONNECT, and nothing at all where its data were called off.

use std::time::Duration;

use hayes_at::message::Value;
use hayes_at::shape::Step as ShapeStep;
use hayes_dialects::dialect::{Carried, DataEnd, OutcomeLine};

use super::acting::{counts_openly, data_for, typed};
use super::build::Made;
use super::subject::Subject;
use super::{expect, filled_by, ground, step};
use crate::case::{Bench, Case, Condition, Expect, Step, Way, What};
use crate::pattern::{Part, Pattern, Template};
use crate::saw::{Packet, Wanted};

/// How long an acknowledgement is held back, and how long no result may come meanwhile.
const HELD: (&str, Duration) = ("2s", Duration::from_millis(1500));
/// How long nothing must be published.
const NOTHING: Duration = Duration::from_secs(2);
/// How long a module may take to say that data are called off; it may well say nothing.
const CALLED_OFF: Duration = Duration::from_secs(5);
/// What is subscribed to.
const TOPIC: &[u8] = b"hayes/answered";

/// A form that sends a packet itself.
struct Sender<'d> {
    subject: &'d Subject<'d>,
    carried: &'d Carried,
}

/// For a form that sends packets.
pub(super) fn cases(subject: &Subject<'_>) -> Vec<Case> {
    let form = subject.form;
    if subject.shape().is_none() || counts_openly(subject.dialect, form) {
        return Vec::new();
    }
    let of = |carried| {
        let sender = Sender { subject, carried };
        let mut cases = Vec::new();
        cases.extend(sender.sends_its_end());
        if form.has_later() {
            cases.extend(sender.acknowledged());
            cases.extend((1..=2).filter_map(|qos| sender.answers(qos)));
            cases.extend(sender.called_off());
        }
        cases
    };
    form.carried.iter().flat_map(of).collect()
}

impl Sender<'_> {
    /// The line with another value for what fills a field.
    fn with(&self, made: &Made, field: &str, value: Value) -> Option<Made> {
        let place = filled_by(self.carried, self.subject.form, field)?;
        let (slot, _) = self.subject.slot(place)?;
        // What stands behind an option that is left out has no place yet.
        let made = match made.message.get(slot) {
            Some(_) => made.clone(),
            None => self.subject.base(place)?,
        };
        self.subject.with_value(&made, slot, value)
    }

    fn case(&self, what: &str, title: String, steps: Vec<Step>) -> Case {
        let mut case = self.subject.case(what, title);
        case.needs.bench.push(Bench::FarEnd);
        case.steps = steps;
        case.undo = self.subject.undo();
        case
    }

    /// The line, its data where it asks for them, and what then follows.
    fn sent(&self, made: &Made, then: Vec<Step>) -> Vec<Step> {
        let send = step(What::Send(ground::template(&made.line)));
        match &self.subject.form.data {
            None => [vec![send], then].concat(),
            Some(data) => {
                let data = typed(data, data_for(&data.end, &made.message, self.subject.shape()));
                vec![send, expect(&[Way::Prompt])].into_iter().chain(data).chain(then).collect()
            }
        }
    }

    /// A DISCONNECT goes out where the document says that it does.
    fn sends_its_end(&self) -> Option<Case> {
        if self.carried.packet != "DISCONNECT" {
            return None;
        }
        let title = format!("{} sends DISCONNECT", self.subject.shown());
        let saw = vec![step(What::Saw(packet("DISCONNECT"), None))];
        let steps = self
            .sent(&self.subject.line()?, vec![whenever(Way::Accepted, None, saw), expect(&[Way::Answered])]);
        Some(self.case("sends-disconnect", title, steps))
    }

    /// Where a rule says so: no result while the far end holds the acknowledgement back.
    fn acknowledged(&self) -> Option<Case> {
        let rules = self.subject.rules(None, "acknowledged");
        let rule = self.subject.dialect.rules.iter().find(|rule| rules.first() == Some(&rule.id))?;
        let made = self.subject.line()?;
        let (made, awaited) = match self.carried.packet {
            "CONNECT" => (made, "CONNACK"),
            "SUBSCRIBE" => (made, "SUBACK"),
            "UNSUBSCRIBE" => (made, "UNSUBACK"),
            "PUBLISH" => (self.with(&made, "qos", Value::Int(1))?, "PUBACK"),
            _ => return None,
        };
        self.subject.is_lawful(&made).then_some(())?;
        let title = format!("{} reports no success before the {awaited}", self.subject.shown());
        let order = order(&format!("delay {awaited} {} next 1", HELD.0));
        let silent = self
            .result()
            .map(|head| step(What::Silence(Pattern(vec![Part::Literal(head), Part::Rest]), HELD.1)));
        let then = silent.into_iter().chain([expect(&[Way::Accepted])]).collect();
        let mut case = self.case("acknowledged", title, [vec![order], self.sent(&made, then)].concat());
        case.clause = Some(rule.clause.clone());
        case.rules = rules;
        Some(case)
    }

    /// What a later result of the form begins with.
    fn result(&self) -> Option<Vec<u8>> {
        let lines = self.subject.form.outcomes.iter().filter(|outcome| outcome.good).flat_map(|o| &o.lines);
        lines
            .filter_map(|line| match line {
                OutcomeLine::Line { shape, later: true, .. } => {
                    Some(self.subject.dialect.grammar().shape(*shape))
                }
                _ => None,
            })
            .filter_map(|shape| match shape.steps.first() {
                Some(ShapeStep::Literal(head)) => Some(head.to_vec()),
                _ => None,
            })
            .min()
    }

    /// What comes of a subscription is acknowledged as its quality of service demands.
    fn answers(&self, qos: i64) -> Option<Case> {
        if self.carried.packet != "SUBSCRIBE" {
            return None;
        }
        // The option first: a line that has it not is made anew.
        let made = self.with(&self.subject.line()?, "qos", Value::Int(qos))?;
        let made = self.with(&made, "topic", Value::Text(TOPIC.to_vec()))?;
        self.subject.is_lawful(&made).then_some(())?;
        let packets: &[&str] = if qos == 1 { &["PUBACK"] } else { &["PUBREC", "PUBCOMP"] };
        let topic = String::from_utf8_lossy(TOPIC);
        let publish = order(&format!("publish \"{topic}\" \"hayes\" qos {qos}"));
        let saw = packets.iter().map(|name| step(What::Saw(packet(name), None)));
        let taken = whenever(Way::Accepted, None, [publish].into_iter().chain(saw).collect());
        let title = format!(
            "what comes of {} at QoS {qos} is answered by {}",
            self.subject.shown(),
            packets.join(" and ")
        );
        let steps = self.sent(&made, vec![taken, expect(&[Way::Answered])]);
        Some(self.case(&format!("answers-qos{qos}"), title, steps))
    }

    /// Data that are called off are not published.
    fn called_off(&self) -> Option<Case> {
        let data = self.subject.form.data.as_ref().filter(|_| self.carried.packet == "PUBLISH")?;
        let DataEnd::Byte { cancel: Some(cancel), .. } = &data.end else { return None };
        let byte = (cancel == "Esc").then_some(b"\x1B")?;
        let made = self.subject.line()?;
        let text = typed(data, Template::literal(&[&b"hayes"[..], byte].concat()));
        let over = whenever(Way::Final, Some(CALLED_OFF), Vec::new());
        let nothing = step(What::SawTimes(0, packet("PUBLISH"), Some(NOTHING)));
        let steps = vec![step(What::Send(ground::template(&made.line))), expect(&[Way::Prompt])];
        let steps = steps.into_iter().chain(text).chain([over, nothing]).collect();
        let title = format!("{}: data that are called off by {cancel} are not sent", self.subject.shown());
        Some(self.case("data/called-off", title, steps))
    }
}

fn order(text: &str) -> Step {
    step(What::Order(Template::literal(text.as_bytes())))
}

fn packet(kind: &str) -> Packet {
    Packet { kind: kind.to_owned(), fields: Vec::<(String, Wanted)>::new() }
}

/// Where it comes to this, these steps.
pub(super) fn whenever(way: Way, within: Option<Duration>, then: Vec<Step>) -> Step {
    step(What::If(Condition::Comes(Expect { ways: vec![way], within }), then, Vec::new()))
}

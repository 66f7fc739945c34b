//! What MQTT asks of a module around what a form sends: an acknowledgement before success, an answer to what it
//! subscribed to, a DISCONNECT, and nothing at all where its data were called off.

use std::time::Duration;

use hayes_at::message::Value;
use hayes_at::shape::{Shape, Step as ShapeStep};
use hayes_dialects::Dialect;
use hayes_dialects::dialect::{Carried, Command, DataEnd, Filler, Form, OutcomeLine, Place};

use super::acting::{counts_openly, data_for, typed};
use super::build::{Made, is_lawful, plain, slot_of, with_value};
use super::ground::{self, Ground};
use super::positive::has_later;
use super::{case_of, cites, expect, shown, step};
use crate::case::{Bench, Case, Condition, Expect, Setup, Step, Way, What};
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

/// A form that sends a packet itself, and the line of it that works.
struct Subject<'d> {
    dialect: &'d Dialect,
    command: &'d Command,
    form: &'d Form,
    carried: &'d Carried,
    shape: &'d Shape,
    ground: Option<Ground<'d>>,
}

/// For a form that sends packets.
pub(super) fn cases<'d>(
    dialect: &'d Dialect,
    command: &'d Command,
    form: &'d Form,
    setups: &'d [Setup],
) -> Vec<Case> {
    let Some(shape) = form.shape.map(|id| dialect.grammar().shape(id)) else { return Vec::new() };
    if counts_openly(form, dialect) {
        return Vec::new();
    }
    let of = |carried: &'d Carried| {
        let ground = ground::of(dialect, command, form, setups);
        let subject = Subject { dialect, command, form, carried, shape, ground };
        let mut cases = Vec::new();
        cases.extend(subject.sends_its_end());
        if has_later(form) {
            cases.extend(subject.acknowledged());
            cases.extend((1..=2).filter_map(|qos| subject.answers(qos)));
            cases.extend(subject.called_off());
        }
        cases
    };
    form.carried.iter().flat_map(of).collect()
}

impl Subject<'_> {
    fn line(&self) -> Option<Made> {
        let ground = self.ground.as_ref().map(|ground| ground.made.clone());
        ground.or_else(|| plain(self.dialect, self.command, self.form, None))
    }

    /// The parameter that fills a field of the packet.
    fn filler(&self, field: &str) -> Option<&Place> {
        let filler = self.carried.fields.iter().find(|(known, _)| *known == field)?;
        let Filler::Param(place) = &filler.1 else { return None };
        self.form.args.iter().find(|arg| arg.written == place.written)
    }

    /// The line with another value for what fills a field.
    fn with(&self, made: &Made, field: &str, value: Value) -> Option<Made> {
        let place = self.filler(field)?;
        let slot = slot_of(self.shape, self.form, place)?;
        // What stands behind an option that is left out has no place yet.
        let made = match made.message.get(slot) {
            Some(_) => made.clone(),
            None => {
                ground::base(self.dialect, self.command, self.form, (place.id, slot), self.ground.as_ref())?
            }
        };
        with_value(self.command, self.shape, &made, slot, value)
    }

    fn case(&self, what: &str, title: String, steps: Vec<Step>) -> Case {
        let mut case = case_of(self.dialect, self.command, self.form, what, title);
        case.needs.bench.push(Bench::FarEnd);
        case.steps = steps;
        case.undo = ground::undo(self.ground.as_ref()).unwrap_or_default();
        case
    }

    /// The line, its data where it asks for them, and what then follows.
    fn sent(&self, made: &Made, then: Vec<Step>) -> Vec<Step> {
        let send = step(What::Send(ground::template(&made.line)));
        match &self.form.data {
            None => [vec![send], then].concat(),
            Some(data) => {
                let data = typed(data, data_for(&data.end, &made.message, Some(self.shape)));
                vec![send, expect(&[Way::Prompt])].into_iter().chain(data).chain(then).collect()
            }
        }
    }

    /// A DISCONNECT goes out where the document says that it does.
    fn sends_its_end(&self) -> Option<Case> {
        if self.carried.packet != "DISCONNECT" {
            return None;
        }
        let title = format!("{} sends DISCONNECT", shown(self.command, self.form));
        let saw = vec![step(What::Saw(packet("DISCONNECT"), None))];
        let steps =
            self.sent(&self.line()?, vec![whenever(Way::Accepted, None, saw), expect(&[Way::Answered])]);
        Some(self.case("sends-disconnect", title, steps))
    }

    /// Where a rule says so: no result while the far end holds the acknowledgement back.
    fn acknowledged(&self) -> Option<Case> {
        let rules = cites::rules(self.dialect, self.command, self.form, None, "acknowledged");
        let rule = self.dialect.rules.iter().find(|rule| rules.first() == Some(&rule.id))?;
        let made = self.line()?;
        let (made, awaited) = match self.carried.packet {
            "CONNECT" => (made, "CONNACK"),
            "SUBSCRIBE" => (made, "SUBACK"),
            "UNSUBSCRIBE" => (made, "UNSUBACK"),
            "PUBLISH" => (self.with(&made, "qos", Value::Int(1))?, "PUBACK"),
            _ => return None,
        };
        is_lawful(self.dialect, &made.line).then_some(())?;
        let title = format!("{} reports no success before the {awaited}", shown(self.command, self.form));
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
        let lines = self.form.outcomes.iter().filter(|outcome| outcome.good).flat_map(|o| &o.lines);
        lines
            .filter_map(|line| match line {
                OutcomeLine::Line { shape, later: true, .. } => Some(self.dialect.grammar().shape(*shape)),
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
        let made = self.with(&self.line()?, "qos", Value::Int(qos))?;
        let made = self.with(&made, "topic", Value::Text(TOPIC.to_vec()))?;
        is_lawful(self.dialect, &made.line).then_some(())?;
        let packets: &[&str] = if qos == 1 { &["PUBACK"] } else { &["PUBREC", "PUBCOMP"] };
        let topic = String::from_utf8_lossy(TOPIC);
        let publish = order(&format!("publish \"{topic}\" \"hayes\" qos {qos}"));
        let saw = packets.iter().map(|name| step(What::Saw(packet(name), None)));
        let taken = whenever(Way::Accepted, None, [publish].into_iter().chain(saw).collect());
        let title = format!(
            "what comes of {} at QoS {qos} is answered by {}",
            shown(self.command, self.form),
            packets.join(" and ")
        );
        let steps = self.sent(&made, vec![taken, expect(&[Way::Answered])]);
        Some(self.case(&format!("answers-qos{qos}"), title, steps))
    }

    /// Data that are called off are not published.
    fn called_off(&self) -> Option<Case> {
        let data = self.form.data.as_ref().filter(|_| self.carried.packet == "PUBLISH")?;
        let DataEnd::Byte { cancel: Some(cancel), .. } = &data.end else { return None };
        let byte = (cancel == "Esc").then_some(b"\x1B")?;
        let made = self.line()?;
        let text = typed(data, Template::literal(&[&b"hayes"[..], byte].concat()));
        let over = whenever(Way::Final, Some(CALLED_OFF), Vec::new());
        let nothing = step(What::SawTimes(0, packet("PUBLISH"), Some(NOTHING)));
        let steps = vec![step(What::Send(ground::template(&made.line))), expect(&[Way::Prompt])];
        let steps = steps.into_iter().chain(text).chain([over, nothing]).collect();
        let title =
            format!("{}: data that are called off by {cancel} are not sent", shown(self.command, self.form));
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

//! One step of a scenario.

use hayes_broker::Order;
use hayes_broker::orders::duration;

use super::block::Reader;
use super::cursor::Cursor;
use crate::case::{Bench, Expect, Supply, Way, What};
use crate::pattern::{Pattern, PatternError, Template, Variables, is_name};

/// The words that lines begin with, for hints.
const WORDS: [&str; 21] = [
    "no",
    "broker",
    "wait",
    "power",
    "network",
    "set",
    "repeat",
    "any",
    "in",
    "if",
    "else",
    "end",
    "undo",
    "rule",
    "clause",
    "needs",
    "reading",
    "unwatched",
    "slow",
    "allow",
    "gives",
];

impl Reader<'_> {
    /// Reads a step; none where it is wrong, which is then said.
    pub(super) fn step(&mut self, line: Cursor<'_>) -> Option<What> {
        let mut rest = line;
        let word = rest.word()?;
        match word.rest() {
            ">" => self.template(rest).map(What::Send),
            "=" => self.template(rest).map(What::Data),
            "<" => self.expect(rest).map(What::Expect),
            "no" => self.silence(rest),
            "broker" => self.broker(rest),
            "wait" => self.time(rest).map(What::Wait),
            "power" => self.power(rest),
            "network" => self.network(rest),
            "set" => self.set(rest),
            other => {
                let hint = match other.chars().next() {
                    Some(sign @ ('>' | '<' | '=')) => format!("a space stands behind `{sign}`"),
                    _ => super::head::near(
                        other,
                        WORDS.into_iter(),
                        "a line begins with >, <, =, no, broker, wait, power, network, set, repeat, if, any order or in order",
                    ),
                };
                self.wrong(word, format!("no step begins with `{other}`"), hint);
                None
            }
        }
    }

    pub(super) fn template(&mut self, text: Cursor<'_>) -> Option<Template> {
        match Template::parse(text.rest()) {
            Ok(template) => {
                self.check_variables(text, template.variables());
                if template.needs("host") {
                    self.need(Bench::FarEnd);
                }
                if template.needs("tls_port") {
                    self.need(Bench::Tls);
                }
                Some(template)
            }
            Err(error) => self.pattern_error(text, &error),
        }
    }

    pub(super) fn pattern(&mut self, text: Cursor<'_>) -> Option<Pattern> {
        match Pattern::parse(text.rest()) {
            Ok(pattern) => {
                self.check_variables(text, pattern.variables());
                Some(pattern)
            }
            Err(error) => self.pattern_error(text, &error),
        }
    }

    fn pattern_error<T>(&mut self, text: Cursor<'_>, error: &PatternError) -> Option<T> {
        let at = text.at + error.at;
        let place = Cursor { at, end: (at + error.len).min(text.end), ..text };
        self.wrong(place, error.message.clone(), "");
        None
    }

    pub(super) fn expect(&mut self, mut text: Cursor<'_>) -> Option<Expect> {
        let within = text.take_time("within");
        let ways = text.split(" | ").into_iter().map(|way| self.way(way)).collect::<Option<Vec<Way>>>()?;
        Some(Expect { ways, within })
    }

    fn way(&mut self, mut text: Cursor<'_>) -> Option<Way> {
        match text.rest() {
            rest if rest.is_empty() || rest.ends_with(" |") => {
                self.wrong(
                    text,
                    "an expected line must stand here, and on both sides of ` | `",
                    "< OK | ERROR",
                );
                None
            }
            ">" => Some(Way::Prompt),
            "accepted" => Some(Way::Accepted),
            "refused" => Some(Way::Refused),
            "told" => Some(Way::Told),
            "taken" => Some(Way::Taken),
            "answered" => Some(Way::Answered),
            "final" => Some(Way::Final),
            "started" => Some(Way::Started),
            rest if rest.starts_with("echo ") => {
                text.take("echo");
                self.pattern(text).map(Way::Echo)
            }
            _ => {
                let pattern = self.pattern(text)?;
                self.check_line(text, &pattern);
                Some(Way::Line(pattern))
            }
        }
    }

    /// A line that the dialect cannot say is a slip of the scenario's.
    fn check_line(&mut self, text: Cursor<'_>, pattern: &Pattern) {
        use crate::pattern::Part;
        let Some(Part::Literal(start)) = pattern.0.first() else { return };
        let colon = start.iter().position(|b| *b == b':');
        let complete = pattern.0.len() == 1 || colon.is_some();
        if complete && self.dialect.grammar().uses(start).list.is_empty() && start.starts_with(b"+") {
            let name = String::from_utf8_lossy(&start[..colon.unwrap_or(start.len())]).into_owned();
            let known = self.dialect.commands.iter().map(|c| c.name.as_str());
            let known = known.chain(self.dialect.urcs.iter().map(|u| u.name.as_str()));
            let hint = super::head::near(&name, known, "`hayes spec list` shows what the dialect can say");
            self.wrong(text, format!("{} has no line that begins with `{name}`", self.dialect.id), hint);
        }
    }

    fn silence(&mut self, mut text: Cursor<'_>) -> Option<What> {
        let Some(time) = text.take_time("for") else {
            self.wrong(text, "how long nothing of the kind is to come must be said", "no +QMTPUB for 1500ms");
            return None;
        };
        // A bare prefix means any line that begins with it.
        let mut pattern = self.pattern(text)?;
        let open = matches!(pattern.0.last(), Some(crate::pattern::Part::Rest));
        if !open && !text.rest().contains(':') {
            pattern.0.push(crate::pattern::Part::Rest);
        }
        Some(What::Silence(pattern, time))
    }

    fn broker(&mut self, mut text: Cursor<'_>) -> Option<What> {
        self.need(Bench::FarEnd);
        if text.take("saw") {
            return self.saw(text);
        }
        let template = self.template(text)?;
        let stand_in: Variables = template.variables().map(|name| (name.to_owned(), b"1".to_vec())).collect();
        let order =
            template.fill(&stand_in).ok().map(|bytes| String::from_utf8_lossy(&bytes).into_owned())?;
        if let Err(error) = Order::parse(&order) {
            // With variables put in, the place of the order's text is not that of the line.
            let exact = order == text.rest() && error.span.end <= order.len();
            let at = if exact { text.at + error.span.start } else { text.at };
            let end = if exact { (text.at + error.span.end).max(at) } else { text.end };
            self.wrong(Cursor { at, end, ..text }, error.message, "");
            return None;
        }
        Some(What::Order(template))
    }

    fn time(&mut self, text: Cursor<'_>) -> Option<std::time::Duration> {
        let time = duration::parse(text.rest());
        if time.is_none() {
            self.wrong(text, "a time must stand here", "200ms, 1.5s or 2m");
        }
        time
    }

    fn power(&mut self, text: Cursor<'_>) -> Option<What> {
        self.need(Bench::Power);
        match text.rest() {
            "on" => Some(What::Power(Supply::On)),
            "off" => Some(What::Power(Supply::Off)),
            "restart" => Some(What::Power(Supply::Restart)),
            _ => {
                self.wrong(text, "`power` is `on`, `off` or `restart`", "");
                None
            }
        }
    }

    fn network(&mut self, text: Cursor<'_>) -> Option<What> {
        self.need(Bench::NetworkCut);
        match text.rest() {
            "cut" => Some(What::Network(false)),
            "back" => Some(What::Network(true)),
            _ => {
                self.wrong(text, "`network` is `cut` or `back`", "");
                None
            }
        }
    }

    fn set(&mut self, mut text: Cursor<'_>) -> Option<What> {
        let whole = text;
        let name = text.word().filter(|name| is_name(name.rest()));
        let Some(name) = name.filter(|_| text.take("=")) else {
            self.wrong(whole, "a variable is set by its name, `=` and a text", "set topic3 = hayes/three");
            return None;
        };
        Some(What::Set(name.rest().to_owned(), self.template(text)?))
    }
}

//! The steps of a case, one after the other, until one does not hold. What that means is for others.

use std::time::Duration;

use hayes_at::visible::Visible;
use hayes_broker::Order;
use hayes_cases::case::{Condition, Expect, Step, Supply, Way, What};
use hayes_cases::pattern::{Template, Variables};
use hayes_cases::saw::Packet;
use hayes_dialects::dialect::WithinTo;
use hayes_journal::sink::Sink;
use hayes_module::Power;
use hayes_ports::world::{Cannot, Network, World};

use crate::expect::{self, Met};
use crate::heard::{Heard, Kind};
use crate::session::{Broken, Session};

/// How long a line may take where nothing says so.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long a result of the network may take where nothing says so.
const NETWORK_TIME: Duration = Duration::from_secs(90);
/// What is granted beyond a documented limit before the wait is given up: being late is a rule of its own.
const GRACE: Duration = Duration::from_secs(5);
/// How long the far end may take to see what it must see.
const FAR: Duration = Duration::from_secs(5);

/// Why the steps came to a halt.
#[derive(Debug)]
pub(crate) enum Halt {
    /// Something was not as expected.
    Unmet(Unmet),
    /// The case cannot be done here: a value is missing, an order has no sense.
    Impossible(String),
    /// The conversation cannot go on.
    Broken(Broken),
}

/// What was expected, and what came.
#[derive(Debug, Clone)]
pub(crate) struct Unmet {
    /// The line in the scenario; 0 where there is none.
    pub(crate) line: usize,
    pub(crate) expected: String,
    pub(crate) actual: String,
}

impl From<Broken> for Halt {
    fn from(broken: Broken) -> Self {
        Self::Broken(broken)
    }
}

impl<W: World, S: Sink> Session<'_, W, S> {
    /// Does steps until one does not hold.
    pub(crate) fn execute(&mut self, steps: &[Step], variables: &mut Variables) -> Result<(), Halt> {
        steps.iter().try_for_each(|step| self.step(step, variables))
    }

    fn step(&mut self, step: &Step, variables: &mut Variables) -> Result<(), Halt> {
        let line = step.line;
        match &step.what {
            What::Send(text) => {
                let line = filled(text, variables)?;
                // A command that the one before has not been answered for would be lost in it.
                if self.answer.form.is_some() {
                    let most = self.patience(&Expect { ways: vec![Way::Final], within: None });
                    self.settle(most)?;
                }
                self.send(&line)?;
            }
            What::Data(text) => self.write(&filled(text, variables)?)?,
            What::Expect(expect) => self.expect(expect, variables, line)?,
            What::AnyOrder(expects) => self.any_order(expects, variables, line)?,
            What::InOrder(expects) => self.in_order(expects, variables, line)?,
            What::Silence(pattern, time) => {
                let until = self.now() + *time;
                loop {
                    let broke = self.heard.iter().find(|h| pattern.matches(&h.text, variables).is_some());
                    if let Some(heard) = broke {
                        let actual = Visible(&heard.text).to_string();
                        return unmet(line, format!("no {pattern}"), actual);
                    }
                    if !self.wait(until)? {
                        break;
                    }
                }
            }
            What::Order(text) => {
                let text = String::from_utf8_lossy(&filled(text, variables)?).into_owned();
                let order = Order::parse(&text).map_err(|why| Halt::Impossible(why.render(&text)))?;
                self.order(order)?;
            }
            What::Saw(packet, time) => self.saw(packet, time.unwrap_or(FAR), variables, line)?,
            What::SawTimes(times, packet, time) => {
                self.saw_times(*times, packet, *time, variables, line)?;
            }
            What::Wait(time) => self.pass(*time)?,
            What::Power(supply) => self.power(*supply)?,
            What::Network(there) => {
                self.set_network(*there).map_err(|why| Halt::Impossible(why.to_string()))?;
            }
            What::Set(name, text) => {
                let value = filled(text, variables)?;
                variables.insert(name.clone(), value);
            }
            What::If(condition, then, otherwise) => {
                let holds = self.holds(condition, variables)?;
                self.execute(if holds { then } else { otherwise }, variables)?;
            }
            What::Repeat(times, steps) => {
                for n in 1..=*times {
                    variables.insert("n".to_owned(), n.to_string().into_bytes());
                    self.execute(steps, variables)?;
                }
            }
        }
        Ok(())
    }

    fn expect(&mut self, expect: &Expect, variables: &mut Variables, line: usize) -> Result<(), Halt> {
        let mut until = self.now() + self.patience(expect);
        let mut over = false;
        loop {
            let owed = self.owed();
            match expect::look(expect, &self.heard, &self.answer, owed, variables) {
                Met::Yes(index, bound) => {
                    let report = |index: usize| matches!(self.heard[index].kind, Kind::Urc { .. });
                    self.reported |= expect.ways.iter().any(Way::is_of_whole) && index.is_some_and(report);
                    self.take(index);
                    variables.extend(bound);
                    return Ok(());
                }
                Met::No(actual) | Met::Never(actual) if !over => {
                    return unmet(line, expect.to_string(), actual);
                }
                Met::Hardly => until = until.min(self.now() + GRACE),
                Met::No(_) | Met::Never(_) | Met::NotYet => {}
            }
            // Nobody answers for what is gone. A result that comes all the same is the command's.
            let void = self.answer.bereft.filter(|_| expect.ways.contains(&Way::Answered));
            if let Some(since) = void {
                until = until.min(since + GRACE);
            }
            if over && void.is_some() {
                self.reported = true;
                return Ok(());
            }
            if over {
                return unmet(line, expect.to_string(), self.what_came(&[expect]));
            }
            // What the silence at the end completes is looked at once more.
            over = !self.wait(until)? && self.now() >= until;
        }
    }

    /// Each line stands behind the one before it in the group; others may stand between them.
    fn in_order(&mut self, expects: &[Expect], variables: &mut Variables, line: usize) -> Result<(), Halt> {
        let mut from = 0;
        for expect in expects {
            let mut until = self.now() + self.patience(expect);
            loop {
                let owed = self.owed();
                let heard = self.heard.get(from..).unwrap_or_default();
                match expect::look(expect, heard, &self.answer, owed, variables) {
                    Met::Yes(Some(index), bound) => {
                        from += index;
                        self.take(Some(from));
                        variables.extend(bound);
                        break;
                    }
                    Met::Yes(None, _) => break,
                    Met::Never(actual) => return unmet(line, format!("{expect}, in this order"), actual),
                    Met::Hardly => until = until.min(self.now() + GRACE),
                    Met::No(_) | Met::NotYet => {}
                }
                if !self.wait(until)? && self.now() >= until {
                    return unmet(line, format!("{expect}, in this order"), self.what_came(&[expect]));
                }
            }
        }
        Ok(())
    }

    fn any_order(&mut self, expects: &[Expect], variables: &mut Variables, line: usize) -> Result<(), Halt> {
        let mut open: Vec<&Expect> = expects.iter().collect();
        let times = expects.iter().map(|expect| self.patience(expect));
        let until = times.max().unwrap_or(PATIENCE) + self.now();
        while !open.is_empty() {
            let owed = self.owed();
            let met = open.iter().enumerate().find_map(|(i, expect)| {
                match expect::look(expect, &self.heard, &self.answer, owed, variables) {
                    Met::Yes(index, bound) => Some((i, index, bound)),
                    _ => None,
                }
            });
            if let Some((i, index, bound)) = met {
                open.remove(i);
                self.take(index);
                variables.extend(bound);
            } else if self.never(&open, variables) || !self.wait(until)? {
                let expected: Vec<String> = open.iter().map(ToString::to_string).collect();
                return unmet(line, expected.join(" and "), self.what_came(&open));
            }
        }
        Ok(())
    }

    /// Can one of them no longer be, now that no line is left for the others?
    fn never(&self, open: &[&Expect], variables: &Variables) -> bool {
        let owed = self.owed();
        let look = |expect: &&Expect| expect::look(expect, &self.heard, &self.answer, owed, variables);
        open.iter().any(|expect| matches!(look(expect), Met::Never(_)))
    }

    /// How long to wait: what is expected says it, or else the document of this very command, and a little more.
    fn patience(&self, expect: &Expect) -> Duration {
        if let Some(within) = expect.within {
            return within;
        }
        let form = self.answer.form.and_then(|form| self.dialect.form(form));
        // What has no later result is over with its final one; of a command that nobody knows, more may come.
        let owes = form.is_none_or(|form| form.has_later() || form.within.is_none());
        let whole = expect.ways.iter().any(Way::is_of_whole);
        let later = self.answer.end.is_some() || owes && whole;
        let Some(within) = form.and_then(|form| form.within.as_ref()) else {
            return if later { NETWORK_TIME } else { PATIENCE };
        };
        let limit = self.answer.limit.or_else(|| within.limit(&|_| None)).unwrap_or(PATIENCE) + GRACE;
        match within.to {
            _ if within.by_network => limit.max(NETWORK_TIME),
            WithinTo::Final => limit.max(if later { NETWORK_TIME } else { PATIENCE }),
            WithinTo::Result => limit.max(PATIENCE),
        }
    }

    /// What has fulfilled an expectation fulfils no other: a line, or the answer as a whole. What came before a
    /// line may still be expected: orders that a document fixes are rules of their own.
    fn take(&mut self, index: Option<usize>) {
        if let Some(index) = index {
            self.heard.remove(index);
        } else {
            let command = self.answer.command;
            self.heard.retain(|heard| heard.of.is_none() || heard.of != command);
        }
    }

    /// What came instead: the last lines that begin as an expected one does, or, without any, the last lines.
    fn what_came(&self, expects: &[&Expect]) -> String {
        let names: Vec<&[u8]> = expects.iter().flat_map(|e| &e.ways).filter_map(expect::name).collect();
        let near = |heard: &&Heard| names.iter().any(|name| heard.text.starts_with(name));
        let any = self.heard.iter().any(|heard| near(&heard));
        let heard: Vec<&Heard> = self.heard.iter().filter(|heard| !any || near(heard)).collect();
        let lines: Vec<String> =
            heard.iter().rev().take(5).rev().map(|h| Visible(&h.text).to_string()).collect();
        if lines.is_empty() { "nothing".to_owned() } else { lines.join(" / ") }
    }

    fn saw(
        &mut self,
        wanted: &Packet,
        time: Duration,
        variables: &mut Variables,
        line: usize,
    ) -> Result<(), Halt> {
        let until = self.now() + time;
        loop {
            if let Some(bound) = expect::packet(wanted, &self.records, variables) {
                variables.extend(bound);
                return Ok(());
            }
            if !self.wait(until)? && self.now() >= until {
                let same: Vec<String> = self
                    .records
                    .iter()
                    .filter(|r| crate::seen::packet(r).is_some_and(|(kind, _)| kind == wanted.kind))
                    .map(|record| record.event.to_string())
                    .collect();
                let actual = if same.is_empty() { format!("no {}", wanted.kind) } else { same.join(" / ") };
                return unmet(line, format!("the far end sees {wanted}"), actual);
            }
        }
    }

    fn saw_times(
        &mut self,
        times: u32,
        wanted: &Packet,
        time: Option<Duration>,
        variables: &Variables,
        line: usize,
    ) -> Result<(), Halt> {
        let until = self.now() + time.unwrap_or_default();
        let times = usize::try_from(times).unwrap_or(usize::MAX);
        let expected = || match times {
            0 => format!("the far end sees no {wanted}"),
            times => format!("the far end sees {times} times {wanted}"),
        };
        loop {
            let seen = expect::packets(wanted, &self.records, variables);
            if seen > times {
                return unmet(line, expected(), format!("it saw {seen}"));
            }
            if self.now() >= until || !self.wait(until)? {
                break;
            }
        }
        let seen = expect::packets(wanted, &self.records, variables);
        if seen == times { Ok(()) } else { unmet(line, expected(), format!("it saw {seen}")) }
    }

    fn holds(&mut self, condition: &Condition, variables: &mut Variables) -> Result<bool, Halt> {
        match condition {
            Condition::Comes(expect) => match self.expect(expect, variables, 0) {
                Ok(()) => Ok(true),
                Err(Halt::Unmet(_)) => Ok(false),
                Err(halt) => Err(halt),
            },
            Condition::Is(text, patterns) => {
                let text = filled(text, variables)?;
                let bound = patterns.iter().find_map(|pattern| pattern.matches(&text, variables));
                let holds = bound.is_some();
                variables.extend(bound.unwrap_or_default());
                Ok(holds)
            }
        }
    }

    /// Cuts the module off from its network, or lets it back.
    pub(crate) fn set_network(&mut self, there: bool) -> Result<(), Cannot> {
        self.cut = !there;
        self.world.set_network(if there { Network::Up } else { Network::Cut })
    }

    fn power(&mut self, supply: Supply) -> Result<(), Halt> {
        self.heard.clear();
        let power = match supply {
            Supply::On => Power::On,
            Supply::Off => Power::Off,
            Supply::Restart => Power::Reset,
        };
        match (supply, self.restarts_by.clone()) {
            (Supply::Restart, Some(line)) => self.restart_itself(&line)?,
            _ => self.world.power(power).map_err(|why| Halt::Impossible(why.to_string()))?,
        }
        self.restarted();
        Ok(())
    }

    /// The module restarts by its own command. What it answers to that is said before it starts: only what it says from its
    /// first line of a start on is kept.
    fn restart_itself(&mut self, line: &[u8]) -> Result<(), Broken> {
        let starts = self.starts;
        self.send(line)?;
        self.watch.is_to_start();
        let until = self.now() + PATIENCE;
        while self.answer.end.is_none() && self.starts == starts && self.wait(until)? {}
        let start = self.heard.iter().position(|heard| matches!(heard.kind, Kind::Urc { boot: true }));
        self.heard.drain(..start.unwrap_or(self.heard.len()));
        Ok(())
    }
}

fn filled(text: &Template, variables: &Variables) -> Result<Vec<u8>, Halt> {
    text.fill(variables).map_err(|name| Halt::Impossible(format!("nothing gives {{{name}}} a value")))
}

fn unmet(line: usize, expected: String, actual: String) -> Result<(), Halt> {
    Err(Halt::Unmet(Unmet { line, expected, actual }))
}

//! The conversation with a module: bytes out and in through the exchange, records of the far end, all of it handed
//! to the journal as it happens. Knows no expectation.

use std::io;
use std::time::Duration;

use hayes_at::exchange::{Exchange, Seq, Side, What};
use hayes_at::grammar::FormId;
use hayes_broker::{Order, Record};
use hayes_dialects::Dialect;
use hayes_journal::Event;
use hayes_journal::sink::Sink;
use hayes_journal::writer::Journal;
use hayes_ports::world::{Happening, World};

use crate::heard::{Heard, Kind};
use crate::held::Held;
use crate::watch::Watch;

/// The most lines and records that are kept since the last command.
const MAX_KEPT: usize = 10_000;

/// Why a conversation cannot go on.
#[derive(Debug)]
pub(crate) enum Broken {
    /// Somebody wants the run to stop.
    Stopped,
    /// The port or the far end is gone.
    Rig(String),
    /// The journal cannot be written.
    Journal(io::Error),
}

/// A conversation.
pub(crate) struct Session<'s, W, S> {
    pub(crate) dialect: &'s Dialect,
    pub(crate) world: W,
    pub(crate) journal: Journal<S>,
    exchange: Exchange<'s>,
    /// What the module said since the last command and nobody has asked about.
    pub(crate) heard: Vec<Heard>,
    /// What the far end recorded since the last command.
    pub(crate) records: Vec<Record>,
    /// How the last command is answered so far.
    pub(crate) answer: Answer,
    /// The states that the module is in.
    pub(crate) held: Held,
    /// The monitors.
    pub(crate) watch: Watch<'s>,
}

/// How a command is answered so far.
#[derive(Debug, Clone, Default)]
pub(crate) struct Answer {
    /// Its number in the exchange.
    pub(crate) command: Option<Seq>,
    /// Its form, where the dialect has one.
    pub(crate) form: Option<FormId>,
    /// The final result: good, documented.
    pub(crate) end: Option<(bool, bool)>,
    /// Results after it, good or not.
    pub(crate) later: Vec<bool>,
    /// A line of it that has a flaw.
    pub(crate) flawed: Option<Vec<u8>>,
    /// The client that it names.
    pub(crate) client: Option<i64>,
}

impl<'s, W: World, S: Sink> Session<'s, W, S> {
    pub(crate) fn new(dialect: &'s Dialect, world: W, journal: Journal<S>) -> Self {
        Self {
            dialect,
            world,
            journal,
            exchange: Exchange::new(dialect.grammar()),
            heard: Vec::new(),
            records: Vec::new(),
            answer: Answer::default(),
            held: Held::default(),
            watch: Watch::new(dialect),
        }
    }

    pub(crate) fn now(&self) -> Duration {
        self.world.now()
    }

    /// Writes an event into the journal.
    pub(crate) fn note(&mut self, event: Event) -> Result<u64, Broken> {
        self.journal.write(event).map_err(Broken::Journal)
    }

    /// Sends a command line; what was heard before it is forgotten.
    pub(crate) fn send(&mut self, line: &[u8]) -> Result<(), Broken> {
        self.heard.clear();
        self.records.clear();
        self.answer = Answer::default();
        self.write(&[line, b"\r"].concat())
    }

    /// Sends a command line and waits for its final result: whether it is a good one, or none in time.
    pub(crate) fn ask(&mut self, line: &[u8], time: Duration) -> Result<Option<bool>, Broken> {
        self.send(line)?;
        let until = self.now() + time;
        while self.answer.end.is_none() && self.wait(until)? {}
        Ok(self.answer.end.map(|(good, _)| good))
    }

    /// Writes bytes.
    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<(), Broken> {
        let at = self.now();
        self.note(Event::out(at, bytes))?;
        self.world.write(bytes).map_err(|trouble| Broken::Rig(trouble.to_string()))?;
        let mut left = bytes;
        while !left.is_empty() {
            let taken = self.exchange.handle_host(left);
            left = &left[taken..];
            self.listen_to_exchange();
            if taken == 0 {
                self.exchange.handle_silence();
            }
        }
        Ok(())
    }

    /// Gives the far end an order.
    pub(crate) fn order(&mut self, order: Order) -> Result<(), Broken> {
        let text = format!("order: {order}");
        self.note(Event::note(self.now(), &text))?;
        self.world.order(order).map_err(|why| Broken::Rig(format!("the far end: {why}")))
    }

    /// Lets one thing happen, until a time at the latest; false when the time has come.
    pub(crate) fn wait(&mut self, until: Duration) -> Result<bool, Broken> {
        let happening = self.world.next(until);
        self.watch.timeout(self.world.now());
        match happening {
            Happening::Serial { at, bytes } => {
                self.note(Event::came(at, &bytes))?;
                self.hear(&bytes);
                Ok(true)
            }
            Happening::Record(record) => {
                self.note(Event::far(record.at, record.to_json()))?;
                if self.records.len() < MAX_KEPT {
                    self.records.push(*record);
                }
                Ok(true)
            }
            Happening::Stop => Err(Broken::Stopped),
            Happening::Down { why, .. } => Err(Broken::Rig(why)),
            Happening::Up { .. } => Ok(true),
            Happening::Deadline => {
                if self.now() >= until {
                    self.exchange.handle_silence();
                    self.listen_to_exchange();
                }
                Ok(false)
            }
        }
    }

    /// Lets everything happen until a time.
    pub(crate) fn pass(&mut self, time: Duration) -> Result<(), Broken> {
        let until = self.now() + time;
        while self.now() < until {
            self.wait(until)?;
        }
        Ok(())
    }

    /// The module has started anew: nothing is owed any more.
    pub(crate) fn restarted(&mut self) {
        self.exchange.handle_restart();
        self.held.clear();
        self.answer = Answer::default();
    }

    /// What earlier commands may still owe is theirs no more.
    pub(crate) fn forgive(&mut self) {
        if self.exchange.owing().next().is_some() {
            self.exchange.handle_restart();
        }
    }

    /// Nothing more is expected of the last command.
    pub(crate) fn abandon(&mut self) {
        while self.exchange.abandon().is_some() {}
    }

    /// Does the last command still owe a result?
    pub(crate) fn owes(&self) -> bool {
        self.exchange.owing().any(|(seq, doubtful)| Some(seq) == self.answer.command && !doubtful)
    }

    fn hear(&mut self, bytes: &[u8]) {
        let mut left = bytes;
        while !left.is_empty() {
            let taken = self.exchange.handle_module(left);
            left = &left[taken..];
            self.listen_to_exchange();
            if taken == 0 {
                self.exchange.handle_silence();
                self.listen_to_exchange();
            }
        }
    }

    fn listen_to_exchange(&mut self) {
        let now = self.world.now();
        while let Some(event) = self.exchange.poll() {
            self.watch.event(&event, now);
            if event.from == Side::Host {
                if event.what == What::Command {
                    self.answer.command = Some(event.seq);
                    self.answer.form = event.command.and_then(|read| read.first()).and_then(|part| part.form);
                    self.answer.client = client_of(self.dialect, self.answer.form, &event);
                }
                continue;
            }
            let Some(heard) = Heard::of(self.dialect, &event) else { continue };
            self.answer.take(&heard);
            match (heard.kind, self.answer.form) {
                (Kind::Final { .. }, Some(form)) if heard.of == self.answer.command => {
                    self.held.ended(self.dialect, form, self.answer.client, &heard.text);
                }
                (Kind::Echo | Kind::Data | Kind::Noise | Kind::Prompt, _) => {}
                (Kind::Urc { boot: true }, _) => self.held.clear(),
                (kind, _) => self.held.line(self.dialect, &heard.text, kind == Kind::Info),
            }
            if self.heard.len() < MAX_KEPT {
                self.heard.push(heard);
            }
        }
    }
}

/// The client that a command names: the value of the parameter by which states are told apart.
fn client_of(dialect: &Dialect, form: Option<FormId>, event: &hayes_at::exchange::Event<'_>) -> Option<i64> {
    let shape = dialect.grammar().shape(dialect.form(form?)?.shape?);
    let per = dialect.states.iter().find_map(|state| state.per.as_deref())?;
    let slot = shape.slot_of(dialect.grammar().names.find(per)?)?;
    event.fields.get(slot)?.as_number()
}

impl Answer {
    fn take(&mut self, heard: &Heard) {
        if heard.of.is_none() || heard.of != self.command {
            return;
        }
        match heard.kind {
            Kind::Final { good, documented } => self.end = Some((good, documented)),
            Kind::Later { good, interim: false } => self.later.push(good),
            _ => {}
        }
        if !heard.flaws.is_none()
            && matches!(heard.kind, Kind::Info | Kind::Later { .. } | Kind::Final { .. })
        {
            self.flawed.get_or_insert_with(|| heard.text.clone());
        }
    }
}

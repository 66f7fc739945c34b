//! What behaviour stands on: settings, timers, links, and the words for what is to be said. Everything that a
//! behaviour does passes here.

mod answering;
mod saying;
mod setting;
mod way;
mod wording;

use std::sync::Arc;
use std::time::Duration;

use hayes_dialects::Dialect;

use crate::air::{Air, Gone};
use crate::ask::Ask;
use crate::chance::Chance;
use crate::fault::{Faults, Tamper};
use crate::link::{LinkEvent, Links, Loss};
use crate::manner::Manner;
use crate::settings::Settings;
use crate::setup::Setup;
use crate::timers::{Timer, Timers};
use crate::typing::{Entering, Typed};
use crate::voice::Voice;

pub(crate) use crate::refusal::Refusal;
pub(crate) use answering::Ending;
pub(crate) use saying::Aside;

/// How a command goes on once behaviour has dealt with it.
#[derive(Debug)]
pub(crate) enum Turn {
    /// It is over, with this final result.
    Over(Ending),
    /// Its final result comes later, by `Board::end`.
    Open,
    /// The host is prompted for data; `Behaviour::data` gets them.
    Data(Entering),
    /// Somebody else's command.
    Unknown,
}

/// How the entry of data ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Entered {
    /// With these bytes.
    Data(Vec<u8>),
    /// The host called them off.
    Cancelled,
    /// The host took too long; these came.
    TimedOut(Vec<u8>),
}

/// A family's way to behave.
pub(crate) trait Behaviour: Send {
    /// Before anything else about a command is looked at: a turn where it is refused whatever its values are.
    fn before(&mut self, _ask: &Ask, _board: &mut Board) -> Option<Turn> {
        None
    }
    /// A command is refused for its values.
    fn refuse(&mut self, ask: &Ask, refusal: Refusal, board: &mut Board) -> Turn {
        board.refuse(ask, refusal)
    }
    /// Are bytes beyond the data of a command dropped? Otherwise they are the next command line.
    fn drops_surplus(&self, ask: &Ask, board: &Board) -> bool {
        let data = board.dialect.form(ask.form).and_then(|form| form.data.as_ref());
        data.and_then(|data| data.surplus.as_deref()).is_some_and(|surplus| surplus.starts_with("drop"))
    }
    /// A command, its values lawful. Test forms are answered by the dialect and do not come here.
    fn ask(&mut self, ask: &Ask, board: &mut Board) -> Turn;
    /// A test form that is answered in a way of its own; any other is answered by the dialect.
    fn test(&mut self, _ask: &Ask, _board: &mut Board) -> Turn {
        Turn::Unknown
    }
    /// The data that a command was prompted for.
    fn data(&mut self, ask: &Ask, entered: Entered, board: &mut Board) -> Turn;
    /// How long its data are waited for; `documented`: what the setting says that the document names.
    fn pause(&self, _ask: &Ask, documented: Option<Duration>, _board: &Board) -> Option<Duration> {
        documented
    }
    /// Something happened to a link.
    fn link(&mut self, index: usize, event: LinkEvent, board: &mut Board);
    /// A timer's time has come.
    fn timer(&mut self, timer: Timer, board: &mut Board);
    /// A packet context is gone, or all are; links that need one are lost already and tell so before.
    fn gone(&mut self, _gone: Gone, _board: &mut Board) {}
    /// The module has started: what it says unasked, and everything as it is after a start.
    fn start(&mut self, board: &mut Board);
}

/// What behaviour stands on.
pub(crate) struct Board {
    /// The time of what is being dealt with.
    pub(crate) now: Duration,
    pub(crate) dialect: Arc<Dialect>,
    pub(crate) setup: Setup,
    pub(crate) chance: Chance,
    pub(crate) manner: Manner,
    pub(crate) air: Air,
    pub(crate) settings: Settings,
    pub(crate) timers: Timers,
    pub(crate) links: Links,
    pub(crate) voice: Voice,
    /// How things go otherwise than usual.
    pub(crate) faults: Faults,
    /// What is said otherwise than it was meant.
    pub(crate) aside: Aside,
    /// Data are being typed.
    pub(crate) typing: bool,
    /// Nothing is answered any more.
    pub(crate) hung: bool,
    /// When the answer to the command in hand is said.
    pub(crate) answer_at: Duration,
    /// The end of a command that was open.
    pub(crate) ended: Option<Ending>,
    /// What was lost of the network and behaviour does not know yet.
    pub(crate) gone: Option<Gone>,
    /// A restart that behaviour asks for, and when.
    pub(crate) restart_at: Option<Duration>,
}

impl Board {
    pub(crate) fn new(
        (dialect, manner): (Arc<Dialect>, Manner),
        setup: Setup,
        faults: Faults,
        tamper: Tamper,
    ) -> Self {
        Self {
            now: Duration::ZERO,
            chance: Chance::new(setup.seed),
            voice: Voice::new(setup.baud),
            manner,
            air: Air::new(setup.sim.clone()),
            dialect,
            setup,
            settings: Settings::default(),
            timers: Timers::default(),
            links: Links::new(tamper),
            faults,
            aside: Aside::default(),
            typing: false,
            hung: false,
            answer_at: Duration::ZERO,
            ended: None,
            gone: None,
            restart_at: None,
        }
    }

    /// Ends a command that was left open.
    pub(crate) fn end(&mut self, ending: Ending) {
        self.answer_at = self.now;
        self.ended = Some(ending);
    }

    /// Lets a time pass before `timer` comes.
    pub(crate) fn wake(&mut self, timer: Timer, after: Duration) {
        self.timers.set(timer, self.now + after);
    }

    /// Asks for a restart; what is said until then is said.
    pub(crate) fn restart(&mut self, after: Duration) {
        self.restart_at = Some(self.answer_at.max(self.now) + after);
    }

    /// The network takes something away: every link goes with the last context.
    pub(crate) fn lose(&mut self, gone: Gone) {
        self.gone = self.gone.max(Some(gone));
        if !self.air.is_reachable() {
            self.links.lose_all(self.now, Loss::Gone(gone));
        }
    }

    /// The module's address in a context; the same for the same seed.
    pub(crate) fn address(&self, context: i64) -> String {
        let seed = self.setup.seed;
        format!("10.{}.{}.{}", 1 + seed % 250, 1 + seed / 250 % 250, 10 + context.rem_euclid(16))
    }

    /// A number that the document names as a limit of behaviour.
    pub(crate) fn limit(&self, name: &str, otherwise: i64) -> i64 {
        let limit = self.dialect.limits.iter().find(|l| l.name == name).map_or(otherwise, |l| l.value);
        self.faults.limit(name, limit)
    }
}

impl From<Typed> for Option<Entered> {
    fn from(typed: Typed) -> Self {
        match typed {
            Typed::Data(data) => Some(Entered::Data(data)),
            Typed::Cancelled => Some(Entered::Cancelled),
            Typed::Command(_) | Typed::Overlong(_) => None,
        }
    }
}

//! The seam: what comes in finds its owner, command lines are taken apart and carried out one by one. What a
//! command does is behaviour's.

mod desk;
#[cfg(feature = "oracles")]
mod inside;

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use hayes_dialects::Dialect;

use crate::base::{self, Base};
use crate::board::{Aside, Behaviour, Board};
use crate::chance::Chance;
use crate::family;
use crate::otherwise;
use crate::seam::{Network, Output, Power, Socket, SocketEvent};
use crate::setup::{Setup, SetupError};
use crate::typing::Typing;
use crate::voice::Role;
use desk::Desk;

/// How long a module takes from power to its first word.
const BOOT: Duration = Duration::from_millis(1500);

/// A virtual module.
pub struct Module {
    board: Board,
    base: Base,
    family: Box<dyn Behaviour>,
    typing: Typing,
    desk: Desk,
    supply: Supply,
}

/// Does it run?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Supply {
    Off,
    /// Until then it hears nothing.
    Starting(Duration),
    Running,
}

impl Module {
    /// A module of a dialect.
    pub fn new(dialect: Arc<Dialect>, mut setup: Setup) -> Result<Self, SetupError> {
        let (family, manner) = (family::of(&dialect)?, family::manner(&dialect));
        let (faults, tamper) = otherwise::ways(&dialect, &mut setup)?;
        let supply = if setup.running { Supply::Running } else { Supply::Off };
        let board = Board::new((dialect, manner), setup, faults, tamper);
        let habits = board.faults.habits();
        let mut module = Self {
            base: Base::new(&board),
            board,
            family,
            typing: Typing::new(habits),
            desk: Desk::default(),
            supply,
        };
        if supply == Supply::Running {
            base::settle(&mut module.board);
        }
        Ok(module)
    }

    /// What the host wrote.
    pub fn handle_serial(&mut self, now: Duration, bytes: &[u8]) {
        self.board.now = now;
        if self.board.hung || self.desk.is_deaf_until(now) {
            return;
        }
        let mut left = bytes;
        while self.supply == Supply::Running && !left.is_empty() {
            let taken = self.typing.handle(left);
            if taken == 0 {
                break;
            }
            left = &left[taken..];
            self.work();
        }
    }

    /// What became of a socket.
    pub fn handle_socket(&mut self, now: Duration, socket: Socket, event: SocketEvent<'_>) {
        self.board.now = now;
        self.board.links.handle(now, socket, event);
        self.work();
    }

    /// The time that `poll_deadline` named has come.
    pub fn handle_timeout(&mut self, now: Duration) {
        self.board.now = now;
        if let Supply::Starting(at) = self.supply
            && at <= now
        {
            self.supply = Supply::Running;
            self.base.start(&mut self.board);
            self.family.start(&mut self.board);
            for line in self.board.faults.after_restart() {
                self.board.frame(Role::Urc, now, line.as_bytes());
            }
        }
        if self.board.restart_at.is_some_and(|at| at <= now) {
            self.restart();
        }
        self.board.links.handle_timeout(now);
        self.work();
    }

    /// From here on, what is left to chance is drawn from this seed; the module stays the same one.
    pub fn reseed(&mut self, seed: u64) {
        self.board.chance = Chance::new(seed);
    }

    /// What happens to the supply.
    pub fn handle_power(&mut self, now: Duration, power: Power) {
        self.board.now = now;
        match power {
            Power::On if self.supply == Supply::Off => self.supply = Supply::Starting(now + BOOT),
            Power::On => {}
            Power::Off => {
                self.stop();
                self.supply = Supply::Off;
            }
            Power::Reset if self.supply == Supply::Off => {}
            Power::Reset => self.restart(),
        }
    }

    /// What the mobile network does. A module that is off finds out when it starts.
    pub fn handle_network(&mut self, now: Duration, network: Network) {
        self.board.now = now;
        base::hear(network, self.supply == Supply::Running, &mut self.board);
        self.work();
    }

    /// What the driver is to do next.
    pub fn poll_output(&mut self) -> Option<Output> {
        if let Some(output) = self.board.links.poll_output() {
            return Some(output);
        }
        let said: Bytes = self.board.voice.due(self.board.now);
        if !said.is_empty() {
            if !self.board.voice.is_answering() {
                self.typing.begin();
                self.drop_surplus();
            }
            return Some(Output::Serial(said));
        }
        // With the answer said, what was typed meanwhile gets its turn.
        if self.typing.has_waiting() && !self.board.voice.is_answering() {
            self.work();
            return self.board.links.poll_output().or_else(|| {
                let said = self.board.voice.due(self.board.now);
                (!said.is_empty()).then_some(Output::Serial(said))
            });
        }
        None
    }

    /// When `handle_timeout` is to be called.
    pub fn poll_deadline(&self) -> Option<Duration> {
        let starting = match self.supply {
            Supply::Starting(at) => Some(at),
            Supply::Off | Supply::Running => None,
        };
        let board = &self.board;
        // What hangs is not woken by its own timers.
        let timers = board.timers.next().filter(|_| !board.hung);
        let times = [starting, board.restart_at, board.voice.next(), timers, board.links.deadline()];
        times.into_iter().flatten().min()
    }

    fn restart(&mut self) {
        self.stop();
        self.supply = Supply::Starting(self.board.now + BOOT);
    }

    /// Everything that does not outlive the supply is gone.
    fn stop(&mut self) {
        self.board.restart_at = None;
        self.board.links.drop_all();
        self.board.timers.clear();
        self.board.voice.forget();
        let scopes = self.board.settings.forms();
        let outlives =
            |scope: &String| self.board.faults.outlives_restart(&self.board.command_of(scope), scope);
        let outlive: Vec<String> = scopes.into_iter().filter(outlives).collect();
        let board = &mut self.board;
        board.settings.restart(|scope| outlive.iter().any(|of| of == scope));
        board.faults.restart();
        board.links.tamper.restart();
        (board.aside, board.typing, board.hung) = (Aside::default(), false, false);
        self.typing.forget();
        self.desk = Desk::default();
        self.board.ended = None;
        self.board.gone = None;
    }

    /// Deals with all that has come, in turn, until nothing is left to be done now.
    fn work(&mut self) {
        loop {
            if self.supply != Supply::Running || self.board.hung {
                return;
            }
            if let Some(timer) = self.board.timers.due(self.board.now) {
                if !self.board.say_late(timer)
                    && !self.base.timer(timer, &mut self.board)
                    && !self.desk.timer(timer, &mut self.typing)
                {
                    self.family.timer(timer, &mut self.board);
                }
            } else if let Some((index, event)) = self.board.links.poll_event() {
                self.family.link(index, event, &mut self.board);
            } else if let Some(gone) = self.board.gone.take() {
                self.family.gone(gone, &mut self.board);
            } else if !self.step() {
                return;
            }
        }
    }
}

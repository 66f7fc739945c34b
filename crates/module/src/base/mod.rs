//! Commands that every module has: echo and results, who the module is, errors, restart, the network. Finds the
//! room that a command belongs to; what no room knows is merely kept and told. No MQTT.

mod banner;
mod clock;
mod identity;
mod interface;
mod network;
mod packet;
mod power;

use hayes_at::grammar::FormKind;

use crate::ask::Ask;
use crate::board::{Board, Turn};
use crate::say::Given;
use crate::seam::Network;
use crate::timers::Timer;
use banner::Banner;
use clock::Clock;
use power::Power;

/// Timers of these commands have these numbers; a family's are lower.
const TIMERS: u16 = 0xFF00;

/// What every module has.
#[derive(Debug)]
pub(crate) struct Base {
    clock: Clock,
    power: Power,
    banner: Banner,
}

impl Base {
    pub(crate) fn new(board: &Board) -> Self {
        Self { clock: Clock::default(), power: Power::new(board), banner: Banner::default() }
    }

    /// The module has started.
    pub(crate) fn start(&mut self, board: &mut Board) {
        self.power.start(board);
        interface::start(board);
        network::start(board);
        self.banner.start(board);
    }

    pub(crate) fn ask(&mut self, ask: &Ask, board: &mut Board) -> Turn {
        match ask.name.as_str() {
            "" | "E" | "Q" | "V" | "&F" | "&W" | "Z" | "+IPR" => interface::ask(ask, board),
            "I" | "+CGMI" | "+CGMM" | "+CGMR" | "+CGSN" => identity::ask(ask, board),
            "+CFUN" | "+CPIN" => self.power.ask(ask, board),
            "+CCLK" => self.clock.ask(ask, board),
            "+CSQ" | "+CPSI" | "+COPS" | "+CREG" | "+CGREG" | "+CEREG" => network::ask(ask, board),
            "+CGATT" | "+CGDCONT" | "+CGACT" | "+CGPADDR" => packet::ask(ask, board),
            _ => keep_and_tell(ask, board),
        }
    }

    /// Is the timer one of these commands'?
    pub(crate) fn timer(&mut self, timer: Timer, board: &mut Board) -> bool {
        match timer.what {
            network::FOUND => network::found(board),
            interface::SPEED => interface::change_speed(board),
            banner::NEXT => self.banner.next(board),
            _ => return false,
        }
        true
    }
}

/// A module that has been on for a while is as the network left it.
pub(crate) fn settle(board: &mut Board) {
    network::settle(board);
}

/// The mobile network does something.
pub(crate) fn hear(what: Network, running: bool, board: &mut Board) {
    match what {
        Network::AddressTaken if running => packet::take_addresses(board),
        Network::AddressTaken => {}
        Network::Heard | Network::Silent => {
            board.air.covered = what == Network::Heard;
            if running {
                network::refresh(board);
            }
        }
    }
}

/// The test form of any command: the dialect answers it, but for what the network has to say.
pub(crate) fn test(ask: &Ask, board: &mut Board) -> Turn {
    match ask.name.as_str() {
        "+COPS" => network::networks(ask, board),
        _ => board.answer(ask, &Given::new()),
    }
}

/// Data for a command of which nothing else is known.
pub(crate) fn data(ask: &Ask, board: &mut Board) -> Turn {
    board.accept(ask)
}

/// A command that sets something of which nothing else is known.
fn keep_and_tell(ask: &Ask, board: &mut Board) -> Turn {
    match ask.kind {
        FormKind::Write => board.configure(ask, None),
        FormKind::Read => board.tell(ask, None),
        FormKind::Execute | FormKind::Test => board.accept(ask),
    }
}

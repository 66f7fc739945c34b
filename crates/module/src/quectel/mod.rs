//! How modules of the family `quectel` behave: `AT+QMT...` and what its examples use beside it. What differs
//! between documents comes from the dialect: which forms there are, ranges, limits, ways of readings.

mod cloud;
mod codes;
mod config;
mod connect;
mod entry;
mod events;
mod file;
mod format;
mod hex;
mod leave;
mod manners;
mod names;
mod open;
mod plan;
mod publish;
mod receive;
mod slot;
mod stat;
mod strictness;
mod subscribe;
mod tls;

use std::collections::BTreeMap;
use std::time::Duration;

use hayes_at::grammar::FormKind;
use hayes_dialects::Dialect;

use crate::air::Gone;
use crate::ask::Ask;
use crate::board::{Behaviour, Board, Entered, Refusal, Turn};
use crate::link::LinkEvent;
use crate::timers::Timer;
use file::Files;
use names::CLIENT;
use slot::Slot;

/// The behaviour.
#[derive(Debug)]
pub(crate) struct Quectel {
    slots: BTreeMap<i64, Slot>,
    files: Files,
}

impl Quectel {
    pub(crate) fn new(_dialect: &Dialect) -> Self {
        Self { slots: BTreeMap::new(), files: Files::default() }
    }

    /// The client that a command is about; documents number six of them.
    fn slot(&mut self, number: i64) -> &mut Slot {
        self.slots.entry(number).or_default()
    }
}

impl Behaviour for Quectel {
    fn refuse(&mut self, ask: &Ask, refusal: Refusal, board: &mut Board) -> Turn {
        self.judge(ask, refusal, board)
    }

    fn drops_surplus(&self, ask: &Ask, board: &Board) -> bool {
        entry::drops_surplus(ask, board)
    }

    fn ask(&mut self, ask: &Ask, board: &mut Board) -> Turn {
        if let Some(refusal) = strictness::refused(ask, board) {
            return board.refuse(ask, refusal);
        }
        let write = ask.kind == FormKind::Write;
        match ask.name.as_str() {
            "+QSSLCFG" if write => tls::configure(ask, board),
            "+QFUPL" if write => file::upload(ask, board),
            "+QMTOPEN" if !write => self.tell_open(ask, board),
            "+QMTCONN" if !write => self.tell_state(ask, board),
            "+QMTRECV" if !write => self.tell_stored(ask, board),
            name if write => match (name, ask.number(CLIENT)) {
                ("+QMTCFG", Some(number)) => self.configure(number, ask, board),
                ("+QMTOPEN", Some(number)) => self.open(number, ask, board),
                ("+QMTCLOSE", Some(number)) => self.close(number, ask, board),
                ("+QMTCONN", Some(number)) => self.connect(number, ask, board),
                ("+QMTDISC", Some(number)) => self.disconnect(number, ask, board),
                ("+QMTSUB", Some(number)) => self.subscribe(number, ask, board),
                ("+QMTUNS", Some(number)) => self.unsubscribe(number, ask, board),
                ("+QMTPUB" | "+QMTPUBEX", Some(number)) => self.publish(number, ask, board),
                ("+QMTRECV", Some(number)) => self.hand_out(number, ask, board),
                _ => Turn::Unknown,
            },
            _ => Turn::Unknown,
        }
    }

    fn data(&mut self, ask: &Ask, entered: Entered, board: &mut Board) -> Turn {
        match (ask.name.as_str(), ask.number(CLIENT)) {
            ("+QSSLCFG", _) => self.take_certificate(ask, entered, board),
            ("+QFUPL", _) => self.take_file(ask, entered, board),
            ("+QMTCFG", Some(number)) => config::take_will(number, ask, entered, board),
            ("+QMTPUB" | "+QMTPUBEX", Some(number)) => self.take_message(number, ask, entered, board),
            _ => Turn::Unknown,
        }
    }

    fn pause(&self, ask: &Ask, documented: Option<Duration>, board: &Board) -> Option<Duration> {
        entry::pause(ask, documented, board)
    }

    fn link(&mut self, index: usize, event: LinkEvent, board: &mut Board) {
        if let Ok(number) = i64::try_from(index) {
            self.hear(number, event, board);
        }
    }

    fn timer(&mut self, timer: Timer, board: &mut Board) {
        match timer.what {
            open::TOO_LATE => self.open_late(timer.whose, board),
            leave::LEFT => self.left(timer.whose, board),
            _ => {}
        }
    }

    fn gone(&mut self, _gone: Gone, board: &mut Board) {
        self.lose_contexts(board);
    }

    fn start(&mut self, _board: &mut Board) {
        // Files outlive a start; nothing that clients were about does.
        self.slots.clear();
    }
}

//! A module and its far end in a World of their own, and the exchanges that are measured.

use std::sync::Arc;
use std::time::Duration;

use hayes_dialects::Dialect;
use hayes_module::Module;
use hayes_ports::world::in_memory::Setup;
use hayes_ports::world::{Happening, Virtual, World};

pub struct Slot {
    world: Virtual,
    heard: Vec<u8>,
}

impl Slot {
    pub fn new(dialect: &Arc<Dialect>, seed: u64) -> Self {
        let setup = hayes_module::Setup { seed, ..hayes_module::Setup::default() };
        let module = Module::new(Arc::clone(dialect), setup).unwrap_or_else(|error| panic!("{error}"));
        let setup = Setup { seed, ..Setup::default() };
        Self { world: Virtual::new(Box::new(module), setup), heard: Vec::new() }
    }

    /// Types a command, and lets time pass until these words have come.
    pub fn ask(&mut self, command: &str, words: &str) {
        self.heard.clear();
        self.world.write(format!("{command}\r").as_bytes()).expect("the line is up");
        let until = self.world.now() + Duration::from_secs(60);
        while !self.heard.ends_with(words.as_bytes()) {
            match self.world.next(until) {
                Happening::Serial { bytes, .. } => self.heard.extend_from_slice(&bytes),
                Happening::Deadline => panic!("{:?}", String::from_utf8_lossy(&self.heard)),
                _ => {}
            }
        }
    }

    pub fn connect(&mut self) {
        self.ask("AT+QMTOPEN=0,\"broker.example\",1883", "+QMTOPEN: 0,0\r\n");
        self.ask("AT+QMTCONN=0,\"m\"", "+QMTCONN: 0,0,0\r\n");
    }

    pub fn publish(&mut self) {
        self.ask("AT+QMTPUB=0,1,1,0,\"a/topic\",\"a payload of some length\"", "+QMTPUB: 0,1,0\r\n");
    }
}

//! Stand-in.
#![allow(missing_docs, clippy::all, unused)]
use std::time::Duration;
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    X,
}
#[derive(Debug)]
pub struct Client;
#[derive(Debug)]
pub struct Setup;
#[derive(Debug)]
pub struct Packet;
impl Client {
    pub fn new(_: Setup) -> Self {
        Self
    }
    pub fn reconnect(&mut self, _: Setup) {}
    pub fn connect(&mut self, _: Duration) {}
    pub fn handle_bytes(&mut self, _: Duration, _: &[u8]) {}
    pub fn handle_timeout(&mut self, _: Duration) {}
    pub fn handle_lost(&mut self, _: Duration) {}
    pub fn poll_packet(&mut self) -> Option<Packet> {
        None
    }
    pub fn poll_event(&mut self) -> Option<Event> {
        None
    }
    pub fn poll_deadline(&self) -> Option<Duration> {
        None
    }
}
pub fn encode(_: &Packet) -> Vec<u8> {
    vec![]
}

//! A line that spoils bytes, as bad cables, wrong supplies and loose plugs do: seeded, and without a clock, so that it serves real
//! and virtual lines alike. What the bytes mean is not known here.

use std::collections::VecDeque;
use std::time::Duration;

use bytes::Bytes;

use super::Way;
use crate::chance::Chance;

/// How a line is to be bad. Chances are in a million; the default is a good line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FaultPlan {
    /// The chance of each byte to be lost.
    pub lost: u32,
    /// The chance of each byte to come twice.
    pub repeated: u32,
    /// The chance of each byte to come as another one.
    pub corrupted: u32,
    /// The chance of each piece to come late, and with it all after it.
    pub delayed: u32,
    /// How late at most.
    pub delay: Duration,
    /// Are pieces cut into smaller ones of odd sizes?
    pub chopped: bool,
    /// From when to when the line is down; what is sent meanwhile is lost.
    pub down: Vec<(Duration, Duration)>,
}

/// How often it happened.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Bytes that were lost, those while the line was down included.
    pub lost: u64,
    /// Bytes that came twice.
    pub repeated: u64,
    /// Bytes that came as others.
    pub corrupted: u64,
    /// Pieces that came late.
    pub delayed: u64,
}

/// The longest piece that a chopped line delivers.
const CHOPPED_TO: u64 = 7;

impl FaultPlan {
    fn spoils(&self) -> bool {
        self.lost > 0 || self.repeated > 0 || self.corrupted > 0
    }
}

/// The line.
#[derive(Debug)]
pub struct Faults {
    plan: FaultPlan,
    chance: Chance,
    tally: Tally,
    lanes: [Lane; 2],
}

/// What is on its way in one direction.
#[derive(Debug, Default)]
struct Lane {
    queue: VecDeque<(Duration, Bytes)>,
    last: Duration,
}

impl Faults {
    /// A line that is bad in this way.
    pub fn new(plan: FaultPlan, seed: u64) -> Self {
        Self { plan, chance: Chance::new(seed), tally: Tally::default(), lanes: <[Lane; 2]>::default() }
    }

    /// Takes bytes on their way.
    pub fn send(&mut self, now: Duration, way: Way, bytes: Bytes) {
        if self.is_down(now) {
            self.tally.lost += bytes.len() as u64;
            return;
        }
        let mut due = now;
        if self.chance.happens(self.plan.delayed) {
            self.tally.delayed += 1;
            due += self.chance.between(Duration::ZERO, self.plan.delay);
        }
        let mut rest = if self.plan.spoils() { self.spoil(&bytes).into() } else { bytes };
        let lane = &mut self.lanes[way as usize];
        // Bytes do not overtake each other.
        lane.last = lane.last.max(due);
        while !rest.is_empty() {
            let len = if self.plan.chopped { 1 + self.chance.below(CHOPPED_TO) as usize } else { rest.len() };
            lane.queue.push_back((lane.last, rest.split_to(len.min(rest.len()))));
        }
    }

    fn spoil(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut spoilt = Vec::with_capacity(bytes.len());
        for &byte in bytes {
            if self.chance.happens(self.plan.lost) {
                self.tally.lost += 1;
                continue;
            }
            let mut byte = byte;
            if self.chance.happens(self.plan.corrupted) {
                self.tally.corrupted += 1;
                // Never by 0: it would stay what it was.
                byte ^= 1 + self.chance.below(255) as u8;
            }
            spoilt.push(byte);
            if self.chance.happens(self.plan.repeated) {
                self.tally.repeated += 1;
                spoilt.push(byte);
            }
        }
        spoilt
    }

    /// What has come through by now, in this direction, and when.
    pub fn poll(&mut self, now: Duration, way: Way) -> Option<(Duration, Bytes)> {
        let queue = &mut self.lanes[way as usize].queue;
        queue.pop_front_if(|(due, _)| *due <= now)
    }

    /// When something comes through, or the line goes down or comes back, if nothing more is sent.
    pub fn deadline(&self, now: Duration) -> Option<Duration> {
        let due = self.lanes.iter().filter_map(|lane| lane.queue.front().map(|(due, _)| *due)).min();
        let turn = self.plan.down.iter().flat_map(|(from, to)| [*from, *to]).filter(|at| *at > now).min();
        due.into_iter().chain(turn).min()
    }

    /// Is the line down?
    pub fn is_down(&self, now: Duration) -> bool {
        self.plan.down.iter().any(|(from, to)| (*from..*to).contains(&now))
    }

    /// How often it happened so far.
    pub fn tally(&self) -> Tally {
        self.tally
    }
}

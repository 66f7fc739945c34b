//! Unclear lines of a command in flight. Each way through an outcome remembers which of them it took for part
//! of the answer; what the ways that are left at the end agree on is settled.

use crate::grammar::{Grammar, ShapeId};

use super::event::Seq;
use super::flight::{Flight, MAX_TRACKS, Track};
use super::owed::Owed;

/// The most unclear lines that are followed in one answer.
pub(super) const MAX_UNCLEAR: usize = 8;

/// A line that may be part of the answer, or something else.
#[derive(Debug, Clone, Copy)]
pub(super) struct Unclear {
    pub(super) line: Seq,
    /// The command whose last result it may be.
    pub(super) owed: Option<Seq>,
    /// An earlier unclear line may have been that result.
    pub(super) doubtful: bool,
}

impl Flight {
    /// A line has come that may be part of the answer, where one of its shapes fits, or something else: every
    /// way that can take it goes on both with it and without it.
    pub(super) fn fork(&mut self, grammar: &Grammar, unclear: Unclear, fits: impl Fn(ShapeId) -> bool) {
        if self.unclear.len() == MAX_UNCLEAR || self.tracks.len() * 2 > MAX_TRACKS {
            self.forget_doubts();
        }
        let bit = 1 << self.unclear.len();
        let mut out = 0_u64;
        for place in 0..self.tracks.len() {
            let without = self.tracks[place];
            let spent = unclear.owed.is_some_and(|o| self.is_spent(without, o));
            let mut with = Track { taken: without.taken | bit, ..without };
            match (with.take_line(grammar, &fits), spent) {
                (true, true) => self.tracks[place] = with,
                (true, false) if self.tracks.len() < MAX_TRACKS => self.tracks.push(with),
                (false, true) => out |= 1 << place,
                (_, false) => {}
            }
        }
        self.unclear.push(unclear);
        self.drop_tracks(|place, _| out & (1 << place) != 0);
    }

    /// A result has come for certain: where an unclear line was taken for it, the way is out.
    pub(super) fn result_came(&mut self, owed: Seq) {
        let mut out = 0_u64;
        for (place, track) in self.tracks.iter().enumerate() {
            out |= u64::from(self.is_spent(*track, owed)) << place;
        }
        self.drop_tracks(|place, _| out & (1 << place) != 0);
    }

    /// Was an unclear line the result that this command owed, on this way?
    fn is_spent(&self, track: Track, owed: Seq) -> bool {
        let other = |i: usize| track.taken & (1 << i) == 0;
        self.unclear.iter().enumerate().any(|(i, u)| u.owed == Some(owed) && other(i))
    }

    /// Drops ways, unless that leaves none.
    fn drop_tracks(&mut self, out: impl Fn(usize, &Track) -> bool) {
        if self.tracks.iter().enumerate().all(|(i, t)| out(i, t)) {
            return;
        }
        let mut place = 0;
        self.tracks.retain(|track| {
            place += 1;
            !out(place - 1, track)
        });
    }

    /// Which unclear lines the ways that are left agree on, and what they were: part of the answer or not.
    pub(super) fn settled(&self) -> impl Iterator<Item = (Seq, bool)> {
        self.unclear.iter().enumerate().filter_map(|(i, unclear)| {
            let taken = self.tracks.iter().filter(|t| t.taken & (1 << i) != 0).count();
            match taken {
                0 => Some((unclear.line, false)),
                all if all == self.tracks.len() => Some((unclear.line, true)),
                _ => None,
            }
        })
    }

    /// What the ways that are left make of the results that unclear lines may have been.
    pub(super) fn settle_owed(&self, owed: &mut Vec<Owed>) {
        owed.retain_mut(|owed| {
            let Some(first) = self.unclear.iter().find(|u| u.owed == Some(owed.seq)) else { return true };
            let spent = self.tracks.iter().filter(|t| self.is_spent(**t, owed.seq)).count();
            owed.doubtful = first.doubtful || spent > 0;
            spent < self.tracks.len()
        });
    }

    /// Was an unclear line, on one of the ways, what this command would else still owe?
    pub(super) fn may_have_said_all(&self, grammar: &Grammar) -> bool {
        self.tracks.iter().any(|t| t.taken != 0 && t.is_over(grammar))
    }

    /// Nothing will be settled any more; ways that differ in nothing else become one.
    pub(super) fn forget_doubts(&mut self) {
        self.unclear.clear();
        self.tracks.iter_mut().for_each(|t| t.taken = 0);
        let mut place = 0;
        while place < self.tracks.len() {
            if self.tracks[..place].contains(&self.tracks[place]) {
                self.tracks.remove(place);
            } else {
                place += 1;
            }
        }
    }
}

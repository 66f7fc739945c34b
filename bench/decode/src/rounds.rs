//! Lets decoders take turns, round after round, and compares them within each round: what else the machine
//! does then hits all of them alike.

use std::time::Instant;

use crate::counting;
use crate::tally::Tally;

/// Decoders that are compared.
pub(crate) struct Contest<'a> {
    entrants: Vec<Entrant<'a>>,
}

struct Entrant<'a> {
    decode: Box<dyn FnMut() -> Tally + 'a>,
    tally: Tally,
    /// Seconds, one per round.
    times: Vec<f64>,
    allocated: u64,
}

impl<'a> Contest<'a> {
    /// Runs each of them once, to warm up, before anything is measured.
    pub(crate) fn new(decoders: Vec<Box<dyn FnMut() -> Tally + 'a>>) -> Self {
        let enter = |mut decode: Box<dyn FnMut() -> Tally + 'a>| {
            let tally = decode();
            Entrant { decode, tally, times: Vec::new(), allocated: 0 }
        };
        Self { entrants: decoders.into_iter().map(enter).collect() }
    }

    /// Runs all of them in turn, so many times.
    pub(crate) fn run(&mut self, rounds: usize) {
        self.entrants.iter_mut().for_each(|e| e.times.reserve(rounds));
        for _ in 0..rounds {
            for entrant in &mut self.entrants {
                let before = counting::calls();
                let start = Instant::now();
                let tally = (entrant.decode)();
                entrant.times.push(start.elapsed().as_secs_f64());
                entrant.allocated += counting::calls() - before;
                assert_eq!(tally, entrant.tally, "the same bytes say the same");
            }
        }
    }

    /// How many times as fast as the fastest of `others` on the same transcript: the median over all rounds.
    pub(crate) fn times_as_fast(&self, who: usize, others: &[usize]) -> f64 {
        for other in others {
            assert!(
                self.entrants[*other].tally.agrees(&self.entrants[who].tally),
                "both read the same values"
            );
        }
        let fastest = |round| others.iter().map(|o| self.entrants[*o].times[round]).fold(f64::MAX, f64::min);
        self.median(|round| fastest(round) / self.entrants[who].times[round])
    }

    /// What a line costs, as a multiple of what it costs another one: the median over all rounds.
    pub(crate) fn cost_per_line(&self, who: usize, other: usize) -> f64 {
        let cost = |who: usize, round: usize| {
            let Entrant { times, tally, .. } = &self.entrants[who];
            times[round] / tally.count() as f64
        };
        self.median(|round| cost(who, round) / cost(other, round))
    }

    /// How often memory was asked for per line, once warmed up.
    pub(crate) fn allocations(&self, who: usize) -> f64 {
        let Entrant { times, tally, allocated, .. } = &self.entrants[who];
        *allocated as f64 / (times.len() as u64 * tally.count()) as f64
    }

    fn median(&self, of_round: impl Fn(usize) -> f64) -> f64 {
        let mut all: Vec<f64> = (0..self.entrants[0].times.len()).map(of_round).collect();
        all.sort_by(f64::total_cmp);
        all[all.len() / 2]
    }
}

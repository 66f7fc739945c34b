//! How fast hayes decodes what a module says: beside atat on the same bytes, in dialects of growing size,
//! and with commands in flight. Prints ratios: medians over rounds in which all take turns.
#![deny(unsafe_code)]

mod counting;
mod grammar;
mod ours;
mod rounds;
mod tally;
mod theirs;
mod transcript;

use hayes_at::exchange::Exchange;
use ours::Reader;
use rounds::Contest;
use tally::Tally;

#[global_allocator]
static ALLOCATOR: counting::Counting = counting::Counting;

/// The sizes of dialect that are compared, in commands.
const SIZES: [usize; 4] = [1, 10, 100, 1000];

fn main() {
    if let Some(cut) = std::env::args().nth(1) {
        return alone(cut.parse().expect("a number of bytes a read"));
    }
    beside_atat();
    growth();
    in_flight();
}

/// Only hayes, for a profiler.
fn alone(cut: usize) {
    let transcript = transcript::answers();
    let grammar = grammar::grammar(10);
    let reader = Reader::new(&grammar);
    let mut exchange = Exchange::new(&grammar);
    for _ in 0..100 {
        std::hint::black_box(reader.decode(&mut exchange, &transcript, cut));
    }
}

/// The same transcript by both, in reads of three sizes.
fn beside_atat() {
    let transcript = transcript::answers();
    let grammar = grammar::grammar(10);
    let reader = Reader::new(&grammar);
    println!("hayes beside atat 0.25: times as fast (allocations per line of either)\n");
    println!(
        "{:>12} {:>18} {:>18} {:>18} {:>12}",
        "bytes a read", "ingress", "digester", "borrowed", "the fastest"
    );
    for (cut, rounds) in [(4096, 41), (64, 41), (1, 9)] {
        let mut exchange = Exchange::new(&grammar);
        let mut contest = Contest::new(vec![
            Box::new(|| reader.decode(&mut exchange, &transcript, cut)),
            Box::new(|| theirs::ingress(&transcript, cut)),
            Box::new(|| theirs::digester(&transcript, cut)),
            Box::new(|| theirs::borrowed(&transcript, cut)),
        ]);
        contest.run(rounds);
        print!("{cut:>12}");
        for other in 1..=3 {
            let [ours, its] = [0, other].map(|who| contest.allocations(who));
            print!(" {:>9.2} ({ours}, {its})", contest.times_as_fast(0, &[other]));
        }
        println!(" {:>12.2}", contest.times_as_fast(0, &[1, 2, 3]));
    }
}

/// The same transcript with grammars of growing size, and transcripts that use all of each grammar.
fn growth() {
    println!("\nthe cost of a line in dialects of growing size, as a multiple of the cost in the smallest\n");
    println!("{:>12} {:>18} {:>18}", "commands", "the same lines", "every URC in turn");
    let grammars = SIZES.map(grammar::grammar);
    let readers = grammars.each_ref().map(Reader::new);
    let transcript = transcript::answers();
    let mut same = contest(&readers, |_| transcript.clone());
    same.run(41);
    // The smallest has no other URC: what is compared there begins with the next one.
    let mut every = contest(&readers[1..], |reader| transcript::every_urc(reader.grammar.commands().len()));
    every.run(41);
    for (i, size) in SIZES.iter().enumerate() {
        print!("{size:>12} {:>18.2}", same.cost_per_line(i, 0));
        match i.checked_sub(1) {
            Some(i) => println!(" {:>18.2}", every.cost_per_line(i, 0)),
            None => println!(" {:>18}", "-"),
        }
    }
}

/// A contest of hayes with itself, each reader with a transcript of its own in reads of 4 KiB.
fn contest<'a>(readers: &'a [Reader<'a>], transcript: impl Fn(&Reader<'_>) -> Vec<u8>) -> Contest<'a> {
    let entrants = readers.iter().map(|reader| {
        let transcript = transcript(reader);
        let mut exchange = Exchange::new(reader.grammar);
        Box::new(move || reader.decode(&mut exchange, &transcript, 4096)) as Box<dyn FnMut() -> Tally>
    });
    Contest::new(entrants.collect())
}

/// Publishes that await their results beside the lines of nobody asking.
fn in_flight() {
    let transcript = transcript::answers();
    let turns = transcript::publishes();
    println!(
        "\nthe cost of an event with commands in flight, as a multiple of the cost of a line with none\n"
    );
    println!("{:>12} {:>18} {:>22}", "commands", "five publishes", "allocations per event");
    for size in &SIZES[1..] {
        let grammar = grammar::grammar(*size);
        let reader = Reader::new(&grammar);
        let mut idle = Exchange::new(&grammar);
        let mut busy = Exchange::new(&grammar);
        let mut contest = Contest::new(vec![
            Box::new(|| reader.decode(&mut idle, &transcript, 4096)),
            Box::new(|| reader.converse(&mut busy, &turns, 10_000)),
        ]);
        contest.run(21);
        println!("{size:>12} {:>18.2} {:>22}", contest.cost_per_line(1, 0), contest.allocations(1));
    }
}

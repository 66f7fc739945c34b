//! Measures the virtual World in one thread, how it grows with the number of modules, what a module weighs, and how
//! long `hayes sim` takes to be there: `bench-world [PATH OF hayes]`.

mod slot;
mod start;

use std::sync::Arc;
use std::time::Instant;

use hayes_dialects::Dialect;

use slot::Slot;

/// Each figure is the median of so many rounds.
const ROUNDS: usize = 5;
const DIALECTS: [&str; 5] = ["quectel-bc20", "quectel-bc26", "quectel-ecx00u", "simcom-sim7672", "fibocom"];

fn main() {
    println!("one module and its far end, exchanges per second, one thread:");
    for id in DIALECTS {
        let dialect = find(id);
        let at = median(|| rate(&mut [Slot::new(&dialect, 0)], 20_000, |slot| slot.ask("AT", "OK\r\n")));
        println!("  {id:<16} AT {at:>9.0}");
    }
    let dialect = find("quectel-bc26");
    let publish = median(|| {
        let mut slot = Slot::new(&dialect, 0);
        slot.connect();
        rate(&mut [slot], 5_000, Slot::publish)
    });
    println!("  quectel-bc26     PUBLISH, QoS 1, with its PUBACK {publish:>9.0}");

    println!("quectel-bc26, connected, in turn in one thread:");
    for count in [1, 10, 100, 1000] {
        let before = resident();
        let mut slots: Vec<Slot> = (0..count).map(|seed| Slot::new(&dialect, seed)).collect();
        slots.iter_mut().for_each(Slot::connect);
        let weight = resident().saturating_sub(before) / count;
        let turns = 4_000 / count;
        let at = rate(&mut slots, turns * 5, |slot| slot.ask("AT", "OK\r\n"));
        let publish = rate(&mut slots, turns, Slot::publish);
        println!(
            "  {count:>4} modules: AT {at:>9.0}/s, PUBLISH {publish:>9.0}/s, {:>7.1} KiB each",
            weight as f64 / 1024.0
        );
    }

    if let Some(program) = std::env::args().nth(1) {
        println!("hayes sim, from start to the first answer over its pty, in milliseconds:");
        for id in DIALECTS {
            println!("  {id:<16} {:>7.1}", median(|| start::milliseconds(&program, id)));
        }
    }
}

fn find(id: &str) -> Arc<Dialect> {
    Arc::new(hayes_dialects::find(id).unwrap_or_else(|error| panic!("{error}")))
}

/// How many exchanges per second, when each slot does so many, all in turn.
fn rate(slots: &mut [Slot], turns: u64, mut exchange: impl FnMut(&mut Slot)) -> f64 {
    let began = Instant::now();
    for _ in 0..turns {
        slots.iter_mut().for_each(&mut exchange);
    }
    (turns * slots.len() as u64) as f64 / began.elapsed().as_secs_f64()
}

fn median(measure: impl FnMut() -> f64) -> f64 {
    let mut measured: Vec<f64> = std::iter::repeat_with(measure).take(ROUNDS).collect();
    measured.sort_by(f64::total_cmp);
    measured[ROUNDS / 2]
}

/// The bytes of memory that this process has.
fn resident() -> u64 {
    let text = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    text.split(' ').nth(1).and_then(|pages| pages.parse::<u64>().ok()).unwrap_or(0) * 4096
}

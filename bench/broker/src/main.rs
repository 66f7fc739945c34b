//! Measures the far end beside mosquitto, in one run on one machine: only the ratios mean anything elsewhere.

mod core;
mod mosquitto;
mod sockets;

use std::net::SocketAddr;
use std::time::Instant;

use hayes_broker::Config;
use hayes_ports::far_end::{FarEndPort, Listener, Setup};

use mosquitto::Mosquitto;

/// Each figure is the median of so many rounds, the rivals taking turns.
const ROUNDS: usize = 5;

fn main() {
    println!("through the core, in memory, one publisher and one subscriber, 64 bytes of payload:");
    println!("  QoS 0: {:>9.0} messages/s", median(|| core::messages_per_second(0, 300_000)));
    println!("  QoS 1: {:>9.0} messages/s", median(|| core::messages_per_second(1, 200_000)));

    let mosquitto = Mosquitto::start();
    let ours = far_end(Vec::new());
    println!("through loopback sockets, the same load:");
    for (qos, count) in [(0, 200_000), (1, 50_000)] {
        let (mut us, mut them) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            us.push(sockets::messages_per_second(ours.addresses()[0], qos, count));
            them.push(sockets::messages_per_second(mosquitto.address, qos, count));
        }
        let (us, them) = (middle(us), middle(them));
        println!("  QoS {qos}: {us:>9.0} messages/s, mosquitto {them:>9.0}, ratio {:.2}", us / them);
    }

    let tap = far_end(vec![mosquitto.address]);
    println!("from PUBLISH to PUBACK, one at a time, in microseconds:");
    let (mut direct, mut tapped) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        direct.extend(sockets::round_trips(mosquitto.address, 2_000));
        tapped.extend(sockets::round_trips(tap.addresses()[0], 2_000));
    }
    for (name, share) in [("median", 0.5), ("99 %", 0.99)] {
        let (direct, tapped) = (quantile(&mut direct, share), quantile(&mut tapped, share));
        println!(
            "  {name:>6}: mosquitto {direct:>6.1}, through the tap {tapped:>6.1}, added {:>6.1}, ratio {:.2}",
            tapped - direct,
            tapped / direct
        );
    }
}

/// A far end in this process whose records are made, and dropped.
fn far_end(upstream: Vec<SocketAddr>) -> FarEndPort {
    let setup = Setup {
        listen: vec![Listener { address: ([127, 0, 0, 1], 0).into(), tls: None }],
        receive_buffer: None,
        upstream,
        config: Config::default(),
        since: Instant::now(),
    };
    FarEndPort::listen(setup, drop).expect("a free loopback port")
}

fn median(mut measure: impl FnMut() -> f64) -> f64 {
    middle((0..ROUNDS).map(|_| measure()).collect())
}

fn middle(mut values: Vec<f64>) -> f64 {
    quantile(&mut values, 0.5)
}

fn quantile(values: &mut [f64], share: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    values[((values.len() - 1) as f64 * share) as usize]
}

//! The command line.

mod broker;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// A protocol conformance and fuzzing test suite for cellular modem firmware.
#[derive(Debug, Parser)]
#[command(version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Broker(broker::BrokerArgs),
}

fn main() -> ExitCode {
    match Cli::parse().command {
        Command::Broker(args) => broker::run(&args),
    }
}

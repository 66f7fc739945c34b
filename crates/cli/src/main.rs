//! The command line: flags, wiring, exit codes. What a command does lives in the crates below.

mod broker;
mod cases;
mod compare;
mod explain;
mod manual;
mod output;
mod report;
mod review;
mod run;
mod score;
mod sim;
mod spec;

use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

/// Proves what a cellular module's firmware really does with its AT commands.
#[derive(Parser)]
#[command(name = "hayes", version, about, after_help = EXIT_CODES)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Show and check what vendor documents say about AT commands
    #[command(subcommand)]
    Spec(spec::Command),
    /// Run the cases: on virtual modules of all dialects, or on the module at a port
    Run(Box<run::RunArgs>),
    /// Make the reports of a run from its journal: finished, killed or still running
    Report(report::ReportArgs),
    /// List the cases: what there is to ask of a module
    List(cases::List),
    /// Show which rules and forms the cases stand for, and why some have none
    Coverage(cases::List),
    /// Show what changed between two runs: of two firmwares, or of two modules
    Compare(compare::Compare),
    /// Look at transcripts that changed since they were accepted; accept or reject them
    Review(review::ReviewArgs),
    /// Score the cases: how many of the virtual modules' defects they find
    Score(score::ScoreArgs),
    /// Run the far end alone: a broker that records everything and misbehaves on demand
    Broker(Box<broker::BrokerArgs>),
    /// Run virtual modules on ptys or TCP ports, for people who write host drivers
    Sim(Box<sim::SimArgs>),
    /// Say what every line of a captured log means, and what is wrong with it
    Explain(explain::Explain),
    /// Print completions for a shell
    Completions(manual::Completions),
    /// Write manual pages
    Man(manual::Man),
}

const EXIT_CODES: &str = "\
Exit codes:
  0  everything is as it should be
  1  a case failed; explain: something is wrong in the log; compare: something got worse
  2  the input was wrong (a flag, a file, a dialect); nothing was done
  3  the bench failed, or nothing could be judged, and no case failed
  130  interrupted";

fn main() -> ExitCode {
    let outcome = match Cli::parse().command {
        Some(Command::Explain(args)) => {
            return explain::run(&args).unwrap_or_else(output::Failure::report);
        }
        Some(Command::Spec(command)) => spec::run(&command),
        Some(Command::Run(args)) => {
            return run::run(&args).unwrap_or_else(output::Failure::report);
        }
        Some(Command::Compare(args)) => {
            return compare::run(&args).unwrap_or_else(output::Failure::report);
        }
        Some(Command::Review(args)) => {
            return review::run(&args).unwrap_or_else(output::Failure::report);
        }
        Some(Command::Score(args)) => {
            return score::run(&args).unwrap_or_else(output::Failure::report);
        }
        Some(Command::Report(args)) => report::run(&args),
        Some(Command::List(args)) => cases::list(&args),
        Some(Command::Coverage(args)) => cases::coverage(&args),
        Some(Command::Broker(args)) => broker::run(&args),
        Some(Command::Sim(args)) => sim::run(&args),
        Some(Command::Completions(args)) => manual::completions(&args, Cli::command()),
        Some(Command::Man(args)) => manual::man(&args, Cli::command()),
        None => output::print(&overview()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}

/// What there is to run today, for those who start `hayes` to see what it is.
fn overview() -> String {
    let mut text = String::from(
        "hayes reads, writes and documents the AT commands of cellular modules.\n\n\
         Today it can:\n\
         \x20 hayes run [--dialect ID] [--port PORT]    run the cases, on virtual modules or on a real one\n\
         \x20 hayes report RUN                          make the reports of a run, finished or not\n\
         \x20 hayes spec list [--dialect ID] [--json]   show what the vendors' documents say, as a card or as data\n\
         \x20 hayes spec check FILE...                  point at what is wrong with a dialect file\n\
         \x20 hayes list [--dialect ID] [--json]        list the cases: what there is to ask of a module\n\
         \x20 hayes coverage [--dialect ID] [--json]    which rules and forms they stand for\n\
         \x20 hayes score [--dialect ID]                which of the virtual modules' defects the cases find\n\
         \x20 hayes review                              what differs from accepted transcripts: accept or reject\n\
         \x20 hayes compare RUN_A RUN_B                 what changed between two runs: of two firmwares, or of two modules\n\
         \x20 hayes broker                              an MQTT broker that records everything and misbehaves on demand\n\
         \x20 hayes sim --dialect ID --pty LINK         a virtual module, right or wrong on demand\n\
         \x20 hayes explain LOG [--json]                say what every line of a captured log means, and what is wrong\n\n\
         Built-in dialects:\n",
    );
    for id in hayes_dialects::builtin() {
        match hayes_dialects::find(id) {
            Ok(dialect) => {
                let line = format!(
                    "  {:<16} {} commands, {} forms, {} URCs, {} rules  {}\n",
                    dialect.id,
                    dialect.documented_commands().count(),
                    dialect.documented_forms().count(),
                    dialect.documented_urcs().count(),
                    dialect.rules.len(),
                    dialect.document.title,
                );
                text.push_str(&line);
            }
            Err(mistakes) => text.push_str(&mistakes.to_string()),
        }
    }
    text.push_str(
        "\nhayes --help says more. From a checkout, put the words behind `cargo run --release --`.\n",
    );
    text
}

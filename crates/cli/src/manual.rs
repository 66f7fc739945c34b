//! Shell completions and manual pages, from the same definitions as the command line. No text of their own.

use std::path::PathBuf;

use clap::{Args, ValueHint};
use clap_complete::Shell;

use crate::output::{Failure, print};

/// Prints completions for a shell.
#[derive(Debug, Args)]
#[command(after_help = COMPLETIONS)]
pub(crate) struct Completions {
    /// Which shell
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

const COMPLETIONS: &str = "\
Examples:
  hayes completions bash > ~/.local/share/bash-completion/completions/hayes
  hayes completions zsh > ~/.zfunc/_hayes
  hayes completions fish > ~/.config/fish/completions/hayes.fish";

/// Writes the manual pages: hayes(1), and one for each subcommand.
#[derive(Debug, Args)]
#[command(after_help = MAN)]
pub(crate) struct Man {
    /// The folder to write them to; made if there is none
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
    folder: PathBuf,
}

const MAN: &str = "\
Example:
  hayes man ~/.local/share/man/man1 && man hayes-run";

/// `hayes completions`.
pub(crate) fn completions(args: &Completions, mut command: clap::Command) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, "hayes", &mut script);
    print(&String::from_utf8_lossy(&script))
}

/// `hayes man`.
pub(crate) fn man(args: &Man, command: clap::Command) -> Result<(), Failure> {
    let failed = |why: std::io::Error| Failure::Input(format!("error: {}: {why}\n", args.folder.display()));
    std::fs::create_dir_all(&args.folder).map_err(failed)?;
    clap_mangen::generate_to(command.disable_help_subcommand(true), &args.folder).map_err(failed)?;
    print(&format!("manual pages: {}\n", args.folder.display()))
}

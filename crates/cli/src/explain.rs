//! `hayes explain`: what every line of a captured log means, and what is wrong with it. Flags and reading only.

use std::fs::File;
use std::io::{self, Read, Write};
use std::process::ExitCode;

use clap::Args;
use hayes_dialects::Dialect;
use hayes_monitor::output::{json, text};
use hayes_monitor::{Explainer, Finding, Kind, Options, Sureness};

use crate::output::Failure;

const EXAMPLES: &str = "\
Examples:
  hayes explain session.log
  hayes explain session.log --dialect quectel-bc26 --without deviation
  grep modem: syslog | hayes explain - --json";

/// Says what every line of a captured log means, and what is wrong with it.
#[derive(Args)]
#[command(after_help = EXAMPLES, after_long_help = remarks_in_words())]
pub(crate) struct Explain {
    /// The log; `-` for standard input
    #[arg(value_name = "LOG")]
    log: String,
    /// A built-in dialect or a dialect file; found from the log when left out
    #[arg(long, value_name = "ID|FILE")]
    dialect: Option<String>,
    /// Print JSON, one object per line
    #[arg(long)]
    json: bool,
    /// Do not make this kind of remark (may be given again); --help lists them
    #[arg(long, value_name = "NAME", value_parser = kind)]
    without: Vec<Kind>,
    /// Show passwords and other secrets
    #[arg(long)]
    show_secrets: bool,
}

fn kind(name: &str) -> Result<Kind, String> {
    Kind::find(name)
        .ok_or_else(|| "no kind of remark has this name; `hayes explain --help` lists them".to_owned())
}

/// All kinds of remarks, for the long help.
fn remarks_in_words() -> String {
    let mut text = format!("{EXAMPLES}\n\nRemarks, by name (--without NAME switches one off):\n");
    for kind in Kind::ALL {
        let line = format!("  {:<19} {:<8} {}\n", kind.name(), kind.weight().word(), kind.how());
        text.push_str(&line);
    }
    text.push_str("\nExit codes: 0 nothing is wrong, 1 remarks of weight (errors, warnings), 2 the input cannot be read");
    text
}

/// Does it.
pub(crate) fn run(args: &Explain) -> Result<ExitCode, Failure> {
    let mut input = open(&args.log)?;
    let head = read_head(&mut *input).map_err(|e| unreadable(&args.log, &e))?;
    let dialects = builtin()?;
    let own = match &args.dialect {
        Some(name) => Some(hayes_dialects::find(name).map_err(|m| Failure::Input(m.to_string()))?),
        None => None,
    };
    let finding = own.is_none().then(|| hayes_monitor::find(&head, &dialects));
    let found = finding.as_ref().map_or(0, |f| f.dialect);
    let dialect = own.as_ref().unwrap_or(&dialects[found]);
    let mut options = Options::default();
    options.show_secrets = args.show_secrets;
    options.given_dialect = own.is_some();
    options.this_module_only = finding.as_ref().is_none_or(|found| found.sure == Sureness::Certain);
    args.without.iter().for_each(|k| options.without(*k));
    let explainer = Explainer::new(dialect, &dialects, &head, options);
    let mut session = Session { args, dialect, finding: finding.as_ref(), out: String::new() };
    match session.play(explainer, &head, &mut *input) {
        Ok(clean) => Ok(if clean { ExitCode::SUCCESS } else { ExitCode::from(1) }),
        Err(Stop::Read(error)) => Err(unreadable(&args.log, &error)),
        // Who reads no further has seen enough.
        Err(Stop::Write(error)) if error.kind() == io::ErrorKind::BrokenPipe => Ok(ExitCode::SUCCESS),
        Err(Stop::Write(error)) => Err(Failure::Output(error)),
    }
}

/// Why reading or writing stopped.
enum Stop {
    Read(io::Error),
    Write(io::Error),
}

struct Session<'a> {
    args: &'a Explain,
    dialect: &'a Dialect,
    finding: Option<&'a Finding>,
    out: String,
}

impl<'a> Session<'a> {
    fn play(
        &mut self,
        mut explainer: Explainer<'a>,
        head: &[u8],
        input: &mut dyn Read,
    ) -> Result<bool, Stop> {
        let end = explainer.usual_end();
        if !self.args.json {
            text::head(self.dialect, self.finding, explainer.form(), &mut self.out);
        }
        let mut buffer = vec![0; 64 * 1024];
        let mut bytes = head;
        let mut len;
        loop {
            let (json, out) = (self.args.json, &mut self.out);
            explainer.push(bytes, &mut |record| {
                if json { json::record(record, out) } else { text::record(record, end, out) }
            });
            self.flush().map_err(Stop::Write)?;
            len = input.read(&mut buffer).map_err(Stop::Read)?;
            if len == 0 {
                break;
            }
            bytes = &buffer[..len];
        }
        let (json, out) = (self.args.json, &mut self.out);
        let summary = explainer.finish(&mut |record| {
            if json { json::record(record, out) } else { text::record(record, end, out) }
        });
        if self.args.json {
            json::summary(&summary, self.dialect, self.finding, &mut self.out);
        } else {
            text::summary(&summary, &mut self.out);
        }
        self.flush().map_err(Stop::Write)?;
        Ok(summary.clean)
    }

    fn flush(&mut self) -> io::Result<()> {
        let mut out = io::stdout().lock();
        out.write_all(self.out.as_bytes())?;
        self.out.clear();
        out.flush()
    }
}

fn open(log: &str) -> Result<Box<dyn Read>, Failure> {
    if log == "-" {
        return Ok(Box::new(io::stdin().lock()));
    }
    match File::open(log) {
        Ok(file) => Ok(Box::new(file)),
        Err(error) => Err(unreadable(log, &error)),
    }
}

/// The first bytes of the log, as many as are looked at to find its form.
fn read_head(input: &mut dyn Read) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    input.take(hayes_monitor::HEAD as u64).read_to_end(&mut head)?;
    Ok(head)
}

fn builtin() -> Result<Vec<Dialect>, Failure> {
    let load = |id| hayes_dialects::find(id).map_err(|m| Failure::Input(m.to_string()));
    hayes_dialects::builtin().map(load).collect()
}

fn unreadable(log: &str, error: &io::Error) -> Failure {
    let log = hayes_at::visible::Visible(log.as_bytes());
    Failure::Input(format!("error: {log} cannot be read: {error}\n"))
}

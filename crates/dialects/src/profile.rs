//! What a module claims and needs, and what its bench offers: a profile, read and checked once against the dialect that it
//! narrows. `PROFILE.md` beside this crate is the reference of the file. Nothing here asks a module.

mod banner;
mod claims;
mod limits;
mod read;
mod start;

use std::path::Path;
use std::time::Duration;

use crate::diagnostic::Diagnostics;
use crate::dialect::Dialect;
use crate::file;
use crate::load::load;
use crate::open::{digest, gathered};
use crate::source::{Report, Source, Spot};
use crate::tree;

pub use claims::{Claim, Unsupported};
pub use limits::Limit;

/// A profile.
#[derive(Debug, Clone, Default)]
pub struct Profile {
    /// The dialect that it is for.
    pub dialect: Option<Said>,
    /// The speed of the port.
    pub baud: Option<u32>,
    /// How the port holds the other side up.
    pub flow: Flow,
    /// Who the module must be.
    pub who: Who,
    /// Values for what is sent.
    pub variables: Vec<Variable>,
    /// The far end as the module sees it.
    pub broker: Broker,
    /// How the module starts.
    pub start: Start,
    /// What switches it.
    pub power: Power,
    /// What cuts it off from its network, and lets it back.
    pub network: Network,
    /// What the bench offers, where it is said; else all that is there.
    pub offers: Option<Vec<Said>>,
    /// What the module does not claim to do.
    pub unsupported: Vec<Unsupported>,
    /// Where its limits differ from the document's.
    pub limits: Vec<Limit>,
    file: Option<Source>,
}

/// Words of a profile that remember where they stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The words.
    pub text: String,
    spot: Spot,
}

/// How one side of a serial line holds the other up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Flow {
    /// Not at all.
    #[default]
    None,
    /// By wires.
    Wires,
    /// By characters.
    Characters,
}

/// Who a module is to be; `*` and `?` stand for anything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Who {
    pub manufacturer: Option<Said>,
    pub model: Option<Said>,
    pub firmware: Option<Said>,
    pub imei: Option<Said>,
}

/// A value for what is sent.
#[derive(Clone, PartialEq, Eq)]
pub struct Variable {
    /// Its name between braces.
    pub name: String,
    /// The value.
    pub value: String,
    /// It is not to be seen: it comes from the environment.
    pub secret: bool,
}

/// The far end as the module sees it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Broker {
    /// A name or address.
    pub host: Option<Said>,
    /// Its port.
    pub port: Option<u16>,
    /// Its port where TLS is spoken.
    pub tls_port: Option<u16>,
}

/// How a module starts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Start {
    /// What it says when it has started.
    pub banner: Option<Said>,
    /// How long that takes at most.
    pub within: Duration,
    /// How long it may look for its network.
    pub registers_within: Duration,
    /// What it is told before anything else.
    pub preamble: Vec<Line>,
}

/// A command line of the preamble.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What is sent, with variables.
    pub send: Said,
    /// How long its answer may take.
    pub within: Duration,
    /// It need not succeed.
    pub may_fail: bool,
}

/// What switches a module.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Power {
    /// The module's own command line that restarts it.
    pub restart: Option<Said>,
    /// Pulls the reset line, or takes the supply away for a while.
    pub reset: Option<External>,
    /// Switches the supply on.
    pub on: Option<External>,
    /// Switches the supply off.
    pub off: Option<External>,
}

/// What cuts the module off, and lets it back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Network {
    pub cut: Option<External>,
    pub back: Option<External>,
}

/// A program of the bench's, run without a shell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct External {
    /// The program and its arguments.
    pub run: Vec<String>,
    /// How long it may take.
    pub within: Duration,
}

/// How long a module may take to start where nothing says so.
const STARTS_WITHIN: Duration = Duration::from_secs(30);
/// How long it may look for its network where nothing says so.
const REGISTERS_WITHIN: Duration = Duration::from_mins(1);

/// Loads a dialect and the profile that narrows it. `dialect` is what the user names, if anything; else the profile must.
/// `environment` gives the values of variables of the environment.
pub fn find_with_profile(
    dialect: Option<&str>,
    profile: &Path,
    environment: &dyn Fn(&str) -> Option<String>,
) -> Result<(Dialect, Profile), Diagnostics> {
    let name = profile.display().to_string();
    let bytes = file::read(profile).map_err(|why| {
        let mut report = Report::default();
        report.error_without_text(&name, why, "a profile is the path of a TOML file");
        report.into_found()
    })?;
    load_with_profile(dialect, &name, &bytes, environment)
}

/// The same for a profile's bytes; `name` is what diagnostics call them.
pub fn load_with_profile(
    dialect: Option<&str>,
    name: &str,
    bytes: &[u8],
    environment: &dyn Fn(&str) -> Option<String>,
) -> Result<(Dialect, Profile), Diagnostics> {
    let text = {
        let mut report = Report::default();
        let Some(text) = file::text_of(name, bytes, &mut report) else { return Err(report.into_found()) };
        text
    };
    let dialect = match dialect {
        Some(dialect) => dialect.to_owned(),
        None => named_dialect(name, text)?,
    };
    let mut report = Report::default();
    let gathered = gathered(&dialect, &mut report);
    let Some(mut gathered) = gathered else { return Err(report.into_found()) };
    let plain = digest(&report);
    let source = Source { name: name.to_owned(), text: text.to_owned(), foreign: false };
    let file = report.add_source(source.clone());
    let Some(table) = tree::read(text, file, &mut report) else { return Err(report.into_found()) };
    let limits = limits::lay_over(&table, &mut gathered.root, &mut report);
    banner::lay_over(&table, &mut gathered.root, &mut report);
    let digest = if limits.is_empty() { plain } else { digest(&report) };
    let loaded = load(&gathered, digest, &mut report);
    let mut reading = read::Reading { report: &mut report, dialect: loaded.as_ref(), environment };
    let mut profile = reading.profile(&table, Spot { file, start: 0, end: 0 });
    profile.limits = limits;
    profile.file = Some(source);
    match loaded {
        Some(dialect) if report.is_clean() => Ok((dialect, profile)),
        // A limit that is wrong takes the parameter from every line of the dialect.
        _ => Err(report.into_found().first_of(name)),
    }
}

/// The dialect that a profile names; an error where it is no TOML, or names none.
fn named_dialect(name: &str, text: &str) -> Result<String, Diagnostics> {
    let mut report = Report::default();
    let file = report.add_source(Source { name: name.to_owned(), text: text.to_owned(), foreign: false });
    if let Some(table) = tree::read(text, file, &mut report) {
        if let Some(dialect) = table.text("dialect") {
            return Ok(dialect.to_owned());
        }
        let hint = "`dialect = \"quectel-bc26\"`, or --dialect";
        report.error(Spot { file, start: 0, end: 0 }, "nothing says which dialect the module speaks", hint);
    }
    Err(report.into_found())
}

impl Profile {
    /// Says that something which the profile says is wrong, as nobody could know who had only read it: `at` are bytes of
    /// the words.
    pub fn mistake(&self, said: &Said, at: std::ops::Range<usize>, message: &str, hint: &str) -> Diagnostics {
        let mut report = Report::default();
        let Some(file) = &self.file else {
            report.error_without_text("", message, hint);
            return report.into_found();
        };
        let file = report.add_source(file.clone());
        let spot = report.inside(Spot { file, ..said.spot }, at.start, at.end);
        report.error(spot, message, hint);
        report.into_found()
    }
}

impl Default for Start {
    fn default() -> Self {
        Self { banner: None, within: STARTS_WITHIN, registers_within: REGISTERS_WITHIN, preamble: Vec::new() }
    }
}

/// Not even a debugger's print shows a secret.
impl std::fmt::Debug for Variable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let value = if self.secret { "..." } else { &self.value };
        write!(f, "{} = {value:?}", self.name)
    }
}

//! Which dialect a log is in, when nobody says so: by the names of modules in it, by the prefixes of its
//! family, and by which document reads most of its commands.

use hayes_at::fields::Fields;
use hayes_at::flaw::Flaws;
use hayes_dialects::Dialect;

use crate::log::{Cutter, Survey};

/// How sure a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sureness {
    /// Nothing in the log speaks for any dialect; the first one is taken.
    Guess,
    /// The family is sure, and the module is none that a document is about.
    Family,
    /// The commands fit this document best.
    Likely,
    /// The log names a module that the document is about.
    Certain,
}

/// The dialect of a log.
#[derive(Debug, Clone)]
pub struct Finding {
    /// Index into the dialects that were asked about.
    pub dialect: usize,
    /// How sure.
    pub sure: Sureness,
    /// Why, in words.
    pub why: String,
}

/// Prefixes that speak louder than the names of `family`, and what a line of each counts.
const PREFIXES: [(&str, &str, u32); 10] = [
    ("+QMT", "quectel", 8),
    ("+QSSL", "quectel", 3),
    ("+CMQTT", "simcom", 8),
    ("+CSSLCFG", "simcom", 3),
    ("+SMCONN", "simcom", 4),
    ("+SMCONF", "simcom", 4),
    ("+CIP", "simcom", 1),
    ("+MQTT", "fibocom", 8),
    ("+MIPCALL", "fibocom", 4),
    ("+GTRAT", "fibocom", 3),
];

/// Modules by the beginning of their name, and their family.
const MODULES: [(&str, &str); 48] = [
    ("BC20", "quectel"),
    ("BC26", "quectel"),
    ("BC28", "quectel"),
    ("BC35", "quectel"),
    ("BC66", "quectel"),
    ("BC92", "quectel"),
    ("BC95", "quectel"),
    ("BG95", "quectel"),
    ("BG96", "quectel"),
    ("BG77", "quectel"),
    ("EC2", "quectel"),
    ("EC6", "quectel"),
    ("EC800", "quectel"),
    ("EG9", "quectel"),
    ("EG2", "quectel"),
    ("EG800", "quectel"),
    ("EG0", "quectel"),
    ("EG6", "quectel"),
    ("EM05", "quectel"),
    ("EP06", "quectel"),
    ("EC100", "quectel"),
    ("BG600", "quectel"),
    ("RG5", "quectel"),
    ("RM5", "quectel"),
    ("UC20", "quectel"),
    ("UG9", "quectel"),
    ("M95", "quectel"),
    ("M26", "quectel"),
    ("M66", "quectel"),
    ("MC20", "quectel"),
    ("MC60", "quectel"),
    ("SIM7", "simcom"),
    ("SIM8", "simcom"),
    ("SIM9", "simcom"),
    ("A76", "simcom"),
    ("L610", "fibocom"),
    ("L716", "fibocom"),
    ("FG621", "fibocom"),
    ("MC6", "fibocom"),
    ("MA510", "fibocom"),
    ("NL66", "fibocom"),
    ("NL95", "fibocom"),
    ("FM1", "fibocom"),
    ("FM6", "fibocom"),
    ("FG1", "fibocom"),
    ("G510", "fibocom"),
    ("G600", "fibocom"),
    ("MG11", "fibocom"),
];

/// Finds the dialect of a log from its first bytes.
pub fn find(head: &[u8], dialects: &[Dialect]) -> Finding {
    let survey = Survey::of(head);
    let mut evidence = Evidence::of(dialects);
    let mut look = |line: &[u8]| {
        crate::log::pieces(&survey, crate::log::body(line), &mut |piece| {
            evidence.line(dialects, &piece.text);
        });
    };
    let mut cutter = Cutter::default();
    cutter.take(&head[..head.len().min(crate::log::HEAD)], &mut look);
    cutter.finish(&mut look);
    evidence.judge(dialects)
}

/// What speaks for each family and each dialect.
struct Evidence {
    families: Vec<(&'static str, u32)>,
    named: Vec<u32>,
    reads: Vec<u32>,
    module: Option<(&'static str, &'static str)>,
    fields: Fields,
}

impl Evidence {
    fn of(dialects: &[Dialect]) -> Self {
        Self {
            families: vec![("quectel", 0), ("simcom", 0), ("fibocom", 0)],
            named: vec![0; dialects.len()],
            reads: vec![0; dialects.len()],
            module: None,
            fields: Fields::default(),
        }
    }

    fn line(&mut self, dialects: &[Dialect], text: &[u8]) {
        let upper = text.to_ascii_uppercase();
        let name = upper.strip_prefix(b"AT").unwrap_or(&upper);
        let of_table = PREFIXES.iter().filter(|(prefix, ..)| name.starts_with(prefix.as_bytes()));
        let points = of_table.map(|(_, family, points)| (*family, *points)).next_back();
        let head = name.iter().take(24).take_while(|b| b.is_ascii_alphanumeric() || **b == b'+').count();
        let known = std::str::from_utf8(&name[..head]).ok().filter(|name| name.starts_with('+'));
        let alone = || Some((crate::family::alone_has(known?)?, 2));
        if let Some((family, points)) = points.or_else(alone) {
            self.add(family, points);
        }
        for (vendor, family) in [("QUECTEL", "quectel"), ("SIMCOM", "simcom"), ("FIBOCOM", "fibocom")] {
            if holds_word(&upper, vendor) {
                self.add(family, 6);
            }
        }
        // A module names itself on a line of its own or at the start of its revision.
        for (module, family) in MODULES {
            if self.module.is_none() && !upper.starts_with(b"AT") && holds_word(&upper, module) {
                self.module = Some((module, family));
                self.add(family, 6);
            }
        }
        for (at, dialect) in dialects.iter().enumerate() {
            let modules = dialect.modules.iter().map(|m| m.trim_end_matches('X'));
            self.named[at] += u32::from(modules.filter(|m| m.len() > 3).any(|m| holds_word(&upper, m)));
            if let Some(read) = dialect.grammar().read_command(text, &mut self.fields) {
                for part in read.parts() {
                    let foreign = part.command.is_none_or(|c| dialect.commands[usize::from(c)].foreign);
                    if foreign {
                        continue;
                    }
                    let exact = part.form.is_some() && part.flaws.without(Flaws::COSMETIC).is_none();
                    self.reads[at] += if exact { 4 } else { 1 };
                }
            } else if text.first() == Some(&b'+') && !dialect.grammar().uses(text).list.is_empty() {
                let urcs =
                    dialect.urcs.iter().filter(|u| u.documented() && text.starts_with(u.name.as_bytes()));
                self.reads[at] += u32::from(urcs.count() > 0);
            }
        }
    }

    fn add(&mut self, family: &str, points: u32) {
        for entry in &mut self.families {
            if entry.0 == family {
                entry.1 += points;
            }
        }
    }

    fn judge(self, dialects: &[Dialect]) -> Finding {
        let best_of = |scores: &[u32], allowed: &dyn Fn(usize) -> bool| {
            (0..scores.len()).filter(|i| allowed(*i)).max_by_key(|i| (scores[*i], usize::MAX - i))
        };
        let any = |_: usize| true;
        if let Some(at) = best_of(&self.named, &any).filter(|at| self.named[*at] > 0) {
            let why = "the log names a module that this document is about".to_owned();
            return Finding { dialect: at, sure: Sureness::Certain, why };
        }
        let family = self.families.iter().max_by_key(|f| f.1).filter(|f| f.1 > 0).map(|f| f.0);
        let of_family = |i: usize| family.is_none_or(|f| dialects[i].family == f);
        let known = family.is_some_and(|f| dialects.iter().any(|d| d.family == f));
        let at = best_of(&self.reads, &|i| !known || of_family(i)).unwrap_or(0);
        let (sure, why) = match (family, self.module) {
            (Some(family), Some((module, of))) if of == family && known => (
                Sureness::Family,
                format!(
                    "the log names a module of the {module} kind, which no document here is about; read as far as the {family} family goes"
                ),
            ),
            (Some(family), _) if self.reads[at] > 0 && known => (
                Sureness::Likely,
                format!("its commands are of the {family} family, and fit this document best"),
            ),
            (Some(family), _) if known => {
                (Sureness::Family, format!("its prefixes are of the {family} family"))
            }
            _ => (Sureness::Guess, "nothing in the log speaks for any dialect".to_owned()),
        };
        Finding { dialect: at, sure, why }
    }
}

/// Does a text hold a word that starts so?
fn holds_word(text: &[u8], word: &str) -> bool {
    let word = word.as_bytes();
    let starts = |at: usize| at == 0 || !text[at - 1].is_ascii_alphanumeric();
    (0..text.len().saturating_sub(word.len() - 1))
        .any(|at| text[at] == word[0] && text[at..].starts_with(word) && starts(at))
}

impl Sureness {
    /// In a word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Guess => "a guess",
            Self::Family => "sure of the family only",
            Self::Likely => "likely",
            Self::Certain => "certain",
        }
    }
}

//! The session as a whole: what was set up, opened, connected, subscribed, published, received and lost, what
//! was never confirmed, and the first remark that explains the rest. Bounded, however long the session is.

use crate::family::Role;
use crate::remark::{Kind, Remark, Weight};

/// The most troubles that are remembered, the first and the last ones.
const MOST: usize = 64;
/// The most names that are listed.
const NAMES: usize = 5;

/// Something of weight that happened.
#[derive(Debug, Clone)]
struct Trouble {
    line: u64,
    remark: Remark,
    /// The role and client that failed.
    of: Option<(Role, Option<i64>)>,
    /// The beginning of the command that failed.
    command: Vec<u8>,
    overcome: Option<u64>,
}

/// What was counted and what was remembered.
#[derive(Debug, Clone, Default)]
pub(crate) struct Story {
    done: Vec<(Role, Option<i64>, String, u64)>,
    counts: [(u64, u64); 3],
    settings: u64,
    received: u64,
    lost: Vec<(u64, String)>,
    unconfirmed: Vec<String>,
    troubles: Vec<Trouble>,
    boots: u64,
    last_boot: Option<u64>,
    leaving: bool,
    topic: bool,
    errors: u64,
    warnings: u64,
    notes: u64,
    left_out: u64,
    /// Who failed on the line whose remarks come next.
    pending_role: Option<(Role, Option<i64>, u64)>,
    pending_command: Vec<u8>,
}

impl Story {
    /// A command was sent.
    pub(crate) fn asked(&mut self, role: Role) {
        match role {
            Role::Publish => self.counts[0].0 += 1,
            Role::Subscribe => self.counts[1].0 += 1,
            Role::Unsubscribe => self.counts[2].0 += 1,
            Role::Disconnect | Role::Close => self.leaving = true,
            Role::Open | Role::Connect => self.leaving = false,
            Role::Topic => self.topic = true,
            _ => {}
        }
    }

    /// Was a topic entered?
    pub(crate) fn has_topic(&self) -> bool {
        self.topic
    }

    /// The host has asked to close or disconnect.
    pub(crate) fn asked_to_leave(&self) -> bool {
        self.leaving
    }

    /// A command has succeeded for good: what went wrong on the way to it does not matter any more.
    pub(crate) fn done(&mut self, role: Role, about: &str, client: Option<i64>, line: u64) {
        for trouble in self.troubles.iter_mut().filter(|t| t.overcome.is_none()) {
            let restart =
                matches!(trouble.remark.kind, Kind::Restart | Kind::WrongOrder) && role == Role::Connect;
            let same = role != Role::Other && trouble.of == Some((role, client));
            let before = trouble.of.is_some_and(|(of, _)| comes_before(of, role));
            if same || restart || before {
                trouble.overcome = Some(line);
            }
        }
        match role {
            Role::Publish => self.counts[0].1 += 1,
            Role::Subscribe => self.counts[1].1 += 1,
            Role::Unsubscribe => self.counts[2].1 += 1,
            Role::Setting => self.settings += 1,
            Role::Other | Role::Topic | Role::Payload | Role::Receive => return,
            _ => {}
        }
        let known = self.done.iter().any(|d| d.0 == role && d.1 == client && d.2 == about);
        if !known && !matches!(role, Role::Setting) && self.done.len() < MOST {
            self.done.push((role, client, about.to_owned(), line));
        }
    }

    /// The same command was accepted later.
    pub(crate) fn made_good(&mut self, command: &[u8], line: u64) {
        for trouble in &mut self.troubles {
            let other = matches!(trouble.of, Some((Role::Other, _))) && trouble.overcome.is_none();
            if other && trouble.command == beginning(command) {
                trouble.overcome = Some(line);
            }
        }
    }

    /// A command was accepted, and its result was good: whatever was odd about it did no harm.
    pub(crate) fn harmless(&mut self, line: u64) {
        for trouble in self.troubles.iter_mut().filter(|t| t.line == line && t.of.is_none()) {
            trouble.overcome.get_or_insert(line);
        }
    }

    /// What was not ready is ready now.
    pub(crate) fn ready(&mut self, says: &str, line: u64) {
        for trouble in &mut self.troubles {
            if trouble.remark.kind == Kind::NotReady && trouble.remark.text == says {
                trouble.overcome.get_or_insert(line);
            }
        }
    }

    /// A command was accepted: that others of its role were refused before does not matter any more.
    pub(crate) fn accepted(&mut self, role: Role, client: Option<i64>, line: u64) {
        let refused = |t: &Trouble| t.remark.kind == Kind::Failed && t.of == Some((role, client));
        let own = role != Role::Other && role != Role::Setting;
        for trouble in self.troubles.iter_mut().filter(|t| own && refused(t)) {
            trouble.overcome.get_or_insert(line);
        }
    }

    /// Was this done before?
    pub(crate) fn was_done(&self, role: Role, client: Option<i64>) -> bool {
        self.done.iter().any(|d| d.0 == role && d.1 == client)
    }

    /// What failed in this role and was not made good.
    pub(crate) fn failed_before(&self, role: Role) -> Option<String> {
        let failed = |t: &&Trouble| t.overcome.is_none() && t.of.is_some_and(|of| of.0 == role);
        let trouble = self.troubles.iter().rev().find(failed)?;
        Some(format!("what comes before it has failed: {} (line {})", trouble.remark.text, trouble.line))
    }

    /// The remarks of this line are about this role.
    pub(crate) fn failed(&mut self, role: Role, client: Option<i64>, line: u64) {
        self.pending_role = Some((role, client, line));
    }

    /// The remarks of this line are about this command.
    pub(crate) fn failed_as(&mut self, command: &[u8], role: Role, client: Option<i64>, line: u64) {
        self.pending_command = beginning(command).to_vec();
        self.failed(role, client, line);
    }

    /// A message has come.
    pub(crate) fn received(&mut self, _line: u64) {
        self.received += 1;
    }

    /// The link was lost.
    pub(crate) fn lost(&mut self, _client: Option<i64>, line: u64, why: &str) {
        if self.lost.len() < MOST {
            self.lost.push((line, why.to_owned()));
        }
    }

    /// A command that was accepted and never concluded.
    pub(crate) fn unconfirmed(&mut self, role: Role, name: &str, about: &str, line: u64) {
        if matches!(role, Role::Other) || self.unconfirmed.len() >= MOST {
            return;
        }
        let about = if about.is_empty() { String::new() } else { format!(" {about}") };
        self.unconfirmed.push(format!("AT{name}{about} (line {line})"));
    }

    /// The module has started.
    pub(crate) fn boot(&mut self, line: u64) {
        if self.last_boot.is_none_or(|last| line > last + 8) {
            self.boots += 1;
        }
        self.last_boot = Some(line);
    }

    pub(crate) fn last_boot(&self) -> Option<u64> {
        self.last_boot
    }

    /// Takes the remarks of a line.
    pub(crate) fn remarks(&mut self, line: u64, remarks: &[Remark]) {
        let role =
            self.pending_role.take().filter(|(.., at)| *at == line).map(|(role, client, _)| (role, client));
        for remark in remarks {
            match remark.kind.weight() {
                Weight::Error => self.errors += 1,
                Weight::Warning => self.warnings += 1,
                Weight::Note => {
                    self.notes += 1;
                    continue;
                }
            }
            if self.troubles.len() >= MOST {
                self.left_out += 1;
                continue;
            }
            let of = matches!(remark.kind, Kind::Failed | Kind::BadResult | Kind::LinkLost)
                .then_some(role)
                .flatten();
            let command = if of.is_some() { self.pending_command.clone() } else { Vec::new() };
            self.troubles.push(Trouble { line, remark: remark.clone(), of, command, overcome: None });
        }
        self.pending_command.clear();
    }

    /// The first remark of weight on a line.
    pub(crate) fn first_at(&self, line: u64) -> Option<&str> {
        let weighty = |t: &&Trouble| t.line == line && !matches!(t.remark.kind, Kind::NoAnswer);
        self.troubles.iter().find(weighty).map(|t| t.remark.text.as_str())
    }

    /// Were there remarks of weight?
    pub(crate) fn is_clean(&self) -> bool {
        self.errors + self.warnings == 0
    }

    /// The remark that explains the rest, with its line: what a failure that was not overcome goes back to.
    pub(crate) fn root(&self) -> Option<(u64, &Remark)> {
        let failures = |t: &&Trouble| {
            matches!(t.remark.kind, Kind::Failed | Kind::BadResult | Kind::LinkLost | Kind::NoResult)
        };
        let own = |t: &&Trouble| t.remark.kind.weight() == Weight::Error && !failures(t);
        let lasting = self.troubles.iter().filter(|t| t.overcome.is_none() && !matters_little(t));
        let first = lasting.clone().find(|t| failures(t) || own(t));
        let first = first.or_else(|| lasting.clone().next());
        // Noise explains a log in which nothing else has come about.
        let alone = || self.troubles.iter().find(|t| t.overcome.is_none() && self.done.is_empty());
        let first = first.or_else(alone);
        let first = first.or_else(|| self.troubles.iter().find(|t| failures(t) || own(t)))?;
        Some((first.line, &first.remark))
    }

    /// The story, a sentence a line.
    pub(crate) fn tell(&self) -> Vec<String> {
        let mut lines = Vec::new();
        if self.boots > 0 {
            lines.push(times("the module started", self.boots));
        }
        if self.settings > 0 {
            lines.push(format!("set up: {} settings accepted", self.settings));
        }
        self.tell_done(&mut lines);
        let counted = [("published", 0), ("subscribed", 1), ("unsubscribed", 2)];
        for (word, at) in counted {
            let (asked, confirmed) = self.counts[at];
            if asked > 0 {
                let names = self.names(at);
                lines.push(format!("{word}: {asked} asked, {confirmed} confirmed{names}"));
            }
        }
        if self.received > 0 {
            lines.push(format!("received: {} messages", self.received));
        }
        for (line, why) in self.lost.iter().take(NAMES) {
            lines.push(format!("lost: {why} (line {line})"));
        }
        if !self.unconfirmed.is_empty() {
            let shown: Vec<&str> = self.unconfirmed.iter().take(NAMES).map(String::as_str).collect();
            let more = self.unconfirmed.len().saturating_sub(NAMES);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            lines.push(format!("never confirmed: {}{more}", shown.join(", ")));
        }
        lines.push(format!(
            "remarks: {} errors, {} warnings, {} notes",
            self.errors, self.warnings, self.notes
        ));
        lines
    }

    fn tell_done(&self, lines: &mut Vec<String>) {
        for (role, client, about, line) in &self.done {
            let word = match role {
                Role::Start => "service started",
                Role::Acquire => "client taken",
                Role::Open => "network opened",
                Role::Connect => "connected",
                Role::Disconnect => "disconnected",
                Role::Close => "closed",
                Role::Release => "client given back",
                Role::Stop => "service stopped",
                _ => continue,
            };
            let client = client.map(|c| format!(", client {c}")).unwrap_or_default();
            let about = if about.is_empty() { String::new() } else { format!(": {about}") };
            lines.push(format!("{word}{about}{client} (line {line})"));
        }
    }

    fn names(&self, at: usize) -> String {
        let role = [Role::Publish, Role::Subscribe, Role::Unsubscribe][at];
        let names: Vec<&str> = self
            .done
            .iter()
            .filter(|d| d.0 == role && !d.2.is_empty())
            .map(|d| d.2.as_str())
            .take(NAMES)
            .collect();
        if names.is_empty() { String::new() } else { format!(": {}", names.join(", ")) }
    }

    /// How many remarks of weight were too many to be remembered.
    pub(crate) fn left_out(&self) -> u64 {
        self.left_out
    }
}

/// Does a role come before another one, so that the other one's success makes up for its failure?
fn comes_before(role: Role, later: Role) -> bool {
    let connect = matches!(role, Role::Start | Role::Acquire | Role::Open | Role::Setting);
    match later {
        Role::Open | Role::Acquire => matches!(role, Role::Start),
        Role::Connect => connect,
        Role::Subscribe | Role::Publish => connect || role == Role::Connect,
        _ => false,
    }
}

/// Remarks that explain nothing but themselves.
fn matters_little(trouble: &Trouble) -> bool {
    matches!(trouble.remark.kind, Kind::Spelling | Kind::Noise | Kind::UnknownCommand)
}

/// A command up to its first comma: what it is about, mostly.
fn beginning(command: &[u8]) -> &[u8] {
    let end = command.iter().position(|b| *b == b',').unwrap_or(command.len());
    &command[..end]
}

fn times(what: &str, count: u64) -> String {
    if count == 1 { what.to_owned() } else { format!("{what} {count} times") }
}

//! What the log tells of SIM, registration, attachment, address and signal: what a connection needs first.

/// One thing that a connection needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fact {
    /// It is as it should be.
    pub(crate) good: bool,
    /// The line that says so.
    pub(crate) line: u64,
    /// In words.
    pub(crate) says: String,
}

/// How a line changes what is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Change {
    /// This is not as it should be, and was not known to be so.
    Worse(String),
    /// This was not as it should be, and is now.
    Better(String),
}

/// All of them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Facts {
    pub(crate) sim: Option<Fact>,
    pub(crate) registered: Option<Fact>,
    pub(crate) attached: Option<Fact>,
    pub(crate) context: Option<Fact>,
    pub(crate) signal: Option<Fact>,
}

/// How all lines begin that tell of these.
const BEGINNINGS: [&[u8]; 8] =
    [b"+CPIN", b"+CREG", b"+CGREG", b"+CEREG", b"+CPSI", b"+CGATT", b"+CSQ", b"+MIPCALL"];
/// And those of packet connections.
const CONTEXTS: [&[u8]; 4] = [b"+QIACT", b"+CNACT", b"+SAPBR", b"+APP PDP"];

/// Splits a line behind its prefix into numbers, as far as they are some.
fn numbers(text: &[u8]) -> Vec<Option<i64>> {
    let rest = text.iter().position(|b| *b == b':').map_or(&text[..0], |at| &text[at + 1..]);
    let parse = |part: &[u8]| std::str::from_utf8(part).ok()?.trim().parse().ok();
    rest.split(|b| *b == b',').map(parse).collect()
}

fn holds(text: &[u8], word: &[u8]) -> bool {
    memchr::memmem::find(text, word).is_some()
}

impl Facts {
    /// Follows a line of the module; `answer`: it answers a command. Gives what has changed for the worse, or
    /// for the better.
    pub(crate) fn line(&mut self, text: &[u8], answer: bool, line: u64) -> Option<Change> {
        // Nearly no line is about these.
        if !BEGINNINGS.iter().chain(&CONTEXTS).any(|beginning| text.starts_with(beginning)) {
            return None;
        }
        let spaced = crate::words::spaced(text);
        let text = spaced.as_deref().unwrap_or(text);
        let numbers = if text.first() == Some(&b'+') { numbers(text) } else { return None };
        let (slot, good, says) = if text.starts_with(b"+CPIN: ") {
            let good = text.trim_ascii_end() == b"+CPIN: READY";
            (&mut self.sim, good, "the SIM is not ready".to_owned())
        } else if text.starts_with(b"+CREG: ")
            || text.starts_with(b"+CGREG: ")
            || text.starts_with(b"+CEREG: ")
        {
            let stat = if answer { numbers.get(1) } else { numbers.first() };
            let stat = (*stat?)?;
            let means = match stat {
                0 => "not registered, and not searching",
                2 => "not registered yet: the module is searching",
                3 => "the network refuses the registration",
                4 => "whether it is registered is not known",
                _ => "registered",
            };
            // One registration that holds is enough; only the same kind takes it back.
            let good = matches!(stat, 1 | 5 | 6 | 7 | 9 | 10);
            if !good && self.registered.as_ref().is_some_and(|f| f.good && f.says.as_bytes() != &text[..5]) {
                return None;
            }
            let says = if good { String::from_utf8_lossy(&text[..5]).into_owned() } else { means.to_owned() };
            (&mut self.registered, good, says)
        } else if text.starts_with(b"+CPSI: ") {
            (&mut self.registered, !text.starts_with(b"+CPSI: NO SERVICE"), "there is no service".to_owned())
        } else if text.starts_with(b"+CGATT: ") {
            (&mut self.attached, (*numbers.first()?)? == 1, "not attached to the packet service".to_owned())
        } else if text.starts_with(b"+CSQ: ") {
            let rssi = (*numbers.first()?)?;
            let says = if rssi == 99 { "no signal is measured" } else { "the signal is very weak" };
            (&mut self.signal, (6..=31).contains(&rssi), says.to_owned())
        } else if text.starts_with(b"+MIPCALL: ")
            || text.starts_with(b"+QIACT: ")
            || text.starts_with(b"+CNACT: ")
            || text.starts_with(b"+SAPBR: ")
            || text.starts_with(b"+APP PDP: ")
        {
            let address = text.split(|b| *b == b'.').count() > 3 && !holds(text, b"0.0.0.0");
            let up = address || (holds(text, b"ACTIVE") && !holds(text, b"DEACTIVE"));
            // Modules list every context; one that is up is enough.
            if !up && answer && self.context.as_ref().is_some_and(|f| f.good) {
                return None;
            }
            (&mut self.context, up, "the packet connection is down".to_owned())
        } else {
            return None;
        };
        let before = slot.replace(Fact { good, line, says: says.clone() });
        match (before, good) {
            (Some(Fact { good: false, says, .. }), true) => Some(Change::Better(says)),
            (None | Some(Fact { good: true, .. }), false) => Some(Change::Worse(says)),
            // Still bad, but otherwise: the newest is what counts.
            _ => None,
        }
    }

    /// The SIM is refused or missing.
    pub(crate) fn no_sim(&mut self, says: &str, line: u64) {
        self.sim = Some(Fact { good: false, line, says: says.to_owned() });
    }

    /// A command that brings up the packet connection was accepted or refused.
    pub(crate) fn brought_up(&mut self, good: bool, line: u64) {
        let says = if good {
            "the packet connection is up"
        } else {
            "the packet connection could not be brought up"
        };
        self.context = Some(Fact { good, line, says: says.to_owned() });
    }

    /// What is not as it should be, what everything else needs first.
    pub(crate) fn bad(&self) -> Option<&Fact> {
        [&self.sim, &self.registered, &self.attached, &self.signal, &self.context]
            .into_iter()
            .flatten()
            .find(|f| !f.good)
    }
}

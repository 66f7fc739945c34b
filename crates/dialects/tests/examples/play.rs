//! Plays an example file through an exchange, and says what is wrong with what came of it.

use hayes_at::exchange::{Event, Exchange, Noise, Side, What};
use hayes_at::flaw::Flaws;
use hayes_dialects::Dialect;
use hayes_dialects::examples::{Examples, Step, What as Line};

use crate::tell::{echoed, tell};

/// In what pieces the module's bytes come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Feed {
    /// Line by line.
    Lines,
    /// All that comes between two lines of the host.
    Whole,
    /// Byte by byte.
    Bytes,
}

/// What came of an example.
#[derive(Default)]
pub(crate) struct Played {
    /// The lines of the example with what they are.
    pub(crate) told: Vec<String>,
    /// What they are alone.
    pub(crate) heard: Vec<String>,
    /// What no example may come to.
    pub(crate) wrong: Vec<String>,
}

pub(crate) fn play(dialect: &Dialect, file: &Examples, feed: Feed) -> Played {
    let mut player = Player {
        dialect,
        exchange: Exchange::new(dialect.grammar()),
        played: Played::default(),
        waiting: Vec::new(),
        line: 0,
        excused: false,
        module_spoke: false,
    };
    for (i, step) in file.steps.iter().enumerate() {
        player.played.told.extend(echoed(&step.what));
        player.excused = excused(&file.steps, i);
        player.line = step.line;
        player.step(&step.what, feed);
    }
    player.module(&[]);
    player.exchange.handle_silence();
    player.hear();
    for (seq, _) in player.exchange.owing() {
        player.played.wrong.push(format!("event {seq} still owes its result"));
    }
    player.played
}

/// A remark stands before or behind the line.
fn excused(steps: &[Step], i: usize) -> bool {
    let is_remark = |step: Option<&Step>| matches!(step.map(|s| &s.what), Some(Line::Remark(_)));
    is_remark(i.checked_sub(1).and_then(|before| steps.get(before))) || is_remark(steps.get(i + 1))
}

struct Player<'d> {
    dialect: &'d Dialect,
    exchange: Exchange<'d>,
    played: Played,
    /// Bytes of the module that are not fed yet.
    waiting: Vec<u8>,
    line: usize,
    excused: bool,
    /// The module wrote last: its next line needs no line end before it.
    module_spoke: bool,
}

impl Player<'_> {
    fn step(&mut self, line: &Line, feed: Feed) {
        match line {
            Line::Host(text) => self.host(&[text.as_slice(), b"\r"].concat()),
            Line::Data(bytes) => self.host(bytes),
            Line::Module(text) => {
                let lead: &[u8] = if self.module_spoke { b"" } else { b"\r\n" };
                let end: &[u8] = if text == b">" { b" " } else { b"\r\n" };
                self.module_spoke = text != b">";
                self.waiting.extend_from_slice(&[lead, text, end].concat());
                match feed {
                    Feed::Lines => self.module(&[]),
                    Feed::Whole => {}
                    Feed::Bytes => {
                        for byte in std::mem::take(&mut self.waiting) {
                            self.module(&[byte]);
                        }
                    }
                }
            }
            Line::Printed(_) | Line::Remark(_) => {}
        }
    }

    fn host(&mut self, bytes: &[u8]) {
        self.module(&[]);
        self.module_spoke = false;
        assert_eq!(self.exchange.handle_host(bytes), bytes.len(), "room for one line");
        self.hear();
    }

    /// Feeds what is waiting, and these bytes.
    fn module(&mut self, bytes: &[u8]) {
        self.waiting.extend_from_slice(bytes);
        let bytes = std::mem::take(&mut self.waiting);
        assert_eq!(self.exchange.handle_module(&bytes), bytes.len(), "room for one answer");
        self.hear();
    }

    fn hear(&mut self) {
        while let Some(event) = self.exchange.poll() {
            if matches!(event.what, What::Noise(Noise::Blank)) {
                continue;
            }
            let told = tell(self.dialect, &event);
            if let Some(why) = wrong_with(&event).filter(|_| !self.excused) {
                self.played.wrong.push(format!("line {}: {why}: {told}", self.line));
            }
            self.played.told.push(format!("    {told}"));
            self.played.heard.push(told);
        }
    }
}

/// What no example may come to, unless a remark says why.
fn wrong_with(event: &Event<'_>) -> Option<&'static str> {
    let flaws = event.flaws;
    match event.what {
        What::Command if event.command.is_none_or(|c| c.parts().any(|p| p.form.is_none())) => {
            Some("a command that the dialect does not have")
        }
        What::Command if !flaws.without(Flaws::LETTER_CASE).is_none() => Some("a command with flaws"),
        What::Unknown | What::Noise(_) => Some("nothing explains it"),
        What::Unasked { .. } => Some("nothing asked for it"),
        What::Prompt { of: None } => Some("nothing asked for a prompt"),
        What::Final { of: None, .. } => Some("no command is in flight"),
        What::Final { documented: false, .. } => Some("no documented outcome ends so"),
        What::Later { early: true, .. } => Some("it comes before the final result"),
        _ if event.from == Side::Module && !flaws.without(Flaws::COSMETIC).is_none() => {
            Some("a line with flaws")
        }
        _ => None,
    }
}

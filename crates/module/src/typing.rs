//! What the host types: command lines with editing, and data after a prompt. Bytes that come while the module
//! is busy wait here. Knows no command.

use std::collections::VecDeque;

/// The longest command line; the rest of a longer one is dropped, and the line refused.
pub(crate) const MAX_COMMAND: usize = 8 * 1024;
/// The most bytes that wait while the module is busy; what comes beyond them is lost, as on a line without
/// flow control.
pub(crate) const MAX_WAITING: usize = 64 * 1024;

const BACKSPACE: u8 = 0x08;
const CTRL_Z: u8 = 0x1A;
const ESCAPE: u8 = 0x1B;

/// The host's side of the serial line.
#[derive(Debug, Default)]
pub(crate) struct Typing {
    waiting: VecDeque<u8>,
    line: Vec<u8>,
    overlong: bool,
    last: Vec<u8>,
    entry: Option<Entry>,
    habits: Habits,
}

/// How the host is listened to otherwise than usual.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a habit of its own")]
pub(crate) struct Habits {
    /// A line without AT is a command too.
    pub(crate) bare_lines: bool,
    /// A carriage return alone ends no line.
    pub(crate) needs_line_feed: bool,
    /// Ctrl+Z is data, or is kept as the last of them.
    pub(crate) end_ignored: bool,
    pub(crate) end_kept: bool,
    /// What ends data is echoed with them.
    pub(crate) end_echoed: bool,
    /// Esc is data, or ends them as Ctrl+Z does.
    pub(crate) cancel_ignored: bool,
    pub(crate) cancel_ends: bool,
    /// Data never end.
    pub(crate) stuck: bool,
    /// Ctrl+Z ends counted data, or a backspace takes a byte of them back.
    pub(crate) count_ended: bool,
    pub(crate) count_mended: bool,
}

/// What was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Typed {
    /// A command line without its end, from its AT on.
    Command(Vec<u8>),
    /// The beginning of a command line that was too long to be kept.
    Overlong(Vec<u8>),
    /// Data, complete.
    Data(Vec<u8>),
    /// The data were called off.
    Cancelled,
}

/// How data are entered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entering {
    /// What ends them.
    pub(crate) end: Ends,
    /// The most that are kept; what comes beyond is dropped.
    pub(crate) most: usize,
    /// Are they echoed?
    pub(crate) echo: bool,
}

/// What ends data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ends {
    /// So many bytes; nothing calls them off.
    Count(usize),
    /// Ctrl+Z sends, Esc calls off.
    CtrlZ,
    /// Ctrl+Z sends, and nothing calls them off.
    CtrlZAlone,
}

#[derive(Debug)]
struct Entry {
    how: Entering,
    data: Vec<u8>,
    /// Has the prompt been said?
    begun: bool,
}

impl Typing {
    /// A host that is listened to in this way.
    pub(crate) fn new(habits: Habits) -> Self {
        Self { habits, ..Self::default() }
    }

    /// Takes as many bytes of the host as there is room for and says how many.
    pub(crate) fn handle(&mut self, bytes: &[u8]) -> usize {
        let taken = bytes.len().min(MAX_WAITING - self.waiting.len());
        self.waiting.extend(&bytes[..taken]);
        taken
    }

    /// Do bytes wait?
    pub(crate) fn has_waiting(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// Begins to take data.
    pub(crate) fn enter(&mut self, how: Entering) {
        self.entry = Some(Entry { how, data: Vec::new(), begun: false });
    }

    /// The prompt has been said: what the host types from now on are data, and the line feed that its command
    /// line may have ended with is none.
    pub(crate) fn begin(&mut self) {
        let Some(entry) = self.entry.as_mut().filter(|entry| !entry.begun) else { return };
        entry.begun = true;
        if self.waiting.front() == Some(&b'\n') {
            self.waiting.pop_front();
        }
    }

    /// Are data being entered?
    pub(crate) fn is_entering(&self) -> bool {
        self.entry.is_some()
    }

    /// Ends the entry of data from this side, and gives what was entered.
    pub(crate) fn quit(&mut self) -> Vec<u8> {
        self.entry.take().map(|entry| entry.data).unwrap_or_default()
    }

    /// Drops what waits.
    pub(crate) fn drop_waiting(&mut self) {
        self.waiting.clear();
    }

    /// Forgets everything, as a restart does.
    pub(crate) fn forget(&mut self) {
        *self = Self::new(self.habits);
    }

    /// The next thing that is complete; what is to be echoed on the way goes to `echo`.
    pub(crate) fn next(&mut self, echoes: bool, echo: &mut Vec<u8>) -> Option<Typed> {
        if self.entry.is_some() { self.next_data(echo) } else { self.next_line(echoes, echo) }
    }

    fn next_line(&mut self, echoes: bool, echo: &mut Vec<u8>) -> Option<Typed> {
        while let Some(byte) = self.waiting.pop_front() {
            if byte == b'\n' && self.line.is_empty() {
                continue;
            }
            if echoes {
                echo.push(byte);
            }
            match byte {
                b'\r' if self.habits.needs_line_feed => {}
                b'\r' | b'\n' => {
                    if let Some(typed) = self.line_end() {
                        return Some(typed);
                    }
                }
                BACKSPACE => {
                    self.line.pop();
                }
                _ if self.line.len() >= MAX_COMMAND => self.overlong = true,
                _ => self.line.push(byte),
            }
            if self.line.eq_ignore_ascii_case(b"A/") && !self.last.is_empty() {
                self.line.clear();
                return Some(Typed::Command(self.last.clone()));
            }
        }
        None
    }

    /// A line has ended: a command from its AT on, or nothing that concerns the module.
    fn line_end(&mut self) -> Option<Typed> {
        let line = std::mem::take(&mut self.line);
        let overlong = std::mem::take(&mut self.overlong);
        let start = line.windows(2).position(|two| two.eq_ignore_ascii_case(b"AT"));
        if start.is_none() && self.habits.bare_lines && !line.is_empty() {
            return Some(Typed::Command([b"AT", line.as_slice()].concat()));
        }
        let start = start?;
        let command = line[start..].to_vec();
        if overlong {
            return Some(Typed::Overlong(command));
        }
        self.last.clone_from(&command);
        Some(Typed::Command(command))
    }

    fn next_data(&mut self, echo: &mut Vec<u8>) -> Option<Typed> {
        loop {
            let entry = self.entry.as_mut()?;
            if let Ends::Count(count) = entry.how.end
                && entry.data.len() >= count.min(entry.how.most)
                && !self.habits.stuck
            {
                return Some(Typed::Data(self.quit()));
            }
            let byte = self.waiting.pop_front()?;
            let habits = self.habits;
            let ignored = match byte {
                CTRL_Z => habits.end_ignored || habits.stuck,
                ESCAPE => habits.cancel_ignored || habits.stuck,
                _ => false,
            };
            let ends = match entry.how.end {
                Ends::Count(_) => false,
                Ends::CtrlZ => matches!(byte, CTRL_Z | ESCAPE),
                Ends::CtrlZAlone => byte == CTRL_Z,
            };
            if entry.how.echo && (!ends || habits.end_echoed) {
                echo.push(byte);
            }
            match (entry.how.end, byte) {
                (Ends::CtrlZ | Ends::CtrlZAlone, CTRL_Z) if !ignored => {
                    entry.data.extend(habits.end_kept.then_some(byte));
                    return Some(Typed::Data(self.quit()));
                }
                (Ends::CtrlZ, ESCAPE) if habits.cancel_ends => return Some(Typed::Data(self.quit())),
                (Ends::CtrlZ, ESCAPE) if !ignored => {
                    self.quit();
                    return Some(Typed::Cancelled);
                }
                (Ends::Count(_), CTRL_Z) if habits.count_ended => return Some(Typed::Data(self.quit())),
                (Ends::Count(_), BACKSPACE) if habits.count_mended => {
                    entry.data.pop();
                }
                _ if entry.data.len() >= entry.how.most => {}
                _ => entry.data.push(byte),
            }
        }
    }
}

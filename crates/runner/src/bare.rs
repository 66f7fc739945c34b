//! Talk past the exchange: bytes out, bytes in, while nobody knows what the module is in the middle of, or where what it
//! says is nobody's business. Nothing of it is judged; all of it stands in the journal.

use std::time::Duration;

use hayes_journal::Event;
use hayes_journal::sink::Sink;
use hayes_ports::world::{Happening, World};

use crate::session::{Broken, Session};

/// The most bytes that are kept of what is heard at once.
const MAX_HEARD: usize = 64 * 1024;

impl<W: World, S: Sink> Session<'_, W, S> {
    /// Writes bytes and gives what comes, until that is enough or the time is over.
    pub(crate) fn bare(
        &mut self,
        bytes: &[u8],
        time: Duration,
        enough: &dyn Fn(&[u8]) -> bool,
    ) -> Result<Vec<u8>, Broken> {
        let mut held = None;
        self.bare_into(bytes, time, enough, &mut held)
    }

    /// Sends a command line and gives what comes up to its final result.
    pub(crate) fn bare_ask(&mut self, line: &[u8], time: Duration) -> Result<Vec<u8>, Broken> {
        self.bare(&[line, self.line_end].concat(), time, &|heard| end_of(heard).is_some())
    }

    /// The same for an answer that holds a secret: nothing of it is written down before `secret` has named it.
    pub(crate) fn bare_ask_secret(
        &mut self,
        line: &[u8],
        time: Duration,
        secret: &dyn Fn(&[u8]) -> Option<Vec<u8>>,
    ) -> Result<Vec<u8>, Broken> {
        let mut held = Some(Vec::new());
        let enough = |heard: &[u8]| end_of(heard).is_some();
        let heard = self.bare_into(&[line, self.line_end].concat(), time, &enough, &mut held);
        if let Ok(heard) = &heard
            && let Some(secret) = secret(heard)
        {
            // What cannot be covered is empty, or one of too many: then so many others are.
            let _ = self.journal.secrets().add(&secret);
        }
        held.into_iter().flatten().try_for_each(|event| self.note(event).map(drop))?;
        heard
    }

    fn bare_into(
        &mut self,
        bytes: &[u8],
        time: Duration,
        enough: &dyn Fn(&[u8]) -> bool,
        held: &mut Option<Vec<Event>>,
    ) -> Result<Vec<u8>, Broken> {
        self.watch.missed();
        if !bytes.is_empty() {
            self.note(Event::out(self.now(), bytes))?;
            self.world.write(bytes).map_err(|trouble| Broken::Down(trouble.to_string()))?;
        }
        let until = self.now() + time;
        let mut heard = Vec::new();
        while !enough(&heard) {
            let happening = self.world.next(until);
            self.line_errors()?;
            match happening {
                Happening::Serial { at, bytes } => {
                    let room = MAX_HEARD - heard.len();
                    heard.extend_from_slice(&bytes[..bytes.len().min(room)]);
                    let event = Event::came(at, &bytes);
                    match held {
                        Some(held) => held.push(event),
                        None => drop(self.note(event)?),
                    }
                }
                Happening::Record(record) => drop(self.note(Event::far(record.at, record.to_json()))?),
                Happening::Said { at, text } => drop(self.note(Event::note(at, &text))?),
                Happening::Stop => return Err(Broken::Stopped),
                Happening::Down { why, .. } => return Err(Broken::Down(why)),
                Happening::Deadline if self.now() >= until => break,
                Happening::Up { .. } | Happening::Deadline => {}
            }
        }
        Ok(heard)
    }
}

/// The lines of what was heard, without what stands around them.
pub(crate) fn lines(heard: &[u8]) -> impl Iterator<Item = &[u8]> {
    heard.split(|byte| matches!(byte, b'\r' | b'\n')).map(<[u8]>::trim_ascii).filter(|line| !line.is_empty())
}

/// Whether the last final result in what was heard is a good one; none: there is none yet.
pub(crate) fn end_of(heard: &[u8]) -> Option<bool> {
    // A line counts once it has ended.
    let whole = heard.iter().rposition(|byte| matches!(byte, b'\r' | b'\n')).map_or(0, |at| at + 1);
    lines(&heard[..whole]).filter_map(result).last()
}

/// How many final results are in what was heard.
pub(crate) fn ends(heard: &[u8]) -> usize {
    lines(heard).filter_map(result).count()
}

fn result(line: &[u8]) -> Option<bool> {
    match line {
        b"OK" | b"0" => Some(true),
        b"ERROR" | b"4" => Some(false),
        line if line.starts_with(b"+CME ERROR") || line.starts_with(b"+CMS ERROR") => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    #[rstest]
    #[case(b"AT\r\r\nOK\r\n", Some(true))]
    #[case(b"AT\r0\r", Some(true))]
    #[case(b"\r\nERROR\r\n\r\nOK\r\n", Some(true))]
    #[case(b"AT\r\r\nOK", None)]
    #[case(b"AT\r\r\nOKAY\r\n", None)]
    #[case(b"\r\n+CME ERROR: 3\r\n", Some(false))]
    #[case(b"+QMTRECV: 0,1,\"t\",\"OK\"\r\n", None)]
    #[case(b"", None)]
    fn a_final_result_is_a_line_of_its_own(#[case] heard: &[u8], #[case] end: Option<bool>) {
        assert_eq!(super::end_of(heard), end);
    }

    #[rstest]
    #[case(b"AT\r\r\nOK\r\nAT\r\r\nOK\r\n", 2)]
    #[case(b"\r\nERROR\r\nAT\r", 1)]
    #[case(b"AT\r", 0)]
    fn final_results_are_counted(#[case] heard: &[u8], #[case] ends: usize) {
        assert_eq!(super::ends(heard), ends);
    }
}

//! A line that is lost in the middle of a run: somebody pulled the plug, or the module left the bus. It may come back.

use std::time::Duration;

use hayes_journal::Event;
use hayes_journal::sink::Sink;
use hayes_ports::world::{Happening, World};

use super::super::Run;
use crate::session::Broken;

/// How long a line may be away.
const RETURNS_WITHIN: Duration = Duration::from_mins(1);
/// How often a line may be lost again before its module is known to be well.
const TRIES: u32 = 5;
/// How often it is tried whether a line that was not seen to go takes bytes again.
const LOOKS_AGAIN: Duration = Duration::from_secs(2);

impl<W: World, S: Sink> Run<'_, W, S> {
    /// Waits for the line to come back, and takes the module to where a case can begin.
    pub(in crate::run) fn reconnect(&mut self, why: &str) -> Result<(), Broken> {
        let mut why = why.to_owned();
        for _ in 0..TRIES {
            self.remark(&format!("the line to the module is lost: {why}"))?;
            self.wait_for_line(&why)?;
            self.session.restarted();
            self.session.afresh()?;
            self.remark("the line to the module is back")?;
            match self.begin() {
                Err(Broken::Down(again)) => why = again,
                other => return other,
            }
        }
        Err(Broken::Rig(format!("the line to the module is lost again and again: {why}")))
    }

    fn wait_for_line(&mut self, why: &str) -> Result<(), Broken> {
        let until = self.session.now() + RETURNS_WITHIN;
        loop {
            let next = (self.session.now() + LOOKS_AGAIN).min(until);
            match self.session.world.next(next) {
                Happening::Up { .. } => return Ok(()),
                Happening::Serial { at, bytes } => drop(self.session.note(Event::came(at, &bytes))?),
                Happening::Record(record) => {
                    self.session.note(Event::far(record.at, record.to_json()))?;
                }
                Happening::Said { at, text } => drop(self.session.note(Event::note(at, &text))?),
                Happening::Stop => return Err(Broken::Stopped),
                Happening::Deadline if self.session.world.write(b"\r").is_ok() => return Ok(()),
                Happening::Deadline if self.session.now() >= until => {
                    let seconds = RETURNS_WITHIN.as_secs();
                    let text = format!(
                        "the line to the module was lost ({why}), and did not come back within {seconds} s"
                    );
                    return Err(Broken::Rig(text));
                }
                Happening::Down { .. } | Happening::Deadline => {}
            }
        }
    }
}

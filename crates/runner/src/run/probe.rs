//! What the profile does not claim is asked for all the same, in a way that changes nothing: a claim that is no longer true
//! would hide cases for ever.

use std::time::Duration;

use hayes_journal::event::Event;
use hayes_journal::sink::Sink;
use hayes_journal::verdict::{Entry, Standing};
use hayes_journal::{Finished, Verdict};
use hayes_ports::world::World;

use super::Run;
use crate::bare::end_of;
use crate::plan::Unclaimed;
use crate::session::Broken;

/// How long the answer may take.
const WITHIN: Duration = Duration::from_secs(5);

impl<W: World, S: Sink> Run<'_, W, S> {
    /// Asks for the test form of a command that is claimed to be missing. One that is there after all is no fault of the
    /// module's: it is told of as a known deviation is that is there no more.
    pub(super) fn probe(&mut self, claim: &Unclaimed) -> Result<Finished, Broken> {
        self.session.note(Event::started(self.session.now(), &claim.case, 1))?;
        let line = format!("AT{}=?", claim.command);
        let heard = self.session.bare_ask(line.as_bytes(), WITHIN)?;
        let at = self.session.now();
        if end_of(&heard) != Some(true) {
            let reason = format!("{line} is refused, as the profile claims: {}", claim.why);
            return Ok(Finished { reason: Some(reason), ..Finished::new(at, &claim.case, Verdict::Pass) });
        }
        self.session.note(Event::Known(Entry {
            at,
            pattern: claim.case.clone(),
            reason: claim.why.clone(),
            expires: "with the claim".to_owned(),
            state: Standing::UnexpectedPass,
            cases: vec![claim.case.clone()],
        }))?;
        let reason =
            format!("{line} is answered OK: the command is there after all, and the claim hides its cases");
        Ok(Finished {
            reason: Some(reason),
            expected: Some("a refusal, as the profile claims".to_owned()),
            actual: Some("OK".to_owned()),
            ..Finished::new(at, &claim.case, Verdict::Inconclusive)
        })
    }
}

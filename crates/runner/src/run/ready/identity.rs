//! Which module it is: asked before anything is changed on it, held against the profile, and asked again whenever another one
//! could have come in its place.

use std::time::Duration;

use hayes_at::visible::Visible;
use hayes_dialects::profile::Said;
use hayes_journal::Event;
use hayes_journal::header::Identity;
use hayes_journal::secret::pseudonym;
use hayes_journal::sink::Sink;
use hayes_ports::world::World;

use super::super::Run;
use crate::bare::{end_of, lines};
use crate::plan::Glob;
use crate::session::Broken;

/// How long each answer may take.
const WITHIN: Duration = Duration::from_secs(3);
/// How often an answer that is another one than before is asked for again.
const TRIES: u32 = 3;
/// How long late answers are waited for before it is asked again.
const QUIET: Duration = Duration::from_secs(10);
/// The most bytes of an answer that are an identity.
const LONGEST: usize = 120;

/// Who the module is, as it says itself; the IMEI is not for anybody's eyes.
#[derive(Clone, Default, PartialEq, Eq)]
pub(in crate::run) struct Known {
    manufacturer: Option<String>,
    model: Option<String>,
    firmware: Option<String>,
    imei: Option<String>,
}

impl Known {
    /// Could it be the same? What one of them does not say tells nothing.
    fn agrees_with(&self, other: &Self) -> bool {
        agree(&self.shown(), &other.shown())
    }

    fn shown(&self) -> Identity {
        Identity {
            manufacturer: self.manufacturer.clone(),
            model: self.model.clone(),
            firmware: self.firmware.clone(),
            imei: self.imei.as_ref().map(|imei| pseudonym(imei.as_bytes())),
        }
    }
}

/// Could they be the same module?
fn agree(one: &Identity, other: &Identity) -> bool {
    let pairs = [
        (&one.manufacturer, &other.manufacturer),
        (&one.model, &other.model),
        (&one.firmware, &other.firmware),
        (&one.imei, &other.imei),
    ];
    pairs.into_iter().all(|(one, other)| one.is_none() || other.is_none() || one == other)
}

impl<W: World, S: Sink> Run<'_, W, S> {
    /// Asks who the module is: the first time that is written down and held against the profile, later against the first time.
    /// A line that loses bytes makes no other module: what was said once is asked again.
    pub(in crate::run) fn identify(&mut self) -> Result<(), Broken> {
        let mut now = self.ask_all()?;
        for _ in 0..TRIES {
            match &self.known {
                Some(known) if known.agrees_with(&now) => return Ok(()),
                Some(_) => {
                    // An answer that is late would be taken for the next one's, and so on for ever.
                    self.session.bare(b"", QUIET, &|_| false)?;
                    now = self.ask_all()?;
                }
                None => {
                    let again = self.ask_all()?;
                    if again == now {
                        break;
                    }
                    now = again;
                }
            }
        }
        if let Some(known) = &self.known {
            let text = format!("another module answers than before: {}, not {}", words(&now), words(known));
            return Err(Broken::Rig(text));
        }
        let shown = now.shown();
        if let Some(before) = self.before.module.take().filter(|before| !agree(before, &shown)) {
            let text =
                format!("this is another module than the run was begun with: {shown:?}, not {before:?}");
            return Err(Broken::Rig(text));
        }
        if let Some(firmware) = &now.firmware {
            self.deviations.firmware(firmware);
        }
        self.session.note(Event::Module(shown))?;
        self.check(&now)?;
        self.known = Some(now);
        Ok(())
    }

    /// Who it is, in words.
    pub(in crate::run) fn known_in_words(&self) -> String {
        self.known.as_ref().map_or_else(|| "one that was not asked yet".to_owned(), words)
    }

    fn ask_all(&mut self) -> Result<Known, Broken> {
        Ok(Known {
            manufacturer: self.ask_who("+CGMI", false)?,
            model: self.ask_who("+CGMM", false)?,
            firmware: self.ask_who("+CGMR", false)?,
            imei: self.ask_who("+CGSN", true)?,
        })
    }

    /// Is it the one that the profile is for?
    fn check(&self, now: &Known) -> Result<(), Broken> {
        let who = &self.bench.profile.who;
        let all = [
            ("manufacturer", &who.manufacturer, &now.manufacturer),
            ("model", &who.model, &now.model),
            ("firmware", &who.firmware, &now.firmware),
            ("IMEI", &who.imei, &now.imei),
        ];
        for (what, wanted, is) in all {
            let Some(Said { text: wanted, .. }) = wanted else { continue };
            if is.as_ref().is_some_and(|is| Glob::new(wanted).fits(is)) {
                continue;
            }
            let hidden = what == "IMEI";
            let show = |text: &str| if hidden { pseudonym(text.as_bytes()) } else { format!("`{text}`") };
            let is = is.as_ref().map_or("not said".to_owned(), |is| show(is));
            return Err(Broken::Rig(format!(
                "this is not the module that the profile is for: its {what} is {is}, not {}; nothing was changed on it",
                show(wanted)
            )));
        }
        Ok(())
    }

    fn ask_who(&mut self, command: &str, secret: bool) -> Result<Option<String>, Broken> {
        if self.session.dialect.command(command).is_none() {
            return Ok(None);
        }
        let line = format!("AT{command}");
        let heard = if secret {
            let secret = |heard: &[u8]| said(command, heard).map(String::into_bytes);
            self.session.bare_ask_secret(line.as_bytes(), WITHIN, &secret)?
        } else {
            self.session.bare_ask(line.as_bytes(), WITHIN)?
        };
        Ok(if end_of(&heard) == Some(true) { said(command, &heard) } else { None })
    }
}

/// What an answer says: the first line that is not the command itself, no result, and nothing about something else.
fn said(command: &str, heard: &[u8]) -> Option<String> {
    let line = lines(heard).find_map(|line| {
        let own = line.strip_prefix(command.as_bytes()).and_then(|rest| rest.strip_prefix(b":"));
        match own {
            Some(own) => Some(own),
            None if line.starts_with(b"AT") || line.starts_with(b"+") || line.starts_with(b"^") => None,
            None if matches!(line, b"OK" | b"ERROR" | b"0" | b"4" | b"RDY") => None,
            None => Some(line),
        }
    })?;
    let line = line.trim_ascii();
    let line = line.strip_prefix(b"\"").and_then(|line| line.strip_suffix(b"\"")).unwrap_or(line);
    let line = Visible(&line[..line.len().min(LONGEST)]).to_string();
    (!line.is_empty()).then_some(line)
}

fn words(known: &Known) -> String {
    let shown = known.shown();
    let parts = [shown.manufacturer, shown.model, shown.firmware, shown.imei];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    if parts.is_empty() { "one that does not say who it is".to_owned() } else { parts.join(" ") }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    #[rstest]
    #[case("+CGMI", "AT+CGMI\r\r\nQuectel\r\n\r\nOK\r\n", Some("Quectel"))]
    #[case("+CGMM", "\r\n+CGMM: \"SIM7672X\"\r\n\r\nOK\r\n", Some("SIM7672X"))]
    #[case("+CGMR", "\r\n+CEREG: 1\r\n\r\nBC26NBR01A07\r\n\r\nOK\r\n", Some("BC26NBR01A07"))]
    #[case("+CGSN", "AT+CGSN\r860000000000000\r\n0\r", Some("860000000000000"))]
    #[case("+CGSN", "\r\nERROR\r\n", None)]
    #[case("+CGMI", "", None)]
    fn an_identity_stands_in_a_line_of_its_own(
        #[case] command: &str,
        #[case] heard: &str,
        #[case] is: Option<&str>,
    ) {
        assert_eq!(super::said(command, heard.as_bytes()).as_deref(), is);
    }
}

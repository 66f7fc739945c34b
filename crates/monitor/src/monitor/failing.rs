//! A command has failed: what is known then, from which the causes are told.

use super::asked::Asked;
use super::{Monitor, Stand};
use crate::causes::{self, Failure};
use crate::family::{self, Role};
use crate::note::Note;
use crate::remark::{Kind, Remark};
use crate::words::Outcome;

impl<'d> Monitor<'d> {
    /// A later result says that the command has failed.
    pub(super) fn concluded_badly(
        &mut self,
        asked: &Asked,
        outcome: &Outcome<'d>,
        client: Option<i64>,
        stand: Stand,
        note: &mut Note<'d>,
    ) {
        let says =
            outcome.means.map_or_else(|| format!("code {}", outcome.code.unwrap_or_default()), str::to_owned);
        let failure = Failure { client, ..self.failure(asked, outcome, true, note.took) };
        let causes = causes::of(&failure);
        let mut remark =
            Remark { causes, ..Remark::new(Kind::BadResult, format!("AT{} failed: {says}", asked.name)) };
        remark.at = outcome.at;
        note.remarks.push(remark);
        self.story.failed(asked.role, client, stand.line);
    }

    /// A result whose command the log does not show.
    pub(super) fn concluded_alone(
        &mut self,
        name: &str,
        outcome: &Outcome<'d>,
        client: Option<i64>,
        stand: Stand,
        note: &mut Note<'d>,
    ) {
        let asked = Asked { client, ..Asked::unseen(name, stand.line) };
        if outcome.good == Some(false) {
            self.concluded_badly(&asked, outcome, client, stand, note);
        } else {
            self.story.done(asked.role, "", client, stand.line);
        }
    }

    pub(super) fn failure<'f>(
        &'f self,
        asked: &'f Asked,
        outcome: &Outcome<'f>,
        later: bool,
        took: Option<std::time::Duration>,
    ) -> Failure<'f> {
        let fact = self.facts.bad().map(|f| (f.line, f.says.as_str()));
        let before: &[Role] = match asked.role {
            Role::Connect => &[Role::Open, Role::Start, Role::Acquire],
            Role::Subscribe | Role::Publish | Role::Unsubscribe => &[Role::Connect, Role::Open],
            _ => &[],
        };
        let failed = before.iter().find_map(|r| self.story.failed_before(*r));
        let unmet = match asked.role {
            _ if failed.is_some() => failed,
            Role::Connect if self.dialect.family == "quectel" && !self.states.seen(self.dialect, "open") => Some(
                "the network of this client was never opened in this log: AT+QMTOPEN and its result come first"
                    .to_owned(),
            ),
            Role::Publish if self.dialect.family == "simcom" && asked.name == "+CMQTTPUB" && !self.story.has_topic() => {
                Some("no topic and message were entered in this log: AT+CMQTTTOPIC and AT+CMQTTPAYLOAD come first".to_owned())
            }
            Role::Subscribe | Role::Publish
                if !later
                    && !self.states.seen(self.dialect, "connected")
                    && (self.dialect.family != "fibocom" || !self.states.seen(self.dialect, "open")) =>
            {
                Some("the log never shows the client connected".to_owned())
            }
            _ => None,
        };
        Failure {
            family: &self.dialect.family,
            name: &asked.name,
            role: Some(asked.role),
            code: outcome.code,
            later,
            means: outcome.means,
            advice: outcome.advice,
            took,
            wrong: asked.wrong.as_deref(),
            fact,
            unmet,
            secure: self.secure,
            about: &asked.about,
            client: asked.client,
            connected: self.states.holds(self.dialect, "connected", asked.client),
            inner_quotes: asked.inner_quotes,
            stranger: family::alone_has(&asked.name)
                .filter(|of| *of != self.dialect.family && asked.form.is_none()),
            opened_here: self.story.was_done(asked.role, asked.client),
        }
    }

    /// What the command's own line was remarked for, where that explains a refusal.
    pub(super) fn told_before(&self, asked: &Asked) -> Option<String> {
        self.story
            .first_at(asked.line)
            .map(|text| format!("line {}: {text}", asked.line))
            .filter(|_| asked.wrong.is_none())
    }
}

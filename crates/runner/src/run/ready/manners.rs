//! How a module answers: with echo, in words, and at all. A run counts on it, and gives back what it found; and what the
//! profile has the module told before anything else.

use std::time::Duration;

use hayes_at::visible::Visible;
use hayes_cases::case::Case;
use hayes_cases::pattern::{Part, Template};
use hayes_journal::sink::Sink;
use hayes_ports::world::World;

use super::super::Run;
use crate::bare::{end_of, lines};
use crate::claims::lines_of;
use crate::session::Broken;

/// How long the answer may take.
const WITHIN: Duration = Duration::from_secs(2);

/// What a module was found with, so that it can be left so.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::run) struct Manners {
    silent: bool,
    no_words: bool,
    no_echo: bool,
}

impl<W: World, S: Sink> Run<'_, W, S> {
    /// Has it answer in words, with echo.
    pub(in crate::run) fn teach_manners(&mut self) -> Result<(), Broken> {
        let silent = self.sight.silent;
        self.attends(WITHIN)?;
        let found = Manners { silent, no_words: !self.sight.words, no_echo: !self.sight.echo };
        for (is_so, line) in [(found.no_words, &b"ATV1"[..]), (found.no_echo, b"ATE1")] {
            if is_so {
                self.session.bare_ask(line, WITHIN)?;
            }
        }
        self.manners.get_or_insert(found);
        Ok(())
    }

    /// A case that had it answer in numbers leaves it to the next one in words: as it is told to, or else by a restart. Where
    /// neither helps it is not tried again, and numbers are heard as the words that they stand for; but by the cases that ask
    /// how results look.
    pub(in crate::run) fn keep_to_words(&mut self, case: &Case) -> Result<(), Broken> {
        if self.session.answer.in_numbers && !self.speechless {
            self.bring_words_back()?;
        }
        self.session.hears_words = self.speechless && !asks_how_results_look(case);
        Ok(())
    }

    fn bring_words_back(&mut self) -> Result<(), Broken> {
        self.remark("the module answers in numbers: it is told to answer in words again")?;
        self.teach_manners()?;
        self.attends(WITHIN)?;
        if !self.sight.words {
            self.restart()?;
            self.attends(WITHIN)?;
        }
        self.speechless = !self.sight.words;
        self.session.afresh()
    }

    /// Leaves the module as it was found.
    pub(in crate::run) fn give_manners_back(&mut self) -> Result<(), Broken> {
        let Some(found) = self.manners else { return Ok(()) };
        let ways = [(found.no_echo, &b"ATE0"[..]), (found.no_words, b"ATV0"), (found.silent, b"ATQ1")];
        for (is_so, line) in ways {
            if is_so {
                self.session.bare_ask(line, WITHIN)?;
            }
        }
        Ok(())
    }

    /// Tells it what the profile has it told.
    pub(super) fn preamble(&mut self) -> Result<(), Broken> {
        for line in self.bench.profile.start.preamble.clone() {
            let rig =
                |why: &str| Broken::Rig(format!("the preamble of the profile, `{}`: {why}", line.send.text));
            let template = Template::parse(&line.send.text).map_err(|wrong| rig(&wrong.message))?;
            let bytes = template
                .fill(&self.bench.variables)
                .map_err(|name| rig(&format!("nothing gives {{{name}}} a value")))?;
            let heard = self.session.bare_ask(&bytes, line.within)?;
            if end_of(&heard) != Some(true) && !line.may_fail {
                let answer: Vec<String> = lines(&heard).map(|line| Visible(line).to_string()).collect();
                let answer = if answer.is_empty() { "nothing".to_owned() } else { answer.join(" / ") };
                return Err(rig(&format!("the module does not accept it, but answers {answer}")));
            }
        }
        Ok(())
    }
}

fn asks_how_results_look(case: &Case) -> bool {
    let sets =
        |line: &&Template| matches!(line.0.first(), Some(Part::Literal(text)) if text.starts_with(b"ATV"));
    lines_of(case).iter().any(sets)
}

//! A run read off its journal, in one pass and in bounded memory.

use std::io::Read;
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use hayes_journal::event::{Breach, Errors, Reading, Started, Timing};
use hayes_journal::header::{Form, Planned, Rule};
use hayes_journal::reader::ReadError;
use hayes_journal::verdict::{Entry as KnownLine, Finished, Standing as State};
use hayes_journal::{Entry, Event, Header, Identity, Reader};

use crate::bounds;
use crate::case::{Attempt, Known, Outcome};
use crate::names::Pass;
use crate::run::{self, Run};

/// What an attempt, a mark, a way or a bucket takes.
const PIECE: usize = 96;

impl Run {
    /// Reads a journal, finished or not.
    pub fn read(source: impl Read) -> Result<Self, ReadError> {
        let mut pass = Pass::default();
        let mut reader = Reader::new(source);
        loop {
            let start = reader.offset();
            let Some(read) = reader.next() else { break };
            let (line, entry) = read?;
            let place = Place { line, bytes: start..reader.offset() };
            pass.run.lines = line;
            match entry {
                Entry::Event(event) => pass.take(event, &place),
                Entry::Rubbish(rubbish) => pass.run.missing.unreadable(line, &rubbish.why, &rubbish.begins),
                Entry::Torn(_) => pass.run.missing.torn = Some(line),
            }
        }
        pass.run.bytes = reader.offset();
        Ok(pass.finish())
    }
}

/// Where a line is.
struct Place {
    line: u64,
    bytes: Range<u64>,
}

impl Pass {
    fn take(&mut self, event: Event, place: &Place) {
        self.latest = self.latest.max(event.at().unwrap_or_default());
        self.run.events += u64::from(!matches!(event, Event::Other(_)));
        if let Some(attempt) = self.attempt() {
            attempt.bytes.end = place.bytes.end;
        }
        match event {
            Event::Run(header) => self.header(header),
            Event::Rule(rule) => self.rule(&rule),
            Event::Form(form) => self.form(&form),
            Event::Planned(planned) => self.planned(&planned),
            Event::Module(identity) => self.identity(identity),
            Event::Resumed(resumed) => {
                self.close(None, place.bytes.start);
                self.run.took = self.run.took.saturating_add(std::mem::take(&mut self.latest));
                self.part += 1;
                (self.run.missing.ended, self.run.missing.stopped) = (false, None);
                if self.run.resumed.len() < bounds::NAMES {
                    let cut = |text: String| bounds::cut(&text, bounds::NAME).into();
                    let (hayes, started) = (cut(resumed.hayes), cut(resumed.started));
                    self.run.resumed.push(hayes_journal::event::Resumed { hayes, started });
                }
            }
            Event::Started(started) => self.started(&started, place),
            Event::Stop(stop) => self.run.missing.stopped = Some(bounds::cut(&stop.why, bounds::TEXT)),
            Event::Errors(errors) => self.errors(&errors),
            Event::Timing(timing) => self.timing(&timing),
            Event::Breach(breach) => self.breach(&breach),
            Event::Reading(reading) => self.reading(&reading),
            Event::Finished(finished) => self.finished(&finished, place),
            Event::Known(entry) => self.known(&entry),
            Event::Ended(_) => self.run.missing.ended = true,
            Event::Out(_) | Event::In(_) | Event::Far(_) | Event::Note(_) => {}
            Event::Other(map) => {
                let kind = map.get("kind").and_then(|kind| kind.as_str()).unwrap_or_default();
                self.run.missing.unknown(kind);
            }
        }
    }

    fn header(&mut self, mut header: Header) {
        self.run.missing.headers += 1;
        let Header { hayes, started, dialect, command, bench, .. } = &mut header;
        for text in [hayes, started, &mut dialect.id, &mut dialect.digest] {
            *text = bounds::cut(text, bounds::NAME).into();
        }
        if let Some(command) = command {
            *command = bounds::cut(command, bounds::TEXT).into();
        }
        bench.truncate(bounds::SHOWN);
        for offer in bench {
            *offer = bounds::cut(offer, bounds::NAME).into();
        }
        self.run.header.get_or_insert(header);
    }

    fn identity(&mut self, mut identity: Identity) {
        let Identity { manufacturer, model, firmware, imei } = &mut identity;
        for text in [manufacturer, model, firmware, imei].into_iter().flatten() {
            *text = bounds::cut(text, bounds::NAME).into();
        }
        let before = self.run.identity.replace(identity);
        self.run.identity_changed |= before.is_some_and(|before| Some(before) != self.run.identity);
    }

    fn rule(&mut self, rule: &Rule) {
        let Some(place) = self.rule_named(&rule.id) else { return };
        let (clause, says) = (self.text(&rule.clause, bounds::TITLE), self.text(&rule.says, bounds::TITLE));
        let why_not = self.maybe(rule.why_not.as_deref(), bounds::TITLE);
        let known = &mut self.run.rules[place as usize];
        (known.clause, known.says, known.why_not) = (clause, says, why_not);
    }

    fn form(&mut self, form: &Form) {
        let Some(place) = self.form_named(&form.form) else { return };
        let clause = self.maybe(form.clause.as_deref(), bounds::TITLE);
        let title = self.maybe(form.title.as_deref(), bounds::TITLE);
        let known = &mut self.run.forms[place as usize];
        (known.clause, known.title, known.documented) = (clause, title, true);
    }

    fn planned(&mut self, planned: &Planned) {
        let Some(place) = self.case_named(&planned.case, planned.area.as_deref()) else { return };
        if self.run.cases[place as usize].planned {
            return;
        }
        let rules: Vec<u32> = planned.rules.iter().filter_map(|rule| self.rule_named(rule)).collect();
        let forms: Vec<u32> = planned.forms.iter().filter_map(|form| self.form_named(form)).collect();
        let (rules, forms) = (self.list(rules), self.list(forms));
        let title = self.text(&planned.title, bounds::TITLE).unwrap_or_default();
        let clause = self.maybe(planned.clause.as_deref(), bounds::TITLE);
        let source = self.maybe(planned.source.as_deref(), bounds::NAME);
        let case = &mut self.run.cases[place as usize];
        (case.planned, case.rules, case.forms) = (true, rules, forms);
        (case.title, case.clause, case.source) = (title, clause, source);
    }

    fn started(&mut self, started: &Started, place: &Place) {
        self.close(Some(started.at), place.bytes.start);
        let Some(case) = self.case_named(&started.case, None) else { return };
        let attempts = &mut self.run.cases[case as usize].attempts;
        if attempts.len() >= bounds::ATTEMPTS || !self.room.take(PIECE) {
            self.run.cases[case as usize].more_attempts += 1;
            return;
        }
        attempts.push(Attempt {
            number: started.attempt,
            part: self.part,
            began: started.at,
            line: place.line,
            bytes: place.bytes.clone(),
            took: Duration::ZERO,
            verdict: None,
        });
        let attempt = attempts.len() as u32 - 1;
        self.run.starts.push((place.line, case, attempt));
        self.open = Some(case);
    }

    /// The attempt that runs.
    fn attempt(&mut self) -> Option<&mut Attempt> {
        self.open.and_then(|case| self.run.cases[case as usize].attempts.last_mut())
    }

    /// The attempt that runs, if one does, is over or cut off; `end` is where what follows begins.
    fn close(&mut self, at: Option<Duration>, end: u64) {
        if let Some(attempt) = self.attempt() {
            attempt.bytes.end = end;
            attempt.took = at.map_or(Duration::ZERO, |at| at.saturating_sub(attempt.began));
        }
        self.open = None;
    }

    fn finished(&mut self, finished: &Finished, place: &Place) {
        let Some(case) = self.case_named(&finished.case, None) else { return };
        if self.open == Some(case) {
            if let Some(attempt) = self.attempt() {
                attempt.verdict = Some(finished.verdict);
            }
            self.close(Some(finished.at), place.bytes.end);
        }
        let known = finished.known.as_ref().map(|known| {
            let reason = self.text(&known.reason, bounds::TEXT).unwrap_or_default();
            Box::new(Known { reason, expires: bounds::cut(&known.expires, 40) })
        });
        let outcome = Outcome {
            verdict: finished.verdict,
            flaky: finished.flaky,
            repeats: finished.repeats,
            known,
            reason: self.maybe(finished.reason.as_deref(), bounds::TEXT),
            expected: self.maybe(finished.expected.as_deref(), bounds::TEXT),
            actual: self.maybe(finished.actual.as_deref(), bounds::TEXT),
            evidence: self.marks(&finished.evidence),
        };
        self.run.cases[case as usize].outcome = Some(outcome);
    }

    fn errors(&mut self, errors: &Errors) {
        let what = bounds::name(&errors.what);
        let known = self.run.errors.iter().position(|known| known.what == what);
        if known.is_none() && self.run.errors.len() >= bounds::SHOWN {
            self.run.missing.beyond += 1;
            return;
        }
        let place = known.unwrap_or_else(|| {
            self.run.errors.push(run::LineError { what, count: 0 });
            self.run.errors.len() - 1
        });
        let known = &mut self.run.errors[place];
        known.count = known.count.saturating_add(errors.count);
    }

    fn timing(&mut self, timing: &Timing) {
        let Some(form) = self.form_named(&timing.form) else { return };
        let room = &mut self.room;
        self.run.forms[form as usize].times.add(timing.took, timing.limit, || room.take(PIECE));
    }

    fn breach(&mut self, breach: &Breach) {
        let Some(case) = self.case_named(&breach.case, None) else { return };
        let during = breach.during.as_deref().and_then(|during| self.case_named(during, None));
        let Some(text) = self.text(&breach.text, bounds::TEXT) else { return };
        let clause = self.maybe(breach.clause.as_deref(), bounds::TITLE);
        let evidence = self.marks(&breach.evidence);
        if self.run.breaches.len() >= bounds::NAMES {
            self.run.missing.beyond += 1;
            return;
        }
        let place = self.run.breaches.len() as u32;
        self.run.cases[case as usize].breach.get_or_insert(place);
        self.run.breaches.push(run::Breach { case, text, clause, during, evidence });
    }

    fn reading(&mut self, reading: &Reading) {
        let make = |id: Arc<str>| run::Reading { id, ways: Vec::new(), case: None };
        let Some(place) =
            self.named(&reading.reading, |pass| (&mut pass.readings, &mut pass.run.readings), make)
        else {
            return;
        };
        let case = reading.case.as_deref().and_then(|case| self.case_named(case, None));
        let known = &mut self.run.readings[place as usize];
        known.case = case.or(known.case);
        let way = bounds::cut(&reading.way, bounds::NAME);
        if let Some((_, count)) = known.ways.iter_mut().find(|(known, _)| *known == way) {
            *count += 1;
        } else if known.ways.len() < bounds::SHOWN && self.room.take(PIECE + way.len()) {
            known.ways.push((way, 1));
        } else {
            self.run.missing.beyond += 1;
        }
    }

    fn known(&mut self, entry: &KnownLine) {
        if self.run.known.len() >= bounds::NAMES {
            self.run.missing.beyond += 1;
            return;
        }
        let Some(pattern) = self.text(&entry.pattern, bounds::NAME) else { return };
        let reason = self.text(&entry.reason, bounds::TEXT).unwrap_or_default();
        let cases: Vec<u32> = entry.cases.iter().filter_map(|case| self.case_named(case, None)).collect();
        let cases = self.list(cases);
        for case in cases.iter().filter(|_| entry.state == State::UnexpectedPass) {
            self.run.cases[*case as usize].unexpected = true;
        }
        let expires = bounds::cut(&entry.expires, 40);
        self.run.known.push(run::KnownEntry { pattern, reason, expires, state: entry.state, cases });
    }

    /// What is known only when all was read.
    fn finish(mut self) -> Run {
        let latest = self.latest;
        if let Some(attempt) = self.attempt() {
            attempt.took = latest.saturating_sub(attempt.began);
        }
        let run = &mut self.run;
        run.took = run.took.saturating_add(self.latest);
        run.missing.running = self.open;
        for case in &run.cases {
            run.counts.add(case);
            run.areas[case.area as usize].counts.add(case);
            run.missing.without_verdict += u64::from(case.planned && case.outcome.is_none());
            run.missing.beyond += u64::from(case.more_attempts);
        }
        self.run
    }
}

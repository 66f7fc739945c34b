//! What the module says unasked: reports, restarts, lost links, messages, and what they change.

use std::borrow::Cow;

use hayes_at::exchange::{Assembly, Event};
use hayes_at::flaw::Flaws;
use hayes_at::kind::Kind as Values;
use hayes_dialects::Dialect;

use super::asked::Asked;
use super::facts::Change;
use super::subject::client_of;
use super::{Monitor, Stand, flaws};
use crate::family::Role;
use crate::note::{LineKind, Note};
use crate::remark::{Breach, Kind, Remark};
use crate::words::{self, Line, Outcome};

impl<'d> Monitor<'d> {
    pub(super) fn urc(&mut self, event: &Event<'_>, urc: u16, stand: Stand, note: &mut Note<'d>) {
        note.kind = LineKind::Urc;
        let dialect = self.dialect;
        let Some(urc) = dialect.urc(urc) else { return };
        note.clause = urc.clause.as_deref();
        note.message = Cow::Borrowed(urc.title.as_deref().unwrap_or("report"));
        let mut outcome = Outcome::default();
        if let Some(shape) = event.shape {
            let line = Line { text: event.text, base: 0, shape, fields: event.fields };
            outcome = words::values(dialect, &line, &urc.params, &mut self.secrets, note);
        }
        // A line that fits badly may have a shape that modules are known to use.
        let odd = event.flaws.has(Flaws::TYPE) || event.flaws.has(Flaws::QUOTED);
        if odd && self.deviating(event.text, stand, note) {
            return;
        }
        flaws::of_module(event.flaws, event.text, note);
        if event.flaws.has(Flaws::MISSING) && event.text.starts_with(b"+QMTRECV") {
            self.payload_of = Some(stand.line);
        }
        self.states.line(dialect, event.text, stand.line);
        if let Some(block) = event.block.filter(|_| self.piece_cut.take().is_none()) {
            note.remarks.extend(incomplete(dialect, block, note.clause));
            note.remarks.extend(turned(block, note.clause));
        }
        let client = client_of(note);
        self.forms.hold(urc, client, note);
        if let Some(asked) = self.ledger.open().filter(|_| !urc.boot) {
            asked.urcs = true;
            if asked.prompted && !asked.data_over {
                note.remarks.push(Remark::new(
                    Kind::UrcAtPrompt,
                    format!("line {} has prompted for data, and they are not over", asked.line),
                ));
            }
        }
        if urc.boot {
            self.booted(stand, note);
        }
        self.environment(event.text, false, stand, note);
        self.received(event.text, note, stand);
        self.link(event.text, &outcome, client, stand, note);
    }

    /// Was the last line of a start only a few lines ago?
    pub(super) fn has_just_started(&self, stand: Stand) -> bool {
        self.story.last_boot().is_some_and(|line| stand.line <= line + 8)
    }

    /// A start banner.
    pub(super) fn booted(&mut self, stand: Stand, note: &mut Note<'d>) {
        let sent = !self.ledger.is_empty();
        let just = self.has_just_started(stand);
        if sent && !just {
            if self.heard == 0 {
                note.remarks.push(Remark::new(
                    Kind::BeforeBoot,
                    "the module starts only now: what was sent before is lost",
                ));
            } else {
                let mut remark = Remark::new(
                    Kind::Restart,
                    "the module has started anew: connections, subscriptions and unsaved settings are gone",
                );
                let asked = self.ledger.last().is_some_and(|a| {
                    matches!(
                        a.name.as_str(),
                        "+CFUN" | "+CRESET" | "+QRST" | "+CPOF" | "+QPOWD" | "+CPWROFF" | "Z" | "+NRB" | "&F"
                    )
                });
                if asked {
                    let told = "the module has started anew, as it was told: connections and unsaved settings are gone";
                    remark = Remark::new(Kind::Unasked, told).lawful();
                } else {
                    if let Some(line) = self.asleep.take() {
                        remark
                            .causes
                            .push(format!("the module went to deep sleep (line {line}) and wakes up"));
                    }
                    remark.causes.push("the supply voltage breaks down when the radio sends".to_owned());
                    remark.causes.push("the host or a watchdog has reset the module".to_owned());
                }
                note.remarks.push(remark);
            }
        }
        for asked in self.ledger.iter_mut() {
            asked.ended.get_or_insert(false);
            asked.owes = false;
        }
        self.states.restart(stand.line);
        self.forms.restart();
        self.facts = super::Facts::default();
        self.story.boot(stand.line);
    }

    /// A report that the link is gone.
    fn link(
        &mut self,
        text: &[u8],
        outcome: &Outcome<'d>,
        client: Option<i64>,
        stand: Stand,
        note: &mut Note<'d>,
    ) {
        let lost = [&b"+QMTSTAT"[..], b"+CMQTTCONNLOST", b"+CMQTTNONET", b"+MQTTBREAK", b"+QMTPING"];
        if !lost.iter().any(|l| text.starts_with(l)) {
            return;
        }
        let means = outcome.means.or_else(|| note.params.iter().rev().find_map(|p| p.means));
        let advice = outcome.advice;
        let code = note.params.last().and_then(|p| p.value.parse::<i64>().ok());
        let pending = self.ledger.owing_of(Role::Connect, client).map(|a| {
            a.owes = false;
            (a.line, a.name.clone(), a.client)
        });
        // What this client was asked before may have no other answer than this.
        let same = |asked: &Asked| client.is_none() || asked.client.is_none() || asked.client == client;
        self.ledger.iter_mut().filter(|a| a.owes && same(a)).for_each(|a| a.overdue = true);
        let ours = text.starts_with(b"+QMTSTAT") && code == Some(5) && self.story.asked_to_leave();
        if ours {
            // It may stand for the result of the command that asked for it.
            self.ledger
                .iter_mut()
                .filter(|a| a.owes && a.name == "+QMTDISC" && same(a))
                .for_each(|a| a.owes = false);
            note.message = Cow::Borrowed("the link is closed, as the host asked");
            return;
        }
        let says = means.map_or(String::new(), |m| format!(": {m}"));
        let what =
            if text.starts_with(b"+CMQTTNONET") { "the network is gone" } else { "the connection is gone" };
        let mut remark = Remark::new(Kind::LinkLost, format!("{what}{says}"));
        remark.at = Some((0, text.len()));
        if let Some((line, name, of)) = pending {
            note.of = Some(line);
            let asked = format!(
                "this is the only answer to AT{name} (line {line}): the server did not accept the client"
            );
            remark.causes.push(asked);
            remark.causes.push("the server closed the connection on CONNECT: wrong credentials, a client identifier in use, TLS wanted, or no MQTT server".to_owned());
            // Its own result may still come: whether it does is a matter of its time.
            let says = format!("AT{name} is answered by this report, not by its own result");
            note.remarks.push(Remark::new(Kind::Deviation, says).lawful());
            self.story.failed(Role::Connect, of.or(client), stand.line);
        } else if (text.starts_with(b"+QMTSTAT") && code == Some(1)) || text.starts_with(b"+CMQTTCONNLOST") {
            remark.causes.push("another client with the same client identifier has connected, or the server's rules closed the link".to_owned());
        }
        if text.starts_with(b"+QMTSTAT") && code == Some(2) || text.starts_with(b"+QMTPING") {
            remark.causes.push("no answer to the keep-alive: the network path is dead, often a NAT time limit shorter than the keep-alive time".to_owned());
        }
        if text.starts_with(b"+CMQTTNONET") {
            remark.causes.push("the packet connection or the registration was lost: check AT+CEREG? and AT+CGATT?, then clean up with AT+CMQTTDISC, AT+CMQTTREL, AT+CMQTTSTOP and start anew".to_owned());
        }
        if let Some(line) = self.asleep {
            remark.causes.insert(0, format!("the module went to sleep (line {line}), and the link with it"));
        }
        if let Some(fact) = self.facts.bad() {
            remark.causes.insert(0, format!("{} (line {})", fact.says, fact.line));
        }
        remark.causes.extend(advice.map(str::to_owned));
        remark.causes.truncate(4);
        note.remarks.push(remark);
        self.story.lost(client, stand.line, means.unwrap_or("the connection is gone"));
    }

    /// What a line says of SIM, registration, attachment, signal.
    pub(super) fn environment(&mut self, text: &[u8], answer: bool, stand: Stand, note: &mut Note<'d>) {
        match self.facts.line(text, answer, stand.line) {
            Some(Change::Worse(says)) => {
                note.remarks.push(Remark::new(Kind::NotReady, says).at(0, text.len()));
            }
            Some(Change::Better(says)) => self.story.ready(&says, stand.line),
            None => {}
        }
    }

    /// A message has come.
    pub(super) fn received(&mut self, text: &[u8], note: &Note<'d>, stand: Stand) {
        // Only what carries a topic is a message: a table of stored ones and their announcement do not.
        let topic =
            || note.params.iter().any(|p| p.name.to_ascii_lowercase().contains("topic") || p.name == "word");
        let message = (text.starts_with(b"+QMTRECV") && topic())
            || text.starts_with(b"+MQTTMSG")
            || text.starts_with(b"+CMQTTRXSTART")
            || text.starts_with(b"+CMQTTRECV")
            || text.starts_with(b"+SMSUB");
        if message && !text.starts_with(b"+MQTTMSGI") {
            self.story.received(stand.line);
        }
    }
}

/// A message that came in pieces, in another order than the document's.
fn turned(block: &Assembly, clause: Option<&str>) -> Option<Remark> {
    let text = "its pieces came in another order than the document gives";
    let breaks = Some(Breach::new("order", clause));
    block.turned.then(|| Remark { breaks, ..Remark::new(Kind::ModuleFlaw, text) })
}

/// A message that came in pieces, which are together not as long as its first line has said. How one is told that is
/// longer than the document allows is left alone.
fn incomplete(dialect: &Dialect, block: &Assembly, clause: Option<&str>) -> Option<Remark> {
    let known = dialect.grammar().blocks().get(usize::from(block.block))?;
    let first = dialect.grammar().shape(dialect.urc(known.start)?.shape);
    let allowed = |total, length| {
        let slot = first.slot_of(total).map(|slot| &first.slots[usize::from(slot)].kind);
        matches!(slot, Some(Values::Int(set)) if set.holds(length))
    };
    let mut parts = known.parts.iter().zip(&block.parts).filter(|(_, part)| !part.cut);
    let (came, declared) = parts.find_map(|((_, total), part)| {
        let declared = part.declared.filter(|length| total.is_some_and(|total| allowed(total, *length)))?;
        (i64::try_from(part.bytes.len()) != Ok(declared)).then_some((part.bytes.len(), declared))
    })?;
    let text =
        format!("its pieces are {came} bytes together, and the first line of the message says {declared}");
    Some(Remark { breaks: Some(Breach::new("shape", clause)), ..Remark::new(Kind::ModuleFlaw, text) })
}

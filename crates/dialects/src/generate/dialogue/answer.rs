//! The answer to a command: the lines of one of its outcomes, data where they are asked for, later results.

use hayes_at::grammar::{DataEnd, FormId, Item, ShapeId};
use hayes_at::message::{Message, Value};
use hayes_at::shape::CountedBy;

use super::Means;
use super::exchange::Sent;
use super::writer::{Given, Owed, Writer};

/// The prompt as modules spell it.
const PROMPTS: [&[u8]; 5] = [b">", b"> ", b"\r\n>", b"\r\n> ", b"\r\n>\r\n"];
/// Ctrl+Z sends data.
const SUB: u8 = 0x1A;
/// Esc calls them off.
const ESC: u8 = 0x1B;
/// The most times that a line is repeated.
const REPEATS_MOST: usize = 3;
/// The most bytes of a text that a line before it counts.
const COUNTED_MOST: usize = 40;
/// The most interim results of one command; after them its final one never comes.
const INTERIMS_MOST: u8 = 8;
/// The most bytes of data that end with Ctrl+Z.
const DATA_MOST: usize = 40;

impl Writer<'_> {
    pub(super) fn answer(&mut self, sent: &Sent, outcome: usize) {
        let items = &self.grammar.form(sent.form).outcomes[outcome].items;
        let mut given = sent.keys.clone();
        self.choose_counts(items, &mut given);
        let mut over = false;
        let mut called_off = false;
        let mut later = Vec::new();
        for item in items {
            match item {
                Item::Line { shape, .. } if over => later.push(*shape),
                Item::Line { shape, optional, repeats } => {
                    self.info(sent, *shape, (*optional, *repeats), &given);
                }
                Item::Prompt => called_off |= self.prompt(sent),
                Item::Final(result) => {
                    over = !self.grammar.finals()[usize::from(*result)].connect;
                    self.final_result(sent, *result, over);
                }
            }
        }
        // What is called off has no result.
        if !later.is_empty() && !called_off {
            let keys = sent.keys.clone();
            self.owed.push(Owed { of: sent.of, form: sent.form, keys, lines: later, interims: 0 });
        }
    }

    /// Settles the lengths that lines leave to the lines after them.
    fn choose_counts(&mut self, items: &[Item], given: &mut Given) {
        for item in items {
            let Item::Line { shape, .. } = item else { continue };
            for slot in &self.grammar.shape(*shape).slots {
                if let Some(CountedBy::Carried(name)) = slot.counted_by
                    && !given.iter().any(|(n, _)| *n == name)
                {
                    given.push((name, i64::try_from(self.below(COUNTED_MOST)).unwrap_or_default()));
                }
            }
        }
    }

    /// Repeats a command line, where the module does so.
    pub(super) fn echo(&mut self, of: usize) {
        if self.echo {
            let text = self.turns[of].text.clone();
            self.plain(&[text.as_slice(), b"\r"].concat(), &text, Means::Echo(of));
        }
    }

    pub(super) fn info(
        &mut self,
        sent: &Sent,
        shape: ShapeId,
        (optional, repeats): (bool, bool),
        given: &Given,
    ) {
        let most = if repeats { REPEATS_MOST } else { 1 };
        let times = if optional { self.below(most + 1) } else { 1 + self.below(most) };
        for _ in 0..times {
            self.maybe_unsolicited();
            let message = self.message(shape, given);
            self.line(shape, &message, Means::Info(sent.of, sent.form));
        }
    }

    pub(super) fn final_result(&mut self, sent: &Sent, result: u16, over: bool) {
        self.maybe_unsolicited();
        let shape = self.grammar.finals()[usize::from(result)].shape;
        let message = self.message(shape, &Given::new());
        self.line(shape, &message, Means::Final(sent.of, result));
        if !over {
            self.data(sent, false);
        }
    }

    /// Asks for data and gets them; true when the host calls them off.
    fn prompt(&mut self, sent: &Sent) -> bool {
        self.maybe_unsolicited();
        let prompt = PROMPTS[self.below(PROMPTS.len())];
        self.plain(prompt, b">", Means::Prompt(sent.of));
        let before = self.turns.len();
        self.maybe_unsolicited();
        // An echo follows the prompt itself.
        let echo = self.echo && before == self.turns.len() && !prompt.ends_with(b"\n") && self.choices.flip();
        self.data(sent, echo)
    }

    fn data(&mut self, sent: &Sent, echo: bool) -> bool {
        let len = sent.announced.unwrap_or_else(|| self.below(DATA_MOST));
        let mut data = self.bytes(len);
        if sent.announced.is_none() {
            data.retain(|b| !matches!(*b, SUB | ESC));
        } else if len == 0 {
            return false;
        }
        let text = data.clone();
        if let Some(DataEnd::CtrlZ) = self.grammar.form(sent.form).data.as_ref().map(|d| d.end) {
            data.push(if self.once_in(4) { ESC } else { SUB });
        }
        let called_off = data.len() > text.len() && data.ends_with(&[ESC]);
        self.host(data.clone(), text, Means::HostData);
        // Data that begin like a line would be read as one.
        if echo && !matches!(data[0], b'\r' | b'\n' | b' ') {
            self.plain(&data, &data, Means::DataEcho(sent.of));
        }
        called_off
    }

    /// The next line of one of the commands that still owe one.
    pub(super) fn some_later_result(&mut self) {
        let which = self.below(self.owed.len());
        if which < self.owed.len() {
            self.later_result(which);
        }
    }

    pub(super) fn later_result(&mut self, which: usize) {
        let owed = &self.owed[which];
        let (of, form, keys) = (owed.of, owed.form, owed.keys.clone());
        let Some(shape) = owed.lines.first().copied() else { return };
        let message = self.message(shape, &keys);
        let interim = self.is_interim(form, shape, &message);
        let owed = &mut self.owed[which];
        if interim && owed.interims < INTERIMS_MOST {
            owed.interims += 1;
        } else {
            owed.lines.remove(0);
        }
        if owed.lines.is_empty() {
            self.owed.remove(which);
        }
        self.line(shape, &message, Means::Later(of, form, interim));
    }

    fn is_interim(&self, form: FormId, shape: ShapeId, message: &Message) -> bool {
        self.grammar.form(form).interim.iter().any(|(name, values)| {
            let value = self.grammar.shape(shape).slot_of(*name).and_then(|slot| message.get(slot));
            matches!(value, Some(Value::Int(n)) if values.contains(n))
        })
    }
}

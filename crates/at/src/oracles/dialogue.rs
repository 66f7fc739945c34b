//! Makes dialogues of a grammar from choices: commands with their documented outcomes, prompts and data,
//! later results, URCs and blocks. With `clean` unset, also with slips, noise and hostile bytes.

use super::Said;
use crate::choose::{Choices, FromBytes, right, right_given, wrong};
use crate::grammar::{DataEnd, Form, FormKind, Grammar, Item, ShapeId};
use crate::kind::Kind;
use crate::message::{Message, Value};
use crate::names::NameId;
use crate::shape::CountedBy;
use crate::write;

/// A dialogue for as long as there are choices. A clean one holds only what the grammar documents, and ends
/// each command before the next begins.
pub fn dialogue(grammar: &Grammar, choices: &mut FromBytes<'_>, clean: bool) -> Vec<Said> {
    let mut maker = Maker { grammar, choices, clean, said: Vec::new() };
    for _ in 0..MOST {
        if maker.choices.0.is_empty() {
            break;
        }
        maker.scene();
    }
    maker.said
}

/// A line as modules send it.
pub fn framed(line: &[u8]) -> Vec<u8> {
    [b"\r\n", line, b"\r\n"].concat()
}

/// The most scenes of a dialogue.
const MOST: usize = 32;

/// The five spellings of the prompt.
const PROMPTS: [&[u8]; 5] = [b">", b"> ", b"\r\n>", b"\r\n> ", b"\r\n>\r\n"];

/// Bytes that a careless reader trips over.
const TRAPS: [&[u8]; 18] = [
    b"\r\nOK\r\n",
    b"\r\n> ",
    b">",
    b"\"",
    b"\"\r\n",
    b"\r\r\n",
    b"\n",
    b"\r\nERROR\r\n",
    b"+RECV: 0,1,\"t\",\"",
    b"+RECV: 0,1,\"t\",20,\"a\r\n",
    b"+RXPAYLOAD: 0,7\r\n",
    b"+RXSTART: 0,1,9999999999999999999\r\n",
    b"\xFF\x00\x1A\x1B",
    b"\xE4\xFF\r\n",
    b"RDY\r\n",
    b"0\r",
    b"\r\nCONNECT\r\n",
    b",,,,",
];

struct Maker<'m, 'c> {
    grammar: &'m Grammar,
    choices: &'m mut FromBytes<'c>,
    clean: bool,
    said: Vec<Said>,
}

impl Maker<'_, '_> {
    fn scene(&mut self) {
        let kinds = if self.clean { 4 } else { 10 };
        match self.choices.below(kinds) {
            0 | 1 => self.command(),
            2 => self.urc(),
            3 => self.block(),
            4 => self.noise(),
            5 => self.said.push(Said::Silence),
            6 => {
                let bytes = self.bytes();
                self.said.push(Said::Host(bytes));
            }
            7 => {
                let end = self.pick(&[b"\x1A".as_slice(), b"\x1B", b"AT\r", b"a\r\nb", b"\n"]).to_vec();
                self.said.push(Said::Host(end));
            }
            _ => self.trap(),
        }
    }

    fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.index(list.len())]
    }

    fn index(&mut self, len: usize) -> usize {
        usize::try_from(self.choices.below(len as u64)).unwrap_or(0)
    }

    fn module(&mut self, bytes: impl Into<Vec<u8>>) {
        self.said.push(Said::Module(bytes.into()));
    }

    fn bytes(&mut self) -> Vec<u8> {
        let len = self.index(24);
        let (now, rest) = self.choices.0.split_at(len.min(self.choices.0.len()));
        self.choices.0 = rest;
        now.to_vec()
    }

    fn trap(&mut self) {
        let trap = self.pick(&TRAPS).to_vec();
        self.module(trap);
    }

    fn noise(&mut self) {
        let bytes = self.bytes();
        self.module(bytes);
    }

    /// A message of a shape: a right one, or now and then a wrong one where those are wanted.
    fn message(&mut self, shape: ShapeId) -> Message {
        let shape = self.grammar.shape(shape);
        if !self.clean
            && self.choices.below(4) == 3
            && let Some((message, _)) = wrong(shape, self.choices)
        {
            return message;
        }
        right(shape, self.choices)
    }

    fn line(&mut self, shape: ShapeId) -> Vec<u8> {
        self.line_with(shape, &[])
    }

    /// A line in which some numbers are settled; a line with a slip keeps to nothing.
    fn line_with(&mut self, shape: ShapeId, settled: &[(NameId, i64)]) -> Vec<u8> {
        let message = match settled {
            [] => self.message(shape),
            _ => right_given(self.grammar.shape(shape), settled, self.choices),
        };
        write::line(self.grammar.shape(shape), &message)
    }

    /// Lengths that one line of an outcome declares for another, each settled for both.
    fn lengths(&mut self, items: &[Item]) -> Vec<(NameId, i64)> {
        let mut lengths: Vec<(NameId, i64)> = Vec::new();
        for item in items {
            let Item::Line { shape, .. } = item else { continue };
            for slot in &self.grammar.shape(*shape).slots {
                if let Some(CountedBy::Carried(name)) = slot.counted_by
                    && !lengths.iter().any(|(n, _)| *n == name)
                {
                    lengths.push((name, i64::try_from(1 + self.choices.below(40)).unwrap_or(1)));
                }
            }
        }
        lengths
    }

    /// Declares a length that leaves room for other things in the dialogue.
    fn shorten(&mut self, shape: ShapeId, name: NameId, message: &mut Message) {
        let shape = self.grammar.shape(shape);
        let Some(slot) = shape.slot_of(name) else { return };
        let Kind::Int(set) = &shape.slots[usize::from(slot)].kind else { return };
        let len = set.lowest().max(0).saturating_add(i64::try_from(self.choices.below(40)).unwrap_or(0));
        if let Some(arg) =
            message.args.iter_mut().find(|a| a.slot == slot && matches!(a.value, Value::Int(_)))
        {
            arg.value = Value::Int(len);
        }
    }

    fn number(&self, shape: ShapeId, name: NameId, message: &Message) -> usize {
        let slot = self.grammar.shape(shape).slot_of(name);
        match slot.and_then(|s| message.get(s)) {
            Some(Value::Int(n)) => usize::try_from(*n).unwrap_or(0),
            _ => 0,
        }
    }

    fn command(&mut self) {
        let grammar = self.grammar;
        let commands = grammar.commands();
        let command = self.index(commands.len());
        let Some(form) = commands.get(command).map(|c| self.index(c.forms.len())) else { return };
        let Some(form) = commands[command].forms.get(form) else { return };
        let mut line = format!("AT{}", commands[command].name).into_bytes();
        let mut given = Message::default();
        match form.kind {
            FormKind::Test => line.extend_from_slice(b"=?"),
            FormKind::Read => line.push(b'?'),
            FormKind::Execute => {}
            FormKind::Write => {
                let Some(syntax) = form.syntax else { return };
                if !commands[command].basic {
                    line.push(b'=');
                }
                let mut message = self.message(syntax);
                if let Some(DataEnd::Count(name)) = form.data.as_ref().map(|d| d.end) {
                    self.shorten(syntax, name, &mut message);
                }
                write::write(self.grammar.shape(syntax), &message, &mut line);
                given = message;
            }
        }
        if line.iter().any(|b| b"\r\n;".contains(b)) {
            return;
        }
        self.said.push(Said::Host([line.as_slice(), b"\r"].concat()));
        if self.choices.flip() {
            let end = self.pick(&[b"\r".as_slice(), b"\r\n"]).to_vec();
            self.module([line, end].concat());
        }
        self.answer(form, &given);
    }

    /// One documented outcome of a form; what the lines say is free.
    fn answer(&mut self, form: &Form, given: &Message) {
        let outcome = self.index(form.outcomes.len());
        let Some(outcome) = form.outcomes.get(outcome) else { return };
        let lengths = self.lengths(&outcome.items);
        for item in &outcome.items {
            if !self.clean && self.choices.below(8) == 7 {
                self.urc();
            }
            match item {
                Item::Prompt => {
                    let prompt = self.pick(&PROMPTS).to_vec();
                    self.module(prompt);
                    self.data(form, given);
                }
                Item::Line { shape, .. } => {
                    let line = self.line_with(*shape, &lengths);
                    self.module(framed(&line));
                }
                Item::Final(result) => {
                    let result = &self.grammar.finals()[usize::from(*result)];
                    let (connect, shape) = (result.connect, result.shape);
                    let line = self.line(shape);
                    self.module(framed(&line));
                    if connect {
                        self.data(form, given);
                    }
                }
            }
        }
    }

    fn data(&mut self, form: &Form, given: &Message) {
        let count = match (form.data.as_ref().map(|d| d.end), form.syntax) {
            (Some(DataEnd::Count(name)), Some(syntax)) => Some(self.number(syntax, name, given)),
            _ => None,
        };
        let bytes = match count {
            Some(count) => self.payload(count),
            None => [self.bytes_without_end(), b"\x1A".to_vec()].concat(),
        };
        self.said.push(Said::Host(bytes));
    }

    fn bytes_without_end(&mut self) -> Vec<u8> {
        self.bytes().into_iter().filter(|b| !b"\x1A\x1B".contains(b)).collect()
    }

    /// So many bytes, the first of them hostile.
    fn payload(&mut self, count: usize) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(count);
        while bytes.len() < count.min(64) && !self.choices.0.is_empty() {
            let piece = if self.choices.flip() { self.pick(&TRAPS).to_vec() } else { self.bytes() };
            bytes.extend_from_slice(&piece);
        }
        bytes.resize(count.min(70_000), b'x');
        bytes
    }

    fn urc(&mut self) {
        let urc = self.index(self.grammar.urcs().len());
        self.say_urc(urc);
    }

    fn say_urc(&mut self, urc: usize) {
        let Some(urc) = self.grammar.urcs().get(urc) else { return };
        if self.clean && urc.boot {
            return;
        }
        let mut message = self.message(urc.shape);
        if let Some(name) = urc.data {
            self.shorten(urc.shape, name, &mut message);
        }
        let mut said = framed(&write::line(self.grammar.shape(urc.shape), &message));
        if let Some(name) = urc.data {
            let count = self.number(urc.shape, name, &message);
            let data = self.payload(count);
            said.extend_from_slice(&data);
        }
        self.module(said);
    }

    fn block(&mut self) {
        let block = self.index(self.grammar.blocks().len());
        let Some(block) = self.grammar.blocks().get(block) else { return };
        self.say_urc(usize::from(block.start));
        for (part, _) in &block.parts {
            self.say_urc(usize::from(*part));
        }
        self.say_urc(usize::from(block.end));
    }
}

//! Reading a command line: which commands in which forms, with which values.

use super::{FormId, FormKind, Grammar};
use crate::fields::{Carried, Fields};
use crate::flaw::Flaws;
use crate::read::{Fit, fit, loose};
use crate::shape::Shape;
use crate::work;

/// The most commands of one line that are read.
pub(super) const MAX_PARTS: usize = 8;

/// A command line, read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CommandRead {
    /// The commands in it, in order; the fields given back belong to the first.
    pub parts: [Option<PartRead>; 8],
    /// There were more.
    pub crowded: bool,
}

/// One command of a command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PartRead {
    /// The command, if the dialect has it.
    pub command: Option<u16>,
    /// The way it is used.
    pub kind: FormKind,
    /// Its form, if the command has one that this can be.
    pub form: Option<FormId>,
    /// Where its name starts in the line.
    pub name_start: u32,
    /// Where its name ends.
    pub name_end: u32,
    /// Where its values start.
    pub args_start: u32,
    /// Where they end.
    pub args_end: u32,
    /// All that is wrong with it.
    pub flaws: Flaws,
    /// Every optional value is left out: where the form has a query, this is it.
    pub query: bool,
}

impl CommandRead {
    /// The commands of the line.
    pub fn parts(&self) -> impl Iterator<Item = &PartRead> {
        self.parts.iter().flatten()
    }

    /// The first command of the line.
    pub fn first(&self) -> Option<&PartRead> {
        self.parts[0].as_ref()
    }
}

impl Grammar {
    /// Reads a command line without its line end. `None` when it does not start with AT. Offsets of
    /// `fields` count from the first part's `args_start`.
    pub fn read_command(&self, line: &[u8], fields: &mut Fields) -> Option<CommandRead> {
        fields.clear();
        let [b'A' | b'a', b'T' | b't', rest @ ..] = line else { return None };
        let mut read = CommandRead { parts: [None; MAX_PARTS], crowded: false };
        let mut at = line.len() - rest.len() + blanks(rest);
        let mut count = 0;
        loop {
            if count == MAX_PARTS {
                read.crowded = true;
                break;
            }
            // Where room is left for one more, basic commands are not told apart any longer.
            let end = if count + 1 < MAX_PARTS { self.part_end(line, at) } else { separator(line, at) };
            // The later parts are read into the same room first, so that the first one's values stay.
            read.parts[count] = Some(self.read_part(line, at, end, fields));
            count += 1;
            at = end + usize::from(line.get(end) == Some(&b';'));
            at += blanks(&line[at..]);
            if at >= line.len() {
                break;
            }
        }
        if count > 1
            && let Some(first) = read.parts[0]
        {
            self.read_part(line, first.name_start as usize, first_end(&read, line), fields);
        }
        Some(read)
    }

    fn read_part(&self, line: &[u8], start: usize, end: usize, fields: &mut Fields) -> PartRead {
        fields.clear();
        let text = &line[start..end];
        work::bytes(text.len());
        let name_len = self.name_len(text);
        let (kind, args) = kind_of(&text[name_len..], name_len);
        let command = self.command(&text[..name_len]);
        let offset = |n: usize| u32::try_from(start + n).unwrap_or(u32::MAX);
        // A sub-key is looked for at the start of the values: spaces before it are none of them.
        let spaces = blanks(&text[args..]);
        let args = args + spaces;
        let basic = command.is_some_and(|c| self.commands[usize::from(c)].basic);
        let (kind, args) = match kind {
            // ATE0: the value follows the name without an equals sign.
            FormKind::Execute if basic && text.len() > name_len => (FormKind::Write, name_len),
            // ATZ: the value may be left out.
            FormKind::Execute if basic && !self.has_form(command, kind) => (FormKind::Write, name_len),
            other => (other, args),
        };
        let mut part = PartRead {
            command,
            kind,
            form: None,
            name_start: offset(0),
            name_end: offset(name_len),
            args_start: offset(args),
            args_end: offset(text.len()),
            flaws: if spaces == 0 { Flaws::NONE } else { Flaws::SPACING },
            query: false,
        };
        if let Some(command) = command {
            let exact = self.commands[usize::from(command)].name.as_bytes() == &text[..name_len];
            if !exact {
                part.flaws |= Flaws::LETTER_CASE;
            }
            self.choose_form(command, &text[args..], &mut part, fields);
        }
        part
    }

    /// Where the part that starts at `from` ends: at a semicolon outside quotes, where a basic command and its
    /// number have another command right behind them, or at the end of the line.
    fn part_end(&self, line: &[u8], from: usize) -> usize {
        let end = separator(line, from);
        self.basic_end(&line[from..end]).map_or(end, |len| from + len)
    }

    /// How long the basic command at the start of `text` is, if another command comes behind it: `E0V1` are two.
    fn basic_end(&self, text: &[u8]) -> Option<usize> {
        let name = self.name_len(text);
        let command = self.command(&text[..name])?;
        if !self.commands[usize::from(command)].basic {
            return None;
        }
        let end = name + text[name..].iter().take_while(|b| b.is_ascii_digit()).count();
        let next = &text[end + blanks(&text[end..])..];
        let len = self.name_len(next);
        // What is no command is a wrong value of this one.
        (len > 0 && self.command(&next[..len]).is_some()).then_some(end)
    }

    fn has_form(&self, command: Option<u16>, kind: FormKind) -> bool {
        command.is_some_and(|c| self.commands[usize::from(c)].forms.iter().any(|f| f.kind == kind))
    }

    /// How long the command name at the start of `text` is.
    fn name_len(&self, text: &[u8]) -> usize {
        match text.first() {
            Some(b'+' | b'^' | b'*' | b'$' | b'%' | b'#' | b'!' | b'_') => {
                text.iter().position(|b| b"=?; ".contains(b)).unwrap_or(text.len())
            }
            Some(b'&') => text.len().min(2),
            Some(b) if b.is_ascii_alphabetic() => {
                // A whole word (no known one-letter command) is shown whole, as the unknown name it is.
                if self.command(&text[..1]).is_some() {
                    1
                } else {
                    text.iter().position(|b| !b.is_ascii_alphanumeric()).unwrap_or(text.len())
                }
            }
            _ => 0,
        }
    }

    fn choose_form(&self, command: u16, args: &[u8], part: &mut PartRead, fields: &mut Fields) {
        let forms = &self.commands[usize::from(command)].forms;
        let id = |i: usize| FormId { command, form: u16::try_from(i).unwrap_or(u16::MAX) };
        if part.kind != FormKind::Write {
            part.form = forms.iter().position(|f| f.kind == part.kind).map(id);
            if !args.is_empty() && part.form.is_some() {
                part.flaws |= Flaws::SURPLUS;
            }
            return;
        }
        let mut best: Option<(u32, usize)> = None;
        for strict in [true, false] {
            for (i, form) in forms.iter().enumerate() {
                // Only write forms have one; that of another sub-key does not fit.
                let Some(syntax) = form.syntax else { continue };
                if read_values(self.shape(syntax), args, strict, fields) {
                    let cost =
                        fields.all_flaws().without(Flaws::COSMETIC).count() * 2 + u32::from(form.implied);
                    if best.is_none_or(|(least, _)| cost < least) {
                        best = Some((cost, i));
                    }
                }
            }
            if let Some((_, i)) = best {
                self.settle_form(id(i), strict, args, part, fields);
                return;
            }
        }
        fields.clear();
    }

    /// Reads the values of the chosen form once more, since another form was tried after it.
    fn settle_form(&self, id: FormId, strict: bool, args: &[u8], part: &mut PartRead, fields: &mut Fields) {
        let Some(syntax) = self.form(id).syntax else { return };
        let shape = self.shape(syntax);
        read_values(shape, args, strict, fields);
        part.form = Some(id);
        part.flaws |= fields.all_flaws();
        let given =
            |f: &crate::fields::Field| shape.slots.get(usize::from(f.slot)).is_none_or(|slot| !slot.required);
        part.query = !fields.iter().any(given);
    }
}

fn read_values(shape: &Shape, args: &[u8], strict: bool, fields: &mut Fields) -> bool {
    if shape.optional && args.is_empty() {
        fields.clear();
        return true;
    }
    if strict {
        fit(shape, args, &Carried::default(), fields) == Fit::Yes
    } else {
        loose(shape, args, fields)
    }
}

/// Where the next semicolon outside quotes stands from `from` on, or the end of the line.
fn separator(line: &[u8], from: usize) -> usize {
    let mut quoted = false;
    for (i, byte) in line.iter().enumerate().skip(from) {
        match byte {
            b'"' => quoted = !quoted,
            b';' if !quoted => return i,
            _ => {}
        }
    }
    line.len()
}

fn first_end(read: &CommandRead, line: &[u8]) -> usize {
    read.first().map_or(line.len(), |p| p.args_end as usize)
}

/// The form that what follows a name calls for, and where its values start behind the name.
fn kind_of(rest: &[u8], name_len: usize) -> (FormKind, usize) {
    let mark = name_len + blanks(rest);
    match &rest[mark - name_len..] {
        [b'=', b'?'] => (FormKind::Test, mark + 2),
        [b'=', ..] => (FormKind::Write, mark + 1),
        [b'?', ..] => (FormKind::Read, mark + 1),
        _ => (FormKind::Execute, mark),
    }
}

/// How many spaces stand first.
fn blanks(text: &[u8]) -> usize {
    text.iter().take_while(|b| **b == b' ').count()
}

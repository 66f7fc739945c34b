//! What form a log has, found from its first bytes: which direction marks count, which of them is the host's,
//! whether control bytes are spelled as text, which end most lines have.

use hayes_at::exchange::Side;

use super::cut::{Cutter, body};
use super::learned::{self, Learned, Pupil};
use super::mark::{FAMILIES, marks};
use super::{annotation, colour, dump, escape, is_command, looks_like_protocol, prefix};

/// How much of a log is looked at.
pub(crate) const HEAD: usize = 64 * 1024;

/// The form of a log.
#[derive(Debug, Clone, Default)]
#[allow(clippy::struct_excessive_bools, reason = "independent habits of a logger")]
pub(crate) struct Survey {
    /// Families of marks that say who speaks, and whether the first mark of the pair is the host's.
    pub(crate) families: Vec<(u8, bool)>,
    /// Control bytes are spelled as text.
    pub(crate) spelled: bool,
    /// The end that most lines have.
    pub(crate) end: &'static [u8],
    /// Prefixes that this logger writes.
    pub(crate) learned: Learned,
    /// A line may name a side alone; what follows is that side's.
    pub(crate) headers: bool,
    /// Quotes stand around what a mark leads in.
    pub(crate) quoted: bool,
    /// Bytes are written as two digits each.
    pub(crate) hex: bool,
    /// Somebody has written words behind lines.
    pub(crate) annotated: bool,
    /// Colours stand around lines.
    pub(crate) coloured: bool,
    /// Nothing says who speaks.
    pub(crate) plain: bool,
    /// Bytes are dumped in rows: is the first of the two marks before them the host's?
    pub(crate) dump: Option<bool>,
    /// Each command stands there twice: a terminal shows what is typed and what the module echoes.
    pub(crate) doubled: bool,
}

#[derive(Clone, Copy, Default)]
struct Seen {
    lines: u32,
    commands: i32,
    answers: i32,
}

impl Survey {
    /// Looks at the first bytes of a log. A pair of marks counts when commands stand behind one of them and
    /// the other one is there, too; a word needs no other one. The host's mark is that with more commands.
    pub(crate) fn of(head: &[u8]) -> Self {
        let head = &head[..head.len().min(HEAD)];
        let mut seen = vec![[Seen::default(); 2]; FAMILIES.len()];
        let mut ends = [0_u32; 3];
        let mut spelled = 0;
        let mut hex = false;
        let mut quotes = [0_u32; 2];
        let mut look = |line: &[u8]| {
            match line {
                [.., b'\r', b'\n'] => ends[0] += 1,
                [.., b'\n'] => ends[1] += 1,
                [.., b'\r'] => ends[2] += 1,
                _ => {}
            }
            let body = colourless(line);
            let rest = &body[prefix::stamps(body).0..];
            for at in [0, prefix::tags(rest)] {
                for (len, mark) in marks(&rest[at..]) {
                    if mark.data {
                        continue;
                    }
                    let said = &rest[at + len..];
                    let inner = escape::unwrapped(said).map(|(start, end)| &said[start..end]);
                    if is_command(inner.unwrap_or(said)) {
                        quotes[usize::from(inner.is_some())] += 1;
                    }
                    let said = inner.unwrap_or(said);
                    let decoded = escape::is_hex(said).then(|| escape::of_hex(said));
                    hex |= decoded.is_some();
                    let said = decoded.as_deref().map_or(said, <[u8]>::trim_ascii_start);
                    let side = &mut seen[usize::from(mark.family)][usize::from(!mark.first)];
                    side.lines += 1;
                    side.commands += i32::from(is_command(said));
                    side.answers += i32::from(looks_like_protocol(said) && !is_command(said));
                }
                if at == 0 && prefix::tags(rest) == 0 {
                    break;
                }
            }
            let protocol = body.windows(2).position(|w| w.eq_ignore_ascii_case(b"AT")).map(|at| &body[at..]);
            spelled += u32::from(protocol.is_some_and(escape::has_spelled_end));
        };
        let mut cutter = Cutter::default();
        cutter.take(head, &mut look);
        cutter.finish(&mut look);
        let any_commands = seen.iter().enumerate().any(|(index, [first, second])| {
            FAMILIES[index].0.starts_with(|c: char| c.is_ascii_alphabetic())
                && first.commands.max(second.commands) > 0
        });
        let mut families = Vec::new();
        for (index, [first, second]) in seen.iter().enumerate() {
            let words = FAMILIES[index].0.starts_with(|c: char| c.is_ascii_alphabetic());
            let both = first.lines > 0 && second.lines > 0;
            let commands = first.commands.max(second.commands) > 0;
            // `Send:` and `Received:` are of no one pair.
            let answers = words && first.answers.max(second.answers) > 0 && any_commands;
            if (commands && (both || words)) || answers {
                let host_first = first.commands - first.answers >= second.commands - second.answers;
                families.push((u8::try_from(index).unwrap_or(u8::MAX), host_first));
            }
        }
        let end: &[u8] = match ends {
            [a, b, c] if a >= b && a >= c => b"\r\n",
            [_, b, c] if b >= c => b"\n",
            _ => b"\r",
        };
        let mut survey = Self {
            coloured: head.starts_with(colour::BOM) || memchr::memmem::find(head, b"\x1B[").is_some(),
            plain: families.is_empty(),
            families,
            spelled: spelled > 0,
            end,
            quoted: quotes[0] == 0 && quotes[1] > 0,
            hex,
            ..Self::default()
        };
        let dumped = dumped(head);
        survey.dump = dumped.map(|(host_first, _)| host_first);
        survey.closer(head);
        survey.plain &= dumped.is_none_or(|(_, named)| !named);
        survey
    }

    /// Looks again, knowing the marks: for prefixes of the logger's own, and for habits.
    fn closer(&mut self, head: &[u8]) {
        let mut pupil = Pupil::default();
        let (mut headers, mut commands, mut twice) = ([0_u32; 2], 0_u32, 0_u32);
        let mut annotated = false;
        let mut before: Vec<u8> = Vec::new();
        let (mut run, mut thrice) = (0, false);
        let mut look = |line: &[u8]| {
            let body = colourless(line);
            if self.dump.is_some() && (dump::header(body).is_some() || dump::row(body).is_some()) {
                return;
            }
            let (stamps, _) = prefix::stamps(body);
            if let Some(side) = learned::header(body, stamps) {
                headers[usize::from(side == Side::Module)] += 1;
                return;
            }
            let (len, found) = prefix::direction(self, &body[stamps..]);
            let text = &body[stamps + len..];
            if found.is_some() {
                pupil.marked(text);
            } else if !looks_like_protocol(&body[stamps..]) {
                pupil.line(body);
            }
            annotated |= annotation::start(text) < text.len();
            if !text.is_empty() {
                let command = is_command(text);
                commands += u32::from(command);
                run = if text == before { run + 1 } else { 0 };
                twice += u32::from(command && run == 1);
                thrice |= command && run > 1;
                before = text.to_vec();
            }
        };
        let mut cutter = Cutter::default();
        cutter.take(head, &mut look);
        cutter.finish(&mut look);
        self.learned = pupil.learned(!self.families.is_empty());
        self.headers = headers.iter().all(|count| *count > 0);
        self.annotated = annotated;
        self.plain = self.families.is_empty() && !self.learned.tells_sides() && !self.headers;
        // Retries stand there twice, too, but not nearly all commands do.
        self.doubled = self.is_plain() && !thrice && twice > 1 && twice * 5 >= commands * 2;
    }

    /// Is the log without any direction marks?
    pub(crate) fn is_plain(&self) -> bool {
        self.plain
    }

    /// The form in words.
    pub(crate) fn in_words(&self) -> String {
        let learned = self.learned.example(Side::Host);
        let module = self.learned.example(Side::Module);
        let module =
            module.map(|words| format!(", `{words}` before those of the module")).unwrap_or_default();
        let mut words = match self.families.first() {
            None if self.headers || self.dump.is_some() && !self.plain => {
                "lines of their own say who speaks".to_owned()
            }
            None if learned.is_some() => {
                let host = learned.unwrap_or_default();
                format!("`{host}` stands before lines of the host{module}")
            }
            None => "no direction marks: lines that start with AT are the host's".to_owned(),
            Some((family, host_first)) => {
                let (first, second) = FAMILIES[usize::from(*family)];
                let (host, module) = if *host_first { (first, second) } else { (second, first) };
                format!("`{host}` marks the host, `{module}` the module")
            }
        };
        if self.dump.is_some() {
            words.push_str("; bytes are dumped in rows");
        }
        if self.spelled {
            words.push_str("; control bytes are spelled as text");
        }
        words
    }
}

/// Does a log hold dumps? Whether the first mark of a pair is the host's before them, that with more commands, and whether there
/// are marks at all.
fn dumped(head: &[u8]) -> Option<(bool, bool)> {
    let (mut rows, mut named, mut any, mut leads) = (0_u32, None, false, [0_i32; 2]);
    let mut look = |line: &[u8]| {
        let line = colourless(line);
        if let Some((first, _)) = dump::header(line) {
            named = Some(first);
        } else if let Some(row) = dump::row(line) {
            rows += u32::from(row.is_sure || named.is_some());
            if let Some(first) = named.take() {
                any = true;
                let begins = dump::read(&line[row.digits]);
                leads[usize::from(!first)] += i32::from(is_command(begins.trim_ascii_start()));
            }
        } else {
            named = None;
        }
    };
    let mut cutter = Cutter::default();
    cutter.take(head, &mut look);
    cutter.finish(&mut look);
    (rows > 0).then_some((leads[0] >= leads[1], any))
}

/// A line without its end and the colours around it.
fn colourless(line: &[u8]) -> &[u8] {
    let body = body(line);
    let (start, end) = colour::between(body);
    &body[start..end]
}

//! Who says a line: the log's mark where it has one, else the line itself. Then it goes to the exchange.
//!
//! Without marks: what starts with AT is the host's; between a prompt and a result, data are the host's; all
//! else is the module's. In a log with marks, a line without one is the module's if it looks like it or goes on
//! a line of the module, and a comment otherwise.

use hayes_at::exchange::Side;

use super::Explainer;
use crate::log::{Piece, Sort, Survey, is_command, is_command_typo, is_result, looks_like_protocol};

/// Who a line is from, or that it is nobody's.
enum Said {
    By(Side),
    Comment,
}

impl Explainer<'_> {
    pub(super) fn piece(&mut self, line: &[u8], mut piece: Piece<'_>, end: &[u8], survey: &Survey) {
        if piece.sort == Sort::Header {
            self.header = piece.side.map(|side| (side, piece.time));
            return self.comment(line, &piece, "says who speaks next");
        }
        if piece.sort == Sort::Again {
            return self.comment(line, &piece, "the logger says again what another line has said");
        }
        if survey.headers {
            if piece.side.is_some() || piece.prefixed {
                self.header = None;
            }
            piece.side = piece.side.or(self.header.map(|(side, _)| side));
        }
        if survey.dump.is_some() {
            self.dumped(&mut piece);
        }
        if piece.text.iter().all(|b| *b == b' ' || *b == b'\t')
            && (piece.side.is_none() || piece.text.is_empty())
        {
            self.blank(line, &piece, end);
            return;
        }
        let said = match piece.side {
            Some(_) if piece.sort == Sort::Data => Said::By(Side::Host),
            // The log has the module's side only: its echo is all that is seen of the command.
            Some(Side::Module) if is_command(&piece.text) && self.exchange.in_flight().is_none() => {
                Said::By(Side::Host)
            }
            Some(side) => Said::By(side),
            None => self.by_content(&piece, survey),
        };
        match said {
            Said::Comment => self.comment(line, &piece, "not of the protocol"),
            Said::By(Side::Host) => self.host(line, &piece, end),
            Said::By(Side::Module) => {
                let prompt = piece.text.first() == Some(&b'>') && piece.exact && piece.side.is_none();
                if prompt && piece.text.trim_ascii_end().len() > 1 && self.monitor.may_prompt() {
                    let rest = self.split_prompt(line, &mut piece);
                    self.host(line, &rest, end);
                    return;
                }
                self.module(line, &piece, end);
            }
        }
    }

    /// Bytes of a dump are those of whom the line before them names, or go on what is not over.
    fn dumped(&mut self, piece: &mut Piece<'_>) {
        let named = self.header;
        piece.side = piece.side.or(named.map(|(side, _)| side)).or(self.unfinished);
        piece.time = piece.time.or(named.and_then(|(_, time)| time));
    }

    /// `> data` on one line: the prompt goes to the module, what is left is returned.
    fn split_prompt(&mut self, line: &[u8], piece: &mut Piece<'_>) -> Piece<'static> {
        let blank = usize::from(piece.text.get(1) == Some(&b' '));
        let cut = piece.raw.start + piece.at + 1 + blank;
        let text = piece.text[1 + blank..].to_vec().into();
        let raw = cut..piece.raw.end;
        let rest =
            Piece { raw, text, side: piece.side, sort: piece.sort, time: piece.time, ..Piece::default() };
        let rest = Piece { exact: piece.exact, prefixed: piece.prefixed, ..rest };
        piece.raw.end = cut;
        piece.text.to_mut().truncate(1);
        self.module(line, piece, b"");
        rest
    }

    fn by_content(&mut self, piece: &Piece<'_>, survey: &Survey) -> Said {
        let text = &piece.text;
        if self.plain && !survey.doubled && self.module_left == 0 && !self.exchange.awaits_data() {
            // Nearly every line of nearly every log.
            match &**text {
                [b'A', b'T', ..] if is_command(text) => return Said::By(Side::Host),
                [b'+', b'A'..=b'Z', ..] | b"OK" | b"ERROR" => return Said::By(Side::Module),
                _ => {}
            }
        }
        if survey.doubled && is_command(text) && self.is_echo(text) {
            return Said::By(Side::Module);
        }
        if !self.plain && is_command(text) && self.is_echo(text) {
            // Behind a prefix it is the logger that repeats it, else the module.
            return if piece.prefixed { Said::Comment } else { Said::By(Side::Module) };
        }
        if self.module_left > 0 {
            return Said::By(Side::Module);
        }
        let known = is_result(text) || self.is_known_line(text) || crate::family::report(text).is_some();
        if self.exchange.awaits_data() && self.plain {
            return Said::By(if known { Side::Module } else { Side::Host });
        }
        if is_command(text) || is_command_typo(text) {
            return Said::By(Side::Host);
        }
        if self.plain {
            let prompted = self.monitor.is_prompted() && !known && !looks_like_protocol(text);
            return match &**text {
                _ if prompted => Said::By(Side::Host),
                b"\x1A" | b"\x1B" | b"+++" => Said::By(Side::Host),
                _ if !known && !self.module_pending() && self.is_remark(text) => Said::Comment,
                _ => Said::By(Side::Module),
            };
        }
        if text.trim_ascii() == b">" && self.monitor.may_prompt() {
            return Said::By(Side::Module);
        }
        let goes_on = self.module_pending() && !piece.prefixed;
        if goes_on || known || looks_like_protocol(text) { Said::By(Side::Module) } else { Said::Comment }
    }

    /// The command that was sent just now, once more.
    fn is_echo(&mut self, text: &[u8]) -> bool {
        !self.echoed
            && self.exchange.in_flight().is_some()
            && self.monitor.in_flight().is_some_and(|(_, before)| before == text)
    }

    /// What somebody or some program has written between the lines: rules and headings, and sentences where
    /// the module has nothing to answer.
    fn is_remark(&mut self, text: &[u8]) -> bool {
        is_ruled(text) || (is_prose(text) && !self.monitor.awaits_text() && !self.monitor.is_starting())
    }

    /// A line of the module whose beginning the dialect knows, or that answers the command in flight by name.
    fn is_known_line(&mut self, text: &[u8]) -> bool {
        if text.first() != Some(&b'+') {
            return false;
        }
        let Some(colon) = memchr::memchr(b':', text) else { return false };
        !self.dialect.grammar().uses(text).list.is_empty() || self.monitor.is_asked(&text[..colon])
    }

    fn blank(&mut self, line: &[u8], piece: &Piece<'_>, end: &[u8]) {
        let goes_on = self.module_left > 0 || self.module_pending();
        self.comment(line, piece, "");
        if goes_on {
            self.feed(Side::Module, if end.is_empty() { b"\r\n" } else { end });
            self.drain();
        } else if let Some(more) = &mut self.owed_end {
            more.extend_from_slice(end);
        }
    }

    fn host(&mut self, line: &[u8], piece: &Piece<'_>, end: &[u8]) {
        self.echoed = false;
        let mut waiting = self.waiting(line, piece);
        waiting.side = Side::Host;
        let awaits = self.exchange.awaits_data();
        if self.goes_on(Side::Host, piece) {
            // Neither does anything end before it, nor is it a command of its own.
        } else if awaits {
            if let Some(end) = self.owed_end.take() {
                self.feed(Side::Host, &end);
            }
        } else {
            if self.module_pending() {
                self.silence();
            }
            self.give_up(&piece.text, waiting.time);
        }
        waiting.span = (self.fed[0], self.fed[0] + piece.text.len() as u64);
        waiting.covered = self.fed[0];
        self.queue.push_back(waiting);
        self.suspect(&piece.text);
        self.feed(Side::Host, &piece.text);
        self.drain();
        if piece.goes_on {
            return;
        }
        if awaits && self.exchange.awaits_data() {
            self.owed_end = Some(if end.is_empty() { b"\r\n".to_vec() } else { end.to_vec() });
        } else if self.last_open() {
            self.feed(Side::Host, b"\r");
            self.drain();
        }
    }

    /// The commands before get no answer any more, as far as can be told: where the log has no marks, an AT
    /// line is the module's echo, too; else when the same is sent again, or two seconds have passed.
    fn give_up(&mut self, text: &[u8], now: Option<std::time::Duration>) {
        if self.exchange.in_flight().is_none() {
            return;
        }
        let over = self.monitor.in_flight().is_none_or(|(then, before)| {
            let waited = then.zip(now).and_then(|(then, now)| now.checked_sub(then));
            before == text || waited.is_some_and(|w| w > std::time::Duration::from_secs(2))
        });
        if self.plain || over {
            while self.exchange.abandon().is_some() {}
        }
    }

    fn module(&mut self, line: &[u8], piece: &Piece<'_>, end: &[u8]) {
        self.echoed |= is_command(&piece.text);
        let on = self.goes_on(Side::Module, piece);
        // Counts in logs are not to be trusted beyond a line that is known: names get replaced by people.
        if !on && self.module_left > 0 && (is_result(&piece.text) || self.is_known_line(&piece.text)) {
            self.silence();
        }
        if self.exchange.awaits_data() && self.open_host > 0 {
            self.end_data();
        }
        let mut waiting = self.waiting(line, piece);
        waiting.side = Side::Module;
        waiting.span = (self.fed[1], self.fed[1] + piece.text.len() as u64);
        waiting.covered = self.fed[1];
        self.queue.push_back(waiting);
        self.feed(Side::Module, &piece.text);
        if !piece.goes_on {
            self.feed(Side::Module, if end.is_empty() { b"\r\n" } else { end });
        }
        self.drain();
    }

    /// Does a piece go on the line of the same side before it? What it leaves unfinished is kept.
    fn goes_on(&mut self, side: Side, piece: &Piece<'_>) -> bool {
        let before = std::mem::replace(&mut self.unfinished, piece.goes_on.then_some(side));
        before == Some(side)
    }

    /// The module speaks again: what the host has sent is over.
    fn end_data(&mut self) {
        self.owed_end = None;
        if self.monitor.declares_length() {
            self.silence();
        } else {
            self.feed(Side::Host, b"\x1A");
            self.drain();
        }
    }
}

/// `# note`, `=~=~=`, `--- cut ---`, a fence of backquotes.
fn is_ruled(text: &[u8]) -> bool {
    match text {
        [b'#' | b';', ..] | [b'/', b'/', ..] => true,
        [a @ (b'-' | b'=' | b'~' | b'*' | b'_' | b'`' | b'.'), b, ..] => a == b || (*a == b'=' && *b == b'~'),
        _ => false,
    }
}

/// Words as people or programs write them: `Waiting for network...`, `baudrate is    : 115200`.
fn is_prose(text: &[u8]) -> bool {
    let text = text.trim_ascii();
    if text.len() < 4 || looks_like_protocol(text) || text.contains(&0x1A) || text[0] == b'>' {
        return false;
    }
    let letters = text.iter().filter(|b| b.is_ascii_alphabetic()).count();
    let lower = text.iter().filter(|b| b.is_ascii_lowercase()).count();
    let plain = text.iter().all(|b| (b' '..=b'~').contains(b) || *b == b'\t');
    let words = text.split(|b| *b == b' ').filter(|w| w.len() > 1).count();
    let several = words > 1 || text.ends_with(b"...") || letters == text.len();
    plain && letters * 3 > text.len() && lower * 2 > letters && several
}

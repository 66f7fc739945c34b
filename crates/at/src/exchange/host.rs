//! What the host writes: command lines, and data after a prompt.

use crate::flaw::Flaws;
use crate::grammar::DataEnd as Ends;
use crate::line::{Cut, MAX_LINE, Piece};
use crate::work;

use super::event::{DataEnd, Noise, Seq, Side, What};
use super::flight::Flight;
use super::{Exchange, Happened, HostData, MAX_QUEUED};

/// Ctrl+Z.
const SUB: u8 = 0x1A;
/// Esc.
const ESC: u8 = 0x1B;

impl Exchange<'_> {
    pub(super) fn host_step(&mut self) -> Option<Happened> {
        if let Some(data) = self.host_data {
            return self.host_data_step(data);
        }
        if let Some(len @ 1..) = self.surplus_until.checked_sub(self.host.offset()) {
            let len = usize::try_from(len).unwrap_or(usize::MAX).min(self.host.len());
            self.host_fields.clear();
            let what = What::Data { of: self.surplus_of, end: DataEnd::Surplus };
            return Some(self.taken(Side::Host, len, 0, len, what));
        }
        let Piece { start, end, is } = self.host.piece(self.flush.host)?;
        Some(match is {
            Cut::Line => self.command(start, end),
            Cut::Blank => self.host_noise(start, end, Noise::Blank),
            Cut::Overlong => self.host_noise(start, end, Noise::Overlong),
            Cut::Unfinished => self.host_noise(start, end, Noise::Unfinished),
        })
    }

    fn host_noise(&mut self, start: usize, end: usize, noise: Noise) -> Happened {
        self.host_fields.clear();
        self.taken(Side::Host, end, start, end, What::Noise(noise))
    }

    fn command(&mut self, start: usize, end: usize) -> Happened {
        let read = self.grammar.read_command(&self.host.rest()[start..end], &mut self.host_fields);
        let Some(read) = read else {
            self.host_fields.clear();
            return self.taken(Side::Host, end + 1, start, end, What::Unknown);
        };
        if self.flights.len() > MAX_QUEUED {
            self.abandon();
        }
        let mut flight = self.spare.pop().unwrap_or_else(Flight::new);
        let seq = self.seq + 1;
        flight.begin(seq, &self.host.rest()[start..end], &read, self.grammar, &self.host_fields);
        self.flights.push(flight);
        self.echo_of = None;
        let mut happened = self.taken(Side::Host, end + 1, start, end, What::Command);
        happened.command = true;
        happened.shape = read.first().and_then(|p| p.form).and_then(|f| self.grammar.form(f).syntax);
        happened.flaws = read.parts().fold(Flaws::NONE, |all, p| all | p.flaws);
        happened
    }

    /// The module has asked for data: what the host writes next is no command.
    pub(super) fn expect_data(&mut self, of: Seq) {
        let Some(flight) = self.flights.first() else { return };
        let end = flight.form(self.grammar).and_then(|f| f.data.as_ref()).map(|d| d.end);
        let left = match end {
            Some(Ends::Count(_)) => Some(flight.data_len.and_then(|n| u64::try_from(n).ok()).unwrap_or(0)),
            // A prompt that the form does not have: data go to Ctrl+Z, as everywhere.
            Some(Ends::CtrlZ) | None => None,
        };
        // What the host wrote before the prompt came is the rest of its command's CR LF.
        let lead = usize::from(self.host.rest().first() == Some(&b'\n'));
        self.host_data = (left != Some(0)).then_some(HostData { of, left, lead, seen: 0 });
        self.echo_of = Some(of);
    }

    fn host_data_step(&mut self, data: HostData) -> Option<Happened> {
        let lead = data.lead;
        let rest = &self.host.rest()[lead..];
        let (text, taken, end) = match data.left {
            Some(left) => {
                let left = usize::try_from(left).unwrap_or(usize::MAX);
                match left.min(MAX_LINE) {
                    piece if rest.len() >= piece && piece == left => (piece, piece, DataEnd::Counted),
                    piece if rest.len() >= piece => (piece, piece, DataEnd::More),
                    _ => return self.cut_data(data),
                }
            }
            None => match seek_end(&rest[..rest.len().min(MAX_LINE)], data.seen) {
                Some(at) if rest[at] == SUB => (at, at + 1, DataEnd::Sent),
                Some(at) => (at, at + 1, DataEnd::Dropped),
                None if rest.len() >= MAX_LINE => (MAX_LINE, MAX_LINE, DataEnd::More),
                None => {
                    self.host_data = Some(HostData { seen: rest.len(), ..data });
                    return self.cut_data(data);
                }
            },
        };
        if let Some(flight) = self.flights.iter_mut().find(|f| f.seq == data.of) {
            flight.keep_data(&rest[..taken]);
            flight.data_end = Some(end);
        }
        self.host_data = match (end, data.left) {
            (DataEnd::More, left) => {
                Some(HostData { left: left.map(|l| l - text as u64), lead: 0, seen: 0, ..data })
            }
            _ => None,
        };
        self.host_fields.clear();
        Some(self.taken(Side::Host, lead + taken, lead, lead + text, What::Data { of: data.of, end }))
    }

    /// Nothing more will come of these data.
    fn cut_data(&mut self, data: HostData) -> Option<Happened> {
        let over = !self.flights.iter().any(|f| f.seq == data.of);
        if !over && !self.flush.host {
            return None;
        }
        self.host_data = None;
        let len = self.host.len();
        if len == 0 {
            return None;
        }
        if over {
            // The module is back at its command line, and reads these bytes there.
            return self.host_step();
        }
        self.host_fields.clear();
        Some(self.taken(Side::Host, len, data.lead, len, What::Data { of: data.of, end: DataEnd::Cut }))
    }
}

/// Where data that have no length end, behind those that were looked through before.
fn seek_end(data: &[u8], seen: usize) -> Option<usize> {
    let new = &data[seen..];
    let found = memchr::memchr2(SUB, ESC, new);
    work::bytes(found.unwrap_or(new.len()));
    found.map(|at| seen + at)
}

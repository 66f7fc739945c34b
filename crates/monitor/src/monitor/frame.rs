//! Line ends around what answers, where the document promises them. What stands in a line is not looked at. An event may end
//! with a CR already, or where the module pauses: only what is there is judged.

use hayes_at::exchange::{Event, Side, What};
use hayes_at::flaw::Flaws;

use crate::note::Note;
use crate::remark::{Kind, Remark};

const END: &[u8] = b"\r\n";

/// The last bytes of the module, and whether lines are held to their frame.
#[derive(Debug)]
pub(super) struct Frame {
    wanted: bool,
    tail: [u8; END.len()],
    /// Bytes were missed: nothing is judged before the next line end.
    unsure: bool,
}

impl Frame {
    pub(super) fn new(wanted: bool) -> Self {
        Self { wanted, tail: *b"\r\n", unsure: false }
    }

    /// Bytes were missed.
    pub(super) fn miss(&mut self) {
        self.unsure = true;
    }

    /// A line that answers stands between CR LF and CR LF; the end of the line before may be the first of them.
    pub(super) fn judge(&mut self, event: &Event<'_>, note: &mut Note<'_>) {
        if event.from != Side::Module {
            return;
        }
        if self.unsure {
            self.unsure = memchr::memmem::find(event.raw, END).is_none();
            return self.remember(event.raw);
        }
        let answers =
            matches!(event.what, What::Info { .. } | What::Final { of: Some(_), .. } | What::Later { .. });
        // Results as numbers have a frame of their own, and what is read with flaws may end elsewhere.
        let plain = !event.text.is_empty()
            && !event.text.iter().all(u8::is_ascii_digit)
            && event.flaws.without(Flaws::COSMETIC).is_none();
        if self.wanted
            && answers
            && plain
            && let Some(start) = memchr::memmem::find(event.raw, event.text)
        {
            let before = [&self.tail[..], &event.raw[..start]].concat();
            let behind = &event.raw[start + event.text.len()..];
            if !before.ends_with(END) {
                note.remarks.push(Remark::new(Kind::Noise, "no CR LF stands before this line"));
            } else if behind.starts_with(b"\n") {
                note.remarks.push(Remark::new(Kind::Noise, "a bare LF ends this line"));
            }
        }
        self.remember(event.raw);
    }

    fn remember(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.tail.rotate_left(1);
            self.tail[END.len() - 1] = *byte;
        }
    }
}

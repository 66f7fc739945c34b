//! Prompts, data of both sides, and bytes that are no line: what the host sends that is no command.

use std::borrow::Cow;

use hayes_at::exchange::{DataEnd, Event, Noise, Side};

use super::{Monitor, Stand};
use crate::note::{LineKind, Note};
use crate::remark::{Kind, Remark};

impl<'d> Monitor<'d> {
    pub(super) fn prompt(&mut self, of: Option<u64>, note: &mut Note<'d>) {
        note.kind = LineKind::Prompt;
        note.message = Cow::Borrowed("the module asks for data");
        let asked = match of {
            Some(of) => self.ledger.of(of),
            None => self.ledger.open(),
        };
        if let Some(asked) = asked {
            asked.prompted = true;
            note.of = Some(asked.line);
            if let Some(declared) = asked.declared {
                note.message = format!("the module asks for {declared} bytes of data").into();
            }
        }
    }

    pub(super) fn data(
        &mut self,
        event: &Event<'_>,
        of: u64,
        end: DataEnd,
        stand: Stand,
        note: &mut Note<'d>,
    ) {
        note.kind = LineKind::Data;
        let len = event.text.len();
        if event.from == Side::Module {
            note.message = format!("{len} bytes of data").into();
            if end == DataEnd::Cut {
                note.remarks.push(
                    Remark::new(Kind::DeclaredLength, "fewer bytes follow than the line before declares")
                        .at(0, len),
                );
            }
            return;
        }
        let asked = self.ledger.of(of);
        note.message = format!("{len} bytes of data for the module").into();
        let Some(asked) = asked else { return };
        note.of = Some(asked.line);
        let first = asked.data == 0;
        asked.data += len as u64;
        let declared = asked.declared.and_then(|n| u64::try_from(n).ok());
        asked.data_over |=
            matches!(end, DataEnd::Surplus | DataEnd::Sent | DataEnd::Counted | DataEnd::Dropped);
        if asked.data_over {
            asked.typed = stand.time;
        }
        match end {
            DataEnd::Surplus => {
                let kept = declared.unwrap_or(0);
                let text = format!(
                    "{} bytes were declared and {} sent: the module keeps {kept} and drops the rest",
                    kept, asked.data
                );
                note.remarks.push(Remark::new(Kind::DeclaredLength, text).at(0, len));
            }
            DataEnd::Cut => {
                let (kind, text) = match declared {
                    Some(declared) => {
                        let text =
                            format!("{declared} bytes were declared, and only {} are here", asked.data);
                        (Kind::DeclaredLength, text)
                    }
                    None => (Kind::Cancelled, "the data do not end with Ctrl+Z".to_owned()),
                };
                // What the exchange did not know to be over may be so by the length that was declared.
                let whole = declared.is_some_and(|declared| declared <= asked.data);
                if whole {
                    return;
                }
                asked.declared = None;
                note.remarks.push(Remark::new(kind, text).at(0, len));
            }
            DataEnd::Dropped => {
                note.remarks
                    .push(Remark::new(Kind::Cancelled, "Esc calls the data off: nothing is sent").at(0, len));
            }
            DataEnd::Counted | DataEnd::Sent | DataEnd::More => {}
        }
        if first && crate::log::is_command(event.text) && event.text.len() > 2 {
            let text = "a command typed where the module waits for data: it is taken as the data";
            note.remarks.push(Remark::new(Kind::CommandAsData, text).at(0, len));
        }
        if !asked.about.contains(" bytes")
            && matches!(asked.role, crate::family::Role::Topic | crate::family::Role::Subscribe)
        {
            asked.about = hayes_at::visible::Visible(&event.text[..len.min(60)]).to_string();
        }
        let _ = stand;
    }

    pub(super) fn host_text(&mut self, text: &[u8], stand: Stand, note: &mut Note<'d>) {
        if let Some(asked) = self.ledger.open().filter(|a| a.prompted) {
            asked.data += text.len() as u64;
            note.kind = LineKind::Data;
            note.of = Some(asked.line);
            note.message = format!("{} bytes of data for the module", text.len()).into();
            if let Some(kept) =
                asked.declared.filter(|d| i64::try_from(asked.data).is_ok_and(|sent| sent > *d))
            {
                let text_of = format!(
                    "{kept} bytes were declared and {} sent: the module keeps {kept} and drops the rest",
                    asked.data
                );
                note.remarks.push(Remark::new(Kind::DeclaredLength, text_of).at(0, text.len()));
            }
            return;
        }
        match text {
            b"+++" => {
                note.kind = LineKind::Command;
                note.message = Cow::Borrowed("back to command mode");
            }
            b"\x1A" | b"\x1B" => {
                note.kind = LineKind::Data;
                let sends = text == b"\x1A";
                note.message =
                    Cow::Borrowed(if sends { "Ctrl+Z: sends the data" } else { "Esc: calls the data off" });
            }
            _ if crate::log::is_command_typo(text) => {
                note.kind = LineKind::Command;
                note.message = Cow::Borrowed("does not start with AT: the module ignores it");
                note.remarks.push(
                    Remark::new(Kind::Misspelt, "a command line starts with AT").at(0, text.len().min(2)),
                );
            }
            _ => {
                note.kind = LineKind::Unknown;
                note.message =
                    Cow::Borrowed("the host sends something that is no command, and nothing asked for data");
                note.remarks.push(Remark::new(Kind::UnknownLine, "no command, and no prompt before it"));
            }
        }
        let _ = stand;
    }

    pub(super) fn noise(&mut self, event: &Event<'_>, noise: Noise, stand: Stand, note: &mut Note<'d>) {
        note.kind = LineKind::Noise;
        let (message, text) = match noise {
            Noise::Blank => ("line ends", None),
            Noise::Undecodable => (
                "bytes that are no text",
                Some("no text: a wrong baud rate, boot noise, or a line picked up in its middle"),
            ),
            Noise::Overlong => ("a line longer than any may be", Some("longer than any line may be")),
            Noise::Unfinished => {
                return match event.from {
                    Side::Host => self.host_text(event.text, stand, note),
                    Side::Module => self.unknown(event.text, stand, note),
                };
            }
        };
        note.message = Cow::Borrowed(message);
        if let Some(text) = text {
            note.remarks.push(Remark::new(Kind::Noise, text).at(0, event.text.len()));
        }
    }
}

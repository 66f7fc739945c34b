//! A log cut into physical lines, each with its line end. A run of CR before LF is one line end with it.

use memchr::memchr2;

/// The longest piece that is kept together; a longer line is cut.
pub(crate) const MAX_LINE: usize = 8 * 1024;

/// What has come of a line that is not over yet.
#[derive(Debug, Default)]
pub(crate) struct Cutter {
    held: Vec<u8>,
}

impl Cutter {
    /// Takes bytes; hands out every line that is over, line end included.
    pub(crate) fn take(&mut self, mut bytes: &[u8], each: &mut dyn FnMut(&[u8])) {
        while !bytes.is_empty() {
            if self.held.is_empty() {
                let Some(len) = line_len(bytes) else {
                    self.held.extend_from_slice(bytes);
                    return;
                };
                each(&bytes[..len]);
                bytes = &bytes[len..];
                continue;
            }
            // The rest of a held line: as much as a line may have, and no byte more than is needed.
            let room = bytes.len().min(MAX_LINE + 1);
            let before = self.held.len();
            self.held.extend_from_slice(&bytes[..room]);
            match line_len(&self.held) {
                Some(len) => {
                    each(&self.held[..len]);
                    if len >= before {
                        bytes = &bytes[len - before..];
                        self.held.clear();
                    } else {
                        self.held.truncate(before);
                        self.held.drain(..len);
                    }
                }
                None => bytes = &bytes[room..],
            }
        }
    }

    /// Nothing more comes.
    pub(crate) fn finish(&mut self, each: &mut dyn FnMut(&[u8])) {
        let mut held = std::mem::take(&mut self.held);
        held.push(b'x');
        let mut rest = &held[..];
        while let Some(len) = line_len(rest).filter(|len| *len < rest.len()) {
            each(&rest[..len]);
            rest = &rest[len..];
        }
        let last = &rest[..rest.len() - 1];
        if !last.is_empty() {
            each(last);
        }
    }
}

/// The length of the first line, once its end is sure.
fn line_len(bytes: &[u8]) -> Option<usize> {
    let Some(end) = memchr2(b'\r', b'\n', bytes).filter(|end| *end <= MAX_LINE) else {
        return (bytes.len() > MAX_LINE).then_some(MAX_LINE);
    };
    if bytes[end] == b'\n' {
        return Some(end + 1);
    }
    let crs = bytes[end..].iter().take(8).take_while(|b| **b == b'\r').count();
    match bytes.get(end + crs) {
        Some(b'\n') => Some(end + crs + 1),
        Some(_) => Some(end + crs),
        // What comes next may be the LF that ends it.
        None => None,
    }
}

/// The line without its end.
pub(crate) fn body(line: &[u8]) -> &[u8] {
    let end = line.iter().rposition(|b| *b != b'\r' && *b != b'\n').map_or(0, |at| at + 1);
    &line[..end]
}

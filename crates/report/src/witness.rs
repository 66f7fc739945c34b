//! Transcripts on demand: the lines of one attempt, read again from where they are in the journal.

use std::io::{Read, Seek, SeekFrom};

use hayes_journal::reader::ReadError;
use hayes_journal::transcript::Collector;
use hayes_journal::{Entry, Event, Reader, Transcript};

use crate::case::{Attempt, Case};

/// The transcript of the attempt that a case's verdict tells of; none where it never ran.
pub fn transcript_of(journal: &mut (impl Read + Seek), case: &Case) -> Result<Option<Transcript>, ReadError> {
    case.attempt().map_or(Ok(None), |attempt| transcript(journal, attempt))
}

/// The transcript of one attempt. Its lines have the numbers that they have in the journal.
pub fn transcript(
    journal: &mut (impl Read + Seek),
    attempt: &Attempt,
) -> Result<Option<Transcript>, ReadError> {
    journal.seek(SeekFrom::Start(attempt.bytes.start))?;
    let length = attempt.bytes.end.saturating_sub(attempt.bytes.start);
    let mut collector = Collector::default();
    for read in Reader::new(journal.take(length)) {
        let (line, entry) = read?;
        let Entry::Event(event) = entry else { continue };
        let over = collector.take(attempt.line + line - 1, &event);
        if over.is_some() {
            return Ok(over);
        }
        if matches!(event, Event::Ended(_)) {
            break;
        }
    }
    Ok(collector.finish())
}

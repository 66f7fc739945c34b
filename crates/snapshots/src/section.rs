//! One case as it is kept: what its own steps brought, without times and without what differs from run to run.

use std::collections::BTreeMap;
use std::io::Read;

use hayes_journal::reader::ReadError;
use hayes_journal::transcript::{
    Collector, Normaliser, STEPS, Shown, Side, Transcript, Volatile, VolatileError,
};
use hayes_journal::{Entry, Event, Reader};

/// Sections by their cases.
pub type Sections = BTreeMap<String, String>;

/// What stands under a name in lines of either witness: topics are made of the number of the case in its run.
const SAID: [(&str, &str); 2] = [("topic", "hayes/#+/a"), ("topic2", "hayes/#+/b")];

/// What stands under a name in the far end's lines only.
const FAR: [(&str, &str); 7] = [
    ("connection", "\\##+"),
    ("address", "#+.#+.#+.#+:#+"),
    ("peer", "virtual #+"),
    ("packet_id", "packet_id=#+"),
    ("id", "id=#+"),
    ("order", "order=#+"),
    ("by_order", "by order #+"),
];

/// The runner's note after the steps of a case: what follows sees to it that the module is still there.
const OVER: &str = "order: cancel";

/// The sections of the cases of a journal that came to their end; of one that was repeated, the last.
pub fn sections(journal: impl Read) -> Result<Sections, ReadError> {
    let mut sections = Sections::new();
    let mut collector = Collector::default();
    for read in Reader::new(journal) {
        let (line, Entry::Event(event)) = read? else { continue };
        let ended = matches!(event, Event::Finished(_));
        if let Some(transcript) = collector.take(line, &event).filter(|_| ended) {
            sections.insert(transcript.case.clone(), section(&transcript));
        }
    }
    Ok(sections)
}

fn section(transcript: &Transcript) -> String {
    // The patterns above are right; without them a section is no less true.
    let normaliser = |more: &[(&str, &str)]| normaliser(more).unwrap_or_else(|_| Normaliser::none());
    let (mut said, mut far) = (normaliser(&[]), normaliser(&FAR));
    let lines = transcript.lines();
    let is_begin = |line: &Shown| line.side == Side::Runner && line.text == STEPS;
    let begin = lines.iter().position(is_begin).map_or(0, |at| at + 1);
    let is_end = |line: &Shown| line.side == Side::Runner && line.text == OVER;
    let end = lines.iter().rposition(is_end).unwrap_or(lines.len()).max(begin);
    let mut text = String::new();
    for line in lines[begin..end].iter().filter(|line| !is_of_before(line)) {
        let shown = if line.side == Side::FarEnd { &mut far } else { &mut said }.text(&line.text);
        text.push_str(format!("{} {shown}", line.side).trim_end());
        text.push('\n');
    }
    text
}

/// The far end's record of what it was told before the steps may come after they have begun.
fn is_of_before(line: &Shown) -> bool {
    line.side == Side::FarEnd && line.text.starts_with("ordered ") && line.text.ends_with(": forget")
}

fn normaliser(more: &[(&str, &str)]) -> Result<Normaliser, VolatileError> {
    let volatile = |(name, pattern): &(&str, &str)| Volatile {
        name: (*name).to_owned(),
        value: None,
        pattern: Some((*pattern).to_owned()),
    };
    Normaliser::new(&SAID.iter().chain(more).map(volatile).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_patterns_are_patterns() {
        assert!(super::normaliser(&super::FAR).is_ok());
    }
}

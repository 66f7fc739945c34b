//! What a module answers differently to the same commands, and tells the far end differently. What differs from run to run
//! and says nothing is taken out first; commands that only one run has are the host's doing and no difference.

use std::fs::File;

use hayes_at::visible::{Visible, bytes_of};
use hayes_journal::Transcript;
use hayes_journal::reader::ReadError;
use hayes_journal::transcript::{Normaliser, Shown, Side, Volatile};
use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::case::Case;
use crate::run::Run;
use crate::witness::transcript_of;

/// How many lines of a difference are kept.
const LINES: usize = 60;
/// How long a line of it may be.
const WIDE: usize = 400;
/// How many lines of a transcript are compared.
const COMPARED: usize = 5000;

/// What such values look like that differ from run to run: names made for a case, numbers of connections and orders,
/// addresses, clocks, and how good the radio is.
const PATTERNS: [(&str, &str); 9] = [
    ("topic", r"hayes/#+"),
    ("connection", r"\##+"),
    ("order", "order=#+"),
    ("peer", "virtual #+"),
    ("address", "#+.#+.#+.#+:#+"),
    ("address", "#+.#+.#+.#+"),
    ("clock", "##/##/##,##:##:##"),
    ("signal", "+CSQ: #+,#+"),
    ("signal", "+CESQ: #+,#+,#+,#+,#+,#+"),
];

/// What a line of a difference is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tag {
    /// Both have it.
    Both,
    /// Only the first run has it.
    Gone,
    /// Only the second has it.
    Come,
}

impl Tag {
    /// The sign in front of a line.
    pub fn sign(self) -> char {
        match self {
            Self::Both => ' ',
            Self::Gone => '-',
            Self::Come => '+',
        }
    }
}

/// What differs: each command that was answered differently, with its answers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Difference {
    /// Lines, as in a difference of texts. Every byte is to be seen, so that a line is safe to be shown.
    pub lines: Vec<(Tag, String)>,
    /// How many more there are.
    pub more: u64,
}

impl Difference {
    fn push(&mut self, tag: Tag, line: &str) {
        if self.lines.len() == LINES {
            self.more += 1;
            return;
        }
        let cut = line.floor_char_boundary(WIDE);
        let end = if cut < line.len() { "…" } else { "" };
        self.lines.push((tag, format!("{}{end}", &line[..cut])));
    }

    /// The lines that one side has and the other has not, if there are any.
    fn add(&mut self, context: Option<&str>, a: &[String], b: &[String]) {
        if a == b {
            return;
        }
        if let Some(line) = context {
            self.push(Tag::Both, line);
        }
        for op in capture_diff_slices(Algorithm::Myers, a, b) {
            let (_, gone, come) = op.as_tag_tuple();
            if let DiffOp::Equal { .. } = op {
                a[gone].iter().for_each(|line| self.push(Tag::Both, line));
                continue;
            }
            a[gone].iter().for_each(|line| self.push(Tag::Gone, line));
            b[come].iter().for_each(|line| self.push(Tag::Come, line));
        }
    }
}

/// Reads the transcripts of two runs, case by case.
pub(super) struct Reader<'r> {
    files: [&'r mut File; 2],
    normal: [Normaliser; 2],
    /// Whether the runs came to the next case in the same way.
    same_way: bool,
}

impl<'r> Reader<'r> {
    pub(super) fn new(runs: [&Run; 2], files: [&'r mut File; 2]) -> Self {
        Self { files, normal: runs.map(normaliser), same_way: true }
    }

    /// What differs in a case.
    pub(super) fn difference(&mut self, was: &Case, is: &Case) -> Result<Difference, ReadError> {
        let [a, b] = &mut self.files;
        let (Some(a), Some(b)) = (transcript_of(a, was)?, transcript_of(b, is)?) else {
            return Ok(Difference::default());
        };
        let [ours, theirs] = &self.normal;
        let (a, b) = (Told::of(&a, ours.clone()), Told::of(&b, theirs.clone()));
        self.same_way &= a.commands == b.commands;
        let difference = difference(&a, &b, self.same_way);
        // What a failure left behind, and what was done about it, is another way to all cases after it.
        self.same_way &= was.standing() == is.standing() && was.attempts.len() == is.attempts.len();
        Ok(difference)
    }
}

fn normaliser(run: &Run) -> Normaliser {
    let identity = run.identity.iter().flat_map(|it| [("firmware", &it.firmware), ("model", &it.model)]);
    let own = identity
        .filter_map(|(name, value)| Some((name, value.as_ref()?)))
        .filter(|(_, value)| value.len() > 3);
    let own = own.map(|(name, value)| Volatile {
        name: name.to_owned(),
        value: Some(Visible(value.as_bytes()).to_string()),
        pattern: None,
    });
    let patterns = PATTERNS.into_iter().map(|(name, pattern)| Volatile {
        name: name.to_owned(),
        value: None,
        pattern: Some(pattern.replace("+C", r"\+C")),
    });
    Normaliser::new(&own.chain(patterns).collect::<Vec<_>>()).unwrap_or_default()
}

/// A case, as it is compared.
struct Told {
    commands: Vec<String>,
    /// What came after each of the commands.
    answers: Vec<Vec<String>>,
    /// What reached the far end.
    received: Vec<String>,
}

impl Told {
    fn of(transcript: &Transcript, mut normal: Normaliser) -> Self {
        let mut told =
            Self { commands: vec![String::new()], answers: vec![Vec::new()], received: Vec::new() };
        let mut pending: Vec<u8> = Vec::new();
        for line in transcript.lines().iter().take(COMPARED) {
            match line.side {
                Side::Module => pending.extend(bytes_of(&line.text).unwrap_or_default()),
                Side::Host => {
                    told.answered(&mut pending, &mut normal);
                    told.commands.push(format!("> {}", normal.text(&line.text)));
                    told.answers.push(Vec::new());
                }
                Side::FarEnd => told.received.extend(received(line).map(|text| normal.text(text))),
                Side::Runner => {}
            }
        }
        told.answered(&mut pending, &mut normal);
        told
    }

    /// The bytes that came, in lines: where a record of the far end cut a line in two, it is whole again.
    fn answered(&mut self, pending: &mut Vec<u8>, normal: &mut Normaliser) {
        let bytes = std::mem::take(pending);
        let Some(answer) = self.answers.last_mut() else { return };
        let mut start = 0;
        let mut end = 0;
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            end += piece.len();
            // An empty line belongs to what it stands before.
            if piece.iter().any(|byte| !matches!(byte, b'\r' | b'\n')) || end == bytes.len() {
                answer.push(format!("< {}", normal.text(&Visible(&bytes[start..end]).to_string())));
                start = end;
            }
        }
    }
}

/// A packet that the module sent. How often it pings depends on how long things took, and says nothing.
fn received(line: &Shown) -> Option<&str> {
    let (_, event) = line.text.split_once(' ')?;
    event.strip_prefix("received ").filter(|packet| !packet.starts_with("PINGREQ"))
}

fn difference(a: &Told, b: &Told, same_way: bool) -> Difference {
    let mut difference = Difference::default();
    let ops = capture_diff_slices(Algorithm::Myers, &a.commands, &b.commands);
    for op in &ops {
        let DiffOp::Equal { old_index, new_index, len } = *op else { continue };
        for step in 0..len {
            let command = &a.commands[old_index + step];
            let context = (!command.is_empty()).then_some(&**command);
            difference.add(context, &a.answers[old_index + step], &b.answers[new_index + step]);
        }
    }
    // What is sent depends on all that was set before: only after the same way it is to be compared. Order is not, as
    // packets of several connections have none.
    if same_way {
        let sorted = |packets: &[String]| {
            let mut packets = packets.to_vec();
            packets.sort_unstable();
            packets
        };
        difference.add(Some("the far end received"), &sorted(&a.received), &sorted(&b.received));
    }
    difference
}

#[cfg(test)]
mod tests {
    use hayes_journal::Event;
    use hayes_journal::transcript::Collector;
    use serde_json::json;
    use std::time::Duration;

    use super::*;

    /// A transcript: `>` the host, `<` the module, `|` the type of a packet that the far end received.
    fn told(lines: &[&str]) -> Told {
        let mut collector = Collector::default();
        collector.take(1, &Event::started(Duration::ZERO, "x/case", 1));
        for (number, line) in (2..).zip(lines) {
            let at = Duration::from_millis(number);
            let event = match line.split_at(1) {
                (">", text) => Event::out(at, &bytes_of(text).expect("bytes")),
                ("<", text) => Event::came(at, &bytes_of(text).expect("bytes")),
                (_, text) => Event::far(at, json!({"connection": number, "event": "received", "type": text})),
            };
            collector.take(number, &event);
        }
        let none = Run::default();
        Told::of(&collector.finish().expect("a case"), normaliser(&none))
    }

    fn shown(a: &[&str], b: &[&str]) -> Vec<String> {
        let difference = difference(&told(a), &told(b), true);
        difference.lines.into_iter().map(|(tag, line)| format!("{}{line}", tag.sign())).collect()
    }

    #[test]
    fn another_answer_to_the_same_command_is_a_difference() {
        let a = [r">AT+X\r", r"<\r\n+X: 1\r\n\r\nOK\r\n"];
        let b = [r">AT+X\r", r"<\r\n+X: 2\r\n\r\nOK\r\n"];
        assert_eq!(shown(&a, &b), [r" > AT+X\r", r"-< \r\n+X: 1\r\n", r"+< \r\n+X: 2\r\n", r" < \r\nOK\r\n"]);
        assert_eq!(shown(&a, &a), [""; 0]);
    }

    #[rstest::rstest]
    #[case::how_reads_were_cut(&[r">AT\r", r"<\r\nOK\r\n"], &[r">AT\r", r"<\r\nO", r"<K\r\n"])]
    #[case::a_record_between_reads(&[r">AT\r", "|CONNECT", r"<\r\nOK\r\n"], &[r">AT\r", r"<\r\nO", "|CONNECT", r"<K\r\n"])]
    #[case::names_made_for_a_case(&[r#">AT+S="hayes/7/a"\r"#, r#"<+R: "hayes/7/a"\r\n"#], &[r#">AT+S="hayes/91/a"\r"#, r#"<+R: "hayes/91/a"\r\n"#])]
    #[case::another_way_to_the_case(&[r">AT\r", r"<OK\r\n"], &[r">AT+OPEN\r", r"<OK\r\n+OPEN: 0\r\n", r">AT\r", r"<OK\r\n"])]
    #[case::the_order_of_packets(&[r">AT\r", "|PUBLISH", "|SUBSCRIBE"], &[r">AT\r", "|SUBSCRIBE", "|PUBLISH"])]
    #[case::radio(&[r">AT+CSQ\r", r"<+CSQ: 21,0\r\n"], &[r">AT+CSQ\r", r"<+CSQ: 19,99\r\n"])]
    #[case::pings(&[r">AT\r", "|PINGREQ", r"<OK\r\n"], &[r">AT\r", r"<OK\r\n"])]
    fn what_says_nothing_is_no_difference(#[case] a: &[&str], #[case] b: &[&str]) {
        assert_eq!(shown(a, b), [""; 0]);
    }

    #[rstest::rstest]
    #[case::a_topic_that_is_another(&[r#">AT+S="hayes/7/a"\r"#, r#"<+R: "hayes/7/a"\r\n"#], &[r#">AT+S="hayes/7/a"\r"#, r#"<+R: "hayes/8/a"\r\n"#])]
    #[case::the_order_of_lines(&[r">AT\r", r"<+U: 1\r\nOK\r\n"], &[r">AT\r", r"<OK\r\n+U: 1\r\n"])]
    #[case::line_ends(&[r">AT\r", r"<\r\nOK\r\n"], &[r">AT\r", r"<OK\r\n"])]
    #[case::an_answer_that_is_missing(&[r">AT\r", r"<OK\r\n"], &[r">AT\r"])]
    #[case::packets(&[r">AT\r", "|PUBLISH", r"<OK\r\n"], &[r">AT\r", "|PUBLISH", "|PUBLISH", r"<OK\r\n"])]
    fn what_a_module_does_otherwise_is_one(#[case] a: &[&str], #[case] b: &[&str]) {
        assert!(!shown(a, b).is_empty());
    }

    #[test]
    fn a_difference_is_bounded() {
        let many = |from: usize| (from..from + 500).map(|n| format!("<+U: {n}\\r\\n")).collect::<Vec<_>>();
        let (a, b) = (many(0), many(1000));
        let (a, b): (Vec<&str>, Vec<&str>) =
            (a.iter().map(|line| &**line).collect(), b.iter().map(|line| &**line).collect());
        let difference = difference(&told(&a), &told(&b), true);
        assert_eq!((difference.lines.len(), difference.more), (LINES, 1000 - LINES as u64));
    }
}

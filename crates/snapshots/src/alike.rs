//! Do two transcripts tell the same? Each witness tells its own story in order; how the two stories lie beside each other, in
//! which pieces bytes came, and whether a ping fell into the case, differs from run to run and is the module's affair.

use std::collections::BTreeMap;

/// What a section begins a line of the far end with.
const FAR: &str = "        | ";
/// A ping comes when it comes.
const PINGS: [&str; 2] = ["received PINGREQ", "sent PINGRESP"];

/// Do two sections tell the same?
pub(crate) fn alike(one: &str, other: &str) -> bool {
    one == other || Told::by(one) == Told::by(other)
}

/// What the witnesses tell.
#[derive(Debug, PartialEq, Eq)]
struct Told<'t> {
    /// The serial line and the runner: who, and all that it says before somebody else does.
    line: Vec<(&'t str, String)>,
    /// The far end, by connection.
    far: BTreeMap<&'t str, Vec<&'t str>>,
}

impl<'t> Told<'t> {
    fn by(section: &'t str) -> Self {
        let mut told = Self { line: Vec::new(), far: BTreeMap::new() };
        for shown in section.lines() {
            match shown.strip_prefix(FAR) {
                Some(record) => told.record(record),
                None => told.say(shown),
            }
        }
        told
    }

    fn record(&mut self, record: &'t str) {
        let of_a_connection = record.strip_prefix('{').and_then(|rest| rest.split_once("} "));
        let (connection, what) = of_a_connection.unwrap_or(("", record));
        if !PINGS.contains(&what) {
            self.far.entry(connection).or_default().push(what);
        }
    }

    fn say(&mut self, shown: &'t str) {
        let (who, what) = shown.split_once(' ').unwrap_or((shown, ""));
        match self.line.last_mut() {
            // A note of the runner's is one of its own.
            Some((last, said)) if *last == who && who != "--" => said.push_str(what),
            _ => self.line.push((who, what.to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::alike;

    const ONE: &str = "> AT+QMTDISC=0\\r\n< AT+QMTDISC=0\\r\\r\\n\n< OK\\r\\n\n        | {connection} received DISCONNECT\n        \
                       | {connection} closed how=\"closed\"\n< \\r\\n+QMTDISC: 0,0\\r\\n\n";

    #[rstest]
    #[case::in_other_pieces("< AT+QMTDISC=0\\r\\r\\n\n< OK", "< AT+QMTDISC=0\\r\n< \\r\\nOK")]
    #[case::later(
        "        | {connection} closed how=\"closed\"\n< \\r\\n+QMTDISC: 0,0\\r\\n\n",
        "< \\r\\n+QMTDISC: 0,0\\r\\n\n        | {connection} closed how=\"closed\"\n"
    )]
    #[case::a_ping(
        "        | {connection} received DISC",
        "        | {connection} received PINGREQ\n        | {connection} sent PINGRESP\n        | {connection} received DISC"
    )]
    fn one_story(#[case] was: &str, #[case] is: &str) {
        let other = ONE.replacen(was, is, 1);
        assert_ne!(other, ONE);
        assert!(alike(ONE, &other) && alike(&other, ONE), "{other}");
    }

    #[rstest]
    #[case::another_result("+QMTDISC: 0,0", "+QMTDISC: 0,-1")]
    #[case::another_packet("received DISCONNECT", "received PUBLISH")]
    #[case::one_line_less("< OK\\r\\n\n", "")]
    #[case::an_order(
        "        | {connection} received DISC",
        "        | ordered {order}: mute\n        | {connection} received DISC"
    )]
    #[case::another_connection("{connection} closed", "{connection 2} closed")]
    #[case::another_order(
        "        | {connection} received DISCONNECT\n        | {connection} closed how=\"closed\"",
        "        | {connection} closed how=\"closed\"\n        | {connection} received DISCONNECT"
    )]
    fn another_story(#[case] was: &str, #[case] is: &str) {
        let other = ONE.replacen(was, is, 1);
        assert_ne!(other, ONE);
        assert!(!alike(ONE, &other) && !alike(&other, ONE), "{other}");
    }
}

//! Do two transcripts tell the same? Each witness tells its own story in order; how the stories lie beside each other, in
//! which pieces bytes came, and whether a ping fell into the case, differs from run to run and is the module's affair.

use std::collections::BTreeMap;

/// What a section begins a line of the far end with.
const FAR: &str = "        | ";
/// A ping comes when it comes; of an order the runner tells as well.
const ASIDE: [&str; 3] = ["received PINGREQ", "sent PINGRESP", "ordered "];

/// Do two sections tell the same?
pub(crate) fn alike(one: &str, other: &str) -> bool {
    one == other || Told::by(one) == Told::by(other)
}

/// What the witnesses tell.
#[derive(Debug, Default, PartialEq, Eq)]
struct Told<'t> {
    /// What the host and the runner did, in order.
    asked: Vec<&'t str>,
    /// What the module said after so many of the host's lines.
    said: BTreeMap<usize, String>,
    lines: usize,
    /// The far end, by connection and by who sent it.
    far: BTreeMap<(&'t str, &'t str), Vec<&'t str>>,
}

impl<'t> Told<'t> {
    fn by(section: &'t str) -> Self {
        let mut told = Self::default();
        for shown in section.lines() {
            if let Some(record) = shown.strip_prefix(FAR) {
                told.record(record);
            } else if let Some(said) = shown.strip_prefix("< ") {
                told.said.entry(told.lines).or_default().push_str(said);
            } else {
                told.lines += usize::from(shown.starts_with("> "));
                told.asked.push(shown);
            }
        }
        told
    }

    fn record(&mut self, record: &'t str) {
        let of_a_connection = record.strip_prefix('{').and_then(|rest| rest.split_once("} "));
        let (connection, what) = of_a_connection.unwrap_or(("", record));
        if ASIDE.iter().any(|aside| what.starts_with(aside)) {
            return;
        }
        let way = ["received", "sent"].into_iter().find(|way| what.starts_with(way)).unwrap_or_default();
        // Where it comes from is another place each time.
        let what = if what.starts_with("opened ") { "opened" } else { what };
        self.far.entry((connection, way)).or_default().push(what);
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::alike;

    const ONE: &str = "> AT+QMTDISC=0\\r\n< AT+QMTDISC=0\\r\\r\\n\n< OK\\r\\n\n        | {connection} received DISCONNECT\n        | {connection} sent PUBLISH 1\n        | {connection} received PUBACK 1\n        | {connection} sent PUBLISH 2\n        \
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
    #[case::an_order_that_is_told_twice(
        "        | {connection} received DISC",
        "        | ordered {order}: mute\n        | {connection} received DISC"
    )]
    #[case::received_and_sent(
        "sent PUBLISH 1\n        | {connection} received PUBACK 1\n        | {connection} sent PUBLISH 2",
        "sent PUBLISH 1\n        | {connection} sent PUBLISH 2\n        | {connection} received PUBACK 1"
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
        "-- order: mute\n        | {connection} received DISC"
    )]
    #[case::another_connection("{connection} closed", "{connection 2} closed")]
    #[case::another_order(
        "received DISCONNECT\n        | {connection} sent PUBLISH 1\n        | {connection} received PUBACK 1",
        "received PUBACK 1\n        | {connection} sent PUBLISH 1\n        | {connection} received DISCONNECT"
    )]
    #[case::behind_another_command("< \\r\\n+QMTDISC", "> AT\\r\n< \\r\\n+QMTDISC")]
    fn another_story(#[case] was: &str, #[case] is: &str) {
        let other = ONE.replacen(was, is, 1);
        assert_ne!(other, ONE);
        assert!(!alike(ONE, &other) && !alike(&other, ONE), "{other}");
    }
}

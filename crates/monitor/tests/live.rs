//! The monitor beside a live exchange: bytes and times in, remarks and deadlines out.

use std::time::Duration;

use hayes_at::exchange::{Exchange, Side};
use hayes_dialects::Dialect;
use hayes_monitor::oracles::dialects;
use hayes_monitor::{Kind, Monitor, Note, Options, Stand};
use rstest::rstest;

/// An exchange that a monitor watches.
struct Live {
    exchange: Exchange<'static>,
    monitor: Monitor<'static>,
    now: Duration,
    line: u64,
}

impl Live {
    fn new(id: &str) -> Self {
        Self::of(dialects().iter().find(|d| d.id == id).expect("a built-in dialect"))
    }

    fn of(dialect: &'static Dialect) -> Self {
        let mut options = Options::default();
        options.this_module_only = true;
        let monitor = Monitor::new(dialect, dialects(), options);
        Self { exchange: Exchange::new(dialect.grammar()), monitor, now: Duration::ZERO, line: 0 }
    }

    /// A side writes bytes after a pause; what is said about their events.
    fn write(&mut self, pause: u64, side: Side, mut bytes: &[u8]) -> Vec<Note<'static>> {
        self.now += Duration::from_millis(pause);
        let mut notes = Vec::new();
        while !bytes.is_empty() {
            let taken = match side {
                Side::Host => self.exchange.handle_host(bytes),
                Side::Module => self.exchange.handle_module(bytes),
            };
            bytes = &bytes[taken..];
            while let Some(event) = self.exchange.poll() {
                self.line += 1;
                notes.push(self.monitor.event(&event, Stand { line: self.line, time: Some(self.now) }));
            }
        }
        notes
    }

    fn host(&mut self, pause: u64, line: &str) -> Vec<Note<'static>> {
        self.write(pause, Side::Host, format!("{line}\r").as_bytes())
    }

    fn module(&mut self, pause: u64, line: &str) -> Vec<Note<'static>> {
        self.write(pause, Side::Module, format!("\r\n{line}\r\n").as_bytes())
    }
}

#[test]
fn a_final_result_that_does_not_come_is_told_at_its_deadline() {
    let mut live = Live::new("quectel-ecx00u");
    assert_eq!(live.monitor.next_deadline(), None);
    live.host(0, "AT+QMTCFG=\"version\",0,4");
    let due = live.monitor.next_deadline().expect("300 ms are documented");
    assert!(due > Duration::from_millis(300) && due < Duration::from_secs(2), "{due:?}");
    assert!(live.monitor.handle_timeout(due.saturating_sub(Duration::from_millis(1))).is_empty());
    let told = live.monitor.handle_timeout(due);
    assert_eq!(told.len(), 1);
    let (line, remark) = &told[0];
    assert_eq!((*line, remark.kind), (1, Kind::Overdue));
    let breach = remark.breaks.as_ref().expect("the document says how long it may take");
    assert_eq!((breach.rule, breach.clause.as_deref()), ("response-time", Some("3.3.1")));
    // Once is enough.
    assert_eq!(live.monitor.next_deadline(), None);
    assert!(live.monitor.handle_timeout(due * 10).is_empty());
    // When it comes after all, it is late.
    let late = live.module(5000, "OK");
    assert!(late.iter().flat_map(|n| &n.remarks).any(|r| r.kind == Kind::Late && r.breaks.is_some()));
}

#[test]
fn a_result_in_time_takes_the_deadline_away_and_a_later_result_has_its_own() {
    let mut live = Live::new("quectel-ecx00u");
    live.host(0, "AT+QMTOPEN=0,\"h.example\",1883");
    live.module(20, "OK");
    let due = live.monitor.next_deadline().expect("the later result has a limit");
    assert!(due > Duration::from_secs(30), "{due:?}");
    live.module(1500, "+QMTOPEN: 0,0");
    assert_eq!(live.monitor.next_deadline(), None);
    assert!(live.monitor.handle_timeout(due * 2).is_empty());
}

#[test]
fn a_limit_that_the_network_decides_is_no_breach() {
    let mut live = Live::new("quectel-bc20");
    live.host(0, "AT+QMTOPEN=0,\"h.example\",1883");
    live.module(20, "OK");
    let due = live.monitor.next_deadline().expect("a limit");
    let told = live.monitor.handle_timeout(due);
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].1.breaks, None);
}

#[rstest]
#[case("quectel-ecx00u", "+QMTSTAT: 0,1,7,7", "shape")]
#[case("quectel-ecx00u", "+QMTSTAT: 77,1", "values")]
#[case("quectel-ecx00u", "what is this", "nothing-unknown")]
#[case("simcom-sim7672", "+CMQTTCONNLOST: 9,1", "values")]
fn a_breach_names_its_promise(#[case] dialect: &str, #[case] line: &str, #[case] rule: &str) {
    let mut live = Live::new(dialect);
    let notes = live.module(0, line);
    let broken: Vec<_> = notes.iter().flat_map(|n| &n.remarks).filter_map(|r| r.breaks.as_ref()).collect();
    assert!(broken.iter().any(|b| b.rule == rule), "{broken:?}");
}

#[test]
fn what_the_host_does_wrong_is_no_breach_of_the_module() {
    let mut live = Live::new("quectel-ecx00u");
    let notes = live.host(0, "AT+QMTOPEN=9,h.example,\"1883\"");
    let remarks: Vec<_> = notes.iter().flat_map(|n| &n.remarks).collect();
    assert!(remarks.iter().any(|r| r.kind == Kind::Range) && remarks.iter().all(|r| r.breaks.is_none()));
}

#[test]
fn a_remark_that_is_switched_off_is_not_told_at_a_deadline() {
    let dialect = dialects().iter().find(|d| d.id == "quectel-ecx00u").expect("built in");
    let mut options = Options::default();
    options.without(Kind::Overdue);
    let mut live = Live::new("quectel-ecx00u");
    live.monitor = Monitor::new(dialect, dialects(), options);
    live.host(0, "AT+QMTCFG=\"version\",0,4");
    let due = live.monitor.next_deadline().expect("a limit");
    assert!(live.monitor.handle_timeout(due).is_empty());
}

#[rstest]
#[case::its_own(1, true)]
#[case::of_another_client(0, false)]
fn a_lost_link_answers_only_the_connect_of_its_client(#[case] lost: u8, #[case] answers: bool) {
    let mut live = Live::new("quectel-bc26");
    live.host(0, "AT+QMTCONN=1,\"two\"");
    live.module(10, "OK");
    let notes = live.module(10, &format!("+QMTSTAT: {lost},1"));
    let told = notes.iter().flat_map(|n| &n.remarks).any(|r| r.kind == Kind::Deviation);
    assert_eq!(told, answers);
}

#[test]
fn while_the_host_types_data_no_time_of_the_module_passes() {
    let mut live = Live::new("fibocom");
    live.host(0, "AT+MQTTPUB=1,\"t\",0,0,3");
    assert!(live.monitor.next_deadline().is_some());
    live.write(100, Side::Module, b"\r\n>\r\n");
    assert_eq!(live.monitor.next_deadline(), None);
    live.write(5000, Side::Host, b"abc");
    let due = live.monitor.next_deadline().expect("from the last byte on it is the module's turn");
    assert!(due > live.now && due < live.now + Duration::from_secs(3), "{due:?}");
    let notes = live.module(200, "OK");
    assert!(notes.iter().flat_map(|n| &n.remarks).all(|r| r.kind != Kind::Late), "{notes:?}");
}

#[rstest]
#[case::another_documents_report("+QIND: \"SMS DONE\"", false)]
#[case::another_name("^DSCI: 1,2", false)]
#[case::a_name_like_its_own("+QMTWHAT: 1", true)]
#[case::no_report("heap 1234 of 5678", true)]
fn only_what_the_document_would_know_is_unknown(#[case] line: &str, #[case] breaks: bool) {
    let mut live = Live::new("quectel-ecx00u");
    live.host(0, "AT+QMTCONN=0,\"me\"");
    let notes = live.module(10, line);
    assert_eq!(notes.iter().any(|note| note.remarks.iter().any(|r| r.breaks.is_some())), breaks, "{notes:?}");
}

#[test]
fn a_lost_link_is_an_answer_to_whatever_the_client_was_asked() {
    let mut live = Live::new("quectel-ecx00u");
    live.host(0, "AT+QMTDISC=0");
    live.module(10, "OK");
    let notes = live.module(10, "+QMTSTAT: 0,5");
    assert!(notes.iter().all(|note| note.remarks.iter().all(|r| r.breaks.is_none())), "{notes:?}");
    let over = live.monitor.handle_timeout(Duration::from_mins(10));
    assert!(over.is_empty(), "{over:?}");
}

#[rstest]
#[case::as_asked("+CMQTTACCQ: 7,12", false)]
#[case::of_its_own("+CMQTTACCQ: 9,12", true)]
fn a_refusal_may_repeat_what_it_refuses(#[case] line: &str, #[case] breaks: bool) {
    let mut live = Live::new("simcom-sim7672");
    live.host(0, "AT+CMQTTACCQ=7,\"me\"");
    let notes = live.module(10, line);
    assert_eq!(notes.iter().any(|note| note.remarks.iter().any(|r| r.breaks.is_some())), breaks, "{notes:?}");
}

#[rstest]
#[case::as_printed("+MQTTCLOSE: (1,2)", false)]
#[case::as_a_range("+MQTTCLOSE: (1-2)", false)]
#[case::with_spaces("+MQTTCLOSE: (1, 2)", false)]
#[case::too_few("+MQTTCLOSE: (1)", true)]
fn ranges_may_be_spelled_otherwise(#[case] line: &str, #[case] breaks: bool) {
    let mut live = Live::new("fibocom");
    live.host(0, "AT+MQTTCLOSE=?");
    let notes = live.module(10, line);
    assert_eq!(notes.iter().any(|note| note.remarks.iter().any(|r| r.breaks.is_some())), breaks, "{notes:?}");
}

#[rstest]
#[case::all("TOPIC: 0,3\r\na/b|PAYLOAD: 0,4\r\nfour|PAYLOAD: 0,4\r\nmore", None)]
#[case::topic_in_two("TOPIC: 0,1\r\na|TOPIC: 0,2\r\n/b|PAYLOAD: 0,8\r\nfourmore", None)]
#[case::one_lost("TOPIC: 0,3\r\na/b|PAYLOAD: 0,4\r\nfour", Some("shape"))]
#[case::one_twice("TOPIC: 0,3\r\na/b|PAYLOAD: 0,6\r\nfourmo|PAYLOAD: 0,4\r\nmore", Some("shape"))]
#[case::none("TOPIC: 0,3\r\na/b", Some("shape"))]
#[case::payload_first("PAYLOAD: 0,8\r\nfourmore|TOPIC: 0,3\r\na/b", Some("order"))]
#[case::topic_inside("TOPIC: 0,1\r\na|PAYLOAD: 0,8\r\nfourmore|TOPIC: 0,2\r\n/b", Some("order"))]
fn pieces_are_what_the_first_line_of_their_message_says_and_in_order(
    #[case] pieces: &str,
    #[case] breach: Option<&str>,
) {
    let mut live = Live::new("simcom-sim7672");
    let pieces = pieces.replace('|', "\r\n+CMQTTRX");
    let message = format!("+CMQTTRXSTART: 0,3,8\r\n+CMQTTRX{pieces}\r\n+CMQTTRXEND: 0");
    let notes = live.module(0, &message);
    let breaches: Vec<&str> =
        notes.iter().flat_map(|n| &n.remarks).filter_map(|r| r.breaks.as_ref()).map(|b| b.rule).collect();
    assert_eq!(breaches, Vec::from_iter(breach));
}

/// A module says its start in several lines, and is asked as soon as the first one has come.
#[test]
fn what_is_asked_between_two_lines_of_a_start_may_be_answered() {
    let mut live = Live::new("quectel-ecx00u");
    live.module(0, "RDY");
    live.host(1, "AT");
    live.module(1, "+CFUN: 1");
    let notes = live.module(5, "OK");
    let mut remarks = notes.iter().flat_map(|note| &note.remarks);
    assert!(remarks.all(|remark| remark.breaks.is_none()), "{notes:?}");
    live.module(60_000, "OK");
    for pause in 0..10 {
        live.host(pause, "AT");
        live.module(5, "OK");
    }
    let notes = live.module(5, "OK");
    let mut remarks = notes.iter().flat_map(|note| &note.remarks);
    assert!(remarks.any(|remark| remark.breaks.is_some()), "{notes:?}");
}

/// A dialect with an end of its own for refusals, which leaves a plain ERROR no room unless a reading opens it.
fn with_an_end_of_its_own(reading: &str) -> &'static Dialect {
    let text = format!(
        r#"
version  = 1
id       = "own-end"
family   = "own"
modules  = []
document = {{ title = "An end of its own" }}
include  = ["base"]
fails    = ['+OWNERR: <code>']
[params]
code = {{ int = "0-9", says = "code" }}
slot = {{ int = "0-2", says = "slot" }}
[[final]]
line = '+OWNERR: <code>'
good = false
[[command]]
name   = "+OWNSET"
clause = "2.1"
[[command.write]]
syntax = '<slot>'
{reading}"#
    );
    let dialect = hayes_dialects::load_str("own-end.toml", &text).unwrap_or_else(|e| panic!("{e}"));
    Box::leak(Box::new(dialect))
}

const OPEN: &str = r#"
[[reading]]
id     = "refusal"
clause = "1"
about  = ["+OWNSET"]
says   = "how a refusal ends"
ways   = { own = "+OWNERR: <code>", plain = "ERROR" }
opens  = ["fails"]
"#;

#[rstest]
#[case::plain("", "AT+OWNSET=1", "ERROR", true)]
#[case::its_own("", "AT+OWNSET=1", "+OWNERR: 3", false)]
#[case::opened(OPEN, "AT+OWNSET=1", "ERROR", false)]
#[case::described_elsewhere("", "AT+CSQ", "ERROR", false)]
#[case::unknown_to_the_document("", "AT+STRANGE=1", "ERROR", false)]
fn a_plain_error_is_no_refusal_of_a_document_with_another(
    #[case] reading: &str,
    #[case] command: &str,
    #[case] result: &str,
    #[case] breaks: bool,
) {
    let mut live = Live::of(with_an_end_of_its_own(reading));
    live.host(0, command);
    let notes = live.module(10, result);
    let broken = notes
        .iter()
        .flat_map(|note| &note.remarks)
        .any(|remark| remark.breaks.as_ref().is_some_and(|breach| breach.rule == "shape"));
    assert_eq!(broken, breaks, "{notes:#?}");
}

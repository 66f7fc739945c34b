//! A result that is due comes before, within or after the answer to a read command: every line is what it is,
//! or unclear with that among its candidates, and nothing is settled wrongly.

use hayes_at::exchange::{Exchange, Other, What};
use hayes_dialects::load_builtin;
use rstest::rstest;

/// What a line of the module is in truth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Truth {
    Result,
    Answer,
    End,
}

#[rstest]
#[case::bc20_connect(
    "quectel-bc20",
    r#"AT+QMTCONN=0,"me""#,
    &["+QMTCONN: 0,0,0", "+QMTCONN: 0,2"],
    "AT+QMTCONN?",
    &[
        "",
        "+QMTCONN: 0,1",
        "+QMTCONN: 0,2 | +QMTCONN: 1,2",
        "+QMTCONN: 0,3 | +QMTCONN: 1,1 | +QMTCONN: 2,4",
    ],
)]
#[case::simcom_disconnect(
    "simcom-sim7672",
    "AT+CMQTTDISC=0,60",
    &["+CMQTTDISC: 0,0", "+CMQTTDISC: 0,1", "+CMQTTDISC: 0,11"],
    "AT+CMQTTDISC?",
    &[
        "+CMQTTDISC: 0,0 | +CMQTTDISC: 1,0",
        "+CMQTTDISC: 0,0 | +CMQTTDISC: 1,1",
        "+CMQTTDISC: 0,1 | +CMQTTDISC: 1,0",
        "+CMQTTDISC: 0,1 | +CMQTTDISC: 1,1",
    ],
)]
#[case::simcom_disconnect_of_the_second(
    "simcom-sim7672",
    "AT+CMQTTDISC=1,60",
    &["+CMQTTDISC: 1,0", "+CMQTTDISC: 1,1", "+CMQTTDISC: 1,11"],
    "AT+CMQTTDISC?",
    &["+CMQTTDISC: 0,0 | +CMQTTDISC: 1,0", "+CMQTTDISC: 0,0 | +CMQTTDISC: 1,1"],
)]
#[case::fibocom_open(
    "fibocom",
    r#"AT+MQTTOPEN=1,"host",1883,0,60"#,
    &["+MQTTOPEN: 1,1", "+MQTTOPEN: 1,0"],
    "AT+MQTTOPEN?",
    &["+MQTTOPEN: 1", "+MQTTOPEN: 1,2", "+MQTTOPEN: 1,1", "+MQTTOPEN: 0"],
)]
#[case::fibocom_close(
    "fibocom",
    "AT+MQTTCLOSE=1",
    &["+MQTTCLOSE: 1,1", "+MQTTCLOSE: 1,0"],
    "AT+MQTTCLOSE?",
    &["+MQTTCLOSE: 1", "+MQTTCLOSE: 1,2", "+MQTTCLOSE: 1,1", "+MQTTCLOSE: 0"],
)]
#[case::fibocom_call(
    "fibocom",
    r#"AT+MIPCALL=1,"apn""#,
    &["+MIPCALL: 0", "+MIPCALL: 10.0.0.7"],
    "AT+MIPCALL?",
    &["+MIPCALL: 0", "+MIPCALL: 1,10.0.0.7"],
)]
fn a_due_result_is_never_taken_for_something_else(
    #[case] id: &str,
    #[case] command: &str,
    #[case] results: &[&str],
    #[case] read: &str,
    #[case] answers: &[&str],
) {
    let dialect = load_builtin(id).unwrap_or_else(|found| panic!("{found}"));
    let mut unclear = 0;
    for result in results {
        for answer in answers {
            let mut answer: Vec<(&str, Truth)> =
                answer.split(" | ").filter(|l| !l.is_empty()).map(|l| (l, Truth::Answer)).collect();
            answer.push(("OK", Truth::End));
            for place in 0..=answer.len() {
                let mut lines = answer.clone();
                lines.insert(place, (*result, Truth::Result));
                unclear += play(dialect.grammar(), [command, read], &lines);
            }
        }
    }
    assert!(unclear > 0, "some of these collide");
}

/// Lets the read command be answered while a result is due, and holds every event against the truth; gives
/// the number of unclear lines.
fn play(grammar: &hayes_at::grammar::Grammar, [command, read]: [&str; 2], lines: &[(&str, Truth)]) -> usize {
    let mut exchange = Exchange::new(grammar);
    let due = say(&mut exchange, command, None)[0].0;
    say(&mut exchange, "", Some("OK"));
    let asked = say(&mut exchange, read, None)[0].0;
    let mut unclear = Vec::new();
    for (line, truth) in lines {
        for (seq, what) in say(&mut exchange, "", Some(line)) {
            let about = format!("{line:?} of {lines:?} is {what:?}");
            match what {
                What::Info { of, .. } => assert_eq!((of, *truth), (asked, Truth::Answer), "{about}"),
                What::Later { of, interim: false, early: false, .. } => {
                    assert_eq!((of, *truth), (due, Truth::Result), "{about}");
                }
                What::Final { of, documented, .. } => {
                    assert_eq!((of, documented, *truth), (Some(asked), true, Truth::End), "{about}");
                }
                What::Unclear { of, or, .. } => {
                    assert_eq!(of, asked, "{about}");
                    assert!(or == Other::Later(due) || *truth == Truth::Answer, "{about}");
                    unclear.push((seq, *truth));
                }
                What::Settled { line, answer } => {
                    let truth = unclear.iter().find(|(s, _)| *s == line).map(|(_, t)| *t);
                    assert_eq!(truth, Some(if answer { Truth::Answer } else { Truth::Result }), "{about}");
                }
                _ => panic!("{about}"),
            }
        }
    }
    assert!(exchange.owing().all(|(seq, perhaps)| seq == due && perhaps), "{lines:?}: it has come");
    unclear.len()
}

/// One side says a line; gives what came of it.
fn say(exchange: &mut Exchange<'_>, host: &str, module: Option<&str>) -> Vec<(u64, What)> {
    match module {
        Some(line) => exchange.handle_module(format!("\r\n{line}\r\n").as_bytes()),
        None => exchange.handle_host(format!("{host}\r").as_bytes()),
    };
    let mut told = Vec::new();
    while let Some(event) = exchange.poll() {
        told.push((event.seq, event.what));
    }
    told
}

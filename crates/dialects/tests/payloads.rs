//! Data of both sides that hold what lines are made of, and messages that come in several lines: dialogues on
//! the built-in dialects, whole and cut into small reads.

#![allow(clippy::needless_raw_string_hashes, reason = "dialogues look alike whether they hold quotes or not")]

mod dialogue;

use rstest::{Context, rstest};

#[rstest]
// ---- stored and direct messages ----
#[case::five_slots_and_a_stored_message(
    "quectel-ecx00u",
    r#"
> AT+QMTRECV?
< +QMTRECV: 0,1
< +QMTRECV: 0,1,0,0,0,0
< +QMTRECV: 1,0
< +QMTRECV: 1,1,0,0,0,0
< OK
< +QMTRECV: 0,2
"#
)]
#[case::a_stored_message_read_or_reported(
    "quectel-ecx00u",
    r#"
> AT+QMTRECV=0,1
< +QMTRECV: 0,2
< +QMTRECV: 0,7,"t",5,"a\r\n"b"
< OK
< +QMTRECV: 0,8,"t",2,"OK"
> AT+QMTRECV=0
< OK
"#
)]
#[case::many_stored_messages(
    "quectel-ecx00u",
    r#"
> AT+QMTRECV=0
< +QMTRECV: 0,1,"t","1"
< +QMTRECV: 0,2,"t","2"
< +QMTRECV: 0,3,"t","3"
< +QMTRECV: 0,4,"t","4"
< +QMTRECV: 0,5,"t","5"
< +QMTRECV: 0,6,"t","6"
< +QMTRECV: 0,7,"t","7"
< +QMTRECV: 0,8,"t","8"
< +QMTRECV: 0,9,"t","9"
< +QMTRECV: 0,10,"t","10"
< +QMTRECV: 0,11,"t","11"
< OK
"#
)]
#[case::payloads_without_a_length(
    "quectel-ecx00u",
    r#"
< +QMTRECV: 0,7,"t","{"a":"b"}"
< +QMTRECV: 0,7,"t","a","b"
< +QMTRECV: 0,7,"t","a\r\n\r\nOK\r\n"
< +QMTRECV: 0,7,"t",10,"a","b"\r\nOK"
< +QMTRECV: 0,7,"t",3,"abcd"
< +QMTSTAT: 0,1
"#
)]
// ---- publishing ----
#[case::five_publishes_in_flight(
    "quectel-ecx00u",
    r#"
> AT+QMTPUBEX=0,1,1,0,"t",1
< >
= a
< OK
> AT+QMTPUBEX=0,2,1,0,"t",1
< >
= b
< OK
> AT+QMTPUBEX=0,3,1,0,"t",1
< >
= c
< OK
> AT+QMTPUBEX=0,4,1,0,"t",1
< >
= d
< OK
> AT+QMTPUBEX=0,5,1,0,"t",1
< >
= e
< OK
< +QMTPUBEX: 0,3,1,1
< +QMTPUBEX: 0,5,0
< +QMTPUBEX: 0,3,1,2
< +QMTPUBEX: 0,1,0
< +QMTPUBEX: 0,4,2
< +QMTPUBEX: 0,3,0
< +QMTPUBEX: 0,3,0
"#
)]
#[case::a_packet_sent_once_more(
    "quectel-bc20",
    r#"
> AT+QMTSUB=0,1,"t",1
< OK
< +QMTSUB: 0,1,1,2
< +QMTSUB: 0,1,0,1
> AT+QMTPUB=0,9,1,0,"t","m"
< OK
< +QMTPUB: 0,9,1,3
< +QMTPUB: 0,9,2
"#
)]
#[case::data_mode(
    "quectel-bc26",
    r#"
> AT+QMTPUB=0,1,1,0,"t"
- \r\n> 
= say "OK"\r\nOK\r\n\x1A
< OK
< +QMTPUB: 0,1,0
> AT+QMTPUB=0,2,1,0,"t"
- \r\n> 
= no\x1B
< OK
> AT+QMTPUB=0,2,1,0,"t","m"
< OK
< +QMTPUB: 0,2,0
"#
)]
#[case::data_refused(
    "simcom-sim7672",
    r#"
> AT+CMQTTTOPIC=0,4
< +CMQTTTOPIC: 0,11
< ERROR
> AT+CMQTTPAYLOAD=0,6
- \r\n>
= \x1A\x1B\r\n>O
< +CMQTTPAYLOAD: 0,5
< ERROR
> AT+CMQTTPAYLOAD=0,2
- \r\n>
= OK
< OK
> AT+CMQTTPUB=0,1,60
< OK
< +CMQTTPUB: 0,0
"#
)]
#[case::data_mode_with_echo(
    "quectel-bc26",
    r#"
> AT+QMTPUB=0,1,1,0,"t"
- AT+QMTPUB=0,1,1,0,"t"\r\r\n> 
= hello\x1A
- hello\x1A
< OK
< +QMTPUB: 0,1,0
"#
)]
#[case::published_inline_or_counted(
    "fibocom",
    r#"
> AT+MQTTPUB=1,"t",0,0,"5"
< OK
< +MQTTPUB: 1,1
> AT+MQTTPUB=1,"t",0,0,5
- \r\n>
= "OK"\r
< OK
< +MQTTPUB: 1,1
"#
)]
// ---- subscriptions whose answer has bare lines ----
#[case::subscriptions(
    "simcom-sim7672",
    r#"
> AT+CMQTTSUB=0
< OK
< +CMQTTSUB: 0,0
> AT+CMQTTSUB=0,1
< OK
< +CMQTTSUB: 0,12
> AT+CMQTTSUB=0,4,1
- \r\n>
= a/OK
< OK
< +CMQTTSUB: 0,0
> AT+CMQTTSUB=0,4,1
< +CMQTTSUB: 0,11
< ERROR
> AT+CMQTTSUB?
< +CMQTTSUB:
< "a/OK"
< a/b
< OK
> AT+CMQTTSUB=1
< OK
> AT+CMQTTSUB?
< +CMQTTSUB:
< topic
< +CMQTTSUB: 1,0
< other
< OK
"#
)]
// ---- messages in several lines ----
#[case::a_message_in_parts(
    "simcom-sim7672",
    r#"
< +CMQTTRXSTART: 0,4,22
- +CMQTTRXTOPIC: 0,4\r\nabcd
- \r\n+CMQTTRXPAYLOAD: 0,20\r\n\r\n+CMQTTRXEND: 0\r\nOK
- \r\n+CMQTTTRXPAYLOAD: 0,2\r\n"\r
- \r\n+CMQTTTRXEND: 0\r\n
"#
)]
#[case::two_messages_at_once(
    "simcom-sim7672",
    r#"
- \r\n+CMQTTTRXSTART: 0,1,1\r\n
- +CMQTTTRXTOPIC: 0,1\r\na
- \r\n+CMQTTRXSTART: 1,1,1\r\n
- +CMQTTRXTOPIC: 1,1\r\nb
- \r\n+CMQTTTRXPAYLOAD: 0,1\r\n1
- \r\n+CMQTTRXPAYLOAD: 1,1\r\n2
- \r\n+CMQTTRXEND: 1\r\n
- \r\n+CMQTTTRXEND: 0\r\n
"#
)]
#[case::a_message_fetched(
    "fibocom",
    r#"
< +MQTTMSGI: 1,0,6,14
> AT+MQTTREAD=1
< +MQTTREAD: 1,0,6,14
< "a\r\n"/b","\r\nOK\r\n"x","y"\r"
< OK
> AT+MQTTREAD=1
< +MQTTREAD: 1,0,0,0
< OK
"#
)]
#[case::a_message_fetched_with_wrong_lengths(
    "fibocom",
    r#"
> AT+MQTTREAD=1
< +MQTTREAD: 1,0,3,4
< "t","longer"
< OK
> AT+MQTTREAD=1
< +MQTTREAD: 1,0,1,400
< "t","short"
< OK
.
> AT
< OK
"#
)]
#[case::a_message_announced_while_another_is_fetched(
    "fibocom",
    r#"
> AT+MQTTREAD=1
< +MQTTREAD: 1,0,3,4
< +MQTTMSGI: 2,0,9,9
< "a"b","\r\n"""
< OK
"#
)]
#[case::a_message_reported(
    "fibocom",
    r#"
< +MQTTMSG: 1,0,"t","a","b"
< +MQTTMSG: 1,0,"t","line\r\nOK"
< +MQTTBREAK: 1,2
"#
)]
fn a_payload(#[context] context: Context, #[case] id: &str, #[case] dialogue: &str) {
    let told = dialogue::play_in_all_cuts(id, dialogue);
    insta::assert_snapshot!(context.description.unwrap_or("payload"), told, dialogue);
}

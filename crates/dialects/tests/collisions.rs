//! Where the documents' lines collide, and what an exchange makes of it: dialogues on the built-in dialects,
//! whole and cut into small reads.

#![allow(clippy::needless_raw_string_hashes, reason = "dialogues look alike whether they hold quotes or not")]

mod dialogue;

use rstest::{Context, rstest};

#[rstest]
// ---- a read answer against a result that is due ----
#[case::bc20_connect_asked_while_due(
    "quectel-bc20",
    r#"
> AT+QMTCONN=0,"me"
< OK
> AT+QMTCONN?
< +QMTCONN: 0,1
< OK
< +QMTCONN: 0,0,0
"#
)]
#[case::bc20_connect_due_within_the_answer(
    "quectel-bc20",
    r#"
> AT+QMTCONN=0,"me"
< OK
> AT+QMTCONN?
< +QMTCONN: 0,0,0
< +QMTCONN: 0,3
< +QMTCONN: 1,2
< OK
> AT+QMTCONN?
< +QMTCONN: 0,1
< OK
< +QMTCONN: 0,1
"#
)]
#[case::simcom_disconnect_in_both_orders(
    "simcom-sim7672",
    r#"
> AT+CMQTTDISC=0,60
< OK
< +CMQTTDISC: 0,0
> AT+CMQTTDISC=0,60
< +CMQTTDISC: 0,0
< OK
> AT+CMQTTDISC=0,60
< +CMQTTDISC: 0,11
< ERROR
> AT+CMQTTDISC=0,60
< +CMQTTDISC: 0,11
< OK
"#
)]
#[case::simcom_disconnect_asked_while_due(
    "simcom-sim7672",
    r#"
> AT+CMQTTDISC=0,60
< OK
> AT+CMQTTDISC?
< +CMQTTDISC: 0,0
< +CMQTTDISC: 1,1
< OK
< +CMQTTDISC: 0,0
"#
)]
#[case::simcom_disconnect_due_before_the_answer(
    "simcom-sim7672",
    r#"
> AT+CMQTTDISC=0,60
< OK
> AT+CMQTTDISC?
< +CMQTTDISC: 0,0
< +CMQTTDISC: 0,1
< +CMQTTDISC: 1,1
< OK
"#
)]
#[case::simcom_disconnect_due_behind_the_answer(
    "simcom-sim7672",
    r#"
> AT+CMQTTDISC=0,60
< OK
> AT+CMQTTDISC?
< +CMQTTDISC: 0,1
< +CMQTTDISC: 1,1
< +CMQTTDISC: 0,0
< OK
"#
)]
#[case::simcom_disconnect_due_and_the_answer_refused(
    "simcom-sim7672",
    r#"
> AT+CMQTTDISC=0,60
< OK
> AT+CMQTTDISC?
< +CMQTTDISC: 0,0
< ERROR
"#
)]
#[case::simcom_disconnect_of_the_other_client(
    "simcom-sim7672",
    r#"
> AT+CMQTTDISC=1,60
< OK
> AT+CMQTTDISC?
< +CMQTTDISC: 0,0
< +CMQTTDISC: 1,0
< OK
< +CMQTTDISC: 1,0
"#
)]
#[case::fibocom_close_asked_while_due(
    "fibocom",
    r#"
> AT+MQTTCLOSE=1
< OK
> AT+MQTTCLOSE?
< +MQTTCLOSE: 1,1
< OK
> AT+MQTTCLOSE?
< +MQTTCLOSE: 1,1
< +MQTTCLOSE: 0
< OK
> AT+MQTTCLOSE=1
< OK
< +MQTTCLOSE: 1,1
< +MQTTCLOSE: 1,1
"#
)]
#[case::fibocom_open_asked_while_due(
    "fibocom",
    r#"
> AT+MQTTOPEN=1,"host",1883,0,60
< OK
> AT+MQTTOPEN?
< +MQTTOPEN: 1,1
< +MQTTOPEN: 2
< OK
"#
)]
#[case::fibocom_call(
    "fibocom",
    r#"
> AT+MIPCALL=1,"apn"
< OK
> AT+MIPCALL?
< +MIPCALL: 0
< OK
< +MIPCALL: 10.0.0.7
> AT+MIPCALL?
< +MIPCALL: 1,10.0.0.7
< OK
< +MIPCALL: 0
"#
)]
#[case::simcom_disconnect_asked_for_again_while_due(
    "simcom-sim7672",
    r#"
> AT+CMQTTDISC=0,60
< OK
> AT+CMQTTDISC=0,60
< +CMQTTDISC: 0,0
< OK
< +CMQTTDISC: 0,0
"#
)]
#[case::simcom_disconnect_refused_while_due(
    "simcom-sim7672",
    r#"
> AT+CMQTTDISC=0,60
< OK
> AT+CMQTTDISC=0,60
< +CMQTTDISC: 0,11
< ERROR
< +CMQTTDISC: 0,0
"#
)]
#[case::simcom_connect_fails_after_its_error(
    "simcom-sim7672",
    r#"
> AT+CMQTTCONNECT=0,"tcp://h:1",60,1
< ERROR
< +CMQTTCONNECT: 0,3
> AT+CMQTTCONNECT=0,"tcp://h:1",60,1
< +CMQTTCONNECT: 0,11
< ERROR
> AT+CMQTTCONNECT=0,"tcp://h:1",60,1
< OK
< +CMQTTCONNLOST: 0,1
< +CMQTTCONNECT: 0,0
> AT+CMQTTCONNECT?
< +CMQTTCONNECT: 0,"tcp://h:1",60,1
< +CMQTTCONNECT: 1
< OK
"#
)]
#[case::fibocom_call_answered_and_reported(
    "fibocom",
    r#"
> AT+MIPCALL?
< +MIPCALL: 0
< OK
> AT+MIPCALL?
< +MIPCALL: 0
< +MIPCALL: 0
< OK
> AT+MIPCALL?
< +MIPCALL: 1,10.0.0.7
< +MIPCALL: 0
< OK
"#
)]
// ---- queries and settings ----
#[case::query_and_setting(
    "quectel-ecx00u",
    r#"
> AT+QMTCFG="will",0
< +QMTCFG: "will",0
< OK
> AT+QMTCFG="WILL",0
< +QMTCFG: "will",1,0,0,"t","m"
< OK
> AT+QMTCFG="will",0,1,0,0,"t","m"
< OK
> AT+QMTCFG="will",0,0
< +QMTCFG: "will",0
< OK
> AT+QMTCFG="keepalive",0
< OK
> AT+QMTCFG="keepalive",0
< ERROR
"#
)]
#[case::will_as_data(
    "quectel-ecx00u",
    r#"
> AT+QMTCFG="willex",0,1,0,0,"t",5
- \r\n> 
= a\r\nOK
< OK
> AT+QMTCFG="willex",0,0
< OK
> AT+QMTCFG="willex",0
< +QMTCFG: "willex",1,0,0,"t",5
< OK
"#
)]
#[case::certificates(
    "quectel-ecx00u",
    r#"
> AT+QFUPL="UFS:cacert.pem",10,100
< CONNECT
= \r\nOK\r\n>\r\n"
< +QFUPL: 10,384a
< OK
> AT+QSSLCFG="cacert",2,"UFS:cacert.pem"
< OK
> AT+QSSLCFG="cacert",2
< +QSSLCFG: "cacert",2,"UFS:cacert.pem"
< OK
"#
)]
fn a_collision(#[context] context: Context, #[case] id: &str, #[case] dialogue: &str) {
    let told = dialogue::play_in_all_cuts(id, dialogue);
    insta::assert_snapshot!(context.description.unwrap_or("collision"), told, dialogue);
}

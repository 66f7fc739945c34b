//! The end of a connection, wanted or not.

use std::time::Duration;

use crate::desk::{connected, framed, ready};
use hayes_module::Network;
use rstest::rstest;

#[test]
fn a_connection_lost_while_data_are_awaited() {
    let mut net = connected();
    net.say("AT+MQTTPUB=1,\"t\",0,0,3\r");
    net.order("close now");
    assert_eq!(net.say("ab"), "");
    assert_eq!(net.say("c"), framed("OK|+MQTTBREAK: 1,1|+MQTTCLOSE: 1,1|+MQTTPUB: 1,0"));
    net.approve();
}

#[test]
fn a_close_takes_leave() {
    let mut net = ready();
    net.say("AT+MQTTWILL=1,\"w\",0,0,\"bye\"\r");
    net.say("AT+MQTTOPEN=1,\"far.end\",1883,1,60\r");
    net.order("drop PUBACK");
    net.say("AT+MQTTPUB=1,\"t\",1,0,\"m\"\r");
    assert_eq!(net.say("AT+MQTTCLOSE=1\r"), framed("OK|+MQTTPUB: 1,0|+MQTTCLOSE: 1,1"));
    let seen = net.seen();
    assert!(seen.contains("> DISCONNECT"), "{seen}");
    assert!(!seen.contains("will of"), "{seen}");
    assert_eq!(net.listen(Duration::from_mins(5)), "");
    net.approve();
}

#[rstest]
#[case::closed("close now", 1)]
#[case::reset("reset now", 1)]
#[case::malformed("send malformed type", 1)]
#[case::no_pong("drop PINGRESP", 1)]
fn a_loss_by_the_server(#[case] order: &str, #[case] cause: u8) {
    let mut net = connected();
    net.order(order);
    let said = net.listen(Duration::from_secs(100));
    assert_eq!(said, framed(&format!("+MQTTBREAK: 1,{cause}|+MQTTCLOSE: 1,1")));
    net.order("cancel");
    assert_eq!(net.say("AT+MQTTOPEN=1,\"far.end\",1883,1,60\r"), framed("OK|+MQTTOPEN: 1,1"));
    net.approve();
}

#[rstest]
#[case::call_ended("AT+MIPCALL=0", "+MIPCALL: 0|+MQTTBREAK: 1,2|+MQTTCLOSE: 1,1")]
#[case::context("AT+CGACT=0,1", "+MQTTBREAK: 1,2|+MQTTCLOSE: 1,1|+MIPCALL: 0")]
#[case::detached("AT+CGATT=0", "+MQTTBREAK: 1,3|+MQTTCLOSE: 1,1|+MIPCALL: 0")]
#[case::flight("AT+CFUN=4", "+MQTTBREAK: 1,3|+MQTTCLOSE: 1,1|+MIPCALL: 0")]
#[case::left("AT+COPS=2", "+MQTTBREAK: 1,3|+MQTTCLOSE: 1,1|+MIPCALL: 0")]
fn a_loss_of_the_network(#[case] typed: &str, #[case] said: &str) {
    let mut net = connected();
    assert_eq!(net.say(&format!("{typed}\r")), framed(&format!("OK|{said}")));
    assert_eq!(net.say("AT+MIPCALL?;+MQTTCLOSE?\r"), framed("+MIPCALL: 0|+MQTTCLOSE: 0|OK"));
    net.approve();
}

#[rstest]
#[case::silent(Network::Silent, "+CEREG: 2|+MQTTBREAK: 1,2|+MQTTCLOSE: 1,1|+MIPCALL: 0")]
#[case::address(Network::AddressTaken, "+MQTTBREAK: 1,2|+MQTTCLOSE: 1,1|+MIPCALL: 0")]
fn the_network_goes_by_itself(#[case] what: Network, #[case] said: &str) {
    let mut net = connected();
    net.say("AT+CEREG=1\r");
    net.bench.module.handle_network(net.bench.now, what);
    assert_eq!(net.listen(Duration::from_secs(2)), framed(said));
    assert_eq!(net.say("AT+MIPCALL?;+MQTTCLOSE?\r"), framed("+MIPCALL: 0|+MQTTCLOSE: 0|OK"));
    net.bench.module.handle_network(net.bench.now, Network::Heard);
    net.listen(Duration::from_secs(5));
    net.say("AT+MIPCALL=1\r");
    assert_eq!(net.say("AT+MQTTOPEN=1,\"far.end\",1883,1,60\r"), framed("OK|+MQTTOPEN: 1,1"));
    net.approve();
}

//! The family simcom against the far end: its life from start to stop, exact bytes both ways.

mod bench;

use bench::net::Net;

const ID: &str = "simcom-sim7672";

#[test]
fn a_life() {
    let mut net = Net::judged(ID);
    net.say("ATE0\r");
    for line in [
        "AT+CMQTTSTART\r",
        "AT+CMQTTACCQ=0,\"me\"\r",
        "AT+CMQTTCONNECT=0,\"tcp://broker:1883\",60,1\r",
        "AT+CMQTTSUB=0,3,1\r",
        "a/b",
        "AT+CMQTTTOPIC=0,3\r",
        "a/b",
        "AT+CMQTTPAYLOAD=0,5\r",
        "hello",
        "AT+CMQTTPUB=0,1,60\r",
        "AT+CMQTTSUB?\r",
        "AT+CMQTTCONNECT?\r",
        "AT+CMQTTDISC=0,60\r",
        "AT+CMQTTREL=0\r",
        "AT+CMQTTSTOP\r",
    ] {
        println!("{line:?} {:?}", net.say(line));
    }
    println!("{}", net.seen());
}

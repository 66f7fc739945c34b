//! TLS: which context a connection uses, and what it asks of the network.

use hayes_module::{Output, SocketEvent, TlsWish, Trouble, Verify, Wish};

use crate::bench::net::Net;
use crate::desk::{CONNECT, acquired, enter, hear, silent, tell};
use rstest::rstest;

const SECURE: &str = "AT+CMQTTCONNECT=0,\"tcp://far.end:8883\",60,1";

/// A module with three files, and client 0 of the secure kind.
fn secure(variants: &[&str]) -> Net {
    let mut net = crate::desk::with(variants);
    for (name, data) in [("ca.pem", "CA"), ("cert.pem", "CERT"), ("key.pem", "KEY")] {
        enter(&mut net, &format!("AT+CCERTDOWN=\"{name}\",{}", data.len()), data, "OK");
    }
    tell(&mut net, "AT+CMQTTSTART", "OK|+CMQTTSTART: 0");
    tell(&mut net, "AT+CMQTTACCQ=0,\"me\",1", "OK");
    net
}

fn last_wish(net: &Net) -> Option<TlsWish> {
    let open = net.bench.wishes.iter().rev().find_map(|(_, wish)| match wish {
        Wish::Open { tls, .. } => Some(tls.clone()),
        _ => None,
    });
    open.expect("a socket was asked for")
}

#[rstest]
#[case::nobody(0, Verify::None, false, false)]
#[case::server(1, Verify::Server, true, false)]
#[case::both(2, Verify::Both, true, true)]
#[case::client(3, Verify::None, false, true)]
fn the_mode_decides_who_proves_what(
    #[case] mode: u8,
    #[case] verify: Verify,
    #[case] ca: bool,
    #[case] own: bool,
) {
    let mut net = secure(&[]);
    tell(&mut net, "AT+CSSLCFG=\"sslversion\",0,3", "OK");
    tell(&mut net, &format!("AT+CSSLCFG=\"authmode\",0,{mode}"), "OK");
    tell(&mut net, "AT+CSSLCFG=\"cacert\",0,\"ca.pem\"", "OK");
    tell(&mut net, "AT+CSSLCFG=\"clientcert\",0,\"cert.pem\"", "OK");
    tell(&mut net, "AT+CSSLCFG=\"clientkey\",0,\"key.pem\"", "OK");
    tell(&mut net, "AT+CSSLCFG=\"enableSNI\",0,1", "OK");
    tell(&mut net, SECURE, "OK|+CMQTTCONNECT: 0,0");
    let file = |there: bool, text: &'static str| there.then(|| bytes::Bytes::from_static(text.as_bytes()));
    let wish = TlsWish {
        verify,
        ca: file(ca, "CA"),
        certificate: file(own, "CERT"),
        key: file(own, "KEY"),
        sni: true,
        ignore_time: false,
        versions: Some((0x0303, 0x0303)),
    };
    assert_eq!(last_wish(&net), Some(wish));
    net.approve();
}

#[test]
fn without_settings_nobody_proves_anything() {
    let mut net = secure(&[]);
    tell(&mut net, SECURE, "OK|+CMQTTCONNECT: 0,0");
    assert_eq!(last_wish(&net), Some(TlsWish::default()));
    assert!(net.seen().contains("TLS") || net.seen().contains("tls"), "{}", net.seen());
}

#[test]
fn a_plain_client_minds_no_context() {
    let mut net = acquired(&[]);
    tell(&mut net, "AT+CSSLCFG=\"authmode\",0,2", "OK");
    tell(&mut net, "AT+CMQTTSSLCFG=0,0", "OK");
    tell(&mut net, CONNECT, "OK|+CMQTTCONNECT: 0,0");
    assert_eq!(last_wish(&net), None);
}

#[rstest]
#[case::none_named(&["AT+CSSLCFG=\"authmode\",0,1"])]
#[case::no_such_file(&["AT+CSSLCFG=\"authmode\",0,1", "AT+CSSLCFG=\"cacert\",0,\"other.pem\""])]
#[case::no_own(&["AT+CSSLCFG=\"authmode\",0,2", "AT+CSSLCFG=\"cacert\",0,\"ca.pem\""])]
#[case::deleted(&["AT+CSSLCFG=\"authmode\",0,1", "AT+CSSLCFG=\"cacert\",0,\"ca.pem\"", "AT+CCERTDELE=\"ca.pem\""])]
fn a_certificate_that_is_needed_and_not_there_has_its_code(#[case] typed: &[&str]) {
    let mut net = secure(&[]);
    for line in typed {
        tell(&mut net, line, "OK");
    }
    tell(&mut net, SECURE, "OK|+CMQTTCONNECT: 0,33");
    tell(&mut net, "AT+CSSLCFG=\"authmode\",0,0", "OK");
    tell(&mut net, SECURE, "OK|+CMQTTCONNECT: 0,0");
    net.approve();
}

#[test]
fn a_failed_handshake_has_its_code() {
    let mut net = secure(&[]);
    let bench = &mut net.bench;
    bench.module.handle_serial(bench.now, format!("{SECURE}\r").as_bytes());
    let mut socket = None;
    while let Some(output) = bench.module.poll_output() {
        if let Output::Socket(opened, Wish::Open { .. }) = output {
            socket = Some(opened);
        }
    }
    let socket = socket.expect("a socket was asked for");
    let said = bench.socket(socket, SocketEvent::Failed(Trouble::Tls("unknown issuer".to_owned())));
    assert_eq!(said, crate::desk::framed("OK|+CMQTTCONNECT: 0,32"));
}

#[test]
fn a_client_uses_the_context_of_its_own_number_unless_told() {
    let mut net = secure(&[]);
    tell(&mut net, "AT+CMQTTSSLCFG?", "+CMQTTSSLCFG: 0,0|+CMQTTSSLCFG: 1,1|OK");
    tell(&mut net, "AT+CSSLCFG=\"authmode\",7,1", "OK");
    tell(&mut net, "AT+CSSLCFG=\"cacert\",7,\"ca.pem\"", "OK");
    tell(&mut net, SECURE, "OK|+CMQTTCONNECT: 0,0");
    assert_eq!(last_wish(&net), Some(TlsWish::default()));
    tell(&mut net, "AT+CMQTTDISC=0,60", "OK|+CMQTTDISC: 0,0");
    tell(&mut net, "AT+CMQTTSSLCFG=0,7", "OK");
    tell(&mut net, SECURE, "OK|+CMQTTCONNECT: 0,0");
    assert_eq!(last_wish(&net).map(|wish| wish.verify), Some(Verify::Server));
    net.approve();
}

#[test]
fn the_choice_of_a_context_ends_with_a_disconnect_or_a_failed_connect() {
    let mut net = secure(&[]);
    let chosen = "+CMQTTSSLCFG: 0,7|+CMQTTSSLCFG: 1,1|OK";
    let own = "+CMQTTSSLCFG: 0,0|+CMQTTSSLCFG: 1,1|OK";
    tell(&mut net, "AT+CMQTTSSLCFG=0,7", "OK");
    tell(&mut net, "AT+CMQTTSSLCFG?", chosen);
    tell(&mut net, SECURE, "OK|+CMQTTCONNECT: 0,0");
    tell(&mut net, "AT+CMQTTSSLCFG?", chosen);
    net.order("close now");
    hear(&mut net, 2, "+CMQTTCONNLOST: 0,1");
    tell(&mut net, "AT+CMQTTSSLCFG?", chosen);
    tell(&mut net, SECURE, "OK|+CMQTTCONNECT: 0,0");
    tell(&mut net, "AT+CMQTTDISC=0,60", "OK|+CMQTTDISC: 0,0");
    tell(&mut net, "AT+CMQTTSSLCFG?", own);
    tell(&mut net, "AT+CMQTTSSLCFG=0,7", "OK");
    net.order("refuse CONNECT 5 once");
    tell(&mut net, SECURE, "OK|+CMQTTCONNECT: 0,31");
    tell(&mut net, "AT+CMQTTSSLCFG?", own);
    net.approve();
}

#[test]
fn files_are_listed_replaced_and_deleted() {
    let mut net = silent();
    tell(&mut net, "AT+CCERTLIST", "OK");
    enter(&mut net, "AT+CCERTDOWN=\"b.pem\",4", "\r\n\u{1a}x", "OK");
    enter(&mut net, "AT+CCERTDOWN=\"a.pem\",1", "x", "OK");
    tell(&mut net, "AT+CCERTLIST", "+CCERTLIST: \"a.pem\"|+CCERTLIST: \"b.pem\"|OK");
    tell(&mut net, "AT+CCERTDELE=\"b.pem\"", "OK");
    tell(&mut net, "AT+CCERTDELE=\"b.pem\"", "ERROR");
    tell(&mut net, "AT+CCERTLIST", "+CCERTLIST: \"a.pem\"|OK");
    net.approve();
}

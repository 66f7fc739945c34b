//! TLS: what is uploaded and set is what the socket is told.

use crate::bench::net::Net;
use crate::desk::{BC26, ECX, framed, play, silent};
use hayes_module::{TlsWish, Verify, Wish};

fn tls_of(net: &Net) -> Option<TlsWish> {
    net.bench.wishes.iter().rev().find_map(|(_, wish)| match wish {
        Wish::Open { tls, .. } => Some(tls.clone()),
        _ => None,
    })?
}

#[test]
fn files_are_named_by_their_context() {
    let mut net = silent(ECX);
    play(
        &mut net,
        r#"
        > AT+QFUPL="UFS:ca.pem",4
        < CONNECT
        = abcd
        < +QFUPL: 4,206
        < OK
        > AT+QFUPL="key.pem",3
        < CONNECT
        = xyz
        < +QFUPL: 3,279
        < OK
        > AT+QSSLCFG="cacert",2
        < +QSSLCFG: "cacert",2,""
        < OK
        > AT+QSSLCFG="cacert",2,"UFS:ca.pem"
        < OK
        > AT+QSSLCFG="cacert",2
        < +QSSLCFG: "cacert",2,"UFS:ca.pem"
        < OK
        > AT+QSSLCFG="clientkey",2,"UFS:key.pem"
        < OK
        > AT+QSSLCFG="seclevel",2,1
        < OK
        > AT+QSSLCFG="sslversion",2,3
        < OK
        > AT+QSSLCFG="ciphersuite",2,0xFFFF
        < OK
        > AT+QSSLCFG="ignorelocaltime",2,1
        < OK
        > AT+QSSLCFG="seclevel",1
        < +QSSLCFG: "seclevel",1,0
        < OK
        > AT+QMTCFG="ssl",0,1,2
        < OK
        > AT+QMTOPEN=0,"far.end",8883
        < OK
        < +QMTOPEN: 0,0
        "#,
    );
    let tls = tls_of(&net).unwrap_or_else(|| panic!("no TLS"));
    assert_eq!(tls.verify, Verify::Server);
    assert_eq!(tls.ca.as_deref(), Some(b"abcd".as_slice()));
    assert_eq!(tls.key.as_deref(), Some(b"xyz".as_slice()));
    assert_eq!(tls.certificate, None);
    assert!(tls.ignore_time);
    assert_eq!(tls.versions, Some((0x0303, 0x0303)));
}

#[test]
fn certificates_are_typed_in() {
    let mut net = silent(BC26);
    play(
        &mut net,
        r#"
        > AT+QSSLCFG=1,5,"seclevel",2
        < OK
        > AT+QSSLCFG=1,5,"seclevel"
        < +QSSLCFG: 1,5,"seclevel",2
        < OK
        > AT+QSSLCFG=1,4,"seclevel"
        < +QSSLCFG: 1,4,"seclevel",0
        < OK
        > AT+QSSLCFG=1,5,"cacert"
        < >
        = authority\x1a
        < +QSSLCFG: 1,5,"cacert",9
        < OK
        > AT+QSSLCFG=1,5,"clientcert"
        < >
        = mi\x1bne\x1a
        < +QSSLCFG: 1,5,"clientcert",5
        < OK
        > AT+QMTCFG="ssl",3,1,1,5
        < OK
        > AT+QMTOPEN=3,"far.end",8883
        < OK
        < +QMTOPEN: 3,0
        > AT+QMTOPEN=2,"far.end",1883
        < OK
        < +QMTOPEN: 2,0
        "#,
    );
    assert_eq!(tls_of(&net), None, "another client speaks plainly");
    let wishes = net.bench.wishes.iter().filter_map(|(_, wish)| match wish {
        Wish::Open { tls, .. } => tls.clone(),
        _ => None,
    });
    let tls: Vec<TlsWish> = wishes.collect();
    assert_eq!(tls.len(), 1);
    assert_eq!(tls[0].verify, Verify::Both);
    assert_eq!(tls[0].ca.as_deref(), Some(b"authority".as_slice()));
    assert_eq!(tls[0].certificate.as_deref(), Some(b"mi\x1bne".as_slice()));
}

#[test]
fn an_upload_ends_with_its_time_and_has_a_limit() {
    let mut net = silent(ECX);
    play(&mut net, "> AT+QFUPL=\"a\",10,4\n < CONNECT\n = ab\n ~ 1s\n < +QFUPL: 2,6162\n < OK");
    assert_eq!(net.say("AT+QFUPL=\"a\",100000\r"), framed("ERROR"));
}

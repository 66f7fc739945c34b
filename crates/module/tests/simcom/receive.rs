//! Messages that come.

use crate::desk::{connected, framed, hear, subscribe, tell, with};
use rstest::rstest;

#[rstest]
#[case::empty("publish \"a\" \"\"", "+CMQTTRXSTART: 0,1,0\r\n+CMQTTRXTOPIC: 0,1\r\na\r\n+CMQTTRXEND: 0")]
#[case::line_ends(
    "publish \"a\" \"x\\r\\nOK\\r\\n\" qos 2",
    "+CMQTTRXSTART: 0,1,7\r\n+CMQTTRXTOPIC: 0,1\r\na\r\n+CMQTTRXPAYLOAD: 0,7\r\nx\r\nOK\r\n\r\n+CMQTTRXEND: 0"
)]
fn a_message_is_told_as_it_came(#[case] order: &str, #[case] said: &str) {
    let mut net = connected(&[]);
    subscribe(&mut net, "#", 2);
    net.order(order);
    hear(&mut net, 2, said);
    tell(&mut net, "AT", "OK");
    net.approve();
}

/// Topic and payload lengths, and the pieces that each comes in.
#[rstest]
#[case::one_piece(512, 1500, &[512], &[1500])]
#[case::two_pieces(513, 1501, &[512, 1], &[1500, 1])]
#[case::longest(1024, 10240, &[512, 512], &[1500, 1500, 1500, 1500, 1500, 1500, 1240])]
fn long_messages_come_in_pieces(
    #[case] topic: usize,
    #[case] payload: usize,
    #[case] topics: &[usize],
    #[case] payloads: &[usize],
) {
    let mut net = connected(&[]);
    subscribe(&mut net, "#", 0);
    net.order(&format!("publish \"{}\" fill {payload}", "t".repeat(topic)));
    let said = net.listen(std::time::Duration::from_secs(2));
    let lengths = |name: &str| -> Vec<usize> {
        said.split(name).skip(1).filter_map(|rest| rest.split("\r\n").next()?.parse().ok()).collect()
    };
    assert!(said.starts_with(&format!("\r\n+CMQTTRXSTART: 0,{topic},{payload}\r\n")));
    assert_eq!(lengths("+CMQTTRXTOPIC: 0,"), topics);
    assert_eq!(lengths("+CMQTTRXPAYLOAD: 0,"), payloads);
    assert!(said.ends_with("\r\n+CMQTTRXEND: 0\r\n"));
    net.approve();
}

#[rstest]
#[case::topic("dropped", 1025, 5, "")]
#[case::payload("dropped", 5, 10241, "")]
#[case::cut("cut", 5, 10241, "0,5,10240")]
#[case::reported("reported", 5, 10241, "0,5,10241")]
fn what_is_too_long_is_not_told(
    #[case] way: &str,
    #[case] topic: usize,
    #[case] payload: usize,
    #[case] told: &str,
) {
    let mut net = connected(&[&format!("reading/cmqttrx.too-long/{way}")]);
    subscribe(&mut net, "#", 0);
    net.order(&format!("publish \"{}\" fill {payload}", "t".repeat(topic)));
    let said = net.listen(std::time::Duration::from_secs(2));
    let start = said.split("\r\n").nth(1).map(|line| line.trim_start_matches("+CMQTTRXSTART: "));
    assert_eq!(start.unwrap_or_default(), told);
}

#[test]
fn messages_wait_while_the_host_is_prompted_and_come_whole() {
    let mut net = connected(&[]);
    subscribe(&mut net, "#", 0);
    assert_eq!(net.say("AT+CMQTTTOPIC=0,3\r"), "\r\n>");
    net.order("publish \"a\" \"hello\" times 3");
    assert_eq!(net.listen(std::time::Duration::from_secs(2)), "");
    let block =
        "+CMQTTRXSTART: 0,1,5\r\n+CMQTTRXTOPIC: 0,1\r\na\r\n+CMQTTRXPAYLOAD: 0,5\r\nhello\r\n+CMQTTRXEND: 0";
    assert_eq!(net.say("a/b"), framed(&format!("OK|{block}|{block}|{block}")));
    net.approve();
}

#[test]
fn nobody_hears_of_a_message_before_there_is_a_service() {
    let mut net = with(&[]);
    net.order("publish \"a\" \"hello\"");
    hear(&mut net, 2, "");
}

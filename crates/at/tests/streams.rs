//! Properties of whole streams: however they are cut, whatever they hold, whatever comes in between.

#[allow(dead_code, reason = "each test uses its part of it")]
mod small;

use hayes_at::choose::FromBytes;
use hayes_at::oracles::{
    Said, answered_in_time, dialogue, payload_survives, same_however_cut, urcs_change_nothing,
};
use proptest::collection::vec;
use proptest::prelude::*;

/// A URC that nothing else in a dialogue says.
const URC: &[u8] = b"+STAT: 5,54321";

fn choices() -> impl Strategy<Value = Vec<u8>> {
    vec(any::<u8>(), 0..300)
}

/// Lines, quotes and prompts more often than other bytes.
fn stream() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        vec(any::<u8>(), 0..4),
        prop::sample::select(
            [
                "\r",
                "\n",
                "\r\n",
                "\"",
                ">",
                "> ",
                ",",
                "0",
                "1,",
                "\"t\",",
                "OK",
                "ERROR\r\n",
                "+RECV: 0,1,\"t\",",
                "5,\"",
                "+STAT: 0,1",
                "RDY\r\n",
                "+RXSTART: 0,1,2\r\n",
                "+RXTOPIC: 0,4\r\n",
                "+RXEND: 0\r\n",
                "+RECV: 0,1\r\n",
                "CONNECT\r\n",
                "AT+CSQ\r",
                "+CSQ: 1,2\r\n",
                " ",
                "\u{1A}",
            ]
            .as_slice()
        )
        .prop_map(|s: &str| s.as_bytes().to_vec()),
    ];
    vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn a_dialogue_is_the_same_however_it_is_cut(seed in choices(), cuts in vec(any::<u8>(), 1..12)) {
        let grammar = small::grammar();
        let said = dialogue(&grammar, &mut FromBytes(&seed), false);
        same_however_cut(&grammar, &said, &cuts);
    }

    #[test]
    fn any_bytes_are_the_same_however_they_are_cut(
        before in stream(), asked in 0..6_usize, after in stream(), cuts in vec(0..6_u8, 1..12),
    ) {
        let commands =
            ["AT+CSQ\r", "AT+PUB=0,1,1,\"t\",3\rabc", "AT+TEXT=0,\"t\"\r", "ATI\r", "AT+LOAD=\"f\",2\r", "AT+CONN?\r"];
        let said = [Said::Module(before), Said::Host(commands[asked].into()), Said::Module(after)];
        same_however_cut(&small::grammar(), &said, &cuts);
    }

    #[test]
    fn urcs_between_lines_change_nothing(seed in choices(), places in vec(any::<u8>(), 0..60)) {
        let grammar = small::grammar();
        let said = dialogue(&grammar, &mut FromBytes(&seed), true);
        urcs_change_nothing(&grammar, &said, URC, &mut FromBytes(&places));
    }

    #[test]
    fn a_finished_line_waits_for_nothing(seed in choices()) {
        let grammar = small::grammar();
        let said = dialogue(&grammar, &mut FromBytes(&seed), true);
        answered_in_time(&grammar, &said);
    }

    #[test]
    fn counted_payloads_survive(payload in stream(), seed in vec(any::<u8>(), 0..60), cuts in vec(any::<u8>(), 0..6)) {
        payload_survives(&small::grammar(), &payload, &mut FromBytes(&seed), &cuts);
    }
}

#[test]
fn a_payload_of_every_single_byte_survives_in_every_counted_shape() {
    let grammar = small::grammar();
    for byte in 0..=255_u8 {
        let seed = [200; 60];
        let carried = payload_survives(&grammar, &[byte, b'"', byte], &mut FromBytes(&seed), &[0, 2]);
        assert!(carried >= 2, "{carried} shapes carried it");
    }
}

//! What is bounded stays bounded: lines, line ends, junk, data, commands and results without end.

#[allow(dead_code, reason = "each test uses its part of it")]
mod small;
#[allow(dead_code, reason = "each test uses its part of it")]
mod stage;

use hayes_at::exchange::{DataEnd, Exchange, MAX_OWED, MAX_QUEUED, Noise, What};
use hayes_at::fields::{Fields, MAX_FIELDS};
use hayes_at::flaw::Flaws;
use hayes_at::line::{MAX_LEAD, MAX_LINE};
use hayes_at::names::Names;
use hayes_at::oracles::{Heard, Said, heard, same_however_cut};
use hayes_at::read;
use rstest::rstest;

fn whats(heard: &[Heard]) -> Vec<What> {
    heard.iter().map(|h| h.what).filter(|w| *w != What::Noise(Noise::Blank)).collect()
}

/// The greatest length is a line; one byte more is noise up to its line end, whatever that noise holds.
#[rstest]
#[case::just_fits(MAX_LINE, vec![What::Unknown, What::Urc(3)])]
#[case::one_too_many(MAX_LINE + 1, vec![What::Noise(Noise::Overlong), What::Noise(Noise::Overlong), What::Urc(3)])]
fn a_line_has_a_greatest_length(#[case] len: usize, #[case] expected: Vec<What>) {
    let line = vec![b'x'; len];
    let said = [Said::Module([b"\r\n", line.as_slice(), b"\r\nRDY\r\n"].concat())];
    let heard = same_however_cut(&small::grammar(), &said, &[255, 0, 7]);
    assert_eq!(whats(&heard), expected);
}

/// Line ends before a line are none of its length, on either side and wherever the bytes are cut.
#[rstest]
fn line_ends_before_a_line_do_not_count_for_its_length(#[values(true, false)] host: bool) {
    let grammar = small::grammar();
    let line = format!("AT{}", "x".repeat(MAX_LINE - 2));
    let says = |exchange: &mut Exchange<'_>, bytes: &[u8]| {
        let taken = if host { exchange.handle_host(bytes) } else { exchange.handle_module(bytes) };
        assert_eq!(taken, bytes.len());
    };
    let mut exchange = Exchange::new(&grammar);
    says(&mut exchange, b"\r\n\r\n");
    says(&mut exchange, line.as_bytes());
    assert!(exchange.poll().is_none(), "its end may still come");
    says(&mut exchange, b"\r");
    let overlong = What::Noise(Noise::Overlong);
    assert!(exchange.poll().is_some_and(|e| e.text.len() == MAX_LINE && e.what != overlong));
    let mut exchange = Exchange::new(&grammar);
    says(&mut exchange, b"\r\n\r\n");
    says(&mut exchange, line.as_bytes());
    exchange.handle_silence();
    let end = if host { What::Noise(Noise::Unfinished) } else { What::Unknown };
    let event = exchange.poll().map(|e| (e.what, e.text.len()));
    assert_eq!(event, Some((end, MAX_LINE)), "it will not end, but it is all there");
}

/// Byte by byte, a line that is too long is known for it at the first byte that is too many.
#[test]
fn a_line_that_is_too_long_is_given_out_as_soon_as_it_is() {
    let grammar = small::grammar();
    let mut exchange = Exchange::new(&grammar);
    for _ in 0..MAX_LINE {
        exchange.handle_module(b"x");
        assert!(exchange.poll().is_none());
    }
    exchange.handle_module(b"x");
    assert_eq!(exchange.poll().map(|e| e.what), Some(What::Noise(Noise::Overlong)));
}

/// What nobody looks at fills the room, however it comes; what there is no room for is not taken.
#[rstest]
fn the_room_for_bytes_has_an_end(#[values(1, 7)] cut: usize) {
    let grammar = small::grammar();
    let mut exchange = Exchange::new(&grammar);
    let mut taken = 0;
    while taken < 4 * MAX_LINE {
        let here = exchange.handle_module(&[b'x'; 7][..cut]);
        assert!(here == cut || taken + here == 4 * MAX_LINE, "{taken}");
        taken += here;
    }
    assert_eq!((taken, exchange.handle_module(b"x")), (4 * MAX_LINE, 0));
}

#[test]
fn the_tail_of_an_overlong_line_is_no_line() {
    for (tail, side) in [("RDY", "module"), ("AT", "host")] {
        let bytes = ["x".repeat(MAX_LINE).as_str(), tail, "\r"].concat().into_bytes();
        let said = if side == "host" { Said::Host(bytes) } else { Said::Module(bytes) };
        let heard = heard(&small::grammar(), &[said], &mut || usize::MAX);
        let noise = What::Noise(Noise::Overlong);
        assert_eq!(whats(&heard), [noise, noise], "{side}");
        assert_eq!(heard[1].text, tail.as_bytes());
    }
}

#[test]
fn a_command_of_100_kb_is_noise_and_the_next_one_a_command() {
    let said = [Said::Host([b"AT+CSQ=", vec![b'1'; 100_000].as_slice(), b"\rAT\r"].concat())];
    let heard = heard(&small::grammar(), &said, &mut || usize::MAX);
    let (last, noise) = heard.split_last().expect("events");
    assert_eq!(last.what, What::Command);
    assert!(noise.iter().all(|h| h.what == What::Noise(Noise::Overlong)), "{:?}", whats(noise));
    assert_eq!(noise.len(), 100_007_usize.div_ceil(MAX_LINE));
}

#[rstest]
#[case::line_ends(b"\r\n".as_slice(), Noise::Blank, MAX_LEAD)]
#[case::line_feeds(b"\n", Noise::Blank, MAX_LEAD)]
#[case::junk(b"\x00\xFF", Noise::Undecodable, MAX_LEAD)]
#[case::letters(b"ab", Noise::Overlong, MAX_LINE)]
#[case::quotes(b"+RECV: 0,1,\"\"", Noise::Overlong, MAX_LINE)]
fn what_never_ends_is_given_out_in_pieces(#[case] unit: &[u8], #[case] noise: Noise, #[case] piece: usize) {
    let said = [Said::Module(unit.repeat(200_000 / unit.len()))];
    let heard = same_however_cut(&small::grammar(), &said, &[200, 3, 90]);
    assert!(heard.iter().all(|h| h.what == What::Noise(noise)), "{:?}", &heard[0].what);
    assert!(heard.len() <= 200_000 / piece + 1, "{} events", heard.len());
}

/// Data to Ctrl+Z that never comes, and counted data longer than any line.
#[test]
fn data_without_end_are_given_out_in_pieces() {
    let data = vec![b'x'; 200_000];
    let said = [
        Said::Host(b"AT+TEXT=0,\"t\"\r".to_vec()),
        Said::Module(b"\r\n> ".to_vec()),
        Said::Host(data),
        Said::Host(b"\x1A".to_vec()),
    ];
    let heard = heard(&small::grammar(), &said, &mut || usize::MAX);
    let ends: Vec<_> = heard
        .iter()
        .filter_map(|h| if let What::Data { end, .. } = h.what { Some(end) } else { None })
        .collect();
    assert_eq!(ends.len(), 200_000 / MAX_LINE + 1);
    assert_eq!(ends.last(), Some(&DataEnd::Sent));
    assert!(ends[..ends.len() - 1].iter().all(|e| *e == DataEnd::More));
}

/// Data that come in several writes end at Ctrl+Z wherever it stands behind a piece that was given out.
#[rstest]
fn data_without_a_length_are_looked_through_anew_behind_a_piece(
    #[values(0, 1, 600)] more: usize,
    #[values("", "\n")] line_feed: &str,
) {
    let grammar = small::grammar();
    let mut exchange = Exchange::new(&grammar);
    let says = |exchange: &mut Exchange<'_>, bytes: &[u8]| {
        assert_eq!(exchange.handle_host(bytes), bytes.len());
        let mut ends = Vec::new();
        while let Some(event) = exchange.poll() {
            if let What::Data { end, .. } = event.what {
                ends.push((event.text.len(), end));
            }
        }
        ends
    };
    says(&mut exchange, b"AT+TEXT=0,\"t\"\r");
    exchange.handle_host(line_feed.as_bytes());
    exchange.handle_module(b"\r\n> ");
    assert_eq!(says(&mut exchange, &[b'x'; MAX_LINE - 5]), []);
    let rest = [vec![b'x'; 5 + more], vec![0x1A]].concat();
    assert_eq!(says(&mut exchange, &rest), [(MAX_LINE, DataEnd::More), (more, DataEnd::Sent)]);
}

#[rstest]
#[case(60_000, DataEnd::Counted)]
#[case(65_535, DataEnd::Cut)]
fn counted_data_are_longer_than_any_line(#[case] declared: usize, #[case] last: DataEnd) {
    let data = vec![b'\n'; 60_000];
    let said = [Said::Module([format!("+RXPAYLOAD: 0,{declared}\r\n").as_bytes(), &data].concat())];
    let heard = same_however_cut(&small::grammar(), &said, &[255, 254, 1]);
    let ends: Vec<_> = heard
        .iter()
        .filter_map(|h| if let What::Data { end, .. } = h.what { Some(end) } else { None })
        .collect();
    assert_eq!(ends.last(), Some(&last));
    assert_eq!(heard[1..].iter().map(|h| h.text.len()).sum::<usize>(), 60_000);
}

#[test]
fn a_thousand_owed_results_forget_the_oldest() {
    let grammar = small::grammar();
    let mut exchange = Exchange::new(&grammar);
    for i in 0..1000 {
        exchange.handle_host(format!("AT+SUB=0,{i},\"t\",0\r").as_bytes());
        while exchange.poll().is_some() {}
        exchange.handle_module(b"\r\nOK\r\n");
        while exchange.poll().is_some() {}
    }
    assert_eq!(exchange.owing().count(), MAX_OWED);
    exchange.handle_module(b"\r\n+SUB: 0,0,2\r\n");
    assert!(matches!(exchange.poll().expect("an event").what, What::Unasked { .. }), "it was forgotten");
    exchange.handle_module(b"\r\n+SUB: 0,999,2\r\n");
    assert!(matches!(exchange.poll().expect("an event").what, What::Later { .. }), "it was kept");
    assert_eq!(exchange.owing().count(), MAX_OWED - 1);
}

#[test]
fn commands_that_nobody_answers_are_given_up_in_order() {
    let grammar = small::grammar();
    let mut exchange = Exchange::new(&grammar);
    for _ in 0..100 {
        exchange.handle_host(b"AT\r");
        while exchange.poll().is_some() {}
    }
    assert_eq!(exchange.in_flight(), Some(100 - MAX_QUEUED as u64));
}

#[test]
fn a_line_of_a_thousand_values_is_read_as_far_as_there_is_room() {
    let shape = small::shape(&mut Names::default(), "+STAT: <client>,<count>");
    let line = format!("+STAT: 0{}", ",1".repeat(1000));
    let mut fields = Fields::default();
    read::line(&shape, line.as_bytes(), &mut fields).expect("it is of this shape");
    assert_eq!(fields.len(), MAX_FIELDS);
    assert!(fields.all_flaws().has(Flaws::CROWDED | Flaws::SURPLUS));
}

/// Lines made to be hard: the reader gives up on them after a bounded number of steps, and at the same place.
#[rstest]
#[case::quotes("+RECV: 0,1,\"t\",\"", "\",\"")]
#[case::quotes_and_line_ends("+RECV: 0,1,\"t\",\"", "\"\r\n")]
#[case::even_quotes_and_line_ends("+RECV: 0,1,\"t\",\"", "\"\"\r\n")]
#[case::counted_and_never_enough("+RECV: 0,1,\"t\",16000,\"", "\"\r\n")]
#[case::heads("+RECV: 0,1,\"t\",\"", "\r\n+RECV: 0,1,\"t\",\"")]
#[case::counted_heads("", "+RECV: 0,1,\"t\",16000,\"\r\n")]
#[case::groups("+SUB: 0,1,0", ",1")]
fn lines_made_to_be_hard_are_given_out_alike(#[case] head: &str, #[case] unit: &str) {
    let said = [Said::Module([head, &unit.repeat(3 * MAX_LINE / unit.len())].concat().into_bytes())];
    let grammar = small::grammar();
    let whole = heard(&grammar, &said, &mut || usize::MAX);
    assert_eq!(heard(&grammar, &said, &mut || 61), whole);
}

/// A text over several line ends has the same greatest length as a line, counted from its first byte.
#[rstest]
#[case::one_less(MAX_LINE - 1, true)]
#[case::just_fits(MAX_LINE, true)]
#[case::one_too_many(MAX_LINE + 1, false)]
fn a_line_that_goes_on_has_a_greatest_length(#[case] len: usize, #[case] fits: bool) {
    let head = "+RECV: 0,1,\"t\",\"a\r\n";
    let line = format!("{head}{}\"", "b".repeat(len - head.len() - 1));
    let said = [Said::Module(format!("\r\n{line}\r\nRDY\r\n").into_bytes())];
    let heard = same_however_cut(&small::grammar(), &said, &[255, 0, 7]);
    assert_eq!(heard.iter().any(|h| h.text == line.as_bytes()), fits, "{:?}", whats(&heard));
    assert_eq!(whats(&heard).last(), Some(&What::Urc(3)));
}

/// Counted data may be longer than a line: they come in pieces, and the count goes on.
#[test]
fn counted_data_longer_than_a_line_come_in_pieces() {
    let (len, grammar) = (2 * MAX_LINE + 7, small::grammar());
    let data = "AT\r".repeat(len / 3 + 1)[..len].to_owned();
    let said = [
        Said::Host(format!("AT+PUB=0,1,1,\"t\",{len}\r").into_bytes()),
        Said::Module(b"\r\n> ".to_vec()),
        Said::Host(format!("{data}AT+CSQ\r").into_bytes()),
    ];
    let heard = same_however_cut(&grammar, &said, &[]);
    let pieces: Vec<(usize, DataEnd)> = heard
        .iter()
        .filter_map(|h| if let What::Data { end, .. } = h.what { Some((h.text.len(), end)) } else { None })
        .collect();
    assert_eq!(pieces, [(MAX_LINE, DataEnd::More), (MAX_LINE, DataEnd::More), (7, DataEnd::Counted)]);
    assert!(heard.iter().any(|h| h.what == What::Command && h.text == b"AT+CSQ"), "{heard:?}");
}

//! Command lines as any module takes them: one final result each, echo, several commands, rubbish.

mod bench;

use bench::Bench;
use rstest::rstest;

#[rstest]
#[case::attention("AT\r", "AT\r\r\nOK\r\n")]
#[case::lower_case("at\r", "at\r\r\nOK\r\n")]
#[case::line_feed_too("AT\r\n", "AT\r\r\nOK\r\n")]
#[case::editing("AX\x08T\r", "AX\x08T\r\r\nOK\r\n")]
#[case::no_command("+CSQ\r", "+CSQ\r")]
#[case::unknown("AT+NONSENSE\r", "AT+NONSENSE\r\r\nERROR\r\n")]
#[case::echo_off("ATE0\rAT\r", "ATE0\r\r\nOK\r\n\r\nOK\r\n")]
#[case::numbers("ATV0\rAT\r", "ATV0\r0\rAT\r0\r")]
#[case::two_commands("ATE0;V1\r", "ATE0;V1\r\r\nOK\r\n")]
#[case::basic_commands("ATE0V1Q0\r", "ATE0V1Q0\r\r\nOK\r\n")]
#[case::basic_and_other("ate0&f+cmee=1\r", "ate0&f+cmee=1\r\r\nOK\r\n")]
#[case::basic_and_nonsense("ATE0X1\rAT\r", "ATE0X1\r\r\nERROR\r\n\r\nOK\r\n")]
#[case::quiet("ATQ1\rAT\r", "ATQ1\rAT\r")]
fn a_line_has_one_final_result(#[case] typed: &str, #[case] said: &str) {
    for id in bench::DIALECTS {
        let mut bench = Bench::of(id);
        assert_eq!(bench.say(typed), said, "{id}");
    }
}

#[test]
fn a_line_that_is_too_long_is_refused_and_forgotten() {
    let mut bench = Bench::of("fibocom");
    bench.say("ATE0\r");
    let long = format!("AT+{}\r", "X".repeat(100_000));
    assert_eq!(bench.say(&long), "\r\nERROR\r\n");
    assert_eq!(bench.say("AT\r"), "\r\nOK\r\n");
}

#[test]
fn test_forms_are_answered_by_the_document() {
    let mut bench = Bench::of("simcom-sim7672");
    bench.say("ATE0\r");
    let said = bench.say("AT+CMQTTSUB=?\r");
    assert_eq!(said, "\r\n+CMQTTSUB: (0-1),(1-1024),(0-2),(0-1)\r\n\r\nOK\r\n");
}

#[test]
fn the_line_feed_of_a_command_line_is_no_data() {
    let mut bench = Bench::of("simcom-sim7672");
    bench.say("ATE0\rAT+CMQTTSTART\r");
    bench.say("AT+CMQTTACCQ=0,\"me\"\r");
    bench.say("AT+CMQTTTOPIC=0,3\r\n");
    assert_eq!(bench.say("a/b"), "\r\nOK\r\n");
    bench.say("AT+CMQTTTOPIC=0,3\r");
    assert_eq!(bench.say("\nab"), "\r\nOK\r\n", "after the prompt a line feed is one");
}

#[test]
fn a_line_of_too_many_commands_is_refused() {
    let mut bench = Bench::of("fibocom");
    bench.say("ATE0\r");
    assert_eq!(bench.say(&format!("AT{}\r", "E0".repeat(3000))), "\r\nERROR\r\n");
    assert_eq!(bench.say(&format!("AT{}\r", "E0".repeat(40))), "\r\nOK\r\n");
}

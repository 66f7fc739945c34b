//! The text form of orders: what is read, and how what cannot be read is explained.

use std::time::Duration;

use hayes_broker::orders::{Deed, Pattern, Scope, Treatment};
use hayes_broker::wire::Kind;
use hayes_broker::{Link, Order};
use rstest::rstest;

/// Each prints as it was written.
#[rstest]
#[case("refuse CONNECT 5 for client \"abc\"")]
#[case("refuse SUBSCRIBE to \"a/#\" for anyone once")]
#[case("grant 0")]
#[case("grant 2 to \"+/x\" within 10s")]
#[case("delay PUBACK 2s")]
#[case("delay sent PUBLISH 1500ms skip 2 next 3 within 1000s")]
#[case("hold CONNACK within 300us")]
#[case("drop PUBACK next 2")]
#[case("drop received any for connection 12")]
#[case("duplicate sent PUBREL once")]
#[case("swap PUBCOMP")]
#[case("split sent PUBLISH 1 every 200ms")]
#[case("corrupt SUBACK byte 4 ff")]
#[case("corrupt sent any surplus")]
#[case("close")]
#[case("close for anyone")]
#[case("half-close at open")]
#[case("reset before received PUBACK skip 1 once")]
#[case("mute after CONNECT within 2s")]
#[case("stall")]
#[case("send raw \"\\x00\\xff\"")]
#[case("send PUBACK id 7 after PUBLISH once")]
#[case("send SUBACK id 0 code 5")]
#[case("send DISCONNECT at open")]
#[case("send malformed utf8 for client \"x\\x1b\"")]
#[case("send oversized 300000")]
#[case("publish \"t\" \"\" qos 2 retain times 5 every 10ms")]
#[case("publish \"t\" fill 10240")]
#[case("push \"t\" \"\\r\\nOK\\r\\n\" qos 1 id 65535 times 2 for client \"a\"")]
#[case("take-over \"ünï\"")]
#[case("forget")]
#[case("cancel")]
#[case("cancel for client \"a\"")]
fn round_trip(#[case] text: &str) {
    let order = Order::parse(text).unwrap_or_else(|error| panic!("{}", error.render(text)));
    assert_eq!(order.to_string(), text);
}

#[test]
fn the_same_from_rust() {
    let deed = Deed::Treat(Pattern::of(Kind::Puback), Treatment::Delay(Duration::from_secs(2)));
    let order = Order::new(deed).to(Scope::Link(Link(3))).next(1).within(Duration::from_mins(1));
    assert_eq!(Order::parse(" delay  puback 2.0s\tfor connection 3 once within 1m"), Ok(order));
}

#[test]
fn diagnostics() {
    let wrong = [
        "",
        "delya PUBACK 2s",
        "delay PUBACK",
        "delay PUBACK 2",
        "delay PUBACK 99999999999s",
        "delay 2s",
        "drop sent CONNECT",
        "drop any",
        "refuse CONNECT 6",
        "refuse PUBLISH",
        "refuse SUBSCRIBE to \"a#\"",
        "grant 3",
        "corrupt CONNACK id",
        "corrupt PUBACK byte 1 1ff",
        "split PUBLISH 1 every 1s",
        "close after",
        "close at 5",
        "send PUBLISH",
        "send malformed everything",
        "publish \"a/+\" \"x\"",
        "publish \"t\"",
        "publish \"t\" \"\\q\"",
        "publish \"t\" \"x",
        "publish \"t\" \"x\" for client \"a\"",
        "push \"t\" \"x\" qos 1 id 0",
        "push \"t\" \"x\" next 2",
        "drop PUBACK once for client \"a\"",
        "mute now once",
        "take-over abc",
        "drop PUBACK for somebody",
    ];
    let rendered: Vec<String> =
        wrong.iter().map(|text| Order::parse(text).unwrap_err().render(text)).collect();
    insta::assert_snapshot!(rendered.join("\n\n"));
}

//! Every message of every kind of shape comes back as it went out, the wrong ones flagged.

#[allow(dead_code, reason = "each test uses its part of it")]
mod small;

use hayes_at::choose::{FromBytes, right, wrong};
use hayes_at::fields::Fields;
use hayes_at::flaw::Flaws;
use hayes_at::names::Names;
use hayes_at::read::{self, Read};
use hayes_at::shape::Shape;
use hayes_at::visible::Visible;
use hayes_at::write;
use proptest::prelude::*;

/// Shapes in every bracket style and with every type.
const NOTATIONS: [&str; 14] = [
    "<client>",
    "<client>,<host>,<port>",
    "<client>,<host>[,<user>,<pass>]",
    "<client>,<host>[,<user>[,<pass>]]",
    "<client>[,<qos>][,<topic>]",
    "<client>,<msgid>,<topic1>,<qos1>[,<topic2>,<qos2>...]",
    "<client>,<topic1>[,<topic2>...]",
    "\"keepalive\",<client>[,<count>]",
    "+RECV: <client>,<msgid>,<topic>[,<length>],<payload>",
    "+RECV: <client>,<store_status_0>,<store_status_1>",
    "+SUB: <client>,<msgid>,<result>[,<value>]",
    "\"ssl\",<client>[,<cipher>]",
    "+COPS: <qos>,<word>,\"<topic>\"",
    "+CONF: <client>[,<host>,<port>[,<user>[,<pass>]]]",
];

fn shapes() -> Vec<Shape> {
    let mut names = Names::default();
    NOTATIONS.iter().map(|n| small::shape(&mut names, n)).collect()
}

proptest! {
    #[test]
    fn a_right_message_survives(which in 0..NOTATIONS.len(), seed in prop::collection::vec(any::<u8>(), 0..400)) {
        let shape = &shapes()[which];
        let message = right(shape, &mut FromBytes(&seed));
        let line = write::line(shape, &message);
        let mut fields = Fields::default();
        let how = read::line(shape, &line, &mut fields);
        prop_assert_eq!(how, Some(Read::Exactly), "{:?}", Visible(&line));
        prop_assert_eq!(fields.message(&line), message.clone(), "{:?}", Visible(&line));
        prop_assert!(fields.all_flaws().without(Flaws::AMBIGUOUS).is_none(), "{:?} {:?}", fields.all_flaws(), Visible(&line));
        prop_assert_eq!(write::line(shape, &fields.message(&line)), line);
    }

    #[test]
    fn a_wrong_message_survives_flagged(which in 0..NOTATIONS.len(), seed in prop::collection::vec(any::<u8>(), 0..400)) {
        let shape = &shapes()[which];
        let Some((message, slip)) = wrong(shape, &mut FromBytes(&seed)) else { return Ok(()) };
        let line = write::line(shape, &message);
        let mut fields = Fields::default();
        prop_assert!(read::line(shape, &line, &mut fields).is_some(), "{:?}", Visible(&line));
        prop_assert_eq!(fields.message(&line), message, "{:?} {:?}", slip, Visible(&line));
        prop_assert!(fields.all_flaws().has(slip.flaw()), "{:?} {:?} {:?}", slip, fields.all_flaws(), Visible(&line));
    }
}

//! Oracles over URCs: they may come between any two lines, and may carry anything.

use super::{Heard, Said, framed, heard, same_however_cut};
use crate::choose::{Choices, FromBytes, right};
use crate::exchange::{Other, Seq, What};
use crate::grammar::Grammar;
use crate::kind::Kind;
use crate::line::MAX_LINE;
use crate::message::Value;
use crate::shape::CountedBy;
use crate::visible::Visible;
use crate::write;

/// Puts a URC between the module's lines, where `choices` say: every other event stays what it was, and each
/// URC is seen as one. The URC must have a text that occurs nowhere else in `said`, and a shape of its own.
pub fn urcs_change_nothing(grammar: &Grammar, said: &[Said], urc: &[u8], choices: &mut FromBytes<'_>) {
    let plain = heard(grammar, said, &mut || usize::MAX);
    let mut mixed = Vec::new();
    let mut count = 0;
    for said in said {
        if matches!(said, Said::Module(_)) && choices.flip() {
            mixed.push(Said::Module(framed(urc)));
            count += 1;
        }
        mixed.push(said.clone());
    }
    let with = heard(grammar, &mixed, &mut || usize::MAX);
    let is_urc = |h: &&Heard| h.text == urc;
    let seen = with.iter().filter(is_urc).inspect(|h| assert!(matches!(h.what, What::Urc(_)), "{h:?}"));
    assert_eq!(seen.count(), count, "every URC is seen once in {with:#?}");
    let rest: Vec<&Heard> = with.iter().filter(|h| !is_urc(h)).filter(|h| has_words(h)).collect();
    let old: Vec<&Heard> = plain.iter().filter(|h| has_words(h)).collect();
    let renumbered = |seq: Seq| match rest.iter().position(|h| h.seq == seq) {
        Some(place) => old.get(place).map_or(0, |h| h.seq),
        None => 0,
    };
    for (a, b) in old.iter().zip(&rest) {
        let same = a.text == b.text && a.flaws == b.flaws && a.what == renumber(b.what, &renumbered);
        assert!(same, "without {a:?}\nwith    {b:?}\nof {with:#?}");
    }
    assert_eq!(old.len(), rest.len(), "without {old:#?}\nwith {rest:#?}");
}

/// Does it carry more than line ends and blanks? Those go to whatever comes behind them.
fn has_words(heard: &Heard) -> bool {
    !heard.raw.iter().all(|b| b"\r\n ".contains(b)) || matches!(heard.what, What::Settled { .. })
}

fn renumber(what: What, to: &dyn Fn(Seq) -> Seq) -> What {
    match what {
        What::Data { of, end } => What::Data { of: to(of), end },
        What::Echo { of } => What::Echo { of: to(of) },
        What::DataEcho { of } => What::DataEcho { of: to(of) },
        What::Info { of, form } => What::Info { of: to(of), form },
        What::Prompt { of } => What::Prompt { of: of.map(to) },
        What::Final { of, result, documented, numeric } => {
            What::Final { of: of.map(to), result, documented, numeric }
        }
        What::Later { of, form, interim, early } => What::Later { of: to(of), form, interim, early },
        What::Unclear { of, form, or: Other::Later(later) } => {
            What::Unclear { of: to(of), form, or: Other::Later(to(later)) }
        }
        What::Unclear { of, form, or } => What::Unclear { of: to(of), form, or },
        What::Settled { line, answer } => What::Settled { line: to(line), answer },
        other => other,
    }
}

/// A payload whose length is declared comes through every URC that can carry one, whatever it holds and
/// however it is cut. Gives the number of URCs that carried it.
pub fn payload_survives(
    grammar: &Grammar,
    payload: &[u8],
    choices: &mut FromBytes<'_>,
    cuts: &[u8],
) -> usize {
    let mut carried = 0;
    for (index, urc) in grammar.urcs().iter().enumerate() {
        let shape = grammar.shape(urc.shape);
        let Ok(len) = i64::try_from(payload.len()) else { continue };
        let in_line = shape.slots.iter().position(|s| matches!(s.counted_by, Some(CountedBy::Slot(_))));
        let counter = match (in_line.map(|i| shape.slots[i].counted_by), urc.data) {
            (Some(Some(CountedBy::Slot(counter))), _) => counter,
            (_, Some(name)) => match shape.slot_of(name) {
                Some(counter) => counter,
                None => continue,
            },
            _ => continue,
        };
        let lawful = matches!(&shape.slots[usize::from(counter)].kind, Kind::Int(set) if set.holds(len));
        let mut message = right(shape, choices);
        let Some(declared) = message.args.iter_mut().find(|a| a.slot == counter).filter(|_| lawful) else {
            continue;
        };
        declared.value = Value::Int(len);
        for arg in &mut message.args {
            if Some(usize::from(arg.slot)) == in_line {
                arg.value = match &arg.value {
                    Value::Text(_) => Value::Text(payload.to_vec()),
                    _ => Value::Bare(payload.to_vec()),
                };
            }
        }
        let line = write::line(shape, &message);
        if line.len() > MAX_LINE || payload.len() > MAX_LINE || (payload.is_empty() && in_line.is_some()) {
            continue;
        }
        let mut said = framed(&line);
        if urc.data.is_some() {
            said.extend_from_slice(payload);
        }
        let said = [Said::Module(said.clone()), Said::Module(said)];
        let heard = same_however_cut(grammar, &said, cuts);
        let lines: Vec<&Heard> = heard.iter().filter(|h| h.text == line).collect();
        let id = u16::try_from(index).unwrap_or(u16::MAX);
        let named = lines
            .iter()
            .all(|h| h.what == What::Urc(id) && h.flaws.without(crate::flaw::Flaws::COSMETIC).is_none());
        assert!(lines.len() == 2 && named, "{:?} is lost in {heard:#?}", Visible(&line));
        if urc.data.is_some() && !payload.is_empty() {
            let data = heard.iter().filter(|h| matches!(h.what, What::Data { .. }) && h.text == payload);
            assert_eq!(data.count(), 2, "{:?} is lost in {heard:#?}", Visible(payload));
        }
        carried += 1;
    }
    carried
}

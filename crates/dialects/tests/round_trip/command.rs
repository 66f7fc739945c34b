//! One command line, read by the whole command: a form's message may be its sibling's, and what is wrong for
//! one form may be lawful for another.

use hayes_at::fields::Fields;
use hayes_at::flaw::Flaws;
use hayes_at::grammar::{FormId, Grammar, PartRead};
use hayes_at::message::Message;
use hayes_at::read;
use hayes_at::visible::Visible;
use hayes_dialects::generate::{Dress, Said, Stand, command_line};

pub(crate) fn check(said: &Said<'_>, form: FormId) -> Result<(), String> {
    let grammar = said.dialect.grammar();
    let line = said.line();
    let mut fields = Fields::default();
    let part = first(grammar, &line, &mut fields, said);
    if said.slip.is_some() && grammar.commands()[usize::from(form.command)].basic && parts(grammar, &line) > 1
    {
        // What is no number may be the next command: `ATEQ` are two.
        return Ok(());
    }
    let shown = |what: &str| {
        let (id, slip, line) = (&said.dialect.id, said.slip, Visible(&line));
        Err(format!("{id} {what} {slip:?} {line:?}: {:?} {:?}", part.form, part.flaws))
    };
    let Some(read_as) = part.form.filter(|f| f.command == form.command) else { return shown("no form") };
    let values = &line[part.args_start as usize..part.args_end as usize];
    let back = fields.message(values);
    if command_line(grammar, read_as, &back, Dress::default()) != line {
        return shown("other bytes");
    }
    let flaws = part.flaws.without(Flaws::AMBIGUOUS);
    let right = match said.slip {
        _ if read_as != form && flaws.is_none() => true,
        None => read_as == form && flaws.is_none() && back == said.message,
        Some(slip) if read_as == form => flaws.has(slip.flaw()) && back == said.message,
        // A sibling may take what is wrong for it too, if less is wrong with it.
        Some(_) => flaws.count() <= wrong_for(grammar, form, values).count(),
    };
    if right { Ok(()) } else { shown("another message") }
}

/// What is wrong with these values for one form alone.
fn wrong_for(grammar: &Grammar, form: FormId, values: &[u8]) -> Flaws {
    let Some(shape) = grammar.form(form).syntax else { return Flaws::NONE };
    let mut fields = Fields::default();
    read::line(grammar.shape(shape), values, &mut fields);
    fields.all_flaws().without(Flaws::AMBIGUOUS)
}

fn first(grammar: &Grammar, line: &[u8], fields: &mut Fields, said: &Said<'_>) -> PartRead {
    let read = grammar.read_command(line, fields);
    let first = read.and_then(|r| r.first().copied());
    first.unwrap_or_else(|| panic!("no command: {} {:?}", said.dialect.id, Visible(line)))
}

fn parts(grammar: &Grammar, line: &[u8]) -> usize {
    grammar.read_command(line, &mut Fields::default()).map_or(0, |read| read.parts().count())
}

/// Lower case and spaces are remarked and change nothing.
pub(crate) fn check_dressed(said: &Said<'_>, lower: bool, spaced: bool) {
    let Stand::Command(form) = said.stand else { return };
    let grammar = said.dialect.grammar();
    let mut fields = Fields::default();
    let plain = said.line();
    let wanted = first(grammar, &plain, &mut fields, said);
    let message = message_of(&fields, &plain, &wanted);
    let line = command_line(grammar, form, &said.message, Dress { lower, spaced });
    let part = first(grammar, &line, &mut fields, said);
    let shown = || format!("{} {part:?} {:?}", said.dialect.id, Visible(&line));
    assert_eq!(part.form, wanted.form, "{}", shown());
    assert_eq!(part.query, wanted.query, "{}", shown());
    assert_eq!(message_of(&fields, &line, &part), message, "{}", shown());
    assert!(part.flaws.without(Flaws::COSMETIC).is_none(), "{}", shown());
}

fn message_of(fields: &Fields, line: &[u8], part: &PartRead) -> Message {
    fields.message(&line[part.args_start as usize..part.args_end as usize])
}

/// Two commands on one line: each is what it is alone, and the values given back are the first one's.
pub(crate) fn check_line_of_two(one: &Said<'_>, two: &Said<'_>) {
    let (Stand::Command(_), Stand::Command(_)) = (one.stand, two.stand) else { return };
    let grammar = one.dialect.grammar();
    let (first_line, second_line) = (one.line(), two.line());
    if second_line == b"AT" {
        // It has no name to stand behind the semicolon.
        return;
    }
    let line = [first_line.as_slice(), b";", &second_line[2..]].concat();
    let mut fields = Fields::default();
    let alone =
        [first(grammar, &first_line, &mut fields, one), first(grammar, &second_line, &mut fields, two)];
    first(grammar, &first_line, &mut fields, one);
    let message = message_of(&fields, &first_line, &alone[0]);
    let read = grammar.read_command(&line, &mut fields).expect("a command line");
    let parts: Vec<&PartRead> = read.parts().collect();
    assert_eq!(parts.len(), 2, "{:?}", Visible(&line));
    for (part, alone) in parts.iter().zip(&alone) {
        assert_eq!((part.form, part.flaws), (alone.form, alone.flaws), "{:?}", Visible(&line));
    }
    assert_eq!(message_of(&fields, &line, parts[0]), message, "{:?}", Visible(&line));
}

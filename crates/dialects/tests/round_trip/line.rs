//! One line of the module, read by its shape alone. What it is among other lines is for the streams.

use hayes_at::fields::Fields;
use hayes_at::flaw::Flaws;
use hayes_at::read::{self, Read};
use hayes_at::visible::Visible;
use hayes_at::write;
use hayes_dialects::generate::Said;

pub(crate) fn check(said: &Said<'_>) -> Result<(), String> {
    let grammar = said.dialect.grammar();
    let Some(shape) = said.stand.shape(grammar) else { return Ok(()) };
    let shape = grammar.shape(shape);
    let line = said.line();
    let mut fields = Fields::default();
    let read = read::line(shape, &line, &mut fields);
    let back = fields.message(&line);
    let flaws = fields.all_flaws();
    let right = match said.slip {
        None => read == Some(Read::Exactly) && flaws.without(Flaws::AMBIGUOUS).is_none(),
        Some(slip) => read.is_some() && flaws.has(slip.flaw()),
    };
    let survives = back == said.message && write::line(shape, &back) == line;
    let shown = || {
        let (id, stand, line) = (&said.dialect.id, said.stand, Visible(&line));
        format!("{id} {stand:?} {:?} {line:?}: {read:?} {flaws:?} {back:?}", said.slip)
    };
    if right && survives { Ok(()) } else { Err(shown()) }
}

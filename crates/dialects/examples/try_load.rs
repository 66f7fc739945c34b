//! scratch
fn main() {
    for arg in std::env::args().skip(1) {
        match hayes_dialects::find(&arg) {
            Ok(d) => println!("{arg}: ok, {} commands {} forms {} urcs {} rules {} shapes, documented {}/{}/{}", d.commands.len(), d.commands.iter().map(|c| c.forms.len()).sum::<usize>(), d.urcs.len(), d.rules.len(), d.grammar().shapes().len(), d.documented_commands().count(), d.documented_forms().count(), d.documented_urcs().count()),
            Err(e) => println!("{e}"),
        }
    }
}

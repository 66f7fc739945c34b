//! A run on a terminal, or in a log: failures first, what else is to be known, a summary, and failures last.

mod failure;
mod page;
mod rest;
mod summary;

use std::io::{self, Read, Seek, Write};

use crate::case::Standing;
use crate::group::alike;
use crate::look::{Ink, Look};
use crate::run::Run;
use page::Page;

/// How many groups of failures are told of in full, of each run.
const IN_FULL: usize = 12;

/// Writes the runs with their journals. `all` says where all is to be found that has no place here.
pub fn write<J: Read + Seek>(
    runs: &mut [(&Run, J)],
    all: &str,
    look: Look,
    into: &mut impl Write,
) -> io::Result<()> {
    let several = runs.len() > 1;
    for (run, journal) in runs.iter_mut() {
        let mut page = Page::new(look);
        head(run, &mut page);
        let failed = alike(run, Standing::Fail);
        for group in failed.iter().take(IN_FULL) {
            failure::in_full(run, journal, group, &mut page);
        }
        let left_out: usize = failed.iter().skip(IN_FULL).map(Vec::len).sum();
        if left_out > 0 {
            page.gap();
            page.say(Ink::Bad, &format!("... and {left_out} more failures: {all}"));
        }
        rest::unexpected(run, &mut page);
        rest::not_judged(run, &mut page);
        rest::readings(run, several, all, &mut page);
        rest::times(run, &mut page);
        rest::line(run, &mut page);
        summary::areas(run, &mut page);
        rest::missing(run, &mut page);
        into.write_all(page.text().as_bytes())?;
    }
    let mut page = Page::new(look);
    let of_all: Vec<&Run> = runs.iter().map(|(run, _)| *run).collect();
    summary::last(&of_all, all, &mut page);
    into.write_all(page.text().as_bytes())
}

/// Which run this is: document, module, tool.
fn head(run: &Run, page: &mut Page) {
    let mut words = Vec::new();
    if let Some(identity) = &run.identity {
        words.extend(
            [&identity.manufacturer, &identity.model, &identity.firmware].into_iter().flatten().cloned(),
        );
    }
    let changed = run.identity_changed.then(|| "which said that it was another one before".to_owned());
    words.extend(changed);
    if let Some(header) = &run.header {
        let world = if header.world == hayes_journal::header::World::Virtual {
            "virtual module"
        } else {
            "module at a port"
        };
        words.push(format!("{world}, seed {}, hayes {}, {}", header.seed, header.hayes, header.started));
    }
    let resumed = run.resumed.len();
    words.extend((resumed > 0).then(|| format!("resumed {resumed} times")));
    page.gap();
    page.named(Ink::Strong, run.dialect(), &words.join(", "));
}

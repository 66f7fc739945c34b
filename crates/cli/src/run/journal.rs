//! The journal of a run: a new one with its head, or one that goes on where it was interrupted.

use std::fs::File;
use std::path::Path;

use hayes_journal::event::Resumed;
use hayes_journal::{Event, Header, Journal, Progress, Secrets};

use super::folder;
use crate::output::Failure;

/// A journal that can be written, and what is in it already.
pub(super) struct Begun {
    pub(super) journal: Journal<File>,
    pub(super) before: Progress,
}

/// Begins a journal with its head; goes on with one that is there.
pub(super) fn begin(path: &Path, head: &[Event], secrets: Secrets) -> Result<Begun, Failure> {
    if !path.exists() {
        let mut journal = hayes_journal::file::create(path, secrets).map_err(Failure::Output)?;
        write(&mut journal, head)?;
        return Ok(Begun { journal, before: Progress::default() });
    }
    let refused = |why: String| Failure::Input(format!("error: {}: {why}\n", path.display()));
    // Read first: one that cannot go on is left as it is.
    let source = File::open(path).map_err(|why| refused(why.to_string()))?;
    let before = Progress::read(source).map_err(|why| refused(why.to_string()))?;
    let rest = rest(&before, head).map_err(refused)?;
    if before.ended {
        let journal = Journal::new(File::open(path).map_err(Failure::Output)?, secrets, before.lines);
        return Ok(Begun { journal, before });
    }
    let (before, mut journal) =
        hayes_journal::file::resume(path, secrets).map_err(|why| refused(why.to_string()))?;
    write(&mut journal, rest)?;
    let resumed = Resumed { hayes: env!("CARGO_PKG_VERSION").to_owned(), started: folder::now() };
    write(&mut journal, &[Event::Resumed(resumed)])?;
    Ok(Begun { journal, before })
}

fn write(journal: &mut Journal<File>, events: &[Event]) -> Result<(), Failure> {
    events.iter().try_for_each(|event| journal.write(event.clone()).map(drop)).map_err(Failure::Output)
}

/// What of the head is not written yet; an error where the run that is there is another one.
fn rest<'h>(before: &Progress, head: &'h [Event]) -> Result<&'h [Event], String> {
    let begun = before.open.is_some() || !before.done.is_empty();
    let Some(header) = &before.header else {
        return if begun { Err("nothing says which run this is".to_owned()) } else { Ok(head) };
    };
    let now = head.iter().find_map(|event| if let Event::Run(now) = event { Some(now) } else { None });
    let differences = now.map(|now| header.differences(now)).unwrap_or_default();
    if !differences.is_empty() {
        return Err(other(header, &differences.join("; ")));
    }
    let planned = head.iter().filter_map(|event| match event {
        Event::Planned(planned) => Some(planned.case.as_str()),
        _ => None,
    });
    let planned: Vec<&str> = planned.collect();
    let same = before.planned.iter().zip(&planned).take_while(|(there, now)| there == *now).count();
    let whole = before.planned.len() == planned.len() || !begun;
    if same < before.planned.len() || !whole {
        let (there, now) = (before.planned.len(), planned.len());
        let first = before.planned.get(same).map(String::as_str).or(planned.get(same).copied());
        let first = first.unwrap_or_default();
        return Err(other(header, &format!("plan: {there} cases there, {now} now; they part at {first}")));
    }
    Ok(head.get(1 + before.told + before.planned.len()..).unwrap_or_default())
}

fn other(header: &Header, differences: &str) -> String {
    let command = header.command.as_deref().unwrap_or("hayes run");
    format!(
        "this run cannot go on as another one: {differences}\n  it was begun with: {command}\n  go on with the same \
         flags, and --resume"
    )
}

//! A run as a page that needs nothing else: no network, no server, no file beside it. What has no room on it goes to
//! pages of the same making beside it.

mod address;
mod coverage;
mod failures;
pub(crate) mod frame;
mod known;
mod matrix;
mod packs;
pub(crate) mod room;
mod runs;
mod times;
mod told;
pub(crate) mod verdicts;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use hayes_journal::reader::ReadError;
use maud::{Markup, PreEscaped, html};

use crate::case::Standing;
use crate::counts::Counts;
use crate::figures::{self, number};
use crate::open::Opened;
use crate::run::Run;
use crate::text::safe;

use matrix::Rows;
#[cfg(feature = "oracles")]
pub(crate) use packs::listed;
use packs::{Pack, Packer, Place};

/// What the page is called.
pub const FILE: &str = "report.html";
/// How large a page may be.
pub const MAX_PAGE: usize = 2_000_000;
/// What is kept free for links to the other pages.
const FOR_LINKS: usize = 48 * 1024;

/// Writes the page of a run, of all its dialects, into a folder; further pages where one is too small for it. Gives what
/// was written, the page to open first.
pub fn write(runs: &mut [Opened], folder: &Path) -> io::Result<Vec<PathBuf>> {
    let names = make(runs, &mut |name, page| put(&folder.join(name), page))?;
    forget_others(folder, names.len());
    Ok(names.into_iter().map(|name| folder.join(name)).collect())
}

/// Makes the pages of a run, the first one last: each with its name. Gives the names, the first one first.
pub(crate) fn make(
    runs: &mut [Opened],
    put: &mut dyn FnMut(&str, &str) -> io::Result<()>,
) -> io::Result<Vec<String>> {
    let order = order(runs);
    let sections = Sections::of(runs);
    let bare = sections.page(runs, &[], &[]).len();
    let mut packer = Packer::new(runs, order, |runs, place| sections.rows.of(runs, place));
    let mut next = packer.next_pack().map_err(failed)?;
    let first = page_full(&mut packer, &mut next, bare + FOR_LINKS, 0).map_err(failed)?;
    let mut further = Vec::new();
    while next.is_some() {
        let name = format!("report-cases-{}.html", further.len() + 1);
        // One pack at least, so that there is an end; it always has room.
        let taken = side(packer.runs(), &[]).len();
        let packs = page_full(&mut packer, &mut next, taken, 1).map_err(failed)?;
        put(&name, &side(packer.runs(), &packs))?;
        further.push(Further { name, cases: packs.iter().map(|pack| pack.count).sum() });
    }
    put(FILE, &sections.page(packer.runs(), &first, &further))?;
    Ok(std::iter::once(FILE.to_owned()).chain(further.into_iter().map(|further| further.name)).collect())
}

/// A page beside the first one.
struct Further {
    name: String,
    cases: usize,
}

fn failed(why: ReadError) -> io::Error {
    match why {
        ReadError::Io(why) => why,
        why @ ReadError::Version(_) => io::Error::other(why),
    }
}

/// All cases: those first that a reader looks for first.
fn order(runs: &[Opened]) -> Vec<Place> {
    let all = runs
        .iter()
        .enumerate()
        .flat_map(|(run, opened)| (0..opened.run.cases.len()).map(move |case| Place { run, case }));
    let mut order: Vec<Place> = all.collect();
    order.sort_by_key(|place| match standing(runs, *place) {
        Standing::Pass => 2,
        Standing::Skipped => 1,
        _ => 0,
    });
    order
}

fn standing(runs: &[Opened], place: Place) -> Standing {
    runs[place.run].run.cases[place.case].standing()
}

/// Packs as many as a page has room for that already takes so much.
fn page_full<R: Fn(&[Opened], Place) -> Vec<usize>>(
    packer: &mut Packer<'_, R>,
    next: &mut Option<Pack>,
    taken: usize,
    at_least: usize,
) -> Result<Vec<Pack>, ReadError> {
    let mut left = MAX_PAGE.saturating_sub(taken);
    let mut packs = Vec::new();
    while let Some(pack) = next.take_if(|pack| pack.size() <= left || packs.len() < at_least) {
        left = left.saturating_sub(pack.size());
        packs.push(pack);
        *next = packer.next_pack()?;
    }
    Ok(packs)
}

/// Puts a page there as a whole: who has it open never sees half of one.
fn put(path: &Path, page: &str) -> io::Result<()> {
    let unfinished = path.with_extension("html.new");
    fs::write(&unfinished, page)?;
    fs::rename(&unfinished, path)
}

/// Further pages that an earlier report of this run left, when there was more.
fn forget_others(folder: &Path, from: usize) {
    for number in from.. {
        if fs::remove_file(folder.join(format!("report-cases-{number}.html"))).is_err() {
            return;
        }
    }
}

/// What of the page does not depend on which cases are on it.
struct Sections {
    counts: Counts,
    whole: bool,
    title: String,
    before: String,
    matrix: String,
    rows: Rows,
    after: String,
}

impl Sections {
    fn of(runs: &mut [Opened]) -> Self {
        let counts = Counts::together(runs.iter().map(|opened| &opened.run.counts));
        let whole = runs.iter().all(|opened| opened.run.missing.ended);
        let failures = failures::section(runs);
        let runs = &*runs;
        let before =
            html! { (runs::missing(runs)) (failures) (runs::section(runs)) (failures::unjudged(runs)) };
        let after = html! { (times::section(runs)) (coverage::section(runs)) (coverage::readings(runs)) (known::list(runs)) };
        let (matrix, rows) = matrix::section(runs);
        let title = format!("{}: {}", name(runs), verdicts::headline(&counts, whole));
        let [before, matrix, after] = [before, matrix, after].map(Markup::into_string);
        Self { counts, whole, title, before, matrix, rows, after }
    }

    fn page(&self, runs: &[Opened], packs: &[Pack], further: &[Further]) -> String {
        let body = html! {
            a.skip href="#overview" { "To the report" }
            main {
                div #overview {
                    header {
                        p.quiet { (name(runs)) }
                        h1 { (verdicts::headline(&self.counts, self.whole)) }
                        @if self.counts.get(Standing::Pass) < self.counts.total() { p.lead { (verdicts::in_words(&self.counts)) } }
                        @if !self.whole { p.lead { b { "The run has not ended." } " What it had shown until then is here." } }
                        (verdicts::bar(&self.counts))
                        (contents(&self.before, &self.after))
                    }
                    noscript { p { "Without scripts, everything is here but the lists of cases in the rows below, the transcripts and the filter. "
                        "The journal beside this page holds them; " code { "hayes report" } " shows them on a terminal." } }
                    (PreEscaped(&self.before))
                    (PreEscaped(&self.matrix))
                    (pages(further))
                    (PreEscaped(&self.after))
                }
                section #case hidden aria-label="One case" {}
            }
            footer { "Made by hayes from the run's journal alone. Each verdict names the clause of the vendor's document that it rests on; the documents are their vendors'." }
            @for (number, pack) in packs.iter().enumerate() { (pack.markup(number)) }
        };
        frame::page(&self.title, &body)
    }
}

/// What is on the page, as links.
fn contents(before: &str, after: &str) -> Markup {
    let sections = [
        ("missing", "What is missing"),
        ("failures", "Failures"),
        ("unexpected", "Unexpected passes"),
        ("known", "Known deviations"),
        ("what", "What was tested"),
        ("rig", "Bench"),
        ("inconclusive", "Inconclusive"),
        ("skipped", "Skipped"),
        ("rules", "Rules by verdict"),
        ("times", "Response times"),
        ("coverage", "Coverage"),
        ("readings", "Readings"),
        ("deviations", "List of deviations"),
    ];
    let is_there = |id: &str| {
        id == "rules" || [before, after].iter().any(|part| part.contains(&format!("<h2 id=\"{id}\"")))
    };
    html! {
        nav aria-label="Sections" { ul {
            @for (id, title) in sections.iter().filter(|(id, _)| is_there(id)) { li { a href={ "#" (id) } { (title) } } }
        } }
    }
}

/// Links to the further pages.
fn pages(further: &[Further]) -> Markup {
    html! {
        @if !further.is_empty() {
            section aria-labelledby="pages" {
                h2 #pages { "Further cases" }
                p { "This run is larger than a page. The other cases, with their transcripts, are beside it:" }
                ul { @for page in further.iter().take(400) {
                    li { a href=(page.name) data-page="yes" { (page.name) } ", " (figures::count(page.cases as u64, "case", "cases")) }
                }
                @if further.len() > 400 { li { "and so on, to " (further[further.len() - 1].name) } } }
            }
        }
    }
}

/// A further page: cases, and nothing else.
fn side(runs: &[Opened], packs: &[Pack]) -> String {
    let title = format!("{}: further cases", name(runs));
    let held: usize = packs.iter().map(|pack| pack.count).sum();
    let body = html! {
        a.skip href="#overview" { "To the cases" }
        main {
            div #overview {
                header { h1 { (title) } p { a href=(FILE) { "The report of this run" } } }
                p.quiet { (figures::count(held as u64, "case", "cases")) }
                noscript { p { "They are listed by a script, which does not run here." } }
                @for number in 0..packs.len() { ul.cases data-list=(number) {} }
            }
            section #case hidden aria-label="One case" {}
        }
        @for (number, pack) in packs.iter().enumerate() { (pack.markup(number)) }
    };
    frame::page(&title, &body)
}

/// What the run is called: its documents, and when it began.
fn name(runs: &[Opened]) -> String {
    let dialects: Vec<_> = runs.iter().map(|opened| safe(opened.run.dialect())).collect();
    let begun = runs
        .iter()
        .filter_map(|opened| opened.run.header.as_ref())
        .map(|header| safe(&header.started))
        .next();
    let dialects = match dialects.len() {
        0..=2 => dialects.join(" and "),
        some => format!("{} documents", number(some as u64)),
    };
    begun.map_or_else(|| dialects.clone(), |begun| format!("{dialects}, {begun}"))
}

/// How to repeat a run.
fn command(run: &Run) -> String {
    let given = run.header.as_ref().and_then(|header| header.command.clone());
    given.unwrap_or_else(|| format!("hayes run --dialect {}", run.dialect()))
}

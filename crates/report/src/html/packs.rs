//! Cases packed into pages, compressed: lists of them, and what there is to be shown of each. So many to a page as its size
//! allows; what is not on the first page is on the next ones. Knows sizes, not looks.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hayes_journal::reader::ReadError;
use maud::{Markup, PreEscaped, html};
use serde::Serialize;

use crate::open::Opened;

use super::told::{Told, columns};
use super::verdicts::class;
use crate::text::safe;

/// How much a pack holds before it is compressed: what a browser unpacks to show one case.
const PACK: usize = 384 * 1024;
/// How well texts like these are compressed is worth more than the time it takes: the best level.
const LEVEL: u8 = 9;
/// What the elements around a list and its pack take.
const ELEMENTS: usize = 160;

/// A case, by the run and its place in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Place {
    pub(super) run: usize,
    pub(super) case: usize,
}

/// Cases that are unpacked together. Their list is unpacked when the page is opened, the rest when one of them is.
#[derive(Debug)]
pub(super) struct Pack {
    /// How many cases.
    pub(super) count: usize,
    list: String,
    cases: String,
}

/// The list of the cases of a pack, in columns.
#[derive(Default, Serialize)]
struct List {
    ids: Vec<String>,
    titles: Vec<String>,
    standings: Vec<&'static str>,
    /// The rows of the matrix that list them.
    rows: Vec<Vec<usize>>,
}

impl List {
    fn size(&self) -> usize {
        let texts = self.ids.iter().chain(&self.titles).map(String::len).sum::<usize>();
        texts + self.rows.iter().map(|rows| 16 + 8 * rows.len()).sum::<usize>()
    }

    fn add(&mut self, runs: &[Opened], place: Place, rows: Vec<usize>) {
        let case = &runs[place.run].run.cases[place.case];
        self.ids.push(case.id.to_string());
        self.titles.push(safe(if case.title.is_empty() { &case.id } else { &case.title }));
        self.standings.push(class(case.standing()));
        self.rows.push(rows);
    }
}

impl Pack {
    fn of(list: &List, told: &[Told]) -> Self {
        let list_json = serde_json::to_vec(list).unwrap_or_default();
        Self { count: told.len(), list: packed(&list_json), cases: packed(&columns(told)) }
    }

    /// How much it takes on a page.
    pub(super) fn size(&self) -> usize {
        self.list.len() + self.cases.len() + ELEMENTS
    }

    /// Its data. The type is none that a browser runs.
    pub(super) fn markup(&self, number: usize) -> Markup {
        html! {
            script type="application/x-hayes-list" id={ "list-" (number) } { (PreEscaped(&self.list)) }
            script type="application/x-hayes-pack" id={ "pack-" (number) } { (PreEscaped(&self.cases)) }
        }
    }
}

/// The ids of the cases that a page lists, as its script reads them.
#[cfg(feature = "oracles")]
pub(crate) fn listed(page: &str) -> Vec<String> {
    let lists = page.split(" id=\"list-").skip(1).filter_map(|rest| {
        let base64 = rest.split_once('>')?.1.split_once('<')?.0;
        let json = miniz_oxide::inflate::decompress_to_vec(&STANDARD.decode(base64).ok()?).ok()?;
        let list: serde_json::Value = serde_json::from_slice(&json).ok()?;
        serde_json::from_value::<Vec<String>>(list["ids"].clone()).ok()
    });
    lists.flatten().collect()
}

fn packed(json: &[u8]) -> String {
    STANDARD.encode(miniz_oxide::deflate::compress_to_vec(json, LEVEL))
}

/// Makes packs of cases, one after the other.
pub(super) struct Packer<'r, R> {
    runs: &'r mut [Opened],
    order: std::vec::IntoIter<Place>,
    /// The rows of the matrix that list a case.
    rows: R,
}

impl<'r, R: Fn(&[Opened], Place) -> Vec<usize>> Packer<'r, R> {
    pub(super) fn new(runs: &'r mut [Opened], order: Vec<Place>, rows: R) -> Self {
        Self { runs, order: order.into_iter(), rows }
    }

    /// The runs whose cases are packed.
    pub(super) fn runs(&self) -> &[Opened] {
        self.runs
    }

    /// The next pack.
    pub(super) fn next_pack(&mut self) -> Result<Option<Pack>, ReadError> {
        let (mut list, mut told) = (List::default(), Vec::new());
        let mut held = 0;
        while held + list.size() < PACK {
            let Some(place) = self.order.next() else { break };
            let Opened { run, file, .. } = &mut self.runs[place.run];
            let one = Told::of(run, &run.cases[place.case], file)?;
            held += one.size();
            told.push(one);
            let rows = (self.rows)(self.runs, place);
            list.add(self.runs, place, rows);
        }
        Ok((!told.is_empty()).then(|| Pack::of(&list, &told)))
    }
}

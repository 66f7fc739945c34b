//! Cases packed into pages: transcripts compressed, so many to a page as its size allows; what is not on the first page is
//! on the next ones. Knows sizes, not looks.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hayes_journal::reader::ReadError;
use maud::{Markup, PreEscaped, html};

use crate::open::Opened;

use super::told::Told;

/// How much a pack holds before it is compressed: what a browser unpacks to show one case.
const PACK: usize = 384 * 1024;
/// How well texts like these are compressed is worth more than the time it takes: the best level.
const LEVEL: u8 = 9;

/// A case, by the run and its place in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Place {
    pub(super) run: usize,
    pub(super) case: usize,
}

/// Cases that are unpacked together.
#[derive(Debug)]
pub(super) struct Pack {
    pub(super) cases: Vec<Place>,
    base64: String,
    /// What the entries of its cases take on the page.
    listed: usize,
}

impl Pack {
    fn of(told: &[Told], cases: Vec<Place>, listed: usize) -> Self {
        let json = serde_json::to_vec(told).unwrap_or_default();
        let base64 = STANDARD.encode(miniz_oxide::deflate::compress_to_vec(&json, LEVEL));
        Self { cases, base64, listed }
    }

    /// How much it takes on a page.
    pub(super) fn size(&self) -> usize {
        self.base64.len() + self.listed + 80
    }

    /// Its data. The type is none that a browser runs.
    pub(super) fn markup(&self, number: usize) -> Markup {
        html! { script type="application/x-hayes-pack" id={ "pack-" (number) } { (PreEscaped(&self.base64)) } }
    }
}

/// Makes packs of cases, one after the other.
pub(super) struct Packer<'r, C> {
    runs: &'r mut [Opened],
    order: std::vec::IntoIter<Place>,
    /// What the entry of a case takes on the page.
    cost: C,
}

impl<'r, C: Fn(&[Opened], Place) -> usize> Packer<'r, C> {
    pub(super) fn new(runs: &'r mut [Opened], order: Vec<Place>, cost: C) -> Self {
        Self { runs, order: order.into_iter(), cost }
    }

    /// The runs whose cases are packed.
    pub(super) fn runs(&self) -> &[Opened] {
        self.runs
    }

    /// The next pack.
    pub(super) fn next_pack(&mut self) -> Result<Option<Pack>, ReadError> {
        let (mut told, mut cases) = (Vec::new(), Vec::new());
        let (mut held, mut listed) = (0, 0);
        while held + listed < PACK {
            let Some(place) = self.order.next() else { break };
            let Opened { run, file, .. } = &mut self.runs[place.run];
            let one = Told::of(run, &run.cases[place.case], file)?;
            held += one.size();
            listed += (self.cost)(self.runs, place);
            told.push(one);
            cases.push(place);
        }
        Ok((!cases.is_empty()).then(|| Pack::of(&told, cases, listed)))
    }
}

//! Shapes that modules are known to use and the documents do not have: a dialect file of their own for each
//! family, in the folder `deviation`, tried where nothing documented fits.

use std::sync::OnceLock;

use hayes_at::fields::{Carried, Fields};
use hayes_at::grammar::{Role, ShapeId};
use hayes_at::read::{Fit, fit};
use hayes_dialects::Dialect;
use hayes_dialects::dialect::Urc;

/// The files, each with its family.
const FILES: [(&str, &str); 3] = [
    ("quectel", include_str!("deviation/quectel.toml")),
    ("simcom", include_str!("deviation/simcom.toml")),
    ("fibocom", include_str!("deviation/fibocom.toml")),
];

/// The end of a URC's id whose payload stands on the next line.
const NEXT_LINE: &str = ".next-line";

/// What is known of a family's modules beside their documents. Loaded when it is first asked for.
pub(crate) fn of_family(family: &str) -> Option<&'static Dialect> {
    static LOADED: [OnceLock<Option<Dialect>>; FILES.len()] = [const { OnceLock::new() }; FILES.len()];
    let index = FILES.iter().position(|(name, _)| *name == family)?;
    let load = || hayes_dialects::load_str(family, FILES[index].1).ok();
    LOADED[index].get_or_init(load).as_ref()
}

/// A line that has one of these shapes.
pub(crate) struct Found {
    pub(crate) dialect: &'static Dialect,
    pub(crate) urc: &'static Urc,
    pub(crate) shape: ShapeId,
    pub(crate) payload_follows: bool,
}

/// The first shape that a line fits exactly; its values are then in `fields`.
pub(crate) fn find(family: &str, text: &[u8], fields: &mut Fields) -> Option<Found> {
    if text.first() != Some(&b'+') {
        return None;
    }
    let dialect = of_family(family)?;
    let mut uses: Vec<(u16, ShapeId)> = dialect
        .grammar()
        .uses(text)
        .list
        .iter()
        .filter_map(|used| match used.role {
            Role::Urc(urc) => Some((urc, used.shape)),
            _ => None,
        })
        .collect();
    uses.sort_by_key(|(urc, _)| *urc);
    uses.into_iter().find_map(|(index, shape)| {
        let urc = dialect.urc(index).filter(|urc| !urc.boot)?;
        let fits = fit(dialect.grammar().shape(shape), text, &Carried::default(), fields) == Fit::Yes;
        let payload_follows = urc.id.ends_with(NEXT_LINE);
        fits.then_some(Found { dialect, urc, shape, payload_follows })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_files_load() {
        for (family, text) in FILES {
            let dialect = hayes_dialects::load_str(family, text).unwrap_or_else(|wrong| panic!("{wrong}"));
            assert_eq!(dialect.family, family);
            assert!(of_family(family).is_some());
        }
    }
}

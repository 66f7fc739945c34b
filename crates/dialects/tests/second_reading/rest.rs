//! URCs with their parameters in order, and tables of error codes.

use hayes_dialects::Dialect;
use hayes_dialects::dialect::{Errors, Urc};

use super::comparison::Comparison;
use super::file::{self, Reading};

/// The table of the shared base, which no vendor document brings.
const BASE: &str = "cme";

/// URCs of one prefix are compared in the order of the files.
pub(super) fn compare_urcs(dialect: &Dialect, reading: &Reading, comparison: &mut Comparison) {
    let mut ours: Vec<&Urc> = dialect.documented_urcs().collect();
    for second in &reading.urc {
        match ours.iter().position(|u| u.name == second.name) {
            Some(at) => compare_urc(ours.remove(at), second, comparison),
            None => comparison.missing((&second.name, "")),
        }
    }
    for urc in ours {
        comparison.surplus((&urc.name, ""));
    }
}

fn compare_urc(urc: &Urc, second: &file::Urc, comparison: &mut Comparison) {
    let place = (second.name.as_str(), "");
    let ours: Vec<&str> = urc.params.iter().map(|p| p.written.as_str()).collect();
    comparison.fact(
        place,
        "urc params",
        &ours.join(",").to_lowercase(),
        &second.params.join(",").to_lowercase(),
    );
    comparison.fact(place, "urc clause", &urc.clause.as_deref().unwrap_or(""), &second.clause);
}

/// Tables that only explain a URC's parameter are compared as its values.
pub(super) fn compare_errors(dialect: &Dialect, reading: &Reading, comparison: &mut Comparison) {
    let mut ours: Vec<&Errors> = dialect.errors.iter().collect();
    ours.retain(|e| e.id != BASE && !explains_urc(dialect, e));
    for second in &reading.errors {
        let place = ("errors", second.clause.as_str());
        match ours.iter().position(|e| e.clause.as_deref() == Some(&second.clause)) {
            Some(at) => comparison.fact(place, "codes", &codes(ours.remove(at)), &second_codes(second)),
            None => comparison.missing(place),
        }
    }
    for errors in ours {
        comparison.surplus(("errors", errors.clause.as_deref().unwrap_or(&errors.id)));
    }
}

fn explains_urc(dialect: &Dialect, errors: &Errors) -> bool {
    let mut params = dialect.documented_urcs().flat_map(|u| &u.params);
    params.any(|p| p.param.codes.as_deref() == Some(&errors.id))
}

fn codes(errors: &Errors) -> String {
    errors.values.iter().map(|m| m.number.to_string()).collect::<Vec<_>>().join(",")
}

fn second_codes(second: &file::Errors) -> String {
    second.codes.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
}

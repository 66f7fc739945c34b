//! Which ways a module goes otherwise than usual: the quirks and variants that its setup names.

use hayes_dialects::Dialect;

use crate::fault::{Faults, Tamper};
use crate::setup::{Setup, SetupError};
use crate::{quirk, variant};

/// The ways of the quirks and variants that a setup names. What a quirk takes for granted joins the variants.
pub(crate) fn ways(dialect: &Dialect, setup: &mut Setup) -> Result<(Faults, Tamper), SetupError> {
    let mut faults = Vec::new();
    for name in &setup.quirks {
        let found = quirk::find(dialect, name);
        let quirk = found.map_err(|near| SetupError::Quirk(name.clone(), near))?;
        faults.extend(quirk.does.iter().cloned());
        let has = |with: &&String| variant::find(dialect, with).is_ok();
        setup.variants.extend(quirk.with.iter().filter(has).cloned());
    }
    for name in &setup.variants {
        let found = variant::find(dialect, name);
        faults.extend(found.map_err(|near| SetupError::Variant(name.clone(), near))?);
    }
    Ok(Faults::new(faults))
}

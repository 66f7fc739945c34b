//! Which behaviour a dialect's family has.

use hayes_dialects::Dialect;

use crate::board::Behaviour;
use crate::manner::Manner;
use crate::setup::SetupError;
use crate::{fibocom, quectel, simcom};

/// The behaviour of a dialect's family.
pub(crate) fn of(dialect: &Dialect) -> Result<Box<dyn Behaviour>, SetupError> {
    match dialect.family.as_str() {
        "quectel" => Ok(Box::new(quectel::Quectel::new(dialect))),
        "simcom" => Ok(Box::new(simcom::Simcom::new(dialect))),
        "fibocom" => Ok(Box::new(fibocom::Fibocom::new(dialect))),
        other => Err(SetupError::Family(other.to_owned())),
    }
}

/// The manner of a dialect's family.
pub(crate) fn manner(dialect: &Dialect) -> Manner {
    match dialect.family.as_str() {
        "fibocom" => fibocom::MANNER,
        "simcom" => simcom::MANNER,
        _ => Manner::default(),
    }
}

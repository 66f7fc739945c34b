//! The serial side: where a module's line is (`Address`), the open line (`Link`), whose it is (`lock`), every byte of
//! it as text (`trace`), and a line that spoils bytes (`faults`). What the bytes mean is not known here.

mod address;
#[cfg(not(unix))]
mod com;
mod faults;
pub mod link;
pub mod lock;
mod neighbours;
mod open_error;
mod tcp;
mod trace;
#[cfg(unix)]
mod tty;

pub use address::Address;
pub use faults::{FaultPlan, Faults, Tally};
pub use link::{Flow, Link};
pub use lock::Lock;
pub use neighbours::neighbours;
pub use open_error::OpenError;
pub use trace::{Trace, Way};

#[cfg(not(unix))]
use com::Com as Port;
#[cfg(unix)]
use tty::Tty as Port;

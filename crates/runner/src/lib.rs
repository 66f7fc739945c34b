//! Sessions with modules, the execution of cases, verdicts, recovery. No report format; `ARCHITECTURE.md` beside
//! this crate says where what lives.

mod execute;
mod expect;
mod heard;
mod held;
mod patience;
mod plan;
mod run;
pub mod score;
mod seen;
mod session;
mod states;
mod verdict;
mod watch;

pub use patience::far_end;
pub use plan::{Glob, Plan, Selection};
pub use run::{Bench, Counts, Run, Trouble};
pub use watch::PROMISES;

//! Sessions with modules, the execution of cases, verdicts, recovery. No report format; `ARCHITECTURE.md` beside
//! this crate says where what lives.

mod answer;
mod bare;
pub mod claims;
mod estimate;
mod execute;
mod expect;
mod head;
mod heard;
mod held;
mod known;
mod patience;
mod plan;
mod promises;
mod run;
pub mod score;
mod seen;
mod session;
mod states;
mod timing;
mod trail;
mod verdict;
mod watch;

pub use estimate::Estimate;
pub use head::head;
pub use known::Deviations;
pub use patience::far_end;
pub use plan::{Glob, Monitored, Plan, Planned, Selection};
pub use promises::PROMISES;
pub use run::{Bench, Counts, Hears, Run, Trouble};

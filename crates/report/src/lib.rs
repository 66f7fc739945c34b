//! Journals as people and tools read them: terminal, JSON, `JUnit`, Markdown, HTML, comparison. Reads nothing but journals,
//! runs nothing; `ARCHITECTURE.md` beside this crate says where what lives.

mod again;
pub mod bounds;
pub mod case;
pub mod compare;
pub mod counts;
pub mod excerpt;
mod figures;
pub mod github;
mod group;
pub mod html;
mod json;
pub mod junit;
pub mod leave;
pub mod live;
pub mod look;
pub mod markdown;
pub mod missing;
mod names;
pub mod open;
#[cfg(feature = "oracles")]
pub mod oracles;
mod read;
pub mod results;
pub mod run;
pub mod terminal;
mod text;
pub mod times;
mod witness;

pub use case::{Attempt, Case, Outcome};
pub use counts::Counts;
pub use missing::Missing;
pub use run::Run;
pub use times::FormTimes;
pub use witness::{transcript, transcript_of};

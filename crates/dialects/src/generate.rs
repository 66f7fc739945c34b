//! Messages and dialogues of a dialect, made up from choices: for property tests and fuzz targets. How a
//! message of one shape is made stands in `hayes_at::choose`; nothing here judges what comes of it.

mod command;
mod dialogue;
mod said;
mod stand;
mod strategy;

pub use command::{Dress, command_line};
pub use dialogue::{Dialogue, Means, Turn, dialogue};
pub use said::{Said, right, wrong};
pub use stand::{Stand, stands};
pub use strategy::{any_message, builtin_dialects, dialogue_of, message_at, wrong_message_at};

//! Vendor documents and claims as data: TOML files, read and checked once, and the grammar made of them.
//!
//! `FORMAT.md` beside this crate is the reference of the files. No behaviour, no knowledge of a vendor.
//!
//! ```
//! let dialect = hayes_dialects::load_str(
//!     "my.toml",
//!     r#"
//!     version = 1
//!     id = "my-module"
//!     family = "mine"
//!     document = { title = "My module" }
//!     [[command]]
//!     name = "+CSQ"
//!     clause = "1"
//!     execute = '+CSQ: <rssi>,<ber>'
//!     [command.params]
//!     rssi = { int = "0-31,99" }
//!     ber = { int = "0-7,99" }
//!     "#,
//! )
//! .unwrap();
//! assert_eq!(dialect.commands[0].forms[0].params[0].written, "rssi");
//! ```

mod builtin;
mod diagnostic;
mod entry;
mod file;
mod include;
mod load;
mod merge;
mod nearest;
mod open;
mod remove;
mod settle;
mod source;
mod tree;
mod within;

pub mod deviations;
pub mod dialect;
pub mod examples;
#[cfg(feature = "generate")]
pub mod generate;
#[cfg(feature = "oracles")]
pub mod oracles;
pub mod overlap;
pub mod profile;
pub mod show;

pub use diagnostic::{Diagnostic, Diagnostics};
pub use dialect::Dialect;
pub use nearest::nearest;
pub use open::{builtin, find, load_builtin, load_bytes, load_file, load_str};
pub use within::{Expression, Factor};

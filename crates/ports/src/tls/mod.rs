//! TLS for the far end: certificates of a bench's own authority or from files, and what is to be said of a
//! connection. Ciphertext never leaves this crate.

mod authority;
mod server;
mod words;

pub use authority::{Authority, Identity};
pub use rustls::ServerConfig;
pub use server::{TlsError, server_config};
pub(crate) use words::{describe, failure};

//! TLS at both ends: the far end's certificates, of a bench's own authority or from files; how a module verifies and what
//! it shows; what is to be said of a connection. Ciphertext never leaves this crate.

mod authority;
mod client;
mod papers;
mod server;
mod verifier;
mod words;

pub use authority::{Authority, Identity};
pub(crate) use client::client_config;
pub use papers::Papers;
pub use rustls::ServerConfig;
pub use server::{TlsError, server_config};
pub(crate) use words::{describe, failure, fingerprint};

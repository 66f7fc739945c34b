//! What a bench shows and hands out where the far end speaks TLS: its server's settings, the authority that modules are to
//! trust, and a certificate for the module.

use std::path::Path;
use std::sync::Arc;

use rustls::ServerConfig;

use super::server::inviting_config;
use super::{Authority, Identity, TlsError};

/// The papers of a bench.
#[derive(Clone)]
pub struct Papers {
    /// What the far end listens with. Clients may show a certificate, and need not.
    pub server: Arc<ServerConfig>,
    /// The authority that a module is to trust, as PEM text.
    pub authority: String,
    /// A certificate of that authority for the module, and its key.
    pub client: Identity,
}

impl Papers {
    /// Papers of the authority that is kept in a folder, or of a new one that lives as long as the run, for a server of
    /// these names or addresses.
    pub fn of(folder: Option<&Path>, names: &[&str]) -> Result<Self, TlsError> {
        let authority = folder.map_or_else(Authority::new, Authority::in_folder)?;
        let server = authority.server(names)?;
        Ok(Self {
            server: inviting_config(
                server.certificate.as_bytes(),
                server.key.as_bytes(),
                authority.certificate().as_bytes(),
            )?,
            authority: authority.certificate().to_owned(),
            client: authority.client("hayes-module")?,
        })
    }
}

impl std::fmt::Debug for Papers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The key is not for anybody's eyes.
        f.debug_struct("Papers").field("authority", &self.authority).finish_non_exhaustive()
    }
}

//! Makes a TLS server of PEM texts.

use std::fmt;
use std::sync::Arc;

use rustls::crypto::ring::default_provider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::danger::ClientCertVerifier;
use rustls::server::{ClientCertVerifierBuilder, VerifierBuilderError, WebPkiClientVerifier};
use rustls::{RootCertStore, ServerConfig};

/// What is wrong with certificates or keys.
#[derive(Debug)]
pub struct TlsError(String);

impl TlsError {
    pub(super) fn new(what: &str, why: impl fmt::Display) -> Self {
        Self(format!("{what}: {why}"))
    }
}

impl fmt::Display for TlsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for TlsError {}

/// A server with this certificate chain and key. With a client authority, clients must show a certificate of it.
pub fn server_config(
    chain: &[u8],
    key: &[u8],
    client_authority: Option<&[u8]>,
) -> Result<Arc<ServerConfig>, TlsError> {
    let clients = client_authority.map(|authority| Ok(verifier_of(authority)?.build())).transpose()?;
    config(chain, key, clients)
}

/// The same, where clients are asked for a certificate of this authority and need not have one.
pub(super) fn inviting_config(
    chain: &[u8],
    key: &[u8],
    client_authority: &[u8],
) -> Result<Arc<ServerConfig>, TlsError> {
    config(chain, key, Some(verifier_of(client_authority)?.allow_unauthenticated().build()))
}

fn verifier_of(authority: &[u8]) -> Result<ClientCertVerifierBuilder, TlsError> {
    let mut roots = RootCertStore::empty();
    for certificate in certificates("client authority", authority)? {
        roots.add(certificate).map_err(|error| TlsError::new("client authority", error))?;
    }
    Ok(WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Arc::new(default_provider())))
}

type Verifier = Result<Arc<dyn ClientCertVerifier>, VerifierBuilderError>;

fn config(chain: &[u8], key: &[u8], clients: Option<Verifier>) -> Result<Arc<ServerConfig>, TlsError> {
    let chain = certificates("certificate", chain)?;
    let key = PrivateKeyDer::from_pem_slice(key).map_err(|error| TlsError::new("key", error))?;
    let builder = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| TlsError::new("TLS", error))?;
    let builder = match clients {
        None => builder.with_no_client_auth(),
        Some(verifier) => builder
            .with_client_cert_verifier(verifier.map_err(|error| TlsError::new("client authority", error))?),
    };
    let config =
        builder.with_single_cert(chain, key).map_err(|error| TlsError::new("certificate and key", error))?;
    Ok(Arc::new(config))
}

fn certificates(what: &str, pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let all: Vec<_> = CertificateDer::pem_slice_iter(pem)
        .collect::<Result<_, _>>()
        .map_err(|error| TlsError::new(what, error))?;
    if all.is_empty() { Err(TlsError::new(what, "there is none in it")) } else { Ok(all) }
}

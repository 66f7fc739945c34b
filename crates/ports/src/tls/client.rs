//! Makes a TLS client of what a module was configured to: how it verifies, what it shows, which versions it speaks.

use std::sync::Arc;

use hayes_module::{TlsWish, Verify};
use rustls::crypto::ring::default_provider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ClientConfig, RootCertStore, SupportedProtocolVersion};

use super::verifier::Verifier;

/// A client as wished for; else what is wrong with the wish, in words.
pub(crate) fn client_config(wish: &TlsWish) -> Result<Arc<ClientConfig>, String> {
    let provider = Arc::new(default_provider());
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_protocol_versions(&versions(wish.versions)?)
        .map_err(|error| error.to_string())?;
    let verifier = match wish.verify {
        Verify::None => Verifier::anyone(&provider),
        Verify::Server | Verify::Both => Verifier::chain(roots(wish)?, wish.ignore_time, provider)?,
    };
    let builder = builder.dangerous().with_custom_certificate_verifier(Arc::new(verifier));
    let mut config = match (wish.verify, &wish.certificate, &wish.key) {
        (Verify::Both, Some(certificate), Some(key)) => {
            let chain = certificates("certificate", certificate)?;
            builder
                .with_client_auth_cert(chain, private(key)?)
                .map_err(|e| format!("own certificate: {e}"))?
        }
        // A module without a certificate shows none, and the server decides.
        _ => builder.with_no_client_auth(),
    };
    config.enable_sni = wish.sni;
    Ok(Arc::new(config))
}

/// Those of the configured versions that can be spoken here.
fn versions(range: Option<(u16, u16)>) -> Result<Vec<&'static SupportedProtocolVersion>, String> {
    let (oldest, newest) = range.unwrap_or((0, u16::MAX));
    let within =
        |version: &&SupportedProtocolVersion| (oldest..=newest).contains(&u16::from(version.version));
    let spoken: Vec<_> = rustls::ALL_VERSIONS.iter().copied().filter(within).collect();
    if spoken.is_empty() {
        return Err(
            "the module is configured to versions older than TLS 1.2, which are not spoken here".into()
        );
    }
    Ok(spoken)
}

fn roots(wish: &TlsWish) -> Result<RootCertStore, String> {
    let authority =
        wish.ca.as_deref().ok_or("the server is to be verified, and no authority is configured")?;
    let mut roots = RootCertStore::empty();
    for certificate in certificates("authority", authority)? {
        roots.add(certificate).map_err(|error| format!("authority: {error}"))?;
    }
    Ok(roots)
}

/// The certificates of a file as it was uploaded: PEM, or one in DER.
fn certificates(what: &str, bytes: &[u8]) -> Result<Vec<CertificateDer<'static>>, String> {
    if !is_pem(bytes) {
        return Ok(vec![CertificateDer::from(bytes.to_vec())]);
    }
    let all: Vec<_> = CertificateDer::pem_slice_iter(bytes)
        .collect::<Result<_, _>>()
        .map_err(|error| format!("{what}: {error}"))?;
    if all.is_empty() { Err(format!("{what}: there is no certificate in it")) } else { Ok(all) }
}

fn private(bytes: &[u8]) -> Result<PrivateKeyDer<'static>, String> {
    if is_pem(bytes) {
        return PrivateKeyDer::from_pem_slice(bytes).map_err(|error| format!("key: {error}"));
    }
    PrivateKeyDer::try_from(bytes.to_vec()).map_err(|error| format!("key: {error}"))
}

fn is_pem(bytes: &[u8]) -> bool {
    bytes.windows(11).any(|window| window == b"-----BEGIN ")
}

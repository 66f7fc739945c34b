//! How a module verifies a server: not at all, or by its authority. Names are not compared, and times only if they are
//! to be.

use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{
    CryptoProvider, WebPkiSupportedAlgorithms, verify_tls12_signature, verify_tls13_signature,
};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};

/// Verifies a server.
#[derive(Debug)]
pub(super) struct Verifier {
    algorithms: WebPkiSupportedAlgorithms,
    /// None: every server is what it says it is.
    chain: Option<Chain>,
}

/// Wants a chain of certificates that leads to an authority.
#[derive(Debug)]
struct Chain {
    web: Arc<WebPkiServerVerifier>,
    ignore_time: bool,
}

/// So many certificates of a chain may be out of date, each in its own way.
const OUTDATED: usize = 8;

impl Verifier {
    /// Takes every server for what it says it is.
    pub(super) fn anyone(provider: &CryptoProvider) -> Self {
        Self { algorithms: provider.signature_verification_algorithms, chain: None }
    }

    /// Wants a chain of certificates that leads to one of these authorities.
    pub(super) fn chain(
        roots: RootCertStore,
        ignore_time: bool,
        provider: Arc<CryptoProvider>,
    ) -> Result<Self, String> {
        let algorithms = provider.signature_verification_algorithms;
        let web = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider).build();
        let web = web.map_err(|error| format!("authority: {error}"))?;
        Ok(Self { algorithms, chain: Some(Chain { web, ignore_time }) })
    }
}

impl Chain {
    fn verify(
        &self,
        certificate: &CertificateDer<'_>,
        others: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let mut at = now;
        for _ in 0..OUTDATED {
            match self.web.verify_server_cert(certificate, others, name, ocsp, at) {
                // The name is looked at last: the chain is good.
                Err(Error::InvalidCertificate(
                    CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
                )) => return Ok(ServerCertVerified::assertion()),
                Err(Error::InvalidCertificate(CertificateError::ExpiredContext { not_after, .. }))
                    if self.ignore_time =>
                {
                    at = not_after;
                }
                Err(Error::InvalidCertificate(CertificateError::NotValidYetContext {
                    not_before, ..
                })) if self.ignore_time => {
                    at = not_before;
                }
                other => return other,
            }
        }
        Err(Error::InvalidCertificate(CertificateError::Expired))
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        others: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        match &self.chain {
            None => Ok(ServerCertVerified::assertion()),
            Some(chain) => chain.verify(certificate, others, name, ocsp, now),
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signature, &self.algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signature, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}

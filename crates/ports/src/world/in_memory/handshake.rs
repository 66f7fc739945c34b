//! TLS where no byte is encrypted: whether two sides would have come to terms, and what each of them would say if not.

use bytes::Bytes;
use hayes_broker::record::Tls;
use hayes_module::{TlsWish, Verify};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

use crate::tls::fingerprint;

/// What a listener that speaks TLS is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Secured {
    /// The authority (PEM) that its certificate comes from; none: whichever the module trusts.
    pub authority: Option<Bytes>,
    /// Must clients show a certificate?
    pub demands_certificate: bool,
}

/// What each side says when they do not come to terms.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Discord {
    pub(super) far_end: String,
    pub(super) module: String,
}

/// The versions that the far end speaks, as TLS numbers them, the best first.
const SPOKEN: [(u16, &str, &str); 2] = [
    (0x0304, "TLS 1.3", "TLS13_AES_128_GCM_SHA256"),
    (0x0303, "TLS 1.2", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"),
];

/// What the two agree upon.
pub(super) fn agree(listener: &Secured, wish: &TlsWish, host: &str) -> Result<Tls, Discord> {
    let discord = |far_end: &str, module: &str| Discord { far_end: far_end.into(), module: module.into() };
    let (oldest, newest) = wish.versions.unwrap_or((0, u16::MAX));
    let agreed = SPOKEN.iter().find(|(number, ..)| (oldest..=newest).contains(number));
    let Some((_, version, suite)) = agreed else {
        return Err(discord(
            "the client speaks no version from TLS 1.2 on",
            "the server speaks none of the configured versions",
        ));
    };
    if wish.verify != Verify::None {
        let Some(ca) = &wish.ca else {
            return Err(discord(
                "the client went away",
                "no authority is configured to verify the server by",
            ));
        };
        if listener.authority.as_ref().is_some_and(|authority| !is_same(authority, ca)) {
            return Err(discord(
                "the client does not know this certificate's authority",
                "the server's certificate is of another authority than the configured one",
            ));
        }
    }
    let shown = certificate(wish);
    if listener.demands_certificate && shown.is_none() {
        return Err(discord("the client showed no certificate", "the server demands a certificate"));
    }
    Ok(Tls::Established {
        version: (*version).to_owned(),
        suite: (*suite).to_owned(),
        server_name: wish.sni.then(|| host.to_owned()),
        client_certificate: shown,
    })
}

/// The fingerprint of the certificate that the module shows.
fn certificate(wish: &TlsWish) -> Option<String> {
    let pem = wish.certificate.as_ref().filter(|_| wish.verify == Verify::Both && wish.key.is_some())?;
    Some(fingerprint(&CertificateDer::from_pem_slice(pem).ok()?))
}

/// Are these the same, whatever their line ends?
fn is_same(one: &[u8], other: &[u8]) -> bool {
    let plain = |bytes: &[u8]| -> Vec<u8> {
        bytes.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect()
    };
    plain(one) == plain(other)
}

//! What a record says of a connection's TLS.

use std::fmt::Write;

use hayes_broker::record::Tls;
use rustls::ServerConnection;

/// What was agreed upon.
pub(crate) fn describe(tls: &ServerConnection) -> Tls {
    let version = tls.protocol_version().and_then(|version| version.as_str()).unwrap_or("unknown version");
    let suite = tls.negotiated_cipher_suite().and_then(|suite| suite.suite().as_str());
    let certificate = tls.peer_certificates().and_then(|chain| chain.first());
    Tls::Established {
        version: version.replace("TLSv1_", "TLS 1."),
        suite: suite.unwrap_or("unknown suite").to_owned(),
        server_name: tls.server_name().map(str::to_owned),
        client_certificate: certificate.map(|certificate| fingerprint(certificate)),
    }
}

/// What went wrong, with the likely cause where modules commonly have it.
pub(crate) fn failure(error: &rustls::Error) -> String {
    use rustls::Error;
    let hint = match error {
        Error::InvalidMessage(_) => ": perhaps the client does not speak TLS at all",
        Error::NoCertificatesPresented => ": the client showed no certificate",
        Error::PeerIncompatible(_) => ": TLS 1.2 or 1.3 with a modern suite is needed",
        Error::AlertReceived(rustls::AlertDescription::UnknownCA) => {
            ": the client does not know this certificate's authority"
        }
        _ => "",
    };
    format!("{error}{hint}")
}

fn fingerprint(certificate: &[u8]) -> String {
    let digest = ring::digest::digest(&ring::digest::SHA256, certificate);
    digest.as_ref().iter().fold("sha256:".to_owned(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

//! What a record says of a connection's TLS.

use std::fmt::Write;

use hayes_broker::record::Tls;
use rustls::Connection;

/// What was agreed upon.
pub(crate) fn describe(tls: &Connection) -> Tls {
    let version = tls.protocol_version().and_then(|version| version.as_str()).unwrap_or("unknown version");
    let suite = tls.negotiated_cipher_suite().and_then(|suite| suite.suite().as_str());
    let (server_name, chain) = match tls {
        Connection::Server(server) => (server.server_name(), server.peer_certificates()),
        Connection::Client(_) => (None, None),
    };
    let certificate = chain.and_then(|chain| chain.first());
    Tls::Established {
        version: version.replace("TLSv1_", "TLS 1."),
        suite: suite.unwrap_or("unknown suite").to_owned(),
        server_name: server_name.map(str::to_owned),
        client_certificate: certificate.map(|certificate| fingerprint(certificate)),
    }
}

/// What went wrong, with the likely cause where modules commonly have it.
pub(crate) fn failure(tls: &Connection, error: &rustls::Error) -> String {
    let hint = match tls {
        Connection::Server(_) => seen_by_server(error),
        Connection::Client(_) => seen_by_client(error),
    };
    format!("{error}{hint}")
}

fn seen_by_server(error: &rustls::Error) -> &'static str {
    use rustls::Error;
    match error {
        Error::InvalidMessage(_) => ": perhaps the client does not speak TLS at all",
        Error::NoCertificatesPresented => ": the client showed no certificate",
        Error::PeerIncompatible(_) => ": TLS 1.2 or 1.3 with a modern suite is needed",
        Error::AlertReceived(rustls::AlertDescription::UnknownCA) => {
            ": the client does not know this certificate's authority"
        }
        _ => "",
    }
}

fn seen_by_client(error: &rustls::Error) -> &'static str {
    use rustls::{CertificateError, Error};
    match error {
        Error::InvalidMessage(_) => ": perhaps the server does not speak TLS at all",
        Error::InvalidCertificate(CertificateError::UnknownIssuer) => {
            ": the server's certificate is of another authority than the configured one"
        }
        _ => "",
    }
}

/// A certificate's name in records.
pub(crate) fn fingerprint(certificate: &[u8]) -> String {
    let digest = ring::digest::digest(&ring::digest::SHA256, certificate);
    digest.as_ref().iter().fold("sha256:".to_owned(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

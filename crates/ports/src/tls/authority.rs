//! A certificate authority of the bench's own: made anew for a test, or kept in a folder whose `ca.pem` is
//! loaded into a real module once.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, date_time_ymd,
};

use super::TlsError;

/// A certificate and its key, as PEM texts.
#[derive(Clone)]
pub struct Identity {
    /// The certificate.
    pub certificate: String,
    /// The key; never printed.
    pub key: String,
}

/// An authority that the bench's own certificates come from.
pub struct Authority {
    certificate: String,
    issuer: Issuer<'static, KeyPair>,
}

impl Authority {
    /// A new authority, known to nobody yet.
    pub fn new() -> Result<Self, TlsError> {
        let key = KeyPair::generate().map_err(broken)?;
        let certificate = parameters()?.self_signed(&key).map_err(broken)?.pem();
        Self::with(certificate, key)
    }

    /// The authority kept in a folder; made there if there is none yet.
    pub fn in_folder(folder: &Path) -> Result<Self, TlsError> {
        let (certificate, key) = (folder.join("ca.pem"), folder.join("ca.key"));
        if !certificate.exists() && !key.exists() {
            let new = Self::new()?;
            let keep = || -> io::Result<()> {
                fs::create_dir_all(folder)?;
                write_private(&key, &new.issuer.key().serialize_pem())?;
                fs::write(&certificate, &new.certificate)
            };
            keep().map_err(|error| TlsError::new(&folder.display().to_string(), error))?;
            return Ok(new);
        }
        let read = |path: &Path| {
            fs::read_to_string(path).map_err(|error| TlsError::new(&path.display().to_string(), error))
        };
        let key = KeyPair::from_pem(&read(&key)?).map_err(broken)?;
        Self::with(read(&certificate)?, key)
    }

    fn with(certificate: String, key: KeyPair) -> Result<Self, TlsError> {
        // Only the name and the key of an authority go into what it signs, and the name is always the same.
        Ok(Self { certificate, issuer: Issuer::new(parameters()?, key) })
    }

    /// The certificate that clients are to trust, as PEM text.
    pub fn certificate(&self) -> &str {
        &self.certificate
    }

    /// A certificate for a server of these names or addresses.
    pub fn server(&self, names: &[&str]) -> Result<Identity, TlsError> {
        self.sign(names, names.first().copied().unwrap_or("hayes"), ExtendedKeyUsagePurpose::ServerAuth)
    }

    /// A certificate for a client of this name.
    pub fn client(&self, name: &str) -> Result<Identity, TlsError> {
        self.sign(&[], name, ExtendedKeyUsagePurpose::ClientAuth)
    }

    fn sign(
        &self,
        names: &[&str],
        common: &str,
        usage: ExtendedKeyUsagePurpose,
    ) -> Result<Identity, TlsError> {
        let names: Vec<String> = names.iter().map(ToString::to_string).collect();
        let mut params = dated(CertificateParams::new(names).map_err(broken)?);
        params.distinguished_name.push(DnType::CommonName, common);
        params.extended_key_usages = vec![usage];
        params.use_authority_key_identifier_extension = true;
        let key = KeyPair::generate().map_err(broken)?;
        let certificate = params.signed_by(&key, &self.issuer).map_err(broken)?.pem();
        Ok(Identity { certificate, key: key.serialize_pem() })
    }
}

fn parameters() -> Result<CertificateParams, TlsError> {
    let mut params = dated(CertificateParams::new(Vec::new()).map_err(broken)?);
    params.distinguished_name.push(DnType::CommonName, "hayes bench authority");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    Ok(params)
}

/// Modules often have no clock, or one of 32 bits: valid from long ago, and not beyond 2038.
fn dated(mut params: CertificateParams) -> CertificateParams {
    params.not_before = date_time_ymd(2000, 1, 1);
    params.not_after = date_time_ymd(2037, 12, 31);
    params
}

fn broken(error: rcgen::Error) -> TlsError {
    TlsError::new("certificate", error)
}

fn write_private(path: &Path, text: &str) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path)?.write_all(text.as_bytes())
}

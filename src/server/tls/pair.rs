//! A certificate and its key in files.

use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;
use rustls::{CertificateError, Error, InconsistentKeys};

use super::files::TlsFiles;

/// The maximum length of a file in bytes. Certificates and keys are shorter.
const MAX_BYTES: u64 = 1 << 20;

/// The reason why a certificate cannot be used.
#[derive(Debug)]
pub enum TlsError {
    /// The file of a setting cannot be read.
    Unreadable(&'static str, PathBuf, io::Error),
    /// A file is larger than any certificate or key.
    TooLarge(PathBuf),
    /// A file does not contain a PEM certificate.
    NoCertificate(PathBuf),
    /// A file does not contain an unencrypted PEM private key.
    NoKey(PathBuf),
    /// The certificate or key in a file is invalid.
    Unusable(PathBuf, Error),
    /// A renewed certificate has expired already.
    Expired(PathBuf),
    /// The key belongs to another certificate.
    Mismatch(TlsFiles),
    /// TLS cannot be configured.
    Library(Error),
}

impl fmt::Display for TlsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(setting, path, error) => {
                write!(f, "cannot read `{}` (setting `{setting}`): {error}", path.display())
            }
            Self::TooLarge(path) => write!(f, "`{}` is too large for a PEM file", path.display()),
            Self::NoCertificate(path) => {
                write!(f, "`{}` does not contain a PEM certificate", path.display())
            }
            Self::NoKey(path) => {
                write!(f, "`{}` does not contain an unencrypted PEM private key", path.display())
            }
            // The library returns this only for other versions.
            Self::Unusable(path, Error::InvalidCertificate(CertificateError::Other(_))) => write!(
                f,
                "the certificate in `{}` is not an X.509 version 3 certificate",
                path.display()
            ),
            Self::Expired(path) => {
                write!(f, "the certificate in `{}` has expired", path.display())
            }
            Self::Unusable(path, error) => write!(f, "`{}`: {error}", path.display()),
            Self::Mismatch(files) => write!(
                f,
                "the key in `{}` does not belong to the first certificate in `{}`",
                files.key.display(),
                files.certificate.display()
            ),
            Self::Library(error) => write!(f, "TLS is not available: {error}"),
        }
    }
}

impl std::error::Error for TlsError {}

/// The content of the two files.
pub struct Pair {
    certificate: Result<Vec<u8>, TlsError>,
    key: Result<Vec<u8>, TlsError>,
}

impl Pair {
    /// Reads the files.
    pub fn read(files: &TlsFiles) -> Self {
        Self {
            certificate: read("tls_certificate", &files.certificate),
            key: read("tls_key", &files.key),
        }
    }

    /// Returns the hash of the content. An error of reading a file is also hashed.
    pub fn identity(&self) -> blake3::Hash {
        let mut hasher = blake3::Hasher::new();
        for file in [&self.certificate, &self.key] {
            match file {
                Ok(bytes) => hasher.update(blake3::hash(bytes).as_bytes()),
                Err(error) => hasher.update(error.to_string().as_bytes()),
            };
            hasher.update(&[u8::from(file.is_ok())]);
        }
        hasher.finalize()
    }

    /// Parses the certificate and the key, and checks that they belong together.
    ///
    /// # Errors
    /// Returns an error that names the file if they cannot be used.
    pub fn certified(
        self,
        files: &TlsFiles,
        provider: &CryptoProvider,
    ) -> Result<CertifiedKey, TlsError> {
        let (certificate, key) = (self.certificate?, self.key?);
        let chain: Vec<_> = CertificateDer::pem_slice_iter(&certificate)
            .collect::<Result<_, _>>()
            .ok()
            .filter(|chain: &Vec<_>| !chain.is_empty())
            .ok_or_else(|| TlsError::NoCertificate(files.certificate.clone()))?;
        let key =
            PrivateKeyDer::from_pem_slice(&key).map_err(|_| TlsError::NoKey(files.key.clone()))?;
        let key = provider
            .key_provider
            .load_private_key(key)
            .map_err(|error| TlsError::Unusable(files.key.clone(), error))?;
        let pair = CertifiedKey::new(chain, key);
        match pair.keys_match() {
            Ok(()) => Ok(pair),
            Err(Error::InconsistentKeys(InconsistentKeys::KeyMismatch)) => {
                Err(TlsError::Mismatch(files.clone()))
            }
            Err(error) => Err(TlsError::Unusable(files.certificate.clone(), error)),
        }
    }
}

fn read(setting: &'static str, path: &Path) -> Result<Vec<u8>, TlsError> {
    let read = || {
        let mut bytes = Vec::new();
        File::open(path)?.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    let bytes = read().map_err(|error| TlsError::Unreadable(setting, path.to_owned(), error))?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(TlsError::TooLarge(path.to_owned()));
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::sync::LazyLock;

    use proptest::prelude::*;
    use rustls::crypto::ring::default_provider;

    use super::{Pair, TlsFiles};

    fn new_pair() -> (String, String) {
        let pair = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        (pair.cert.pem(), pair.signing_key.serialize_pem())
    }

    /// Returns the error of a certificate and a key; `None` if they can be used.
    fn error_of(certificate: &[u8], key: &[u8]) -> Option<String> {
        let folder = tempfile::tempdir().unwrap();
        let files =
            TlsFiles { certificate: folder.path().join("c.pem"), key: folder.path().join("k.pem") };
        fs::write(&files.certificate, certificate).unwrap();
        fs::write(&files.key, key).unwrap();
        let error = Pair::read(&files).certified(&files, &default_provider()).err()?;
        Some(error.to_string().replace(&format!("{}/", folder.path().display()), ""))
    }

    #[test]
    fn a_valid_pair_is_accepted_and_errors_name_the_file() {
        let (certificate, key) = new_pair();
        let (other, _) = new_pair();
        let bytes = str::as_bytes;
        assert_eq!(error_of(bytes(&certificate), bytes(&key)), None);
        assert_eq!(error_of(bytes(&(certificate.clone() + &other)), bytes(&key)), None, "a chain");
        for (certificate, key, expected) in [
            (other.as_str(), key.as_str(), "the key in `k.pem` does not belong to"),
            (&(other.clone() + &certificate), &key, "the key in `k.pem` does not belong to"),
            ("", &key, "`c.pem` does not contain a PEM certificate"),
            (&certificate[..certificate.len() - 40], &key, "`c.pem` does not contain a PEM"),
            (&certificate, &certificate, "`k.pem` does not contain an unencrypted PEM private key"),
            (&key, &key, "`c.pem` does not contain a PEM certificate"),
        ] {
            let found = error_of(bytes(certificate), bytes(key)).unwrap();
            assert!(found.starts_with(expected), "{found}");
        }
        let large = vec![b'-'; (1 << 20) + 1];
        assert_eq!(error_of(&large, bytes(&key)).unwrap(), "`c.pem` is too large for a PEM file");
    }

    #[test]
    fn a_missing_file_is_named() {
        let files = TlsFiles { certificate: "/none/c.pem".into(), key: "/none/k.pem".into() };
        let error = Pair::read(&files).certified(&files, &default_provider()).unwrap_err();
        let expected = "cannot read `/none/c.pem` (setting `tls_certificate`): ";
        assert!(error.to_string().starts_with(expected), "{error}");
    }

    /// Made with `openssl x509 -req`, which adds no extensions.
    #[test]
    fn a_certificate_of_version_1_is_rejected() {
        const CERTIFICATE: &str = "-----BEGIN CERTIFICATE-----
MIIBJDCBywIUNxjhCdzqemBqG8gPrDEFU8Odb0owCgYIKoZIzj0EAwIwFDESMBAG
A1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyNDE2Mzg1MVoYDzIxMjYxMDMxMTYzODUx
WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNC
AAQgI1zf4SLBjeFH0DsOWGlI3dBJE2IhyzWvAOrPpVDT4NppcfHnZ5qSc93kIzby
AC8iSessV35fhZQdSAEEIqLiMAoGCCqGSM49BAMCA0gAMEUCIQDQdw8jNXPeSHQ+
0tCQnlUwyMY+hkU9ZOi4wGJ5pq3XHwIgTu/3SPpUJf7IXXA6yo8hXIrQ+h+LQ0PA
/Mmr450V6xs=
-----END CERTIFICATE-----
";
        assert_eq!(
            error_of(CERTIFICATE.as_bytes(), new_pair().1.as_bytes()).unwrap(),
            "the certificate in `c.pem` is not an X.509 version 3 certificate"
        );
    }

    proptest! {
        #[test]
        fn invalid_files_are_errors(bytes in any::<Vec<u8>>(), body in "[A-Za-z0-9+/=\n]{0,99}") {
            static GOOD: LazyLock<(String, String)> = LazyLock::new(new_pair);
            let pem = |label: &str| {
                format!("-----BEGIN {label}-----\n{body}\n-----END {label}-----\n").into_bytes()
            };
            for certificate in [&bytes, &pem("CERTIFICATE")] {
                prop_assert!(error_of(certificate, GOOD.1.as_bytes()).is_some());
            }
            for key in [&bytes, &pem("PRIVATE KEY"), &pem("EC PRIVATE KEY")] {
                prop_assert!(error_of(GOOD.0.as_bytes(), key).is_some());
            }
        }
    }
}

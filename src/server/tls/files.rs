//! The files of a certificate.

use std::path::PathBuf;

/// The files of a certificate, in PEM (RFC 7468).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsFiles {
    /// The certificate chain, beginning with the server's certificate.
    pub certificate: PathBuf,
    /// The private key of the server's certificate, not encrypted.
    pub key: PathBuf,
}

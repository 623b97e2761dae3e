//! The setting for a certificate.

use std::path::PathBuf;

/// The files of a certificate, in PEM (RFC 7468).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsFiles {
    /// The certificate and those that it is signed with, in this order.
    pub certificate: PathBuf,
    /// Its private key, not encrypted.
    pub key: PathBuf,
}

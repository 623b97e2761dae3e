//! The certificate authorities that vouch for endpoints.

use ureq::tls::{Certificate, RootCerts};

/// Returns the certificate authorities that the system trusts, or Mozilla's list in the binary if the system has
/// none, like the container image.
///
/// The system's list first: its updates do not wait for a new binary, and it may contain the authority of an
/// organization. A platform verifier (`rustls-platform-verifier`) would do the same on Linux, but fail without a
/// list.
pub fn trusted() -> RootCerts {
    let found = rustls_native_certs::load_native_certs();
    for error in &found.errors {
        tracing::warn!("webhooks: certificate authorities of the system: {error}");
    }
    if found.certs.is_empty() {
        return RootCerts::WebPki;
    }
    let owned = found.certs.iter().map(|der| Certificate::from_der(der).to_owned());
    RootCerts::new_with_certs(&owned.collect::<Vec<_>>())
}

//! Renewal of certificates while the server runs.

use std::io;
use std::sync::{Arc, Weak};
use std::thread;
use std::time::Duration;

use rustls::crypto::CryptoProvider;
use rustls::pki_types::UnixTime;
use rustls::sign::CertifiedKey;

use super::current::Current;
use super::expiry::Expiry;
use super::files::TlsFiles;
use super::pair::Pair;
use super::pair::TlsError;

/// How often the files are read. Their content is compared and not their times, because Kubernetes
/// updates a mounted folder by replacing a symbolic link.
const INTERVAL: Duration = Duration::from_secs(3);

/// The state of watching the files.
pub struct Renewal {
    files: TlsFiles,
    provider: Arc<CryptoProvider>,
    used: blake3::Hash,
    expiry: Expiry,
    unusable: Option<Unusable>,
}

/// Content that cannot be used.
struct Unusable {
    identity: blake3::Hash,
    is_reported: bool,
}

/// The result of checking the files.
#[derive(Debug)]
pub enum Check {
    /// Nothing new, or possibly an incomplete renewal.
    Unchanged,
    /// A new certificate.
    Renewed(CertifiedKey),
    /// The reason why the new content cannot be used, reported once.
    Unusable(TlsError),
}

impl Renewal {
    /// Creates the state after loading content with the hash `used`.
    pub fn new(
        files: TlsFiles,
        used: blake3::Hash,
        expiry: Expiry,
        provider: Arc<CryptoProvider>,
    ) -> Self {
        Self { files, provider, used, expiry, unusable: None }
    }

    /// Checks the files. Unusable content is reported only at the second check, because two files cannot
    /// be written at the same time. An expired certificate does not replace a valid one.
    pub fn check(&mut self, now: UnixTime) -> Check {
        let pair = Pair::read(&self.files);
        let identity = pair.identity();
        if identity == self.used {
            self.unusable = None;
            return Check::Unchanged;
        }
        let error = match pair.certified(&self.files, &self.provider) {
            Ok(key) => {
                let expiry = Expiry::of(&key);
                if self.expiry.has_passed(now) || !expiry.has_passed(now) {
                    (self.used, self.expiry, self.unusable) = (identity, expiry, None);
                    return Check::Renewed(key);
                }
                TlsError::Expired(self.files.certificate.clone())
            }
            Err(error) => error,
        };
        match &mut self.unusable {
            Some(known) if known.identity == identity => {
                if std::mem::replace(&mut known.is_reported, true) {
                    Check::Unchanged
                } else {
                    Check::Unusable(error)
                }
            }
            unusable => {
                *unusable = Some(Unusable { identity, is_reported: false });
                Check::Unchanged
            }
        }
    }
}

/// Checks the files periodically, until the certificate is dropped.
pub fn watch(mut renewal: Renewal, current: Weak<Current>) {
    let check = move || {
        loop {
            thread::sleep(INTERVAL);
            let Some(current) = current.upgrade() else { return };
            let now = UnixTime::now();
            let check = renewal.check(now);
            if let Some(warning) = renewal.expiry.warning(now) {
                tracing::warn!("{warning}");
            }
            match check {
                Check::Unchanged => {}
                Check::Renewed(key) => {
                    current.0.store(Arc::new(key));
                    tracing::info!("the certificate was renewed");
                }
                Check::Unusable(error) => {
                    tracing::error!(
                        "the renewed certificate cannot be used, so the old one stays in use: {error}"
                    );
                }
            }
        }
    };
    let started: io::Result<_> = thread::Builder::new().name("certificate".to_owned()).spawn(check);
    if let Err(error) = started {
        tracing::error!(
            "the certificate cannot be renewed, because no thread was started: {error}"
        );
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::sync::Arc;
    use std::time::Duration;

    use rustls::crypto::ring::default_provider;
    use rustls::pki_types::UnixTime;

    use super::super::expiry::Expiry;
    use super::super::pair::Pair;
    use super::{Check, Renewal, TlsError, TlsFiles};

    /// Returns a certificate that is valid until the first day of a year, and its key.
    fn pair_until(year: i32) -> (String, String) {
        let mut params = rcgen::CertificateParams::new(["localhost".to_owned()]).unwrap();
        params.not_after = rcgen::date_time_ymd(year, 1, 1);
        let key = rcgen::KeyPair::generate().unwrap();
        (params.self_signed(&key).unwrap().pem(), key.serialize_pem())
    }

    fn start_of_2030() -> UnixTime {
        UnixTime::since_unix_epoch(Duration::from_secs(1_893_456_000))
    }

    /// Returns the state after loading files.
    fn renewal_of(files: &TlsFiles) -> Renewal {
        let provider = Arc::new(default_provider());
        let pair = Pair::read(files);
        let used = pair.identity();
        let expiry = Expiry::of(&pair.certified(files, &provider).unwrap());
        Renewal::new(files.clone(), used, expiry, provider)
    }

    #[test]
    fn a_matching_pair_is_used_and_a_mismatch_is_reported_once() {
        let folder = tempfile::tempdir().unwrap();
        let files =
            TlsFiles { certificate: folder.path().join("c.pem"), key: folder.path().join("k.pem") };
        let write = |certificate: &str, key: &str| {
            fs::write(&files.certificate, certificate).unwrap();
            fs::write(&files.key, key).unwrap();
        };
        let (old, new) = (pair_until(2040), pair_until(2050));
        write(&old.0, &old.1);
        let now = start_of_2030();
        let mut renewal = renewal_of(&files);
        assert!(matches!(renewal.check(now), Check::Unchanged), "the same");

        write(&new.0, &old.1);
        assert!(matches!(renewal.check(now), Check::Unchanged), "possibly incomplete");
        write(&new.0, &new.1);
        assert!(matches!(renewal.check(now), Check::Renewed(_)));
        assert!(matches!(renewal.check(now), Check::Unchanged), "the same again");

        fs::remove_file(&files.key).unwrap();
        assert!(matches!(renewal.check(now), Check::Unchanged), "possibly incomplete");
        assert!(matches!(renewal.check(now), Check::Unusable(_)));
        assert!(matches!(renewal.check(now), Check::Unchanged), "reported already");
        write("rubbish", &new.1);
        assert!(matches!(renewal.check(now), Check::Unchanged), "possibly incomplete");
        assert!(matches!(renewal.check(now), Check::Unusable(_)), "another reason");
        write(&new.0, &new.1);
        assert!(matches!(renewal.check(now), Check::Unchanged), "the old one is back");
        write(&old.0, &old.1);
        assert!(matches!(renewal.check(now), Check::Renewed(_)));
    }

    #[test]
    fn an_expired_certificate_does_not_replace_a_valid_one() {
        let folder = tempfile::tempdir().unwrap();
        let files =
            TlsFiles { certificate: folder.path().join("c.pem"), key: folder.path().join("k.pem") };
        let write = |(certificate, key): (String, String)| {
            fs::write(&files.certificate, certificate).unwrap();
            fs::write(&files.key, key).unwrap();
        };
        write(pair_until(2040));
        let now = start_of_2030();
        let mut renewal = renewal_of(&files);
        write(pair_until(2029));
        assert!(matches!(renewal.check(now), Check::Unchanged), "possibly incomplete");
        assert!(matches!(renewal.check(now), Check::Unusable(TlsError::Expired(_))));
        let after = UnixTime::since_unix_epoch(Duration::from_secs(now.as_secs() * 2));
        assert!(matches!(renewal.check(after), Check::Renewed(_)), "both are expired");
        write(pair_until(2050));
        assert!(matches!(renewal.check(now), Check::Renewed(_)));
    }
}

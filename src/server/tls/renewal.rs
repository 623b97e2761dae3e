//! Certificates that are renewed in their files.

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

/// How often the files are read. Their content is what counts, not their times: a folder that
/// Kubernetes mounts is renewed by another link.
const LOOK: Duration = Duration::from_secs(3);

/// What is known of the files.
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
    told: bool,
}

/// What a look at the files came to.
#[derive(Debug)]
pub enum Look {
    /// There is nothing new, or it may be half of a renewal.
    Nothing,
    /// A new certificate.
    Renewed(CertifiedKey),
    /// Why the new content cannot be used; this is told once.
    Unusable(TlsError),
}

impl Renewal {
    /// Begins with content that is used.
    pub fn new(
        files: TlsFiles,
        used: blake3::Hash,
        expiry: Expiry,
        provider: Arc<CryptoProvider>,
    ) -> Self {
        Self { files, provider, used, expiry, unusable: None }
    }

    /// Looks at the files. Content that cannot be used is let be for one look: two files are not
    /// written at once. A certificate whose time is over does not take the place of one that clients
    /// accept.
    pub fn look(&mut self, now: UnixTime) -> Look {
        let pair = Pair::read(&self.files);
        let identity = pair.identity();
        if identity == self.used {
            self.unusable = None;
            return Look::Nothing;
        }
        let error = match pair.certified(&self.files, &self.provider) {
            Ok(key) => {
                let expiry = Expiry::of(&key);
                if self.expiry.has_passed(now) || !expiry.has_passed(now) {
                    (self.used, self.expiry, self.unusable) = (identity, expiry, None);
                    return Look::Renewed(key);
                }
                TlsError::Expired(self.files.certificate.clone())
            }
            Err(error) => error,
        };
        match &mut self.unusable {
            Some(known) if known.identity == identity => {
                if std::mem::replace(&mut known.told, true) {
                    Look::Nothing
                } else {
                    Look::Unusable(error)
                }
            }
            unusable => {
                *unusable = Some(Unusable { identity, told: false });
                Look::Nothing
            }
        }
    }
}

/// Looks at the files from time to time, as long as somebody uses the certificate.
pub fn watch(mut renewal: Renewal, current: Weak<Current>) {
    let look = move || {
        loop {
            thread::sleep(LOOK);
            let Some(current) = current.upgrade() else { return };
            let now = UnixTime::now();
            let look = renewal.look(now);
            if let Some(warning) = renewal.expiry.warning(now) {
                tracing::warn!("{warning}");
            }
            match look {
                Look::Nothing => {}
                Look::Renewed(key) => {
                    current.0.store(Arc::new(key));
                    tracing::info!("the renewed certificate is used from now on");
                }
                Look::Unusable(error) => {
                    tracing::error!(
                        "the renewed certificate cannot be used, so the old one stays: {error}"
                    );
                }
            }
        }
    };
    let started: io::Result<_> = thread::Builder::new().name("certificate".to_owned()).spawn(look);
    if let Err(error) = started {
        tracing::error!("a renewed certificate will not be seen: no thread was started: {error}");
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
    use super::{Look, Renewal, TlsError, TlsFiles};

    /// A certificate that is valid until the first day of a year, and its key.
    fn pair_until(year: i32) -> (String, String) {
        let mut params = rcgen::CertificateParams::new(["localhost".to_owned()]).unwrap();
        params.not_after = rcgen::date_time_ymd(year, 1, 1);
        let key = rcgen::KeyPair::generate().unwrap();
        (params.self_signed(&key).unwrap().pem(), key.serialize_pem())
    }

    fn start_of_2030() -> UnixTime {
        UnixTime::since_unix_epoch(Duration::from_secs(1_893_456_000))
    }

    /// That of files whose content is used.
    fn renewal_of(files: &TlsFiles) -> Renewal {
        let provider = Arc::new(default_provider());
        let pair = Pair::read(files);
        let used = pair.identity();
        let expiry = Expiry::of(&pair.certified(files, &provider).unwrap());
        Renewal::new(files.clone(), used, expiry, provider)
    }

    #[test]
    fn new_content_is_used_once_both_files_fit_and_told_once_where_they_do_not() {
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
        assert!(matches!(renewal.look(now), Look::Nothing), "the same");

        write(&new.0, &old.1);
        assert!(matches!(renewal.look(now), Look::Nothing), "perhaps half of a renewal");
        write(&new.0, &new.1);
        assert!(matches!(renewal.look(now), Look::Renewed(_)));
        assert!(matches!(renewal.look(now), Look::Nothing), "the same again");

        fs::remove_file(&files.key).unwrap();
        assert!(matches!(renewal.look(now), Look::Nothing), "perhaps half of a renewal");
        assert!(matches!(renewal.look(now), Look::Unusable(_)));
        assert!(matches!(renewal.look(now), Look::Nothing), "it was told");
        write("rubbish", &new.1);
        assert!(matches!(renewal.look(now), Look::Nothing), "perhaps half of a renewal");
        assert!(matches!(renewal.look(now), Look::Unusable(_)), "another reason");
        write(&new.0, &new.1);
        assert!(matches!(renewal.look(now), Look::Nothing), "what is used is back");
        write(&old.0, &old.1);
        assert!(matches!(renewal.look(now), Look::Renewed(_)));
    }

    #[test]
    fn an_expired_certificate_takes_the_place_of_no_valid_one() {
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
        assert!(matches!(renewal.look(now), Look::Nothing), "perhaps half of a renewal");
        assert!(matches!(renewal.look(now), Look::Unusable(TlsError::Expired(_))));
        let after = UnixTime::since_unix_epoch(Duration::from_secs(now.as_secs() * 2));
        assert!(matches!(renewal.look(after), Look::Renewed(_)), "both are expired");
        write(pair_until(2050));
        assert!(matches!(renewal.look(now), Look::Renewed(_)));
    }
}

//! Certificates that are renewed in their files.

use std::io;
use std::sync::{Arc, Weak};
use std::thread;
use std::time::Duration;

use rustls::crypto::CryptoProvider;
use rustls::sign::CertifiedKey;

use super::pair::Pair;
use super::{Current, TlsError, TlsFiles};

/// How often the files are read. Their content is what counts, not their times: a folder that
/// Kubernetes mounts is renewed by another link.
const LOOK: Duration = Duration::from_secs(3);

/// What is known of the files.
pub struct Renewal {
    files: TlsFiles,
    provider: Arc<CryptoProvider>,
    used: blake3::Hash,
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
    pub fn new(files: TlsFiles, used: blake3::Hash, provider: Arc<CryptoProvider>) -> Self {
        Self { files, provider, used, unusable: None }
    }

    /// Looks at the files. Content that cannot be used is let be for one look: two files are not
    /// written at once.
    pub fn look(&mut self) -> Look {
        let pair = Pair::read(&self.files);
        let identity = pair.identity();
        if identity == self.used {
            self.unusable = None;
            return Look::Nothing;
        }
        let error = match pair.certified(&self.files, &self.provider) {
            Ok(key) => {
                (self.used, self.unusable) = (identity, None);
                return Look::Renewed(key);
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
            match renewal.look() {
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

    use rustls::crypto::ring::default_provider;

    use super::super::pair::Pair;
    use super::{Look, Renewal, TlsFiles};

    #[test]
    fn new_content_is_used_once_both_files_fit_and_told_once_where_they_do_not() {
        let folder = tempfile::tempdir().unwrap();
        let files =
            TlsFiles { certificate: folder.path().join("c.pem"), key: folder.path().join("k.pem") };
        let write = |certificate: &str, key: &str| {
            fs::write(&files.certificate, certificate).unwrap();
            fs::write(&files.key, key).unwrap();
        };
        let new_pair = || {
            let pair = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
            (pair.cert.pem(), pair.signing_key.serialize_pem())
        };
        let (old, new) = (new_pair(), new_pair());
        write(&old.0, &old.1);
        let used = Pair::read(&files).identity();
        let mut renewal = Renewal::new(files.clone(), used, Arc::new(default_provider()));
        assert!(matches!(renewal.look(), Look::Nothing), "the same");

        write(&new.0, &old.1);
        assert!(matches!(renewal.look(), Look::Nothing), "perhaps half of a renewal");
        write(&new.0, &new.1);
        assert!(matches!(renewal.look(), Look::Renewed(_)));
        assert!(matches!(renewal.look(), Look::Nothing), "the same again");

        fs::remove_file(&files.key).unwrap();
        assert!(matches!(renewal.look(), Look::Nothing), "perhaps half of a renewal");
        assert!(matches!(renewal.look(), Look::Unusable(_)));
        assert!(matches!(renewal.look(), Look::Nothing), "it was told");
        write("rubbish", &new.1);
        assert!(matches!(renewal.look(), Look::Nothing), "perhaps half of a renewal");
        assert!(matches!(renewal.look(), Look::Unusable(_)), "another reason");
        write(&new.0, &new.1);
        assert!(matches!(renewal.look(), Look::Nothing), "what is used is back");
        write(&old.0, &old.1);
        assert!(matches!(renewal.look(), Look::Renewed(_)));
    }
}

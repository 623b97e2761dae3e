//! Expiry of certificates.

use std::time::Duration;

use jiff::Timestamp;
use rustls::client::verify_server_cert_signed_by_trust_anchor;
use rustls::pki_types::{CertificateDer, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::sign::CertifiedKey;
use rustls::{CertificateError, Error, RootCertStore};

/// How long before a certificate expires warnings begin, in seconds: three days. The shortest publicly
/// issued certificates are valid for six days and renewed after half of them.
const WARNING_PERIOD: u64 = 3 * DAY;

/// A day in seconds, the interval of warnings.
const DAY: u64 = 86_400;

/// The expiry of a certificate and the time of the last warning.
#[derive(Debug, Clone)]
pub struct Expiry {
    /// `None` if it cannot be determined.
    end: Option<UnixTime>,
    warned: Option<UnixTime>,
}

impl Expiry {
    /// Returns the expiry of the first certificate of a chain.
    pub fn of(key: &CertifiedKey) -> Self {
        Self { end: key.cert.first().and_then(not_after), warned: None }
    }

    /// Whether the certificate has expired.
    pub fn has_passed(&self, now: UnixTime) -> bool {
        self.end.is_some_and(|end| end < now)
    }

    /// Returns a warning if the certificate has expired or soon will, at most once a day.
    pub fn warning(&mut self, now: UnixTime) -> Option<String> {
        let last = now.as_secs().saturating_add(WARNING_PERIOD);
        let end = self.end.filter(|end| end.as_secs() < last)?;
        if self.warned.is_some_and(|at| now.as_secs() < at.as_secs().saturating_add(DAY)) {
            return None;
        }
        self.warned = Some(now);
        let date = i64::try_from(end.as_secs()).ok().and_then(|s| Timestamp::from_second(s).ok());
        let date = date.expect("the end is at most three days from now");
        Some(if self.has_passed(now) {
            format!("the certificate expired at {date}, so clients reject it: renew it")
        } else {
            format!("the certificate expires at {date} and has not been renewed")
        })
    }
}

/// Returns the end of a certificate's validity (RFC 5280, section 4.1.2.5). The library reports it only
/// in the error for an expired certificate, so the certificate is verified at the latest possible time.
fn not_after(certificate: &CertificateDer<'_>) -> Option<UnixTime> {
    let certificate = ParsedCertificate::try_from(certificate).ok()?;
    let latest = UnixTime::since_unix_epoch(Duration::from_secs(u64::MAX));
    let no_roots = RootCertStore::empty();
    let verified =
        verify_server_cert_signed_by_trust_anchor(&certificate, &no_roots, &[], latest, &[]);
    match verified {
        Err(Error::InvalidCertificate(CertificateError::ExpiredContext { not_after, .. })) => {
            Some(not_after)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use rustls::pki_types::UnixTime;

    use super::{DAY, Expiry, not_after};

    /// 2030-01-01T00:00:00Z.
    const END: u64 = 1_893_456_000;

    fn at(seconds: u64) -> UnixTime {
        UnixTime::since_unix_epoch(Duration::from_secs(seconds))
    }

    #[test]
    fn the_expiry_of_a_certificate_is_determined() {
        let mut params = rcgen::CertificateParams::new(["localhost".to_owned()]).unwrap();
        params.not_after = rcgen::date_time_ymd(2030, 1, 1);
        let key = rcgen::KeyPair::generate().unwrap();
        let certificate = params.self_signed(&key).unwrap();
        assert_eq!(not_after(certificate.der()), Some(at(END)));
    }

    #[test]
    fn warnings_are_given_once_a_day() {
        let mut expiry = Expiry { end: Some(at(END)), warned: None };
        assert_eq!(expiry.warning(at(END - 3 * DAY)), None);
        let near = expiry.warning(at(END - 3 * DAY + 1)).unwrap();
        assert!(near.contains("expires at 2030-01-01T00:00:00Z"), "{near}");
        assert_eq!(expiry.warning(at(END - 2 * DAY)), None);
        assert!(expiry.warning(at(END - 2 * DAY + 1)).is_some());
        assert!(!expiry.has_passed(at(END)));
        assert!(expiry.has_passed(at(END + 1)));
        let over = expiry.warning(at(END + 1)).unwrap();
        assert!(over.contains("expired at 2030-01-01T00:00:00Z"), "{over}");
    }
}

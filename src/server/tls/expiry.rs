//! When a certificate ends.

use std::time::Duration;

use jiff::Timestamp;
use rustls::client::verify_server_cert_signed_by_trust_anchor;
use rustls::pki_types::{CertificateDer, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::sign::CertifiedKey;
use rustls::{CertificateError, Error, RootCertStore};

/// How long before its end a certificate is warned of, in seconds: three days. The shortest that are
/// given to everyone are renewed at half of their six.
const NEAR: u64 = 3 * DAY;

/// A day in seconds. Nobody is warned more often.
const DAY: u64 = 86_400;

/// The end of a certificate, and when somebody was warned of it.
#[derive(Debug, Clone)]
pub struct Expiry {
    /// Nothing where it cannot be read.
    end: Option<UnixTime>,
    told: Option<UnixTime>,
}

impl Expiry {
    /// That of the certificate that is shown, the first of its chain.
    pub fn of(key: &CertifiedKey) -> Self {
        Self { end: key.cert.first().and_then(not_after), told: None }
    }

    /// Whether clients refuse the certificate as one whose time is over.
    pub fn has_passed(&self, now: UnixTime) -> bool {
        self.end.is_some_and(|end| end < now)
    }

    /// What to warn of at this moment, once a day at most.
    pub fn warning(&mut self, now: UnixTime) -> Option<String> {
        let end = self.end.filter(|end| end.as_secs() < now.as_secs().saturating_add(NEAR))?;
        if self.told.is_some_and(|told| now.as_secs() < told.as_secs().saturating_add(DAY)) {
            return None;
        }
        self.told = Some(now);
        let date = i64::try_from(end.as_secs()).ok().and_then(|s| Timestamp::from_second(s).ok());
        let date = date.map(|date| date.to_string()).unwrap_or_default();
        Some(if self.has_passed(now) {
            format!("the certificate has expired at {date}, so clients refuse it: renew it")
        } else {
            format!("the certificate expires at {date} and has not been renewed")
        })
    }
}

/// The end of a certificate's validity (RFC 5280, section 4.1.2.5). The library tells it where it finds
/// that the time is over, which it is at the end of all times.
fn not_after(certificate: &CertificateDer<'_>) -> Option<UnixTime> {
    let certificate = ParsedCertificate::try_from(certificate).ok()?;
    let end_of_times = UnixTime::since_unix_epoch(Duration::from_secs(u64::MAX));
    let nobody = RootCertStore::empty();
    let verified =
        verify_server_cert_signed_by_trust_anchor(&certificate, &nobody, &[], end_of_times, &[]);
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
    fn the_end_of_a_certificate_is_read() {
        let mut params = rcgen::CertificateParams::new(["localhost".to_owned()]).unwrap();
        params.not_after = rcgen::date_time_ymd(2030, 1, 1);
        let key = rcgen::KeyPair::generate().unwrap();
        let certificate = params.self_signed(&key).unwrap();
        assert_eq!(not_after(certificate.der()), Some(at(END)));
    }

    #[test]
    fn a_near_end_is_told_once_a_day() {
        let mut expiry = Expiry { end: Some(at(END)), told: None };
        assert_eq!(expiry.warning(at(END - 3 * DAY)), None);
        let near = expiry.warning(at(END - 3 * DAY + 1)).unwrap();
        assert!(near.contains("expires at 2030-01-01T00:00:00Z"), "{near}");
        assert_eq!(expiry.warning(at(END - 2 * DAY)), None);
        assert!(expiry.warning(at(END - 2 * DAY + 1)).is_some());
        assert!(!expiry.has_passed(at(END)));
        assert!(expiry.has_passed(at(END + 1)));
        let over = expiry.warning(at(END + 1)).unwrap();
        assert!(over.contains("has expired at 2030-01-01T00:00:00Z"), "{over}");
    }
}

//! Dates of HTTP (RFC 9110, section 5.6.7).

use std::time::{Duration, SystemTime};

use actix_http::header::{HeaderValue, HttpDate};
use jiff::Timestamp;

/// Returns an instant as the value of a header such as `Date`, in whole seconds. An instant before 1970 is the
/// beginning of that year; the latest [`Timestamp`] is in 9999, the last year that these dates can have.
pub fn http_date(at: Timestamp) -> HeaderValue {
    let since_epoch = u64::try_from(at.as_second()).unwrap_or(0);
    let date = HttpDate::from(SystemTime::UNIX_EPOCH + Duration::from_secs(since_epoch));
    HeaderValue::from_str(&date.to_string()).expect("HTTP dates are ASCII")
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::http_date;

    #[test]
    fn any_instant_is_a_date_in_whole_seconds() {
        for (at, expected) in [
            // The example of RFC 9110, section 5.6.7.
            ("1994-11-06T08:49:37Z", "Sun, 06 Nov 1994 08:49:37 GMT"),
            ("1994-11-06T08:49:37.999Z", "Sun, 06 Nov 1994 08:49:37 GMT"),
            ("1994-11-06T08:49:37+08:00", "Sun, 06 Nov 1994 00:49:37 GMT"),
            ("1969-12-31T23:59:59Z", "Thu, 01 Jan 1970 00:00:00 GMT"),
            ("-009999-01-02T01:59:59Z", "Thu, 01 Jan 1970 00:00:00 GMT"),
            ("9999-01-01T00:00:00Z", "Fri, 01 Jan 9999 00:00:00 GMT"),
        ] {
            assert_eq!(http_date(at.parse().unwrap()), expected, "{at}");
        }
        assert_eq!(http_date(Timestamp::MAX), "Thu, 30 Dec 9999 22:00:00 GMT");
    }
}

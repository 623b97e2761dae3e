//! How large the head of a request may be.
//!
//! Connections refuse heads of more than 96 header lines, and heads that are larger than both limits
//! together, before they are complete.

use actix_http::RequestHead;
use actix_http::Uri;
use actix_http::header::HeaderMap;

use crate::protocol::problem::{Problem, ProblemKind};

/// The bounds of a request's head, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeadLimits {
    /// The longest request target, percent-encoded.
    pub max_url: usize,
    /// The most that all header lines may have together, with their line ends.
    pub max_headers: usize,
}

impl HeadLimits {
    /// Checks a head.
    ///
    /// # Errors
    /// `uri_too_long` or `headers_too_large`, with the bound.
    pub fn check(self, head: &RequestHead) -> Result<(), Problem> {
        let Self { max_url, max_headers } = self;
        if target(&head.uri) > max_url {
            let detail = format!("the request target is longer than {max_url} bytes");
            return Err(Problem::new(ProblemKind::UriTooLong, detail));
        }
        if size(&head.headers) > max_headers {
            let detail = format!("the header lines have more than {max_headers} bytes in all");
            return Err(Problem::new(ProblemKind::HeadersTooLarge, detail));
        }
        Ok(())
    }
}

/// The bytes of a target: path and query, and before them the scheme and host where it names them
/// (RFC 9112, section 3.2).
fn target(uri: &Uri) -> usize {
    let scheme = uri.scheme_str().map_or(0, |scheme| scheme.len() + "://".len());
    let host = uri.authority().map_or(0, |host| host.as_str().len());
    scheme + host + uri.path_and_query().map_or(0, |target| target.as_str().len())
}

/// The bytes of all lines, written as `name: value` with CR and LF.
fn size(headers: &HeaderMap) -> usize {
    const MARKS: usize = ": \r\n".len();
    headers.iter().map(|(name, value)| name.as_str().len() + value.len() + MARKS).sum()
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::HeadLimits;

    fn check(target: &str, value: &str) -> Option<&'static str> {
        let limits = HeadLimits { max_url: 10, max_headers: 16 };
        let request = TestRequest::with_uri(target).insert_header(("name", value)).to_request();
        limits.check(request.head()).err().map(|problem| problem.kind.code())
    }

    #[test]
    fn bounds_are_inclusive_and_count_what_stands_in_a_line() {
        assert_eq!(check("/12345?789", "8 bytes!"), None);
        assert_eq!(check("/12345?789x", ""), Some("uri_too_long"));
        assert_eq!(check("http://a/9", ""), None);
        assert_eq!(check("http://a/90", ""), Some("uri_too_long"));
        assert_eq!(check("/", "nine byte"), Some("headers_too_large"));
    }
}

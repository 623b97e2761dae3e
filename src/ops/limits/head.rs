//! The maximum size of a request's head.
//!
//! Connections reject heads of more than 96 header lines, and heads larger than both limits together,
//! before they are complete.

use actix_http::RequestHead;
use actix_http::Uri;
use actix_http::header::HeaderMap;

use crate::protocol::problem::{Problem, ProblemKind};

/// The limits for a request's head, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeadLimits {
    /// The maximum length of the percent-encoded request target.
    pub max_url: usize,
    /// The maximum size of all header lines together, including line ends.
    pub max_headers: usize,
}

impl HeadLimits {
    /// Checks a head.
    ///
    /// # Errors
    /// Returns `uri_too_long` or `headers_too_large`, with the limit.
    pub fn check(self, head: &RequestHead) -> Result<(), Problem> {
        let Self { max_url, max_headers } = self;
        if target(&head.uri) > max_url {
            let detail = format!("the request target is longer than {max_url} bytes");
            return Err(Problem::new(ProblemKind::UriTooLong, detail));
        }
        if size(&head.headers) > max_headers {
            let detail = format!("the headers are larger than {max_headers} bytes");
            return Err(Problem::new(ProblemKind::HeadersTooLarge, detail));
        }
        Ok(())
    }
}

/// Returns the length of a target: path and query, and the scheme and host if it has them (RFC 9112,
/// section 3.2).
fn target(uri: &Uri) -> usize {
    let scheme = uri.scheme_str().map_or(0, |scheme| scheme.len() + "://".len());
    let host = uri.authority().map_or(0, |host| host.as_str().len());
    scheme + host + uri.path_and_query().map_or(0, |target| target.as_str().len())
}

/// Returns the size of all lines, each written as `name: value` with CR and LF.
pub fn size(headers: &HeaderMap) -> usize {
    const SEPARATORS: usize = ": \r\n".len();
    headers.iter().map(|(name, value)| name.as_str().len() + value.len() + SEPARATORS).sum()
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
    fn limits_are_inclusive_and_count_whole_lines() {
        assert_eq!(check("/12345?789", "8 bytes!"), None);
        assert_eq!(check("/12345?789x", ""), Some("uri_too_long"));
        assert_eq!(check("http://a/9", ""), None);
        assert_eq!(check("http://a/90", ""), Some("uri_too_long"));
        assert_eq!(check("/", "nine byte"), Some("headers_too_large"));
    }
}

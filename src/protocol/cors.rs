//! Cross-origin requests, by the CORS protocol of the Fetch Standard.

use actix_http::Method;
use actix_http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS,
    ACCESS_CONTROL_REQUEST_METHOD, CACHE_CONTROL, HeaderMap, HeaderName, HeaderValue, ORIGIN, VARY,
};

use super::methods::READ_METHODS;

/// From where scripts may read answers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum CorsOrigins {
    /// From any page.
    #[default]
    Any,
    /// From pages of these origins (RFC 6454), such as `https://blog.example`. None of them is no
    /// page at all.
    These(Vec<String>),
}

/// Which headers a script may read, beside those that it always may. All that the API sets.
const EXPOSED: &str = "ETag, Last-Modified, Cache-Control, Content-Language, Content-Length, \
    Content-Encoding, Content-Range, Accept-Ranges, Vary, Age, Date, Link, Location, X-Total-Count, \
    X-Request-Id, Server-Timing, Retry-After, RateLimit, RateLimit-Policy, Cache-Tag, Surrogate-Key, \
    Allow, WWW-Authenticate, X-Content-Type-Options, traceparent";

/// Which headers a script may send, beside those that it always may, where it does not say which it
/// wants to.
const SENT: &str = "Accept, Accept-Language, Authorization, Content-Type, If-Match, \
    If-Modified-Since, If-None-Match, If-Range, If-Unmodified-Since, Range, traceparent, tracestate, \
    X-Request-Id";

/// For how many seconds a browser need not ask again; Chromium heeds two hours of it, Firefox all.
const REMEMBERED: HeaderValue = HeaderValue::from_static("86400");

/// Who may read an answer.
#[derive(Debug)]
pub struct CorsGrant(Option<HeaderValue>);

impl CorsGrant {
    /// Says it in the headers of the answer.
    pub fn write(&self, response: &mut HeaderMap) {
        let Some(allowed) = &self.0 else { return };
        response.insert(TIMING_ALLOW_ORIGIN, allowed.clone());
        response.insert(ACCESS_CONTROL_ALLOW_ORIGIN, allowed.clone());
        response.insert(ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(EXPOSED));
    }
}

const TIMING_ALLOW_ORIGIN: HeaderName = HeaderName::from_static("timing-allow-origin");

impl CorsOrigins {
    /// Whether the answer depends on who asks.
    pub fn depend_on_origin(&self) -> bool {
        matches!(self, Self::These(origins) if !origins.is_empty())
    }

    /// What is allowed to the page that a request comes from.
    fn allowed(&self, request: &HeaderMap) -> Option<HeaderValue> {
        match self {
            Self::Any => Some(HeaderValue::from_static("*")),
            Self::These(origins) => {
                let origin = request.get(ORIGIN)?;
                origins.iter().any(|known| origin == known.as_str()).then(|| origin.clone())
            }
        }
    }

    /// What the page that a request comes from may read of the answer.
    pub fn grant(&self, request: &HeaderMap) -> CorsGrant {
        CorsGrant(self.allowed(request))
    }

    /// Returns the headers of the response to a preflight request; `None` if the request is not one. Methods that nothing
    /// here answers are not allowed, so a browser does not even send them.
    pub fn preflight(&self, method: &Method, request: &HeaderMap) -> Option<HeaderMap> {
        let is_preflight = method == Method::OPTIONS
            && request.contains_key(ORIGIN)
            && request.contains_key(ACCESS_CONTROL_REQUEST_METHOD);
        if !is_preflight {
            return None;
        }
        let mut headers = HeaderMap::new();
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        let vary = "Origin, Access-Control-Request-Method, Access-Control-Request-Headers";
        headers.insert(VARY, HeaderValue::from_static(vary));
        if self.allowed(request).is_some() {
            let wanted = request.get(ACCESS_CONTROL_REQUEST_HEADERS).cloned();
            let wanted = wanted.unwrap_or(HeaderValue::from_static(SENT));
            headers.insert(ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static(READ_METHODS));
            headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, wanted);
            headers.insert(ACCESS_CONTROL_MAX_AGE, REMEMBERED);
        }
        Some(headers)
    }
}

//! Cross-origin requests, by the CORS protocol of the Fetch Standard.
//!
//! This is not the crate `actix-cors`, because its middleware wraps the application. Cached responses
//! and refusals, also those of malformed requests, don't reach the application but need the headers as
//! well. It also took 15 % more CPU time per request.

use actix_http::Method;
use actix_http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS,
    ACCESS_CONTROL_REQUEST_METHOD, CACHE_CONTROL, CROSS_ORIGIN_RESOURCE_POLICY, HeaderMap,
    HeaderValue, ORIGIN, VARY,
};

use super::local::is_page_of_this_machine;
use super::origin::OriginPattern;

/// The origins whose pages may read responses.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum CorsOrigins {
    /// Any origin.
    #[default]
    Any,
    /// Pages of this machine: of `localhost`, names below it, and loopback addresses.
    ThisMachine,
    /// Pages of this machine, and these origins.
    ThisMachineAnd(Vec<OriginPattern>),
    /// These origins. An empty list allows none.
    These(Vec<OriginPattern>),
}

/// The response headers that scripts may read: all. Only requests with credentials would take `*` as a name, and
/// pages may not send those: `Access-Control-Allow-Credentials` is never sent (Fetch Standard, "CORS protocol and
/// credentials").
const EXPOSED: HeaderValue = HeaderValue::from_static("*");

/// The request headers that scripts may send, if the preflight request does not list any: all. The wildcard does
/// not include `Authorization` (Fetch Standard, "CORS non-wildcard request-header name").
const ALLOWED: &str = "*, Authorization";

/// How long browsers may cache the response to a preflight request, in seconds. Chromium limits it to
/// two hours; Firefox does not.
const MAX_AGE: HeaderValue = HeaderValue::from_static("86400");

/// The origin that may read a response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CorsGrant {
    origin: Option<HeaderValue>,
    /// Whether scripts may read all headers. Without `Origin` no script receives the response.
    is_exposed: bool,
    /// Whether pages of other origins may embed the response, such as an image. A request for one does not
    /// tell its origin.
    is_embeddable: bool,
    /// Whether a cache must not send the response to other origins.
    varies: bool,
}

impl CorsGrant {
    /// Leaves out what only embedding needs, so that the head of a post has less than 500 bytes. Browsers check
    /// `Cross-Origin-Resource-Policy` only without CORS (Fetch Standard, "HTTP fetch"), in requests without `Origin`.
    /// Other responses have it nevertheless: not all caches distinguish these requests.
    pub fn of_post(mut self) -> Self {
        self.is_embeddable &= !self.is_exposed;
        self
    }

    /// Adds the CORS headers to a response, and `Origin` to its `Vary`.
    pub fn write(&self, response: &mut HeaderMap) {
        if self.varies {
            let vary = match response.get(VARY) {
                Some(names) => HeaderValue::from_bytes(&[names.as_bytes(), b", Origin"].concat())
                    .expect("names of headers are ASCII"),
                None => HeaderValue::from_static("Origin"),
            };
            response.insert(VARY, vary);
        }
        if self.is_embeddable {
            let anywhere = HeaderValue::from_static("cross-origin");
            response.insert(CROSS_ORIGIN_RESOURCE_POLICY, anywhere);
        }
        let Some(allowed) = &self.origin else { return };
        response.insert(ACCESS_CONTROL_ALLOW_ORIGIN, allowed.clone());
        if self.is_exposed {
            response.insert(ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
        }
    }
}

impl CorsOrigins {
    fn is_none(&self) -> bool {
        matches!(self, Self::These(origins) if origins.is_empty())
    }

    /// Returns the value of `Access-Control-Allow-Origin`; `None` if the origin is not allowed.
    fn allowed(&self, request: &HeaderMap) -> Option<HeaderValue> {
        match self {
            Self::Any => Some(HeaderValue::from_static("*")),
            Self::ThisMachine => allowed(request, true, &[]),
            Self::ThisMachineAnd(origins) => allowed(request, true, origins),
            Self::These(origins) => allowed(request, false, origins),
        }
    }

    /// Returns whether a request is from an allowed origin, or from a program, which sends no `Origin`.
    pub fn admits(&self, request: &HeaderMap) -> bool {
        // A browser sends one line.
        let lines = request.get_all(ORIGIN).count();
        lines == 0 || lines == 1 && self.allowed(request).is_some()
    }

    /// Returns whether the origin of a request may read the response.
    pub fn grant(&self, request: &HeaderMap) -> CorsGrant {
        let is_exposed = request.contains_key(ORIGIN);
        CorsGrant {
            origin: self.allowed(request),
            is_exposed,
            is_embeddable: !self.is_none(),
            // If any origin may read, what is sent to one suits all, and those that send none. They in turn are not
            // sent the exposed headers.
            varies: match self {
                Self::Any => !is_exposed,
                _ => !self.is_none(),
            },
        }
    }

    /// Returns whether any page may read the response to a request whose headers are unknown.
    pub fn grant_to_unknown(&self) -> CorsGrant {
        CorsGrant { is_exposed: true, varies: false, ..self.grant(&HeaderMap::new()) }
    }

    /// Returns the headers of the response to a preflight request; `None` if the request is not one.
    /// Only the supported `methods` are allowed, so browsers do not even send others.
    ///
    /// `Access-Control-Request-Private-Network` gets no response: browsers no longer send it, but ask the user
    /// before a public page may send requests to a local server (Local Network Access, WICG).
    pub fn preflight(
        &self,
        method: &Method,
        request: &HeaderMap,
        methods: &'static str,
    ) -> Option<HeaderMap> {
        if !is_preflight(method, request) {
            return None;
        }
        let mut headers = HeaderMap::new();
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        let vary = "Access-Control-Request-Method, Access-Control-Request-Headers";
        headers.insert(VARY, HeaderValue::from_static(vary));
        if self.allowed(request).is_some() {
            let wanted = request.get(ACCESS_CONTROL_REQUEST_HEADERS).cloned();
            let wanted = wanted.unwrap_or(HeaderValue::from_static(ALLOWED));
            headers.insert(ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static(methods));
            headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, wanted);
            headers.insert(ACCESS_CONTROL_MAX_AGE, MAX_AGE);
        }
        Some(headers)
    }
}

/// Returns the origin of a request, if it is one of `origins` or that of a page of this machine.
fn allowed(
    request: &HeaderMap,
    is_this_machine_allowed: bool,
    origins: &[OriginPattern],
) -> Option<HeaderValue> {
    let origin = request.get(ORIGIN)?;
    let is_allowed = is_this_machine_allowed && origin.to_str().is_ok_and(is_page_of_this_machine)
        || origins.iter().any(|known| known.allows(origin.as_bytes()));
    is_allowed.then(|| origin.clone())
}

/// Returns whether a request is a CORS preflight request (Fetch Standard, "CORS-preflight fetch").
pub fn is_preflight(method: &Method, request: &HeaderMap) -> bool {
    method == Method::OPTIONS
        && request.contains_key(ORIGIN)
        && request.contains_key(ACCESS_CONTROL_REQUEST_METHOD)
}

//! Who may use the endpoint.

use actix_web::http::header::{HeaderMap, HeaderValue, ORIGIN};

use crate::api::options::ApiOptions;
use crate::protocol::OriginPattern;
use crate::protocol::cors::CorsOrigins;
use crate::protocol::problem::{Problem, ProblemKind, shorten};

/// The origins of web pages that may use the endpoint.
///
/// Programs send no `Origin`; browsers send it with every POST. A page of any site can have its own name resolve to
/// the address of a local server (DNS rebinding), and then `Host` and `Origin` agree. So an origin is compared with
/// what is known of this server, and never with `Host`.
#[derive(Debug)]
pub struct Access(CorsOrigins);

impl Access {
    /// Allows pages of this machine, the origin of `public_url`, and those of `mcp_origins`.
    pub fn new(options: &ApiOptions) -> Self {
        let own = options.public_url.as_deref().and_then(origin_of).map(OriginPattern::One);
        Self(match &options.mcp_origins {
            CorsOrigins::These(origins) | CorsOrigins::ThisMachineAnd(origins) => {
                CorsOrigins::ThisMachineAnd(origins.iter().cloned().chain(own).collect())
            }
            CorsOrigins::ThisMachine => CorsOrigins::ThisMachineAnd(own.into_iter().collect()),
            CorsOrigins::Any => CorsOrigins::Any,
        })
    }

    /// Returns the allowed origins.
    pub fn origins(&self) -> &CorsOrigins {
        &self.0
    }

    /// Returns why a request is rejected because of its origin; `None` if it is not.
    pub fn refuse_other_origin(&self, headers: &HeaderMap) -> Option<Problem> {
        if self.0.admits(headers) {
            return None;
        }
        let origin = headers.get(ORIGIN).map(HeaderValue::as_bytes).unwrap_or_default();
        let origin = shorten(&String::from_utf8_lossy(origin));
        let detail =
            format!("pages of `{origin}` may not use this endpoint: see the setting `mcp_origins`");
        Some(Problem::new(ProblemKind::OriginNotAllowed, detail))
    }
}

/// Returns the origin of an absolute URL (RFC 6454).
fn origin_of(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    let authority = rest.split('/').next()?;
    Some(format!("{scheme}://{authority}"))
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};

    use super::Access;
    use crate::api::options::ApiOptions;
    use crate::protocol::OriginPattern;
    use crate::protocol::cors::CorsOrigins;

    fn admits(access: &Access, headers: &[(&str, &str)]) -> bool {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
            map.append(name, HeaderValue::from_str(value).unwrap());
        }
        access.refuse_other_origin(&map).is_none()
    }

    #[test]
    fn only_known_origins_and_programs_are_admitted() {
        let listed = OriginPattern::One("https://app.example".to_owned());
        let access = Access::new(&ApiOptions {
            public_url: Some("https://blog.example/base".to_owned()),
            mcp_origins: CorsOrigins::These(vec![listed]),
            ..ApiOptions::default()
        });
        for (origin, expected) in [
            ("https://app.example", true),
            ("https://blog.example", true),
            ("http://localhost:6274", true),
            ("http://127.0.0.1", true),
            ("https://evil.example", false),
            ("https://blog.example.evil.example", false),
            ("http://blog.example", false),
            ("null", false),
            ("", false),
        ] {
            assert_eq!(admits(&access, &[("origin", origin)]), expected, "{origin}");
            // That a page has its name resolve to this server does not help it.
            assert_eq!(admits(&access, &[("origin", origin), ("host", "evil.example")]), expected);
        }
        assert!(admits(&access, &[("host", "evil.example")]), "a program");
        let two = [("origin", "https://app.example"), ("origin", "https://evil.example")];
        assert!(!admits(&access, &two));
    }

    #[test]
    fn any_origin_can_be_allowed() {
        let options = ApiOptions { mcp_origins: CorsOrigins::Any, ..ApiOptions::default() };
        assert!(admits(&Access::new(&options), &[("origin", "https://evil.example")]));
    }
}

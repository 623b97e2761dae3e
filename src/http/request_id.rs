//! Names for requests.

use std::hash::{BuildHasher, RandomState};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

use actix_web::http::header::HeaderMap;

/// The name of one request, for logs and problems.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestId(String);

impl RequestId {
    /// The name that the client or the proxy before us gave in `X-Request-Id`, if it is harmless,
    /// or a new one.
    pub fn of(headers: &HeaderMap) -> Self {
        let given = headers.get("x-request-id").and_then(|id| id.to_str().ok());
        match given {
            Some(id) if is_harmless(id) => Self(id.to_owned()),
            _ => Self::fresh(),
        }
    }

    /// A name for examples.
    pub fn from_static(id: &'static str) -> Self {
        Self(id.to_owned())
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Sixteen hexadecimal digits, different for each request of a process and, by its random
    /// seed, between processes.
    pub fn fresh() -> Self {
        static SEED: LazyLock<RandomState> = LazyLock::new(RandomState::new);
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        Self(format!("{:016x}", SEED.hash_one(count)))
    }
}

fn is_harmless(id: &str) -> bool {
    !id.is_empty()
        && id.len() <= 128
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte))
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};

    use super::RequestId;

    fn id_for(given: &str) -> String {
        let mut headers = HeaderMap::new();
        let value = HeaderValue::from_str(given).unwrap();
        headers.insert(HeaderName::from_static("x-request-id"), value);
        RequestId::of(&headers).as_str().to_owned()
    }

    #[test]
    fn a_harmless_name_is_kept_and_any_other_replaced() {
        assert_eq!(id_for("trace-1.a:b_c"), "trace-1.a:b_c");
        assert_ne!(id_for("a b"), "a b");
        assert_ne!(id_for(&"x".repeat(129)), "x".repeat(129));
    }

    #[test]
    fn two_requests_have_two_names() {
        assert_ne!(id_for(""), id_for(""));
    }
}

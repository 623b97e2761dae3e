//! Names for requests.

use std::cell::Cell;
use std::hash::{BuildHasher, RandomState};

use actix_http::header::HeaderMap;

use super::hex;

/// The name of one request, for logs and problems.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestId(Name);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Name {
    /// Digits; kept where they are made, as most requests bring no name.
    Fresh([u8; 16]),
    Given(Box<str>),
}

impl RequestId {
    /// The name that the client or the proxy before us gave in `X-Request-Id`, if it is harmless,
    /// or a new one.
    pub fn of(headers: &HeaderMap) -> Self {
        let given = headers.get("x-request-id").and_then(|id| id.to_str().ok());
        match given {
            Some(id) if is_harmless(id) => Self(Name::Given(id.into())),
            _ => Self::fresh(),
        }
    }

    /// A name for examples.
    pub fn from_static(id: &'static str) -> Self {
        Self(Name::Given(id.into()))
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        match &self.0 {
            // Digits are UTF-8.
            Name::Fresh(digits) => str::from_utf8(digits).unwrap_or_default(),
            Name::Given(name) => name,
        }
    }

    /// Sixteen hexadecimal digits, different for each request of a process and, by its random
    /// seed, between processes.
    pub fn fresh() -> Self {
        let mut digits = [0; 16];
        hex::write(&unique_number().to_be_bytes(), &mut digits);
        Self(Name::Fresh(digits))
    }
}

/// A number that looks random and is another one each time, as far as 64 bits can be: a count under
/// a seed that each thread takes from the system, so that threads do not wait for each other.
pub fn unique_number() -> u64 {
    thread_local! {
        static NUMBERS: (RandomState, Cell<u64>) = (RandomState::new(), Cell::new(0));
    }
    NUMBERS.with(|(seed, count)| {
        count.set(count.get().wrapping_add(1));
        seed.hash_one(count.get())
    })
}

fn is_harmless(id: &str) -> bool {
    !id.is_empty()
        && id.len() <= 128
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte))
}

#[cfg(test)]
mod tests {
    use actix_http::header::{HeaderMap, HeaderName, HeaderValue};

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
    fn two_requests_have_two_names_on_one_thread_and_on_two() {
        let one = id_for("");
        assert_eq!(one.len(), 16);
        assert_ne!(one, id_for(""));
        let there = std::thread::spawn(|| id_for("")).join().unwrap();
        assert_ne!(one, there);
    }
}

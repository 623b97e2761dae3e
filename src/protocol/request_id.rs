//! Request ids.

use std::cell::Cell;
use std::hash::{BuildHasher, RandomState};

use actix_http::header::{HeaderMap, HeaderName};

/// The header with the id of a request.
pub const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The length of a new id.
const LENGTH: usize = 10;

/// The digits of new ids, which have five bits each. Without vowels they form no words.
const DIGITS: &[u8; 32] = b"0123456789bcdfghjklmnpqrstuvwxyz";

/// The id of a request, for logs and problems.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestId(Name);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Name {
    /// Digits, not on the heap, because most requests have no id.
    Fresh([u8; LENGTH]),
    Given(Box<str>),
}

impl RequestId {
    /// Returns the id that the client or a proxy sent in `X-Request-Id`, if it is harmless, otherwise a
    /// new one.
    pub fn of(headers: &HeaderMap) -> Self {
        let given = headers.get(X_REQUEST_ID).and_then(|id| id.to_str().ok());
        match given {
            Some(id) if is_harmless(id) => Self(Name::Given(id.into())),
            _ => Self::fresh(),
        }
    }

    /// Creates an id for examples.
    pub fn from_static(id: &'static str) -> Self {
        Self(Name::Given(id.into()))
    }

    /// The id as text, in ASCII.
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Name::Fresh(digits) => str::from_utf8(digits).expect("digits are ASCII"),
            Name::Given(name) => name,
        }
    }

    /// The id as bytes, in ASCII.
    pub fn as_bytes(&self) -> &[u8] {
        match &self.0 {
            Name::Fresh(digits) => digits,
            Name::Given(name) => name.as_bytes(),
        }
    }

    /// Creates an id of ten digits and lower-case letters, 50 bits. It is unique within a process and, because
    /// of a random seed, different between processes.
    pub fn fresh() -> Self {
        let number = unique_number();
        Self(Name::Fresh(std::array::from_fn(|at| DIGITS[(number >> (5 * at)) as usize % 32])))
    }
}

/// Returns a pseudo-random number that is different each time, as far as 64 bits allow. It is the hash
/// of a counter with a random seed per thread, so threads do not contend.
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
    fn a_harmless_id_is_accepted_and_others_are_replaced() {
        assert_eq!(id_for("trace-1.a:b_c"), "trace-1.a:b_c");
        assert_ne!(id_for("a b"), "a b");
        assert_ne!(id_for(&"x".repeat(129)), "x".repeat(129));
    }

    #[test]
    fn ids_are_unique_on_one_thread_and_across_threads() {
        let one = id_for("");
        assert_eq!(one.len(), 10);
        assert!(one.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_lowercase()));
        assert_ne!(one, id_for(""));
        let there = std::thread::spawn(|| id_for("")).join().unwrap();
        assert_ne!(one, there);
    }
}

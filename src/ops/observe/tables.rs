//! The values by which requests are counted. Clients can send any method, so each table is finite.

use std::time::Duration;

use actix_http::{Method, StatusCode};

use crate::protocol::problem::ProblemKind;

/// The standard methods (RFC 9110, section 9, and RFC 5789), and one entry for all others.
pub const METHODS: [&str; 10] =
    ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "CONNECT", "TRACE", "other"];

/// Returns the index of a method in [`METHODS`].
pub fn method(method: &Method) -> usize {
    let name = method.as_str();
    METHODS.iter().position(|known| *known == name).unwrap_or(METHODS.len() - 1)
}

/// The upper bounds of the buckets of durations: from a cache hit to a response for which no client
/// waits.
pub const DURATION_BOUNDS: [Duration; 17] = [
    Duration::from_micros(50),
    Duration::from_micros(100),
    Duration::from_micros(250),
    Duration::from_micros(500),
    Duration::from_millis(1),
    Duration::from_micros(2500),
    Duration::from_millis(5),
    Duration::from_millis(10),
    Duration::from_millis(25),
    Duration::from_millis(50),
    Duration::from_millis(100),
    Duration::from_millis(250),
    Duration::from_millis(500),
    Duration::from_secs(1),
    Duration::from_millis(2500),
    Duration::from_secs(5),
    Duration::from_secs(10),
];

/// The statuses of success and redirection.
const SUCCESSES: [u16; 9] = [200, 204, 206, 301, 302, 303, 304, 307, 308];

/// The statuses that are counted individually: those of success, redirection and of each kind of problem.
/// Any other is counted with its class.
#[derive(Debug)]
pub struct Statuses {
    names: Vec<Box<str>>,
    /// The index in `names` of each status from 100 on.
    indexes: Box<[u8]>,
}

impl Statuses {
    const CLASSES: [&str; 5] = ["1xx", "2xx", "3xx", "4xx", "5xx"];
    /// The valid statuses (RFC 9110, section 15).
    const FIRST: u16 = 100;
    const LAST: u16 = 599;

    /// Creates the table.
    pub fn new() -> Self {
        let mut names: Vec<Box<str>> = Self::CLASSES.map(Into::into).into();
        let class = |status: u16| (status / 100 - 1) as u8;
        let mut indexes: Box<[u8]> = (Self::FIRST..=Self::LAST).map(class).collect();
        let problems = ProblemKind::ALL.iter().map(|kind| kind.status().as_u16());
        let mut known: Vec<u16> = SUCCESSES.into_iter().chain(problems).collect();
        known.sort_unstable();
        known.dedup();
        for status in known {
            let index = u8::try_from(names.len()).expect("there are fewer statuses of problems");
            indexes[usize::from(status - Self::FIRST)] = index;
            names.push(status.to_string().into());
        }
        Self { names, indexes }
    }

    /// Returns the values of the label `status`.
    pub fn all(&self) -> &[Box<str>] {
        &self.names
    }

    /// Returns the index of a status in [`Self::all`].
    pub fn index(&self, status: StatusCode) -> usize {
        // Invalid statuses are treated as a server error (RFC 9110, section 15). `StatusCode` has none
        // below 100.
        let index = self.indexes.get(usize::from(status.as_u16() - Self::FIRST));
        index.map_or(Self::CLASSES.len() - 1, |&index| index.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_are_sorted() {
        assert!(DURATION_BOUNDS.is_sorted());
    }

    #[test]
    fn statuses_of_problems_are_counted_individually_and_others_by_class() {
        let statuses = Statuses::new();
        let name =
            |status: u16| &*statuses.all()[statuses.index(StatusCode::from_u16(status).unwrap())];
        for kind in ProblemKind::ALL {
            assert_eq!(name(kind.status().as_u16()), kind.status().as_str());
        }
        assert_eq!(
            [name(200), name(304), name(226), name(418), name(599)],
            ["200", "304", "2xx", "4xx", "5xx"]
        );
        assert_eq!([name(100), name(999)], ["1xx", "5xx"]);
    }

    #[test]
    fn unknown_methods_share_an_entry() {
        assert_eq!(METHODS[method(&Method::HEAD)], "HEAD");
        assert_eq!(METHODS[method(&Method::from_bytes(b"get").unwrap())], "other");
        assert_eq!(METHODS[method(&Method::from_bytes(b"PROPFIND").unwrap())], "other");
    }
}

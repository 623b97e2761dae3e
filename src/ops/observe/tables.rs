//! What requests are told apart by when they are counted. Clients can send any method, so each of
//! these tables has an end.

use std::time::Duration;

use actix_http::{Method, StatusCode};

use crate::protocol::problem::ProblemKind;

/// The methods of HTTP (RFC 9110, section 9, and RFC 5789); all others are the last one.
pub const METHODS: [&str; 10] =
    ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "CONNECT", "TRACE", "other"];

/// The place of a method in [`METHODS`].
pub fn method(method: &Method) -> usize {
    let name = method.as_str();
    METHODS.iter().position(|known| *known == name).unwrap_or(METHODS.len() - 1)
}

/// The upper bounds of durations, and how they are written: in seconds, from an answer that was kept to
/// one that no client waits for.
pub const DURATION_BOUNDS: [(Duration, &str); 17] = [
    (Duration::from_micros(50), "0.00005"),
    (Duration::from_micros(100), "0.0001"),
    (Duration::from_micros(250), "0.00025"),
    (Duration::from_micros(500), "0.0005"),
    (Duration::from_millis(1), "0.001"),
    (Duration::from_micros(2500), "0.0025"),
    (Duration::from_millis(5), "0.005"),
    (Duration::from_millis(10), "0.01"),
    (Duration::from_millis(25), "0.025"),
    (Duration::from_millis(50), "0.05"),
    (Duration::from_millis(100), "0.1"),
    (Duration::from_millis(250), "0.25"),
    (Duration::from_millis(500), "0.5"),
    (Duration::from_secs(1), "1"),
    (Duration::from_millis(2500), "2.5"),
    (Duration::from_secs(5), "5"),
    (Duration::from_secs(10), "10"),
];

/// The statuses of successes and redirects.
const SUCCESSES: [u16; 9] = [200, 204, 206, 301, 302, 303, 304, 307, 308];

/// The statuses that are counted one by one: those of successes and of every kind of problem. Any
/// other is counted with its class.
#[derive(Debug)]
pub struct Statuses {
    names: Vec<Box<str>>,
    /// The place in `names`, by status from 100 on.
    places: Box<[u8]>,
}

impl Statuses {
    const CLASSES: [&str; 5] = ["1xx", "2xx", "3xx", "4xx", "5xx"];
    /// RFC 9110, section 15: the statuses that are valid.
    const FIRST: u16 = 100;
    const LAST: u16 = 599;

    /// The table.
    pub fn new() -> Self {
        let mut names: Vec<Box<str>> = Self::CLASSES.map(Into::into).into();
        let class = |status: u16| (status / 100 - 1) as u8;
        let mut places: Box<[u8]> = (Self::FIRST..=Self::LAST).map(class).collect();
        let problems = ProblemKind::ALL.iter().map(|kind| kind.status().as_u16());
        let mut known: Vec<u16> = SUCCESSES.into_iter().chain(problems).collect();
        known.sort_unstable();
        known.dedup();
        for status in known {
            let place = places.get_mut(usize::from(status.saturating_sub(Self::FIRST)));
            if let (Some(place), Ok(number)) = (place, u8::try_from(names.len())) {
                *place = number;
                names.push(status.to_string().into());
            }
        }
        Self { names, places }
    }

    /// How they are written, in the order of their places.
    pub fn all(&self) -> &[Box<str>] {
        &self.names
    }

    /// The place of a status.
    pub fn index(&self, status: StatusCode) -> usize {
        let place = usize::from(status.as_u16().saturating_sub(Self::FIRST));
        // What is no valid status is as bad as a failure of the server (RFC 9110, section 15).
        self.places.get(place).map_or(Self::CLASSES.len() - 1, |&place| place.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_rise_and_are_written_as_they_are() {
        assert!(DURATION_BOUNDS.is_sorted());
        for (bound, text) in DURATION_BOUNDS {
            assert_eq!(Duration::from_secs_f64(text.parse().unwrap()), bound);
        }
    }

    #[test]
    fn every_problem_has_a_status_of_its_own_and_others_have_their_class() {
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
    fn a_method_of_ones_own_is_another_one() {
        assert_eq!(METHODS[method(&Method::HEAD)], "HEAD");
        assert_eq!(METHODS[method(&Method::from_bytes(b"get").unwrap())], "other");
        assert_eq!(METHODS[method(&Method::from_bytes(b"PROPFIND").unwrap())], "other");
    }
}

//! How long caches may use a response (RFC 9111, RFC 5861).

use std::fmt;

/// How long a response is fresh, and how long it may be used when it is stale, in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Freshness {
    /// `max-age` (RFC 9111, section 5.2.2.1).
    pub max_age: u32,
    /// `s-maxage`, if it differs for shared caches (section 5.2.2.10).
    pub shared_max_age: Option<u32>,
    /// `stale-while-revalidate` (RFC 5861, section 3).
    pub stale_while_revalidate: Option<u32>,
    /// `stale-if-error` (RFC 5861, section 4).
    pub stale_if_error: Option<u32>,
}

impl Default for Freshness {
    /// Returns one minute, with ten more during revalidation and a day if that fails.
    fn default() -> Self {
        Self {
            max_age: 60,
            shared_max_age: None,
            stale_while_revalidate: Some(600),
            stale_if_error: Some(86_400),
        }
    }
}

/// The maximum of all times: ten years. Longer times are considered mistakes.
const MAX_SECONDS: u32 = 315_360_000;

impl Freshness {
    /// Parses directives in the syntax of `Cache-Control`: `max-age=300, s-maxage=3600,
    /// stale-while-revalidate=600, stale-if-error=86400`. Only `max-age` is required.
    ///
    /// # Errors
    /// Returns a message if a directive is invalid or `max-age` is missing.
    ///
    /// ```
    /// use inkstone::protocol::Freshness;
    /// let freshness = Freshness::parse("max-age=300, s-maxage=3600").unwrap();
    /// assert_eq!((freshness.max_age, freshness.shared_max_age), (300, Some(3600)));
    /// assert!(Freshness::parse("max-age=forever").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut times: [Option<u32>; 4] = [None; 4];
        for directive in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            let (name, value) = directive.split_once('=').unwrap_or((directive, ""));
            let Some(place) = NAMES.iter().position(|known| name.trim() == *known) else {
                return Err(format!("`{name}` is not one of {}", NAMES.join(", ")));
            };
            let value = value.trim();
            let digits = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
            let time = value.parse().ok().filter(|time| digits && *time <= MAX_SECONDS);
            let Some(time) = time else {
                return Err(format!("`{name}` is not a number of seconds from 0 to {MAX_SECONDS}"));
            };
            if times[place].replace(time).is_some() {
                return Err(format!("`{name}` occurs twice"));
            }
        }
        let [Some(max_age), shared_max_age, stale_while_revalidate, stale_if_error] = times else {
            return Err("`max-age` is missing".to_owned());
        };
        Ok(Self { max_age, shared_max_age, stale_while_revalidate, stale_if_error })
    }

    /// Limits the time during which a cache that reaches the server may use a response to `seconds`, including
    /// the time during which it revalidates a stale one.
    pub fn until(self, seconds: u32) -> Self {
        let limited = Self {
            max_age: self.max_age.min(seconds),
            shared_max_age: self.shared_max_age.map(|age| age.min(seconds)),
            ..self
        };
        let left = seconds - limited.longest_fresh();
        let stale_while_revalidate = self.stale_while_revalidate.map(|stale| stale.min(left));
        Self { stale_while_revalidate, ..limited }
    }

    /// Returns the longest time that [`Self::until`] limits.
    pub fn longest(&self) -> u32 {
        self.longest_fresh().saturating_add(self.stale_while_revalidate.unwrap_or(0))
    }

    fn longest_fresh(&self) -> u32 {
        self.max_age.max(self.shared_max_age.unwrap_or(0))
    }
}

/// The directives, in the order in which they are written.
const NAMES: [&str; 4] = ["max-age", "s-maxage", "stale-while-revalidate", "stale-if-error"];

impl fmt::Display for Freshness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let times = [
            Some(self.max_age),
            self.shared_max_age,
            self.stale_while_revalidate,
            self.stale_if_error,
        ];
        f.write_str("public")?;
        for (name, time) in NAMES.iter().zip(times) {
            if let Some(time) = time {
                write!(f, ", {name}={time}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Freshness;

    #[test]
    fn the_default_is_that_of_the_contract() {
        let expected = "public, max-age=60, stale-while-revalidate=600, stale-if-error=86400";
        assert_eq!(Freshness::default().to_string(), expected);
    }

    #[test]
    fn directives_are_parsed_in_any_order_and_written_in_one() {
        let read = Freshness::parse(" stale-if-error=4 ,s-maxage=2,max-age=1,").unwrap();
        assert_eq!(read.to_string(), "public, max-age=1, s-maxage=2, stale-if-error=4");
    }

    #[test]
    fn invalid_directives_are_errors() {
        for text in [
            "",
            "s-maxage=5",
            "max-age",
            "max-age=",
            "max-age=-1",
            "max-age=1.5",
            "max-age=+1",
            "max-age=99999999999",
            "max-age=1, max-age=2",
            "max-age=1, no-store",
            "public",
        ] {
            assert!(Freshness::parse(text).is_err(), "{text}");
        }
    }
}

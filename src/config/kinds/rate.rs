//! Request rates: `100/1m`, `10/s`, `1000/1h burst 50`.

use std::num::NonZeroU32;

use crate::config::kind::{Describe, Kind, quoted, text};
use crate::config::value::Value;
use crate::ops::Rate;

/// Units of time, each in seconds.
const UNITS: [(&str, u32); 4] = [("s", 1), ("m", 60), ("h", 3600), ("d", 86_400)];

/// The largest number of requests, both in total and in a burst.
const MOST_REQUESTS: u32 = 1_000_000;
/// The longest period in seconds: a day.
const LONGEST: u32 = 86_400;

/// `off`, or a number of requests per period with an optional burst.
pub(in crate::config) struct RequestRate;

impl Describe for RequestRate {
    fn placeholder(&self) -> String {
        "RATE".to_owned()
    }
}

impl Kind<Option<Rate>> for RequestRate {
    fn read(&self, value: &Value) -> Result<Option<Rate>, String> {
        let found = match value {
            // `rate_limit = false` is the natural way to write `off` in TOML.
            Value::Switch(false) => return Ok(None),
            value => text(value)?,
        };
        if found.eq_ignore_ascii_case("off") {
            return Ok(None);
        }
        parse(found).map(Some).ok_or_else(|| {
            let found = quoted(found);
            format!("{found} is not a rate; expected off, or 1 to {MOST_REQUESTS} requests per period of at most a day, such as 100/1m, 10/s or 100/1m burst 20")
        })
    }
}

/// Parses a number of requests, a slash and a period. A period is a unit with an optional number. The
/// burst is the number of requests if it is not given.
fn parse(text: &str) -> Option<Rate> {
    let (rate, burst) = match text.split_once("burst") {
        Some((rate, burst)) => (rate, Some(requests(burst)?)),
        None => (text, None),
    };
    let (number, time) = rate.split_once('/')?;
    let number = requests(number)?;
    Some(Rate { requests: number, seconds: seconds(time)?, burst: burst.unwrap_or(number) })
}

fn requests(text: &str) -> Option<NonZeroU32> {
    whole(text.trim()).filter(|number| number.get() <= MOST_REQUESTS)
}

fn seconds(text: &str) -> Option<NonZeroU32> {
    let text = text.trim();
    let (number, unit) = text.split_at(text.find(|c: char| !c.is_ascii_digit())?);
    let number = if number.is_empty() { NonZeroU32::MIN } else { whole(number)? };
    let (_, factor) = UNITS.iter().find(|(name, _)| *name == unit.trim())?;
    NonZeroU32::new(number.get().checked_mul(*factor)?).filter(|seconds| seconds.get() <= LONGEST)
}

/// Parses digits without a sign.
fn whole(text: &str) -> Option<NonZeroU32> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn a_rate_is_a_number_per_period_with_an_optional_burst() {
        for (text, expected) in [
            ("100/1m", (100, 60, 100)),
            ("100/m", (100, 60, 100)),
            ("10/s", (10, 1, 10)),
            ("1000 / 1h", (1000, 3600, 1000)),
            ("5/30s burst 1", (5, 30, 1)),
            ("100/1m burst 20", (100, 60, 20)),
            ("10/s burst 100", (10, 1, 100)),
            ("1000000/1d", (1_000_000, 86_400, 1_000_000)),
        ] {
            let rate = parse(text).unwrap();
            let found = (rate.requests.get(), rate.seconds.get(), rate.burst.get());
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn other_strings_are_not_rates() {
        for text in [
            "",
            "100",
            "/s",
            "100/",
            "0/s",
            "10/0s",
            "-1/s",
            "+1/s",
            "10/25h",
            "10/1w",
            "10/1.5s",
            "1000001/s",
            "10/s burst",
            "10/s burst 0",
            "burst 10",
            "10/s 20",
            "10/60",
            "10/s/s",
            "10/99999999999s",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}

//! How long a link is valid.

use std::ops::RangeInclusive;

/// The bounds in seconds: a minute to 90 days.
const BOUNDS: RangeInclusive<u64> = 60..=90 * DAY;

const DAY: u64 = 24 * 60 * 60;

/// The units with their seconds.
const UNITS: [(&str, u64); 5] = [("s", 1), ("m", 60), ("h", 60 * 60), ("d", DAY), ("w", 7 * DAY)];

/// Reads a duration such as `30m`, `12h` or `2d` as seconds.
///
/// # Errors
/// Returns why it is not valid, and what is.
pub(super) fn seconds(text: &str) -> Result<u64, String> {
    let wrong = |why: &str| {
        format!(
            "`--for {}`: {why}\nhelp: give a duration from 1m to 90d, such as 30m, 12h or 2d",
            text.escape_debug()
        )
    };
    let given = text.trim();
    let (number, unit) =
        given.split_at(given.find(|c: char| !c.is_ascii_digit()).unwrap_or(given.len()));
    let number: u64 = match number.parse() {
        Ok(number) => number,
        Err(_) if number.is_empty() => return Err(wrong("this is not a duration")),
        Err(_) => return Err(wrong("this is too long")),
    };
    let unit = unit.trim_start();
    if unit.is_empty() {
        return Err(wrong("the unit is missing"));
    }
    let known = UNITS.iter().find(|(name, _)| unit.eq_ignore_ascii_case(name));
    let Some((_, length)) = known else {
        return Err(wrong("the unit is none of m, h, d and w"));
    };
    match number.checked_mul(*length) {
        Some(seconds) if BOUNDS.contains(&seconds) => Ok(seconds),
        Some(seconds) if seconds < *BOUNDS.start() => Err(wrong("this is too short")),
        _ => Err(wrong("this is too long")),
    }
}

#[cfg(test)]
mod tests {
    use super::seconds;

    #[test]
    fn durations_have_a_number_and_a_unit() {
        for (text, expected) in [
            ("1m", 60),
            ("90s", 90),
            ("30m", 1800),
            ("12h", 43_200),
            ("2d", 172_800),
            (" 2 D ", 172_800),
            ("1w", 604_800),
            ("90d", 7_776_000),
        ] {
            assert_eq!(seconds(text), Ok(expected), "{text}");
        }
    }

    #[test]
    fn other_texts_are_refused_with_an_example() {
        for (text, why) in [
            ("", "not a duration"),
            ("d", "not a duration"),
            ("-2d", "not a duration"),
            ("2", "the unit is missing"),
            ("2x", "the unit is none"),
            ("2d12h", "the unit is none"),
            ("1.5d", "the unit is none"),
            ("0m", "too short"),
            ("59s", "too short"),
            ("91d", "too long"),
            ("99999999999999999999d", "too long"),
            ("18446744073709551615d", "too long"),
        ] {
            let message = seconds(text).unwrap_err();
            assert!(message.contains(why) && message.contains("12h"), "{text}: {message}");
        }
    }
}

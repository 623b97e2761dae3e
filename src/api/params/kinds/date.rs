//! Dates and times.

use jiff::Timestamp;
use jiff::civil::Date;
use utoipa::openapi::schema::{KnownFormat, SchemaFormat, Type};
use utoipa::openapi::{ObjectBuilder, RefOr, Schema};

use crate::api::params::argument::Argument;
use crate::api::params::kind::Kind;

/// A year, a month or a day that exists; the last two alternatives are February 29 of leap years.
const PERIOD_PATTERN: &str = "^[0-9]{4}$|^[0-9]{4}-(0[1-9]|1[0-2])$|^[0-9]{4}-((0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31)$|^[0-9]{2}(0[48]|[2468][048]|[13579][26])-02-29$|^([02468][048]|[13579][26])00-02-29$";

/// The first day of a year, a month or a day.
#[derive(Debug, Clone, Copy)]
pub struct FirstDay;

impl Kind for FirstDay {
    type Value = Option<Date>;

    fn parse(&self, argument: &mut Argument<'_>) -> Option<Date> {
        single_period(argument).map(|(first, _)| first)
    }

    fn schema(&self) -> RefOr<Schema> {
        period_schema()
    }
}

/// The last day of a year, a month or a day.
#[derive(Debug, Clone, Copy)]
pub struct LastDay;

impl Kind for LastDay {
    type Value = Option<Date>;

    fn parse(&self, argument: &mut Argument<'_>) -> Option<Date> {
        single_period(argument).map(|(_, last)| last)
    }

    fn schema(&self) -> RefOr<Schema> {
        period_schema()
    }
}

/// A date and time with an offset (RFC 3339).
#[derive(Debug, Clone, Copy)]
pub struct Instant;

impl Kind for Instant {
    type Value = Option<Timestamp>;

    fn parse(&self, argument: &mut Argument<'_>) -> Option<Timestamp> {
        let expected = "a date and time with a UTC offset (RFC 3339), such as 2025-01-15T08:00:00Z";
        argument.parse_single("invalid_date", expected, parse_instant)
    }

    fn schema(&self) -> RefOr<Schema> {
        let format = SchemaFormat::KnownFormat(KnownFormat::DateTime);
        ObjectBuilder::new().schema_type(Type::String).format(Some(format)).into()
    }
}

fn single_period(argument: &mut Argument<'_>) -> Option<(Date, Date)> {
    let expected = "an existing day, month or year: YYYY-MM-DD, YYYY-MM or YYYY";
    argument.parse_single("invalid_date", expected, parse_period)
}

/// Returns the schema of a year, a month or a day.
pub(super) fn period_schema() -> RefOr<Schema> {
    ObjectBuilder::new().schema_type(Type::String).pattern(Some(PERIOD_PATTERN)).into()
}

/// Parses `YYYY`, `YYYY-MM` or `YYYY-MM-DD` as its first and last day.
pub(super) fn parse_period(value: &str) -> Option<(Date, Date)> {
    let parts: Vec<&str> = value.split('-').collect();
    let shapes: [usize; 3] = [4, 2, 2];
    if parts.len() > 3
        || parts.iter().zip(shapes).any(|(part, digits)| {
            part.len() != digits || !part.bytes().all(|byte| byte.is_ascii_digit())
        })
    {
        return None;
    }
    let year = parts[0].parse().ok()?;
    let month = parts.get(1).map(|part| part.parse::<i8>()).transpose().ok()?;
    let day = parts.get(2).map(|part| part.parse::<i8>()).transpose().ok()?;
    let first = Date::new(year, month.unwrap_or(1), day.unwrap_or(1)).ok()?;
    let last = match (month, day) {
        (None, _) => first.last_of_year(),
        (_, None) => first.last_of_month(),
        _ => first,
    };
    Some((first, last))
}

/// Parses RFC 3339. An unescaped `+` of the offset was decoded as a space, which is corrected.
pub(super) fn parse_instant(value: &str) -> Option<Timestamp> {
    let corrected = match value.rsplit_once(' ') {
        Some((before, offset)) if before.contains(['T', 't']) => format!("{before}+{offset}"),
        _ => value.to_owned(),
    };
    let has_shape = corrected.len() >= 20 && corrected.as_bytes()[10].eq_ignore_ascii_case(&b'T');
    if has_shape && !corrected.contains('[') { corrected.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::{parse_instant, parse_period};

    #[test]
    fn a_period_includes_its_first_and_last_day() {
        assert_eq!(parse_period("2024"), Some((date(2024, 1, 1), date(2024, 12, 31))));
        assert_eq!(parse_period("2024-02"), Some((date(2024, 2, 1), date(2024, 2, 29))));
        assert_eq!(parse_period("2024-02-29"), Some((date(2024, 2, 29), date(2024, 2, 29))));
        for invalid in ["2023-02-29", "24", "2024-1", "2024-13", "2024-01-01-01", "٢٠٢٤", ""] {
            assert_eq!(parse_period(invalid), None, "{invalid}");
        }
    }

    #[test]
    fn an_instant_survives_an_unescaped_plus() {
        assert_eq!(
            parse_instant("2025-01-15T08:00:00 08:00"),
            parse_instant("2025-01-15T00:00:00Z")
        );
        assert!(parse_instant("2025-01-15T00:00:00Z").is_some());
        for invalid in ["2025-01-15", "2025-01-15T00:00:00", "now", ""] {
            assert_eq!(parse_instant(invalid), None, "{invalid}");
        }
    }
}

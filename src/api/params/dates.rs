//! Periods and instants as they are written in a query.

use jiff::Timestamp;
use jiff::civil::Date;

/// Reads `YYYY`, `YYYY-MM` or `YYYY-MM-DD` as its first and last day.
pub fn read_period(value: &str) -> Option<(Date, Date)> {
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

/// Reads RFC 3339. An unescaped `+` of the offset has become a blank on the way, which is mended.
pub fn read_instant(value: &str) -> Option<Timestamp> {
    let mended = match value.rsplit_once(' ') {
        Some((before, offset)) if before.contains(['T', 't']) => format!("{before}+{offset}"),
        _ => value.to_owned(),
    };
    let shaped = mended.len() >= 20 && mended.as_bytes()[10].eq_ignore_ascii_case(&b'T');
    if shaped && !mended.contains('[') { mended.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::{read_instant, read_period};

    #[test]
    fn a_period_is_inclusive_of_its_whole() {
        assert_eq!(read_period("2024"), Some((date(2024, 1, 1), date(2024, 12, 31))));
        assert_eq!(read_period("2024-02"), Some((date(2024, 2, 1), date(2024, 2, 29))));
        assert_eq!(read_period("2024-02-29"), Some((date(2024, 2, 29), date(2024, 2, 29))));
        for wrong in ["2023-02-29", "24", "2024-1", "2024-13", "2024-01-01-01", "٢٠٢٤", ""] {
            assert_eq!(read_period(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn an_instant_survives_an_unescaped_plus() {
        assert_eq!(read_instant("2025-01-15T08:00:00 08:00"), read_instant("2025-01-15T00:00:00Z"));
        assert!(read_instant("2025-01-15T00:00:00Z").is_some());
        for wrong in ["2025-01-15", "2025-01-15T00:00:00", "now", ""] {
            assert_eq!(read_instant(wrong), None, "{wrong}");
        }
    }
}

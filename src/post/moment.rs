//! Instants with the UTC offset in which they were written.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::fmt::temporal::{Pieces, PiecesOffset};
use jiff::tz::Offset;

/// An instant together with the UTC offset that its author used. Displayed as RFC 3339, with `Z`
/// for a zero offset. Compared by the instant only.
#[derive(Debug, Clone, Copy)]
pub struct Moment {
    timestamp: Timestamp,
    offset: Offset,
}

/// The text is not RFC 3339.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidMoment;

impl Moment {
    /// Creates a moment from an instant and an offset.
    pub fn new(timestamp: Timestamp, offset: Offset) -> Self {
        Self { timestamp, offset }
    }

    /// Returns the instant.
    pub fn timestamp(&self) -> Timestamp {
        self.timestamp
    }

    /// Returns whether the year is 1 or later, both as displayed and in UTC. Formats with years of four digits, such as
    /// `dateTime` of XML Schema and the dates of RSS, cannot contain other moments.
    pub fn is_common_era(&self) -> bool {
        let displayed = self.offset.to_datetime(self.timestamp);
        displayed.year() >= 1 && Offset::UTC.to_datetime(self.timestamp).year() >= 1
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.offset == Offset::UTC {
            write!(f, "{}", self.timestamp)
        } else {
            write!(f, "{}", self.timestamp.display_with_offset(self.offset))
        }
    }
}

impl FromStr for Moment {
    type Err = InvalidMoment;

    /// Parses what [`Display`](fmt::Display) writes.
    fn from_str(text: &str) -> Result<Self, InvalidMoment> {
        let timestamp = text.parse().map_err(|_| InvalidMoment)?;
        let pieces = Pieces::parse(text).map_err(|_| InvalidMoment)?;
        let offset = match pieces.offset() {
            Some(PiecesOffset::Numeric(numeric)) => numeric.offset(),
            _ => Offset::UTC,
        };
        Ok(Self { timestamp, offset })
    }
}

impl PartialEq for Moment {
    fn eq(&self, other: &Self) -> bool {
        self.timestamp == other.timestamp
    }
}

impl Eq for Moment {}

impl PartialOrd for Moment {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Moment {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.timestamp.cmp(&other.timestamp)
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use jiff::tz::Offset;

    use super::{InvalidMoment, Moment};

    #[test]
    fn the_authored_offset_is_displayed() {
        let instant: Timestamp = "2025-01-15T00:00:00Z".parse().unwrap();
        assert_eq!(Moment::new(instant, Offset::UTC).to_string(), "2025-01-15T00:00:00Z");
        let shanghai = Offset::from_hours(8).unwrap();
        assert_eq!(Moment::new(instant, shanghai).to_string(), "2025-01-15T08:00:00+08:00");
    }

    #[test]
    fn the_common_era_begins_in_year_1_in_both_offsets() {
        for (text, expected) in [
            ("0001-01-01T00:00:00Z", true),
            ("0001-01-01T14:00:00+14:00", true),
            ("0001-01-01T00:00:00+14:00", false),
            ("0000-12-31T20:00:00-08:00", false),
            ("-000044-03-15T00:00:00Z", false),
            ("9999-12-30T00:00:00-08:00", true),
        ] {
            assert_eq!(text.parse::<Moment>().unwrap().is_common_era(), expected, "{text}");
        }
    }

    #[test]
    fn what_is_displayed_is_parsed_with_its_offset() {
        for text in
            ["2025-01-15T00:00:00Z", "2025-01-15T08:00:00+08:00", "-000001-01-15T08:00:00-03:30"]
        {
            assert_eq!(text.parse::<Moment>().unwrap().to_string(), text);
        }
        for text in ["", "2025-01-15", "2025-02-30T00:00:00Z", "2025-01-15T00:00:00"] {
            assert_eq!(text.parse::<Moment>(), Err(InvalidMoment), "{text}");
        }
    }
}

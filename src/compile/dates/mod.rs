//! Parsing of dates and times in the forms that people write.

mod cursor;
mod day;
mod error;
mod time;
mod twelve_hours;

pub use error::DateError;
pub use twelve_hours::twelve_hour_time;

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::{Offset, TimeZone};
use unicode_normalization::UnicodeNormalization;

use crate::post::Moment;
use cursor::Cursor;

/// A parsed date with an optional time and zone.
#[derive(Debug, Clone, PartialEq)]
pub struct ParsedDate {
    /// The calendar day.
    pub date: Date,
    /// The time of day, or midnight if none is given.
    pub time: Time,
    /// The time zone or offset, if one is given.
    pub zone: Option<TimeZone>,
}

/// Parses a date with an optional time and an optional offset or zone.
///
/// # Errors
/// Returns a [`DateError`] if `text` does not have the form of a date, or the date does not exist.
pub fn parse(text: &str) -> Result<ParsedDate, DateError> {
    let normal: String;
    let text = if text.is_ascii() {
        text
    } else {
        normal = text.nfkc().collect();
        &normal
    };
    let mut cursor = Cursor::new(text.trim());
    let date = day::read(&mut cursor)?;
    let time = time::read(&mut cursor)?;
    let zone = time::zone(&mut cursor)?;
    if cursor.is_done() {
        let time = time.unwrap_or(Time::midnight());
        Ok(ParsedDate { date, time, zone })
    } else {
        Err(DateError::Unreadable)
    }
}

/// Splits a file name such as `2024-01-15-hello`, `2024-01-15_hello` (Zola) or `20240115_hello` into
/// its date and the rest, which is empty if the name is just `2024-01-15`. Returns `None` if the name
/// does not begin with a date.
pub fn prefix(name: &str) -> Option<(Date, &str)> {
    let with_hyphens = name.as_bytes().get(4) == Some(&b'-');
    let (day, rest) = name.split_at_checked(if with_hyphens { 10 } else { 8 })?;
    let rest = match rest.bytes().next() {
        None if with_hyphens => rest,
        Some(b'-') if with_hyphens => &rest[1..],
        Some(b'_') => &rest[1..],
        _ => return None,
    };
    let shape = day.bytes().enumerate().all(|(at, byte)| match at {
        4 | 7 if with_hyphens => byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    // `Date` accepts both forms of ISO 8601.
    let date = shape.then(|| day.parse::<Date>().ok()).flatten()?;
    (date.year() > 0).then_some((date, rest))
}

impl ParsedDate {
    /// Returns the moment, in the time zone `default` if none is given. Local times that do not
    /// exist or are ambiguous because of a clock change are resolved as by RFC 5545: to the later
    /// time in a gap, and to the earlier one in a fold. Times after the maximum timestamp are
    /// clamped, because `9999-12-31` is commonly used for "never". Fractions of seconds are dropped,
    /// because responses have whole seconds and clients compare with these.
    pub fn moment(&self, default: &TimeZone) -> Moment {
        let zone = self.zone.as_ref().unwrap_or(default);
        let whole = self.time.with().subsec_nanosecond(0).build().expect("zero is in range");
        let ambiguous = zone.to_ambiguous_timestamp(self.date.to_datetime(whole));
        let last = || Timestamp::from_second(Timestamp::MAX.as_second()).expect("in range");
        let timestamp = ambiguous.compatible().unwrap_or_else(|_| last());
        // RFC 3339 does not allow seconds in offsets, which occur in local mean times before 1900.
        let seconds = zone.to_offset(timestamp).seconds();
        let minutes = (f64::from(seconds) / 60.0).round() as i32;
        let offset =
            Offset::from_seconds(minutes * 60).expect("offsets of zones are below 26 hours");
        Moment::new(timestamp, offset)
    }
}

#[cfg(test)]
mod tests;

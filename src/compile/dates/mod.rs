//! Dates and times as people write them.

mod cursor;
mod day;
mod time;

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::{Offset, TimeZone};
use unicode_normalization::UnicodeNormalization;

use crate::post::Moment;
use cursor::Cursor;

/// A day, and what is written behind it.
#[derive(Debug, Clone, PartialEq)]
pub struct Written {
    /// The calendar day.
    pub date: Date,
    /// The time of the day; midnight where none is written.
    pub time: Time,
    /// The zone or offset, where one is written.
    pub zone: Option<TimeZone>,
}

/// Why a text is no date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DateError {
    /// It is not written like a date.
    Unreadable,
    /// It names a day, time, offset or zone that does not exist; the text says why.
    Impossible(String),
}

impl DateError {
    fn impossible(why: impl Into<String>) -> Self {
        Self::Impossible(why.into())
    }
}

/// Reads a date with an optional time and an optional offset or zone.
///
/// # Errors
/// [`DateError`] says whether it is no date at all, or one that does not exist.
pub fn parse(text: &str) -> Result<Written, DateError> {
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
        Ok(Written { date, time, zone })
    } else {
        Err(DateError::Unreadable)
    }
}

/// The day at the start of a file name, `2024-01-15-hello`, and what follows it. A name that is
/// nothing but a day is that day, and nothing follows.
pub fn prefix(name: &str) -> Option<(Date, &str)> {
    let (day, rest) = name.split_at_checked(10)?;
    let rest = match rest.strip_prefix('-') {
        None if !rest.is_empty() => return None,
        rest => rest.unwrap_or_default(),
    };
    let shape = day.bytes().enumerate().all(|(at, byte)| match at {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    let date = shape.then(|| day.parse::<Date>().ok()).flatten()?;
    (date.year() > 0).then_some((date, rest))
}

impl Written {
    /// The moment that is meant, in `default` where no zone is written. In a gap of the clock it is
    /// the later time, in a fold the earlier one. The last day that can be counted stands for
    /// those behind it, because `9999-12-31` is what people write for "never".
    pub fn moment(&self, default: &TimeZone) -> Moment {
        let zone = self.zone.as_ref().unwrap_or(default);
        let ambiguous = zone.to_ambiguous_timestamp(self.date.to_datetime(self.time));
        let timestamp = ambiguous.compatible().unwrap_or(Timestamp::MAX);
        // RFC 3339 has no seconds in offsets, as local mean times before 1900 have them.
        let seconds = zone.to_offset(timestamp).seconds();
        let minutes = (f64::from(seconds) / 60.0).round() as i32;
        let offset = Offset::from_seconds(minutes * 60).unwrap_or(Offset::UTC);
        Moment::new(timestamp, offset)
    }
}

#[cfg(test)]
mod tests;

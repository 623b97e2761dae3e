//! Fields that are dates.

use jiff::civil::{Date, Time};

use super::Context;
use super::keys::{self, Keys, Names};
use super::text::shortened;
use crate::compile::CompileOptions;
use crate::compile::dates::{self, DateError, Written};
use crate::compile::matter::Entry;
use crate::compile::report::Problem;
use crate::post::{Code, Moment};

/// When a post is published.
#[derive(Debug, Clone, Copy)]
pub struct Published {
    /// The calendar day as written.
    pub day: Date,
    /// The moment.
    pub moment: Moment,
}

/// The date of a post. Missing: the one before the file's name.
pub fn published(keys: &mut Keys<'_, '_, '_>, context: &Context<'_>) -> Option<Published> {
    if let Some(entry) = keys.take(keys::DATE) {
        let (written, moment) = read(keys, entry, context.options)?;
        return Some(Published { day: written.date, moment });
    }
    let day = context.name.date?;
    let written = Written { date: day, time: Time::midnight(), zone: None };
    let moment = written.moment(&context.options.time_zone);
    Some(Published { day, moment })
}

/// The moment that a field names.
pub fn moment(
    keys: &mut Keys<'_, '_, '_>,
    names: Names,
    options: &CompileOptions,
) -> Option<Moment> {
    let entry = keys.take(names)?;
    read(keys, entry, options).map(|(_, moment)| moment)
}

fn read(
    keys: &mut Keys<'_, '_, '_>,
    entry: &Entry<'_>,
    options: &CompileOptions,
) -> Option<(Written, Moment)> {
    let Some(text) = entry.node.text() else {
        let example = format!("{}: 2024-01-15", entry.key);
        keys.wrong_kind(&entry.key, &entry.node, "a date", &example);
        return None;
    };
    let parsed = dates::parse(text).map(|written| {
        let moment = written.moment(&options.time_zone);
        (written, moment)
    });
    parsed.map_err(|error| keys.report(invalid(entry, text, &error))).ok()
}

fn invalid(entry: &Entry<'_>, text: &str, error: &DateError) -> Problem {
    let text = shortened(text);
    let (message, help) = match error {
        DateError::Unreadable => {
            (format!("`{text}` cannot be read as a date"), "write year, month and day")
        }
        DateError::Impossible(why) => {
            (format!("`{text}` does not exist: {why}"), "correct the date")
        }
    };
    Problem::new(Code::DateInvalid, entry.node.span, message)
        .expected("a date such as 2024-01-15, 2024-01-15 08:30 or 2024-01-15T08:30:00+08:00")
        .help(format!("{help}, or delete `{}`", entry.key))
}

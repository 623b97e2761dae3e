//! Fields that are dates.

use jiff::civil::{Date, Time};

use super::context::Context;
use super::keys::{self, Keys, Names};
use crate::compile::dates::{self, DateError, ParsedDate};
use crate::compile::matter::Entry;
use crate::compile::options::CompileOptions;
use crate::compile::report::{Problem, first_line};
use crate::post::{Code, Moment};

/// The publication date of a post.
#[derive(Debug, Clone, Copy)]
pub struct Published {
    /// The calendar day as written.
    pub day: Date,
    /// The moment.
    pub moment: Moment,
}

/// Returns the publication date, by default the one in the file name.
pub fn published(keys: &mut Keys<'_, '_, '_>, context: &Context<'_>) -> Option<Published> {
    if let Some(entry) = keys.take(keys::DATE) {
        let (date, moment) = read(keys, entry, context.options)?;
        return Some(Published { day: date.date, moment });
    }
    let day = context.name.date?;
    let date = ParsedDate { date: day, time: Time::midnight(), zone: None };
    let moment = date.moment(&context.options.time_zone);
    Some(Published { day, moment })
}

/// Returns the moment of a field.
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
) -> Option<(ParsedDate, Moment)> {
    let Some(text) = entry.node.text() else {
        let example = format!("{}: 2024-01-15", entry.key);
        keys.wrong_kind(&entry.key, &entry.node, "a date", &example);
        return None;
    };
    let parsed = dates::parse(text).map(|date| {
        let moment = date.moment(&options.time_zone);
        (date, moment)
    });
    parsed.map_err(|error| keys.report(invalid(entry, text, &error))).ok()
}

fn invalid(entry: &Entry<'_>, text: &str, error: &DateError) -> Problem {
    let text = first_line(text);
    let (message, help) = match error {
        DateError::Unreadable => (format!("`{text}` is not a date"), "write year, month and day"),
        DateError::Impossible(why) => {
            (format!("`{text}` does not exist: {why}"), "correct the date")
        }
    };
    Problem::new(Code::DateInvalid, entry.node.span, message)
        .expected("a date such as 2024-01-15, 2024-01-15 08:30 or 2024-01-15T08:30:00+08:00")
        .help(format!("{help}, or delete `{}`", entry.key))
}

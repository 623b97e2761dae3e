//! Fields that are dates.

use jiff::civil::{Date, Time};

use super::context::Context;
use super::keys::{self, Keys};
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

/// The key of Zola for the path of a page, which may begin with the date.
const PATH: &str = "path";

/// Returns the publication date, by default the one in the file name or in Zola's `path`. The first of several dates gives
/// the day, and the latest one the moment, so that no date in the future is ignored.
pub fn published(keys: &mut Keys<'_, '_, '_>, context: &Context<'_>) -> Option<Published> {
    let mut entries = keys.take_all(keys::DATE);
    // Some tools use these names for a date, and others for a flag.
    entries.extend(keys.take_all(keys::PUBLISHED).into_iter().filter(|entry| is_date(entry)));
    if entries.is_empty() {
        let day = context.name.date.or_else(|| in_path(keys))?;
        let date = ParsedDate { date: day, time: Time::midnight(), zone: None };
        let moment = date.moment(&context.options.time_zone);
        return Some(Published { day, moment });
    }
    let dates = read_all(keys, &entries, context.options);
    let (first, _) = dates.first()?;
    let latest = dates.iter().map(|(_, moment)| *moment).max()?;
    Some(Published { day: first.date, moment: latest })
}

/// Returns the date prefix of the last segment of Zola's `path`.
fn in_path(keys: &Keys<'_, '_, '_>) -> Option<Date> {
    let path = keys.get(PATH)?.node.text()?.trim().trim_matches('/');
    let last = path.rsplit('/').next().expect("a split has a last part");
    dates::prefix(last).map(|(date, _)| date)
}

/// Returns whether the value of an entry is a date.
pub fn is_date(entry: &Entry<'_>) -> bool {
    entry.node.text().is_some_and(|text| dates::parse(text).is_ok())
}

/// Returns the date of the last change.
pub fn updated(keys: &mut Keys<'_, '_, '_>, options: &CompileOptions) -> Option<Moment> {
    let entry = keys.take(keys::UPDATED)?;
    read(keys, entry, options).map(|(_, moment)| moment)
}

/// Returns the expiration date, which is the earliest one if there are several.
pub fn expires(keys: &mut Keys<'_, '_, '_>, options: &CompileOptions) -> Option<Moment> {
    let entries = keys.take_all(keys::EXPIRES);
    read_all(keys, &entries, options).into_iter().map(|(_, moment)| moment).min()
}

/// Reads the dates of several names. The field represents only one of them as it is written, so the
/// others are also part of `extra`.
fn read_all(
    keys: &mut Keys<'_, '_, '_>,
    entries: &[&Entry<'_>],
    options: &CompileOptions,
) -> Vec<(ParsedDate, Moment)> {
    entries.iter().skip(1).for_each(|entry| keys.keep(entry));
    entries.iter().filter_map(|entry| read(keys, entry, options)).collect()
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
    let problem = Problem::new(Code::DateInvalid, entry.node.span, message)
        .expected("a date such as 2024-01-15, 2024-01-15 08:30 or 2024-01-15T08:30:00+08:00");
    if let Some(time) = dates::twelve_hour_time(&text) {
        return problem.help(format!("write the time with 24 hours, as {time}"));
    }
    if text.starts_with(['“', '”', '‘', '’', '「', '＂']) {
        return problem.help("delete the typographic quotes, or write \" instead");
    }
    problem.help(format!("{help}, or delete `{}`", entry.key))
}

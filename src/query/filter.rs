//! What can be asked of posts.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::post::Status;

/// Which posts are meant. Filters of different names are joined by AND; an empty list is no filter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filters {
    /// Any of these tags, by name or slug under folding.
    pub tag: Vec<String>,
    /// All of these tags.
    pub tag_all: Vec<String>,
    /// None of these tags.
    pub tag_not: Vec<String>,
    /// Any of these categories.
    pub category: Vec<String>,
    /// None of these categories.
    pub category_not: Vec<String>,
    /// Any of these authors.
    pub author: Vec<String>,
    /// Any of these series.
    pub series: Vec<String>,
    /// Any of these languages, compared without regard to case.
    pub lang: Vec<String>,
    /// Only these slugs.
    pub slug: Vec<String>,
    /// First day.
    pub date_from: Option<Date>,
    /// Last day.
    pub date_to: Option<Date>,
    /// Changed strictly after this instant.
    pub updated_since: Option<Timestamp>,
    /// Shortest reading time in minutes.
    pub read_time_min: Option<u32>,
    /// Longest reading time in minutes.
    pub read_time_max: Option<u32>,
    /// Any of these statuses; empty means published alone.
    pub status: Vec<Status>,
}

/// A term that no visible post has. Its value is as the client wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownTerm {
    /// The filter: `tag`, `tagAll`, `category`, `lang`, …
    pub filter: &'static str,
    /// What was asked for.
    pub value: String,
    /// Up to three near terms, by slug, the nearest first.
    pub suggestions: Vec<String>,
}

/// The values of a list filter. Repeated values and values joined by commas mean the same, but a
/// value that is `known` as a whole stays whole. Blanks around values and empty ones are left out.
pub(super) fn values(raw: &[String], known: impl Fn(&str) -> bool) -> Vec<&str> {
    let mut values = Vec::new();
    for value in raw.iter().map(|value| value.trim()) {
        if value.contains(',') && !known(value) {
            values.extend(value.split(',').map(str::trim).filter(|part| !part.is_empty()));
        } else if !value.is_empty() {
            values.push(value);
        }
    }
    values
}

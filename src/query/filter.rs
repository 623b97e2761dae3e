//! The filters and facets of post queries.

use std::borrow::Cow;

use jiff::Timestamp;
use jiff::civil::Date;

use super::extra_filter::ExtraFilter;
use crate::catalog::Taxonomy;
use crate::compile::ExtraKey;
use crate::post::Status;
use crate::text::trim::trim;

/// Selects posts. Different filters are joined by AND; an empty list is no filter.
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
    /// Any of these language ranges (RFC 4647), compared without regard to case.
    pub lang: Vec<String>,
    /// Only these slugs.
    pub slug: Vec<String>,
    /// First day, inclusive.
    pub date_from: Option<Date>,
    /// Last day, inclusive.
    pub date_to: Option<Date>,
    /// Updated strictly after this instant.
    pub updated_since: Option<Timestamp>,
    /// Minimum reading time in minutes.
    pub read_time_min: Option<u32>,
    /// Maximum reading time in minutes.
    pub read_time_max: Option<u32>,
    /// Any of these statuses; empty means those that anyone may see.
    pub status: Vec<Status>,
    /// Keys of the front matter, each at most once.
    pub extra: Vec<ExtraFilter>,
}

/// A property of posts that counts are grouped by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Facet {
    /// The terms of a taxonomy.
    Terms(Taxonomy),
    /// The language.
    Lang,
    /// The year of `date`.
    Year,
    /// The values of a key of the front matter.
    Extra(ExtraKey),
}

/// A term that no visible post has. Its value is as written by the client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownTerm {
    /// The filter: `tag`, `tagAll`, `category`, `lang`, `extra.level`, …
    pub filter: Cow<'static, str>,
    /// The requested value.
    pub value: String,
    /// Up to three similar terms, by name as authored, most similar first.
    pub suggestions: Vec<String>,
    /// Whether the first suggestion was used instead: a less specific language.
    pub is_replaced: bool,
}

/// Returns the values of a list filter. Repeated parameters and comma-separated values are equivalent, but
/// a value that is `known` as a whole is not split. Values are trimmed, and empty ones are skipped.
pub(super) fn values(raw: &[String], known: impl Fn(&str) -> bool) -> Vec<&str> {
    let mut values = Vec::new();
    for value in raw.iter().map(|value| trim(value)) {
        if value.contains(',') && !known(value) {
            values.extend(value.split(',').map(trim).filter(|part| !part.is_empty()));
        } else if !value.is_empty() {
            values.push(value);
        }
    }
    values
}

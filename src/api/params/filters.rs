//! Filters of posts.

use super::extra::extra_filters;
use super::kinds::{AnyOf, FirstDay, Instant, Integer, LastDay, TextList};
use super::reader::Reader;
use crate::post::Status;
use crate::query::Filters;

/// The maximum reading time in minutes that can be filtered by.
const MAX_READ_TIME: u32 = 100_000;

/// Declares the filters of lists of posts and of counts.
pub fn filters(reader: &mut Reader) -> Filters {
    declare(reader, Scope::Lists)
}

/// Declares the filters of the neighbors of a post. `lang` and `slug` identify the post itself there, so
/// they are not filters.
pub fn neighbor_filters(reader: &mut Reader) -> Filters {
    declare(reader, Scope::Neighbors)
}

#[derive(Clone, Copy)]
enum Scope {
    Lists,
    Neighbors,
}

fn declare(reader: &mut Reader, scope: Scope) -> Filters {
    let minutes = Integer::between(0, MAX_READ_TIME);
    Filters {
        tag: reader.param(
            "tag",
            TextList,
            "Only posts with **any** of these tags, by name or slug.",
        ),
        tag_all: reader.param("tagAll", TextList, "Only posts with **all** of these tags."),
        tag_not: reader.param("tagNot", TextList, "Only posts with **none** of these tags."),
        category: reader.param(
            "category",
            TextList,
            "Only posts in **any** of these categories, by name or slug.",
        ),
        category_not: reader.param(
            "categoryNot",
            TextList,
            "Only posts in **none** of these categories.",
        ),
        author: reader.param("author", TextList, "Only posts by **any** of these authors."),
        series: reader.param("series", TextList, "Only posts in **any** of these series."),
        lang: match scope {
            Scope::Lists => reader.param(
                "lang",
                TextList,
                "Only posts in **any** of these languages: BCP 47 tags or ranges by RFC 4647, so `zh` matches \
                 `zh-TW` too. If no post is in `zh-CN`, posts in `zh` are returned, with a warning.",
            ),
            Scope::Neighbors => Vec::new(),
        },
        slug: match scope {
            Scope::Lists => reader.param(
                "slug",
                TextList,
                "Only posts with these slugs, at most 100, in the given order unless `sort` is set. \
                 Slugs that don't exist are listed in `meta.missing`.",
            ),
            Scope::Neighbors => Vec::new(),
        },
        date_from: reader.param(
            "dateFrom",
            FirstDay,
            "Only posts dated on or after this day, month or year.",
        ),
        date_to: reader.param(
            "dateTo",
            LastDay,
            "Only posts dated on or before this day, month or year. A month or year is included as a \
             whole.",
        ),
        updated_since: reader.param(
            "updatedSince",
            Instant,
            "Only posts updated strictly after this time.",
        ),
        read_time_min: reader.param(
            "readTimeMin",
            minutes,
            "Only posts with a reading time of at least this many minutes.",
        ),
        read_time_max: reader.param(
            "readTimeMax",
            minutes,
            "Only posts with a reading time of at most this many minutes.",
        ),
        status: reader.param(
            "status",
            AnyOf::all().or(Status::Published),
            "Only posts with any of these statuses. Statuses other than `published` require the \
             preview token.",
        ),
        extra: extra_filters(reader),
    }
}

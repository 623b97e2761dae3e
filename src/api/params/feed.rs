//! Parameters of feeds.

use super::kinds::{Integer, TextList};
use super::paging::cursor;
use super::query_params::QueryParams;
use super::reader::Reader;
use crate::query::{Filters, PostQuery, Window};

/// The query parameters of `getJsonFeed`, `getRssFeed` and `getAtomFeed`.
#[derive(Debug)]
pub struct FeedParams {
    /// The posts of the feed.
    pub query: PostQuery,
}

impl QueryParams for FeedParams {
    fn declare(reader: &mut Reader) -> Self {
        let filters = Filters {
            tag: reader.param(
                "tag",
                TextList,
                "Only posts with **any** of these tags, by name or slug.",
            ),
            category: reader.param(
                "category",
                TextList,
                "Only posts in **any** of these categories, by name or slug.",
            ),
            author: reader.param("author", TextList, "Only posts by **any** of these authors."),
            lang: reader.param(
                "lang",
                TextList,
                "Only posts in **any** of these languages: BCP 47 tags or ranges by RFC 4647, so `zh` matches \
                 `zh-TW` too. If no post is in `zh-CN`, posts in `zh` are returned.",
            ),
            ..Filters::default()
        };
        let limit = reader.param(
            "limit",
            Integer::between(1, 100).or(20),
            "The maximum number of entries. A feed that would be larger than the server sends at once ends early.",
        );
        let cursor = cursor(
            reader,
            "Continues after the previous page, whose link to the next page contains it.",
        );
        let window = match cursor {
            Some(cursor) => Window::After { cursor, limit },
            None => Window::Page { page: 1, limit },
        };
        let (search, sort, facets) = (None, Vec::new(), Vec::new());
        Self { query: PostQuery { filters, search, sort, window, facets } }
    }
}

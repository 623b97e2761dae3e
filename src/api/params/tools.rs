//! Arguments of the tools of the Model Context Protocol.

use super::kinds::{
    FirstDay, Integer, Language, LastDay, OneOf, OptionalToken, Order, RequiredText, SentToken,
    Text, TextList,
};
use super::paging::cursor;
use super::posts::MAX_SEARCH_TEXT;
use super::query_params::QueryParams;
use super::reader::Reader;
use super::sync::SINCE;
use crate::catalog::Taxonomy;
use crate::query::{Direction, Filters, PostQuery, TermQuery, TermSortKey, Window};
use crate::text::Lang;

/// The arguments of `search_posts`.
#[derive(Debug)]
pub struct SearchPostsArguments {
    /// The search text; `None` for all posts, latest first.
    pub text: Option<String>,
    /// The query without the search.
    pub query: PostQuery,
}

impl QueryParams for SearchPostsArguments {
    fn declare(reader: &mut Reader) -> Self {
        let text = reader.param(
            "query",
            Text { max_length: MAX_SEARCH_TEXT },
            "The text to search for: words are combined with AND, `\"a phrase\"` is matched as a whole, `-word` \
             excludes, and `title:`, `tag:` or `category:` restricts the next word or phrase. Without it, all \
             posts that match the other arguments are returned, latest first.",
        );
        let filters = Filters {
            tag: reader.param("tag", TextList, "Only posts with any of these tags."),
            category: reader.param("category", TextList, "Only posts in any of these categories."),
            author: reader.param("author", TextList, "Only posts by any of these authors."),
            series: reader.param("series", TextList, "Only posts in any of these series."),
            lang: reader.param(
                "lang",
                TextList,
                "Only posts in any of these languages (BCP 47), such as `en`; `zh` includes `zh-TW`.",
            ),
            date_from: reader.param(
                "dateFrom",
                FirstDay,
                "Only posts dated on or after this day, month or year.",
            ),
            date_to: reader.param(
                "dateTo",
                LastDay,
                "Only posts dated on or before this day, month or year.",
            ),
            ..Filters::default()
        };
        let window = window(reader, 20, 5, "posts");
        Self {
            text,
            query: PostQuery {
                filters,
                search: None,
                sort: Vec::new(),
                window,
                facets: Vec::new(),
            },
        }
    }
}

/// The arguments of `get_post`.
#[derive(Debug)]
pub struct GetPostArguments {
    /// The slug of the post, or a former one.
    pub slug: String,
    /// The requested language.
    pub lang: Option<Lang>,
    /// The id of the heading of the requested section.
    pub section: Option<String>,
    /// Where the part begins, in characters of the Markdown.
    pub offset: Option<u32>,
    /// The most characters of Markdown.
    pub limit: u32,
}

impl QueryParams for GetPostArguments {
    fn declare(reader: &mut Reader) -> Self {
        let arguments = Self {
            slug: reader.param(
                "slug",
                RequiredText { max_length: 1024 },
                "The slug of the post, from a result of another tool.",
            ),
            lang: reader.param(
                "lang",
                Language,
                "The language version of the post (BCP 47). By default, the one in the site's language.",
            ),
            section: reader.param(
                "section",
                Text { max_length: 1024 },
                "The `id` of a heading, from `outline` or from a result of `search_posts`: returns its section with \
                 the subsections, as far as `limit` allows.",
            ),
            offset: reader.param(
                "offset",
                Integer::between(0, u32::MAX),
                "Where the part begins, in characters of the Markdown: `next.offset` of the previous part. Cannot be \
                 combined with `section`.",
            ),
            limit: reader.param(
                "limit",
                Integer::between(500, 50_000).or(8000),
                "The maximum number of characters of Markdown in the result.",
            ),
        };
        reader.exclude("section", "offset");
        arguments
    }
}

/// The arguments of `list_terms`.
#[derive(Debug)]
pub struct ListTermsArguments {
    /// The query.
    pub query: TermQuery,
}

impl QueryParams for ListTermsArguments {
    fn declare(reader: &mut Reader) -> Self {
        let taxonomy = reader.param(
            "taxonomy",
            OneOf { default: Taxonomy::Tag },
            "Whether tags, categories, authors or series are returned.",
        );
        let prefix = reader.param(
            "prefix",
            Text { max_length: 100 },
            "Only terms whose name or slug starts with this text. Case and width are ignored.",
        );
        let lang =
            reader.param("lang", TextList, "Counts only posts in any of these languages (BCP 47).");
        let sort = reader.param(
            "sort",
            Order::all().or(TermSortKey::Count, Direction::Descending),
            "The sort keys, most significant first. `-` means descending.",
        );
        let window = window(reader, 100, 50, "terms");
        let filters = Filters { lang, ..Filters::default() };
        Self { query: TermQuery { taxonomy, filters, prefix, sort, window } }
    }
}

/// The arguments of `list_changes`.
#[derive(Debug)]
pub struct ListChangesArguments {
    /// The token of the content that the client knows; `None` for a client that knows none.
    pub since: Option<SentToken>,
    /// The maximum number of changes.
    pub limit: u32,
    /// Where the page starts.
    pub cursor: Option<String>,
}

impl QueryParams for ListChangesArguments {
    fn declare(reader: &mut Reader) -> Self {
        Self {
            since: reader.param(
                SINCE,
                OptionalToken,
                "`syncToken` of an earlier result. Without it, the result has the current token and no changes.",
            ),
            limit: reader.param(
                "limit",
                Integer::between(1, 500).or(100),
                "The maximum number of changes in the result.",
            ),
            cursor: next_cursor(reader),
        }
    }
}

/// Declares the cursor and the maximum number of items.
fn window(reader: &mut Reader, max: u32, default: u32, what: &str) -> Window {
    let limit = reader.param(
        "limit",
        Integer::between(1, max).or(default),
        &format!("The maximum number of {what} in the result."),
    );
    match next_cursor(reader) {
        Some(cursor) => Window::After { cursor, limit },
        None => Window::Page { page: 1, limit },
    }
}

fn next_cursor(reader: &mut Reader) -> Option<String> {
    cursor(
        reader,
        "Continues after an earlier result: its `nextCursor`, with the same other arguments.",
    )
}

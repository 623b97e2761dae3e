//! Parameters of `listPosts`, `getPost` and `getPostMarkdown`.

use super::filters::filters;
use super::kinds::{Language, Order, PostOrder, Text};
use super::paging::window;
use super::preview::declare_for_post;
use super::query_params::QueryParams;
use super::reader::Reader;
use super::selection::{facets, selection};
use crate::api::view::post::{Key, Selection};
use crate::query::{Direction, PostQuery, SortKey};
use crate::text::Lang;

/// The maximum length of a search text, in characters.
pub const MAX_SEARCH_TEXT: usize = 200;

/// The query parameters of `listPosts`.
#[derive(Debug)]
pub struct ListPostsParams {
    /// The search text.
    pub text: Option<String>,
    /// The query without the search.
    pub query: PostQuery,
    /// The requested keys of each post.
    pub selection: Selection,
}

impl QueryParams for ListPostsParams {
    fn declare(reader: &mut Reader) -> Self {
        let text = reader.param(
            "q",
            Text { max_length: MAX_SEARCH_TEXT },
            "Only posts that match this search: words are combined with AND, `\"a phrase\"` is \
             matched as a whole, `-word` excludes, and `title:`, `tag:` or `category:` restricts the \
             next word or phrase. Every text is a valid search. To see where the text was found, use \
             `search`.",
        );
        let (query, selection) = post_query(reader);
        Self { text, query, selection }
    }
}

/// The query parameters of `getPost`.
#[derive(Debug)]
pub struct GetPostParams {
    /// The requested language.
    pub lang: Option<Lang>,
    /// The requested keys.
    pub selection: Selection,
}

impl QueryParams for GetPostParams {
    fn declare(reader: &mut Reader) -> Self {
        let (lang, selection) = (version_lang(reader), selection(reader, Key::FULL));
        declare_for_post(reader);
        Self { lang, selection }
    }
}

/// The query parameters of `getPostMarkdown`.
#[derive(Debug)]
pub struct GetPostMarkdownParams {
    /// The requested language.
    pub lang: Option<Lang>,
}

impl QueryParams for GetPostMarkdownParams {
    fn declare(reader: &mut Reader) -> Self {
        let lang = version_lang(reader);
        declare_for_post(reader);
        Self { lang }
    }
}

/// Declares the language version of a post.
pub fn version_lang(reader: &mut Reader) -> Option<Lang> {
    reader.param(
        "lang",
        Language,
        "The language version of the post (BCP 47). If there is none in `zh-CN`, the one in `zh` is returned, \
         with a warning. By default, the best match for `Accept-Language`, or else the default language \
         of the site.",
    )
}

/// Declares filters, order, window, keys and facets of a list that can be searched.
pub fn post_query(reader: &mut Reader) -> (PostQuery, Selection) {
    let filters = filters(reader);
    let sort = reader.param(
        "sort",
        PostOrder::new(Order::all(), reader.schema()),
        "The sort keys, most significant first. `-` means descending. The default is `-date`, or \
         `relevance,-date` with `q`. `relevance` is best first with or without `-`, and has no effect \
         without `q`. Ties are broken by slug and language, so the order is total. Posts without a \
         value are last. `title` uses the collation of the language (pinyin for Chinese), and so does text of \
         `extra.KEY`, a key of the front matter that `_schema.json` declares.",
    );
    let window = window(reader);
    let selection = selection(reader, Key::SUMMARY);
    let facets = facets(reader);
    (PostQuery { filters, search: None, sort, window, facets }, selection)
}

/// Declares the order of posts in an operation without a search.
pub fn sort(reader: &mut Reader) -> Vec<(SortKey, Direction)> {
    reader.param(
        "sort",
        PostOrder::new(
            Order::all().without(SortKey::Relevance).or(SortKey::Date, Direction::Descending),
            reader.schema(),
        ),
        "The sort keys, most significant first. `-` means descending. Ties are broken by slug and \
         language, so the order is total. Posts without a value are last. `title` uses the collation \
         of the language (pinyin for Chinese), and so does text of `extra.KEY`, a key of the front matter that \
         `_schema.json` declares.",
    )
}

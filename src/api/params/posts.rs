//! Parameters of posts: filters, order, shape and facets.

use utoipa::IntoParams;
use utoipa::openapi::path::{Parameter, ParameterIn};

use super::document::query_params;
use super::paging::{PAGE, WINDOW, read_window};
use super::reader::Reader;
use super::spec::{Kind, LONGEST_TEXT, Param};
use crate::api::view::post::{Key, Selection};
use crate::catalog::Taxonomy;
use crate::compile::markdown::Positions;
use crate::post::Status;
use crate::query::{Direction, Facet, Filters, PostQuery, SortKey};

/// The filters that every list of posts takes, and every count of them.
pub const FILTERS: &[Param] = &[
    Param {
        name: "tag",
        kind: Kind::Texts,
        description: "Posts with **any** of these tags, by name or slug.",
    },
    Param { name: "tagAll", kind: Kind::Texts, description: "Posts with **all** of these tags." },
    Param { name: "tagNot", kind: Kind::Texts, description: "Posts with **none** of these tags." },
    Param {
        name: "category",
        kind: Kind::Texts,
        description: "Posts in **any** of these categories, by name or slug.",
    },
    Param {
        name: "categoryNot",
        kind: Kind::Texts,
        description: "Posts in **none** of these categories.",
    },
    Param { name: "author", kind: Kind::Texts, description: "Posts by **any** of these authors." },
    Param { name: "series", kind: Kind::Texts, description: "Posts of **any** of these series." },
    Param {
        name: "lang",
        kind: Kind::Texts,
        description: "Posts in **any** of these languages (BCP 47).",
    },
    Param {
        name: "slug",
        kind: Kind::Texts,
        description: "Only these posts, at most 100, in the given order unless `sort` is set. Those that are not there are listed in `meta.missing`.",
    },
    Param {
        name: "dateFrom",
        kind: Kind::Period,
        description: "Posts of this day, month or year, or later.",
    },
    Param {
        name: "dateTo",
        kind: Kind::Period,
        description: "Posts of this day, month or year, or earlier; the whole period counts.",
    },
    Param {
        name: "updatedSince",
        kind: Kind::Instant,
        description: "Posts changed strictly later than this.",
    },
    Param {
        name: "readTimeMin",
        kind: Kind::Integer { min: 0, max: 100_000, default: None },
        description: "Posts that take at least so many minutes to read.",
    },
    Param {
        name: "readTimeMax",
        kind: Kind::Integer { min: 0, max: 100_000, default: None },
        description: "Posts that take at most so many minutes to read.",
    },
    Param {
        name: "status",
        kind: Kind::Choices {
            allowed: &["published", "scheduled", "draft"],
            default: Some("published"),
        },
        description: "Posts in any of these states. Others than `published` need the preview token.",
    },
];

/// The filters before `lang` and `slug`: those by terms.
pub const TERM_FILTERS: &[Param] = FILTERS.split_at(7).0;
/// The filters behind `lang` and `slug`: those by days, minutes and status.
pub const RANGE_FILTERS: &[Param] = FILTERS.split_at(9).1;

/// What posts are sorted by; the last two only where something is searched for.
const SORT_KEYS: &[&str] = &[
    "date",
    "-date",
    "updated",
    "-updated",
    "title",
    "-title",
    "readTime",
    "-readTime",
    "slug",
    "-slug",
    "relevance",
    "-relevance",
];

/// The order of a list of posts.
pub const POST_SORT: &[Param] = &[Param {
    name: "sort",
    kind: Kind::Choices { allowed: SORT_KEYS.split_at(10).0, default: Some("-date") },
    description: "Sort keys, the main one first; `-` is descending. Slug and language come last, so the order is total; posts without the value come last. `title` sorts by the language's collation (pinyin for Chinese).",
}];

/// The order of a list that can be searched.
pub const SEARCH_SORT: &[Param] = &[Param {
    name: "sort",
    kind: Kind::Choices { allowed: SORT_KEYS, default: None },
    description: "Sort keys, the main one first; `-` is descending. The default is `-date`, and with `q` `relevance,-date`. `relevance` is best first, with `-` or without; where nothing is searched for all posts are alike. Slug and language come last, so the order is total; posts without the value come last. `title` sorts by the language's collation (pinyin for Chinese).",
}];

/// What posts are searched for, where that is not all that is asked.
const TEXT: &[Param] = &[Param {
    name: "q",
    kind: Kind::Text(LONGEST_TEXT),
    description: "Only posts that hold this: words joined by AND, `\"a phrase\"`, `-word`, and `title:`, `tag:` or `category:` before a word. Anything is a valid question; see `search`, which also tells where it was found.",
}];

/// Which keys a post has in the answer.
pub const SHAPE: &[Param] = &[
    Param {
        name: "fields",
        kind: Kind::Choices { allowed: Key::NAMES, default: None },
        description: "Exactly these keys. `slug` always stays.",
    },
    Param {
        name: "include",
        kind: Kind::Choices { allowed: Key::INCLUDES, default: None },
        description: "Adds these keys to the default ones.",
    },
    Param {
        name: "positions",
        kind: Kind::Switch { default: false },
        description: "Whether every node of `blocks` says where it stands in `markdown`: lines and columns from 1, offsets from 0, in UTF-16 code units, as [unist](https://github.com/syntax-tree/unist#position) has it.",
    },
];

/// Which counts come with a list.
pub const FACETS: &[Param] = &[Param {
    name: "facets",
    kind: Kind::Choices {
        allowed: &["tag", "category", "author", "series", "lang", "year"],
        default: None,
    },
    description: "Counts in `meta.facets`. Each ignores its own filter, so that a choice can be widened.",
}];

/// The language of one post.
pub const LANG: &[Param] = &[Param {
    name: "lang",
    kind: Kind::Language,
    description: "The language version (BCP 47). Without it `Accept-Language` decides, else the site's default.",
}];

const LIST_POSTS: &[&[Param]] = &[TEXT, FILTERS, SEARCH_SORT, PAGE, WINDOW, SHAPE, FACETS];
const GET_POST: &[&[Param]] = &[LANG, SHAPE];

/// The parameters of `listPosts`.
#[derive(Debug)]
pub struct ListPostsParams {
    /// The question.
    pub query: PostQuery,
    /// What is searched for.
    pub text: Option<String>,
    /// What of each post is written.
    pub selection: Selection,
}

impl ListPostsParams {
    /// Reads everything that `listPosts` takes.
    pub fn read(raw: &str) -> (Self, Reader) {
        let mut reader = Reader::new(raw, LIST_POSTS);
        let text = reader.text("q");
        let query = read_post_query(&mut reader);
        let selection = read_selection(&mut reader, Key::SUMMARY);
        (Self { query, text, selection }, reader)
    }
}

impl IntoParams for ListPostsParams {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        query_params(LIST_POSTS)
    }
}

/// The parameters of `getPost`.
#[derive(Debug)]
pub struct GetPostParams {
    /// The language that is wanted.
    pub lang: Option<crate::text::Lang>,
    /// What of the post is written.
    pub selection: Selection,
}

impl GetPostParams {
    /// Reads everything that `getPost` takes.
    pub fn read(raw: &str) -> (Self, Reader) {
        let mut reader = Reader::new(raw, GET_POST);
        let lang = reader.language("lang");
        let selection = read_selection(&mut reader, Key::FULL);
        (Self { lang, selection }, reader)
    }
}

impl IntoParams for GetPostParams {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        query_params(GET_POST)
    }
}

/// Reads filters, order, window and facets.
pub fn read_post_query(reader: &mut Reader) -> PostQuery {
    PostQuery {
        filters: read_filters(reader),
        search: None,
        sort: read_sort(reader),
        window: read_window(reader),
        facets: reader.choices("facets").into_iter().filter_map(facet).collect(),
    }
}

/// Reads the order.
pub fn read_sort(reader: &mut Reader) -> Vec<(SortKey, Direction)> {
    reader.choices("sort").into_iter().map(sort_key).collect()
}

/// Reads the filters.
pub fn read_filters(reader: &mut Reader) -> Filters {
    let others = read_other_filters(reader);
    Filters { lang: reader.texts("lang"), slug: reader.texts("slug"), ..others }
}

/// Reads the filters but `lang` and `slug`, which mean something else where one post is asked for.
pub fn read_other_filters(reader: &mut Reader) -> Filters {
    Filters {
        tag: reader.texts("tag"),
        tag_all: reader.texts("tagAll"),
        tag_not: reader.texts("tagNot"),
        category: reader.texts("category"),
        category_not: reader.texts("categoryNot"),
        author: reader.texts("author"),
        series: reader.texts("series"),
        lang: Vec::new(),
        slug: Vec::new(),
        date_from: reader.period("dateFrom").map(|(first, _)| first),
        date_to: reader.period("dateTo").map(|(_, last)| last),
        updated_since: reader.instant("updatedSince"),
        read_time_min: reader.integer("readTimeMin"),
        read_time_max: reader.integer("readTimeMax"),
        status: reader.choices("status").into_iter().map(status).collect(),
    }
}

/// Reads `fields` and `include`: the one says where to begin, the other adds.
pub fn read_selection(reader: &mut Reader, default: &[Key]) -> Selection {
    let fields = reader.choices("fields");
    let include = reader.choices("include");
    let chosen = |key: &Key| {
        let base = if fields.is_empty() {
            default.contains(key)
        } else {
            *key == Key::Slug || fields.contains(&key.name())
        };
        base || include.contains(&key.name())
    };
    let keys = Key::ALL.iter().copied().filter(chosen).collect();
    let positions = if reader.switch("positions") { Positions::With } else { Positions::Without };
    Selection { keys, positions }
}

fn status(name: &str) -> Status {
    match name {
        "draft" => Status::Draft,
        "scheduled" => Status::Scheduled,
        _ => Status::Published,
    }
}

fn facet(name: &str) -> Option<Facet> {
    Some(match name {
        "tag" => Facet::Terms(Taxonomy::Tag),
        "category" => Facet::Terms(Taxonomy::Category),
        "author" => Facet::Terms(Taxonomy::Author),
        "series" => Facet::Terms(Taxonomy::Series),
        "lang" => Facet::Lang,
        "year" => Facet::Year,
        _ => return None,
    })
}

fn sort_key(name: &str) -> (SortKey, Direction) {
    let (name, direction) = match name.strip_prefix('-') {
        Some(name) => (name, Direction::Descending),
        None => (name, Direction::Ascending),
    };
    let key = match name {
        "updated" => SortKey::Updated,
        "title" => SortKey::Title,
        "readTime" => SortKey::ReadTime,
        "slug" => SortKey::Slug,
        "relevance" => SortKey::Relevance,
        _ => SortKey::Date,
    };
    (key, direction)
}

#[cfg(test)]
mod tests {
    use super::{GetPostParams, ListPostsParams};
    use crate::api::view::post::Key;

    fn names(keys: &[Key]) -> Vec<&'static str> {
        keys.iter().map(|key| key.name()).collect()
    }

    #[test]
    fn fields_choose_exactly_and_the_slug_stays() {
        let (params, _) = ListPostsParams::read("fields=title,tags");
        assert_eq!(names(&params.selection.keys), ["slug", "title", "tags"]);
    }

    #[test]
    fn include_adds_to_what_is_there() {
        let (summary, _) = ListPostsParams::read("");
        let (more, _) = ListPostsParams::read("include=text&include=toc");
        let mut expected = names(&summary.selection.keys);
        expected.extend(["toc", "text"]);
        let mut got = names(&more.selection.keys);
        expected.sort_unstable();
        got.sort_unstable();
        assert_eq!(got, expected);
    }

    #[test]
    fn a_post_has_html_and_toc_and_every_key_of_a_summary() {
        let (list, _) = ListPostsParams::read("");
        let (post, _) = GetPostParams::read("");
        let more: Vec<_> = post
            .selection
            .keys
            .iter()
            .filter(|key| !list.selection.keys.contains(key))
            .map(|key| key.name())
            .collect();
        assert_eq!(more, ["html", "toc"]);
        assert!(list.selection.keys.iter().all(|key| post.selection.keys.contains(key)));
    }

    #[test]
    fn a_hundred_and_one_values_are_too_many_in_either_form() {
        for (name, value) in [("slug", "a"), ("tag", "a"), ("lang", "a"), ("fields", "title")] {
            let commas = |count| format!("{name}={}", vec![value; count].join(","));
            let repeats = vec![format!("{name}={value}"); 101].join("&");
            for raw in [commas(101), repeats, format!("{name}={value}&{}", commas(100))] {
                let (_, reader) = ListPostsParams::read(&raw);
                assert_eq!(reader.finish().unwrap_err().errors[0].code, "too_many");
            }
            let (_, reader) = ListPostsParams::read(&format!("{},,&{name}=", commas(100)));
            assert!(reader.finish().is_ok());
        }
    }
}

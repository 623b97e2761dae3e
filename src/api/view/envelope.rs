//! The envelope that lists and single answers share.

use serde::Serialize;
use utoipa::ToSchema;

use crate::catalog::Taxonomy;
use crate::query::{Facet, FacetCount, UnknownTerm};

/// What is said about a part of a list beside its data.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PageMeta {
    /// Where this part stands in the whole.
    pub pagination: Pagination,
    /// The counts that were asked for, by facet.
    pub facets: Facets,
    /// What is odd about the request, although it has an answer.
    pub warnings: Vec<Warning>,
    /// The slugs that were asked for and are not there.
    pub missing: Vec<String>,
}

impl PageMeta {
    /// The place of a part alone.
    pub fn new(pagination: Pagination) -> Self {
        let Meta { facets, warnings, missing, .. } = Meta::default();
        Self { pagination, facets, warnings, missing }
    }
}

/// What is said about an answer that is not a part of a list. It has the same keys as that of a
/// list, so that a client can read both alike.
#[derive(Debug, Clone, Default, Serialize, ToSchema)]
pub struct Meta {
    /// Always null: there are no pages.
    #[schema(required)]
    pub pagination: Option<Pagination>,
    /// The counts that were asked for, by facet.
    pub facets: Facets,
    /// What is odd about the request, although it has an answer.
    pub warnings: Vec<Warning>,
    /// The slugs that were asked for and are not there.
    pub missing: Vec<String>,
}

/// Where a part of a list stands in the whole.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Pagination {
    /// The page's number, from 1; null after a cursor.
    #[schema(required, minimum = 1, example = 1)]
    pub page: Option<u64>,
    /// How many entries a page has.
    #[schema(minimum = 0, maximum = 100, example = 20)]
    pub limit: u32,
    /// How many entries match in all.
    #[schema(minimum = 0, example = 57)]
    pub total: u64,
    /// How many pages there are; 0 where `limit` is 0.
    #[schema(minimum = 0, example = 3)]
    pub pages: u64,
    /// Where the next part begins, for `cursor`; null at the end.
    #[schema(required)]
    pub next_cursor: Option<String>,
}

impl Pagination {
    /// The place of one part.
    pub fn new(page: Option<u64>, limit: u32, total: u64, next_cursor: Option<String>) -> Self {
        let pages = if limit == 0 { 0 } else { total.div_ceil(u64::from(limit)) };
        Self { page, limit, total, pages, next_cursor }
    }
}

/// Counts by facet. Only those that were asked for are there.
#[derive(Debug, Clone, Default, Serialize, ToSchema)]
pub struct Facets {
    /// By tag.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub tag: Option<Vec<FacetView>>,
    /// By category.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub category: Option<Vec<FacetView>>,
    /// By author.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub author: Option<Vec<FacetView>>,
    /// By series.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub series: Option<Vec<FacetView>>,
    /// By language.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub lang: Option<Vec<FacetView>>,
    /// By year of `date`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub year: Option<Vec<FacetView>>,
}

/// The count of one value of a facet.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = FacetCount)]
pub struct FacetView {
    /// The value, to show.
    #[schema(example = "Python")]
    pub name: String,
    /// The value, to filter by.
    #[schema(example = "python")]
    pub slug: String,
    /// How many posts have it.
    #[schema(minimum = 1, example = 7)]
    pub count: u64,
}

impl Facets {
    /// The counts of an answer.
    pub fn new(counts: Vec<(Facet, Vec<FacetCount>)>) -> Self {
        let mut facets = Self::default();
        for (facet, counts) in counts {
            let views = counts
                .into_iter()
                .map(|FacetCount { name, slug, count }| FacetView { name, slug, count })
                .collect();
            let place = match facet {
                Facet::Terms(Taxonomy::Tag) => &mut facets.tag,
                Facet::Terms(Taxonomy::Category) => &mut facets.category,
                Facet::Terms(Taxonomy::Author) => &mut facets.author,
                Facet::Terms(Taxonomy::Series) => &mut facets.series,
                Facet::Lang => &mut facets.lang,
                Facet::Year => &mut facets.year,
            };
            *place = Some(views);
        }
        facets
    }
}

/// Something odd about a request that has an answer all the same.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Warning {
    /// A stable code, such as `unknown_tag` or `unknown_category`.
    #[schema(example = "unknown_tag")]
    pub code: String,
    /// The value that it is about.
    #[schema(example = "pyton")]
    pub value: String,
    /// What may have been meant, the nearest first.
    #[schema(example = json!(["python"]))]
    pub suggestions: Vec<String>,
}

impl From<UnknownTerm> for Warning {
    fn from(unknown: UnknownTerm) -> Self {
        // `tagAll` and `tagNot` are about tags too.
        let kind = unknown.filter.trim_end_matches("All").trim_end_matches("Not");
        Self {
            code: format!("unknown_{kind}"),
            value: crate::protocol::problem::shorten(&unknown.value),
            suggestions: unknown.suggestions,
        }
    }
}

/// Where related answers are. Path-absolute, or absolute where `public_url` is configured.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Links {
    /// This answer.
    #[serde(rename = "self")]
    #[schema(rename = "self", example = "/api/v1/posts?limit=20")]
    pub this: String,
    /// The first page.
    #[schema(required)]
    pub first: Option<String>,
    /// The page before.
    #[schema(required)]
    pub prev: Option<String>,
    /// The page after.
    #[schema(required)]
    pub next: Option<String>,
    /// The last page.
    #[schema(required)]
    pub last: Option<String>,
}

/// Declares the envelopes: each is a named schema, so that generators make one type of it.
macro_rules! envelopes {
    ($($(#[$doc:meta])* $name:ident as $schema:ident of $data:ty, $meta:ty;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Serialize, ToSchema)]
        #[schema(as = $schema)]
        pub struct $name {
            /// The answer.
            pub data: $data,
            /// What is said about it.
            pub meta: $meta,
            /// Where related answers are.
            pub links: Links,
        }
    )*};
}

envelopes! {
    /// A part of a list of terms.
    TermPage as TermPage of Vec<super::term::TermView>, PageMeta;
    /// One term.
    TermAnswer as TermAnswer of super::term::TermView, Meta;
    /// Counts by year and month.
    ArchiveAnswer as ArchiveAnswer of Vec<super::archive::YearView>, Meta;
    /// Names that may be meant, the likeliest first.
    SuggestionList as SuggestionList of Vec<super::suggestion::SuggestionView>, Meta;
    /// What the site is.
    SiteAnswer as SiteAnswer of super::site::SiteView, Meta;
    /// A part of the list of content problems.
    DiagnosticPage as DiagnosticPage of Vec<super::diagnostic::DiagnosticView>, PageMeta;
}

/// Schemas of the envelopes whose posts are written by the key table.
#[derive(Debug, ToSchema)]
#[schema(as = PostPage)]
#[allow(dead_code, reason = "only its schema is used: posts are written by the key table")]
pub struct PostPageSchema {
    /// The posts of this part, in order.
    data: Vec<super::schema::PostSchema>,
    /// What is said about them.
    meta: PageMeta,
    /// Where related answers are.
    links: Links,
}

/// The posts beside a post.
#[derive(Debug, ToSchema)]
#[schema(as = NeighborsAnswer)]
#[allow(dead_code, reason = "only its schema is used: posts are written by the key table")]
pub struct NeighborsAnswerSchema {
    /// The one before and the one after.
    data: super::neighbors::PostNeighborsSchema,
    /// What is said about them.
    meta: Meta,
    /// Where related answers are.
    links: Links,
}

/// One post.
#[derive(Debug, ToSchema)]
#[schema(as = PostAnswer)]
#[allow(dead_code, reason = "only its schema is used: posts are written by the key table")]
pub struct PostAnswerSchema {
    /// The post.
    data: super::schema::PostSchema,
    /// What is said about it.
    meta: Meta,
    /// Where related answers are.
    links: Links,
}

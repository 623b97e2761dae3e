//! The envelope of all responses: data, metadata and links.

use std::sync::Arc;

use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::pagination::Pagination;
use crate::api::body::json::{json, string, string_or_null};
use crate::catalog::Taxonomy;
use crate::query::{Facet, FacetCount, UnknownTerm};

/// Metadata of a page of a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PageMeta {
    /// The position of the page in the list.
    pub pagination: Pagination,
    /// The facet counts that were requested.
    pub facets: Facets,
    /// Remarks on the request, such as filters by unknown terms.
    pub warnings: Vec<Warning>,
    /// The requested slugs that do not exist.
    pub missing: Vec<String>,
}

impl PageMeta {
    /// Creates metadata with nothing but the pagination.
    pub fn new(pagination: Pagination) -> Self {
        let Meta { facets, warnings, missing, .. } = Meta::default();
        Self { pagination, facets, warnings, missing }
    }

    /// Appends the metadata as JSON, like their serialization, which would look at each byte of the names and of the
    /// cursor.
    pub fn write(&self, out: &mut Vec<u8>) {
        let Self { pagination, facets, warnings, missing } = self;
        out.extend_from_slice(b"{\"pagination\":");
        pagination.write(out);
        out.extend_from_slice(b",\"facets\":");
        json(out, facets);
        out.extend_from_slice(b",\"warnings\":");
        json(out, warnings);
        out.extend_from_slice(b",\"missing\":");
        json(out, missing);
        out.push(b'}');
    }
}

/// Metadata of a response that is not paginated. It has the same keys as that of a list, so that clients can
/// handle both alike.
#[derive(Debug, Clone, Default, Serialize, ToSchema)]
pub struct Meta {
    /// Always null, because there are no pages.
    #[schema(required)]
    pub pagination: Option<Pagination>,
    /// The facet counts that were requested.
    pub facets: Facets,
    /// Remarks on the request, such as filters by unknown terms.
    pub warnings: Vec<Warning>,
    /// The requested slugs that do not exist.
    pub missing: Vec<String>,
}

/// Numbers of posts by facet. Only requested facets are present; that of a key of the front matter is `extra.KEY`.
#[derive(Debug, Clone, Default, Serialize, ToSchema)]
pub struct Facets {
    /// Counts by tag.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub tag: Option<Vec<FacetView>>,
    /// Counts by category.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub category: Option<Vec<FacetView>>,
    /// Counts by author.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub author: Option<Vec<FacetView>>,
    /// Counts by series.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub series: Option<Vec<FacetView>>,
    /// Counts by language.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub lang: Option<Vec<FacetView>>,
    /// Counts by year of `date`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub year: Option<Vec<FacetView>>,
    /// Counts by keys of the front matter, each as `extra.KEY`. The served document lists those that are declared.
    #[serde(flatten)]
    #[schema(ignore)]
    pub extra: Map<String, Value>,
}

/// The number of posts with a value of a facet.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = FacetCount)]
pub struct FacetView {
    /// The value for display.
    #[schema(value_type = String, example = "Python")]
    pub name: Arc<str>,
    /// The value for filters.
    #[schema(value_type = String, example = "python")]
    pub slug: Arc<str>,
    /// The number of posts.
    #[schema(minimum = 1, example = 7)]
    pub count: u64,
}

impl Facets {
    /// Creates facets from the counts of a query, each with its name.
    pub fn new(counts: impl IntoIterator<Item = (String, (Facet, Vec<FacetCount>))>) -> Self {
        let mut facets = Self::default();
        for (facet_name, (facet, counts)) in counts {
            let views: Vec<_> = counts
                .into_iter()
                .map(|FacetCount { name, slug, count }| FacetView { name, slug, count })
                .collect();
            let field = match facet {
                Facet::Terms(Taxonomy::Tag) => &mut facets.tag,
                Facet::Terms(Taxonomy::Category) => &mut facets.category,
                Facet::Terms(Taxonomy::Author) => &mut facets.author,
                Facet::Terms(Taxonomy::Series) => &mut facets.series,
                Facet::Lang => &mut facets.lang,
                Facet::Year => &mut facets.year,
                Facet::Extra(_) => {
                    facets.extra.insert(facet_name, serde_json::json!(views));
                    continue;
                }
            };
            *field = Some(views);
        }
        facets
    }
}

/// A remark on a request that was answered nevertheless.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = ResponseWarning)]
pub struct Warning {
    /// A stable code: `unknown_tag` and alike for a filter by a term that no post has, `unknown_extra.KEY` for one by a
    /// text that no post has under this key of the front matter, `lang_fallback` for a language
    /// that no post has and instead of which the first suggestion was used, and `facet_truncated` for a facet of
    /// which only the most frequent values are returned.
    #[schema(example = "unknown_tag")]
    pub code: String,
    /// The value in question.
    #[schema(example = "pyton")]
    pub value: String,
    /// Similar values that exist, as authored, most similar first.
    #[schema(example = json!(["Python"]))]
    pub suggestions: Vec<String>,
}

impl Warning {
    /// Creates the warning that `used` was used instead of a language that no post has.
    pub fn lang_fallback(requested: &str, used: &str) -> Self {
        let (code, value) = ("lang_fallback".to_owned(), requested.to_owned());
        Self { code, value, suggestions: vec![used.to_owned()] }
    }
}

impl From<UnknownTerm> for Warning {
    fn from(unknown: UnknownTerm) -> Self {
        // These concern tags and categories too.
        let kind = match &*unknown.filter {
            "tagAll" | "tagNot" => "tag",
            "categoryNot" => "category",
            filter => filter,
        };
        Self {
            code: if unknown.is_replaced {
                format!("{kind}_fallback")
            } else {
                format!("unknown_{kind}")
            },
            value: crate::protocol::problem::shorten(&unknown.value),
            suggestions: unknown.suggestions,
        }
    }
}

/// URLs of related responses. They start with `/`, or are absolute if the server is configured with its
/// public URL.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Links {
    /// This response.
    #[serde(rename = "self")]
    #[schema(rename = "self", example = "/api/v1/posts?limit=20")]
    pub this: String,
    /// The first page.
    #[schema(required)]
    pub first: Option<String>,
    /// The previous page.
    #[schema(required)]
    pub prev: Option<String>,
    /// The next page.
    #[schema(required)]
    pub next: Option<String>,
    /// The last page.
    #[schema(required)]
    pub last: Option<String>,
}

impl Links {
    /// Appends the links as JSON, like their serialization, which would look at each byte.
    pub fn write(&self, out: &mut Vec<u8>) {
        let Self { this, first, prev, next, last } = self;
        out.extend_from_slice(b"{\"self\":");
        string(out, this);
        let others = [("first", first), ("prev", prev), ("next", next), ("last", last)];
        for (name, url) in others {
            for part in [",\"", name, "\":"] {
                out.extend_from_slice(part.as_bytes());
            }
            string_or_null(out, url.as_deref());
        }
        out.push(b'}');
    }
}

/// Declares the envelopes. Each is a named schema, so that code generators create a type for it.
macro_rules! envelopes {
    ($($(#[$doc:meta])* $name:ident as $schema:ident of $data:ty, $meta:ty;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Serialize, ToSchema)]
        #[schema(as = $schema)]
        pub struct $name {
            /// The result.
            pub data: $data,
            /// Metadata of the response.
            pub meta: $meta,
            /// URLs of related responses.
            pub links: Links,
        }
    )*};
}

envelopes! {
    /// A page of terms.
    TermPage as TermPage of Vec<super::term::TermView>, PageMeta;
    /// A single term.
    TermAnswer as TermAnswer of super::term::TermView, Meta;
    /// Numbers of posts by year and month.
    ArchiveAnswer as ArchiveAnswer of Vec<super::archive::YearView>, Meta;
    /// Suggestions, best first.
    SuggestionList as SuggestionList of Vec<super::suggestion::SuggestionView>, Meta;
    /// Information about the site.
    SiteAnswer as SiteAnswer of super::site::SiteView, Meta;
    /// A page of diagnostics.
    DiagnosticPage as DiagnosticPage of Vec<super::diagnostic::DiagnosticView>, PageMeta;
}

/// A page of posts.
#[derive(Debug, ToSchema)]
#[schema(as = PostPage)]
#[expect(dead_code, reason = "only the schema is used: `PostSource` writes posts")]
pub struct PostPageSchema {
    /// The posts of the page, in order.
    data: Vec<super::schema::PostSummarySchema>,
    /// Metadata of the response.
    meta: PageMeta,
    /// URLs of related responses.
    links: Links,
}

/// The previous and next post.
#[derive(Debug, ToSchema)]
#[schema(as = NeighborsAnswer)]
#[expect(dead_code, reason = "only the schema is used: `PostSource` writes posts")]
pub struct NeighborsAnswerSchema {
    /// The previous and next post.
    data: super::neighbors::PostNeighborsSchema,
    /// Metadata of the response.
    meta: Meta,
    /// URLs of related responses.
    links: Links,
}

/// A single post.
#[derive(Debug, ToSchema)]
#[schema(as = PostAnswer)]
#[expect(dead_code, reason = "only the schema is used: `PostSource` writes posts")]
pub struct PostAnswerSchema {
    /// The post.
    data: super::schema::PostSchema,
    /// Metadata of the response.
    meta: Meta,
    /// URLs of related responses.
    links: Links,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Facets, Links, PageMeta, Warning};
    use crate::api::view::pagination::Pagination;
    use crate::query::{Facet, FacetCount};

    fn url() -> impl Strategy<Value = Option<String>> {
        prop::option::of("/api/v1/posts\\?[a-z=&%0-9\"\\\\]{0,60}")
    }

    proptest! {
        #[test]
        fn metadata_are_written_as_they_are_serialized(
            (page, limit, total) in (prop::option::of(1..u64::MAX), 0..101_u32, any::<u64>()),
            (cursor, early) in (prop::option::of("[A-Za-z0-9_-]{0,40}"), prop::option::of("\\PC{0,9}")),
            values in prop::collection::vec("\\PC{0,9}", 0..3),
        ) {
            let mut pagination = Pagination::new(page, limit, total, cursor);
            if let Some(early) = early {
                pagination.truncate(early);
            }
            let count = |value: &String| FacetCount {
                name: value.as_str().into(),
                slug: value.as_str().into(),
                count: total,
            };
            let years = (Facet::Year, values.iter().map(count).collect());
            let facets = Facets::new(values.first().map(|_| ("year".to_owned(), years)));
            let warnings = values.iter().map(|value| Warning::lang_fallback(value, "zh")).collect();
            let meta = PageMeta { pagination, facets, warnings, missing: values };
            let mut out = Vec::new();
            meta.write(&mut out);
            prop_assert_eq!(out, serde_json::to_vec(&meta).expect("metadata are JSON"));
        }

        #[test]
        fn links_are_written_as_they_are_serialized(
            this in "\\PC{0,40}",
            (first, prev, next, last) in (url(), url(), url(), url()),
        ) {
            let links = Links { this, first, prev, next, last };
            let mut out = Vec::new();
            links.write(&mut out);
            prop_assert_eq!(out, serde_json::to_vec(&links).expect("links are JSON"));
        }
    }
}

//! Information about the site as JSON.

use serde::Serialize;
use utoipa::ToSchema;

use crate::api::options::ApiOptions;
use crate::catalog::Snapshot;
use crate::query;
use jiff::Timestamp;

/// Information about the site and its content.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Site)]
#[serde(rename_all = "camelCase")]
pub struct SiteView {
    /// The title of the site.
    #[schema(example = "Inkstone")]
    pub title: String,
    /// The description of the site.
    #[schema(required)]
    pub description: Option<String>,
    /// The URL of the site for readers.
    #[schema(required, example = "https://example.org")]
    pub url: Option<String>,
    /// The language of responses to clients without a language preference (BCP 47).
    #[schema(example = "en")]
    pub default_lang: String,
    /// The languages of the published posts, most frequent first.
    #[schema(example = json!(["zh", "en"]))]
    pub languages: Vec<String>,
    /// The totals of published content.
    pub totals: TotalsView,
    /// The ID of the content. Replicas with the same content have the same ID.
    #[schema(min_length = 32, max_length = 32, example = "af1349b9f5f9a1a6a0404dea36dcc949")]
    pub snapshot: String,
    /// The version of the server.
    #[schema(example = "0.1.0")]
    pub version: &'static str,
}

impl SiteView {
    /// Creates the information as of `now`.
    pub fn new(snapshot: &Snapshot, options: &ApiOptions, now: Timestamp) -> Self {
        let totals = query::totals(snapshot, now);
        Self {
            title: options.title.clone(),
            description: options.description.clone(),
            url: options.site_url.clone(),
            default_lang: options.default_lang.to_string(),
            languages: totals.languages.into_iter().map(|(lang, _)| lang).collect(),
            totals: TotalsView {
                posts: totals.posts,
                tags: totals.tags,
                categories: totals.categories,
                authors: totals.authors,
                series: totals.series,
            },
            snapshot: snapshot.public_id(&snapshot.visible(now)).to_string(),
            version: env!("CARGO_PKG_VERSION"),
        }
    }
}

/// The totals of published content.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Totals)]
pub struct TotalsView {
    /// The number of posts, in all languages.
    #[schema(minimum = 0, example = 57)]
    pub posts: u64,
    /// The number of tags of these posts.
    #[schema(minimum = 0, example = 31)]
    pub tags: u64,
    /// The number of categories of these posts.
    #[schema(minimum = 0, example = 6)]
    pub categories: u64,
    /// The number of authors of these posts.
    #[schema(minimum = 0, example = 2)]
    pub authors: u64,
    /// The number of series of these posts.
    #[schema(minimum = 0, example = 1)]
    pub series: u64,
}

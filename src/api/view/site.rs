//! The site as JSON.

use serde::Serialize;
use utoipa::ToSchema;

use crate::api::options::HttpOptions;
use crate::catalog::Snapshot;
use crate::query;
use jiff::Timestamp;

/// What the site is and what it holds.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Site)]
#[serde(rename_all = "camelCase")]
pub struct SiteView {
    /// The site's title.
    #[schema(example = "Inkstone")]
    pub title: String,
    /// What it is about.
    #[schema(required)]
    pub description: Option<String>,
    /// Its address, where readers find it.
    #[schema(required, example = "https://example.org")]
    pub url: Option<String>,
    /// The language that is answered where a client has no wish (BCP 47).
    #[schema(example = "en")]
    pub default_lang: String,
    /// The languages of its posts, the most frequent first.
    #[schema(example = json!(["zh", "en"]))]
    pub languages: Vec<String>,
    /// How much is published.
    pub totals: TotalsView,
    /// Identifies the content: equal on replicas that answer alike.
    #[schema(min_length = 32, max_length = 32, example = "af1349b9f5f9a1a6a0404dea36dcc949")]
    pub snapshot: String,
    /// The version of the server.
    #[schema(example = "0.1.0")]
    pub version: &'static str,
}

impl SiteView {
    /// The site as it is at `now`.
    pub fn new(snapshot: &Snapshot, options: &HttpOptions, now: Timestamp) -> Self {
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
            snapshot: snapshot.id().to_string(),
            version: env!("CARGO_PKG_VERSION"),
        }
    }
}

/// How much is published.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Totals)]
pub struct TotalsView {
    /// Posts in all languages.
    #[schema(minimum = 0, example = 57)]
    pub posts: u64,
    /// Tags of these posts.
    #[schema(minimum = 0, example = 31)]
    pub tags: u64,
    /// Categories of these posts.
    #[schema(minimum = 0, example = 6)]
    pub categories: u64,
    /// Authors of these posts.
    #[schema(minimum = 0, example = 2)]
    pub authors: u64,
    /// Series of these posts.
    #[schema(minimum = 0, example = 1)]
    pub series: u64,
}

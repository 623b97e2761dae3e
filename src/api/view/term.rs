//! Terms as JSON.

use serde::Serialize;
use utoipa::ToSchema;

use crate::catalog::TermCount;

/// A tag, category, author or series.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Term)]
#[serde(rename_all = "camelCase")]
pub struct TermView {
    /// The name, in its most frequent spelling.
    #[schema(example = "Python")]
    pub name: String,
    /// The name in URLs and filters.
    #[schema(example = "python")]
    pub slug: String,
    /// The number of posts with the term.
    #[schema(minimum = 0, example = 7)]
    pub count: u64,
    /// The latest date of these posts.
    #[schema(required, format = Date, example = "2025-01-15")]
    pub latest_date: Option<String>,
}

impl From<TermCount> for TermView {
    fn from(term: TermCount) -> Self {
        Self {
            name: term.name.to_string(),
            slug: term.slug.to_string(),
            count: term.count,
            latest_date: term.latest.map(|day| day.to_string()),
        }
    }
}

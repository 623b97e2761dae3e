//! Terms as JSON.

use serde::Serialize;
use utoipa::ToSchema;

use crate::catalog::TermCount;

/// A tag, a category, an author or a series.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Term)]
#[serde(rename_all = "camelCase")]
pub struct TermView {
    /// Its name, in the most frequent spelling.
    #[schema(example = "Python")]
    pub name: String,
    /// Its name in URLs and filters.
    #[schema(example = "python")]
    pub slug: String,
    /// How many posts have it.
    #[schema(minimum = 0, example = 7)]
    pub count: u64,
    /// The latest day of these posts.
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

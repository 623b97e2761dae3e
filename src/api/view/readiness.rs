//! The readiness of the service as JSON.

use serde::Serialize;
use utoipa::ToSchema;

use crate::catalog::Snapshot;

/// The state of a service that is ready.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Readiness)]
pub struct ReadinessView {
    /// Always `ok`.
    #[schema(example = "ok")]
    pub status: &'static str,
    /// How far the posts are indexed for search.
    pub search: SearchProgress,
}

/// How far the posts are indexed for search.
#[derive(Debug, Serialize, ToSchema)]
pub struct SearchProgress {
    /// Whether search is ready.
    #[schema(example = true)]
    pub ready: bool,
    /// The percentage of posts that are indexed, rounded down.
    #[schema(example = 100, minimum = 0, maximum = 100)]
    pub percent: u8,
}

impl ReadinessView {
    /// Creates the body of the response about a snapshot.
    pub fn new(snapshot: &Snapshot) -> Self {
        let (ready, percent) = (snapshot.search().is_some(), snapshot.percent_indexed());
        Self { status: "ok", search: SearchProgress { ready, percent } }
    }
}

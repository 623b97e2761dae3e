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
    /// The number of indexed posts, regardless of their status.
    #[schema(example = 57)]
    pub indexed: usize,
    /// The number of all posts.
    #[schema(example = 57)]
    pub total: usize,
}

impl ReadinessView {
    /// Creates the body of the response about a snapshot.
    pub fn new(snapshot: &Snapshot) -> Self {
        let (ready, indexed) = (snapshot.search().is_some(), snapshot.indexed());
        let search = SearchProgress { ready, indexed, total: snapshot.posts().len() };
        Self { status: "ok", search }
    }
}

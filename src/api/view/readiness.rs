//! The readiness of the service as JSON.

use serde::Serialize;
use utoipa::ToSchema;
use utoipa::openapi::ObjectBuilder;
use utoipa::openapi::schema::Type;

use crate::live::{Current, Doubt};

/// The state of a service that is ready.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Readiness)]
pub struct ReadinessView {
    /// `ok`, or `degraded` if older content is served than the content folder seems to have.
    #[schema(schema_with = status)]
    pub status: &'static str,
    /// Why the service is degraded, or null: the content folder cannot be read (`source_unavailable`), it has no
    /// posts any more (`source_empty`), or it has lost more than half of them (`posts_lost`).
    #[schema(required)]
    pub reason: Option<&'static str>,
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
    pub fn new(current: &Current) -> Self {
        let snapshot = &current.snapshot;
        let (ready, percent) = (snapshot.search().is_some(), snapshot.percent_indexed());
        let reason = current.status.figures().doubt.map(Doubt::as_str);
        let status = if reason.is_some() { DEGRADED } else { OK };
        Self { status, reason, search: SearchProgress { ready, percent } }
    }
}

const OK: &str = "ok";
const DEGRADED: &str = "degraded";

fn status() -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .description(Some(
            "`ok`, or `degraded` if older content is served than the content folder seems to have.",
        ))
        .enum_values(Some([OK, DEGRADED]))
        .examples([OK])
}

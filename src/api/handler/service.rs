//! Health checks.

use actix_web::get;
use actix_web::web::Data;
use serde::Serialize;
use utoipa::ToSchema;

use super::search_index::ready_search;
use crate::api::answer::{Answer, Negotiation};
use crate::api::moment::Moment;
use crate::api::operation::{Facts, Index, Operation};
use crate::api::state::State;
use crate::protocol::problem::{Problem, ProblemKind};

/// The state of the service.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Health)]
pub struct HealthView {
    /// Always `ok`.
    #[schema(example = "ok")]
    pub status: &'static str,
}

impl Operation for get_health {
    const FACTS: Facts = Facts { index: Index::Link("health"), ..Facts::PROBE };
}

/// Check liveness
///
/// Returns 200 while the process is alive. For liveness probes.
#[utoipa::path(
    tag = "Service",
    operation_id = "getHealth",
    responses((status = 200, description = "The process is alive.", body = HealthView))
)]
#[get("/healthz")]
pub async fn get_health() -> Answer {
    ok()
}

impl Operation for get_readiness {
    const FACTS: Facts = Facts {
        problems: &[ProblemKind::NotReady],
        index: Index::Link("readiness"),
        ..Facts::PROBE
    };
}

/// Check readiness
///
/// Returns 200 once the posts are indexed for search and until the server begins to shut down, otherwise
/// 503 with the reason in `detail`. Operations other than search are available as soon as the server
/// accepts connections. For readiness probes.
#[utoipa::path(
    tag = "Service",
    operation_id = "getReadiness",
    responses((status = 200, description = "The service is ready.", body = HealthView))
)]
#[get("/readyz")]
pub async fn get_readiness(state: Data<State>, moment: Moment) -> Result<Answer, Problem> {
    if state.life.is_ending() {
        let detail = "the server is shutting down; it will soon stop accepting requests";
        return Err(Problem::new(ProblemKind::NotReady, detail));
    }
    ready_search(moment.snapshot())?;
    Ok(ok())
}

fn ok() -> Answer {
    Answer::json(&HealthView { status: "ok" }).negotiated(Negotiation::None)
}

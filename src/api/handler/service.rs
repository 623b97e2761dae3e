//! Whether the service lives and can answer.

use actix_web::get;
use actix_web::web::Data;
use serde::Serialize;
use utoipa::ToSchema;

use super::searching::ready_search;
use crate::api::answer::{Answer, Negotiation};
use crate::api::moment::Moment;
use crate::api::operation::{Facts, Index, Operation};
use crate::api::state::State;
use crate::protocol::problem::{Problem, ProblemKind};

/// How the service is.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Health)]
pub struct HealthView {
    /// `ok`.
    #[schema(example = "ok")]
    pub status: &'static str,
}

impl Operation for get_health {
    const FACTS: Facts = Facts { index: Index::Link("health"), ..Facts::PROBE };
}

/// Tells whether the process lives.
///
/// For the probes of a container platform.
#[utoipa::path(
    tag = "Service",
    operation_id = "getHealth",
    responses((status = 200, description = "It lives.", body = HealthView))
)]
#[get("/healthz")]
pub async fn get_health() -> Answer {
    ok()
}

impl Operation for get_readiness {
    const FACTS: Facts =
        Facts { needs_search: true, index: Index::Link("readiness"), ..Facts::PROBE };
}

/// Tells whether the service can answer.
///
/// Connections are accepted once the content is loaded, and all but the search is answered from then
/// on. It is ready once posts can be searched, too, and until it is told to end. While it is not,
/// `detail` says why.
#[utoipa::path(
    tag = "Service",
    operation_id = "getReadiness",
    responses((status = 200, description = "It is ready.", body = HealthView))
)]
#[get("/readyz")]
pub async fn get_readiness(state: Data<State>, moment: Moment) -> Result<Answer, Problem> {
    if state.life.is_ending() {
        let detail = "the service was told to end; it still answers, but takes no more work soon";
        return Err(Problem::new(ProblemKind::NotReady, detail));
    }
    ready_search(moment.snapshot())?;
    Ok(ok())
}

fn ok() -> Answer {
    Answer::json(&HealthView { status: "ok" }).negotiated(Negotiation::None)
}

//! Health checks.

use actix_web::web::Data;
use actix_web::{HttpRequest, get};
use serde::Serialize;
use utoipa::ToSchema;

use super::search_index::ready_search;
use crate::api::answer::{Answer, Negotiation};
use crate::api::moment::Moment;
use crate::api::operation::{Facts, Index, Operation};
use crate::api::params::{QueryParams, ReadinessParams};
use crate::api::state::State;
use crate::api::view::readiness::ReadinessView;
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
    const ID: &str = "getHealth";
    const FACTS: Facts = Facts { index: Index::Link("health"), ..Facts::PROBE };
}

/// Check liveness
///
/// Returns 200 while the process is alive. For liveness probes.
#[utoipa::path(
    tag = "Service",
    operation_id = get_health::ID,
    responses((status = 200, description = "The process is alive.", body = HealthView))
)]
#[get("/healthz")]
pub async fn get_health() -> Answer {
    Answer::json(&HealthView { status: "ok" }).negotiated(Negotiation::None)
}

impl Operation for get_readiness {
    const ID: &str = "getReadiness";
    const FACTS: Facts = Facts {
        problems: &[ProblemKind::InvalidParameter, ProblemKind::NotReady],
        index: Index::Link("readiness"),
        ..Facts::PROBE
    };
}

/// Check readiness
///
/// Returns 200 once the posts are indexed for search and until the server begins to shut down, otherwise
/// 503 with the reason in `detail`: how far the posts are indexed, or the shutdown. Operations other than
/// search are available as soon as the server accepts connections, and so is the service with
/// `search=false`. For readiness probes.
///
/// If the content folder seems to have lost most of its posts, the service continues to serve them and stays ready,
/// with the status `degraded`.
#[utoipa::path(
    tag = "Service",
    operation_id = get_readiness::ID,
    params(ReadinessParams),
    responses((status = 200, description = "The service is ready.", body = ReadinessView))
)]
#[get("/readyz")]
pub async fn get_readiness(
    request: HttpRequest,
    state: Data<State>,
    moment: Moment,
) -> Result<Answer, Problem> {
    let ReadinessParams { search } = ReadinessParams::read(request.query_string())?;
    if state.life.is_ending() {
        let detail = "the server is shutting down; it will soon stop accepting requests";
        return Err(Problem::new(ProblemKind::NotReady, detail));
    }
    let snapshot = moment.snapshot();
    if search {
        ready_search(snapshot)?;
    }
    Ok(Answer::json(&ReadinessView::new(&moment.current)).negotiated(Negotiation::None))
}

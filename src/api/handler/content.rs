//! The archive, the site and the content's problems.

use actix_web::web::Data;
use actix_web::{HttpRequest, get};

use super::request::{check_status, no_parameters, target};
use crate::api::answer::Answer;
use crate::api::links;
use crate::api::moment::Moment;
use crate::api::operation::{Facts, Index, Operation};
use crate::api::params::{ArchiveParams, ListDiagnosticsParams, QueryParams};
use crate::api::state::State;
use crate::api::view::diagnostic::DiagnosticView;
use crate::api::view::envelope::{
    ArchiveAnswer, DiagnosticPage, Meta, PageMeta, Pagination, SiteAnswer,
};
use crate::api::view::site::SiteView;
use crate::ops::cache_policy::CachePolicy;
use crate::post::Diagnostic;
use crate::protocol::negotiate::{Media, media_type};
use crate::protocol::paths::API;
use crate::protocol::problem::Problem;
use crate::query;

impl Operation for get_archive {
    const FACTS: Facts = Facts { index: Index::Link("archive"), ..Facts::LIST };
}

/// Counts posts by year and month.
///
/// The filters say which posts are counted.
#[utoipa::path(
    tag = "Site",
    operation_id = "getArchive",
    params(ArchiveParams),
    responses((status = 200, description = "Years with posts, the latest first.", body = ArchiveAnswer))
)]
#[get("/archive")]
pub async fn get_archive(
    request: HttpRequest,
    state: Data<State>,
    moment: Moment,
) -> Result<Answer, Problem> {
    let ArchiveParams { filters } = ArchiveParams::read(request.query_string())?;
    media_type(request.headers(), &[Media::Json])?;
    moment.audience()?;
    check_status(&filters, &moment)?;

    let answer = query::archive(moment.snapshot(), &filters, moment.now);
    let answer = ArchiveAnswer {
        data: answer.years.into_iter().map(Into::into).collect(),
        meta: Meta {
            warnings: answer.unknown.into_iter().map(Into::into).collect(),
            missing: answer.missing,
            ..Meta::default()
        },
        links: links::single(&state.options, &target(&request)),
    };
    Ok(Answer::json(&answer))
}

impl Operation for get_site {
    const FACTS: Facts = Facts { index: Index::Link("site"), ..Facts::LIST };
}

/// Describes the site.
///
/// Its title, languages and totals, and the identity of its content.
#[utoipa::path(
    tag = "Site",
    operation_id = "getSite",
    responses((status = 200, description = "The site.", body = SiteAnswer))
)]
#[get("/site")]
pub async fn get_site(
    request: HttpRequest,
    state: Data<State>,
    moment: Moment,
) -> Result<Answer, Problem> {
    no_parameters(&request)?;
    media_type(request.headers(), &[Media::Json])?;
    moment.audience()?;
    let options = &state.options;
    let site = SiteView::new(moment.snapshot(), options, moment.now);
    let links = links::single(options, &target(&request));
    let answer = SiteAnswer { data: site, meta: Meta::default(), links };
    Ok(Answer::json(&answer))
}

impl Operation for list_diagnostics {
    const FACTS: Facts =
        Facts { cache: CachePolicy::Private, index: Index::Link("diagnostics"), ..Facts::LIST };
}

/// Lists what is wrong with the content.
///
/// Open where the server's `diagnostics` setting says so, else with the preview token.
#[utoipa::path(
    tag = "Site",
    operation_id = "listDiagnostics",
    params(ListDiagnosticsParams),
    responses((status = 200, description = "Problems, by path and line.", body = DiagnosticPage))
)]
#[get("/diagnostics")]
pub async fn list_diagnostics(
    request: HttpRequest,
    state: Data<State>,
    moment: Moment,
) -> Result<Answer, Problem> {
    let (params, query_string) = ListDiagnosticsParams::read_with_query(request.query_string())?;
    media_type(request.headers(), &[Media::Json])?;
    moment.audience()?;
    if !state.options.diagnostics {
        moment.require_preview("diagnostics are shown with the preview token")?;
    }

    let snapshot = moment.snapshot();
    let wanted = |diagnostic: &&Diagnostic| params.wants(diagnostic);
    let total = snapshot.diagnostics().iter().filter(wanted).count();
    let skipped = (params.page - 1).saturating_mul(u64::from(params.limit));
    let data: Vec<DiagnosticView> = snapshot
        .diagnostics()
        .iter()
        .filter(wanted)
        .skip(usize::try_from(skipped).unwrap_or(usize::MAX))
        .take(params.limit as usize)
        .map(DiagnosticView::from)
        .collect();
    let pagination = Pagination::new(Some(params.page), params.limit, total as u64, None);
    let path = format!("{API}/diagnostics");
    let links = links::pages(&state.options, &path, &target(&request), &query_string, &pagination);
    let page = DiagnosticPage { data, meta: PageMeta::new(pagination), links };
    Ok(Answer::json(&page).list(&page.meta, &page.links))
}

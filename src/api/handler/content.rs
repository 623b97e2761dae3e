//! The archive, the site and the diagnostics.

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
use crate::api::view::envelope::{ArchiveAnswer, DiagnosticPage, Meta, PageMeta, SiteAnswer};
use crate::api::view::pagination::Pagination;
use crate::api::view::site::SiteView;
use crate::ops::cache_policy::CachePolicy;
use crate::post::Diagnostic;
use crate::protocol::negotiate::{Media, media_type};
use crate::protocol::problem::Problem;
use crate::query;

impl Operation for get_archive {
    const ID: &str = "getArchive";
    const FACTS: Facts = Facts { index: Index::Link("archive"), ..Facts::LIST };
}

/// Get the archive
///
/// Returns the number of posts by year and month. Filters restrict which posts are counted.
///
/// Posts are also filtered by keys of their front matter that `_schema.json` declares with a single value:
/// `extra.KEY` is any of its values, and `extra.KEY.min` and `extra.KEY.max` are inclusive bounds of numbers and
/// dates.
#[utoipa::path(
    tag = "Site",
    operation_id = get_archive::ID,
    params(ArchiveParams),
    responses((status = 200, description = "The years with posts, latest first.", body = ArchiveAnswer))
)]
#[get("/archive")]
pub async fn get_archive(
    request: HttpRequest,
    state: Data<State>,
    moment: Moment,
) -> Result<Answer, Problem> {
    let schema = moment.snapshot().schema();
    let (ArchiveParams { filters }, _) = ArchiveParams::read_for(request.query_string(), schema)?;
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
    const ID: &str = "getSite";
    const FACTS: Facts = Facts { index: Index::Link("site"), ..Facts::LIST };
}

/// Get the site
///
/// Returns the title, the languages and the totals of the site, and the version of its content.
#[utoipa::path(
    tag = "Site",
    operation_id = get_site::ID,
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
    const ID: &str = "listDiagnostics";
    const FACTS: Facts =
        Facts { cache: CachePolicy::Private, index: Index::Link("diagnostics"), ..Facts::LIST };
}

/// List diagnostics
///
/// Returns the errors and warnings of the content, and its notes on request. Requires the preview token,
/// unless the server's setting `diagnostics` makes them public.
#[utoipa::path(
    tag = "Site",
    operation_id = list_diagnostics::ID,
    params(ListDiagnosticsParams),
    responses((status = 200, description = "A page of diagnostics, ordered by path and line.", body = DiagnosticPage))
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
        moment.require_preview("diagnostics require the preview token")?;
    }

    let snapshot = moment.snapshot();
    let wanted = |diagnostic: &&Diagnostic| params.wants(diagnostic);
    let diagnostics = snapshot.diagnostics_at(moment.now);
    let total = diagnostics.iter().filter(wanted).count();
    let skipped = (params.page - 1).saturating_mul(u64::from(params.limit));
    let data: Vec<DiagnosticView> = diagnostics
        .iter()
        .filter(wanted)
        .skip(usize::try_from(skipped).unwrap_or(usize::MAX))
        .take(params.limit as usize)
        .map(DiagnosticView::from)
        .collect();
    let pagination = Pagination::new(Some(params.page), params.limit, total as u64, None);
    let target = target(&request);
    let links = links::pages(&state.options, "/diagnostics", &target, &query_string, &pagination);
    let page = DiagnosticPage { data, meta: PageMeta::new(pagination), links };
    Ok(Answer::json(&page).list(&page.meta, &page.links))
}

//! What stands outside the API: the index, the documentation and the problem pages.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, get};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_swagger_ui::Config;

use super::segment;
use crate::api::answer::{Answer, Negotiation};
use crate::api::state::State;
use crate::ops::cache_policy::{CacheKind, CachePolicy};
use crate::ops::listener::Listener;
use crate::protocol::negotiate::{Media, media_type};
use crate::protocol::paths::API;
use crate::protocol::percent::decode_path;
use crate::protocol::problem::{Problem, ProblemKind};

/// Who may keep what stands here.
const DOCUMENT: CachePolicy = CachePolicy::Public(CacheKind::Document);

/// What there is, by name.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Index)]
pub struct IndexView {
    /// The name of the service.
    #[schema(example = "Inkstone")]
    pub name: String,
    /// The version of the server.
    #[schema(example = "0.1.0")]
    pub version: &'static str,
    /// Where things are. `diagnostics` may want the preview token; the metrics are among them where this
    /// address has them.
    #[schema(example = json!({"posts": "/api/v1/posts", "docs": "/docs/"}))]
    pub links: BTreeMap<&'static str, String>,
    /// Where things are that have to be asked something, as URI templates (RFC 6570).
    #[schema(example = json!({"search": "/api/v1/search{?q}", "suggest": "/api/v1/suggest{?q}"}))]
    pub templates: BTreeMap<&'static str, String>,
}

/// What stands below the API, by its path.
const RESOURCES: &[&str] =
    &["posts", "tags", "categories", "authors", "series", "archive", "site", "diagnostics"];

/// What stands there and is asked something.
const QUESTIONS: &[&str] = &["search", "suggest"];

/// What stands outside of it, by name and path.
const OUTSIDE: &[(&str, &str)] = &[
    ("docs", "/docs/"),
    ("openapi", "/openapi.json"),
    ("openapiYaml", "/openapi.yaml"),
    ("highlightStylesheet", "/highlight.css"),
    ("health", "/healthz"),
    ("readiness", "/readyz"),
];

/// Shows the way.
///
/// A browser is sent to `/docs/`; everyone else gets an index of links.
#[utoipa::path(
    tag = "Service",
    operation_id = "getIndex",
    responses(
        (status = 200, description = "Where things are.", body = IndexView),
        (status = 302, description = "A browser is sent to the documentation.", headers(("Location" = String, description = "`/docs/`.")))
    )
)]
#[get("/")]
pub async fn get_index(request: HttpRequest, state: Data<State>) -> Result<Answer, Problem> {
    let options = &state.options;
    if media_type(request.headers(), &[Media::Json, Media::Html])? == Media::Html {
        return Ok(Answer::redirect(StatusCode::FOUND, &options.link("/docs/")).cache(DOCUMENT));
    }
    let names = RESOURCES.iter().map(|&name| (name, format!("{API}/{name}")));
    let outside = OUTSIDE.iter().map(|&(name, path)| (name, path.to_owned()));
    let has_metrics = options.observe.metrics && state.metrics_at == Listener::Main;
    let metrics = has_metrics.then(|| ("metrics", "/metrics".to_owned()));
    let all = names.chain(outside).chain(metrics);
    let links = all.map(|(name, path)| (name, options.link(&path))).collect();
    let template = |&name: &&'static str| (name, options.link(&format!("{API}/{name}{{?q}}")));
    let index = IndexView {
        name: options.title.clone(),
        version: env!("CARGO_PKG_VERSION"),
        links,
        templates: QUESTIONS.iter().map(template).collect(),
    };
    Ok(Answer::json(&index).cache(DOCUMENT))
}

/// A kind of problem, explained.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProblemKind)]
pub struct ProblemPage {
    /// The stable code.
    #[schema(example = "invalid_parameter")]
    pub code: &'static str,
    /// The summary that every such problem has.
    #[schema(example = "A parameter is not valid")]
    pub title: &'static str,
    /// The HTTP status.
    #[schema(minimum = 400, maximum = 599, example = 400)]
    pub status: u16,
    /// What it means and what a client can do.
    pub description: &'static str,
}

/// Explains a kind of problem.
///
/// This is where the `type` of a problem leads.
#[utoipa::path(
    tag = "Service",
    operation_id = "getProblem",
    params(("code" = String, Path, description = "The code of the problem.", min_length = 1, max_length = 64, example = "invalid_parameter")),
    responses((status = 200, description = "The kind of problem.", body = ProblemPage))
)]
#[get("/problems/{code}")]
pub async fn get_problem(request: HttpRequest) -> Result<Answer, Problem> {
    let code = segment(&request, "code", 0)?;
    media_type(request.headers(), &[Media::Json])?;
    let kind = ProblemKind::ALL.iter().find(|kind| kind.code() == code).ok_or_else(|| {
        let near = crate::text::suggest::closest(
            &code,
            ProblemKind::ALL.iter().map(|kind| kind.code()),
            3,
        );
        let near = near.into_iter().map(str::to_owned).collect();
        Problem::not_found(ProblemKind::RouteNotFound, "kind of problem", "code", &code, near)
    })?;
    let page = ProblemPage {
        code: kind.code(),
        title: kind.title(),
        status: kind.status().as_u16(),
        description: kind.meaning(),
    };
    Ok(Answer::json(&page).cache(DOCUMENT))
}

/// Gets the OpenAPI document as JSON.
///
/// Its examples are posts, tags and categories of the content that is served.
#[utoipa::path(
    tag = "Service",
    operation_id = "getOpenapiJson",
    responses((status = 200, description = "The document.", body = serde_json::Map<String, serde_json::Value>))
)]
#[get("/openapi.json")]
pub async fn get_openapi_json(state: Data<State>) -> Result<Answer, Problem> {
    let document = state.documents.current(&state).await?;
    let answer = Answer::bytes("application/json", document.json.clone());
    Ok(answer.cache(DOCUMENT).negotiated(Negotiation::None))
}

/// Gets the OpenAPI document as YAML.
///
/// The same document as `/openapi.json`.
#[utoipa::path(
    tag = "Service",
    operation_id = "getOpenapiYaml",
    responses((status = 200, description = "The document.", body = serde_json::Map<String, serde_json::Value>, content_type = "application/yaml"))
)]
#[get("/openapi.yaml")]
pub async fn get_openapi_yaml(state: Data<State>) -> Result<Answer, Problem> {
    let document = state.documents.current(&state).await?;
    let answer = Answer::bytes("application/yaml", document.yaml.clone());
    Ok(answer.cache(DOCUMENT).negotiated(Negotiation::None))
}

/// Leads to the documentation.
///
/// Swagger UI, served from the binary: no other host is asked for anything. The page is at
/// `/docs/`, because its links are relative.
#[utoipa::path(
    tag = "Service",
    operation_id = "getDocs",
    responses(
        (status = 308, description = "The page is at `Location`.", headers(("Location" = String, description = "`/docs/`.")))
    )
)]
#[get("/docs")]
pub async fn get_docs(state: Data<State>) -> Answer {
    let page = state.options.link("/docs/");
    let answer = Answer::redirect(StatusCode::PERMANENT_REDIRECT, &page);
    answer.cache(DOCUMENT).negotiated(Negotiation::None)
}

/// Gets a file of the documentation page.
///
/// Scripts and styles of Swagger UI; without a name the page itself.
#[utoipa::path(
    tag = "Service",
    operation_id = "getDocsFile",
    params(("file" = String, Path, description = "The name of the file.", min_length = 1, max_length = 64, example = "swagger-ui.css")),
    responses((status = 200, description = "The file.", content(
        (String = "text/html"),
        (String = "text/css"),
        (String = "text/javascript"),
        (String = "image/png")
    )))
)]
#[get("/docs/{file:.*}")]
pub async fn get_docs_file(request: HttpRequest) -> Result<Answer, Problem> {
    static CONFIG: LazyLock<Arc<Config<'static>>> = LazyLock::new(|| {
        // The validator of Swagger UI is a foreign host, so it is never asked.
        let config = Config::new(["../openapi.json"])
            .validator_url("none")
            .deep_linking(true)
            .display_request_duration(true)
            .try_it_out_enabled(false)
            .default_models_expand_depth(0)
            .filter(true);
        Arc::new(config)
    });
    let path = request.uri().path();
    let file = decode_path(path.strip_prefix("/docs/").unwrap_or(path))
        .and_then(|name| utoipa_swagger_ui::serve(&name, Arc::clone(&CONFIG)).ok().flatten());
    let Some(file) = file else {
        return Err(Problem::new(ProblemKind::RouteNotFound, "the documentation has no such file"));
    };
    let answer = Answer::bytes(file.content_type, file.bytes.into_owned());
    Ok(answer.cache(DOCUMENT).negotiated(Negotiation::None))
}

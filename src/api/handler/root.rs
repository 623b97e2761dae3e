//! Operations outside the API: the index, the documentation and the problem types.

use std::collections::BTreeMap;
use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, get};
use serde::Serialize;
use utoipa::ToSchema;

use super::request::segment;
use crate::api::answer::{Answer, Negotiation};
use crate::api::docs;
use crate::api::moment::Moment;
use crate::api::openapi::{Content, Document, DocumentKey};
use crate::api::operation::{Entry, Facts, Index, Operation};
use crate::api::state::State;
use crate::ops::listener::Listener;
use crate::protocol::negotiate::{Media, media_type};
use crate::protocol::percent::decode_path;
use crate::protocol::problem::{Problem, ProblemKind};
use crate::text::suggest::closest;

/// The index of the API.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ApiIndex)]
pub struct IndexView {
    /// The name of the service.
    #[schema(example = "Inkstone")]
    pub name: String,
    /// The version of the server.
    #[schema(example = "0.1.0")]
    pub version: &'static str,
    /// URLs by name. `diagnostics` can require the preview token. `metrics` is present only if this
    /// address serves them.
    #[schema(example = json!({"posts": "/api/v1/posts", "docs": "/docs/"}))]
    pub links: BTreeMap<&'static str, String>,
    /// URI templates (RFC 6570) by name, for resources that take a query parameter of their
    /// own: `events` need none, but are a stream without an end.
    #[schema(example = json!({"search": "/api/v1/search{?q}", "suggest": "/api/v1/suggest{?q}"}))]
    pub templates: BTreeMap<&'static str, String>,
}

impl Operation for get_index {
    const ID: &str = "getIndex";
    const FACTS: Facts = Facts::DOCUMENT;
}

/// Get the API index
///
/// Returns links to the resources of the API. Browsers are redirected to `/docs/`.
#[utoipa::path(
    tag = "Service",
    operation_id = get_index::ID,
    responses(
        (status = 200, description = "The index.", body = IndexView),
        (status = 302, description = "The client prefers HTML.", headers(("Location" = String, description = "The documentation, `/docs/`.")))
    )
)]
#[get("/")]
pub async fn get_index(request: HttpRequest, state: Data<State>) -> Result<Answer, Problem> {
    let options = &state.options;
    if media_type(request.headers(), &[Media::Json, Media::Html])? == Media::Html {
        return Ok(Answer::redirect(StatusCode::FOUND, &options.link("/docs/")));
    }
    let has_metrics = options.observe.metrics && state.metrics_at == Listener::Main;
    let is_served = |entry: &&Entry| match entry.id {
        "getMetrics" => has_metrics,
        "mcp" => options.mcp,
        "getSitemap" => options.site_url.is_some(),
        _ => true,
    };
    let (mut links, mut templates) = (BTreeMap::new(), BTreeMap::new());
    for Entry { path, facts, .. } in state.operations.entries().iter().filter(is_served) {
        match facts.index {
            Index::Hidden => {}
            Index::Link(name) => {
                links.insert(name, options.link(path));
            }
            Index::LinkTo(name, path) => {
                links.insert(name, options.link(path));
            }
            Index::Template(name, expression) => {
                templates.insert(name, options.link(path) + expression);
            }
        }
    }
    let (name, version) = (options.title.clone(), env!("CARGO_PKG_VERSION"));
    Ok(Answer::json(&IndexView { name, version, links, templates }))
}

/// The description of a problem type.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProblemKind)]
pub struct ProblemPage {
    /// The stable code.
    #[schema(example = "invalid_parameter")]
    pub code: &'static str,
    /// The title of every problem of this type.
    #[schema(example = "Invalid parameter")]
    pub title: &'static str,
    /// The HTTP status.
    #[schema(minimum = 400, maximum = 599, example = 400)]
    pub status: u16,
    /// What the problem means and what the client can do.
    pub description: &'static str,
}

impl Operation for get_problem {
    const ID: &str = "getProblem";
    const FACTS: Facts = Facts {
        problems: &[ProblemKind::InvalidParameter, ProblemKind::RouteNotFound],
        ..Facts::DOCUMENT
    };
}

/// Get a problem type
///
/// Returns the description of a problem type. The `type` of each problem is the URL of its description.
#[utoipa::path(
    tag = "Service",
    operation_id = get_problem::ID,
    params(("code" = String, Path, description = "The code of the problem.", min_length = 1, max_length = 64, example = "invalid_parameter")),
    responses((status = 200, description = "The problem type.", body = ProblemPage))
)]
#[get("/problems/{code}")]
pub async fn get_problem(request: HttpRequest) -> Result<Answer, Problem> {
    let code = segment(&request, "code", 0)?;
    media_type(request.headers(), &[Media::Json])?;
    let kind = ProblemKind::ALL.iter().find(|kind| kind.code() == code).ok_or_else(|| {
        let codes = ProblemKind::ALL.iter().map(|kind| kind.code());
        let suggestions = closest(&code, codes, 3).into_iter().map(str::to_owned).collect();
        Problem::not_found(ProblemKind::RouteNotFound, "problem type", "code", &code, suggestions)
    })?;
    let page = ProblemPage {
        code: kind.code(),
        title: kind.title(),
        status: kind.status().as_u16(),
        description: kind.meaning(),
    };
    Ok(Answer::json(&page))
}

impl Operation for get_openapi_json {
    const ID: &str = "getOpenapiJson";
    const FACTS: Facts = Facts { index: Index::Link("openapi"), ..Facts::DOCUMENT };
}

/// Get the OpenAPI document as JSON
///
/// The examples are taken from the content of this server.
#[utoipa::path(
    tag = "Service",
    operation_id = get_openapi_json::ID,
    responses((status = 200, description = "The document.", body = serde_json::Map<String, serde_json::Value>))
)]
#[get("/openapi.json")]
pub async fn get_openapi_json(state: Data<State>, moment: Moment) -> Result<Answer, Problem> {
    let document = document(&state, &moment).await?;
    let answer = Answer::bytes("application/json", document.json.clone());
    Ok(answer.negotiated(Negotiation::None))
}

impl Operation for get_openapi_yaml {
    const ID: &str = "getOpenapiYaml";
    const FACTS: Facts = Facts { index: Index::Link("openapiYaml"), ..Facts::DOCUMENT };
}

/// Get the OpenAPI document as YAML
///
/// Returns the same document as `/openapi.json`.
#[utoipa::path(
    tag = "Service",
    operation_id = get_openapi_yaml::ID,
    responses((status = 200, description = "The document.", body = serde_json::Map<String, serde_json::Value>, content_type = "application/yaml"))
)]
#[get("/openapi.yaml")]
pub async fn get_openapi_yaml(state: Data<State>, moment: Moment) -> Result<Answer, Problem> {
    let document = document(&state, &moment).await?;
    let answer = Answer::bytes("application/yaml", document.yaml.clone());
    Ok(answer.negotiated(Negotiation::None))
}

/// Returns the document with examples from the current content. If it is not cached, it is made on
/// another thread, because that takes long with many posts.
async fn document(state: &Data<State>, moment: &Moment) -> Result<Arc<Document>, Problem> {
    let key = DocumentKey::new(moment);
    if let Some(document) = state.documents.find(key) {
        return Ok(document);
    }
    let (shared, moment) = (state.clone(), moment.clone());
    let make = move || {
        let State { options, renders, documents, operations, .. } = &**shared;
        let (snapshot, now) = (&**moment.snapshot(), moment.now);
        let content = Content { snapshot, options, renderer: renders, operations, now };
        documents.make(key, &content)
    };
    state.limits.run_heavy(make).await
}

impl Operation for get_docs {
    const ID: &str = "getDocs";
    const FACTS: Facts = Facts::DOCUMENT;
}

/// Get the location of the documentation
///
/// Redirects to `/docs/`, because the page has relative links.
#[utoipa::path(
    tag = "Service",
    operation_id = get_docs::ID,
    responses(
        (status = 308, description = "The documentation is at another URL.", headers(("Location" = String, description = "The documentation, `/docs/`.")))
    )
)]
#[get("/docs")]
pub async fn get_docs(state: Data<State>) -> Answer {
    let page = state.options.link("/docs/");
    let answer = Answer::redirect(StatusCode::PERMANENT_REDIRECT, &page);
    answer.negotiated(Negotiation::None)
}

impl Operation for get_docs_file {
    const ID: &str = "getDocsFile";
    const FACTS: Facts = Facts {
        problems: &[ProblemKind::RouteNotFound],
        index: Index::LinkTo("docs", "/docs/"),
        ..Facts::DOCUMENT
    };
}

/// Get a file of the documentation
///
/// Returns the page itself if the name is empty, or a script, stylesheet or image of Swagger UI. All of
/// them are part of the server; nothing is loaded from other hosts.
#[utoipa::path(
    tag = "Service",
    operation_id = get_docs_file::ID,
    params(("file" = String, Path, description = "The name of the file.", min_length = 1, max_length = 64, example = "swagger-ui.css")),
    responses((status = 200, description = "The file.", content(
        (String = "text/html"),
        (String = "text/css"),
        (String = "text/javascript"),
        (String = "image/png")
    )))
)]
#[get("/docs/{file:.*}")]
pub async fn get_docs_file(request: HttpRequest, state: Data<State>) -> Result<Answer, Problem> {
    let path = request.uri().path();
    let name = decode_path(path.strip_prefix("/docs/").unwrap_or(path));
    let file = name.and_then(|name| docs::file(&name, &state.options.title));
    let file = file.ok_or_else(|| {
        Problem::new(ProblemKind::RouteNotFound, "the documentation does not have this file")
    })?;
    let answer = Answer::bytes(file.media_type, file.content.into_owned());
    Ok(answer.negotiated(Negotiation::None))
}

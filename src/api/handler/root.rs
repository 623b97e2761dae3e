//! What stands outside the API: the index, the documentation and the problem pages.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, get};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_swagger_ui::Config;

use super::request::segment;
use crate::api::answer::{Answer, Negotiation};
use crate::api::moment::Moment;
use crate::api::openapi::{Content, Document, Occasion};
use crate::api::operation::{Entry, Facts, Index, Operation};
use crate::api::state::State;
use crate::ops::listener::Listener;
use crate::protocol::negotiate::{Media, media_type};
use crate::protocol::percent::decode_path;
use crate::protocol::problem::{Problem, ProblemKind};

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

impl Operation for get_index {
    const FACTS: Facts = Facts::DOCUMENT;
}

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
        return Ok(Answer::redirect(StatusCode::FOUND, &options.link("/docs/")));
    }
    let has_metrics = options.observe.metrics && state.metrics_at == Listener::Main;
    let is_served = |entry: &&Entry| has_metrics || entry.id != "getMetrics";
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

impl Operation for get_problem {
    const FACTS: Facts = Facts {
        problems: &[ProblemKind::InvalidParameter, ProblemKind::RouteNotFound],
        ..Facts::DOCUMENT
    };
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
    Ok(Answer::json(&page))
}

impl Operation for get_openapi_json {
    const FACTS: Facts = Facts { index: Index::Link("openapi"), ..Facts::DOCUMENT };
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
pub async fn get_openapi_json(state: Data<State>, moment: Moment) -> Result<Answer, Problem> {
    let document = document(&state, &moment).await?;
    let answer = Answer::bytes("application/json", document.json.clone());
    Ok(answer.negotiated(Negotiation::None))
}

impl Operation for get_openapi_yaml {
    const FACTS: Facts = Facts { index: Index::Link("openapiYaml"), ..Facts::DOCUMENT };
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
pub async fn get_openapi_yaml(state: Data<State>, moment: Moment) -> Result<Answer, Problem> {
    let document = document(&state, &moment).await?;
    let answer = Answer::bytes("application/yaml", document.yaml.clone());
    Ok(answer.negotiated(Negotiation::None))
}

/// The document with examples from the current content. Making it takes long over many posts, so that
/// happens on another thread.
async fn document(state: &Data<State>, moment: &Moment) -> Result<Arc<Document>, Problem> {
    let occasion = Occasion::new(moment);
    if let Some(document) = state.documents.find(occasion) {
        return Ok(document);
    }
    let (shared, moment) = (state.clone(), moment.clone());
    let make = move || {
        let State { options, renders, documents, operations, .. } = &**shared;
        let (snapshot, now) = (&**moment.snapshot(), moment.now);
        let content = Content { snapshot, options, renderer: renders, operations, now };
        documents.make(occasion, &content)
    };
    state.limits.run_heavy(make).await
}

impl Operation for get_docs {
    const FACTS: Facts = Facts::DOCUMENT;
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
    answer.negotiated(Negotiation::None)
}

impl Operation for get_docs_file {
    const FACTS: Facts = Facts {
        problems: &[ProblemKind::RouteNotFound],
        index: Index::LinkTo("docs", "/docs/"),
        ..Facts::DOCUMENT
    };
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
    Ok(answer.negotiated(Negotiation::None))
}

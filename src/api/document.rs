//! The OpenAPI document of the routes.

use std::sync::Arc;

use actix_web::App;
use serde_json::Value;
use utoipa::OpenApi as _;
use utoipa::openapi::OpenApi;
use utoipa_actix_web::AppExt;

use super::body::assets::AssetStore;
use super::body::render::Renderer;
use super::openapi::{Content, build, sample};
use super::routes;
use super::state::Described;
use super::view::envelope::{Links, Meta, Pagination};
use super::view::problem::ProblemView;
use crate::source::MemorySource;

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Inkstone",
        description = "A read-only JSON API for a folder of Markdown posts.\n\nLists and single resources share one envelope: `data`, `meta` and `links`. Errors are problem details (`application/problem+json`, RFC 9457) and report all invalid parameters at once.\n\nDifferent filters are combined with AND. Several values of one filter are repeated (`tag=a&tag=b`) or separated by commas (`tag=a,b`). An empty value is ignored. An unknown parameter is an error; an unknown tag gives an empty list and a warning that suggests the nearest tag. A trailing slash in the path is ignored.\n\nAll resources support `GET`, `HEAD` and `OPTIONS`. Other methods get 405 (`method_not_allowed`) with `Allow`, and unknown paths 404 (`route_not_found`). Malformed HTTP gets 400 (`malformed_request`) and a request that arrives too slowly 408 (`request_timeout`).",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0")
    ),
    tags(
        (name = "Posts", description = "Posts, their neighbors and related posts."),
        (name = "Terms", description = "Tags, categories, authors and series."),
        (name = "Search", description = "Full-text search and autocomplete."),
        (name = "Site", description = "The site, its archive, diagnostics and assets."),
        (name = "Service", description = "The index, documentation, health checks and metrics.")
    ),
    components(schemas(ProblemView, Meta, Links, Pagination))
)]
struct Base;

/// Returns the operations of all routes and their document.
pub fn described() -> Described {
    Described { operations: routes::table(), skeleton: skeleton() }
}

/// Returns the document without examples and the parts that operations share.
fn skeleton() -> OpenApi {
    let (_, mut document) = App::new()
        .into_utoipa_app()
        .openapi(Base::openapi())
        .configure(routes::configure)
        .split_for_parts();
    // A redirect without anything else is for browsers; generated clients would have a method for it.
    document.paths.paths.retain(|_, item| {
        let operation = item.get.as_ref().expect("every path can be read");
        operation.responses.responses.contains_key("200")
    });
    document
}

/// Returns the document with examples from built-in posts.
pub fn sample_document() -> Value {
    let options = sample::options();
    let assets = AssetStore::new(Arc::new(MemorySource::new()));
    let renders = Renderer::new(&options, Arc::new(assets));
    let snapshot = sample::snapshot();
    let Described { operations, skeleton } = described();
    let content = Content {
        snapshot: &snapshot,
        options: &options,
        renderer: &renders,
        operations: &operations,
        now: sample::now(),
    };
    build(&skeleton, &content)
}

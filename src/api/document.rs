//! The OpenAPI document as the routes make it.

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
        description = "A read-only JSON API over a folder of Markdown posts.\n\nLists and single answers share one envelope: `data`, `meta`, `links`. Errors are `application/problem+json` (RFC 9457) and name everything that is wrong with a request at once. Filters of different names are joined by AND; the values of one filter are repeated (`tag=a&tag=b`) or joined by commas (`tag=a,b`), which means the same. An empty value, or one of blanks, is as if absent. An unknown parameter is an error; an unknown tag is an empty list with a warning that names the nearest one. A trailing slash is the same resource.\n\nThere are `GET`, `HEAD` and `OPTIONS` alone. `HEAD` is answered as `GET` is, without the body; `OPTIONS` with 204 and `Allow`. Any other method is answered with 405 (`method_not_allowed`) and `Allow`, and a path that is not there with 404 (`route_not_found`). What is no HTTP is answered with 400 (`malformed_request`), and what comes too slowly with 408 (`request_timeout`), before it is known which operation it is for.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0")
    ),
    tags(
        (name = "Posts", description = "Lists of posts and single posts."),
        (name = "Terms", description = "What posts are about and who wrote them: tags, categories, authors and series."),
        (name = "Search", description = "Finding posts by what they say and what they are called."),
        (name = "Site", description = "The content as a whole."),
        (name = "Service", description = "The way in, the documentation and the service's health.")
    ),
    components(schemas(ProblemView, Meta, Links, Pagination))
)]
struct Base;

/// Returns the operations of all routes and the document that they make.
pub fn described() -> Described {
    Described { operations: routes::table(), skeleton: skeleton() }
}

/// Returns the routes with their parameters and schemas, without what operations share and without
/// examples.
fn skeleton() -> OpenApi {
    let (_, document) = App::new()
        .into_utoipa_app()
        .openapi(Base::openapi())
        .configure(routes::configure)
        .split_for_parts();
    document
}

/// Returns the document with the examples of built-in posts: what a developer reads before there is any
/// content.
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

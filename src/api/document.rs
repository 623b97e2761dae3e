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
use super::view::envelope::{Links, Meta};
use super::view::event::ContentEventView;
use super::view::pagination::Pagination;
use super::view::problem::ProblemView;
use crate::source::MemorySource;

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Inkstone",
        description = "A read-only JSON API for a folder of Markdown posts.\n\n- **Responses** are `{data, meta, links}`. Errors are problem details (RFC 9457) and list every mistake.\n- **Filters** of different names are joined by AND. Values of one are repeated or separated by commas.\n- **Unknown** parameters are errors that suggest the nearest name. Unknown terms give no data and a warning.\n- **Methods** are `GET`, `HEAD` and `OPTIONS`. Others get 405 with `Allow`, slow requests 408.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0")
    ),
    tags(
        (name = "Posts", description = "Posts, their neighbors and related posts."),
        (name = "Terms", description = "Tags, categories, authors and series."),
        (name = "Search", description = "Full-text search and autocomplete."),
        (name = "Sync", description = "For apps that keep a copy of the posts: what there is, what has changed, and events."),
        (name = "Site", description = "The site, its archive, diagnostics and assets."),
        (name = "Service", description = "The index, documentation, health checks and metrics."),
        (name = "Webhooks", description = "Messages that are sent to other services.")
    ),
    components(schemas(ProblemView, Meta, Links, Pagination, ContentEventView))
)]
struct Base;

/// Returns the operations of all routes, and what makes their document.
pub fn described() -> Described {
    Described { operations: routes::table(), skeleton }
}

/// Returns the document without examples and the parts that operations share.
fn skeleton() -> OpenApi {
    let (_, mut document) = App::new()
        .into_utoipa_app()
        .openapi(Base::openapi())
        .configure(routes::describe)
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
    build(skeleton(), &content)
}

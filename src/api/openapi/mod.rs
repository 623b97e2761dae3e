//! The OpenAPI document: the routes' own descriptions, the errors they share, and examples from
//! the content that is served.

mod decorate;
mod errors;
mod examples;
mod headers;
mod sample;

use std::sync::{Arc, Mutex, PoisonError};

use actix_web::App;
use actix_web::web::Data;
use arc_swap::ArcSwapOption;
use bytes::Bytes;
use jiff::Timestamp;
use serde_json::Value;
use utoipa::OpenApi as _;
use utoipa::openapi::OpenApi;
use utoipa_actix_web::AppExt;

use super::routes;
use super::state::State;
use crate::api::body::assets::AssetStore;
use crate::api::body::render::Renderer;
use crate::api::view::envelope::{Links, Meta, Pagination};
use crate::api::view::problem::ProblemView;
use crate::live::Current;
use crate::protocol::problem::Problem;
use crate::source::MemorySource;
use examples::{Content, Examples};

/// The path of files beside posts.
const ASSET: &str = "/assets/{path}";

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

/// The routes with their parameters and schemas, without what is shared and without examples.
pub fn skeleton() -> OpenApi {
    let (_, document) = App::new()
        .into_utoipa_app()
        .openapi(Base::openapi())
        .configure(routes::configure)
        .split_for_parts();
    document
}

/// The document with the examples of three built-in posts: what a developer reads before there is
/// any content.
pub fn sample_document() -> Value {
    let options = sample::options();
    let assets = AssetStore::new(Arc::new(MemorySource::new()));
    let renders = Renderer::new(&options, Arc::new(assets));
    let snapshot = sample::snapshot();
    let (options, renderer) = (&options, &renders);
    build(&skeleton(), &Content { snapshot: &snapshot, options, renderer, now: sample::now() })
}

fn build(skeleton: &OpenApi, content: &Content<'_>) -> Value {
    let mut document = serde_json::to_value(skeleton).unwrap_or_default();
    decorate::decorate(&mut document, content.options);
    Examples::new(content).insert(&mut document);
    document
}

/// The document in both of its forms.
#[derive(Debug)]
pub struct Document {
    /// As JSON.
    pub json: Bytes,
    /// As YAML.
    pub yaml: Bytes,
}

/// Keeps the document of the current snapshot.
pub struct DocumentCache {
    skeleton: OpenApi,
    made: ArcSwapOption<Made>,
    /// Held by the one that makes the document, while others wait for it.
    making: Mutex<()>,
}

/// A document, and what it was made for.
struct Made {
    occasion: Occasion,
    document: Arc<Document>,
}

/// All that the examples depend on: the number of the snapshot, since when the same posts are public, and
/// whether they can be searched. The snapshot's identity would not do, because it does not tell what is
/// wrong with its files and what is in those beside them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Occasion {
    generation: u64,
    since: Option<Timestamp>,
    is_searchable: bool,
}

impl Occasion {
    fn new(current: &Current, now: Timestamp) -> Self {
        Self {
            generation: current.generation,
            since: current.snapshot.visible(now).since(),
            is_searchable: current.snapshot.search().is_some(),
        }
    }
}

impl std::fmt::Debug for DocumentCache {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DocumentCache")
    }
}

impl DocumentCache {
    /// A cache that has made none yet.
    pub fn new(skeleton: OpenApi) -> Self {
        Self { skeleton, made: ArcSwapOption::empty(), making: Mutex::new(()) }
    }

    /// The document with examples from the current snapshot. Made when first asked for, by a thread of
    /// its own: over many posts that takes long enough for other requests not to wait.
    ///
    /// # Errors
    /// `overloaded` where too much waits to be made already.
    pub async fn current(&self, state: &Data<State>) -> Result<Arc<Document>, Problem> {
        let (current, now) = (state.live.numbered(), state.clock.now());
        let occasion = Occasion::new(&current, now);
        if let Some(document) = self.made_for(occasion) {
            return Ok(document);
        }
        let shared = state.clone();
        let make = move || {
            let State { options, renders, documents, .. } = &**shared;
            let snapshot = &current.snapshot;
            documents.make(occasion, &Content { snapshot, options, renderer: renders, now })
        };
        state.limits.run_heavy(make).await
    }

    fn made_for(&self, occasion: Occasion) -> Option<Arc<Document>> {
        let made = self.made.load();
        let made = made.as_ref().filter(|made| made.occasion == occasion)?;
        Some(Arc::clone(&made.document))
    }

    fn make(&self, occasion: Occasion, content: &Content<'_>) -> Arc<Document> {
        let _making = self.making.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(document) = self.made_for(occasion) {
            return document;
        }
        let value = build(&self.skeleton, content);
        let document = Arc::new(Document {
            json: serde_json::to_vec(&value).unwrap_or_default().into(),
            yaml: to_yaml(&value).into(),
        });
        self.made.store(Some(Arc::new(Made { occasion, document: Arc::clone(&document) })));
        document
    }
}

/// A JSON value as YAML.
pub fn to_yaml(document: &Value) -> String {
    serde_saphyr::to_string(document).unwrap_or_default()
}

//! The OpenAPI document: the routes' own descriptions, the errors they share, and examples from
//! the content that is served.

mod decorate;
mod errors;
mod examples;
mod headers;
mod sample;

use std::sync::{Arc, Mutex, PoisonError};

use actix_web::App;
use bytes::Bytes;
use serde_json::Value;
use utoipa::OpenApi as _;
use utoipa::openapi::OpenApi;
use utoipa_actix_web::AppExt;

use super::HttpOptions;
use super::assets::AssetStore;
use super::problem::ProblemView;
use super::render::Renderer;
use super::routes;
use super::state::State;
use super::view::envelope::{Links, Meta, Pagination};
use crate::post::Revision;
use crate::source::MemorySource;
use examples::Examples;

/// The path of files beside posts.
const ASSET: &str = "/assets/{path}";

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Inkstone",
        description = "A read-only JSON API over a folder of Markdown posts.\n\nLists and single answers share one envelope: `data`, `meta`, `links`. Errors are `application/problem+json` (RFC 9457) and name everything that is wrong with a request at once. Filters of different names are joined by AND; the values of one filter are repeated (`tag=a&tag=b`) or joined by commas (`tag=a,b`), which means the same. An empty value is as if absent. An unknown parameter is an error; an unknown tag is an empty list with a warning that names the nearest one. A trailing slash is the same resource.",
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
    let examples = Examples::new(&snapshot, &options, &renders, sample::now());
    build(&skeleton(), &options, &examples)
}

fn build(skeleton: &OpenApi, options: &HttpOptions, examples: &Examples) -> Value {
    let mut document = serde_json::to_value(skeleton).unwrap_or_default();
    decorate::decorate(&mut document, options);
    examples.insert(&mut document);
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
    made: Mutex<Option<(Content, Arc<Document>)>>,
}

/// What a document was made for: a snapshot, with search or still without.
type Content = (Revision, bool);

impl std::fmt::Debug for DocumentCache {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DocumentCache")
    }
}

impl DocumentCache {
    /// A cache that has made none yet.
    pub fn new(skeleton: OpenApi) -> Self {
        Self { skeleton, made: Mutex::new(None) }
    }

    /// The document with examples from the current snapshot; made when first asked for.
    pub fn current(&self, state: &State) -> Arc<Document> {
        let snapshot = state.snapshot();
        // What is near to a post is not known before the search stands.
        let key = (snapshot.id(), snapshot.search().is_some());
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((id, document)) = &*made
            && *id == key
        {
            return Arc::clone(document);
        }
        let examples = Examples::new(&snapshot, &state.options, &state.renders, state.clock.now());
        let value = build(&self.skeleton, &state.options, &examples);
        let document = Arc::new(Document {
            json: serde_json::to_vec(&value).unwrap_or_default().into(),
            yaml: to_yaml(&value).into(),
        });
        *made = Some((key, Arc::clone(&document)));
        document
    }
}

/// A JSON value as YAML.
pub fn to_yaml(document: &Value) -> String {
    serde_saphyr::to_string(document).unwrap_or_default()
}

//! The OpenAPI document: the parts that operations share, and examples from the current content.

mod content;
mod decorate;
mod errors;
mod examples;
mod extra;
mod headers;
pub mod sample;
mod shape;
mod version_3_0;
mod webhooks;

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwapOption;
use bytes::Bytes;
use jiff::Timestamp;
use serde_json::Value;
use utoipa::openapi::OpenApi;

use super::moment::Moment;
use examples::Examples;

pub use content::Content;
pub use version_3_0::to_version_3_0;

/// Returns `skeleton` with the parts that operations share and with examples from some content.
pub fn build(skeleton: OpenApi, content: &Content<'_>) -> Value {
    let mut document = serde_json::to_value(&skeleton).expect("a document is JSON");
    drop(skeleton);
    let schema = content.snapshot.schema();
    if let Some(schema) = schema {
        extra::add_parameters(&mut document, schema);
    }
    decorate::decorate(&mut document, content.options, content.operations);
    document["webhooks"] = webhooks::described();
    extra::describe(&mut document, schema.map(|schema| &**schema));
    Examples::new(content).insert(&mut document);
    document
}

/// The document in both formats.
#[derive(Debug)]
pub struct Document {
    /// JSON.
    pub json: Bytes,
    /// YAML.
    pub yaml: Bytes,
}

/// The cached document of the current content.
pub struct DocumentCache {
    skeleton: fn() -> OpenApi,
    current: ArcSwapOption<Entry>,
    /// Locked while the document is made, so that it is made once.
    making: Mutex<()>,
}

/// The cached document and its key.
struct Entry {
    key: DocumentKey,
    document: Arc<Document>,
}

/// Everything that the examples depend on: the generation of the snapshot, the time since which the same
/// posts are public, and whether the search index is ready. The content hash of the snapshot is not
/// sufficient, because it does not cover diagnostics and assets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DocumentKey {
    generation: u64,
    since: Option<Timestamp>,
    is_searchable: bool,
}

impl DocumentKey {
    /// Returns the key of a moment.
    pub fn new(moment: &Moment) -> Self {
        Self {
            generation: moment.current.generation,
            since: moment.visible.since(),
            is_searchable: moment.snapshot().search().is_some(),
        }
    }
}

impl fmt::Debug for DocumentCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DocumentCache")
    }
}

impl DocumentCache {
    /// Creates an empty cache of documents that are made from what `skeleton` returns. That takes a millisecond, and
    /// its result 2 MB, so it is called for each document.
    pub fn new(skeleton: fn() -> OpenApi) -> Self {
        Self { skeleton, current: ArcSwapOption::empty(), making: Mutex::new(()) }
    }

    /// Returns the document, if it is cached.
    pub fn find(&self, key: DocumentKey) -> Option<Arc<Document>> {
        let current = self.current.load();
        let entry = current.as_ref().filter(|entry| entry.key == key)?;
        Some(Arc::clone(&entry.document))
    }

    /// Makes the document. If several callers request it, the first makes it and the others wait.
    pub fn make(&self, key: DocumentKey, content: &Content<'_>) -> Arc<Document> {
        let _making = self.making.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(document) = self.find(key) {
            return document;
        }
        let value = build((self.skeleton)(), content);
        let document = Arc::new(Document {
            json: serde_json::to_vec(&value).expect("a JSON value can be written").into(),
            yaml: to_yaml(&value).into(),
        });
        self.current.store(Some(Arc::new(Entry { key, document: Arc::clone(&document) })));
        document
    }
}

/// Returns a JSON value as YAML.
pub fn to_yaml(document: &Value) -> String {
    serde_saphyr::to_string(document).expect("a JSON value can be written as YAML")
}

//! The OpenAPI document: what operations share, and examples from the content that is served.

mod content;
mod decorate;
mod errors;
mod examples;
mod headers;
pub mod sample;

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

/// Returns the document that `skeleton` makes with examples from some content.
pub fn build(skeleton: &OpenApi, content: &Content<'_>) -> Value {
    let mut document = serde_json::to_value(skeleton).expect("a document is JSON");
    decorate::decorate(&mut document, content.options, content.operations);
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

/// The cached document of the current content.
pub struct DocumentCache {
    skeleton: OpenApi,
    made: ArcSwapOption<Made>,
    /// Held while the document is made, so that it is made once.
    making: Mutex<()>,
}

/// A document, and what it was made for.
struct Made {
    occasion: Occasion,
    document: Arc<Document>,
}

/// All that the examples depend on: the number of the snapshot, since when the same posts are public, and
/// whether they can be searched. The snapshot's identity would not do, because it does not cover
/// diagnostics and assets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Occasion {
    generation: u64,
    since: Option<Timestamp>,
    is_searchable: bool,
}

impl Occasion {
    /// What the examples of a moment depend on.
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
    /// An empty cache of documents that are made from `skeleton`.
    pub fn new(skeleton: OpenApi) -> Self {
        Self { skeleton, made: ArcSwapOption::empty(), making: Mutex::new(()) }
    }

    /// Returns the document, if it was made before.
    pub fn find(&self, occasion: Occasion) -> Option<Arc<Document>> {
        let made = self.made.load();
        let made = made.as_ref().filter(|made| made.occasion == occasion)?;
        Some(Arc::clone(&made.document))
    }

    /// Makes the document. Of several callers at once one makes it and the others wait.
    pub fn make(&self, occasion: Occasion, content: &Content<'_>) -> Arc<Document> {
        let _making = self.making.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(document) = self.find(occasion) {
            return document;
        }
        let value = build(&self.skeleton, content);
        let document = Arc::new(Document {
            json: serde_json::to_vec(&value).expect("a JSON value can be written").into(),
            yaml: to_yaml(&value).into(),
        });
        self.made.store(Some(Arc::new(Made { occasion, document: Arc::clone(&document) })));
        document
    }
}

/// Returns a JSON value as YAML.
pub fn to_yaml(document: &Value) -> String {
    serde_saphyr::to_string(document).expect("a JSON value can be written as YAML")
}

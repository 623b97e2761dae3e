//! Tests with whole files.

mod dialect;
mod fields;
mod files;
mod languages;
mod page;
mod tools;

use serde_json::json;

use super::{CompileOptions, Compiled, compile};
use crate::post::{Code, ContentPath, Post};

fn read(path: &str, text: &str) -> Compiled {
    compile(&ContentPath::new(path), text.as_bytes(), &CompileOptions::default())
}

/// Compiles a file that must not have any diagnostics.
fn clean(path: &str, text: &str) -> Post {
    let compiled = read(path, text);
    assert_eq!(compiled.diagnostics, [], "{path}");
    compiled.post.unwrap()
}

fn codes(compiled: &Compiled) -> Vec<Code> {
    compiled.diagnostics.iter().map(|diagnostic| diagnostic.code).collect()
}

fn list(terms: &[std::sync::Arc<str>]) -> Vec<&str> {
    terms.iter().map(|term| &**term).collect()
}

fn extra(post: &Post) -> serde_json::Value {
    post.extra.as_deref().map_or(json!({}), |extra| extra.clone().into())
}

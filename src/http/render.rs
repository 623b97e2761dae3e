//! Rendered bodies, kept within a bound of bytes and never made twice at once.

use std::sync::Arc;

use quick_cache::Weighter;
use quick_cache::sync::Cache;
use serde::Serialize;

use crate::compile::markdown::{RenderOptions, TocEntry, render};
use crate::http::view::post::json;
use crate::post::{Post, Revision};

/// A rendered body in the form in which answers hold it.
#[derive(Debug)]
pub struct Rendered {
    /// The HTML as a JSON string.
    pub html_json: Box<[u8]>,
    /// The table of contents as a JSON array.
    pub toc_json: Box<[u8]>,
}

/// A heading as JSON.
#[derive(Debug, Serialize)]
struct TocView<'a> {
    level: u8,
    id: &'a str,
    title: &'a str,
    children: Vec<TocView<'a>>,
}

impl<'a> From<&'a TocEntry> for TocView<'a> {
    fn from(entry: &'a TocEntry) -> Self {
        Self {
            level: entry.level,
            id: &entry.id,
            title: &entry.title,
            children: entry.children.iter().map(Self::from).collect(),
        }
    }
}

impl Rendered {
    fn new(markdown: &str, options: &RenderOptions) -> Self {
        let rendition = render(markdown, options);
        let mut html_json = Vec::with_capacity(rendition.html.len() + rendition.html.len() / 16);
        json(&mut html_json, &rendition.html);
        let mut toc_json = Vec::new();
        json(&mut toc_json, &rendition.toc.iter().map(TocView::from).collect::<Vec<_>>());
        Self { html_json: html_json.into(), toc_json: toc_json.into() }
    }
}

/// Weighs an entry by the bytes that it holds.
#[derive(Debug, Clone)]
struct Bytes;

impl Weighter<Revision, Arc<Rendered>> for Bytes {
    fn weight(&self, _: &Revision, rendered: &Arc<Rendered>) -> u64 {
        (rendered.html_json.len() + rendered.toc_json.len() + size_of::<Rendered>()) as u64
    }
}

/// Keeps rendered bodies by the revision of their post.
#[derive(Debug)]
pub struct RenderCache {
    options: RenderOptions,
    cache: Cache<Revision, Arc<Rendered>, Bytes>,
}

impl RenderCache {
    /// A cache that holds at most so many bytes.
    pub fn new(options: RenderOptions, bytes: usize) -> Self {
        const TYPICAL_BODY: usize = 16 * 1024;
        let cache = Cache::with_weighter((bytes / TYPICAL_BODY).max(16), bytes as u64, Bytes);
        Self { options, cache }
    }

    /// Whether the rendered body of a post is at hand.
    pub fn holds(&self, post: &Post) -> bool {
        self.cache.contains_key(&post.revision)
    }

    /// The rendered body of a post. Of several callers that ask for one body at once, one renders
    /// it and the others wait for it.
    pub fn get(&self, post: &Post) -> Arc<Rendered> {
        let made = self.cache.get_or_insert_with(&post.revision, || {
            Ok::<_, std::convert::Infallible>(Arc::new(Rendered::new(
                post.body.markdown(),
                &self.options,
            )))
        });
        match made {
            Ok(rendered) => rendered,
            Err(never) => match never {},
        }
    }
}

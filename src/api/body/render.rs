//! Forms of bodies, kept within a bound of bytes and never made twice at once.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use quick_cache::Weighter;
use quick_cache::sync::Cache;
use serde::Serialize;

use super::assets::AssetStore;
use super::json::json;
use super::site_links::{PostLinks, SiteUrls};
use crate::api::options::HttpOptions;
use crate::catalog::{DocId, Snapshot};
use crate::compile::markdown::{Document, Positions, RenderOptions, TocEntry, with_document};
use crate::ops::observe::CacheFigures;
use crate::text::Revision;

/// A form of a body, in the JSON in which answers hold it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// The HTML, a string.
    Html,
    /// The table of contents, an array.
    Toc,
    /// The plain text, a string.
    Text,
    /// The mdast tree.
    Blocks(Positions),
}

/// Forms of one body.
#[derive(Debug, Default)]
pub struct Forms(Vec<(Form, Arc<[u8]>)>);

impl Forms {
    /// A form as JSON, `null` where it was not asked for.
    pub fn json(&self, form: Form) -> &[u8] {
        self.0.iter().find(|(made, _)| *made == form).map_or(b"null", |(_, json)| json)
    }

    /// The mdast tree, with positions or without, as it was asked for.
    pub fn blocks(&self) -> &[u8] {
        let is_tree = |form: &Form| matches!(form, Form::Blocks(_));
        self.0.iter().find(|(form, _)| is_tree(form)).map_or(b"null", |(_, json)| json)
    }
}

/// A heading as JSON.
#[derive(Debug, Serialize)]
struct TocView<'a> {
    level: u8,
    id: &'a str,
    title: &'a str,
    children: Vec<TocView<'a>>,
}

impl<'a> TocView<'a> {
    fn all(entries: &'a [TocEntry]) -> Vec<Self> {
        let view = |entry: &'a TocEntry| Self {
            level: entry.level,
            id: &entry.id,
            title: &entry.title,
            // At most six levels deep.
            children: Self::all(&entry.children),
        };
        entries.iter().map(view).collect()
    }
}

/// A form of the body with this identity, under the links that it had.
type Identity = (Revision, Form);

/// Weighs an entry by the bytes that it holds.
#[derive(Debug, Clone)]
struct Bytes;

impl Weighter<Identity, Arc<[u8]>> for Bytes {
    fn weight(&self, _: &Identity, json: &Arc<[u8]>) -> u64 {
        (json.len() + size_of::<(Identity, Arc<[u8]>)>()) as u64
    }
}

/// Makes forms of bodies, and keeps them.
#[derive(Debug)]
pub struct Renderer {
    options: RenderOptions,
    urls: SiteUrls,
    assets: Arc<AssetStore>,
    cache: Cache<Identity, Arc<[u8]>, Bytes>,
    /// How many forms were asked for. The cache's own count has some twice, as it is asked twice for what it
    /// does not have.
    asked: AtomicU64,
    /// How many of these had to be made.
    made: AtomicU64,
}

impl Renderer {
    /// A renderer that keeps nothing yet.
    pub fn new(options: &HttpOptions, assets: Arc<AssetStore>) -> Self {
        const TYPICAL_FORM: usize = 8 * 1024;
        let bytes = options.render_cache_bytes;
        Self {
            options: options.render,
            urls: SiteUrls::new(options),
            assets,
            cache: Cache::with_weighter((bytes / TYPICAL_FORM).max(16), bytes as u64, Bytes),
            asked: AtomicU64::new(0),
            made: AtomicU64::new(0),
        }
    }

    /// Where the references of a post lead.
    pub fn links<'a>(&'a self, snapshot: &'a Snapshot, id: DocId) -> PostLinks<'a> {
        PostLinks::new(snapshot, id, &self.urls, &self.assets)
    }

    /// Whether forms of a body are there, so that [`Self::forms`] takes no time.
    pub fn has(&self, snapshot: &Snapshot, id: DocId, wanted: &[Form]) -> bool {
        let links = self.links(snapshot, id);
        if !links.are_known() {
            return false;
        }
        let identity = links.identity();
        wanted.iter().all(|&form| self.cache.contains_key(&(identity, form)))
    }

    /// Forms of a body, made by one parse where they are not there. Of several callers that ask for
    /// one form at once, one makes it and the others wait for it.
    pub fn forms(&self, snapshot: &Snapshot, id: DocId, wanted: &[Form]) -> Forms {
        if wanted.is_empty() {
            return Forms::default();
        }
        self.asked.fetch_add(wanted.len() as u64, Ordering::Relaxed);
        let links = self.links(snapshot, id);
        let identity = links.identity();
        let kept = |&form: &Form| Some((form, self.cache.get(&(identity, form))?));
        if let Some(forms) = wanted.iter().map(kept).collect() {
            return Forms(forms);
        }
        with_document(snapshot.post(id).body.markdown(), |document| {
            let form = |&form: &Form| {
                let make = || {
                    self.made.fetch_add(1, Ordering::Relaxed);
                    Ok::<_, Infallible>(self.make(document, form, &links))
                };
                match self.cache.get_or_insert_with(&(identity, form), make) {
                    Ok(json) => (form, json),
                    Err(never) => match never {},
                }
            };
            Forms(wanted.iter().map(form).collect())
        })
    }

    /// What is kept, and how often it was there.
    pub fn figures(&self) -> CacheFigures {
        // What is made was asked for before, so it is read first.
        let made = self.made.load(Ordering::Relaxed);
        CacheFigures {
            entries: self.cache.len() as u64,
            bytes: self.cache.weight(),
            hits: self.asked.load(Ordering::Relaxed).saturating_sub(made),
            misses: made,
        }
    }

    fn make(&self, document: &Document<'_>, form: Form, links: &PostLinks<'_>) -> Arc<[u8]> {
        let mut out = Vec::new();
        match form {
            Form::Html => json(&mut out, &document.html(&self.options, links)),
            Form::Toc => json(&mut out, &TocView::all(&document.toc())),
            Form::Text => json(&mut out, &document.text()),
            Form::Blocks(positions) => {
                out = document.blocks(&self.options, links, positions).into_bytes();
            }
        }
        out.into()
    }
}

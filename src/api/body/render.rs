//! Rendered bodies and their cache.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use quick_cache::Weighter;
use quick_cache::sync::Cache;
use serde::Serialize;

use super::assets::AssetStore;
use super::json::json;
use super::site_links::{PostLinks, SiteUrls};
use super::writer::TooLarge;
use crate::api::options::ApiOptions;
use crate::catalog::{DocId, Snapshot, Viewer};
use crate::compile::markdown::{
    AlertTitles, Document, Positions, RenderOptions, TocEntry, with_document,
};
use crate::ops::observe::CacheFigures;
use crate::text::Revision;

/// A form of a rendered body, as JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// HTML, a string.
    Html,
    /// The table of contents, an array.
    Toc,
    /// Plain text, a string.
    Text,
    /// An mdast tree.
    Blocks(Positions),
}

/// Several forms of one body.
#[derive(Debug, Default)]
pub struct Forms(Vec<(Form, Arc<[u8]>)>);

impl Forms {
    /// Returns a form as JSON, or `null` if it was not requested.
    pub fn json(&self, form: Form) -> &[u8] {
        self.0.iter().find(|(made, _)| *made == form).map_or(b"null", |(_, json)| json)
    }

    /// Returns the total length.
    pub fn bytes(&self) -> usize {
        self.0.iter().map(|(_, json)| json.len()).sum()
    }

    fn within(self, room: usize) -> Result<Self, TooLarge> {
        if self.bytes() <= room { Ok(self) } else { Err(TooLarge) }
    }

    /// Returns the mdast tree, with or without positions as requested, or `null` if it was not
    /// requested.
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

/// A form of the body with this identity, which covers its links ([`PostLinks::identity`]).
type Identity = (Revision, Form);

/// Weighs an entry by its bytes.
#[derive(Debug, Clone)]
struct Bytes;

impl Weighter<Identity, Arc<[u8]>> for Bytes {
    fn weight(&self, _: &Identity, json: &Arc<[u8]>) -> u64 {
        (json.len() + size_of::<(Identity, Arc<[u8]>)>()) as u64
    }
}

/// Renders bodies. The results are cached, bounded by bytes.
#[derive(Debug)]
pub struct Renderer {
    options: RenderOptions,
    urls: SiteUrls,
    assets: Arc<AssetStore>,
    cache: Cache<Identity, Arc<[u8]>, Bytes>,
    /// The number of requested forms. The cache's own counters would count misses twice, because each
    /// miss is looked up twice.
    requested: AtomicU64,
    /// The number of forms that had to be rendered.
    rendered: AtomicU64,
}

impl Renderer {
    /// Creates a renderer with an empty cache.
    pub fn new(options: &ApiOptions, assets: Arc<AssetStore>) -> Self {
        const TYPICAL_FORM: usize = 8 * 1024;
        let bytes = options.render_cache_bytes;
        Self {
            options: options.render.clone(),
            urls: SiteUrls::new(options),
            assets,
            cache: Cache::with_weighter((bytes / TYPICAL_FORM).max(16), bytes as u64, Bytes),
            requested: AtomicU64::new(0),
            rendered: AtomicU64::new(0),
        }
    }

    /// Returns the resolver of the URLs in a post.
    pub fn links<'a>(&'a self, snapshot: &'a Snapshot, id: DocId, viewer: Viewer) -> PostLinks<'a> {
        PostLinks::new(snapshot, id, viewer, &self.urls, &self.assets)
    }

    /// Whether all these forms of a body are cached, so that [`Self::forms`] does not render.
    pub fn has(&self, snapshot: &Snapshot, id: DocId, viewer: Viewer, wanted: &[Form]) -> bool {
        let links = self.links(snapshot, id, viewer);
        if !links.are_known() {
            return false;
        }
        let identity = links.identity();
        wanted.iter().all(|&form| self.cache.contains_key(&(identity, form)))
    }

    /// Returns forms of a body. Those that are not cached are rendered from one parse. If several
    /// callers request the same form, the first renders it and the others wait.
    ///
    /// # Errors
    /// Returns an error as soon as the forms are longer than `room`.
    pub fn forms(
        &self,
        snapshot: &Snapshot,
        id: DocId,
        viewer: Viewer,
        wanted: &[Form],
        room: usize,
    ) -> Result<Forms, TooLarge> {
        if wanted.is_empty() {
            return Ok(Forms::default());
        }
        self.requested.fetch_add(wanted.len() as u64, Ordering::Relaxed);
        let links = self.links(snapshot, id, viewer);
        let identity = links.identity();
        let cached = |&form: &Form| Some((form, self.cache.get(&(identity, form))?));
        if let Some(forms) = wanted.iter().map(cached).collect() {
            return Forms(forms).within(room);
        }
        let post = snapshot.post(id);
        let titles = AlertTitles::of(post.lang.as_str());
        let options = RenderOptions { alert_titles: titles, ..self.options.clone() };
        let body = &post.body;
        with_document(&body.markdown(), body.dialect(), |document| {
            let mut forms = Forms::default();
            for &form in wanted {
                let render = || {
                    self.rendered.fetch_add(1, Ordering::Relaxed);
                    Ok::<_, Infallible>(rendered(document, form, &options, &links))
                };
                match self.cache.get_or_insert_with(&(identity, form), render) {
                    Ok(json) => forms.0.push((form, json)),
                    Err(never) => match never {},
                }
                forms = forms.within(room)?;
            }
            Ok(forms)
        })
    }

    /// The statistics of the cache.
    pub fn figures(&self) -> CacheFigures {
        // A form is counted as requested before it is rendered, so this order keeps hits from
        // underflowing.
        let rendered = self.rendered.load(Ordering::Relaxed);
        CacheFigures {
            entries: self.cache.len() as u64,
            bytes: self.cache.weight(),
            hits: self.requested.load(Ordering::Relaxed).saturating_sub(rendered),
            misses: rendered,
        }
    }
}

fn rendered(
    document: &Document<'_>,
    form: Form,
    options: &RenderOptions,
    links: &PostLinks<'_>,
) -> Arc<[u8]> {
    let mut out = Vec::new();
    match form {
        Form::Html => json(&mut out, &document.html(options, links)),
        Form::Toc => json(&mut out, &TocView::all(&document.toc())),
        Form::Text => json(&mut out, &document.text()),
        Form::Blocks(positions) => {
            out = document.blocks(options, links, positions).into_bytes();
        }
    }
    out.into()
}

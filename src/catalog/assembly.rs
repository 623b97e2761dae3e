//! How a snapshot is put together.

use std::cmp::Reverse;
use std::sync::{Arc, OnceLock};

use arc_swap::ArcSwapOption;

use super::assets::Assets;
use super::calendar::Calendar;
use super::collated::Collated;
use super::columns::Columns;
use super::doc_id::DocId;
use super::edit::{Edit, docs};
use super::links::Links;
use super::naming::Naming;
use super::options::CatalogOptions;
use super::orders::{Orders, shared_or};
use super::page_path::PagePath;
use super::pairing::Pairing;
use super::snapshot::{Snapshot, sort};
use super::taxonomy::Taxonomy;
use super::terms::Terms;
use super::visible::Timeline;
use super::{duplicates, identity};
use crate::post::{Diagnostic, Post};

/// If more than one in this many posts is new, all titles are sorted, instead of inserting the new ones.
const FEW_NEW: usize = 8;

/// The parts of a snapshot that follow from the posts.
pub(super) struct Parts {
    pub(super) posts: Box<[Arc<Post>]>,
    pub(super) compiled: Box<[Arc<Post>]>,
    pub(super) page_path: PagePath,
    pub(super) orders: Orders,
    pub(super) terms: [Arc<Terms>; 4],
    pub(super) calendar: Arc<Calendar>,
    pub(super) naming: Arc<Naming>,
    pub(super) links: Links,
    pub(super) timeline: Arc<Timeline>,
    pub(super) collated: [OnceLock<Collated>; 3],
}

impl Snapshot {
    /// Builds a snapshot. The order of posts and diagnostics does not matter. Posts whose terms should share
    /// memory are given to [`intern`](super::intern) before.
    pub fn build(
        posts: impl IntoIterator<Item = impl Into<Arc<Post>>>,
        diagnostics: Vec<Diagnostic>,
        assets: Assets,
        options: &CatalogOptions,
    ) -> Self {
        let mut compiled: Vec<Arc<Post>> = posts.into_iter().map(Into::into).collect();
        compiled.sort_by(|a, b| (&a.path, a.revision).cmp(&(&b.path, b.revision)));
        Self::build_after(None, compiled, diagnostics, assets, options)
    }

    /// Sorts titles and names by the collation that suits all posts, and usually the visible ones too, if that was
    /// not done yet. Takes a quarter of a second for 100,000 posts, and otherwise the first request waits for it.
    pub fn prepare_orders(&self) {
        self.collated(&(0..self.posts.len() as DocId).collect());
    }

    /// Builds a snapshot of posts, sorted by path, most of which may be those of an earlier one.
    pub(super) fn build_after(
        earlier: Option<&Self>,
        compiled: Vec<Arc<Post>>,
        diagnostics: Vec<Diagnostic>,
        assets: Assets,
        options: &CatalogOptions,
    ) -> Self {
        let mut posts = compiled.clone();
        let mut about_names = Vec::new();
        let doubled = duplicates::sort(&mut posts, &mut about_names);
        // Already sorted by slug and language, which a stable sort preserves among equals.
        posts.sort_by_cached_key(|post| Reverse(post.published_at));
        let posts = posts.into_boxed_slice();

        let page_path = PagePath::new(&options.post_path);
        let (orders, (terms, links)) = rayon::join(
            || Orders::new(&posts),
            || {
                let terms = Taxonomy::ALL.map(|taxonomy| Arc::new(Terms::new(&posts, taxonomy)));
                (terms, Links::new(&posts, &assets, &page_path, &diagnostics))
            },
        );
        let pairing = earlier.map(|earlier| {
            (earlier, Pairing::new(&earlier.posts, &posts, |a, b| a.title == b.title))
        });
        let has_few_new = |pairing: &Pairing| pairing.added().len() <= 1 + posts.len() / FEW_NEW;
        let collated = match pairing {
            Some((earlier, pairing)) if has_few_new(&pairing) => {
                let moved = |own: &Collated| own.moved(&posts, &pairing, &orders.names, &terms);
                earlier.collated.each_ref().map(|own| {
                    own.get().map_or_else(OnceLock::new, |own| OnceLock::from(moved(own)))
                })
            }
            _ => Default::default(),
        };
        let naming = Naming::new(&posts, &orders, &doubled, &page_path, about_names);
        let duplicates = Arc::clone(&naming.duplicates);
        let parts = Parts {
            timeline: Timeline::new(&posts, duplicates, options.everyone).into(),
            calendar: Calendar::new(&posts).into(),
            naming: naming.into(),
            collated,
            compiled: compiled.into(),
            posts,
            page_path,
            orders,
            terms,
            links,
        };
        Self::assemble(parts, diagnostics, assets, options)
    }

    /// Puts the parts together with the diagnostics of the files.
    pub(super) fn assemble(
        parts: Parts,
        mut diagnostics: Vec<Diagnostic>,
        assets: Assets,
        options: &CatalogOptions,
    ) -> Self {
        let Parts {
            posts,
            compiled,
            page_path,
            orders,
            terms,
            calendar,
            naming,
            links,
            timeline,
            collated,
        } = parts;
        diagnostics.extend(naming.diagnostics.iter().chain(links.diagnostics()).cloned());
        sort(&mut diagnostics);
        // Twins have the same problems.
        diagnostics.dedup();
        let settings = identity::of_settings(options);
        let paths = assets.iter().map(|(_, path)| path);
        let revisions = compiled.iter().map(|post| post.revision);
        Self {
            id: identity::of_content(revisions, paths, settings),
            settings,
            schema: None,
            columns: Columns::default(),
            default_lang: options.default_lang.clone(),
            diagnostics: diagnostics.into(),
            assets,
            posts,
            compiled,
            page_path,
            collated,
            orders,
            terms,
            calendar,
            naming,
            links,
            timeline,
            visible: ArcSwapOption::empty(),
            suggestions: OnceLock::new(),
            search: OnceLock::new(),
            indexed: Arc::default(),
            packing: Arc::default(),
        }
    }

    /// Returns the parts after some posts have changed, but none has come, gone or changed a name, and neither
    /// have the assets. `None` if the change may affect more.
    pub(super) fn edited(
        &self,
        compiled: Vec<Arc<Post>>,
        posts: Vec<Arc<Post>>,
        edits: &[Edit],
        rejected: &[Diagnostic],
    ) -> Option<Parts> {
        let naming = &self.naming;
        let page_path = &self.page_path;
        let links = self.links.with((&posts, edits), naming, &self.assets, page_path, rejected)?;
        let terms = Taxonomy::ALL.map(|taxonomy| {
            let is_same = |a: &Post, b: &Post| taxonomy.names(a) == taxonomy.names(b);
            let own = &self.terms[taxonomy as usize];
            shared_or(own, &docs(edits, is_same), || Terms::new(&posts, taxonomy))
        });
        let orders = self.orders.with(&posts, edits);
        let collated = self.collated.each_ref().map(|own| {
            let names = &orders.names;
            let with = |own: &Collated| own.with((&posts, edits), names, (&self.terms, &terms));
            own.get().map_or_else(OnceLock::new, |own| OnceLock::from(with(own)))
        });
        let redated = docs(edits, |a, b| a.date == b.date);
        let reexpired = docs(edits, |a, b| a.expires_at == b.expires_at);
        Some(Parts {
            calendar: shared_or(&self.calendar, &redated, || Calendar::new(&posts)),
            timeline: shared_or(&self.timeline, &reexpired, || self.timeline.with(&posts)),
            naming: Arc::clone(naming),
            page_path: page_path.clone(),
            compiled: compiled.into(),
            posts: posts.into(),
            orders,
            terms,
            links,
            collated,
        })
    }
}

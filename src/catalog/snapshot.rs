//! The immutable snapshot of all content.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, OnceLock};

use arc_swap::ArcSwapOption;
use jiff::Timestamp;
use roaring::RoaringBitmap;

use super::assets::{AssetId, Assets};
use super::audience::{Audience, Viewer};
use super::calendar::Calendar;
use super::collated::Collated;
use super::collation::{Collation, CollationChoice};
use super::doc_id::DocId;
use super::edit::{Edit, docs};
use super::langs::Langs;
use super::links::{LinkTarget, Links};
use super::moves::Moves;
use super::naming::Naming;
use super::near::Near;
use super::options::CatalogOptions;
use super::orders::{Orders, shared_or};
use super::page_path::PagePath;
use super::search::Search;
use super::suggestion_views::SuggestionViews;
use super::tally::Tally;
use super::taxonomy::Taxonomy;
use super::terms::Terms;
use super::visible::{Timeline, Visible};
use super::{duplicates, identity};
use crate::post::{Diagnostic, Post, Status, Use};
use crate::text::Lang;
use crate::text::Revision;
use crate::text::nfc::nfc;

/// All content at one time. Never changes after it is built.
#[derive(Debug)]
pub struct Snapshot {
    posts: Box<[Arc<Post>]>,
    /// The posts as they were compiled, sorted by path. In `posts`, some have another slug, or are there twice.
    pub(super) compiled: Box<[Arc<Post>]>,
    diagnostics: Box<[Diagnostic]>,
    assets: Assets,
    id: Revision,
    settings: Revision,
    default_lang: Lang,
    page_path: PagePath,
    /// By [`CollationChoice`], made when it is first used; derived data, not state.
    collated: [OnceLock<Collated>; 3],
    orders: Orders,
    terms: [Arc<Terms>; 4],
    calendar: Arc<Calendar>,
    pub(super) naming: Arc<Naming>,
    links: Links,
    pub(super) timeline: Arc<Timeline>,
    /// The result of the last call to [`Self::visible`]; derived data, not state.
    visible: ArcSwapOption<Visible>,
    /// Built on demand.
    pub(super) suggestions: OnceLock<Arc<SuggestionViews>>,
    /// Built on demand, after everything else.
    pub(super) search: OnceLock<Search>,
    /// The number of posts that the index for search has so far; derived data, not state.
    pub(super) indexed: AtomicUsize,
}

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
        let snapshot = Self::build_after(None, compiled, diagnostics, assets, options);
        // Usually the one that suits the visible posts too.
        snapshot.collated(&(0..snapshot.posts.len() as DocId).collect());
        snapshot
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
        let moves = earlier.map(|earlier| (earlier, Moves::new(&earlier.posts, &posts)));
        let collated = moves.filter(|(_, moves)| moves.are_few()).map(|(earlier, moves)| {
            let moved = |own: &Collated| own.moved(&posts, &moves, &orders.names, &terms);
            earlier
                .collated
                .each_ref()
                .map(|own| own.get().map_or_else(OnceLock::new, |own| OnceLock::from(moved(own))))
        });
        let collated = collated.unwrap_or_default();
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
            indexed: AtomicUsize::new(0),
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

    /// Describes the parts, for comparison.
    #[cfg(test)]
    pub(super) fn parts(&self) -> [String; 7] {
        let collated = self.collated(&(0..self.posts.len() as DocId).collect());
        [
            format!(
                "{:?}",
                (&collated.title, Taxonomy::ALL.map(|taxonomy| collated.names(taxonomy)))
            ),
            format!("{:?}", self.orders),
            format!("{:?}", self.terms),
            format!("{:?}", self.calendar),
            format!("{:?}", self.naming),
            format!("{:?}", self.timeline),
            self.links.parts(),
        ]
    }

    /// Returns all posts in the default order, regardless of status.
    pub fn posts(&self) -> &[Arc<Post>] {
        &self.posts
    }

    /// Returns a post.
    pub fn post(&self, id: DocId) -> &Post {
        &self.posts[id as usize]
    }

    /// Returns the diagnostics that do not depend on the time, sorted by path, line and column.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// Returns the files stored alongside posts.
    pub fn assets(&self) -> &Assets {
        &self.assets
    }

    /// Returns the identity of all content, hidden posts included, without diagnostics: equal on all
    /// replicas. It includes the paths of assets, because they decide which links resolve, but not their
    /// content, because that is not read until it is requested.
    pub fn id(&self) -> Revision {
        self.id
    }

    /// Returns the identity of what is public, like [`Self::id`] without hidden posts, and without the
    /// assets to which only these refer.
    pub fn public_id(&self, visible: &Visible) -> Revision {
        visible.id(|| {
            let public = visible.public();
            let docs = self.naming.by_path.iter().filter(|&&doc| public.contains(doc));
            let posts = docs.map(|&doc| self.post(doc).revision);
            let is_public = |id| self.may_get_asset(id, Audience::Public, visible);
            let assets = self.assets.iter().filter(|&(id, _)| is_public(id));
            identity::of_content(posts, assets.map(|(_, path)| path), self.settings)
        })
    }

    /// Returns the site's language.
    pub fn default_lang(&self) -> &Lang {
        &self.default_lang
    }

    /// Returns the posts with a slug (NFC is applied first), sorted by language. Of several in one
    /// language, at most one is in each set of [`Visible`].
    pub fn versions(&self, slug: &str) -> &[DocId] {
        let slug = nfc(slug);
        let docs = self.orders.slug.docs();
        let of = |doc: DocId| self.post(doc).slug.as_str();
        let start = docs.partition_point(|&doc| *of(doc) < *slug);
        let rest = &docs[start..];
        &rest[..rest.partition_point(|&doc| of(doc) == slug)]
    }

    /// Returns the post among `visible` that an old slug or path leads to. Leading and trailing slashes
    /// are ignored.
    pub fn alias(&self, old: &str, visible: &RoaringBitmap) -> Option<DocId> {
        self.naming.aliases.find(old, visible)
    }

    /// Returns the other language versions of a post that are public at `now`, sorted by language.
    pub fn translations(&self, id: DocId, now: Timestamp) -> Vec<DocId> {
        self.naming.translations.of(id, self.visible(now).public())
    }

    /// Returns the target of a URL as written in a post: an asset or a post among `visible`. `None` if it
    /// is outside the content folder, hidden or doesn't exist.
    pub fn link_target(
        &self,
        id: DocId,
        url: &str,
        to_use: Use,
        visible: &RoaringBitmap,
    ) -> Option<LinkTarget> {
        self.links.target((id, self.post(id)), url, to_use, visible)
    }

    /// Returns whether the fragment of a link in a post is an id in the raw HTML of `target`, which has a
    /// prefix in the page.
    pub fn is_raw_id(&self, id: DocId, url: &str, target: DocId) -> bool {
        self.links.is_raw_id((id, self.post(id)), url, target)
    }

    /// Returns the links of a post to ids in raw HTML: the position among its references, and the target.
    pub fn raw_ids(&self, id: DocId) -> impl Iterator<Item = (u32, DocId)> {
        self.links.raw_ids(id)
    }

    /// Returns the targets of a post's references, in the order of [`Post::references`]: assets and posts
    /// among `visible`.
    pub fn link_targets(
        &self,
        id: DocId,
        visible: &RoaringBitmap,
    ) -> impl Iterator<Item = Option<LinkTarget>> {
        self.links.of(id, visible)
    }

    /// Returns the public posts whose links lead `viewer` to a post, in the default order.
    pub fn backlinks(&self, id: DocId, viewer: Viewer) -> Vec<DocId> {
        let visible = self.visible(viewer.now);
        let linking = self.links.to(id, visible.to(viewer.audience));
        linking.filter(|&doc| visible.is_public(doc)).collect()
    }

    /// Returns all diagnostics at a time: also those of links in published posts to posts that are
    /// scheduled or expired then, or whose slug another post has. Sorted like [`Self::diagnostics`].
    pub fn diagnostics_at(&self, now: Timestamp) -> Cow<'_, [Diagnostic]> {
        let visible = self.visible(now);
        let mut found = self.links.to_hidden(&self.posts, visible.docs(Status::Published), now);
        if found.is_empty() {
            return Cow::Borrowed(&self.diagnostics);
        }
        found.extend_from_slice(&self.diagnostics);
        sort(&mut found);
        Cow::Owned(found)
    }

    /// Returns the number of posts, counting those that share a slug and language once.
    pub fn name_count(&self) -> usize {
        self.posts.len() - self.timeline.surplus()
    }

    /// Returns whether an audience may get an asset: anyone may if no post refers to it, or one of
    /// `visible`; authors always may.
    pub fn may_get_asset(&self, id: AssetId, audience: Audience, visible: &Visible) -> bool {
        let mut users = self.links.users(id).peekable();
        audience == Audience::Preview
            || users.peek().is_none()
            || users.any(|doc| visible.is_public(doc))
    }

    /// Returns the path in the same folder that is most similar to a mistyped one, among the assets to
    /// which a public post refers.
    pub fn near_asset(&self, wrong: &str, visible: &Visible) -> Option<&str> {
        self.assets.near(wrong, |id| self.links.users(id).any(|doc| visible.is_public(doc)))
    }

    /// Returns the slugs of a post's terms, in the order in which they are written, for those who see the
    /// posts `among`, of which it must be one.
    pub fn term_slugs(
        &self,
        taxonomy: Taxonomy,
        id: DocId,
        among: &RoaringBitmap,
    ) -> impl Iterator<Item = Arc<str>> {
        let terms = self.terms(taxonomy);
        terms.of_doc(id).iter().map(|&term| terms.slug(term, among))
    }

    /// Returns the names of a post's terms, in the order and spelling in which they are written, with their
    /// slugs as in [`Self::term_slugs`].
    pub fn named_terms(
        &self,
        taxonomy: Taxonomy,
        id: DocId,
        among: &RoaringBitmap,
    ) -> impl Iterator<Item = (&str, Arc<str>)> {
        let terms = self.terms(taxonomy);
        taxonomy.names(self.post(id)).iter().filter_map(move |name| {
            let term = terms.by_name(name)?;
            Some((&**name, terms.slug(term, among)))
        })
    }

    /// Returns which posts are visible at `now`. The result is cached until the next post appears or
    /// disappears, so the call is cheap for most requests.
    pub fn visible(&self, now: Timestamp) -> Arc<Visible> {
        if let Some(visible) = &*self.visible.load()
            && visible.holds_at(now)
        {
            return Arc::clone(visible);
        }
        let visible = Arc::new(self.timeline.visible(&self.posts, now));
        self.visible.store(Some(Arc::clone(&visible)));
        visible
    }

    pub(crate) fn orders(&self) -> &Orders {
        &self.orders
    }

    /// Returns the orders by the collation that suits the languages of the `visible` posts.
    pub(crate) fn collated(&self, visible: &RoaringBitmap) -> &Collated {
        self.collated_by(CollationChoice::new(&self.naming.langs, visible))
    }

    /// Returns the orders by the collation that suits the languages of the public posts.
    pub(crate) fn public_collated(&self, visible: &Visible) -> &Collated {
        self.collated_by(visible.collation(&self.naming.langs))
    }

    fn collated_by(&self, choice: CollationChoice) -> &Collated {
        self.collated[choice as usize].get_or_init(|| {
            let collation = Collation::for_choice(choice, &self.default_lang);
            Collated::new(collation, &self.posts, &self.orders.names, &self.terms)
        })
    }

    pub(crate) fn terms(&self, taxonomy: Taxonomy) -> &Terms {
        &self.terms[taxonomy as usize]
    }

    pub(crate) fn langs(&self) -> &Langs {
        &self.naming.langs
    }

    pub(crate) fn calendar(&self) -> &Calendar {
        &self.calendar
    }

    pub(crate) fn near_slugs(&self) -> &Near {
        &self.naming.near_slugs
    }

    /// Returns the number of public posts with each term.
    pub(crate) fn public_tally<'a>(&self, visible: &'a Visible, taxonomy: Taxonomy) -> &'a Tally {
        visible.tally(taxonomy, self.terms(taxonomy), &self.calendar)
    }
}

fn sort(diagnostics: &mut [Diagnostic]) {
    diagnostics.sort_by_cached_key(|diagnostic| {
        let place = diagnostic.place.as_ref().map(|place| (place.line, place.column));
        (diagnostic.path.clone(), place, diagnostic.code, diagnostic.message.clone())
    });
}

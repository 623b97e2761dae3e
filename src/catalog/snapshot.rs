//! The immutable snapshot of all content.

use std::borrow::Cow;
use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, OnceLock};

use arc_swap::ArcSwapOption;
use jiff::Timestamp;
use percent_encoding::percent_decode_str;
use roaring::RoaringBitmap;

use super::assets::{AssetId, Assets};
use super::audience::{Audience, Viewer};
use super::bodies::Packing;
use super::calendar::Calendar;
use super::collated::Collated;
use super::collation::{Collation, CollationChoice};
use super::columns::Columns;
use super::doc_id::DocId;
use super::identity;
use super::langs::Langs;
use super::links::{LinkTarget, Links};
use super::naming::Naming;
use super::near::Near;
use super::orders::Orders;
use super::page_path::PagePath;
use super::search::Search;
use super::seen::Seen;
use super::suggestion_views::SuggestionViews;
use super::tally::Tally;
use super::taxonomy::Taxonomy;
use super::terms::Terms;
use super::visible::{Timeline, Visible};
use crate::compile::ExtraSchema;
use crate::post::{Diagnostic, Post, Status, Use};
use crate::text::Lang;
use crate::text::Revision;
use crate::text::nfc::nfc;

/// All content at one time. Never changes after it is built.
#[derive(Debug)]
pub struct Snapshot {
    pub(super) posts: Box<[Arc<Post>]>,
    /// The posts as they were compiled, sorted by path. In `posts`, some have another slug, or are there twice.
    pub(super) compiled: Box<[Arc<Post>]>,
    pub(super) diagnostics: Box<[Diagnostic]>,
    pub(super) assets: Assets,
    pub(super) id: Revision,
    pub(super) settings: Revision,
    /// What the keys in `extra` may be.
    pub(super) schema: Option<Arc<ExtraSchema>>,
    /// The values of the keys that the schema declares; derived data, not state.
    pub(super) columns: Columns,
    pub(super) default_lang: Lang,
    pub(super) page_path: PagePath,
    /// By [`CollationChoice`], made when it is first used; derived data, not state.
    pub(super) collated: [OnceLock<Collated>; 3],
    pub(super) orders: Orders,
    pub(super) terms: [Arc<Terms>; 4],
    pub(super) calendar: Arc<Calendar>,
    pub(super) naming: Arc<Naming>,
    pub(super) links: Links,
    pub(super) timeline: Arc<Timeline>,
    /// The result of the last call to [`Self::visible`]; derived data, not state.
    pub(super) visible: ArcSwapOption<Visible>,
    /// Built on demand.
    pub(super) suggestions: OnceLock<Arc<SuggestionViews>>,
    /// Built on demand, after everything else.
    pub(super) search: OnceLock<Search>,
    /// The number of posts that the first index for search has so far. Snapshots that are made meanwhile share it,
    /// because they wait for that index. Derived data, not state.
    pub(super) indexed: Arc<AtomicUsize>,
    /// How the bodies are compressed; derived data, not state.
    pub(super) packing: Arc<Packing>,
}

impl Snapshot {
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

    /// Sets the schema by which the front matter of the posts was checked.
    pub fn with_schema(self, schema: Option<Arc<ExtraSchema>>) -> Self {
        Self { columns: Columns::new(schema.as_deref()), schema, ..self }
    }

    /// Returns the schema by which the front matter of the posts was checked; `None` if its keys may be anything.
    pub fn schema(&self) -> Option<&Arc<ExtraSchema>> {
        self.schema.as_ref()
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
        self.translations_among(id, &self.visible(now))
    }

    /// Returns the other language versions of a post that are public, sorted by language.
    pub fn translations_among(&self, id: DocId, visible: &Visible) -> Vec<DocId> {
        self.naming.translations.of(id, visible.public())
    }

    /// Returns the public post whose page on the site has a path, which is percent-encoded. If the path lacks the
    /// language, a version in `lang` is preferred.
    pub fn post_of_page(&self, path: &str, lang: &Lang, visible: &Visible) -> Option<DocId> {
        let path = percent_decode_str(path.trim_matches('/')).decode_utf8().ok()?;
        let (slug, own) = self.page_path.parse(&path)?;
        let versions = || self.versions(slug).iter().copied().filter(|&doc| visible.is_public(doc));
        let wanted = own.unwrap_or(lang.as_str());
        let exact = versions().find(|&doc| self.post(doc).lang.as_str() == wanted);
        exact.or_else(|| versions().next().filter(|_| own.is_none()))
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
        let seen = self.seen_by(viewer);
        let linking = self.links.to(id, seen.docs());
        linking.filter(|&doc| seen.visible().is_public(doc)).collect()
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

    /// Returns whether a post refers to an asset.
    pub fn uses_asset(&self, doc: DocId, id: AssetId) -> bool {
        self.links.users(id).any(|user| user == doc)
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

    /// Returns [`Visible::since`] at `now`.
    pub fn public_since(&self, now: Timestamp) -> Option<Timestamp> {
        match &*self.visible.load() {
            Some(visible) if visible.holds_at(now) => visible.since(),
            _ => self.visible(now).since(),
        }
    }

    /// Returns the posts that a viewer sees.
    pub fn seen_by(&self, viewer: Viewer) -> Seen {
        Seen::new(self.visible(viewer.now), viewer)
    }

    pub(crate) fn orders(&self) -> &Orders {
        &self.orders
    }

    /// Returns the orders by the collation that suits the languages of the `visible` posts.
    pub(crate) fn collated(&self, visible: &RoaringBitmap) -> &Collated {
        self.collated_by(self.collation_for(visible))
    }

    /// Returns the collation that suits the languages of the `visible` posts.
    pub(crate) fn collation_for(&self, visible: &RoaringBitmap) -> CollationChoice {
        CollationChoice::new(&self.naming.langs, visible)
    }

    /// Returns the collation that suits the languages of the public posts.
    pub(crate) fn public_collation(&self, visible: &Visible) -> CollationChoice {
        visible.collation(&self.naming.langs)
    }

    /// Returns the orders by a collation.
    pub(crate) fn collated_by(&self, choice: CollationChoice) -> &Collated {
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

/// Sorts diagnostics by path, line and column.
pub(super) fn sort(diagnostics: &mut [Diagnostic]) {
    diagnostics.sort_by_cached_key(|diagnostic| {
        let place = diagnostic.place.as_ref().map(|place| (place.line, place.column));
        (diagnostic.path.clone(), place, diagnostic.code, diagnostic.message.clone())
    });
}

//! The snapshot itself.

use std::cmp::Reverse;
use std::sync::{Arc, OnceLock};

use arc_swap::ArcSwapOption;
use jiff::Timestamp;

use super::aliases::Aliases;
use super::links::{LinkTarget, Links};
use super::orders::Orders;
use super::translations::Translations;
use super::visible::{Timeline, Visible};
use super::{
    Assets, Calendar, CatalogOptions, Collation, DocId, Langs, Near, Search, Tally, Taxonomy,
    Terms, duplicates, intern,
};
use crate::post::{Diagnostic, Post, Revision, Use};
use crate::text::Lang;
use crate::text::nfc::nfc;

/// Everything that is known at one time. Never changes after it is built.
#[derive(Debug)]
pub struct Snapshot {
    posts: Box<[Post]>,
    diagnostics: Box<[Diagnostic]>,
    assets: Assets,
    id: Revision,
    default_lang: Lang,
    collation: Collation,
    orders: Orders,
    terms: [Terms; 4],
    langs: Langs,
    calendar: Calendar,
    near_slugs: Near,
    aliases: Aliases,
    translations: Translations,
    links: Links,
    timeline: Timeline,
    /// What was visible when it was last asked; a memo, no state.
    visible: ArcSwapOption<Visible>,
    /// Made after all the rest, once.
    search: OnceLock<Search>,
}

impl Snapshot {
    /// Builds a snapshot. The order in which posts and diagnostics come does not matter.
    pub fn build(
        posts: Vec<Post>,
        mut diagnostics: Vec<Diagnostic>,
        assets: Assets,
        options: &CatalogOptions,
    ) -> Self {
        let mut posts = duplicates::set_aside(posts, &mut diagnostics);
        intern::intern(&mut posts);
        // By slug and language already, which a stable sort keeps among equals.
        posts.sort_by_cached_key(|post| Reverse(post.published_at));
        let posts = posts.into_boxed_slice();

        let collation = Collation::for_posts(&posts, &options.default_lang);
        let mut dead = Vec::new();
        let (orders, (terms, links)) = rayon::join(
            || Orders::new(&posts, &collation),
            || {
                let terms = Taxonomy::ALL.map(|taxonomy| Terms::new(&posts, taxonomy, &collation));
                (terms, Links::new(&posts, &assets, &mut dead))
            },
        );
        diagnostics.append(&mut dead);
        let slug = |doc: &DocId| posts[*doc as usize].slug.as_str();
        let near_slugs = Near::new(orders.slug.docs().iter().map(slug));
        let slug_exists =
            |wanted: &str| orders.slug.docs().binary_search_by(|doc| slug(doc).cmp(wanted)).is_ok();
        let aliases = Aliases::new(&posts, slug_exists, &mut diagnostics);
        let translations = Translations::new(&posts, &mut diagnostics);
        diagnostics.sort_by_cached_key(|diagnostic| {
            let place = diagnostic.place.as_ref().map(|place| (place.line, place.column));
            (diagnostic.path.clone(), place, diagnostic.code, diagnostic.message.clone())
        });
        Self {
            id: id(&posts, &assets, options),
            default_lang: options.default_lang.clone(),
            langs: Langs::new(&posts),
            calendar: Calendar::new(&posts),
            timeline: Timeline::new(&posts),
            diagnostics: diagnostics.into(),
            assets,
            posts,
            collation,
            orders,
            terms,
            near_slugs,
            aliases,
            translations,
            links,
            visible: ArcSwapOption::empty(),
            search: OnceLock::new(),
        }
    }

    /// Makes what finds posts by their text, if that was not done yet. Takes a second for about twenty
    /// megabytes of Markdown on two cores, so it is done while the snapshot already answers everything else.
    pub fn prepare_search(&self) -> &Search {
        self.search.get_or_init(|| Search::new(self))
    }

    /// What finds posts by their text; none until it stands.
    pub fn search(&self) -> Option<&Search> {
        self.search.get()
    }

    /// All posts in the default order, whatever their status.
    pub fn posts(&self) -> &[Post] {
        &self.posts
    }

    /// One post.
    pub fn post(&self, id: DocId) -> &Post {
        &self.posts[id as usize]
    }

    /// All problems, by path, line and column.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// The files beside posts.
    pub fn assets(&self) -> &Assets {
        &self.assets
    }

    /// Identifies the content, the diagnostics aside: equal on all replicas. Of assets their paths
    /// count, because they decide which links lead somewhere; what is in them does not, because
    /// they are not read before somebody asks.
    pub fn id(&self) -> Revision {
        self.id
    }

    /// The site's language.
    pub fn default_lang(&self) -> &Lang {
        &self.default_lang
    }

    /// The language versions of a slug (NFC is applied first), by language.
    pub fn versions(&self, slug: &str) -> &[DocId] {
        let slug = nfc(slug);
        let docs = self.orders.slug.docs();
        let of = |doc: DocId| self.post(doc).slug.as_str();
        let start = docs.partition_point(|&doc| *of(doc) < *slug);
        let rest = &docs[start..];
        &rest[..rest.partition_point(|&doc| of(doc) == slug)]
    }

    /// The post to which an old slug or path leads, whatever its status. Slashes at both ends do
    /// not matter.
    pub fn alias(&self, old: &str) -> Option<DocId> {
        self.aliases.find(old)
    }

    /// The other language versions of a post that are published at `now`, by language.
    pub fn translations(&self, id: DocId, now: Timestamp) -> Vec<DocId> {
        let visible = self.visible(now);
        self.translations.of(id).filter(|&doc| visible.is_published(doc)).collect()
    }

    /// Where a URL of a post leads, as it is written in the post; none where it leads out of the
    /// content folder or nowhere.
    pub fn link_target(&self, id: DocId, url: &str, to_use: Use) -> Option<LinkTarget> {
        self.links.target(id, self.post(id), url, to_use)
    }

    /// Where the references of a post lead, in the order of [`Post::references`].
    pub fn link_targets(&self, id: DocId) -> &[Option<LinkTarget>] {
        self.links.of(id)
    }

    /// The posts that link to a post and are published at `now`, in the default order.
    pub fn backlinks(&self, id: DocId, now: Timestamp) -> Vec<DocId> {
        let visible = self.visible(now);
        self.links.to(id).filter(|&doc| visible.is_published(doc)).collect()
    }

    /// The slugs of a post's terms, by their folded names.
    pub fn term_slugs(&self, taxonomy: Taxonomy, id: DocId) -> impl Iterator<Item = &str> {
        let terms = self.terms(taxonomy);
        terms.of_doc(id).iter().map(|&term| &**terms.slug(term))
    }

    /// What is visible at `now`. Kept until the next post comes or goes, so that asking costs
    /// nothing for most requests.
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

    pub(crate) fn collation(&self) -> &Collation {
        &self.collation
    }

    pub(crate) fn terms(&self, taxonomy: Taxonomy) -> &Terms {
        &self.terms[taxonomy as usize]
    }

    pub(crate) fn langs(&self) -> &Langs {
        &self.langs
    }

    pub(crate) fn calendar(&self) -> &Calendar {
        &self.calendar
    }

    pub(crate) fn near_slugs(&self) -> &Near {
        &self.near_slugs
    }

    /// How often each term occurs among the published posts.
    pub(crate) fn published_tally<'a>(
        &self,
        visible: &'a Visible,
        taxonomy: Taxonomy,
    ) -> &'a Tally {
        visible.tally(taxonomy, self.terms(taxonomy), &self.calendar)
    }
}

fn id(posts: &[Post], assets: &Assets, options: &CatalogOptions) -> Revision {
    let mut files: Vec<&Post> = posts.iter().collect();
    files.sort_unstable_by_key(|post| &post.path);
    let files = files
        .into_iter()
        .flat_map(|post| [post.path.as_str().as_bytes(), post.revision.as_bytes()]);
    let assets = Revision::of_parts(assets.iter().map(|(_, path)| path.as_str().as_bytes()));
    let settings =
        [options.default_lang.as_str().as_bytes(), options.settings.as_bytes(), assets.as_bytes()];
    Revision::of_parts(settings.into_iter().chain(files))
}

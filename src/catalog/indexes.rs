//! What is done to a snapshot while it already serves: its indexes for search and for completions are built, and its
//! bodies compressed.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use roaring::RoaringBitmap;

use super::search::{Search, SegmentStore};
use super::snapshot::Snapshot;
use super::suggestion_views::SuggestionViews;
use super::suggestions::{Sources, Suggestions};
use super::taxonomy::Taxonomy;
use super::terms::Terms;
use crate::post::BodyStore;

impl Snapshot {
    /// Builds the full-text index if that was not done yet. Takes a second for about 25 MB of Markdown on
    /// two cores, so it is done while the snapshot already serves everything else.
    pub fn prepare_search(&self) -> &Search {
        self.prepare_search_in(None, &|_| {})
    }

    /// Like [`Self::prepare_search`], but stores large segments in `store`, also those of indexes that are derived
    /// from this one, and calls `report` with the number of indexed posts after each post, from any thread.
    pub(crate) fn prepare_search_in(
        &self,
        store: Option<Arc<dyn SegmentStore>>,
        report: &(dyn Fn(usize) + Sync),
    ) -> &Search {
        let indexed = || report(self.indexed.fetch_add(1, Ordering::Relaxed) + 1);
        self.search.get_or_init(|| Search::new(self.posts(), store, &indexed))
    }

    /// Makes the full-text index from the one of an earlier snapshot if that is ready, and shares most of it. Takes
    /// milliseconds if few posts are different. The result is the same as that of [`Self::prepare_search`]. Returns
    /// whether the index is ready.
    pub fn derive_search(&self, before: &Self) -> bool {
        if let Some(search) = before.search() {
            self.search.get_or_init(|| search.successor(before.posts(), self.posts()));
        }
        self.search().is_some()
    }

    /// Has compressed bodies of this snapshot and its successors stored in `store`, instead of in memory.
    pub(crate) fn store_bodies_in(&self, store: Arc<dyn BodyStore>) {
        self.packing.store_in(store);
    }

    /// Compresses the bodies of posts, which takes a second for about 150 MB on one core, and stores them in files if
    /// there is a store. Meanwhile and afterwards, they can be read as before. Does nothing if there are only few bytes,
    /// or while the bodies of another snapshot of this content are compressed. Bodies that are new are compressed with
    /// the same dictionary, unless they are most of the content. Files that are mostly unused are rewritten.
    pub fn pack_bodies(&self) {
        // Each body is here once, whatever slugs its post has.
        self.packing.pack(self.compiled.iter().map(|post| &post.body));
    }

    /// Returns whether bodies were lost since the last call, because they were stored and could not be read.
    pub(crate) fn has_lost_bodies(&self) -> bool {
        self.packing.has_lost()
    }

    /// Returns how many posts are in the full-text index, even if it is not ready yet.
    pub fn indexed(&self) -> usize {
        match self.search() {
            Some(_) => self.posts().len(),
            None => self.indexed.load(Ordering::Relaxed).min(self.posts().len()),
        }
    }

    /// Returns the percentage of posts that are in the full-text index, rounded down. Unlike the numbers, it does
    /// not reveal how many posts are hidden.
    pub fn percent_indexed(&self) -> u8 {
        let percent = (100 * self.indexed()).checked_div(self.posts().len()).unwrap_or(100);
        percent as u8
    }

    /// Builds the index for completions if that was not done yet. Takes some seconds for 100,000 posts.
    pub fn prepare_suggestions(&self) {
        self.suggestion_views();
    }

    /// Makes the index for completions from the one of an earlier snapshot if that is ready. It is shared if no
    /// name has changed, and takes some ten milliseconds for 100,000 posts if few have. The result is the
    /// same as that of [`Self::prepare_suggestions`]. Returns whether the index is ready.
    pub fn derive_suggestions(&self, before: &Self) -> bool {
        if let Some(views) = before.suggestions.get() {
            self.suggestions.get_or_init(|| {
                let [old, new] = [before, self].map(Self::suggestion_sources);
                Arc::new(SuggestionViews::new(views.all().successor(&old, &new)))
            });
        }
        self.has_suggestions()
    }

    /// Returns whether the index for completions is ready.
    pub fn has_suggestions(&self) -> bool {
        self.suggestions.get().is_some()
    }

    /// Returns the size in bytes of the index for completions, building it if necessary.
    pub fn suggestion_bytes(&self) -> usize {
        self.suggestion_views().bytes()
    }

    /// Returns the index for completions with the names that the posts of `visible` use, building it if
    /// necessary.
    pub(crate) fn suggestions(&self, visible: &RoaringBitmap) -> Arc<Suggestions> {
        let [tags, categories] = self.suggested_terms();
        self.suggestion_views().get(tags, categories, visible)
    }

    fn suggestion_views(&self) -> &SuggestionViews {
        self.suggestions.get_or_init(|| {
            let all = Suggestions::new(&self.suggestion_sources());
            Arc::new(SuggestionViews::new(Arc::new(all)))
        })
    }

    fn suggestion_sources(&self) -> Sources<'_> {
        let [tags, categories] = self.suggested_terms();
        let docs = self.timeline.ever_public(self.posts().len());
        Sources { posts: self.posts(), docs, tags, categories }
    }

    /// Returns the terms whose names are suggested: tags and categories.
    fn suggested_terms(&self) -> [&Terms; 2] {
        [Taxonomy::Tag, Taxonomy::Category].map(|taxonomy| self.terms(taxonomy))
    }

    /// Returns the full-text index, or `None` until it is ready.
    pub fn search(&self) -> Option<&Search> {
        self.search.get()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::sync::Mutex;

    use crate::catalog::Assets;
    use crate::catalog::test_support::{options, post, snapshot};

    #[test]
    fn snapshots_made_while_the_first_index_is_built_report_its_progress() {
        let first = snapshot(["a", "b", "c", "d"].map(post));
        let posts = first.posts().to_vec();
        let current = first.successor(posts, Vec::new(), Assets::default(), &options());
        assert_eq!(current.percent_indexed(), 0);
        let reported = Mutex::new(BTreeSet::new());
        first.prepare_search_in(None, &|_| {
            reported.lock().unwrap().insert(current.percent_indexed());
        });
        let reported = reported.into_inner().unwrap();
        let quarters = BTreeSet::from([25, 50, 75, 100]);
        assert!(reported.is_subset(&quarters), "{reported:?}");
        assert_eq!(reported.last(), Some(&100));
        assert!(current.search().is_none() && current.derive_search(&first));
        assert_eq!((current.indexed(), current.percent_indexed()), (4, 100));
    }
}

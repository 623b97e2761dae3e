//! The names that visible posts use.

use std::sync::{Arc, OnceLock};

use arc_swap::ArcSwapOption;
use memchr::memchr_iter;
use roaring::RoaringBitmap;

use super::Suggestions;
use super::suffixes::END;
use crate::catalog::terms::Terms;

/// The index of the names of all posts that are not drafts, and the part of it that was used last.
#[derive(Debug)]
pub(crate) struct SuggestionViews {
    all: Arc<Suggestions>,
    /// Derived data, not state.
    latest: ArcSwapOption<Part>,
}

/// The names that some posts use.
#[derive(Debug)]
struct Part {
    docs: RoaringBitmap,
    suggestions: OnceLock<Arc<Suggestions>>,
}

impl SuggestionViews {
    pub(crate) fn new(all: Suggestions) -> Self {
        Self { all: Arc::new(all), latest: ArcSwapOption::empty() }
    }

    /// Returns the size in bytes of the index of all names.
    pub(crate) fn bytes(&self) -> usize {
        self.all.bytes()
    }

    /// Returns the index of the names that the posts of `visible` use, none of which are drafts.
    pub(crate) fn get(
        &self,
        tags: &Terms,
        categories: &Terms,
        visible: &RoaringBitmap,
    ) -> Arc<Suggestions> {
        if self.all.docs == *visible {
            return Arc::clone(&self.all);
        }
        let is_latest = |part: &Arc<Part>| part.docs == *visible;
        let part = self.latest.load_full().filter(is_latest).unwrap_or_else(|| {
            let made = Part { docs: visible.clone(), suggestions: OnceLock::new() };
            let made = Some(Arc::new(made));
            // Another thread may have stored it meanwhile.
            self.latest.rcu(|latest| latest.clone().filter(is_latest).or_else(|| made.clone()));
            self.latest.load_full().filter(is_latest).or(made).expect("made above")
        });
        let make = || Arc::new(self.all.used_by([tags, categories], visible));
        Arc::clone(part.suggestions.get_or_init(make))
    }
}

impl Suggestions {
    /// Returns the index of those names that the posts of `visible` use. Equal to an index that was made of
    /// only these posts, except that terms and posts have other numbers.
    fn used_by(&self, terms: [&Terms; 2], visible: &RoaringBitmap) -> Self {
        let is_used = |docs: &RoaringBitmap| !docs.is_disjoint(visible);
        let names = terms.into_iter().flat_map(|terms| {
            let all = (0..terms.len()).flat_map(|term| terms.spellings(term));
            all.map(|(_, docs)| docs).filter(|docs| !docs.is_disjoint(&self.docs)).map(is_used)
        });
        let titles = self.docs.iter().map(|doc| visible.contains(doc));
        let mut is_kept = vec![false; self.text.len()];
        let mut start = 0;
        for (end, is_used) in memchr_iter(END as u8, self.text.as_bytes()).zip(names.chain(titles))
        {
            is_kept[start..=end].fill(is_used);
            start = end + 1;
        }
        let keep = |place: usize| is_kept[place];
        Self {
            text: Arc::clone(&self.text),
            written: self.written.filtered(keep),
            pinyin: self.pinyin.filtered(keep),
            initials: self.initials.filtered(keep),
            docs: visible.clone(),
            ..*self
        }
    }
}

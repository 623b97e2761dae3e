//! The names that visible posts use.

use std::sync::{Arc, OnceLock};

use arc_swap::ArcSwapOption;
use roaring::RoaringBitmap;

use super::suggestions::Suggestions;
use super::terms::Terms;

/// The index of the names of all posts that anyone may see at some time, and the part of it that was used last.
#[derive(Debug)]
pub(super) struct SuggestionViews {
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
    pub(super) fn new(all: Arc<Suggestions>) -> Self {
        Self { all, latest: ArcSwapOption::empty() }
    }

    /// Returns the index of all names.
    pub(super) fn all(&self) -> &Arc<Suggestions> {
        &self.all
    }

    /// Returns the size in bytes of the index of all names.
    pub(super) fn bytes(&self) -> usize {
        self.all.bytes()
    }

    /// Returns the index of the names that the posts of `visible` use, all of which are in the index.
    pub(super) fn get(
        &self,
        tags: &Terms,
        categories: &Terms,
        visible: &RoaringBitmap,
    ) -> Arc<Suggestions> {
        if *self.all.docs() == *visible {
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

//! The orders in which posts can be sorted.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use jiff::Timestamp;
use rayon::prelude::*;

use super::collation::Collation;
use super::doc_id::DocId;
use super::edit::{Edit, docs};
use super::order::{Order, PARALLEL_FROM};
use super::slot::Slot;
use crate::post::{Moment, Post};

/// The orders by every sort key, except the title; see [`super::collated`].
#[derive(Debug)]
pub(crate) struct Orders {
    pub(crate) date: Arc<Order>,
    pub(crate) updated: Arc<Order>,
    pub(crate) read_time: Arc<Order>,
    /// By slug, then language: the order by name.
    pub(crate) slug: Arc<Order>,
    /// By post: its position in the order by name.
    pub(crate) names: Arc<[u32]>,
    /// The values of the orders by last change and by reading time, smallest first: the posts themselves are all over the
    /// memory, so that a search would wait for each one that it reads. Made when posts are first filtered by them.
    updates: OnceLock<Box<[Timestamp]>>,
    minutes: OnceLock<Box<[u32]>>,
}

impl Orders {
    pub(super) fn new(posts: &[Arc<Post>]) -> Self {
        let names = names(posts);
        let column = |value: fn(&Post) -> u32| -> Vec<_> {
            posts.iter().map(|post| Some(value(post))).collect()
        };
        let published: Vec<_> = posts.iter().map(|post| instant(&post.published_at)).collect();
        let updated: Vec<_> = posts.iter().map(|post| instant(&post.updated_at)).collect();
        let slugs: Vec<_> = posts.iter().map(|post| Some(&post.slug)).collect();
        Self {
            date: Order::new(&published, &names).into(),
            updated: Order::new(&updated, &names).into(),
            read_time: Order::new(&column(|post| post.read_time_minutes), &names).into(),
            slug: Order::new(&slugs, &names).into(),
            names: names.into(),
            updates: OnceLock::new(),
            minutes: OnceLock::new(),
        }
    }

    /// Returns the orders after some posts have changed, but not their slugs, languages and dates.
    pub(super) fn with(&self, posts: &[Arc<Post>], edits: &[Edit]) -> Self {
        let post = |doc: DocId| &posts[doc as usize];
        let updated = docs(edits, |a, b| instant(&a.updated_at) == instant(&b.updated_at));
        let minutes = docs(edits, |a, b| a.read_time_minutes == b.read_time_minutes);
        let names = &self.names;
        Self {
            date: Arc::clone(&self.date),
            updated: shared_or(&self.updated, &updated, || {
                self.updated.with(&updated, |doc| instant(&post(doc).updated_at), names)
            }),
            read_time: shared_or(&self.read_time, &minutes, || {
                self.read_time.with(&minutes, |doc| Some(post(doc).read_time_minutes), names)
            }),
            slug: Arc::clone(&self.slug),
            names: Arc::clone(names),
            updates: OnceLock::new(),
            minutes: OnceLock::new(),
        }
    }

    /// Returns the positions in the order by last change of the posts that were updated later than at a time.
    pub(crate) fn updated_since(&self, posts: &[Arc<Post>], since: Timestamp) -> Range<usize> {
        let docs = self.updated.present();
        let value = |&doc: &DocId| {
            let updated = instant(&posts[doc as usize].updated_at);
            updated.expect("these posts have a time")
        };
        let updates = self.updates.get_or_init(|| docs.iter().map(value).collect());
        let start = updates.partition_point(|&at| at <= since);
        start..docs.len()
    }

    /// Returns the positions in the order by reading time of the posts whose reading time is within bounds, which are
    /// inclusive and may be absent.
    pub(crate) fn readable_in(
        &self,
        posts: &[Arc<Post>],
        (min, max): (Option<u32>, Option<u32>),
    ) -> Range<usize> {
        let docs = self.read_time.present();
        let value = |&doc: &DocId| posts[doc as usize].read_time_minutes;
        let minutes = self.minutes.get_or_init(|| docs.iter().map(value).collect());
        let start = min.map_or(0, |min| minutes.partition_point(|&value| value < min));
        let end = max.map_or(docs.len(), |max| minutes.partition_point(|&value| value <= max));
        // Empty if the minimum exceeds the maximum.
        start..end.max(start)
    }

    /// Returns the slot of a post in the order by name.
    pub(crate) fn name(&self, doc: DocId) -> Slot {
        Slot::of_position(self.names[doc as usize])
    }
}

fn instant(moment: &Option<Moment>) -> Option<Timestamp> {
    moment.map(|moment| moment.timestamp())
}

/// Returns `shared` if nothing changed, or else what `make` returns.
pub(super) fn shared_or<T>(shared: &Arc<T>, changed: &[DocId], make: impl FnOnce() -> T) -> Arc<T> {
    if changed.is_empty() { Arc::clone(shared) } else { Arc::new(make()) }
}

/// Sorts posts by title. `names` are their positions in the order by name.
pub(super) fn title_order(posts: &[Arc<Post>], collation: &Collation, names: &[u32]) -> Order {
    let keys = |post: &Arc<Post>| Some(collation.key(&post.title));
    let titles: Vec<_> = if posts.len() < PARALLEL_FROM {
        posts.iter().map(keys).collect()
    } else {
        posts.par_iter().map(keys).collect()
    };
    Order::new(&titles, names)
}

/// Returns the position of each post when sorted by slug, then language. Posts that share both have one
/// position; at most one of them is visible.
fn names(posts: &[Arc<Post>]) -> Box<[u32]> {
    let name = |doc: usize| (&posts[doc].slug, &posts[doc].lang);
    let mut docs: Vec<usize> = (0..posts.len()).collect();
    docs.sort_unstable_by_key(|&doc| name(doc));
    let mut names = vec![0; posts.len()].into_boxed_slice();
    let mut position = 0;
    for group in docs.chunk_by(|&a, &b| name(a) == name(b)) {
        for &doc in group {
            names[doc] = position;
        }
        position += group.len() as u32;
    }
    names
}

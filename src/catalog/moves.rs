//! The numbers of posts before and after a change.

use std::collections::HashMap;
use std::sync::Arc;

use super::doc_id::DocId;
use crate::post::Post;

/// The number of a post that is not there; there are never as many posts.
const NONE: DocId = DocId::MAX;

/// The numbers of posts before and after a change. Posts that stay the same keep their order.
#[derive(Debug)]
pub(super) struct Moves {
    /// By number after the change.
    before: Box<[DocId]>,
    /// By number before it.
    after: Box<[DocId]>,
    added: Vec<DocId>,
}

impl Moves {
    /// Compares the posts of two snapshots, which are the same if they share memory.
    pub(super) fn new(old: &[Arc<Post>], new: &[Arc<Post>]) -> Self {
        let known: HashMap<*const Post, DocId> = old.iter().map(Arc::as_ptr).zip(0..).collect();
        let mut before = vec![NONE; new.len()].into_boxed_slice();
        let mut after = vec![NONE; old.len()].into_boxed_slice();
        let mut added = Vec::new();
        for (doc, post) in (0..).zip(new) {
            match known.get(&Arc::as_ptr(post)) {
                Some(&old) => {
                    before[doc as usize] = old;
                    after[old as usize] = doc;
                }
                None => added.push(doc),
            }
        }
        Self { before, after, added }
    }

    /// Returns the number before the change; `None` if the post was not there.
    pub(super) fn before(&self, doc: DocId) -> Option<DocId> {
        Some(self.before[doc as usize]).filter(|&doc| doc != NONE)
    }

    /// Returns the number after the change; `None` if the post is gone.
    pub(super) fn after(&self, doc: DocId) -> Option<DocId> {
        Some(self.after[doc as usize]).filter(|&doc| doc != NONE)
    }

    /// Returns the numbers of the posts that were not there, in ascending order.
    pub(super) fn added(&self) -> &[DocId] {
        &self.added
    }

    /// Returns whether so few posts were added that it pays to insert them into what is sorted.
    pub(super) fn are_few(&self) -> bool {
        self.added.len() <= 1 + self.before.len() / 8
    }
}

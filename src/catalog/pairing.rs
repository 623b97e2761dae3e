//! Which posts of a snapshot, or items of another list, are unchanged in a later one.

use std::cmp::{Ordering, Reverse};
use std::sync::Arc;

use roaring::RoaringBitmap;

use super::doc_id::DocId;
use crate::post::Post;

/// The new numbers of the items of an earlier list, such as the posts of a snapshot. What it pairs has the same
/// order before and after.
#[derive(Debug)]
pub(super) struct Pairing {
    /// By old number; `GONE` for items that are not in the new list in the same form. The others are
    /// ascending.
    after: Box<[DocId]>,
    /// The new numbers of all other items, ascending.
    added: Box<[DocId]>,
}

const GONE: DocId = DocId::MAX;

/// Compares two posts in the default order.
pub(super) fn default_order(a: &Post, b: &Post) -> Ordering {
    let dates = Reverse(a.published_at).cmp(&Reverse(b.published_at));
    dates.then_with(|| (&a.slug, &a.lang).cmp(&(&b.slug, &b.lang)))
}

impl Pairing {
    /// Pairs the posts of two snapshots, both in the default order, that are the same for some purpose. Takes
    /// some milliseconds for 100,000 posts. A post whose date, slug or language changes is another post.
    pub(super) fn new(
        old: &[Arc<Post>],
        new: &[Arc<Post>],
        is_same: impl Fn(&Post, &Post) -> bool,
    ) -> Self {
        let order = |a: &Arc<Post>, b: &Arc<Post>| {
            if Arc::ptr_eq(a, b) { Ordering::Equal } else { default_order(a, b) }
        };
        Self::pair(old, new, order, |a, b| Arc::ptr_eq(a, b) || is_same(a, b))
    }

    /// Pairs the items of two sorted lists that are equal in their order and in `is_same`.
    pub(super) fn pair<T>(
        old: &[T],
        new: &[T],
        order: impl Fn(&T, &T) -> Ordering,
        is_same: impl Fn(&T, &T) -> bool,
    ) -> Self {
        let mut paired = vec![GONE; old.len()];
        let mut added = Vec::new();
        let (mut before, mut after) = (0, 0);
        while let (Some(a), Some(b)) = (old.get(before), new.get(after)) {
            let order = order(a, b);
            match order {
                Ordering::Equal if is_same(a, b) => paired[before] = after as DocId,
                Ordering::Less => {}
                Ordering::Equal | Ordering::Greater => added.push(after as DocId),
            }
            before += usize::from(order.is_le());
            after += usize::from(order.is_ge());
        }
        added.extend(after as DocId..new.len() as DocId);
        Self { after: paired.into(), added: added.into() }
    }

    /// Returns the new number of an item, or `None` if it is gone.
    pub(super) fn after(&self, old: DocId) -> Option<DocId> {
        Some(self.after[old as usize]).filter(|&new| new != GONE)
    }

    /// Returns the old numbers of the items that are gone, ascending.
    pub(super) fn gone(&self) -> impl Iterator<Item = DocId> {
        (0..).zip(&self.after).filter(|&(_, &new)| new == GONE).map(|(old, _)| old)
    }

    /// Returns the new numbers of the items that were not there, ascending.
    pub(super) fn added(&self) -> &[DocId] {
        &self.added
    }

    /// Returns the new numbers of a set of items.
    pub(super) fn all_after(&self, old: &RoaringBitmap) -> RoaringBitmap {
        old.iter().filter_map(|doc| self.after(doc)).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::Pairing;
    use crate::catalog::test_support::{Sample, post, snapshot};
    use crate::post::Post;

    fn paired(old: Vec<Sample>, new: Vec<Sample>) -> (Vec<Option<u32>>, Vec<u32>) {
        let [old, new] = [old, new].map(|posts| snapshot(posts).posts().to_vec());
        let is_same = |a: &Post, b: &Post| a.title == b.title;
        let pairing = Pairing::new(&old, &new, is_same);
        let to = (0..old.len() as u32).map(|doc| pairing.after(doc)).collect();
        assert!(pairing.gone().all(|doc| pairing.after(doc).is_none()));
        (to, pairing.added().to_vec())
    }

    #[test]
    fn unchanged_posts_are_found_among_added_changed_and_removed_ones() {
        let day = |slug: &str, day: &str| post(slug).date(day);
        let old = vec![
            day("e", "2025-05-05"),
            day("d", "2025-04-04"),
            day("c", "2025-03-03"),
            post("a"),
            post("b"),
        ];
        let new = vec![
            day("f", "2025-06-06"),
            day("e", "2025-05-05"),
            day("d", "2025-04-04").title("changed"),
            day("b", "2025-02-02"),
            post("a"),
        ];
        assert_eq!(paired(old, new), (vec![Some(1), None, None, Some(4), None], vec![0, 2, 3]));
    }

    #[test]
    fn nothing_moves_if_nothing_changes_and_everything_may_change() {
        let all = || vec![post("a"), post("b").lang("zh"), post("b").lang("en")];
        assert_eq!(paired(all(), all()), (vec![Some(0), Some(1), Some(2)], vec![]));
        assert_eq!(paired(all(), vec![]), (vec![None; 3], vec![]));
        assert_eq!(paired(vec![], all()), (vec![], vec![0, 1, 2]));
    }

    #[test]
    fn the_same_posts_in_another_order_are_only_partly_found() {
        let posts = snapshot([post("a"), post("b"), post("c")]).posts().to_vec();
        let turned: Vec<Arc<Post>> = posts.iter().rev().cloned().collect();
        let pairing = Pairing::new(&posts, &turned, |_, _| true);
        let found: Vec<u32> = (0..3).filter_map(|doc| pairing.after(doc)).collect();
        assert!(found.is_sorted() && found.len() + pairing.added().len() == 3);
    }
}

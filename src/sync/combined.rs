//! Two events as one, for receivers that missed the first.

use std::collections::BTreeMap;

use super::change::Change;
use super::event::ContentEvent;
use crate::text::{Lang, Slug};

impl ContentEvent {
    /// Returns the change from before this event to after a newer one. If both change a post, the newer change
    /// replaces the older one.
    pub fn followed_by(&self, newer: &Self) -> Self {
        let both = self.changes.iter().chain(&newer.changes);
        let latest: BTreeMap<(&Slug, &Lang), &Change> =
            both.map(|change| ((&change.slug, &change.lang), change)).collect();
        Self {
            token: newer.token,
            previous: self.previous,
            snapshot: newer.snapshot,
            truncated: self.truncated
                || newer.truncated
                || latest.len() > Self::MAX_CHANGES
                // What happened in between is unknown.
                || self.token != newer.previous,
            changes: latest.into_values().take(Self::MAX_CHANGES).cloned().collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ContentEvent;
    use crate::sync::{Change, Op, SyncToken};
    use crate::text::{Lang, Revision, Slug};

    fn token(number: u8) -> SyncToken {
        SyncToken::new([number; 16])
    }

    fn change(op: Op, slug: &str) -> Change {
        Change {
            op,
            slug: Slug::new(slug).unwrap(),
            lang: Lang::parse("en").unwrap(),
            etag: (op == Op::Upsert).then(|| Revision::of(slug.as_bytes())),
            updated_at: None,
            moved_to: None,
        }
    }

    fn event(previous: u8, current: u8, changes: Vec<Change>) -> ContentEvent {
        ContentEvent {
            token: token(current),
            previous: token(previous),
            snapshot: Revision::of(&[current]),
            changes,
            truncated: false,
        }
    }

    #[test]
    fn the_newer_change_of_a_post_counts() {
        let older = event(1, 2, vec![change(Op::Upsert, "a"), change(Op::Upsert, "c")]);
        let newer = event(2, 3, vec![change(Op::Delete, "a"), change(Op::Upsert, "b")]);
        let expected = [change(Op::Delete, "a"), change(Op::Upsert, "b"), change(Op::Upsert, "c")];
        assert_eq!(older.followed_by(&newer), event(1, 3, expected.to_vec()));
    }

    #[test]
    fn what_is_missing_is_marked() {
        let older = event(1, 2, vec![change(Op::Upsert, "a")]);
        let newer = event(2, 3, vec![change(Op::Upsert, "b")]);
        assert!(!older.followed_by(&newer).truncated);
        let truncated = ContentEvent { truncated: true, ..older.clone() };
        assert!(truncated.followed_by(&newer).truncated);
        let truncated = ContentEvent { truncated: true, ..newer.clone() };
        assert!(older.followed_by(&truncated).truncated);
        assert!(older.followed_by(&event(7, 8, Vec::new())).truncated);
        let many = |letter: char| {
            (0..150).map(|number| change(Op::Upsert, &format!("{letter}{number}"))).collect()
        };
        let combined = event(1, 2, many('a')).followed_by(&event(2, 3, many('b')));
        assert!(combined.truncated);
        assert_eq!(combined.changes.len(), 200);
    }
}

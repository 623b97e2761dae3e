//! Tests of cached fragments.

use proptest::prelude::*;

use super::{Fragment, FragmentCache, Fragments, KeySet, TABLES};
use crate::catalog::test_support::{at, post, snapshot};
use crate::catalog::{Audience, DocId, Snapshot, Viewer};
use crate::text::Revision;

const POSTS: usize = 100;

/// Enough for the fragments of a few posts.
const BYTES: usize = 64 * 1024;

fn posts() -> Snapshot {
    snapshot((0..POSTS).map(|n| post(&format!("p{n}")).date("2024-01-01")))
}

fn public(now: &str) -> Viewer {
    Viewer::new(Audience::Public, at(now))
}

/// The fragment of a post with some keys, which are different ones.
fn fragment(keys: KeySet, id: DocId) -> Fragment {
    let json = format!("{{\"{keys}\":{id}{}}}", " ".repeat(id as usize));
    let revision = Revision::of(json.as_bytes());
    Fragment { json: json.into_bytes().into(), revision, updated: None }
}

/// Requests the fragments with some keys a second time.
fn again(cache: &FragmentCache, snapshot: &Snapshot, keys: KeySet) -> Fragments {
    let viewer = public("2025-01-01");
    let first = cache.of(snapshot, viewer, keys);
    first.or_else(|| cache.of(snapshot, viewer, keys)).expect("they are public and wanted")
}

#[test]
fn fragments_are_found_by_post_and_keys() {
    let (cache, posts) = (FragmentCache::new(1 << 20), posts());
    assert!(
        cache.of(&posts, public("2025-01-01"), 3).is_none(),
        "nobody has requested these before"
    );
    for keys in [3, 5] {
        let fragments = again(&cache, &posts, keys);
        for id in [0, 31, 32, 99] {
            fragments.insert(id, fragment(keys, id));
        }
    }
    for keys in [3, 5] {
        let fragments = again(&cache, &posts, keys);
        for id in [0, 31, 32, 99] {
            assert_eq!(fragments.find(id), Some(&fragment(keys, id)));
        }
        assert_eq!([1, 33, 98].map(|id| fragments.find(id)), [None; 3]);
    }
    assert_eq!(cache.figures().entries, 8);
}

#[test]
fn other_viewers_have_none() {
    let (cache, posts) = (FragmentCache::new(1 << 20), posts());
    again(&cache, &posts, 3);
    let preview = Viewer::new(Audience::Preview, at("2025-01-01"));
    assert!(cache.of(&posts, preview, 3).is_none());
    assert!(FragmentCache::new(0).of(&posts, public("2025-01-01"), 3).is_none());
}

#[test]
fn a_period_and_a_snapshot_have_their_own() {
    let posts = || snapshot([post("a").date("2024-01-01"), post("later").date("2026-01-01")]);
    let (cache, [one, other]) = (FragmentCache::new(1 << 20), [posts(), posts()]);
    let find = |posts: &Snapshot, now: &str| {
        let of = || cache.of(posts, public(now), 3);
        let fragments = of().or_else(of).expect("they are public and wanted");
        let found = fragments.find(0).is_some();
        fragments.insert(0, fragment(3, 0));
        found
    };
    assert!(!find(&one, "2025-01-01") && find(&one, "2025-06-01"));
    assert!(!find(&one, "2027-01-01") && find(&one, "2027-01-02"));
    assert!(!find(&other, "2027-01-02"));
}

#[test]
fn few_sets_of_keys_have_fragments_and_the_first_of_them_goes() {
    let (cache, posts) = (FragmentCache::new(1 << 20), posts());
    for keys in 1..=TABLES as KeySet + 1 {
        again(&cache, &posts, keys).insert(0, fragment(keys, 0));
    }
    let has = |keys: KeySet| {
        let found = cache.of(&posts, public("2025-01-01"), keys);
        found.is_some_and(|fragments| fragments.find(0).is_some())
    };
    assert!(has(2) && has(TABLES as KeySet + 1) && !has(1));
}

#[test]
fn lookups_are_counted_across_periods() {
    let (cache, posts) = (FragmentCache::new(1 << 20), posts());
    again(&cache, &posts, 3).count(5, 2);
    again(&cache, &snapshot([post("a")]), 3).count(1, 0);
    let figures = cache.figures();
    assert_eq!((figures.hits, figures.misses), (6, 2));
}

proptest! {
    #[test]
    fn memory_is_bounded_and_what_is_found_is_what_was_added(
        lists in prop::collection::vec((0..3_u64, 0..POSTS as DocId, 1..40_u32, 0..3000_usize), 1..80),
    ) {
        let (cache, posts) = (FragmentCache::new(BYTES), posts());
        for (keys, first, count, long) in lists {
            let keys = keys + 1;
            let fragments = again(&cache, &posts, keys);
            let mut added = 0;
            for id in (first..first + count).filter(|&id| id < POSTS as DocId) {
                if let Some(found) = fragments.find(id) {
                    prop_assert_eq!(&found.revision, &Revision::of(&found.json));
                    let start = format!("{{\"{keys}\":{id} ");
                    prop_assert!(found.json.starts_with(start.as_bytes()));
                } else {
                    let json = format!("{{\"{keys}\":{id} {}}}", "x".repeat(long));
                    added += json.len() + 4096;
                    let revision = Revision::of(json.as_bytes());
                    let json = json.into_bytes().into();
                    fragments.insert(id, Fragment { json, revision, updated: None });
                    prop_assert!(fragments.find(id).is_some());
                }
            }
            // What one list adds may be too much until the next one is requested.
            prop_assert!(cache.figures().bytes as usize <= BYTES + added);
        }
    }
}

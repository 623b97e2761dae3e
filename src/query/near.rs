//! Suggestions for mistyped slugs.

use jiff::Timestamp;

use super::resolve::SUGGESTIONS;
use crate::catalog::Snapshot;
use crate::text::fold::fold;
use crate::text::suggest::closest;

/// Returns up to three slugs of published posts that are similar to `slug`, most similar first.
pub fn near_slugs(snapshot: &Snapshot, slug: &str, now: Timestamp) -> Vec<String> {
    let visible = snapshot.visible(now);
    let docs = snapshot.orders().slug.docs();
    let doc = |at: u32| docs[at as usize];
    let name = |at: u32| snapshot.post(doc(at)).slug.as_str();
    let find = |wrong: &str| {
        snapshot.near_slugs().candidates(wrong, name, |at| visible.is_public(doc(at)))
    };
    let mut found = find(slug);
    let folded = fold(slug);
    if folded != slug {
        found.extend(find(&folded));
        found.sort_unstable();
    }
    let mut names: Vec<&str> = found.into_iter().map(name).collect();
    // Versions of one slug are adjacent.
    names.dedup();
    closest(slug, names, SUGGESTIONS).into_iter().map(str::to_owned).collect()
}

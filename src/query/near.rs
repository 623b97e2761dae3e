//! Suggestions for mistyped names. A name that a client encoded twice suggests the right one too.

use jiff::Timestamp;
use roaring::RoaringBitmap;

use crate::catalog::{Snapshot, Terms};
use crate::text::fold::fold;
use crate::text::suggest::{closest, closest_of, meanings};

/// The maximum number of similar names suggested for an unknown one.
pub(super) const SUGGESTIONS: usize = 3;

/// Returns up to three slugs of published posts that are similar to `slug`, most similar first.
pub fn near_slugs(snapshot: &Snapshot, slug: &str, now: Timestamp) -> Vec<String> {
    let visible = snapshot.visible(now);
    let docs = snapshot.orders().slug.docs();
    let doc = |at: u32| docs[at as usize];
    let name = |at: u32| snapshot.post(doc(at)).slug.as_str();
    let find = |wrong: &str| {
        snapshot.near_slugs().candidates(wrong, name, |at| visible.is_public(doc(at)))
    };
    of_all_meanings(slug, |slug| {
        let mut found = find(slug);
        let folded = fold(slug);
        if folded != slug {
            found.extend(find(&folded));
            found.sort_unstable();
        }
        let mut names: Vec<&str> = found.into_iter().map(name).collect();
        // Versions of one slug are adjacent.
        names.dedup();
        closest(slug, names, SUGGESTIONS)
    })
}

/// Returns up to three terms that some of `among` have and that are similar to `wrong`, most similar first,
/// each by the name that most of `among` use.
pub(super) fn near_terms(terms: &Terms, wrong: &str, among: &RoaringBitmap) -> Vec<String> {
    of_all_meanings(wrong, |wrong| {
        let near = terms.near(wrong, among);
        let near = closest_of(wrong, near.iter().map(|(slug, term)| (&**slug, *term)), SUGGESTIONS);
        // The text decoded once more may be a name that is not similar to its slug.
        let found = terms.find(wrong, among).into_iter();
        found.chain(near).map(|term| &**terms.name(term, among)).collect()
    })
}

/// Returns up to three of `names`, which are in any order, that are similar to `wrong`, most similar first.
pub(super) fn near_names<'a>(
    wrong: &str,
    names: impl Iterator<Item = &'a str> + Clone,
) -> Vec<String> {
    of_all_meanings(wrong, |wrong| closest(wrong, names.clone(), SUGGESTIONS))
}

/// Returns the first suggestions for what an unknown text may mean.
fn of_all_meanings<'a>(unknown: &str, suggest: impl Fn(&str) -> Vec<&'a str>) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for meaning in meanings(unknown) {
        for suggestion in suggest(&meaning) {
            if all.len() < SUGGESTIONS && !all.iter().any(|known| known == suggestion) {
                all.push(suggestion.to_owned());
            }
        }
    }
    all
}

//! Scores of related posts.

use std::cmp::Reverse;

use roaring::RoaringBitmap;

use crate::catalog::{DocId, Similarities, Snapshot, Taxonomy, TermId, Visible};

/// The best score.
pub(super) const BEST: u32 = 100_000;
/// Posts below this share of the best score are not related.
const MIN_SCORE: f32 = 0.05;

/// The weight of each kind of similarity; the sum is the best score.
const TAGS: f32 = 0.45;
const TEXT: f32 = 0.35;
const CATEGORIES: f32 = 0.1;
const SERIES: f32 = 0.1;
/// The similarity of texts that only have ordinary words in common.
const CHANCE: f32 = 0.15;
/// The number of maximally rare shared terms that suffices for the full weight.
const ENOUGH: f32 = 3.0;
/// The minimum weight of a shared series, even if it is large: the author put the posts together.
const SERIES_AT_LEAST: f32 = 0.5;

/// The score of each post by number; 0 if it is not related.
pub(super) struct Scores(Vec<f32>);

impl Scores {
    /// Compares the posts of `among` with a post.
    pub(super) fn new(
        snapshot: &Snapshot,
        visible: &Visible,
        doc: DocId,
        among: &RoaringBitmap,
        similarities: &Similarities,
    ) -> Self {
        let mut scores = vec![0.0; snapshot.posts().len()];
        let kinds =
            [(Taxonomy::Tag, TAGS), (Taxonomy::Category, CATEGORIES), (Taxonomy::Series, SERIES)];
        for (taxonomy, counts) in kinds {
            let mut shared = vec![0.0; scores.len()];
            let mut whole = 0.0;
            for (term, weight) in weighed_terms(snapshot, visible, taxonomy, doc) {
                let holders = snapshot.terms(taxonomy).docs(term) & among;
                whole += if holders.is_empty() { 0.0 } else { weight };
                for other in holders {
                    shared[other as usize] += weight;
                }
            }
            // Few or common terms are weak reasons, even if all of them are shared; and of many terms a
            // few suffice.
            let enough = whole.clamp(1.0, ENOUGH);
            for (score, shared) in scores.iter_mut().zip(shared) {
                *score += counts * (shared / enough).min(1.0);
            }
        }
        for &(other, similarity) in &similarities.posts {
            let above_chance = (similarity.score - CHANCE).max(0.0) / (1.0 - CHANCE);
            scores[other as usize] += TEXT * above_chance;
        }
        Self(scores)
    }

    /// Returns at most `limit` related posts, by score, then newest first.
    pub(super) fn nearest(self, limit: usize) -> Vec<(DocId, u32)> {
        let near = (0..).zip(self.0).filter(|&(_, score)| score >= MIN_SCORE);
        let whole = |score: f32| ((score * BEST as f32).round() as u32).min(BEST);
        let mut near: Vec<(DocId, u32)> = near.map(|(doc, score)| (doc, whole(score))).collect();
        let rank = |&(doc, score): &(DocId, u32)| (Reverse(score), doc);
        if near.len() > limit {
            near.select_nth_unstable_by_key(limit, rank);
            near.truncate(limit);
        }
        near.sort_unstable_by_key(rank);
        near
    }
}

/// Returns the terms of a post with their weights, highest first, then by folded name.
pub(super) fn weighed_terms(
    snapshot: &Snapshot,
    visible: &Visible,
    taxonomy: Taxonomy,
    doc: DocId,
) -> Vec<(TermId, f32)> {
    let tally = snapshot.public_tally(visible, taxonomy);
    let total = visible.public().len();
    let weight = |term: TermId| {
        let holders = u64::from(tally.counts[term as usize]);
        let rarity = rarity(total, holders);
        match taxonomy {
            Taxonomy::Series => SERIES_AT_LEAST + (1.0 - SERIES_AT_LEAST) * rarity,
            _ => rarity,
        }
    };
    let terms = snapshot.terms(taxonomy).of_doc(doc).iter();
    let mut terms: Vec<(TermId, f32)> = terms.map(|&term| (term, weight(term))).collect();
    terms.sort_unstable_by(|(a, one), (b, other)| other.total_cmp(one).then(a.cmp(b)));
    terms
}

/// Returns the rarity of a term: 0 if all posts have it, 1 if at most two do, which is the rarest a shared
/// term can be.
fn rarity(total: u64, holders: u64) -> f32 {
    if total <= 2 || holders >= total {
        return 0.0;
    }
    let (total, holders) = (total as f32, holders.max(2) as f32);
    (total / holders).ln() / (total / 2.0).ln()
}

#[cfg(test)]
mod tests {
    use super::rarity;

    #[test]
    fn a_term_of_all_posts_has_no_weight_and_one_of_two_posts_the_most() {
        assert_eq!(rarity(10, 10), 0.0);
        assert_eq!(rarity(10, 2), 1.0);
        assert_eq!(rarity(3, 2), 1.0);
        assert!(rarity(100, 5) > rarity(100, 50));
        for few in 0..=2 {
            assert_eq!(rarity(few, few), 0.0);
        }
    }
}

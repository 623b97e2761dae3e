//! How near posts are to one.

use std::cmp::Reverse;

use roaring::RoaringBitmap;

use crate::catalog::{DocId, Likeness, Snapshot, Taxonomy, TermId, Visible};
use crate::post::Status;

/// The best score.
pub(super) const BEST: u32 = 100_000;
/// Posts below this share of it are not near.
const LEAST: f32 = 0.05;

/// How much each kind of likeness counts; all of them together are the best score.
const TAGS: f32 = 0.45;
const TEXT: f32 = 0.35;
const CATEGORIES: f32 = 0.1;
const SERIES: f32 = 0.1;
/// How alike texts are that have nothing in common but words of any text.
const CHANCE: f32 = 0.15;
/// How many of the rarest terms are as good a reason as more of them.
const ENOUGH: f32 = 3.0;
/// How much it counts at least that posts are of one series, however many are: their author put them
/// together.
const SERIES_AT_LEAST: f32 = 0.5;

/// How near posts are, by number; 0 where they are not.
pub(super) struct Scores(Vec<f32>);

impl Scores {
    /// Compares the posts of `among` with one.
    pub(super) fn new(
        snapshot: &Snapshot,
        visible: &Visible,
        doc: DocId,
        among: &RoaringBitmap,
        likeness: &Likeness,
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
                    add(&mut shared, other, weight);
                }
            }
            // Few or common terms are weak reasons, even if they are all of them; and of many terms
            // some are enough.
            let enough = whole.clamp(1.0, ENOUGH);
            for (score, shared) in scores.iter_mut().zip(shared) {
                *score += counts * (shared / enough).min(1.0);
            }
        }
        for &(other, alike) in &likeness.posts {
            let above_chance = (alike.score - CHANCE).max(0.0) / (1.0 - CHANCE);
            add(&mut scores, other, TEXT * above_chance);
        }
        Self(scores)
    }

    /// The nearest posts, the nearest first, then the newest; at most `limit`.
    pub(super) fn nearest(self, limit: usize) -> Vec<(DocId, u32)> {
        let near = (0..).zip(self.0).filter(|&(_, score)| score >= LEAST);
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

fn add(scores: &mut [f32], doc: DocId, more: f32) {
    if let Some(score) = scores.get_mut(doc as usize) {
        *score += more;
    }
}

/// The terms of a post with how much each tells, the most telling first, then by folded name.
pub(super) fn weighed_terms(
    snapshot: &Snapshot,
    visible: &Visible,
    taxonomy: Taxonomy,
    doc: DocId,
) -> Vec<(TermId, f32)> {
    let tally = snapshot.published_tally(visible, taxonomy);
    let total = visible.docs(Status::Published).len();
    let weight = |term: TermId| {
        let holders = tally.counts.get(term as usize).map_or(0, |&count| u64::from(count));
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

/// How rare a term is that some of all posts have: 0 where all have it, 1 where no more than two do,
/// which is as rare as a shared term can be.
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
    fn a_term_of_all_posts_tells_nothing_and_one_of_two_tells_most() {
        assert_eq!(rarity(10, 10), 0.0);
        assert_eq!(rarity(10, 2), 1.0);
        assert_eq!(rarity(3, 2), 1.0);
        assert!(rarity(100, 5) > rarity(100, 50));
        for few in 0..=2 {
            assert_eq!(rarity(few, few), 0.0);
        }
    }
}

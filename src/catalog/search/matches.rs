//! The posts that match a query, and their scores.

use roaring::RoaringBitmap;

use crate::catalog::doc_id::DocId;

/// How well a post matches; greater is better.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    #[default]
    None,
    /// It contains something similar.
    Near,
    /// It contains the text as a part or a prefix of a word.
    Part,
    /// It contains the text.
    Exact,
}

/// The match of one post.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Hit {
    pub(super) level: Level,
    pub(super) score: f32,
}

/// The posts that match a query.
#[derive(Debug, Clone, Default)]
pub struct Matches {
    /// The score of each post by number; 0 if it does not match.
    pub(super) scores: Vec<u32>,
    /// For each clause of the query, the words that were substituted for its words.
    pub words: Vec<Vec<String>>,
}

impl Matches {
    /// The best score. Scores are integers, so that ties are exact.
    pub const BEST: u32 = 100_000;

    /// Returns the posts that match.
    pub fn docs(&self) -> RoaringBitmap {
        let matching = (0..).zip(&self.scores).filter(|&(_, &score)| score > 0);
        let docs = RoaringBitmap::from_sorted_iter(matching.map(|(doc, _)| doc));
        docs.expect("the numbers are ascending")
    }

    /// Returns the score of a post, up to [`Self::BEST`]; 0 if it does not match.
    pub fn score(&self, doc: DocId) -> u32 {
        self.scores.get(doc as usize).copied().unwrap_or(0)
    }
}

impl Hit {
    /// Returns the final score: the level decides, then the score within it.
    pub(super) fn final_score(self) -> u32 {
        /// The score at which half of a level's range is reached.
        const HALF: f32 = 20.0;
        let below = match self.level {
            Level::None => return 0,
            Level::Near => 0.0,
            Level::Part => 1.0,
            Level::Exact => 2.0,
        };
        // Greater than 0, even if the query has only negated clauses.
        let within = ((self.score + 1e-3) / (self.score + HALF)).min(1.0);
        let share = (below + within) / 3.0;
        rounded(share * Matches::BEST as f32).clamp(1, Matches::BEST)
    }
}

/// Rounds a number from 0 to a few million, like [`f32::round`], which is a call of a function unless the processor is
/// known to have an instruction for it.
fn rounded(number: f32) -> u32 {
    let whole = number as u32;
    whole + u32::from(number - whole as f32 >= 0.5)
}

/// Intersects two results. The level is the worse of the two, and scores are added.
pub(super) fn both(mut hits: Vec<Hit>, others: &[Hit]) -> Vec<Hit> {
    for (hit, other) in hits.iter_mut().zip(others) {
        let level = hit.level.min(other.level);
        *hit = if level == Level::None {
            Hit::default()
        } else {
            Hit { level, score: hit.score + other.score }
        };
    }
    hits
}

/// Returns the number of posts that match.
pub(super) fn count(hits: &[Hit]) -> usize {
    hits.iter().filter(|hit| hit.level > Level::None).count()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::rounded;

    #[test]
    fn halves_are_rounded_up() {
        for number in [0.0, 0.499_999_97, 0.5, 1.5, 2.5, 99_999.49, 99_999.5, 100_000.0_f32] {
            assert_eq!(rounded(number), number.round() as u32, "{number}");
        }
    }

    proptest! {
        #[test]
        fn numbers_are_rounded_as_by_the_standard_library(number in 0.0_f32..200_000.0) {
            prop_assert_eq!(rounded(number), number.round() as u32);
        }
    }
}

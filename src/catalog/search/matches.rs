//! Which posts match, and how well.

use roaring::RoaringBitmap;

use crate::catalog::DocId;

/// How well a post matches; the better one is larger.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    #[default]
    None,
    /// Something like it stands there.
    Near,
    /// It stands there as a part or the beginning of a word.
    Part,
    /// It stands there.
    Exact,
}

/// How a post matches.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Hit {
    pub(super) level: Level,
    pub(super) score: f32,
}

/// The posts that match a question.
#[derive(Debug, Clone, Default)]
pub struct Matches {
    /// The score of each post by number; 0 where it does not match.
    pub(super) scores: Vec<u32>,
    /// For each clause of the question the words that were taken for its words.
    pub words: Vec<Vec<String>>,
}

impl Matches {
    /// The best score. Scores are whole numbers, so that posts that are as good are equal.
    pub const BEST: u32 = 100_000;

    /// The posts that match.
    pub fn docs(&self) -> RoaringBitmap {
        let matching = (0..).zip(&self.scores).filter(|&(_, &score)| score > 0);
        matching.map(|(doc, _)| doc).collect()
    }

    /// How well a post matches, up to [`Self::BEST`]; 0 where it does not.
    pub fn score(&self, doc: DocId) -> u32 {
        self.scores.get(doc as usize).copied().unwrap_or(0)
    }
}

impl Hit {
    /// The score that is shown: the level decides, then the score within it.
    pub(super) fn shown(self) -> u32 {
        /// A score at which half of a level's range is reached.
        const HALF: f32 = 20.0;
        let below = match self.level {
            Level::None => return 0,
            Level::Near => 0.0,
            Level::Part => 1.0,
            Level::Exact => 2.0,
        };
        // Above nothing, even where all that was asked for is that something is not there.
        let within = ((self.score + 1e-3) / (self.score + HALF)).min(1.0);
        let share = (below + within) / 3.0;
        ((share * Matches::BEST as f32).round() as u32).clamp(1, Matches::BEST)
    }
}

/// Posts that match both, as well as they match the worse of the two.
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

/// How many posts match.
pub(super) fn count(hits: &[Hit]) -> usize {
    hits.iter().filter(|hit| hit.level > Level::None).count()
}

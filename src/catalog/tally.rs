//! Counts of terms.

use super::calendar::Day;

/// The number of posts with each term, and their latest day, among a set of posts.
#[derive(Debug, Clone)]
pub(crate) struct Tally {
    pub(crate) counts: Box<[u32]>,
    pub(crate) latest: Box<[Day]>,
}

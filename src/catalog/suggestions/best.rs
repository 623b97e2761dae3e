//! Selects the best matches: by class, and within a class tags, then categories, then titles.

use super::entry::{Entry, SuggestionKind};
use super::matching::{Class, Match, Ranking};

/// Collects matches, better classes first.
pub(super) struct Best<'a, R> {
    ranking: &'a R,
    kinds: &'a [SuggestionKind],
    limit: usize,
    matches: Vec<Ranked>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Ranked {
    class: Class,
    kind: SuggestionKind,
    rank: u64,
    entry: Entry,
}

impl<'a, R: Ranking> Best<'a, R> {
    pub(super) fn new(ranking: &'a R, kinds: &'a [SuggestionKind], limit: usize) -> Self {
        Self { ranking, kinds, limit, matches: Vec::new() }
    }

    /// Returns the number of places reserved for each kind that has enough matches, so that titles are
    /// included even if many tags match.
    fn share(&self) -> usize {
        self.limit / 4
    }

    fn number_of(&self, kind: SuggestionKind) -> usize {
        self.matches.iter().filter(|found| found.kind == kind).count()
    }

    /// Returns whether worse classes cannot add anything.
    pub(super) fn is_full(&self) -> bool {
        self.has_enough() && self.kinds.iter().all(|&kind| self.number_of(kind) >= self.share())
    }

    /// Returns whether there are as many matches as requested.
    pub(super) fn has_enough(&self) -> bool {
        self.matches.len() >= self.limit
    }

    /// Adds matches of a class that is worse than all before. At most `limit` of each kind are retained.
    /// `accepts` is called only for matches that would be retained.
    pub(super) fn add(
        &mut self,
        class: Class,
        entries: impl Iterator<Item = Entry>,
        accepts: impl Fn(usize) -> bool,
    ) {
        let mut best: [Vec<Ranked>; 3] = Default::default();
        // For each kind the rank at or above which a match is rejected. Most entries get no further.
        let mut bars = SuggestionKind::ALL.map(|kind| match self.kinds.contains(&kind) {
            true => u64::MAX,
            false => 0,
        });
        for (position, entry) in entries.enumerate() {
            let (kind, rank) = (entry.kind, self.ranking.rank(entry));
            let (best, bar) = (&mut best[kind as usize], &mut bars[kind as usize]);
            if rank >= *bar {
                continue;
            }
            let found = Ranked { class, kind, rank, entry };
            let is_known = || {
                let known = |known: &Ranked| known.entry == entry;
                best.iter().any(known) || self.matches.iter().any(known)
            };
            if !self.ranking.accepts(entry) || !accepts(position) || is_known() {
                continue;
            }
            if best.len() >= self.limit {
                best.pop();
            }
            let at = best.partition_point(|other| *other < found);
            best.insert(at, found);
            if let (true, Some(last)) = (best.len() >= self.limit, best.last()) {
                *bar = last.rank;
            }
        }
        self.matches.extend(best.into_iter().flatten());
    }

    /// Returns the best matches in order: first the reserved places of each kind, then the best of the
    /// rest.
    pub(super) fn into_matches(mut self) -> Vec<Match> {
        self.matches.sort_unstable();
        let mut left = [self.share(); 3];
        let (mut chosen, mut others): (Vec<Ranked>, Vec<Ranked>) =
            self.matches.iter().partition(|found| {
                let left = &mut left[found.kind as usize];
                let is_reserved = *left > 0;
                *left -= usize::from(is_reserved);
                is_reserved
            });
        others.truncate(self.limit.saturating_sub(chosen.len()));
        chosen.append(&mut others);
        chosen.sort_unstable();
        chosen.truncate(self.limit);
        chosen.into_iter().map(|Ranked { class, entry, .. }| Match { class, entry }).collect()
    }
}

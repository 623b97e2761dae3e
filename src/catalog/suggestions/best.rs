//! The best matches: by class, and within a class tags, then categories, then titles.

use super::{Class, Entry, Match, Public, SuggestionKind};

/// Collects matches, the better classes first.
pub(super) struct Best<'a, P> {
    public: &'a P,
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

impl<'a, P: Public> Best<'a, P> {
    pub(super) fn new(public: &'a P, kinds: &'a [SuggestionKind], limit: usize) -> Self {
        Self { public, kinds, limit, matches: Vec::new() }
    }

    /// How many places each kind has at least, if it has so many matches, so that titles come through
    /// where many tags begin alike.
    fn share(&self) -> usize {
        self.limit / 4
    }

    fn number_of(&self, kind: SuggestionKind) -> usize {
        self.matches.iter().filter(|found| found.kind == kind).count()
    }

    /// Whether worse classes can add nothing.
    pub(super) fn is_full(&self) -> bool {
        self.has_enough() && self.kinds.iter().all(|&kind| self.number_of(kind) >= self.share())
    }

    /// Whether there are as many matches as are wanted.
    pub(super) fn has_enough(&self) -> bool {
        self.matches.len() >= self.limit
    }

    /// Adds matches of a class that is worse than all before. Of each kind the best ones are kept, as many
    /// as are wanted in all. `accepts` is asked rarely: only for what would be kept.
    pub(super) fn add(
        &mut self,
        class: Class,
        entries: impl Iterator<Item = Entry>,
        accepts: impl Fn(usize) -> bool,
    ) {
        let mut best: [Vec<Ranked>; 3] = Default::default();
        // Of each kind the rank from which on nothing is kept. Most entries get no further.
        let mut bars = SuggestionKind::ALL.map(|kind| match self.kinds.contains(&kind) {
            true => u64::MAX,
            false => 0,
        });
        for (position, entry) in entries.enumerate() {
            let (kind, rank) = (entry.kind, self.public.rank(entry));
            let (best, bar) = (&mut best[kind as usize], &mut bars[kind as usize]);
            if rank >= *bar {
                continue;
            }
            let found = Ranked { class, kind, rank, entry };
            let is_known = || {
                let known = |known: &Ranked| known.entry == entry;
                best.iter().any(known) || self.matches.iter().any(known)
            };
            if !self.public.accepts(entry) || !accepts(position) || is_known() {
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

    /// The best of all, in order: first what each kind is sure of, then the best of the rest.
    pub(super) fn into_matches(mut self) -> Vec<Match> {
        self.matches.sort_unstable();
        let mut left = [self.share(); 3];
        let (mut chosen, mut others): (Vec<Ranked>, Vec<Ranked>) =
            self.matches.iter().partition(|found| match left.get_mut(found.kind as usize) {
                Some(left) if *left > 0 => {
                    *left -= 1;
                    true
                }
                _ => false,
            });
        others.truncate(self.limit.saturating_sub(chosen.len()));
        chosen.append(&mut others);
        chosen.sort_unstable();
        chosen.truncate(self.limit);
        chosen.into_iter().map(|Ranked { class, entry, .. }| Match { class, entry }).collect()
    }
}

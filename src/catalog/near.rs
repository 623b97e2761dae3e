//! Preselects the names that may be similar to a mistyped one, without computing every edit distance.

use super::partition_point::partition_point;

/// The maximum number of names returned for exact comparison.
const CANDIDATES: usize = 200;
/// The maximum number of names with the mistyped one as a prefix that are returned.
const CONTINUATIONS: usize = 20;
/// Longer names have no similar ones; see [`crate::text::suggest`].
const MAX_NAME_LENGTH: usize = 64;
/// The low bits record which characters occur, the high byte how many there are.
const LETTERS: u32 = 56;

/// A 64-bit sketch of each of many names, sorted by code point. An edit changes the length by at most
/// one and adds or removes at most one kind of letter, so names whose sketches differ by more than the
/// allowed number of edits cannot be similar.
#[derive(Debug)]
pub(crate) struct Near(Box<[u64]>);

impl Near {
    pub(crate) fn new<'a>(sorted: impl Iterator<Item = &'a str>) -> Self {
        Self(sorted.map(sketch).collect())
    }

    /// Returns the positions of names that may be similar to `wrong`, in ascending order; at most
    /// some hundreds. Names that start with `wrong` are found only if the case is equal.
    /// `name` returns the name at a position; only positions that `accept` accepts are returned.
    pub(crate) fn candidates<'a>(
        &self,
        wrong: &str,
        name: impl Fn(u32) -> &'a str,
        accept: impl Fn(u32) -> bool,
    ) -> Vec<u32> {
        let length = wrong.chars().count();
        if length == 0 || length > MAX_NAME_LENGTH {
            return Vec::new();
        }
        let allowed = if length <= 4 { 1 } else { (length as u32 / 4).max(2) };
        let wrong_sketch = sketch(wrong);
        let mut near: Vec<(u32, u32)> = (0..)
            .zip(&self.0)
            .map(|(at, &other)| (distance(wrong_sketch, other), at))
            .filter(|&(distance, at)| distance <= allowed && accept(at))
            .collect();
        if near.len() > CANDIDATES {
            near.select_nth_unstable(CANDIDATES);
            near.truncate(CANDIDATES);
        }
        let mut near: Vec<u32> = near.into_iter().map(|(_, at)| at).collect();

        let total = self.0.len() as u32;
        let lower_bound =
            |text: &str| partition_point(0..self.0.len(), |at| name(at as u32) < text) as u32;
        near.extend(
            (lower_bound(wrong)..total)
                .take_while(|&at| name(at).starts_with(wrong))
                .filter(|&at| accept(at))
                .take(CONTINUATIONS),
        );
        for (end, _) in wrong.char_indices().skip(1) {
            let prefix = &wrong[..end];
            let mut equal = (lower_bound(prefix)..total).take_while(|&at| name(at) == prefix);
            near.extend(equal.find(|&at| accept(at)));
        }
        near.sort_unstable();
        near.dedup();
        near
    }
}

/// Returns the set of letters in a name and their number. An edit changes each by at most one.
pub(super) fn sketch(name: &str) -> u64 {
    let mut letters = 0_u64;
    let mut length = 0_u64;
    for c in name.chars().flat_map(char::to_lowercase) {
        letters |= 1 << ((u32::from(c).wrapping_mul(0x9E37_79B1) >> 8) % LETTERS);
        length += 1;
    }
    letters | (length.min(255) << LETTERS)
}

/// Returns a lower bound of the edit distance between two names, given their sketches.
pub(super) fn distance(a: u64, b: u64) -> u32 {
    let mask = (1 << LETTERS) - 1;
    let lengths = (a >> LETTERS).abs_diff(b >> LETTERS) as u32;
    let (a, b) = (a & mask, b & mask);
    lengths.max((a & !b).count_ones()).max((b & !a).count_ones())
}

#[cfg(test)]
mod tests {
    use super::Near;
    use crate::text::suggest::closest;

    const NAMES: [&str; 7] = ["go", "golang", "memory", "python", "rust", "rust-web", "内存管理"];

    fn near(wrong: &str) -> Vec<&'static str> {
        let name = |at: u32| NAMES[at as usize];
        let found = Near::new(NAMES.into_iter()).candidates(wrong, name, |_| true);
        found.into_iter().map(name).collect()
    }

    #[test]
    fn the_closest_names_are_among_the_candidates() {
        for wrong in ["pyton", "rsut", "RUSR", "ru", "golang-tips", "内存管里", "rust-w", "memori"]
        {
            let all = closest(wrong, NAMES, 3);
            assert!(!all.is_empty(), "{wrong}");
            assert_eq!(closest(wrong, near(wrong), 3), all, "{wrong}");
        }
    }

    #[test]
    fn names_with_different_letters_are_excluded() {
        assert_eq!(near("内存"), ["内存管理"]);
        assert_eq!(near(""), [""; 0]);
    }
}

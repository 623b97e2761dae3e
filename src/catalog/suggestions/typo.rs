//! Prefix search with typos.

use std::collections::VecDeque;
use std::ops::Range;

use super::suffixes::SuffixArray;
use crate::catalog::partition_point::partition_point;

/// The maximum number of steps per query. A step handles one letter after one common prefix, and takes about
/// two thirds of a microsecond with 100,000 titles. Prefixes are tried in order of length, with one typo
/// before two, so that what is skipped is far from the typed text.
pub(super) const MAX_STEPS: usize = 1_200;
/// Only one typo is allowed before this many letters, which leaves few prefixes to try.
const FEW_ERRORS: usize = 5;

/// Returns the number of typos forgiven in a text of this many letters.
pub(super) fn forgiven(letters: usize) -> u8 {
    match letters {
        0..=4 => 0,
        5..=7 => 1,
        _ => 2,
    }
}

/// The distance of a prefix from the prefixes of a key, letter by letter: insertions, deletions,
/// substitutions and transpositions of adjacent letters count one each (optimal string alignment). The
/// first letter must match.
#[derive(Debug, Clone)]
pub(super) struct Distance {
    row: Vec<u8>,
    row_before: Vec<u8>,
    /// A buffer for the next row.
    room: Vec<u8>,
    letter_before: char,
    depth: usize,
}

impl Distance {
    /// Starts before the first letter. Typed text has at most 64 letters here, so distances fit a byte.
    pub(super) fn new(prefix: &[char]) -> Self {
        let row: Vec<u8> = (0..=prefix.len() as u8).collect();
        Self { row_before: row.clone(), row, room: Vec::new(), letter_before: '\0', depth: 0 }
    }

    /// Takes the next letter of the key. Returns false if no longer key can be close enough.
    pub(super) fn next(&mut self, prefix: &[char], c: char, most: u8) -> bool {
        self.depth += 1;
        if self.depth == 1 && prefix.first() != Some(&c) {
            return false;
        }
        let mut row = std::mem::take(&mut self.room);
        row.clear();
        row.push(self.depth.min(usize::from(u8::MAX)) as u8);
        let mut before = '\0';
        for (at, &wanted) in prefix.iter().enumerate() {
            // The rows have one more element than the prefix.
            let [substituted, deleted] = [self.row[at], self.row[at + 1]];
            let inserted = row[at];
            let differs = u8::from(wanted != c);
            let mut least = substituted.saturating_add(differs);
            least = least.min(deleted.saturating_add(1));
            least = least.min(inserted.saturating_add(1));
            if at > 0 && wanted == self.letter_before && before == c && self.depth > 1 {
                least = least.min(self.row_before[at - 1].saturating_add(1));
            }
            row.push(least);
            before = wanted;
        }
        self.room = std::mem::replace(&mut self.row_before, std::mem::replace(&mut self.row, row));
        self.letter_before = c;
        let most = if self.depth < FEW_ERRORS { most.min(1) } else { most };
        self.least() <= most
    }

    /// Returns the distance of the whole prefix from the letters so far.
    pub(super) fn whole(&self) -> u8 {
        *self.row.last().expect("a row is never empty")
    }

    /// Returns the smallest distance that is possible after more letters.
    pub(super) fn least(&self) -> u8 {
        *self.row.iter().min().expect("a row is never empty")
    }
}

/// Returns the suffixes that start with `prefix` but for up to `most` typos. Uses at most `steps`, and
/// subtracts the used ones.
pub(super) fn find(
    text: &str,
    suffixes: &SuffixArray,
    prefix: &str,
    most: u8,
    steps: &mut usize,
) -> Vec<Range<usize>> {
    let prefix: Vec<char> = prefix.chars().collect();
    let mut found = Vec::new();
    let mut nodes = VecDeque::from([(0..suffixes.len(), 0, Distance::new(&prefix))]);
    let letter = |at: usize, depth: usize| suffixes.letter(text, at, depth);
    while let Some((range, depth, distance)) = nodes.pop_front() {
        // Keys that end here come first. At depth 0 only keys with the same first letter count.
        let mut at = match prefix.first() {
            Some(&first) if depth == 0 => {
                partition_point(range.clone(), |at| letter(at, 0) < Some(first))
            }
            _ if letter(range.start, depth).is_some() => range.start,
            _ => partition_point(range.clone(), |at| letter(at, depth).is_none()),
        };
        while at < range.end && *steps > 0 {
            *steps -= 1;
            let Some(c) = letter(at, depth) else { break };
            // Usually only one letter is left.
            let end = match letter(range.end - 1, depth) {
                Some(last) if last == c => range.end,
                _ => partition_point(at..range.end, |at| letter(at, depth) <= Some(c)),
            };
            let mut next = distance.clone();
            let goes_on = next.next(&prefix, c, most);
            if goes_on && next.whole() <= most {
                // All longer keys in the range match too.
                found.push(at..end);
            } else if goes_on {
                nodes.push_back((at..end, depth + c.len_utf8(), next));
            }
            if depth == 0 {
                break;
            }
            at = end;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Distance, forgiven};

    #[test]
    fn one_typo_from_five_letters_and_two_from_eight() {
        assert_eq!([1, 4, 5, 7, 8, 60].map(forgiven), [0, 0, 1, 1, 2, 2]);
    }

    proptest! {
        #[test]
        fn the_distance_is_that_of_strsim(typed in "a[abc]{0,12}", name in "a[abc]{0,12}") {
            let prefix: Vec<char> = typed.chars().collect();
            let mut distance = Distance::new(&prefix);
            let mut start = String::new();
            for c in name.chars() {
                distance.next(&prefix, c, u8::MAX);
                start.push(c);
                prop_assert_eq!(usize::from(distance.whole()), strsim::osa_distance(&typed, &start));
            }
        }
    }
}

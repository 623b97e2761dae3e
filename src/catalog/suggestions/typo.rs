//! Prefixes with typing errors: which stretches begin nearly so.

use std::collections::VecDeque;
use std::ops::Range;

use super::layer::{Layer, bound};

/// How many steps are taken for one question. A step is one letter behind one common beginning, and takes
/// about two thirds of a microsecond in 100 000 titles. Beginnings are tried the shortest first, with one error
/// before two, so that what is left out is far from what was typed.
pub(super) const MOST_STEPS: usize = 1_200;
/// So many of the first letters hold one error at most, which leaves few beginnings to try.
const FEW_ERRORS: usize = 5;

/// The errors that are forgiven in so many letters: one from five, two from eight.
pub(super) fn forgiven(letters: usize) -> u8 {
    match letters {
        0..=4 => 0,
        5..=7 => 1,
        _ => 2,
    }
}

/// The distance of a prefix from the beginnings of a key, letter by letter: insertions, deletions,
/// substitutions and transpositions of neighbours count one each (optimal string alignment). The first
/// letter is always right.
#[derive(Debug, Clone)]
pub(super) struct Distance {
    row: Vec<u8>,
    row_before: Vec<u8>,
    /// Room for the next row.
    room: Vec<u8>,
    letter_before: char,
    depth: usize,
}

impl Distance {
    /// Before the first letter. What is misspelt has at most 64 letters, so distances fit a byte.
    pub(super) fn new(prefix: &[char]) -> Self {
        let row: Vec<u8> = (0..=prefix.len() as u8).collect();
        Self { row_before: row.clone(), row, room: Vec::new(), letter_before: '\0', depth: 0 }
    }

    /// Takes one more letter of the key. False where no longer key can be near enough.
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
            let [deleted, substituted] = [at + 1, at].map(|at| self.row.get(at).copied());
            let inserted = row.last().copied();
            let differs = u8::from(wanted != c);
            let mut least = substituted.unwrap_or(u8::MAX).saturating_add(differs);
            least = least.min(deleted.unwrap_or(u8::MAX).saturating_add(1));
            least = least.min(inserted.unwrap_or(u8::MAX).saturating_add(1));
            if at > 0 && wanted == self.letter_before && before == c && self.depth > 1 {
                let swapped = self.row_before.get(at - 1).copied();
                least = least.min(swapped.unwrap_or(u8::MAX).saturating_add(1));
            }
            row.push(least);
            before = wanted;
        }
        self.room = std::mem::replace(&mut self.row_before, std::mem::replace(&mut self.row, row));
        self.letter_before = c;
        let most = if self.depth < FEW_ERRORS { most.min(1) } else { most };
        self.least() <= most
    }

    /// How far the whole prefix is from the letters so far.
    pub(super) fn whole(&self) -> u8 {
        self.row.last().copied().unwrap_or(0)
    }

    /// How far it can be at best behind more letters.
    pub(super) fn least(&self) -> u8 {
        self.row.iter().copied().min().unwrap_or(0)
    }
}

/// Stretches of a layer that begin as `prefix` does but for up to `most` errors. Takes no more than `steps`,
/// and leaves what remains of them.
pub(super) fn find(
    text: &str,
    layer: &Layer,
    prefix: &str,
    most: u8,
    steps: &mut usize,
) -> Vec<Range<usize>> {
    let prefix: Vec<char> = prefix.chars().collect();
    let mut found = Vec::new();
    let mut nodes = VecDeque::from([(0..layer.len(), 0, Distance::new(&prefix))]);
    let letter = |at: usize, depth: usize| layer.letter(text, at, depth);
    while let Some((range, depth, distance)) = nodes.pop_front() {
        // Keys that end here come first. At the beginning, those with the first letter are all that count.
        let mut at = match prefix.first() {
            Some(&first) if depth == 0 => bound(range.clone(), |at| letter(at, 0) < Some(first)),
            _ if letter(range.start, depth).is_some() => range.start,
            _ => bound(range.clone(), |at| letter(at, depth).is_none()),
        };
        while at < range.end && *steps > 0 {
            *steps -= 1;
            let Some(c) = letter(at, depth) else { break };
            // Mostly one letter is left.
            let end = match letter(range.end - 1, depth) {
                Some(last) if last == c => range.end,
                _ => bound(at..range.end, |at| letter(at, depth) <= Some(c)),
            };
            let mut next = distance.clone();
            let goes_on = next.next(&prefix, c, most);
            if goes_on && next.whole() <= most {
                // All that goes on from here is among them.
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
    fn one_error_from_five_letters_and_two_from_eight() {
        assert_eq!([1, 4, 5, 7, 8, 60].map(forgiven), [0, 0, 1, 1, 2, 2]);
    }

    proptest! {
        #[test]
        fn the_distance_is_that_of_strsim(typed in "a[abc]{0,12}", name in "a[abc]{0,12}") {
            let prefix: Vec<char> = typed.chars().collect();
            let mut distance = Distance::new(&prefix);
            let mut begin = String::new();
            for c in name.chars() {
                distance.next(&prefix, c, u8::MAX);
                begin.push(c);
                prop_assert_eq!(usize::from(distance.whole()), strsim::osa_distance(&typed, &begin));
            }
        }
    }
}

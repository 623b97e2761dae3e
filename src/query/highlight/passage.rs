//! The stretches of a text that show best what was found in it.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::spans::Span;

/// How many passages one text gives.
const MOST_PASSAGES: usize = 3;
/// How many characters a passage has about.
const LENGTH: usize = 120;
/// How many of them stand before what was found.
const BEFORE: usize = 30;
/// How many bytes of one place are shown: a word can have any length.
const LONGEST_PLACE: usize = 4 * LENGTH;
/// How many bytes are looked at on either side.
const FARTHEST: usize = 1024;
/// What parts the blocks of a text; a passage stands in one.
const BLOCK_END: &str = "\n\n";

/// A stretch of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Passage {
    /// Bytes of the text. No word is cut, but for one that is longer than any passage.
    pub(super) range: Range<usize>,
    /// Where the first thing found in it stands.
    pub(super) found_at: usize,
}

/// The best passages, the best one first.
pub(super) fn passages(text: &str, spans: &[Span]) -> Vec<Passage> {
    let mut candidates: Vec<(Value, usize)> = Vec::new();
    let mut looked_at = 0;
    for (number, span) in spans.iter().enumerate() {
        // A passage that begins a little later may hold more, but not much.
        if span.range.start < looked_at {
            continue;
        }
        let end = roughly_after(text, span.range.start);
        let shown = spans[number..].iter().take_while(|span| span.range.end <= end);
        candidates.push((Value::of(shown), number));
        looked_at = span.range.start + (end - span.range.start) / 2;
    }
    candidates.sort_unstable_by_key(|&(value, number)| (std::cmp::Reverse(value), number));
    let mut best: Vec<Passage> = Vec::new();
    for span in candidates.into_iter().filter_map(|(_, number)| spans.get(number)) {
        if best.len() == MOST_PASSAGES {
            break;
        }
        let range = around(text, &span.range);
        let overlaps =
            |other: &Passage| range.start < other.range.end && other.range.start < range.end;
        if !best.iter().any(overlaps) {
            best.push(Passage { range, found_at: span.range.start });
        }
    }
    best
}

/// About where a passage ends that shows a place first, by bytes: it is measured exactly once it is
/// chosen.
fn roughly_after(text: &str, start: usize) -> usize {
    let shown = LENGTH - BEFORE;
    let bytes = match text[start..].chars().next() {
        Some(c) if c.is_ascii() => shown,
        _ => shown * 3,
    };
    let end = text.floor_char_boundary((start + bytes).min(text.len()));
    text[start..end].find(BLOCK_END).map_or(end, |length| start + length)
}

/// How much a passage shows: first how many different things, then how many places.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Value {
    clauses: usize,
    places: usize,
}

impl Value {
    fn of<'s>(spans: impl Iterator<Item = &'s Span>) -> Self {
        let mut clauses: Vec<usize> = Vec::new();
        let mut places = 0;
        for span in spans {
            places += 1;
            if !clauses.contains(&span.clause) {
                clauses.push(span.clause);
            }
        }
        Self { clauses: clauses.len(), places }
    }
}

/// The stretch of the block around a place.
fn around(text: &str, place: &Range<usize>) -> Range<usize> {
    let shown = text.floor_char_boundary((place.start + LONGEST_PLACE).min(place.end));
    let is_cut = shown < place.end;
    let place = place.start..shown;
    // Blocks have any length, so it is not looked far for their ends.
    let near = text.ceil_char_boundary(place.start.saturating_sub(FARTHEST));
    let far = text.floor_char_boundary((place.end + FARTHEST).min(text.len()));
    let before = &text[near..place.start];
    let before = before.rfind(BLOCK_END).map_or(before, |at| &before[at + BLOCK_END.len()..]);
    let after = &text[place.end..far];
    let after = after.find(BLOCK_END).map_or(after, |at| &after[..at]);
    let after = if is_cut { "" } else { after };

    let mut start = place.start;
    let mut room = BEFORE;
    for word in before.split_word_bounds().rev() {
        let length = word.graphemes(true).count();
        if length > room {
            break;
        }
        room -= length;
        start -= word.len();
    }
    let mut end = place.end;
    let mut room = LENGTH.saturating_sub(text[start..place.end].chars().count());
    for word in after.split_word_bounds() {
        let length = word.graphemes(true).count();
        if length > room {
            break;
        }
        room -= length;
        end += word.len();
    }
    let blanks_before =
        text[start..place.start].len() - text[start..place.start].trim_start().len();
    let blanks_after = text[place.end..end].len() - text[place.end..end].trim_end().len();
    start + blanks_before..end - blanks_after
}

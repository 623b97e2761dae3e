//! Selects the passages of a text that best show the matches in it.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::spans::Span;

/// The maximum number of passages per text.
const MAX_PASSAGES: usize = 3;
/// The approximate length of a passage in characters.
const LENGTH: usize = 120;
/// The maximum number of characters before the first match.
const BEFORE: usize = 30;
/// The maximum length of a shown match in bytes: a word can have any length.
const MAX_MATCH_BYTES: usize = 4 * LENGTH;
/// The number of bytes examined on either side.
const CONTEXT_BYTES: usize = 1024;
/// Separates the blocks of a text; a passage is within one block.
const BLOCK_END: &str = "\n\n";

/// A passage of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Passage {
    /// The byte range in the text. Words are not split unless they are longer than a passage.
    pub(super) range: Range<usize>,
    /// Whether its block has text before it.
    pub(super) is_cut_before: bool,
    /// Whether its block has text after it.
    pub(super) is_cut_after: bool,
    /// The start of the match that the passage is for.
    pub(super) found_at: usize,
}

/// Returns the best passages, best first.
pub(super) fn passages(text: &str, spans: &[Span]) -> Vec<Passage> {
    let mut candidates: Vec<(Value, usize)> = Vec::new();
    let mut looked_at = 0;
    for (number, span) in spans.iter().enumerate() {
        // A passage that starts a little later may contain more, but not much.
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
        if best.len() == MAX_PASSAGES {
            break;
        }
        let passage = around(text, &span.range);
        let range = &passage.range;
        let overlaps =
            |other: &Passage| range.start < other.range.end && other.range.start < range.end;
        if !best.iter().any(overlaps) {
            best.push(passage);
        }
    }
    best
}

/// Estimates, in bytes, the end of a passage for a match at `start`. The exact end is determined only for
/// selected passages.
fn roughly_after(text: &str, start: usize) -> usize {
    let shown = LENGTH - BEFORE;
    let bytes = match text[start..].chars().next() {
        Some(c) if c.is_ascii() => shown,
        _ => shown * 3,
    };
    let end = text.floor_char_boundary((start + bytes).min(text.len()));
    text[start..end].find(BLOCK_END).map_or(end, |length| start + length)
}

/// The value of a passage: first the number of distinct clauses, then the number of matches.
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

/// Returns the passage around a match, within its block.
fn around(text: &str, found: &Range<usize>) -> Passage {
    let shown = text.floor_char_boundary((found.start + MAX_MATCH_BYTES).min(found.end));
    // Blocks have any length, so the search for their ends is bounded.
    let near = text.ceil_char_boundary(found.start.saturating_sub(CONTEXT_BYTES));
    let far = text.floor_char_boundary((shown + CONTEXT_BYTES).min(text.len()));
    let before = &text[near..found.start];
    let before = before.rfind(BLOCK_END).map_or(before, |at| &before[at + BLOCK_END.len()..]);
    let after = if shown < found.end { "" } else { &text[shown..far] };
    let after = after.find(BLOCK_END).map_or(after, |at| &after[..at]);

    let kept = &before[before.len() - length(before.split_word_bounds().rev(), BEFORE)..];
    let start = found.start - kept.trim_start().len();
    let room = LENGTH.saturating_sub(text[found.start - kept.len()..shown].chars().count());
    let end = shown + after[..length(after.split_word_bounds(), room)].trim_end().len();
    Passage {
        range: start..end,
        is_cut_before: {
            let others = text[..start].trim_end();
            is_cut(others, &text[others.len()..start])
        },
        is_cut_after: {
            let others = text[end..].trim_start();
            is_cut(others, &text[end..text.len() - others.len()])
        },
        found_at: found.start,
    }
}

/// Returns the length in bytes of the first words, which have up to `room` characters together.
fn length<'t>(words: impl Iterator<Item = &'t str>, mut room: usize) -> usize {
    let fits = |word: &&str| {
        let length = word.graphemes(true).count();
        let fits = length <= room;
        room = room.saturating_sub(length);
        fits
    };
    words.take_while(fits).map(str::len).sum()
}

/// Returns whether a block goes on after a passage with `others`, which whitespace separates from it.
fn is_cut(others: &str, between: &str) -> bool {
    !others.is_empty() && !between.contains(BLOCK_END)
}

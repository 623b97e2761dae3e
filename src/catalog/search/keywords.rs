//! The characteristic words of a post.

use std::collections::HashMap;
use std::ops::Range;

use crate::compile::markdown::with_document;
use crate::post::Post;
use crate::text::common_words::is_common;
use crate::text::lexer::{Lexeme, LexemeKind, Lexer};
use crate::text::script::{Script, script};
use crate::text::segment;

/// The number of bytes of a text that are read. The start of a longer text is representative enough.
const MAX_TEXT_BYTES: usize = 64 << 10;
/// The minimum number of letters in a word.
const MIN_LETTERS: usize = 3;
/// The maximum number of letters in a word. Longer ones are hashes and the like.
const MAX_LETTERS: usize = 40;
/// The maximum number of words returned.
const MAX_WORDS: usize = 64;

/// One in this many words of a post is the same word by chance, whatever the topic; as many occurrences are
/// not counted.
const CHANCE: f32 = 500.0;
/// The upper bound of that number, so that words of the title always count.
const MAX_BY_CHANCE: f32 = 2.5;

/// The weight of an occurrence in the title, in a heading, in running text or in code.
const TITLE: f32 = 3.0;
const HEADING: f32 = 2.0;
const BODY: f32 = 1.0;
const CODE: f32 = 0.4;

/// The place of a word in a post: the index fields that are searched for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Title,
    Heading,
    Body,
    Code,
}

impl Place {
    pub(super) const ALL: [Self; 4] = [Self::Title, Self::Heading, Self::Body, Self::Code];
}

/// A characteristic word of a post.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Keyword {
    /// The post's most frequent spelling.
    pub(super) shown: Box<str>,
    /// The folded form, as in the index.
    pub(super) folded: String,
    /// The number of occurrences beyond chance, weighted by place.
    pub(super) count: f32,
    /// Whether the word occurs in each of [`Place::ALL`].
    pub(super) places: [bool; 4],
}

/// Returns the words of a post with the highest counts, in descending order.
#[expect(
    clippy::redundant_closure_for_method_calls,
    reason = "the method is not general enough in its lifetimes to be passed by itself"
)]
pub(super) fn keywords(post: &Post) -> Vec<Keyword> {
    let outline =
        with_document(&post.body.markdown(), post.body.dialect(), |document| document.outline());
    let text = &outline.text[..outline.text.floor_char_boundary(MAX_TEXT_BYTES)];
    let mut words = Words::default();
    words.read(&post.title, |_| (Place::Title, TITLE));
    let (mut headings, mut code) = (Ranges::new(), Ranges::new());
    headings.0.extend(outline.headings.iter().map(|heading| heading.range.clone()));
    code.0.extend(outline.code.iter().cloned());
    words.read(text, |at| match (code.holds(at), headings.holds(at)) {
        (true, _) => (Place::Code, CODE),
        (_, true) => (Place::Heading, HEADING),
        _ => (Place::Body, BODY),
    });
    words.into_keywords()
}

/// Sorted, disjoint ranges, for membership queries at ascending positions.
struct Ranges(std::collections::VecDeque<Range<usize>>);

impl Ranges {
    fn new() -> Self {
        Self(std::collections::VecDeque::new())
    }

    fn holds(&mut self, at: usize) -> bool {
        while self.0.front().is_some_and(|range| range.end <= at) {
            self.0.pop_front();
        }
        self.0.front().is_some_and(|range| range.start <= at)
    }
}

/// The words of a text by their folded form.
#[derive(Debug, Default)]
struct Words<'t> {
    found: HashMap<String, Found<'t>>,
}

#[derive(Debug)]
struct Found<'t> {
    /// The number of distinct words found before it.
    order: usize,
    count: f32,
    places: [bool; 4],
    /// The spellings, each with its number of occurrences.
    spellings: Vec<(&'t str, u32)>,
}

/// A folded character and its position in the text.
type Character = (char, Range<usize>);

impl<'t> Words<'t> {
    /// Reads a text. `place` returns the place and weight at a position; it is called with ascending
    /// positions.
    fn read(&mut self, text: &'t str, mut place: impl FnMut(usize) -> (Place, f32)) {
        let mut lexer = Lexer::new(text);
        let mut run: Vec<Character> = Vec::new();
        while let Some(Lexeme { start, end, joined, kind, .. }) = lexer.next() {
            let goes_on = match (&kind, run.last()) {
                (LexemeKind::Character(c), Some((last, _))) => {
                    joined && is_hangul(*c) == is_hangul(*last)
                }
                _ => false,
            };
            if !goes_on {
                self.end_run(text, &mut run, &mut place);
            }
            match kind {
                LexemeKind::Character(c) => run.push((c, start..end)),
                LexemeKind::Word { folded, with_sign } => {
                    let letters = folded.chars().filter(|c| c.is_alphabetic()).count();
                    if (MIN_LETTERS..=MAX_LETTERS).contains(&letters) {
                        let term = with_sign.unwrap_or(folded);
                        self.add(term, &text[start..end], place(start));
                    }
                }
            }
        }
        self.end_run(text, &mut run, &mut place);
    }

    /// Ends a run of characters and adds its words.
    fn end_run(
        &mut self,
        text: &'t str,
        run: &mut Vec<Character>,
        place: &mut impl FnMut(usize) -> (Place, f32),
    ) {
        let folded: String = run.iter().map(|(c, _)| c).collect();
        let words: Vec<Range<usize>> = if run.first().is_some_and(|(c, _)| is_hangul(*c)) {
            // Korean separates words with spaces.
            std::iter::once(0..folded.len()).collect()
        } else if run.len() > 1 {
            segment::words(&folded)
        } else {
            Vec::new()
        };
        let mut characters = run.iter();
        for word in words {
            let folded = &folded[word];
            let length = folded.chars().count();
            let first = characters.next();
            let last = if length > 1 { characters.nth(length - 2) } else { None };
            if let (Some((_, first)), Some((_, last))) = (first, last) {
                self.add(folded, &text[first.start..last.end], place(first.start));
            }
        }
        run.clear();
    }

    fn add(&mut self, folded: &str, written: &'t str, (place, counts): (Place, f32)) {
        if is_common(folded) {
            return;
        }
        let order = self.found.len();
        if !self.found.contains_key(folded) {
            let found = Found { order, count: 0.0, places: [false; 4], spellings: Vec::new() };
            self.found.insert(folded.to_owned(), found);
        }
        let found = self.found.get_mut(folded).expect("inserted above");
        found.count += counts;
        found.places[place as usize] = true;
        match found.spellings.iter_mut().find(|(spelling, _)| *spelling == written) {
            Some((_, times)) => *times += 1,
            None => found.spellings.push((written, 1)),
        }
    }

    /// Returns the words with the highest counts; equal ones in the order of their first occurrence.
    fn into_keywords(self) -> Vec<Keyword> {
        let mut found: Vec<(String, Found<'t>)> = self.found.into_iter().collect();
        // Sorted, because sums of floats depend on the order.
        found.sort_unstable_by_key(|(_, found)| found.order);
        let all: f32 = found.iter().map(|(_, found)| found.count).sum();
        let by_chance = (all / CHANCE).min(MAX_BY_CHANCE);
        found.retain_mut(|(_, found)| {
            found.count -= by_chance;
            found.count > 0.0
        });
        found.sort_by(|(_, a), (_, b)| b.count.total_cmp(&a.count));
        found.truncate(MAX_WORDS);
        found
            .into_iter()
            .map(|(folded, Found { count, places, spellings, .. })| {
                // `max_by_key` returns the last of equal maxima, so iterate in reverse.
                let most = spellings.iter().rev().max_by_key(|(_, times)| *times);
                let shown = most.map_or(folded.as_str(), |(spelling, _)| spelling).into();
                Keyword { shown, folded, count, places }
            })
            .collect()
    }
}

fn is_hangul(c: char) -> bool {
    script(c) == Some(Script::Hangul)
}

#[cfg(test)]
mod tests {
    use super::{Place, Words, keywords};
    use crate::catalog::test_support::post;
    use crate::post::Dialect;
    use crate::post::{Body, Post};

    fn shown(text: &str) -> Vec<String> {
        let mut words = Words::default();
        words.read(text, |_| (Place::Body, 1.0));
        words.into_keywords().into_iter().map(|word| word.shown.into()).collect()
    }

    #[test]
    fn words_of_all_scripts_are_segmented_and_common_words_are_ignored() {
        assert_eq!(shown("我们用 HashMap 缓存数据，因为 it is 2024"), ["HashMap", "缓存", "数据"]);
        assert_eq!(shown("메모리 관리는 그리고"), ["메모리", "관리는"]);
        assert_eq!(shown("それはガベージコレクションです"), ["ガベージコレクション"]);
        assert_eq!(shown("a of 12 c++ 字，字"), [""; 0]);
    }

    #[test]
    fn more_frequent_words_come_first_in_their_usual_spelling() {
        assert_eq!(shown("Cache memory cache, cache Memory"), ["cache", "memory"]);
        assert_eq!(shown("記憶體 记忆体"), shown("記憶體"));
    }

    #[test]
    fn titles_and_headings_count_more_and_code_less() {
        let mut post = Post::from(post("a").title("Ownership"));
        post.body =
            Body::new("## Borrowing\n\nLifetimes.\n\n```\nsnippet()\n```\n", Dialect::default());
        let found = keywords(&post);
        // One in 500 words is subtracted from each as chance.
        let found = found.iter().map(|word| (&*word.shown, (word.count * 10.0).round()));
        let expected =
            [("Ownership", 30.0), ("Borrowing", 20.0), ("Lifetimes", 10.0), ("snippet", 4.0)];
        assert_eq!(found.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_word_that_occurs_once_in_a_long_text_does_not_count() {
        let long = "memory ".repeat(600) + "elephant";
        assert_eq!(shown(&long), ["memory"]);
    }
}

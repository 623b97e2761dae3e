//! Finds the posts that share the most characteristic words of a post.

use roaring::RoaringBitmap;
use tantivy::Term;
use tantivy::query::Bm25StatisticsProvider;
use tantivy::schema::Field;

use super::analysis::{MAX_NGRAM, term};
use super::index::Index;
use super::keywords::{Keyword, Place, keywords};
use super::occurrences::Occurrences;
use super::terms::Sequence;
use super::view::View;
use crate::catalog::doc_id::DocId;
use crate::post::Post;
use crate::text::script::script;

/// The maximum number of shared words.
const MAX_SHARED: usize = 16;
/// The maximum number of words to look up in order to find these; words that occur only in hidden posts
/// are not shared.
const MAX_TRIED: usize = 32;
/// With this many posts or more, words that occur in more than one in [`COMMON`] posts are ignored.
const MANY: usize = 20;
const COMMON: usize = 5;
/// The number of occurrences in a post at which a word reaches half of its maximum weight.
const HALF: f32 = 3.0;
/// The number of maximally rare words, fully shared, at which similarity reaches one half.
const HALF_SIMILAR: f32 = 1.3;
/// The weight of an occurrence in the other post, by [`Place::ALL`].
const WEIGHTS: [f32; 4] = [0.6, 0.5, 1.0, 0.4];

/// The textual similarity of posts to one post.
#[derive(Debug, Clone, Default)]
pub struct Similarities {
    /// The words that the posts share with it, in its spelling, most characteristic first; at most 16.
    pub words: Vec<Box<str>>,
    /// The posts that share any of these words, by number.
    pub posts: Vec<(DocId, Similarity)>,
}

impl Similarities {
    /// Returns the similarity of a post; the default if it shares no word.
    pub fn of(&self, doc: DocId) -> Similarity {
        let found = self.posts.binary_search_by_key(&doc, |&(doc, _)| doc);
        found.map_or_else(|_| Similarity::default(), |at| self.posts[at].1)
    }
}

/// The similarity of a post to another one.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Similarity {
    /// At least 0 and less than 1.
    pub score: f32,
    /// Which of [`Similarities::words`] are shared: one bit per word, starting with the lowest.
    pub words: u16,
}

/// Compares the posts of `among`, which must be visible, with a post, which may be hidden.
pub(super) fn compare(
    index: &Index,
    view: &View,
    (doc, post): (DocId, &Post),
    among: &RoaringBitmap,
) -> tantivy::Result<Similarities> {
    let mut similarities = Similarities::default();
    let mut is_candidate = vec![false; index.total()];
    for doc in among {
        is_candidate[doc as usize] = true;
    }
    let mut sums = vec![Similarity::default(); index.total()];
    for Weighed { word, weight } in
        weigh(index, view, doc, keywords(post))?.into_iter().take(MAX_TRIED)
    {
        let bit = 1 << similarities.words.len();
        let mut is_shared = false;
        for (place, share) in Place::ALL.into_iter().zip(WEIGHTS) {
            each_post_with(index, view, &word.folded, field(index, place), |doc, much| {
                if is_candidate[doc as usize] {
                    let sum = &mut sums[doc as usize];
                    sum.score += weight * share * much;
                    sum.words |= bit;
                    is_shared = true;
                }
            })?;
        }
        if is_shared {
            similarities.words.push(word.shown);
            if similarities.words.len() == MAX_SHARED {
                break;
            }
        }
    }
    // The scale depends on how rare a shared word can be.
    let half = HALF_SIMILAR * rarity(view.total(), 2);
    let shared = (0..).zip(sums).filter(|(_, sum)| sum.words != 0);
    similarities.posts = shared
        .map(|(doc, sum)| (doc, Similarity { score: sum.score / (sum.score + half), ..sum }))
        .collect();
    Ok(similarities)
}

/// A word and its weight.
struct Weighed {
    word: Keyword,
    weight: f32,
}

/// Sorts words by weight, and removes those that no other post contains or too many do.
fn weigh(
    index: &Index,
    view: &View,
    doc: DocId,
    words: Vec<Keyword>,
) -> tantivy::Result<Vec<Weighed>> {
    let total = view.total();
    let is_counted = view.shows(doc);
    let mut weighed = Vec::with_capacity(words.len());
    for word in words {
        let others = other_posts_with(index, view, &word, is_counted)?;
        let frequency = 1 + others.min(total.saturating_sub(usize::from(is_counted)));
        let is_common = total >= MANY && frequency > total / COMMON;
        if frequency > 1 && !is_common {
            let weight = rarity(total, frequency) * word.count / (word.count + HALF);
            weighed.push(Weighed { word, weight });
        }
    }
    // A stable sort of a deterministic input, so the result is the same on every machine.
    weighed.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    Ok(weighed)
}

/// Returns the inverse document frequency of BM25; above 0.
fn rarity(total: usize, frequency: usize) -> f32 {
    let (total, frequency) = (total.max(frequency) as f32, frequency as f32);
    (1.0 + (total - frequency + 0.5) / (frequency + 0.5)).ln()
}

/// Returns an upper bound of the number of other posts that contain a word. For a run of characters, that
/// is the number for its rarest n-gram, which does not require reading positions. `is_counted` is whether the
/// post itself is visible.
fn other_posts_with(
    index: &Index,
    view: &View,
    word: &Keyword,
    is_counted: bool,
) -> tantivy::Result<usize> {
    let mut least = usize::MAX;
    for part in parts(&word.folded) {
        let mut sum = 0;
        for (place, own) in Place::ALL.into_iter().zip(word.places) {
            let term = Term::from_field_text(field(index, place), &part);
            let frequency = view.doc_frequency(index, &term)? as usize;
            sum += frequency.saturating_sub(usize::from(own && is_counted));
        }
        least = least.min(sum);
    }
    Ok(least)
}

/// Returns the index terms of a word: the word itself, or the n-grams of its characters.
fn parts(folded: &str) -> Vec<String> {
    let characters = characters(folded);
    if characters.is_empty() {
        return vec![folded.to_owned()];
    }
    characters.windows(characters.len().min(MAX_NGRAM)).map(term).collect()
}

/// Returns the characters of a CJK word; empty for other words.
fn characters(folded: &str) -> Vec<char> {
    let is_run = folded.chars().next().is_some_and(|c| script(c).is_some());
    if is_run { folded.chars().collect() } else { Vec::new() }
}

fn field(index: &Index, place: Place) -> Field {
    let [title, _, _, _, heading, body, code] = &index.fields.texts;
    match place {
        Place::Title => title.field,
        Place::Heading => heading.field,
        Place::Body => body.field,
        Place::Code => code.field,
    }
}

/// Calls `take` for every post that contains a word in a field, with its saturated frequency, above 0 and
/// below 1.
fn each_post_with(
    index: &Index,
    view: &View,
    folded: &str,
    field: Field,
    mut take: impl FnMut(DocId, f32),
) -> tantivy::Result<()> {
    let characters = characters(folded);
    let sequence = if characters.is_empty() {
        Sequence::term(field, folded)
    } else {
        Sequence::run(field, &characters)
    };
    let most = Alone::most(sequence.terms.len());
    let found = Occurrences::new(sequence, index.fields.words, &Alone { view })?;
    let Some(occurrences) = found else { return Ok(()) };
    for shard in index.shards() {
        occurrences.each(shard.segment(), |document, score| {
            if let Some(doc) = shard.post(document) {
                take(doc, score / most);
            }
        })?;
    }
    Ok(())
}

/// Statistics that make all words equally rare, so that the score of a post depends only on the frequency
/// of the word in relation to the length of the field.
struct Alone<'a> {
    view: &'a View,
}

impl Alone<'_> {
    /// Returns the upper bound of scores for a query of `terms` terms: BM25 with its usual `k1` of 1.2,
    /// and the inverse document frequency in a corpus of one document.
    fn most(terms: usize) -> f32 {
        2.2 * (4.0_f32 / 3.0).ln() * terms as f32
    }
}

impl Bm25StatisticsProvider for Alone<'_> {
    fn total_num_tokens(&self, field: Field) -> tantivy::Result<u64> {
        Ok(self.view.tokens(field) / (self.view.total() as u64).max(1))
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        Ok(1)
    }

    fn doc_freq(&self, _: &Term) -> tantivy::Result<u64> {
        Ok(1)
    }
}

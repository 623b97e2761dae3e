//! Which posts hold the words that tell most about one.

use roaring::RoaringBitmap;
use tantivy::Term;
use tantivy::query::{Bm25StatisticsProvider, EnableScoring, Query, Weight};
use tantivy::schema::Field;

use super::analysis::{LONGEST_ROW, term};
use super::index::Index;
use super::telling::{Place, Telling, words};
use super::terms::{boxed, in_a_row, row, term_query};
use crate::catalog::DocId;
use crate::post::Post;
use crate::text::script::script;

/// How many words posts are compared by.
const MOST_SHARED: usize = 16;
/// How many words are looked for to find these, as what only hidden posts hold does not count.
const MOST_TRIED: usize = 32;
/// From so many posts on, words that more than a share of them hold tell nothing.
const MANY: usize = 20;
/// The share: one of so many.
const COMMON: usize = 5;
/// How often a word must stand in a post for half of what it can count.
const HALF: f32 = 3.0;
/// How many of the rarest words must be shared in full for half of the likeness.
const HALF_ALIKE: f32 = 1.3;
/// How much it counts that another post holds a word, by [`Place::ALL`].
const WEIGHTS: [f32; 4] = [0.6, 0.5, 1.0, 0.4];

/// How alike posts are to one by their texts.
#[derive(Debug, Clone, Default)]
pub struct Likeness {
    /// The words that they share with it, as it writes them, the most telling first; at most 16.
    pub words: Vec<Box<str>>,
    /// The posts that share any, in the order of their numbers.
    pub posts: Vec<(DocId, Alike)>,
}

impl Likeness {
    /// How a post is alike; not at all where it shares no word.
    pub fn of(&self, doc: DocId) -> Alike {
        let found = self.posts.binary_search_by_key(&doc, |&(doc, _)| doc).ok();
        found.and_then(|at| self.posts.get(at)).map_or_else(Alike::default, |&(_, alike)| alike)
    }
}

/// How a post is alike to another one.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Alike {
    /// From 0 to below 1.
    pub score: f32,
    /// Which of [`Likeness::words`] are shared: a bit for each, the lowest one for the first.
    pub words: u16,
}

/// Compares the posts of `among` with one.
pub(super) fn compare(
    index: &Index,
    post: &Post,
    among: &RoaringBitmap,
) -> tantivy::Result<Likeness> {
    let mut likeness = Likeness::default();
    let total = index.total();
    let mut is_asked = vec![false; total];
    for doc in among {
        if let Some(asked) = is_asked.get_mut(doc as usize) {
            *asked = true;
        }
    }
    let mut sums = vec![Alike::default(); total];
    for Weighed { word, weight } in weigh(index, words(post))?.into_iter().take(MOST_TRIED) {
        let bit = 1 << likeness.words.len();
        let mut is_shared = false;
        for (place, share) in Place::ALL.into_iter().zip(WEIGHTS) {
            each_holder(index, &word.folded, field(index, place), |doc, much| {
                let is_asked = is_asked.get(doc as usize).is_some_and(|&asked| asked);
                if let Some(sum) = sums.get_mut(doc as usize).filter(|_| is_asked) {
                    sum.score += weight * share * much;
                    sum.words |= bit;
                    is_shared = true;
                }
            })?;
        }
        if is_shared {
            likeness.words.push(word.shown);
            if likeness.words.len() == MOST_SHARED {
                break;
            }
        }
    }
    // What is much depends on how rare a shared word can be.
    let half = HALF_ALIKE * rarity(total, 2);
    let shared = (0..).zip(sums).filter(|(_, sum)| sum.words != 0);
    likeness.posts = shared
        .map(|(doc, sum)| (doc, Alike { score: sum.score / (sum.score + half), ..sum }))
        .collect();
    Ok(likeness)
}

/// A word and how much it tells.
struct Weighed {
    word: Telling,
    weight: f32,
}

/// Words by what they tell, without those that no other post holds or too many do.
fn weigh(index: &Index, words: Vec<Telling>) -> tantivy::Result<Vec<Weighed>> {
    let total = index.total();
    let mut weighed = Vec::with_capacity(words.len());
    for word in words {
        let holders = 1 + other_holders(index, &word)?.min(total.saturating_sub(1));
        let is_common = total >= MANY && holders > total / COMMON;
        if holders > 1 && !is_common {
            let weight = rarity(total, holders) * word.count / (word.count + HALF);
            weighed.push(Weighed { word, weight });
        }
    }
    // The order among equals stays, so it is the same everywhere.
    weighed.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    Ok(weighed)
}

/// How much it tells that posts hold a word, as BM25 has it; above 0.
fn rarity(total: usize, holders: usize) -> f32 {
    let (total, holders) = (total.max(holders) as f32, holders as f32);
    (1.0 + (total - holders + 0.5) / (holders + 0.5)).ln()
}

/// How many other posts hold a word at most. Of characters in a row as many as hold their rarest pair,
/// which takes no reading of places.
fn other_holders(index: &Index, word: &Telling) -> tantivy::Result<usize> {
    let mut least = usize::MAX;
    for part in parts(&word.folded) {
        let mut sum = 0;
        for (place, own) in Place::ALL.into_iter().zip(word.places) {
            let term = Term::from_field_text(field(index, place), &part);
            let holders = index.doc_frequency(&term)? as usize;
            sum += holders.saturating_sub(usize::from(own));
        }
        least = least.min(sum);
    }
    Ok(least)
}

/// The terms of a word: itself, or those of its characters.
fn parts(folded: &str) -> Vec<String> {
    let characters = characters(folded);
    if characters.is_empty() {
        return vec![folded.to_owned()];
    }
    characters.windows(characters.len().min(LONGEST_ROW)).map(term).collect()
}

/// The characters in a row that a word is; none where it is a word of letters.
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

/// Every post that holds a word in a field, and how much it holds of it, above 0 and below 1.
fn each_holder(
    index: &Index,
    folded: &str,
    field: Field,
    mut take: impl FnMut(DocId, f32),
) -> tantivy::Result<()> {
    let characters = characters(folded);
    let query: Option<Box<dyn Query>> = if characters.is_empty() {
        Some(boxed(term_query(Term::from_field_text(field, folded))))
    } else {
        let mut terms = Vec::new();
        row(0, &characters, field, &mut terms);
        in_a_row(terms)
    };
    let (Some(query), Some(searcher)) = (query, index.searcher()) else { return Ok(()) };
    let mut terms = 0;
    query.query_terms(&mut |_, _| terms += 1);
    let statistics = Alone { index };
    let scoring = EnableScoring::enabled_from_statistics_provider(&statistics, searcher);
    let weigher: Box<dyn Weight> = query.weight(scoring)?;
    let most = Alone::most(terms);
    for (first, segment) in index.stretches() {
        weigher.for_each(segment, &mut |doc, score| take(first + doc, score / most))?;
    }
    Ok(())
}

/// Makes all words equally rare, so that the score of a post says how much of a word it holds, in
/// proportion to its length.
struct Alone<'a> {
    index: &'a Index,
}

impl Alone<'_> {
    /// The score that is never reached, for a query of so many terms: BM25 with its usual `k1` of 1.2,
    /// and the rarity of what the one post there is holds.
    fn most(terms: usize) -> f32 {
        2.2 * (4.0_f32 / 3.0).ln() * terms as f32
    }
}

impl Bm25StatisticsProvider for Alone<'_> {
    fn total_num_tokens(&self, field: Field) -> tantivy::Result<u64> {
        Ok(self.index.tokens(field) / (self.index.total() as u64).max(1))
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        Ok(1)
    }

    fn doc_freq(&self, _: &Term) -> tantivy::Result<u64> {
        Ok(1)
    }
}

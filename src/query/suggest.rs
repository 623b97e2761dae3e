//! Completions of typed text.

use std::ops::Range;

use jiff::Timestamp;
use roaring::RoaringBitmap;

use super::filter::{Filters, UnknownTerm};
use super::resolve::ResolvedFilters;
use crate::catalog::{
    Collated, Entry, Ranking, Snapshot, SuggestionKind, Suggestions, Tally, Taxonomy, Typed,
};
use crate::text::Lang;

/// A query for completions.
#[derive(Debug, Clone)]
pub struct SuggestQuery {
    /// A prefix of a name, of one of its words or of its pinyin.
    pub text: String,
    /// The maximum number of suggestions.
    pub limit: usize,
    /// The kinds to suggest; empty means all.
    pub kinds: Vec<SuggestionKind>,
    /// The languages of posts whose titles are suggested; empty means all.
    pub langs: Vec<String>,
}

/// A suggested name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// What the name belongs to.
    pub kind: SuggestionKind,
    /// The name or title, as written.
    pub text: String,
    /// The slug of the term or the post.
    pub slug: String,
    /// The language of the post; `None` for terms.
    pub lang: Option<Lang>,
    /// The number of public posts with the term; `None` for titles.
    pub count: Option<u64>,
    /// The matching byte ranges of whole characters, in order and never adjacent.
    pub marks: Vec<Range<usize>>,
}

/// The result of a completion query.
#[derive(Debug, Clone)]
pub struct SuggestAnswer {
    /// The best matches, best first.
    pub suggestions: Vec<Suggestion>,
    /// Languages that no public post has.
    pub unknown: Vec<UnknownTerm>,
}

/// Completes typed text with names that are public at `now`. Builds the index for completions if necessary.
pub fn suggest(snapshot: &Snapshot, query: &SuggestQuery, now: Timestamp) -> SuggestAnswer {
    let visible = snapshot.visible(now);
    let filters = Filters { lang: query.langs.clone(), ..Filters::default() };
    let resolved = ResolvedFilters::resolve(snapshot, &visible, &filters);
    let among = visible.public();
    let tally = |taxonomy| snapshot.public_tally(&visible, taxonomy);
    let titles = resolved.docs(None);
    let public = PublicNames {
        snapshot,
        collated: snapshot.collated_by(snapshot.public_collation(&visible)),
        titles: titles.set(),
        tags: tally(Taxonomy::Tag),
        categories: tally(Taxonomy::Category),
    };
    let all = &SuggestionKind::ALL;
    let kinds = if query.kinds.is_empty() { all } else { query.kinds.as_slice() };
    let typed = Typed::new(&query.text);
    let names = snapshot.suggestions(among);
    let matches = names.find(&typed, kinds, query.limit, &public);
    let suggestions = matches.into_iter().filter_map(|found| {
        let suggestion = public.suggestion(found.entry, among);
        let marks = Suggestions::marks(&suggestion.text, &typed, found.class)?;
        Some(Suggestion { marks, ..suggestion })
    });
    SuggestAnswer { suggestions: suggestions.collect(), unknown: resolved.unknown }
}

/// The public names at the time of a query.
struct PublicNames<'a> {
    snapshot: &'a Snapshot,
    collated: &'a Collated,
    /// The posts whose titles may be suggested.
    titles: &'a RoaringBitmap,
    tags: &'a Tally,
    categories: &'a Tally,
}

impl PublicNames<'_> {
    fn count(&self, entry: Entry) -> u32 {
        let tally = match entry.kind {
            SuggestionKind::Tag => self.tags,
            SuggestionKind::Category => self.categories,
            SuggestionKind::Title => return 0,
        };
        tally.counts[entry.number as usize]
    }

    fn suggestion(&self, entry: Entry, among: &RoaringBitmap) -> Suggestion {
        let marks = Vec::new();
        if let Some((taxonomy, term)) = entry.term() {
            let terms = self.snapshot.terms(taxonomy);
            return Suggestion {
                kind: entry.kind,
                text: terms.name(term, among).to_string(),
                slug: terms.slug(term, among).to_string(),
                lang: None,
                count: Some(self.count(entry).into()),
                marks,
            };
        }
        let doc = entry.doc().expect("an entry that is not a term is a title");
        let post = self.snapshot.post(doc);
        Suggestion {
            kind: entry.kind,
            text: post.title.to_string(),
            slug: post.slug.to_string(),
            lang: Some(post.lang.clone()),
            count: None,
            marks,
        }
    }
}

impl Ranking for PublicNames<'_> {
    /// Ranks terms by their number of posts, then name; titles by number, which is newest first.
    fn rank(&self, entry: Entry) -> u64 {
        match entry.term() {
            Some((taxonomy, term)) => {
                let rare = u32::MAX - self.count(entry);
                let name = self.collated.names(taxonomy).slot(term).number();
                u64::from(rare) << 32 | name.unsigned_abs()
            }
            None => entry.number.into(),
        }
    }

    fn accepts(&self, entry: Entry) -> bool {
        match entry.doc() {
            Some(doc) => self.titles.contains(doc),
            None => self.count(entry) > 0,
        }
    }
}

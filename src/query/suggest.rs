//! Completions of what somebody types.

use std::ops::Range;

use jiff::Timestamp;
use roaring::RoaringBitmap;

use super::filter::{Filters, UnknownTerm};
use super::resolve::Asked;
use crate::catalog::{
    Entry, Public, Search, Snapshot, SuggestionKind, Suggestions, Tally, Taxonomy, Typed,
};
use crate::post::Status;
use crate::text::Lang;

/// A question for completions.
#[derive(Debug, Clone)]
pub struct SuggestQuery {
    /// The beginning of a name, of one of its words or of its pinyin.
    pub text: String,
    /// How many at most.
    pub limit: usize,
    /// Of which kinds; empty means all.
    pub kinds: Vec<SuggestionKind>,
    /// Only titles of posts in these languages; empty means all.
    pub langs: Vec<String>,
}

/// A name that may be meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// Of which kind it is.
    pub kind: SuggestionKind,
    /// The name or the title, as written.
    pub text: String,
    /// The slug of the term or the post.
    pub slug: String,
    /// The language of the post.
    pub lang: Option<Lang>,
    /// How many published posts have the term.
    pub count: Option<u64>,
    /// What matches: byte ranges of whole characters, in order, none beside another.
    pub marks: Vec<Range<usize>>,
}

/// What a question for completions answers.
#[derive(Debug, Clone)]
pub struct SuggestAnswer {
    /// The best matches, the best first.
    pub suggestions: Vec<Suggestion>,
    /// Languages that no published post has.
    pub unknown: Vec<UnknownTerm>,
}

/// Completes what was typed with names that are public at `now`.
pub fn suggest(
    snapshot: &Snapshot,
    search: &Search,
    query: &SuggestQuery,
    now: Timestamp,
) -> SuggestAnswer {
    let visible = snapshot.visible(now);
    let filters = Filters { lang: query.langs.clone(), ..Filters::default() };
    let asked = Asked::resolve(snapshot, &visible, &filters);
    let published = visible.docs(Status::Published);
    let tally = |taxonomy| snapshot.published_tally(&visible, taxonomy);
    let titles = asked.docs(None).into_owned();
    let public = PublicNow {
        snapshot,
        titles: &titles,
        tags: tally(Taxonomy::Tag),
        categories: tally(Taxonomy::Category),
    };
    let all = &SuggestionKind::ALL;
    let kinds = if query.kinds.is_empty() { all } else { query.kinds.as_slice() };
    let typed = Typed::new(&query.text);
    let matches = search.suggestions().find(&typed, kinds, query.limit, &public);
    let suggestions = matches.into_iter().filter_map(|found| {
        let suggestion = public.suggestion(found.entry, published)?;
        let marks = Suggestions::marks(&suggestion.text, &typed, found.class)?;
        Some(Suggestion { marks, ..suggestion })
    });
    SuggestAnswer { suggestions: suggestions.collect(), unknown: asked.unknown }
}

/// What is public at the time of a question.
struct PublicNow<'a> {
    snapshot: &'a Snapshot,
    /// The posts whose titles are wanted.
    titles: &'a RoaringBitmap,
    tags: &'a Tally,
    categories: &'a Tally,
}

impl PublicNow<'_> {
    fn count(&self, entry: Entry) -> u32 {
        let tally = match entry.kind {
            SuggestionKind::Tag => self.tags,
            SuggestionKind::Category => self.categories,
            SuggestionKind::Title => return 0,
        };
        tally.counts.get(entry.number as usize).copied().unwrap_or(0)
    }

    fn suggestion(&self, entry: Entry, published: &RoaringBitmap) -> Option<Suggestion> {
        let marks = Vec::new();
        if let Some((taxonomy, term)) = entry.term() {
            let terms = self.snapshot.terms(taxonomy);
            return Some(Suggestion {
                kind: entry.kind,
                text: terms.name(term, published).to_string(),
                slug: terms.slug(term).to_string(),
                lang: None,
                count: Some(self.count(entry).into()),
                marks,
            });
        }
        let post = self.snapshot.post(entry.doc()?);
        Some(Suggestion {
            kind: entry.kind,
            text: post.title.to_string(),
            slug: post.slug.to_string(),
            lang: Some(post.lang.clone()),
            count: None,
            marks,
        })
    }
}

impl Public for PublicNow<'_> {
    /// Terms by their number of posts, then by name; titles the newest first, as posts are numbered.
    fn rank(&self, entry: Entry) -> u64 {
        match entry.term() {
            Some((taxonomy, term)) => {
                let rare = u32::MAX - self.count(entry);
                let name = self.snapshot.terms(taxonomy).name_slot(term).number();
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

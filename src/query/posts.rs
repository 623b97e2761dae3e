//! Lists of posts.

use jiff::Timestamp;
use roaring::RoaringBitmap;

use super::cursor::{CursorError, Fingerprint, Place, Value};
use super::facets::{self, Facet, FacetCount};
use super::filter::{Filters, UnknownTerm};
use super::fingerprint::{Question, SlugOrder};
use super::page::{self, Window};
use super::resolve::Asked;
use super::sort::{Direction, Sort, SortKey, Start};
use crate::catalog::{DocId, Matches, Snapshot};

/// A question for posts.
#[derive(Debug, Clone)]
pub struct PostQuery {
    /// Which posts.
    pub filters: Filters,
    /// What is searched for.
    pub search: Option<Searched>,
    /// In which order; empty means the default, or the given order where slugs are asked for.
    pub sort: Vec<(SortKey, Direction)>,
    /// Which part of them.
    pub window: Window,
    /// Which counts.
    pub facets: Vec<Facet>,
}

/// A text that is searched for.
#[derive(Debug, Clone)]
pub struct Searched {
    /// The text as it was typed; it tells one question from another.
    pub text: String,
    /// What it finds in the snapshot that is asked.
    pub matches: Matches,
}

/// What a list of posts answers.
#[derive(Debug, Clone)]
pub struct PostAnswer {
    /// The wanted part, in order.
    pub docs: Vec<DocId>,
    /// How many posts match in all.
    pub total: u64,
    /// Where the next part begins; none at the end.
    pub next: Option<String>,
    /// Counts, in the order asked for; each ignores its own filter; largest first, then by name.
    pub facets: Vec<(Facet, Vec<FacetCount>)>,
    /// Terms that no visible post has.
    pub unknown: Vec<UnknownTerm>,
    /// Slugs that were asked for and are not there.
    pub missing: Vec<String>,
}

/// Lists posts.
///
/// # Errors
/// [`CursorError`] where the window's cursor is not one, or belongs to another question.
pub fn list_posts(
    snapshot: &Snapshot,
    query: &PostQuery,
    now: Timestamp,
) -> Result<PostAnswer, CursorError> {
    let visible = snapshot.visible(now);
    let mut asked = Asked::resolve(snapshot, &visible, &query.filters);
    let matches = query.search.as_ref().map(|search| &search.matches);
    if let Some(matches) = matches {
        asked.keep(matches.docs());
    }
    let docs = asked.docs(None);
    let order = if query.sort.is_empty() && !asked.slugs.is_empty() {
        PostOrder::Given(snapshot, &asked.slugs)
    } else {
        PostOrder::Sorted(Sort::new(snapshot, &query.sort, matches))
    };
    let (part, next) = order.window(&docs, &query.window, order.fingerprint(query))?;
    let total = docs.len();
    let facets = facets::count(snapshot, &asked, &docs, &query.facets);
    drop(docs);
    let (unknown, missing) = (asked.unknown, asked.missing);
    Ok(PostAnswer { docs: part, total, next, facets, unknown, missing })
}

/// The order of an answer.
enum PostOrder<'a> {
    /// That in which slugs were asked for.
    Given(&'a Snapshot, &'a [String]),
    /// By sort keys.
    Sorted(Sort<'a>),
}

impl PostOrder<'_> {
    /// The wanted part of `docs`, and where the next one begins.
    fn window(
        &self,
        docs: &RoaringBitmap,
        window: &Window,
        fingerprint: Fingerprint,
    ) -> Result<(Vec<DocId>, Option<String>), CursorError> {
        let limit = window.limit();
        // One more tells whether anything follows.
        let count = if limit == 0 { 0 } else { limit.saturating_add(1) };
        let mut part = match (window, self) {
            (Window::Page { page, .. }, Self::Given(..)) => {
                let skipped = page::offset(*page, limit);
                self.given(docs).skip(skipped).take(count).map(|(_, doc)| doc).collect()
            }
            (Window::Page { page, .. }, Self::Sorted(sort)) => {
                sort.part(docs, &Start::Offset(page::offset(*page, limit)), count)
            }
            (Window::After { cursor, .. }, Self::Given(snapshot, _)) => {
                let place = Place::decode(cursor, fingerprint)?;
                let &[Value::Number(position)] = place.values.as_slice() else {
                    return Err(CursorError::Malformed);
                };
                let after = |&(at, doc): &(usize, DocId)| {
                    (at as i128, snapshot.post(doc).lang.as_str()) > (position, &*place.lang)
                };
                self.given(docs).filter(after).take(count).map(|(_, doc)| doc).collect()
            }
            (Window::After { cursor, .. }, Self::Sorted(sort)) => {
                let bound = sort.bound(&Place::decode(cursor, fingerprint)?)?;
                sort.part(docs, &Start::After(bound), count)
            }
        };
        let more = part.len() > limit;
        part.truncate(limit);
        let last = part.last().filter(|_| more);
        let next = last.map(|&doc| self.place(doc).encode(fingerprint));
        Ok((part, next))
    }

    /// Posts in the order of the given slugs, with the position of their slug.
    fn given(&self, docs: &RoaringBitmap) -> impl Iterator<Item = (usize, DocId)> {
        let (snapshot, slugs) = match self {
            Self::Given(snapshot, slugs) => (Some(*snapshot), *slugs),
            Self::Sorted(_) => (None, [].as_slice()),
        };
        slugs
            .iter()
            .enumerate()
            .flat_map(move |(at, slug)| {
                let versions = snapshot.map(|snapshot| snapshot.versions(slug)).unwrap_or_default();
                versions.iter().map(move |&doc| (at, doc))
            })
            .filter(|&(_, doc)| docs.contains(doc))
    }

    fn place(&self, doc: DocId) -> Place {
        match self {
            Self::Sorted(sort) => sort.place(doc),
            Self::Given(snapshot, slugs) => {
                let post = snapshot.post(doc);
                let at = slugs.iter().position(|slug| slug == post.slug.as_str());
                Place {
                    values: vec![Value::Number(at.unwrap_or(slugs.len()) as i128)],
                    name: post.slug.to_string(),
                    lang: post.lang.to_string(),
                }
            }
        }
    }

    fn fingerprint(&self, query: &PostQuery) -> Fingerprint {
        let filters = &query.filters;
        let mut question = Question::new("posts");
        if let Some(search) = &query.search {
            question.part("q", &search.text);
        }
        match self {
            Self::Given(..) => question.filters(filters, SlugOrder::Matters),
            Self::Sorted(sort) => {
                question.filters(filters, SlugOrder::DoesNotMatter);
                question.sort(sort.keys().iter().map(|&(key, way)| (key as u8, way as u8)));
            }
        }
        question.fingerprint()
    }
}

//! Queries for posts.

use jiff::Timestamp;
use roaring::RoaringBitmap;

use super::cursor::{CursorError, Fingerprint, Place, Value};
use super::docs::Docs;
use super::facets::{self, FacetCount};
use super::filter::{Facet, Filters, UnknownTerm};
use super::fingerprint::{QueryIdentity, SlugOrder};
use super::page::{self, Window};
use super::resolve::ResolvedFilters;
use super::sort::{Sort, Start};
use super::sort_key::{Direction, SortKey};
use crate::catalog::{DocId, Matches, Question, Search, SearchError, Snapshot};

/// A query for posts.
#[derive(Debug, Clone)]
pub struct PostQuery {
    /// Selects the posts.
    pub filters: Filters,
    /// The full-text search, if any.
    pub search: Option<Searched>,
    /// The order; empty means the default, or the order of requested slugs.
    pub sort: Vec<(SortKey, Direction)>,
    /// The part to return.
    pub window: Window,
    /// The facets to count.
    pub facets: Vec<Facet>,
}

/// A full-text search.
#[derive(Debug, Clone)]
pub struct Searched {
    /// The text as typed; distinguishes cursors of different searches.
    pub text: String,
    /// The matches in the same snapshot among posts of the same statuses.
    pub matches: Matches,
}

/// Finds which posts with the requested statuses match a question. Other posts have no influence.
///
/// # Errors
/// Returns [`SearchError`] if the search fails.
pub fn find_matches(
    snapshot: &Snapshot,
    search: &Search,
    question: &Question,
    filters: &Filters,
    now: Timestamp,
) -> Result<Matches, SearchError> {
    let visible = snapshot.visible(now);
    search.find(question, &visible.with_statuses(&filters.status))
}

/// The result of a post query.
#[derive(Debug, Clone)]
pub struct PostAnswer {
    /// The requested part, in order.
    pub docs: Vec<DocId>,
    /// The total number of matching posts.
    pub total: u64,
    /// The cursor for the next part, or `None` at the end.
    pub next: Option<String>,
    /// Facet counts in the requested order. Each ignores its own filter, and is sorted by count, then name.
    pub facets: Vec<(Facet, Vec<FacetCount>)>,
    /// Terms that no visible post has.
    pub unknown: Vec<UnknownTerm>,
    /// Requested slugs that no visible post has.
    pub missing: Vec<String>,
}

/// Returns the posts that match a query.
///
/// # Errors
/// Returns [`CursorError`] if the window's cursor is malformed or belongs to another query.
pub fn list_posts(
    snapshot: &Snapshot,
    query: &PostQuery,
    now: Timestamp,
) -> Result<PostAnswer, CursorError> {
    let visible = snapshot.visible(now);
    let mut resolved = ResolvedFilters::resolve(snapshot, &visible, &query.filters);
    let matches = query.search.as_ref().map(|search| &search.matches);
    if let Some(matches) = matches {
        resolved.restrict_to(matches.docs());
    }
    let docs = resolved.docs(None);
    let order = PostOrder::new(snapshot, query, &resolved);
    let (part, next) = order.window(&docs, &query.window, order.fingerprint(query, snapshot))?;
    let total = docs.len();
    let facets = facets::count(snapshot, &resolved, &docs, &query.facets);
    drop(docs);
    let (unknown, missing) = (resolved.unknown, resolved.missing);
    Ok(PostAnswer { docs: part, total, next, facets, unknown, missing })
}

/// Returns the cursor for the part after `doc`, which is one of the posts that [`list_posts`] returns for the
/// same query at the same time.
pub fn cursor_after(snapshot: &Snapshot, query: &PostQuery, now: Timestamp, doc: DocId) -> String {
    let visible = snapshot.visible(now);
    let resolved = ResolvedFilters::resolve(snapshot, &visible, &query.filters);
    let order = PostOrder::new(snapshot, query, &resolved);
    order.place(doc).encode(order.fingerprint(query, snapshot))
}

/// The order of a result.
enum PostOrder<'a> {
    /// The order in which slugs were requested.
    Given(&'a Snapshot, &'a [String]),
    /// An order by sort keys.
    Sorted(Sort<'a>),
}

impl<'a> PostOrder<'a> {
    /// Returns the order of a query with these filters.
    fn new(snapshot: &'a Snapshot, query: &'a PostQuery, resolved: &'a ResolvedFilters) -> Self {
        if query.sort.is_empty() && !resolved.slugs.is_empty() {
            Self::Given(snapshot, &resolved.slugs)
        } else {
            let matches = query.search.as_ref().map(|search| &search.matches);
            Self::Sorted(Sort::new(snapshot, &query.sort, matches, resolved))
        }
    }

    /// Returns the requested part of `docs`, and the cursor for the next part.
    fn window(
        &self,
        docs: &Docs<'_>,
        window: &Window,
        fingerprint: Fingerprint,
    ) -> Result<(Vec<DocId>, Option<String>), CursorError> {
        let limit = window.limit();
        // One more, to see whether anything follows.
        let count = if limit == 0 { 0 } else { limit.saturating_add(1) };
        let mut part = match (window, self) {
            (Window::Page { page, .. }, Self::Given(snapshot, slugs)) => {
                let skipped = page::offset(*page, limit);
                given(snapshot, slugs, docs.set())
                    .skip(skipped)
                    .take(count)
                    .map(|(_, doc)| doc)
                    .collect()
            }
            (Window::Page { page, .. }, Self::Sorted(sort)) => {
                sort.part(docs, &Start::Offset(page::offset(*page, limit)), count)
            }
            (Window::After { cursor, .. }, Self::Given(snapshot, slugs)) => {
                let place = Place::decode(cursor, fingerprint)?;
                let &[Value::Number(position)] = place.values.as_slice() else {
                    return Err(CursorError::Malformed);
                };
                let after = |&(at, doc): &(usize, DocId)| {
                    (at as i128, snapshot.post(doc).lang.as_str()) > (position, &*place.lang)
                };
                given(snapshot, slugs, docs.set())
                    .filter(after)
                    .take(count)
                    .map(|(_, doc)| doc)
                    .collect()
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

    fn place(&self, doc: DocId) -> Place {
        match self {
            Self::Sorted(sort) => sort.place(doc),
            Self::Given(snapshot, slugs) => {
                let post = snapshot.post(doc);
                let at = slugs.iter().position(|slug| slug == post.slug.as_str());
                let at = at.expect("a post of this order has a requested slug");
                Place {
                    values: vec![Value::Number(at as i128)],
                    name: post.slug.to_string(),
                    lang: post.lang.to_string(),
                }
            }
        }
    }

    fn fingerprint(&self, query: &PostQuery, snapshot: &Snapshot) -> Fingerprint {
        let filters = &query.filters;
        let mut identity = QueryIdentity::new("posts");
        if let Some(search) = &query.search {
            identity.text("q", &search.text);
        }
        match self {
            Self::Given(..) => identity.filters(filters, snapshot, SlugOrder::Matters),
            Self::Sorted(sort) => {
                identity.filters(filters, snapshot, SlugOrder::DoesNotMatter);
                let keys = sort.keys().iter();
                identity.sort(keys.map(|key| (key.by.code(snapshot), key.direction as u8)));
            }
        }
        identity.fingerprint()
    }
}

/// Returns posts in the order of the requested slugs, with the index of their slug.
fn given<'a>(
    snapshot: &'a Snapshot,
    slugs: &'a [String],
    docs: &RoaringBitmap,
) -> impl Iterator<Item = (usize, DocId)> {
    let versions = slugs.iter().map(|slug| snapshot.versions(slug));
    let numbered = versions.enumerate();
    numbered
        .flat_map(|(at, versions)| versions.iter().map(move |&doc| (at, doc)))
        .filter(|&(_, doc)| docs.contains(doc))
}

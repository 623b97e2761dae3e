//! Queries for terms.

use jiff::Timestamp;

use super::cursor::{CursorError, Fingerprint, Place, Value};
use super::filter::{Filters, UnknownTerm};
use super::fingerprint::{QueryIdentity, SlugOrder};
use super::near::near_terms;
use super::page::{self, Window};
use super::resolve::ResolvedFilters;
use super::sort_key::Direction;
use crate::catalog::{Day, Slot, Snapshot, Taxonomy, TermCount, TermId, Terms};
use crate::text::fold::fold;

/// A sort key of terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TermSortKey {
    /// The number of posts.
    Count,
    /// The name, by collation.
    Name,
    /// The latest day of a post with the term.
    LatestDate,
}

/// A query for terms.
#[derive(Debug, Clone)]
pub struct TermQuery {
    /// The taxonomy of the terms.
    pub taxonomy: Taxonomy,
    /// Selects the posts to count; terms of none of them are omitted.
    pub filters: Filters,
    /// Only terms whose name or slug starts with this, under folding.
    pub prefix: Option<String>,
    /// The order; empty means most frequent first. The name is always the last key.
    pub sort: Vec<(TermSortKey, Direction)>,
    /// The part to return.
    pub window: Window,
}

/// The result of a term query.
#[derive(Debug, Clone)]
pub struct TermAnswer {
    /// The requested part, in order.
    pub terms: Vec<TermCount>,
    /// The total number of matching terms.
    pub total: u64,
    /// The cursor for the next part, or `None` at the end.
    pub next: Option<String>,
    /// Terms in the filters that no visible post has.
    pub unknown: Vec<UnknownTerm>,
    /// Requested slugs that no visible post has.
    pub missing: Vec<String>,
}

/// Returns the terms that match a query.
///
/// # Errors
/// Returns [`CursorError`] if the window's cursor is malformed or belongs to another query.
pub fn list_terms(
    snapshot: &Snapshot,
    query: &TermQuery,
    now: Timestamp,
) -> Result<TermAnswer, CursorError> {
    let visible = snapshot.visible(now);
    let resolved = ResolvedFilters::resolve(snapshot, &visible, &query.filters);
    let terms = snapshot.terms(query.taxonomy);
    let tally = resolved.tally(query.taxonomy, resolved.docs(None).set());
    let prefix = query.prefix.as_deref().map(fold).unwrap_or_default();
    let has_prefix = |term| {
        let is_prefix_of_slug = || terms.slug(term, &resolved.universe).starts_with(&prefix);
        terms.folded(term).starts_with(&prefix) || is_prefix_of_slug()
    };
    let collated = resolved.collated();
    let rows = (0..).zip(tally.counts.iter().zip(&tally.latest));
    let mut rows: Vec<Row> = rows
        .filter(|&(term, (&count, _))| count > 0 && has_prefix(term))
        .map(|(term, (&count, &latest))| {
            let name = collated.names(query.taxonomy).slot(term).number();
            Row { term, count, latest, name }
        })
        .collect();
    let total = rows.len() as u64;
    let order = TermOrder::new(terms, &query.sort);
    let fingerprint = order.fingerprint(query, &prefix, snapshot);
    let limit = query.window.limit();
    let offset = match &query.window {
        Window::Page { page, .. } => page::offset(*page, limit),
        Window::After { cursor, .. } => {
            let place = Place::decode(cursor, fingerprint)?;
            let name = collated.find_name(query.taxonomy, terms, &place.name);
            let bound = order.bound(&place, name)?;
            rows.retain(|row| order.key(row).gt(bound.iter().copied()));
            0
        }
    };
    // The first key and the name nearly always decide, and most counts are equal.
    let keyed = rows.into_iter().map(|row| {
        let first = order.key(&row).next();
        (first, row)
    });
    let mut part = page::part(keyed.collect(), offset, limit.saturating_add(1), |a, b| {
        let by_others = || order.key(&a.1).cmp(order.key(&b.1));
        let by_first = a.0.cmp(&b.0);
        let by_keys = if order.keys.len() > 1 { by_first.then_with(by_others) } else { by_first };
        by_keys.then(a.1.name.cmp(&b.1.name))
    });
    let more = limit > 0 && part.len() > limit;
    part.truncate(limit);
    let next = part.last().filter(|_| more).map(|(_, row)| order.place(row).encode(fingerprint));
    let counts = part.into_iter().map(|(_, row)| TermCount {
        name: terms.name(row.term, &resolved.universe).clone(),
        slug: terms.slug(row.term, &resolved.universe),
        count: row.count.into(),
        latest: row.latest.date(),
    });
    let terms = counts.collect();
    drop(tally);
    Ok(TermAnswer { terms, total, next, unknown: resolved.unknown, missing: resolved.missing })
}

/// Finds a term of the public posts, by name or slug under folding.
///
/// # Errors
/// Returns the names of up to three similar terms if no public post has it.
pub fn find_term(
    snapshot: &Snapshot,
    taxonomy: Taxonomy,
    term: &str,
    now: Timestamp,
) -> Result<TermCount, Vec<String>> {
    let visible = snapshot.visible(now);
    let public = visible.public();
    let terms = snapshot.terms(taxonomy);
    let tally = snapshot.public_tally(&visible, taxonomy);
    let found = terms.find(term, public).and_then(|id| {
        let (count, latest) = (tally.counts[id as usize], tally.latest[id as usize]);
        (count > 0).then(|| TermCount {
            name: terms.name(id, public).clone(),
            slug: terms.slug(id, public),
            count: count.into(),
            latest: latest.date(),
        })
    });
    found.ok_or_else(|| near_terms(terms, term, public))
}

/// A term in a list.
struct Row {
    term: TermId,
    count: u32,
    latest: Day,
    /// The position of the name by collation.
    name: i64,
}

/// The order of terms: by keys, then always by name.
struct TermOrder<'a> {
    terms: &'a Terms,
    keys: Vec<(TermSortKey, Direction)>,
}

impl<'a> TermOrder<'a> {
    fn new(terms: &'a Terms, sort: &[(TermSortKey, Direction)]) -> Self {
        let mut keys: Vec<(TermSortKey, Direction)> = Vec::new();
        for &(key, direction) in sort {
            // Names are unique, so keys after the name have no effect.
            if keys.iter().all(|(known, _)| *known != key && *known != TermSortKey::Name) {
                keys.push((key, direction));
            }
        }
        if keys.is_empty() {
            keys.push((TermSortKey::Count, Direction::Descending));
        }
        Self { terms, keys }
    }

    /// Returns numbers that compare like the terms.
    fn key(&self, row: &Row) -> impl Iterator<Item = i64> {
        let (count, latest, name) = (i64::from(row.count), row.latest.number(), row.name);
        self.keys
            .iter()
            .map(move |&(key, direction)| {
                let value = match key {
                    TermSortKey::Count => Some(count),
                    TermSortKey::LatestDate => latest.map(i64::from),
                    TermSortKey::Name => Some(name),
                };
                directed(value, direction)
            })
            .chain([name])
    }

    fn place(&self, row: &Row) -> Place {
        let value = |&(key, _): &(TermSortKey, Direction)| {
            let number = match key {
                TermSortKey::Count => Some(i128::from(row.count)),
                TermSortKey::LatestDate => row.latest.number().map(i128::from),
                TermSortKey::Name => None,
            };
            number.map_or(Value::Missing, Value::Number)
        };
        Place {
            values: self.keys.iter().map(value).collect(),
            name: self.terms.folded(row.term).to_string(),
            lang: String::new(),
        }
    }

    /// Returns the key of a cursor's position, whose name has the slot `name`.
    fn bound(&self, place: &Place, name: Slot) -> Result<Vec<i64>, CursorError> {
        if place.values.len() != self.keys.len() {
            return Err(CursorError::Malformed);
        }
        let mut bound = Vec::new();
        for (&(key, direction), value) in self.keys.iter().zip(&place.values) {
            let value = match (key, value) {
                (TermSortKey::Name, Value::Missing) => Some(name.number()),
                (TermSortKey::LatestDate, Value::Missing) => None,
                (TermSortKey::Count | TermSortKey::LatestDate, Value::Number(number)) => {
                    // Within `i32`, so that negation does not overflow.
                    let number = i32::try_from(*number).map_err(|_| CursorError::Malformed)?;
                    Some(number.into())
                }
                _ => return Err(CursorError::Malformed),
            };
            bound.push(directed(value, direction));
        }
        bound.push(name.number());
        Ok(bound)
    }

    fn fingerprint(&self, query: &TermQuery, prefix: &str, snapshot: &Snapshot) -> Fingerprint {
        let mut identity = QueryIdentity::new("terms");
        identity.number("taxonomy", query.taxonomy as u8);
        identity.text("prefix", prefix);
        identity.filters(&query.filters, snapshot, SlugOrder::DoesNotMatter);
        identity.sort(self.keys.iter().map(|&(key, way)| ((key as u8).to_string(), way as u8)));
        identity.fingerprint()
    }
}

/// Applies a direction. Missing values are last in both directions.
fn directed(value: Option<i64>, direction: Direction) -> i64 {
    match (value, direction) {
        (None, _) => i64::MAX,
        (Some(value), Direction::Ascending) => value,
        (Some(value), Direction::Descending) => -value,
    }
}

//! Facet counts.

use std::cmp::Reverse;
use std::sync::Arc;

use roaring::RoaringBitmap;

use super::docs::Docs;
use super::extra_facet;
use super::filter::Facet;
use super::resolve::ResolvedFilters;
use crate::catalog::{Snapshot, Taxonomy, TermId};

/// The count of one facet value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetCount {
    /// The display name.
    pub name: Arc<str>,
    /// The value to filter by.
    pub slug: Arc<str>,
    /// The number of posts.
    pub count: u64,
}

impl FacetCount {
    /// Creates the count of a value that is its own name.
    fn of_value(value: String, count: u64) -> Self {
        let name: Arc<str> = value.into();
        Self { slug: Arc::clone(&name), name, count }
    }
}

/// Counts each of `facets` once. `docs` are the posts that match all filters.
pub(super) fn count(
    snapshot: &Snapshot,
    resolved: &ResolvedFilters<'_>,
    docs: &Docs<'_>,
    facets: &[Facet],
) -> Vec<(Facet, Vec<FacetCount>)> {
    let mut counted: Vec<(Facet, Vec<FacetCount>)> = Vec::new();
    for &facet in facets {
        if counted.iter().any(|(known, _)| *known == facet) {
            continue;
        }
        let wider = resolved.narrows(facet).then(|| resolved.docs(Some(facet)));
        let docs = wider.as_ref().unwrap_or(docs).set();
        let counts = match facet {
            Facet::Terms(taxonomy) => terms(snapshot, resolved, docs, taxonomy),
            Facet::Lang => langs(snapshot, docs),
            Facet::Year => years(snapshot, docs),
            Facet::Extra(key) => {
                let among = (&*resolved.universe, resolved.collation());
                let counts = extra_facet::count(snapshot, key, docs, among).into_iter();
                counts.map(|(name, count)| FacetCount::of_value(name, count)).collect()
            }
        };
        counted.push((facet, counts));
    }
    counted
}

fn terms(
    snapshot: &Snapshot,
    resolved: &ResolvedFilters<'_>,
    docs: &RoaringBitmap,
    taxonomy: Taxonomy,
) -> Vec<FacetCount> {
    let terms = snapshot.terms(taxonomy);
    let counts = resolved.counts(taxonomy, docs);
    let by_name = resolved.collated().names(taxonomy).terms();
    let count = |term: TermId| counts[term as usize];
    let found: Vec<(TermId, u32)> =
        by_name.map(|term| (term, count(term))).filter(|&(_, count)| count > 0).collect();
    let facet = |(term, count)| FacetCount {
        name: Arc::clone(terms.name(term, &resolved.universe)),
        slug: terms.slug(term, &resolved.universe),
        count: u64::from(count),
    };
    most_frequent_first(found).into_iter().map(facet).collect()
}

/// Sorts terms by count, the largest first. Those with equal counts keep their order.
fn most_frequent_first(mut terms: Vec<(TermId, u32)>) -> Vec<(TermId, u32)> {
    let most = terms.iter().map(|&(_, count)| count as usize).max().unwrap_or(0);
    // Most tags of a large site are rare, so there are few counts, and each term is put where it belongs. Comparing
    // terms takes several times as long.
    if most > 4 * terms.len() {
        terms.sort_by_key(|&(_, count)| Reverse(count));
        return terms;
    }
    // The number of terms with each count, then the position of the next one.
    let mut starts = vec![0; most + 1];
    for &(_, count) in &terms {
        starts[count as usize] += 1;
    }
    let mut start = 0;
    for next in starts.iter_mut().rev() {
        start += std::mem::replace(next, start);
    }
    let mut sorted = vec![(0, 0); terms.len()];
    for term in terms {
        let next = &mut starts[term.1 as usize];
        sorted[*next] = term;
        *next += 1;
    }
    sorted
}

fn langs(snapshot: &Snapshot, docs: &RoaringBitmap) -> Vec<FacetCount> {
    let langs = snapshot.langs().iter();
    largest_first(langs.map(|(lang, own)| (lang.to_string(), own.intersection_len(docs))))
}

fn years(snapshot: &Snapshot, docs: &RoaringBitmap) -> Vec<FacetCount> {
    let years = snapshot.calendar().years.iter();
    largest_first(years.map(|year| (format!("{:04}", year.year), year.docs.intersection_len(docs))))
}

/// Returns the non-zero counts, largest first, then by name.
fn largest_first(counts: impl Iterator<Item = (String, u64)>) -> Vec<FacetCount> {
    let occurring = counts.filter(|&(_, count)| count > 0);
    let mut facets: Vec<FacetCount> =
        occurring.map(|(name, count)| FacetCount::of_value(name, count)).collect();
    facets.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.name.cmp(&b.name)));
    facets
}

#[cfg(test)]
mod tests {
    use std::cmp::Reverse;

    use proptest::prelude::*;

    use super::most_frequent_first;

    proptest! {
        #[test]
        fn terms_are_sorted_as_by_comparison(
            counts in proptest::collection::vec(prop_oneof![1..5_u32, 1..100_000_u32], 0..60),
        ) {
            let terms: Vec<_> = (0..).zip(counts).collect();
            let mut sorted = terms.clone();
            sorted.sort_by_key(|&(term, count)| (Reverse(count), term));
            prop_assert_eq!(most_frequent_first(terms), sorted);
        }
    }
}

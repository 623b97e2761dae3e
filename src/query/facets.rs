//! Facet counts.

use std::borrow::Cow;
use std::cmp::Reverse;

use roaring::RoaringBitmap;

use super::extra_facet;
use super::filter::Facet;
use super::resolve::ResolvedFilters;
use crate::catalog::{Snapshot, Taxonomy, TermId};

/// The count of one facet value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetCount {
    /// The display name.
    pub name: String,
    /// The value to filter by.
    pub slug: String,
    /// The number of posts.
    pub count: u64,
}

/// Counts each of `facets` once. `docs` are the posts that match all filters.
pub(super) fn count(
    snapshot: &Snapshot,
    resolved: &ResolvedFilters<'_>,
    docs: &RoaringBitmap,
    facets: &[Facet],
) -> Vec<(Facet, Vec<FacetCount>)> {
    let mut counted: Vec<(Facet, Vec<FacetCount>)> = Vec::new();
    for &facet in facets {
        if counted.iter().any(|(known, _)| *known == facet) {
            continue;
        }
        let docs =
            if resolved.narrows(facet) { resolved.docs(Some(facet)) } else { Cow::Borrowed(docs) };
        let counts = match facet {
            Facet::Terms(taxonomy) => terms(snapshot, resolved, &docs, taxonomy),
            Facet::Lang => langs(snapshot, &docs),
            Facet::Year => years(snapshot, &docs),
            Facet::Extra(key) => {
                let among = (&*resolved.universe, resolved.collation());
                let counts = extra_facet::count(snapshot, key, &docs, among).into_iter();
                let facet =
                    |(name, count): (String, u64)| FacetCount { slug: name.clone(), name, count };
                counts.map(facet).collect()
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
    let mut found: Vec<(TermId, u32)> =
        by_name.map(|term| (term, count(term))).filter(|&(_, count)| count > 0).collect();
    // A stable sort keeps equal counts sorted by name.
    found.sort_by_key(|&(_, count)| Reverse(count));
    let facet = |(term, count)| FacetCount {
        name: terms.name(term, &resolved.universe).to_string(),
        slug: terms.slug(term, &resolved.universe).to_string(),
        count: u64::from(count),
    };
    found.into_iter().map(facet).collect()
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
        occurring.map(|(name, count)| FacetCount { slug: name.clone(), name, count }).collect();
    facets.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.name.cmp(&b.name)));
    facets
}

//! Site totals.

use std::cmp::Reverse;

use jiff::Timestamp;

use crate::catalog::{Snapshot, Taxonomy};

/// The totals of public content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Totals {
    /// The number of public posts.
    pub posts: u64,
    /// The number of tags of these posts.
    pub tags: u64,
    /// The number of categories of these posts.
    pub categories: u64,
    /// The number of authors of these posts.
    pub authors: u64,
    /// The number of series of these posts.
    pub series: u64,
    /// The languages of these posts with their number, most frequent first.
    pub languages: Vec<(String, u64)>,
}

/// Counts the content that is public at `now`.
pub fn totals(snapshot: &Snapshot, now: Timestamp) -> Totals {
    let visible = snapshot.visible(now);
    let public = visible.public();
    let terms = |taxonomy| {
        let tally = snapshot.public_tally(&visible, taxonomy);
        tally.counts.iter().filter(|count| **count > 0).count() as u64
    };
    let langs = snapshot.langs().iter();
    let mut languages: Vec<(String, u64)> = langs
        .map(|(lang, docs)| (lang.to_string(), docs.intersection_len(public)))
        .filter(|&(_, count)| count > 0)
        .collect();
    // A stable sort keeps equal counts sorted by tag.
    languages.sort_by_key(|&(_, count)| Reverse(count));
    Totals {
        posts: public.len(),
        tags: terms(Taxonomy::Tag),
        categories: terms(Taxonomy::Category),
        authors: terms(Taxonomy::Author),
        series: terms(Taxonomy::Series),
        languages,
    }
}

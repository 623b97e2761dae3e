//! The terms of one taxonomy: which post has which.

use std::collections::HashMap;
use std::sync::Arc;

use roaring::RoaringBitmap;

use super::{Calendar, Collation, Day, DocId, Near, Slot, Tally, Taxonomy, term_slugs};
use crate::post::Post;
use crate::text::fold::fold;

/// The number of a term within its taxonomy: its position by folded name.
pub(crate) type TermId = u32;

/// A spelling with the posts that use it.
type Spelling = (Arc<str>, RoaringBitmap);

/// All terms of one taxonomy. Terms are equal where their folded names are.
#[derive(Debug)]
pub(crate) struct Terms {
    folded: Box<[Arc<str>]>,
    slugs: Box<[Arc<str>]>,
    /// Of each term: one spelling.
    names: Box<[Arc<str>]>,
    /// All spellings of those terms that have several, by code point.
    spellings: Box<[(TermId, Box<[Spelling]>)]>,
    docs: Box<[RoaringBitmap]>,
    /// Where each post's terms begin in `of_docs`, with the end of the last.
    starts: Box<[u32]>,
    of_docs: Box<[TermId]>,
    by_slug: Box<[TermId]>,
    /// By collation of the folded name; `name_positions` is the inverse.
    by_name: Box<[TermId]>,
    name_positions: Box<[u32]>,
    near: Near,
}

/// The names that a post has in a taxonomy, as authored.
pub(crate) fn authored(post: &Post, taxonomy: Taxonomy) -> &[Arc<str>] {
    match taxonomy {
        Taxonomy::Tag => &post.tags,
        Taxonomy::Category => &post.categories,
        Taxonomy::Author => &post.authors,
        Taxonomy::Series => post.series.as_slice(),
    }
}

impl Terms {
    pub(super) fn new(posts: &[Post], taxonomy: Taxonomy, collation: &Collation) -> Self {
        let (ids, folded) = identify(posts, taxonomy);
        let mut docs = vec![RoaringBitmap::new(); folded.len()];
        let mut starts = vec![0];
        let mut of_docs: Vec<TermId> = Vec::new();
        let mut names: Vec<Option<&Arc<str>>> = vec![None; folded.len()];
        let mut several: HashMap<TermId, HashMap<&Arc<str>, RoaringBitmap>> = HashMap::new();
        for (doc, post) in (0..).zip(posts) {
            for name in authored(post, taxonomy) {
                let Some(&term) = ids.get(name) else { continue };
                if docs[term as usize].insert(doc) {
                    of_docs.push(term);
                    if names[term as usize].get_or_insert(name) != &name {
                        several.entry(term).or_default();
                    }
                }
            }
            starts.push(of_docs.len() as u32);
        }
        let again = if several.is_empty() { &[] } else { posts };
        for (doc, post) in (0..).zip(again) {
            for name in authored(post, taxonomy) {
                if let Some(spellings) = ids.get(name).and_then(|term| several.get_mut(term)) {
                    spellings.entry(name).or_default().insert(doc);
                }
            }
        }
        let mut spellings: Vec<(TermId, Box<[Spelling]>)> = several
            .into_iter()
            .map(|(term, spellings)| {
                let mut spellings: Vec<Spelling> =
                    spellings.into_iter().map(|(name, docs)| (Arc::clone(name), docs)).collect();
                spellings.sort_by(|a, b| a.0.cmp(&b.0));
                (term, spellings.into())
            })
            .collect();
        spellings.sort_by_key(|&(term, _)| term);

        let slugs = term_slugs::assign(&folded);
        let all = 0..folded.len() as TermId;
        let mut by_slug: Box<[TermId]> = all.clone().collect();
        by_slug.sort_unstable_by_key(|&term| &slugs[term as usize]);
        let keys: Vec<_> = folded.iter().map(|name| collation.key(name)).collect();
        let mut by_name: Box<[TermId]> = all.collect();
        by_name.sort_unstable_by_key(|&term| (&keys[term as usize], term));
        let mut name_positions = vec![0; folded.len()].into_boxed_slice();
        for (position, &term) in (0..).zip(&by_name) {
            name_positions[term as usize] = position;
        }
        let near = Near::new(by_slug.iter().map(|&term| &*slugs[term as usize]));
        Self {
            names: names
                .into_iter()
                .zip(&folded)
                .map(|(n, f)| Arc::clone(n.unwrap_or(f)))
                .collect(),
            folded: folded.into(),
            slugs: slugs.into(),
            spellings: spellings.into(),
            docs: docs.into(),
            starts: starts.into(),
            of_docs: of_docs.into(),
            by_slug,
            by_name,
            name_positions,
            near,
        }
    }

    /// A term by name or slug, under folding.
    pub(crate) fn find(&self, text: &str) -> Option<TermId> {
        let folded = fold(text);
        let by_name = self.folded.binary_search_by(|name| (**name).cmp(&folded));
        by_name.ok().map(|term| term as TermId).or_else(|| {
            let at = self.by_slug.binary_search_by(|&term| self.slug(term).as_ref().cmp(&folded));
            at.ok().and_then(|at| self.by_slug.get(at)).copied()
        })
    }

    /// The posts that have a term.
    pub(crate) fn docs(&self, term: TermId) -> &RoaringBitmap {
        &self.docs[term as usize]
    }

    /// A term's name in URLs.
    pub(crate) fn slug(&self, term: TermId) -> &Arc<str> {
        &self.slugs[term as usize]
    }

    /// A term's folded name.
    pub(crate) fn folded(&self, term: TermId) -> &Arc<str> {
        &self.folded[term as usize]
    }

    /// The spelling that most of `among` use; the first by code point where several do. Hidden
    /// posts are left out of `among`, so that they have no say.
    pub(crate) fn name(&self, term: TermId, among: &RoaringBitmap) -> &Arc<str> {
        let several = self.spellings.binary_search_by_key(&term, |&(term, _)| term).ok();
        let several = several.and_then(|at| self.spellings.get(at));
        let most = several.and_then(|(_, spellings)| {
            // The last of equal maxima is taken, so the smallest goes last.
            spellings.iter().rev().max_by_key(|(_, docs)| docs.intersection_len(among))
        });
        most.map_or(&self.names[term as usize], |(name, _)| name)
    }

    /// How many terms there are.
    pub(crate) fn len(&self) -> u32 {
        self.folded.len() as u32
    }

    /// All spellings of a term, whoever uses them.
    pub(crate) fn spellings(&self, term: TermId) -> impl Iterator<Item = &Arc<str>> {
        let several = self.spellings.binary_search_by_key(&term, |&(term, _)| term).ok();
        let several = several.and_then(|at| self.spellings.get(at));
        let only = if several.is_none() { self.names.get(term as usize) } else { None };
        let several = several.into_iter().flat_map(|(_, spellings)| spellings.iter());
        several.map(|(name, _)| name).chain(only)
    }

    /// All terms, by collation of their folded names.
    pub(crate) fn by_name(&self) -> impl Iterator<Item = TermId> {
        self.by_name.iter().copied()
    }

    /// Where a term stands by collation.
    pub(crate) fn name_slot(&self, term: TermId) -> Slot {
        Slot::of_position(self.name_positions[term as usize])
    }

    /// Where a folded name stands or would stand by collation.
    pub(crate) fn find_name_slot(&self, folded: &str, collation: &Collation) -> Slot {
        let key = collation.key(folded);
        Slot::find(&self.by_name, |&term| {
            let name = self.folded(term);
            collation.key(name).cmp(&key).then_with(|| (**name).cmp(folded))
        })
    }

    /// Counts all terms among some posts.
    pub(crate) fn tally(&self, docs: &RoaringBitmap, calendar: &Calendar) -> Tally {
        let mut tally = Tally {
            counts: vec![0; self.folded.len()].into(),
            latest: vec![Day::NONE; self.folded.len()].into(),
        };
        for doc in docs {
            let day = calendar.day(doc);
            for &term in self.of_doc(doc) {
                let (count, latest) =
                    (&mut tally.counts[term as usize], &mut tally.latest[term as usize]);
                *count += 1;
                *latest = day.max(*latest);
            }
        }
        tally
    }

    /// Terms near a mistaken one that some of `among` have, by slug.
    pub(crate) fn near(&self, wrong: &str, among: &RoaringBitmap) -> Vec<&str> {
        let term = |at: u32| self.by_slug[at as usize];
        let visible = |at| !self.docs(term(at)).is_disjoint(among);
        let near = self.near.candidates(&fold(wrong), |at| &**self.slug(term(at)), visible);
        near.into_iter().map(|at| &**self.slug(term(at))).collect()
    }

    /// The terms that a post has, in the authored order.
    pub(crate) fn of_doc(&self, doc: DocId) -> &[TermId] {
        let doc = doc as usize;
        match (self.starts.get(doc), self.starts.get(doc + 1)) {
            (Some(&start), Some(&end)) => &self.of_docs[start as usize..end as usize],
            _ => &[],
        }
    }
}

/// The terms of all spellings, and the folded names of all terms in their order.
fn identify(posts: &[Post], taxonomy: Taxonomy) -> (HashMap<&Arc<str>, TermId>, Vec<Arc<str>>) {
    let mut ids: HashMap<&Arc<str>, TermId> = HashMap::new();
    let mut spellings: Vec<(String, &Arc<str>)> = Vec::new();
    for name in posts.iter().flat_map(|post| authored(post, taxonomy)) {
        if !ids.contains_key(name) {
            ids.insert(name, 0);
            spellings.push((fold(name), name));
        }
    }
    spellings.sort_unstable();
    let mut folded: Vec<Arc<str>> = Vec::new();
    for (form, name) in spellings {
        if form.is_empty() {
            ids.remove(name);
            continue;
        }
        if folded.last().is_none_or(|last| **last != *form) {
            // A name that is its own folded form is not stored twice.
            let own = if **name == *form { Arc::clone(name) } else { form.into() };
            folded.push(own);
        }
        ids.insert(name, folded.len() as TermId - 1);
    }
    (ids, folded)
}

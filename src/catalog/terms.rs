//! The terms of one taxonomy, and the posts that have each.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use roaring::RoaringBitmap;

use super::bits::Bits;
use super::calendar::{Calendar, Day};
use super::doc_id::DocId;
use super::near::Near;
use super::tally::Tally;
use super::taxonomy::Taxonomy;
use super::term_id::TermId;
use super::term_slugs::{TermSlugs, assign};
use crate::post::Post;
use crate::text::fold::fold;

/// A spelling and the posts that use it.
type Spelling = (Arc<str>, RoaringBitmap);

/// A term is frequent if at least one of this number of posts has it. A bit for each post is then at most this number of bits for
/// each post that has the term.
const FREQUENT: u64 = 128;

/// All terms of one taxonomy. Terms are equal if their folded names are.
#[derive(Debug)]
pub(crate) struct Terms {
    folded: Box<[Arc<str>]>,
    slugs: TermSlugs,
    /// One spelling of each term.
    names: Box<[Arc<str>]>,
    /// All spellings, by code point, of the terms that have several.
    spellings: Box<[(TermId, Box<[Spelling]>)]>,
    docs: Box<[RoaringBitmap]>,
    /// The frequent terms, and their posts again, built when they are first requested.
    frequent: Box<[(TermId, OnceLock<Bits>)]>,
    /// The start of each post's terms in `of_docs`, followed by the end of the last one's.
    starts: Box<[u32]>,
    of_docs: Box<[TermId]>,
    by_slug: Box<[TermId]>,
    near: Near,
    have_commas: bool,
}

impl Terms {
    pub(super) fn new(posts: &[Arc<Post>], taxonomy: Taxonomy) -> Self {
        Self::of(posts.len(), |doc| taxonomy.names(&posts[doc as usize]))
    }

    /// Collects the terms of `count` posts, of which `names_of` returns each one's.
    pub(super) fn of<'p>(count: usize, names_of: impl Fn(DocId) -> &'p [Arc<str>]) -> Self {
        let all = || 0..count as DocId;
        let (ids, folded) = identify(all().flat_map(&names_of));
        let mut docs = vec![RoaringBitmap::new(); folded.len()];
        let mut starts = vec![0];
        let mut of_docs: Vec<TermId> = Vec::new();
        let mut names: Vec<Option<&Arc<str>>> = vec![None; folded.len()];
        let mut several: HashMap<TermId, HashMap<&Arc<str>, RoaringBitmap>> = HashMap::new();
        for doc in all() {
            for name in names_of(doc) {
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
        let again = if several.is_empty() { 0..0 } else { all() };
        for doc in again {
            for name in names_of(doc) {
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

        let slugs = TermSlugs::new(&folded);
        let mut by_slug: Box<[TermId]> = (0..folded.len() as TermId).collect();
        by_slug.sort_unstable_by_key(|&term| (slugs.base(term), term));
        let near = Near::new(by_slug.iter().map(|&term| &**slugs.base(term)));
        Self {
            have_commas: folded.iter().any(|name| name.contains(',')),
            names: names
                .into_iter()
                .map(|name| Arc::clone(name.expect("every term is in a post")))
                .collect(),
            folded: folded.into(),
            slugs,
            spellings: spellings.into(),
            frequent: frequent(&docs, count),
            docs: docs.into(),
            starts: starts.into(),
            of_docs: of_docs.into(),
            by_slug,
            near,
        }
    }

    /// Finds a term that some of `among` have, by name or slug, under folding.
    pub(crate) fn find(&self, text: &str, among: &RoaringBitmap) -> Option<TermId> {
        let folded = fold(text);
        // Every term is in a post.
        let all = among.len() == self.starts.len() as u64 - 1;
        let is_visible = |&term: &TermId| all || !self.docs(term).is_disjoint(among);
        if let Some(term) = self.by_folded(&folded).filter(is_visible) {
            return Some(term);
        }
        let rivals = self.slugs.group(&folded);
        if !rivals.is_empty() {
            let mut assigned = self.assigned(rivals, among).into_iter();
            return assigned.find(|(_, slug)| *slug == folded).map(|(term, _)| term);
        }
        let by_slug = |&term: &TermId| self.slugs.base(term).as_ref().cmp(&folded);
        let at = self.by_slug.binary_search_by(by_slug).ok()?;
        Some(self.by_slug[at]).filter(is_visible)
    }

    /// Returns whether the name of a term has a comma. Slugs have none.
    pub(crate) fn have_commas(&self) -> bool {
        self.have_commas
    }

    /// Finds a term by name under folding, whoever has it.
    pub(crate) fn by_name(&self, name: &str) -> Option<TermId> {
        self.by_folded(&fold(name))
    }

    fn by_folded(&self, folded: &str) -> Option<TermId> {
        let at = self.folded.binary_search_by(|name| (**name).cmp(folded)).ok();
        at.map(|term| term as TermId)
    }

    /// Returns the posts that have a term.
    pub(crate) fn docs(&self, term: TermId) -> &RoaringBitmap {
        &self.docs[term as usize]
    }

    /// Returns the posts that have a term as a bit for each post, if the term is frequent.
    pub(crate) fn bits(&self, term: TermId) -> Option<&Bits> {
        let at = self.frequent.binary_search_by_key(&term, |&(term, _)| term).ok()?;
        let posts = self.starts.len() - 1;
        Some(self.frequent[at].1.get_or_init(|| Bits::new(self.docs(term), posts)))
    }

    /// Returns whether [`Self::bits`] returns anything for a term.
    pub(crate) fn is_frequent(&self, term: TermId) -> bool {
        self.frequent.binary_search_by_key(&term, |&(term, _)| term).is_ok()
    }

    /// Returns a term's name in URLs, for those who see the posts `among`, some of which must have it.
    pub(crate) fn slug(&self, term: TermId, among: &RoaringBitmap) -> Arc<str> {
        let rivals = self.slugs.rivals(term);
        if !rivals.is_empty() {
            let assigned = self.assigned(rivals, among).into_iter();
            if let Some((_, slug)) = assigned.into_iter().find(|&(rival, _)| rival == term) {
                return slug.into();
            }
        }
        Arc::clone(self.slugs.base(term))
    }

    /// Returns those of the terms that some of `among` have, with their slugs.
    fn assigned(&self, rivals: &[TermId], among: &RoaringBitmap) -> Vec<(TermId, String)> {
        let is_visible = |term: &TermId| !self.docs(*term).is_disjoint(among);
        let visible: Vec<TermId> = rivals.iter().copied().filter(is_visible).collect();
        let names: Vec<&str> = visible.iter().map(|&term| &**self.folded(term)).collect();
        visible.into_iter().zip(assign(&names)).collect()
    }

    /// Returns a term's folded name.
    pub(crate) fn folded(&self, term: TermId) -> &Arc<str> {
        &self.folded[term as usize]
    }

    /// Returns the spelling that most of `among` use, or the first by code point of several. Hidden posts
    /// are not in `among`, so that they have no influence.
    pub(crate) fn name(&self, term: TermId, among: &RoaringBitmap) -> &Arc<str> {
        let several = self.spellings.binary_search_by_key(&term, |&(term, _)| term).ok();
        let several = several.map(|at| &self.spellings[at]);
        let most = several.and_then(|(_, spellings)| {
            // `max_by_key` returns the last of equal maxima, so iterate in reverse.
            spellings.iter().rev().max_by_key(|(_, docs)| docs.intersection_len(among))
        });
        most.map_or(&self.names[term as usize], |(name, _)| name)
    }

    /// Returns the number of terms.
    pub(crate) fn len(&self) -> u32 {
        self.folded.len() as u32
    }

    /// Returns all spellings of a term, each with the posts that use it.
    pub(crate) fn spellings(
        &self,
        term: TermId,
    ) -> impl Iterator<Item = (&Arc<str>, &RoaringBitmap)> {
        let several = self.spellings.binary_search_by_key(&term, |&(term, _)| term).ok();
        let several = several.map(|at| &self.spellings[at]);
        let only = several.is_none().then(|| (&self.names[term as usize], self.docs(term)));
        let several = several.into_iter().flat_map(|(_, spellings)| spellings.iter());
        several.map(|(name, docs)| (name, docs)).chain(only)
    }

    /// Counts all terms among a set of posts.
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

    /// Returns the number of posts with each term among a set of posts.
    pub(crate) fn counts(&self, docs: &RoaringBitmap) -> Box<[u32]> {
        // Intersecting two sets takes about as long as looking at this number of posts.
        const INTERSECTION: u64 = 256;
        if self.docs.len() as u64 * INTERSECTION < docs.len() {
            let counts = self.docs.iter().map(|own| own.intersection_len(docs) as u32);
            return counts.collect();
        }
        let mut counts = vec![0; self.docs.len()].into_boxed_slice();
        for &term in docs.iter().flat_map(|doc| self.of_doc(doc)) {
            counts[term as usize] += 1;
        }
        counts
    }

    /// Returns terms that may be similar to a mistyped one and that some of `among` have, by slug.
    pub(crate) fn near(&self, wrong: &str, among: &RoaringBitmap) -> Vec<(Arc<str>, TermId)> {
        let term = |at: u32| self.by_slug[at as usize];
        let is_visible = |term: TermId| !self.docs(term).is_disjoint(among);
        let is_candidate = |at: u32| self.slugs.rivals(term(at)).is_empty() && is_visible(term(at));
        let near = self.near.candidates(&fold(wrong), |at| self.slugs.base(term(at)), is_candidate);
        let near = near.into_iter().map(|at| (Arc::clone(self.slugs.base(term(at))), term(at)));
        let contested = self.slugs.contested().filter(|&term| is_visible(term));
        let contested = contested.map(|term| (self.slug(term, among), term));
        let mut near: Vec<_> = near.chain(contested).collect();
        near.sort_unstable();
        near
    }

    /// Returns the terms of a post, in the order in which they are written.
    pub(crate) fn of_doc(&self, doc: DocId) -> &[TermId] {
        let doc = doc as usize;
        &self.of_docs[self.starts[doc] as usize..self.starts[doc + 1] as usize]
    }
}

/// Returns those terms that are frequent among `count` posts.
fn frequent(docs: &[RoaringBitmap], count: usize) -> Box<[(TermId, OnceLock<Bits>)]> {
    let is_frequent = |docs: &RoaringBitmap| docs.len() * FREQUENT >= count as u64;
    let frequent = (0..).zip(docs).filter(|(_, docs)| is_frequent(docs));
    frequent.map(|(term, _)| (term, OnceLock::new())).collect()
}

/// Returns the term of every spelling, and the sorted folded names of all terms.
fn identify<'p>(
    names: impl Iterator<Item = &'p Arc<str>>,
) -> (HashMap<&'p Arc<str>, TermId>, Vec<Arc<str>>) {
    let mut ids: HashMap<&Arc<str>, TermId> = HashMap::new();
    let mut spellings: Vec<(String, &Arc<str>)> = Vec::new();
    for name in names {
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
            // A spelling that equals its folded form is shared instead of copied.
            let own = if **name == *form { Arc::clone(name) } else { form.into() };
            folded.push(own);
        }
        ids.insert(name, folded.len() as TermId - 1);
    }
    (ids, folded)
}

//! The targets of links in posts, and the posts that link to a post.

mod addresses;
mod build;
mod find;
mod fragments;
mod missing;
mod names;
mod near;
mod set_aside;
mod target;

use std::sync::Arc;

use jiff::Timestamp;
use roaring::RoaringBitmap;

use super::assets::AssetId;
use super::doc_id::DocId;
use crate::post::{ContentPath, Diagnostic, Post, Reference, Use};
use find::Indexes;
use fragments::Link;
use missing::Why;

pub use target::LinkTarget;

/// All links between posts and to assets. Most posts have none, so memory is used only for existing
/// links.
#[derive(Debug)]
pub(super) struct Links {
    /// For each post, the start of its references in `targets`, followed by the end of the last one's.
    starts: Box<[u32]>,
    /// The target of each reference, in the order of posts and of their references.
    targets: Box<[Option<LinkTarget>]>,
    /// The targets of references if the one in `targets`, a post, is hidden: pairs of a position in
    /// `targets` and a target, sorted by position, in the order in which they are tried.
    alternatives: Box<[(u32, LinkTarget)]>,
    /// Pairs of a post and another post that links to it, sorted.
    backlinks: Box<[(DocId, DocId)]>,
    /// Pairs of an asset and a post that refers to it, sorted.
    uses: Box<[(AssetId, DocId)]>,
    /// Links to ids in raw HTML, which have a prefix in the page: the linking post, the position among its
    /// references, and the target, sorted.
    raw_ids: Box<[(DocId, u32, DocId)]>,
    /// The links to fragments, sorted.
    fragments: Box<[Link]>,
    /// What is wrong with the links, with the linking post. Not sorted.
    diagnostics: Box<[(DocId, Diagnostic)]>,
    /// The paths of files with errors that were known, sorted.
    set_aside: Box<[ContentPath]>,
    /// For how many references similar names were searched, at most. From [`MAX_SIMILAR`](near::MAX_SIMILAR) on,
    /// the advice about one post depends on others.
    searches: usize,
    indexes: Arc<Indexes>,
}

impl Links {
    /// Describes the links without indexes and diagnostics, for comparison.
    #[cfg(test)]
    pub(super) fn parts(&self) -> String {
        let Self { starts, targets, alternatives, backlinks, uses, raw_ids, fragments, .. } = self;
        format!(
            "{starts:?} {targets:?} {alternatives:?} {backlinks:?} {uses:?} {raw_ids:?} {fragments:?}"
        )
    }

    /// Returns what is wrong with the links, whoever sees them.
    pub(super) fn diagnostics(&self) -> impl Iterator<Item = &Diagnostic> {
        self.diagnostics.iter().map(|(_, diagnostic)| diagnostic)
    }

    /// Returns the target of a URL in a post: an asset or one of `visible`. `None` if it is outside the
    /// content folder, hidden or doesn't exist.
    pub(super) fn target(
        &self,
        (doc, post): (DocId, &Post),
        url: &str,
        to_use: Use,
        visible: &RoaringBitmap,
    ) -> Option<LinkTarget> {
        let at = position(post, url, to_use)?;
        self.resolve(self.starts[doc as usize] + at, visible)
    }

    /// Returns whether the fragment of a link in a post is an id in the raw HTML of `target`.
    pub(super) fn is_raw_id(&self, (doc, post): (DocId, &Post), url: &str, target: DocId) -> bool {
        !self.raw_ids.is_empty()
            && position(post, url, Use::Link)
                .is_some_and(|at| self.raw_ids.binary_search(&(doc, at, target)).is_ok())
    }

    /// Returns the links of a post to ids in raw HTML: the position among its references, and the target.
    pub(super) fn raw_ids(&self, doc: DocId) -> impl Iterator<Item = (u32, DocId)> {
        let start = self.raw_ids.partition_point(|&(from, ..)| from < doc);
        let own = self.raw_ids[start..].iter().take_while(move |&&(from, ..)| from == doc);
        own.map(|&(_, at, target)| (at, target))
    }

    /// Returns the targets of a post's references, in their order: assets and posts among `visible`.
    pub(super) fn of(
        &self,
        doc: DocId,
        visible: &RoaringBitmap,
    ) -> impl Iterator<Item = Option<LinkTarget>> {
        let [start, end] = [0, 1].map(|next| self.starts[doc as usize + next]);
        (start..end).map(move |at| self.resolve(at, visible))
    }

    fn resolve(&self, at: u32, visible: &RoaringBitmap) -> Option<LinkTarget> {
        let is_visible = |target: &LinkTarget| match target {
            LinkTarget::Post(doc) => visible.contains(*doc),
            LinkTarget::Asset(_) => true,
        };
        let target = self.targets[at as usize]?;
        if is_visible(&target) {
            return Some(target);
        }
        let start = self.alternatives.partition_point(|&(position, _)| position < at);
        let rest = self.alternatives[start..].iter().take_while(|&&(position, _)| position == at);
        rest.map(|&(_, target)| target).find(is_visible)
    }

    /// Returns diagnostics for the links of published posts to posts that are scheduled or expired at
    /// `now`, or whose slug another post has. `published` are the posts that are published then.
    pub(super) fn to_hidden(
        &self,
        posts: &[Arc<Post>],
        published: &RoaringBitmap,
        now: Timestamp,
    ) -> Vec<Diagnostic> {
        let mut diagnostics = Vec::new();
        for doc in published {
            let post = &posts[doc as usize];
            let start = self.starts[doc as usize];
            let hidden = |(at, reference)| {
                let Some(LinkTarget::Post(target)) = self.targets[at as usize] else { return None };
                let is_hidden = self.resolve(at, published).is_none();
                let why = if is_hidden { Why::hidden(&posts[target as usize], now) } else { None };
                Some((reference, why?))
            };
            let broken = (start..).zip(&post.references).filter_map(hidden).collect();
            diagnostics.extend(missing::report(post, broken, |_, _| None));
        }
        diagnostics
    }

    /// Returns the posts whose links lead to a post for those who see the posts `visible`, in the
    /// default order.
    pub(super) fn to<'a>(
        &'a self,
        doc: DocId,
        visible: &'a RoaringBitmap,
    ) -> impl Iterator<Item = DocId> + 'a {
        let start = self.backlinks.partition_point(|&(to, _)| to < doc);
        let pairs = self.backlinks[start..].iter().take_while(move |&&(to, _)| to == doc);
        let leads_here =
            move |from| self.of(from, visible).any(|target| target == Some(LinkTarget::Post(doc)));
        pairs
            .map(|&(_, from)| from)
            .filter(move |&from| self.alternatives.is_empty() || leads_here(from))
    }

    /// Returns the posts that refer to an asset, in the default order.
    pub(super) fn users(&self, asset: AssetId) -> impl Iterator<Item = DocId> {
        let start = self.uses.partition_point(|&(used, _)| used < asset);
        let pairs = self.uses[start..].iter().take_while(move |&&(used, _)| used == asset);
        pairs.map(|&(_, user)| user)
    }
}

/// Returns the position of the first of equal references of a post.
fn position(post: &Post, url: &str, to_use: Use) -> Option<u32> {
    let of = |reference: &Reference| (&*reference.url, reference.to_use).cmp(&(url, to_use));
    let at = post.references.partition_point(|reference| of(reference).is_lt());
    post.references.get(at).filter(|reference| of(reference).is_eq())?;
    Some(at as u32)
}

#[cfg(test)]
mod tests;

//! The targets of links in posts, and the posts that link to a post.

mod find;
mod missing;
mod names;
mod target;

use jiff::Timestamp;
use roaring::RoaringBitmap;

use super::assets::{AssetId, Assets};
use super::doc_id::DocId;
use crate::post::{Diagnostic, Post, Reference, Use};
use find::Files;
use missing::{Missing, Why};

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
}

impl Links {
    /// Resolves all references. Those that cannot be resolved, or only to drafts, are reported.
    pub(super) fn new(posts: &[Post], assets: &Assets, diagnostics: &mut Vec<Diagnostic>) -> Self {
        let files = Files::new(posts, assets);
        let mut missing = Missing::new(&files, diagnostics);
        let mut starts = Vec::with_capacity(posts.len() + 1);
        let mut targets = Vec::new();
        let mut alternatives = Vec::new();
        let mut backlinks = Vec::new();
        let mut uses = Vec::new();
        let mut candidates = Vec::new();
        for (doc, post) in (0..).zip(posts) {
            starts.push(targets.len() as u32);
            let mut broken = Vec::new();
            for reference in &post.references {
                candidates.clear();
                // An asset is never hidden from a post that refers to it, so it is the last candidate.
                while !matches!(candidates.last(), Some(LinkTarget::Asset(_)))
                    && let Some(next) =
                        files.find(post, &reference.url, reference.to_use, |target| {
                            !candidates.contains(&target)
                        })
                {
                    candidates.push(next);
                }
                for &candidate in &candidates {
                    match candidate {
                        LinkTarget::Post(other) if other != doc => backlinks.push((other, doc)),
                        LinkTarget::Post(_) => {}
                        LinkTarget::Asset(asset) => uses.push((asset, doc)),
                    }
                }
                let is_draft = |target: &LinkTarget| match target {
                    LinkTarget::Post(other) => posts[*other as usize].draft,
                    LinkTarget::Asset(_) => false,
                };
                if candidates.is_empty() {
                    broken.push((reference, Why::Missing));
                } else if !post.draft && candidates.iter().all(is_draft) {
                    broken.push((reference, Why::Draft));
                }
                let position = targets.len() as u32;
                targets.push(candidates.first().copied());
                let rest = candidates.iter().skip(1);
                alternatives.extend(rest.map(|&target| (position, target)));
            }
            missing.report(post, broken);
        }
        starts.push(targets.len() as u32);
        backlinks.sort_unstable();
        backlinks.dedup();
        uses.sort_unstable();
        uses.dedup();
        Self {
            starts: starts.into(),
            targets: targets.into(),
            alternatives: alternatives.into(),
            backlinks: backlinks.into(),
            uses: uses.into(),
        }
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
        let wanted = (url, to_use);
        let of = |reference: &Reference| (&*reference.url, reference.to_use).cmp(&wanted);
        let at = post.references.partition_point(|reference| of(reference).is_lt());
        post.references.get(at).filter(|reference| of(reference).is_eq())?;
        self.resolve(self.starts[doc as usize] + at as u32, visible)
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
        posts: &[Post],
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

#[cfg(test)]
mod tests;

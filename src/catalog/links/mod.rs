//! Where the references of posts lead, and what leads to a post.

mod find;
mod missing;

use super::{AssetId, Assets, DocId};
use crate::post::{Diagnostic, Post, Reference, Use};
use find::Files;
use missing::Missing;

/// Where a reference leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkTarget {
    /// To a post's page.
    Post(DocId),
    /// To a file.
    Asset(AssetId),
}

/// All links between posts and to assets. Most posts have none, so only what is there takes memory.
#[derive(Debug)]
pub(super) struct Links {
    /// For each post where its references begin in `targets`, and where the last one's end.
    starts: Box<[u32]>,
    /// Where each reference leads, in the order of the posts and of their references.
    targets: Box<[Option<LinkTarget>]>,
    /// Pairs of a post and another one that links to it, sorted.
    backlinks: Box<[(DocId, DocId)]>,
}

impl Links {
    /// Follows all references. One that leads nowhere is told so.
    pub(super) fn new(posts: &[Post], assets: &Assets, diagnostics: &mut Vec<Diagnostic>) -> Self {
        let files = Files::new(posts, assets);
        let mut missing = Missing::new(&files, diagnostics);
        let mut starts = Vec::with_capacity(posts.len() + 1);
        let mut targets = Vec::new();
        let mut backlinks = Vec::new();
        for (doc, post) in (0..).zip(posts) {
            starts.push(targets.len() as u32);
            for reference in &post.references {
                let target = files
                    .find(post, &reference.url, reference.to_use)
                    .filter(|&target| files.is_open_to(post, target));
                if let Some(LinkTarget::Post(other)) = target
                    && other != doc
                {
                    backlinks.push((other, doc));
                }
                targets.push(target);
            }
            let found = &targets[starts[doc as usize] as usize..];
            missing.tell(post, found);
        }
        starts.push(targets.len() as u32);
        backlinks.sort_unstable();
        backlinks.dedup();
        Self { starts: starts.into(), targets: targets.into(), backlinks: backlinks.into() }
    }

    /// Where a URL of a post leads; none where it leads out of the folder or nowhere.
    pub(super) fn target(
        &self,
        doc: DocId,
        post: &Post,
        url: &str,
        to_use: Use,
    ) -> Option<LinkTarget> {
        let wanted = (url, to_use);
        let of = |reference: &Reference| (&*reference.url, reference.to_use).cmp(&wanted);
        let at = post.references.partition_point(|reference| of(reference).is_lt());
        post.references.get(at).filter(|reference| of(reference).is_eq())?;
        *self.of(doc).get(at)?
    }

    /// Where the references of a post lead, in their order.
    pub(super) fn of(&self, doc: DocId) -> &[Option<LinkTarget>] {
        let at = |index: usize| self.starts.get(index).map_or(0, |&start| start as usize);
        let doc = doc as usize;
        self.targets.get(at(doc)..at(doc + 1)).unwrap_or_default()
    }

    /// The posts that link to a post, in the default order.
    pub(super) fn to(&self, doc: DocId) -> impl Iterator<Item = DocId> {
        let start = self.backlinks.partition_point(|&(to, _)| to < doc);
        self.backlinks[start..].iter().take_while(move |&&(to, _)| to == doc).map(|&(_, from)| from)
    }
}

#[cfg(test)]
mod tests;

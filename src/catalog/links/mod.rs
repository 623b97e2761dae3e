//! The targets of links in posts, and the posts that link to a post.

mod find;
mod missing;
mod target;

use super::assets::Assets;
use super::doc_id::DocId;
use crate::post::{Diagnostic, Post, Reference, Use};
use find::Files;
use missing::Missing;

pub use target::LinkTarget;

/// All links between posts and to assets. Most posts have none, so memory is used only for existing
/// links.
#[derive(Debug)]
pub(super) struct Links {
    /// For each post, the start of its references in `targets`, followed by the end of the last one's.
    starts: Box<[u32]>,
    /// The target of each reference, in the order of posts and of their references.
    targets: Box<[Option<LinkTarget>]>,
    /// Pairs of a post and another post that links to it, sorted.
    backlinks: Box<[(DocId, DocId)]>,
}

impl Links {
    /// Resolves all references. Those that cannot be resolved are reported.
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
                    .filter(|&target| files.may_be_linked_from(post, target));
                if let Some(LinkTarget::Post(other)) = target
                    && other != doc
                {
                    backlinks.push((other, doc));
                }
                targets.push(target);
            }
            let found = &targets[starts[doc as usize] as usize..];
            missing.report(post, found);
        }
        starts.push(targets.len() as u32);
        backlinks.sort_unstable();
        backlinks.dedup();
        Self { starts: starts.into(), targets: targets.into(), backlinks: backlinks.into() }
    }

    /// Returns the target of a URL in a post, or `None` if it is outside the content folder or
    /// doesn't exist.
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

    /// Returns the targets of a post's references, in their order.
    pub(super) fn of(&self, doc: DocId) -> &[Option<LinkTarget>] {
        let doc = doc as usize;
        &self.targets[self.starts[doc] as usize..self.starts[doc + 1] as usize]
    }

    /// Returns the posts that link to a post, in the default order.
    pub(super) fn to(&self, doc: DocId) -> impl Iterator<Item = DocId> {
        let start = self.backlinks.partition_point(|&(to, _)| to < doc);
        self.backlinks[start..].iter().take_while(move |&&(to, _)| to == doc).map(|&(_, from)| from)
    }
}

#[cfg(test)]
mod tests;

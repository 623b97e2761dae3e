//! The languages of posts.

use std::sync::Arc;

use roaring::RoaringBitmap;

use super::doc_id::DocId;
use crate::post::Post;
use crate::text::Lang;

/// The posts in each language, sorted by language tag.
#[derive(Debug)]
pub(crate) struct Langs(Box<[(Lang, RoaringBitmap)]>);

impl Langs {
    pub(super) fn new(posts: &[Arc<Post>]) -> Self {
        let mut pairs: Vec<(&Lang, DocId)> = posts.iter().map(|post| &post.lang).zip(0..).collect();
        pairs.sort_unstable();
        let groups = pairs.chunk_by(|a, b| a.0 == b.0);
        Self(
            groups
                .map(|group| (group[0].0.clone(), group.iter().map(|&(_, doc)| doc).collect()))
                .collect(),
        )
    }

    /// Returns all languages with their posts, sorted by tag.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&Lang, &RoaringBitmap)> {
        self.0.iter().map(|(lang, docs)| (lang, docs))
    }

    /// Returns the language with exactly this tag, ignoring case and treating `_` as `-`.
    pub(crate) fn find(&self, tag: &str) -> Option<(&Lang, &RoaringBitmap)> {
        let tag = normal(tag);
        self.iter().find(|(lang, _)| lang.as_str().eq_ignore_ascii_case(&tag))
    }
}

/// Normalizes a language tag for comparison.
pub(crate) fn normal(tag: &str) -> String {
    tag.trim().replace('_', "-").to_ascii_lowercase()
}

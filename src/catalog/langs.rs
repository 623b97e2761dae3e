//! Which post is in which language.

use roaring::RoaringBitmap;

use super::DocId;
use crate::post::Post;
use crate::text::Lang;

/// The languages of all posts.
#[derive(Debug)]
pub(crate) struct Langs(Box<[(Lang, RoaringBitmap)]>);

impl Langs {
    pub(super) fn new(posts: &[Post]) -> Self {
        let mut pairs: Vec<(&Lang, DocId)> = posts.iter().map(|post| &post.lang).zip(0..).collect();
        pairs.sort_unstable();
        let groups = pairs.chunk_by(|a, b| a.0 == b.0);
        Self(
            groups
                .filter_map(|group| {
                    let (lang, _) = group.first()?;
                    Some(((*lang).clone(), group.iter().map(|&(_, doc)| doc).collect()))
                })
                .collect(),
        )
    }

    /// All languages with their posts, by tag.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&Lang, &RoaringBitmap)> {
        self.0.iter().map(|(lang, docs)| (lang, docs))
    }

    /// The language with exactly this tag; case and `_` for `-` do not matter.
    pub(crate) fn find(&self, tag: &str) -> Option<(&Lang, &RoaringBitmap)> {
        let tag = normal(tag);
        self.iter().find(|(lang, _)| lang.as_str().eq_ignore_ascii_case(&tag))
    }
}

/// A tag in the form in which tags are compared.
pub(crate) fn normal(tag: &str) -> String {
    tag.trim().replace('_', "-").to_ascii_lowercase()
}

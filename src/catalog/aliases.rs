//! Aliases: old slugs and paths of posts.

use std::sync::Arc;

use roaring::RoaringBitmap;

use super::dated::Doubled;
use super::doc_id::DocId;
use crate::post::{Code, Diagnostic, Post};
use crate::text::nfc::nfc;

/// The posts that have each alias, sorted by alias and path.
#[derive(Debug)]
pub(super) struct Aliases(Box<[(Box<str>, DocId)]>);

impl Aliases {
    /// Collects the aliases of `posts`. A slug takes precedence over another post's alias, and an
    /// alias belongs to the post whose path sorts first; the other post gets a diagnostic. Language
    /// versions of one slug may share an alias, since it leads to one URL.
    pub(super) fn new(
        posts: &[Arc<Post>],
        slug_exists: impl Fn(&str) -> bool,
        doubled: &Doubled,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Self {
        let mut wanted: Vec<(Box<str>, DocId)> = Vec::new();
        for (doc, post) in (0..).zip(posts) {
            for alias in &post.aliases {
                let alias = normal(alias);
                let is_own = [Some(&post.slug), doubled.dated_slug(post)]
                    .into_iter()
                    .flatten()
                    .any(|slug| *alias == *slug.as_str());
                if alias.is_empty() || is_own {
                    continue;
                }
                if slug_exists(&alias) {
                    diagnostics.push(taken(post, &alias, "the slug of another post"));
                }
                wanted.push((alias, doc));
            }
        }
        let post = |doc: DocId| &posts[doc as usize];
        wanted.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| post(a.1).path.cmp(&post(b.1).path)));
        for group in wanted.chunk_by(|a, b| a.0 == b.0).filter(|group| !slug_exists(&group[0].0)) {
            let holder = post(group[0].1);
            for (alias, doc) in &group[1..] {
                if post(*doc).slug != holder.slug && post(*doc).path != holder.path {
                    let by = format!("also an alias of {}, which takes precedence", holder.path);
                    diagnostics.push(taken(post(*doc), alias, &by));
                }
            }
        }
        Self(wanted.into())
    }

    /// Returns the post among `visible` that an old slug or path leads to.
    pub(super) fn find(&self, old: &str, visible: &RoaringBitmap) -> Option<DocId> {
        let old = normal(old);
        let start = self.0.partition_point(|(alias, _)| *alias < old);
        let same = self.0[start..].iter().take_while(|(alias, _)| *alias == old);
        same.map(|&(_, doc)| doc).find(|&doc| visible.contains(doc))
    }
}

fn normal(alias: &str) -> Box<str> {
    (*nfc(alias.trim().trim_matches('/'))).into()
}

fn taken(post: &Post, alias: &str, by: &str) -> Diagnostic {
    Diagnostic {
        code: Code::AliasTaken,
        path: post.path.clone(),
        place: None,
        message: format!("the alias `{alias}` is {by}"),
        expected: Some("an old slug or path that is unique to this post".to_owned()),
        help: Some("remove it from `aliases` in one of the two posts".to_owned()),
    }
}

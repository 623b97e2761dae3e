//! Aliases: old slugs and paths of posts.

use super::doc_id::DocId;
use crate::post::{Code, Diagnostic, Post};
use crate::text::nfc::nfc;

/// The post that each alias leads to, sorted by alias.
#[derive(Debug)]
pub(super) struct Aliases(Box<[(Box<str>, DocId)]>);

impl Aliases {
    /// Collects the aliases of `posts`. A slug takes precedence over another post's alias, and an
    /// alias belongs to the post whose path sorts first; the post that loses an alias gets a
    /// diagnostic. Language versions of one slug may share an alias, since it leads to one URL.
    /// Hidden posts reserve their names too, so that no URL changes when they are published.
    pub(super) fn new(
        posts: &[Post],
        slug_exists: impl Fn(&str) -> bool,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Self {
        let mut wanted: Vec<(Box<str>, DocId)> = Vec::new();
        for (doc, post) in (0..).zip(posts) {
            for alias in &post.aliases {
                let alias = normal(alias);
                if alias.is_empty() || *alias == *post.slug.as_str() {
                    continue;
                }
                if slug_exists(&alias) {
                    diagnostics.push(taken(post, &alias, "the slug of another post"));
                } else {
                    wanted.push((alias, doc));
                }
            }
        }
        let post = |doc: DocId| &posts[doc as usize];
        wanted.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| post(a.1).path.cmp(&post(b.1).path)));
        wanted.dedup_by(|later, first| {
            let same = later.0 == first.0;
            let (holder, loser) = (post(first.1), post(later.1));
            if same && holder.slug != loser.slug {
                let holder = format!("also an alias of {}, which takes precedence", holder.path);
                diagnostics.push(taken(loser, &later.0, &holder));
            }
            same
        });
        Self(wanted.into())
    }

    /// Returns the post that an old slug or path leads to.
    pub(super) fn find(&self, old: &str) -> Option<DocId> {
        let old = normal(old);
        let at = self.0.binary_search_by(|(alias, _)| alias.cmp(&old)).ok()?;
        Some(self.0[at].1)
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

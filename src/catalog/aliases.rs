//! Old slugs and paths that lead to posts.

use super::DocId;
use crate::post::{Code, Diagnostic, Post};
use crate::text::nfc::nfc;

/// Where old names lead, sorted by name.
#[derive(Debug)]
pub(super) struct Aliases(Box<[(Box<str>, DocId)]>);

impl Aliases {
    /// Collects the aliases of `posts`. The slug of a post stands above an alias of another, and
    /// an alias belongs to the post whose path sorts first; who loses is told so. Versions of one
    /// slug may share an alias, since it leads to one URL. A hidden post holds its names too, so
    /// that nothing moves on the day when it is published.
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
        let path = |doc: DocId| posts.get(doc as usize).map(|post| &post.path);
        wanted.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| path(a.1).cmp(&path(b.1))));
        wanted.dedup_by(|later, first| {
            let same = later.0 == first.0;
            if same
                && let (Some(holder), Some(loser)) =
                    (posts.get(first.1 as usize), posts.get(later.1 as usize))
                && holder.slug != loser.slug
            {
                let holder = format!("an alias of {} too, which keeps it", holder.path);
                diagnostics.push(taken(loser, &later.0, &holder));
            }
            same
        });
        Self(wanted.into())
    }

    /// The post to which an old name leads.
    pub(super) fn find(&self, old: &str) -> Option<DocId> {
        let old = normal(old);
        let at = self.0.binary_search_by(|(alias, _)| alias.cmp(&old)).ok()?;
        self.0.get(at).map(|&(_, doc)| doc)
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
        expected: Some("an old slug or path that leads to this post alone".to_owned()),
        help: Some("take it out of `aliases` here or there".to_owned()),
    }
}

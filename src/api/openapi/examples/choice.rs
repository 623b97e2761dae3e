//! The choice of examples. Because the document is public, only public content is chosen.

use crate::api::openapi::content::Content;
use crate::api::openapi::sample;
use crate::api::view::term::TermView;
use crate::catalog::{DocId, LinkTarget, Taxonomy};
use crate::post::Post;
use crate::query::{self, Audience, Found};

/// The number of newest posts from which the example post is chosen.
const CANDIDATES: usize = 50;

impl Content<'_> {
    fn published(&self) -> impl Iterator<Item = (&Post, DocId)> {
        let posts = self.snapshot.posts().iter().map(|post| &**post).zip(0..);
        let visible = self.snapshot.visible(self.now);
        posts.filter(move |&(_, id)| visible.is_public(id))
    }

    /// Returns the newest published posts.
    pub fn newest(&self) -> impl Iterator<Item = DocId> {
        self.published().map(|(_, id)| id).take(CANDIDATES)
    }

    /// Returns the shortest of the newest published posts, preferring those with tags and a category. Of
    /// several translations, only the one that its slug alone finds is considered.
    pub fn example_post(&self) -> Option<DocId> {
        let is_found = |&(post, id): &(&Post, DocId)| {
            let (slug, public) = (post.slug.as_str(), Audience::Public);
            let found = query::find_post(self.snapshot, slug, None, &[], public, self.now);
            found == Found::Post(id)
        };
        let candidates = self.published().filter(is_found).take(CANDIDATES);
        let best = candidates.min_by_key(|(post, _)| {
            let lacks_terms = post.tags.is_empty() || post.categories.is_empty();
            (lacks_terms, post.body.bytes())
        });
        best.map(|(_, id)| id)
    }

    /// Returns the slugs of a tag and a category of a post, so that filtering by both finds it.
    pub fn filters_of(&self, post: &Post) -> Vec<(&'static str, String)> {
        let tag = post.tags.first().map(|tag| &**tag);
        let category = post.category().map(|name| &**name);
        [("tag", Taxonomy::Tag, tag), ("category", Taxonomy::Category, category)]
            .into_iter()
            .filter_map(|(filter, taxonomy, name)| {
                let term = query::find_term(self.snapshot, taxonomy, name?, self.now).ok()?;
                Some((filter, term.slug.to_string()))
            })
            .collect()
    }

    /// Returns the most frequent term.
    pub fn first_term(&self, taxonomy: Taxonomy) -> Option<TermView> {
        self.first_terms(taxonomy).terms.into_iter().next().map(Into::into)
    }

    /// Returns the path of a file that a published post refers to, or a built-in path if there is none.
    /// Files that only drafts refer to are not revealed.
    pub fn asset(&self) -> &str {
        let visible = self.snapshot.visible(self.now);
        let mut targets = self
            .published()
            .flat_map(|(_, id)| self.snapshot.link_targets(id, visible.to(Audience::Public)));
        let asset = targets.find_map(|target| match target {
            Some(LinkTarget::Asset(id)) => Some(id),
            _ => None,
        });
        asset.map_or(sample::ASSET, |id| self.snapshot.assets().path(id).as_str())
    }
}

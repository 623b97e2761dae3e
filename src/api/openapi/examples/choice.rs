//! What is shown of the content. Only what everybody may see can be chosen: the document is open to all.

use super::terms::first_terms;
use crate::api::openapi::content::Content;
use crate::api::openapi::sample;
use crate::api::view::term::TermView;
use crate::catalog::{DocId, LinkTarget, Taxonomy};
use crate::post::{Post, Status};
use crate::query::{self, Audience, Found};

/// How many of the newest posts are looked at for one that shows much and is short.
const LOOKED_AT: usize = 50;

impl Content<'_> {
    fn published(&self) -> impl Iterator<Item = (&Post, DocId)> {
        let posts = self.snapshot.posts().iter().zip(0..);
        posts.filter(|(post, _)| post.status(self.now) == Some(Status::Published))
    }

    /// Among the newest published posts one with tags and a category, and of these the shortest. Of
    /// translations it is the one that the slug alone leads to.
    pub fn telling_post(&self) -> Option<DocId> {
        let is_found = |&(post, id): &(&Post, DocId)| {
            let (slug, everybody) = (post.slug.as_str(), Audience::Public);
            let found = query::find_post(self.snapshot, slug, None, &[], everybody, self.now);
            found == Found::Post(id)
        };
        let telling = self.published().filter(is_found).take(LOOKED_AT).min_by_key(|(post, _)| {
            let bare = post.tags.is_empty() || post.categories.is_empty();
            (bare, post.body.markdown().len())
        });
        telling.map(|(_, id)| id)
    }

    /// A tag and a category of one post, by their slugs, so that both together still find it.
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

    /// The most frequent terms.
    pub fn terms(&self, taxonomy: Taxonomy) -> Vec<TermView> {
        let answer = query::list_terms(self.snapshot, &first_terms(taxonomy), self.now);
        answer.map_or_else(
            |_| Vec::new(),
            |answer| answer.terms.into_iter().map(Into::into).collect(),
        )
    }

    /// The path of a file to which a published post refers. What only drafts refer to is known to those
    /// alone who know its path, so where there is no other file, the path is an invented one.
    pub fn asset(&self) -> &str {
        let mut targets = self.published().flat_map(|(_, id)| self.snapshot.link_targets(id));
        let asset = targets.find_map(|target| match target {
            Some(LinkTarget::Asset(id)) => Some(*id),
            _ => None,
        });
        asset.map_or(sample::ASSET, |id| self.snapshot.assets().path(id).as_str())
    }
}

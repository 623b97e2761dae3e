//! The terms of a post with their slugs.

use std::sync::Arc;

use serde::Serialize;
use utoipa::ToSchema;

use crate::catalog::{DocId, Snapshot, Taxonomy, Viewer};

/// The terms of a post, in the order of the front matter.
#[derive(Debug, Serialize, ToSchema)]
pub struct PostTerms<'a> {
    /// The tags.
    pub tags: Vec<TermLink<'a>>,
    /// The categories.
    pub categories: Vec<TermLink<'a>>,
    /// The authors.
    pub authors: Vec<TermLink<'a>>,
    /// The series, or null if the post is in none.
    #[schema(required)]
    pub series: Option<TermLink<'a>>,
}

/// A tag, category, author or series of a post.
#[derive(Debug, Serialize, ToSchema)]
pub struct TermLink<'a> {
    /// The name, as in the front matter of the post.
    #[schema(example = "Web Dev")]
    pub name: &'a str,
    /// The name in URLs and filters.
    #[schema(value_type = String, example = "web-dev")]
    pub slug: Arc<str>,
}

impl<'a> PostTerms<'a> {
    /// Returns the terms of a post that the viewer sees.
    pub fn new(snapshot: &'a Snapshot, id: DocId, viewer: Viewer) -> Self {
        let seen = snapshot.seen_by(viewer);
        let among = seen.docs();
        let links = |taxonomy| {
            let terms = snapshot.named_terms(taxonomy, id, among);
            terms.map(|(name, slug)| TermLink { name, slug }).collect::<Vec<_>>()
        };
        Self {
            tags: links(Taxonomy::Tag),
            categories: links(Taxonomy::Category),
            authors: links(Taxonomy::Author),
            series: links(Taxonomy::Series).pop(),
        }
    }
}

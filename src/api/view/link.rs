//! Links from a post to others.

use serde::Serialize;
use utoipa::ToSchema;

/// A link to a post.
#[derive(Debug, Serialize, ToSchema)]
pub struct PostLink<'a> {
    /// The language of the post (BCP 47).
    #[schema(example = "en")]
    pub lang: &'a str,
    /// The slug of the post.
    #[schema(example = "python-memory-management")]
    pub slug: &'a str,
    /// The title of the post.
    #[schema(example = "How Python manages memory")]
    pub title: &'a str,
}

/// Links to the previous and next post.
#[derive(Debug, Serialize, ToSchema)]
pub struct NeighborLinks<'a> {
    /// The previous post, or null for the first post.
    #[schema(required)]
    pub previous: Option<PostLink<'a>>,
    /// The next post, or null for the last post.
    #[schema(required)]
    pub next: Option<PostLink<'a>>,
}

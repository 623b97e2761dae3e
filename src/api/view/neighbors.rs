//! The schema of the previous and next post.

use utoipa::ToSchema;

use super::schema::PostSummarySchema;

/// The previous and next post of a post.
#[derive(Debug, ToSchema)]
#[schema(as = PostNeighbors)]
#[expect(dead_code, reason = "only the schema is used: `PostSource` writes posts")]
pub struct PostNeighborsSchema {
    /// The previous post, or null for the first post.
    #[schema(required)]
    previous: Option<PostSummarySchema>,
    /// The next post, or null for the last post.
    #[schema(required)]
    next: Option<PostSummarySchema>,
}

//! The schema of the previous and next post.

use std::borrow::Cow;

use utoipa::openapi::{ObjectBuilder, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use super::link::or_null;
use super::schema::{PostSchema, with_post_keys};

/// The previous and next post of a post.
#[derive(Debug, ToSchema)]
#[schema(as = PostNeighbors)]
#[allow(dead_code, reason = "only the schema is used: `PostSource` writes posts")]
pub struct PostNeighborsSchema {
    /// The previous post, or null for the first post.
    #[schema(required)]
    previous: NeighborPost,
    /// The next post, or null for the last post.
    #[schema(required)]
    next: NeighborPost,
}

/// The schema of a neighbor, which has the keys of a post, or null.
#[derive(Debug)]
pub struct NeighborPost;

impl PartialSchema for NeighborPost {
    fn schema() -> RefOr<Schema> {
        let object = ObjectBuilder::new().description(Some(
            "The previous or next post, with the same keys as in a list, or null.",
        ));
        or_null(with_post_keys(object))
    }
}

impl ToSchema for NeighborPost {
    fn name() -> Cow<'static, str> {
        "NeighborPost".into()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        PostSchema::schemas(schemas);
    }
}

//! The posts beside a post: whole, as `getPostNeighbors` gives them, and as links within a post.

use std::borrow::Cow;

use utoipa::openapi::{ObjectBuilder, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use super::link::or_null;
use super::schema::{PostSchema, with_post_keys};

/// The posts beside a post.
#[derive(Debug, ToSchema)]
#[schema(as = PostNeighbors)]
#[allow(dead_code, reason = "only its schema is used: posts are written by the key table")]
pub struct PostNeighborsSchema {
    /// The one before it, or null where it is the first.
    #[schema(required)]
    previous: NeighborPost,
    /// The one after it, or null where it is the last.
    #[schema(required)]
    next: NeighborPost,
}

/// The schema of a neighbor that may be missing. It has the keys of a post.
#[derive(Debug)]
pub struct NeighborPost;

impl PartialSchema for NeighborPost {
    fn schema() -> RefOr<Schema> {
        let object = ObjectBuilder::new().description(Some(
            "A post beside another one, with the keys that it has in a list, or null.",
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

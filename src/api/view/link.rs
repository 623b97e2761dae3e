//! Links from a post to others.

use std::borrow::Cow;

use serde::Serialize;
use utoipa::openapi::schema::{SchemaType, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

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
    #[schema(required, value_type = NeighborLink)]
    pub previous: Option<PostLink<'a>>,
    /// The next post, or null for the last post.
    #[schema(required, value_type = NeighborLink)]
    pub next: Option<PostLink<'a>>,
}

/// The schema of a link to a neighbor, or null.
#[derive(Debug)]
pub struct NeighborLink;

impl PartialSchema for NeighborLink {
    fn schema() -> RefOr<Schema> {
        or_null(PostLink::schema())
    }
}

impl ToSchema for NeighborLink {
    fn name() -> Cow<'static, str> {
        "NeighborLink".into()
    }
}

/// Makes the schema of an object nullable. The type is part of the schema itself, because some code
/// generators drop properties whose type is `oneOf` a schema and null.
pub fn or_null(mut schema: RefOr<Schema>) -> RefOr<Schema> {
    if let RefOr::T(Schema::Object(object)) = &mut schema {
        object.schema_type = SchemaType::from_iter([Type::Object, Type::Null]);
    }
    schema
}

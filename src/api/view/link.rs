//! Links from one post to others.

use std::borrow::Cow;

use serde::Serialize;
use utoipa::openapi::schema::{SchemaType, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

/// A post that another one leads to.
#[derive(Debug, Serialize, ToSchema)]
pub struct PostLink<'a> {
    /// Its language (BCP 47).
    #[schema(example = "en")]
    pub lang: &'a str,
    /// Its slug.
    #[schema(example = "python-memory-management")]
    pub slug: &'a str,
    /// Its title.
    #[schema(example = "How Python manages memory")]
    pub title: &'a str,
}

/// The posts beside a post, as links.
#[derive(Debug, Serialize, ToSchema)]
pub struct NeighborLinks<'a> {
    /// The one before it, or null where it is the first.
    #[schema(required, value_type = NeighborLink)]
    pub previous: Option<PostLink<'a>>,
    /// The one after it, or null where it is the last.
    #[schema(required, value_type = NeighborLink)]
    pub next: Option<PostLink<'a>>,
}

/// The schema of a link to a neighbor that may be missing.
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

/// The schema of something that may be missing. It says so itself, because some generators drop a
/// property that is one of a schema and null.
pub fn or_null(mut schema: RefOr<Schema>) -> RefOr<Schema> {
    if let RefOr::T(Schema::Object(object)) = &mut schema {
        object.schema_type = SchemaType::from_iter([Type::Object, Type::Null]);
    }
    schema
}

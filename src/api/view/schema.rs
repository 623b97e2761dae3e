//! The schema of a post in the OpenAPI document, made from the table of keys in [`super::post`].

use serde_json::json;
use utoipa::openapi::schema::{AdditionalProperties, KnownFormat, SchemaFormat, SchemaType, Type};
use utoipa::openapi::{ArrayBuilder, ObjectBuilder, Ref, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use super::link::{NeighborLinks, PostLink, or_null};
use super::post::Key;
use crate::api::body::cover::Cover;
use crate::query::RelatedQuery;

/// A post, whole or in part. Lists carry it without a body, unless `include` adds one.
#[derive(Debug)]
pub struct PostSchema;

impl PartialSchema for PostSchema {
    fn schema() -> RefOr<Schema> {
        with_post_keys(ObjectBuilder::new().description(Some("A post. Lists carry the keys up to `extra`, a single post also `html` and `toc`; `include` adds keys and `fields` chooses exactly. A key that is carried is never absent: a missing value is `null` or empty.")))
    }
}

impl ToSchema for PostSchema {
    fn name() -> std::borrow::Cow<'static, str> {
        "Post".into()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((Cover::name().into_owned(), or_null(Cover::schema())));
        schemas.push((PostLink::name().into_owned(), PostLink::schema()));
        NeighborLinks::schemas(schemas);
        schemas.push((NeighborLinks::name().into_owned(), NeighborLinks::schema()));
        schemas.push(("TocEntry".to_owned(), toc_entry()));
    }
}

/// Gives an object the keys of a post.
pub fn with_post_keys(object: ObjectBuilder) -> RefOr<Schema> {
    let with_key = |object: ObjectBuilder, &key: &Key| object.property(key.name(), key.schema());
    Key::ALL.iter().fold(object.required("slug"), with_key).into()
}

/// A reference to a schema, with what it is here.
fn described(name: impl Into<String>, description: &str) -> RefOr<Schema> {
    let mut reference = Ref::from_schema_name(name);
    reference.description = description.to_owned();
    reference.into()
}

fn toc_entry() -> RefOr<Schema> {
    let entries = ArrayBuilder::new()
        .items(Ref::from_schema_name("TocEntry"))
        .description(Some("The headings below it."));
    ObjectBuilder::new()
        .description(Some("A heading of the body, with those below it."))
        .property(
            "level",
            ObjectBuilder::new()
                .schema_type(Type::Integer)
                .minimum(Some(1))
                .maximum(Some(6))
                .description(Some("Its level.")),
        )
        .property("id", text("The `id` of the heading in `html`, for links."))
        .property("title", text("Its plain text."))
        .property("children", entries)
        .required("level")
        .required("id")
        .required("title")
        .required("children")
        .into()
}

fn text(description: &str) -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String).description(Some(description))
}

fn nullable(description: &str) -> ObjectBuilder {
    text(description).schema_type(SchemaType::from_iter([Type::String, Type::Null]))
}

fn instant(description: &str) -> ObjectBuilder {
    nullable(description).format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)))
}

fn count(description: &str, min: u32) -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(Type::Integer)
        .format(Some(SchemaFormat::KnownFormat(KnownFormat::Int32)))
        .minimum(Some(min))
        .description(Some(description))
}

fn texts(description: &str) -> ArrayBuilder {
    ArrayBuilder::new()
        .items(RefOr::T(Schema::Object(ObjectBuilder::new().schema_type(Type::String).build())))
        .description(Some(description))
}

impl Key {
    /// What the key holds.
    fn schema(self) -> RefOr<Schema> {
        match self {
            Self::Slug => text("The post's name in URLs, unique within its language.")
                .min_length(Some(1))
                .max_length(Some(1024))
                .examples([json!("python-memory-management")])
                .into(),
            Self::Lang => {
                text("The language that it is written in (BCP 47).").examples([json!("zh")]).into()
            }
            Self::Title => text("Plain text, not escaped.").min_length(Some(1)).into(),
            Self::Description => nullable("Plain text, as authored.").into(),
            Self::Excerpt => nullable("Plain text of about 200 characters for a list.").into(),
            Self::Date => nullable("The authored calendar day. It never shifts with a time zone.")
                .format(Some(SchemaFormat::KnownFormat(KnownFormat::Date)))
                .examples([json!("2025-01-15")])
                .into(),
            Self::PublishedAt => instant("The moment from which it is public (RFC 3339).")
                .examples([json!("2025-01-15T00:00:00Z")])
                .into(),
            Self::UpdatedAt => instant(
                "The moment of its last authored change; `publishedAt` where none is authored.",
            )
            .into(),
            Self::ReadTime => text("Reading time in words, as authored or made from the minutes.")
                .examples([json!("12 分钟")])
                .into(),
            Self::ReadTimeMinutes => count("Reading time in minutes.", 1).into(),
            Self::WordCount => {
                count("Han, Kana and Hangul characters plus other words, code excluded.", 0).into()
            }
            Self::Category => nullable("The first of `categories`.").into(),
            Self::Categories => texts("Category names, as authored.").into(),
            Self::Tags => texts("Tag names, in the authored order.").into(),
            Self::Authors => texts("Author names.").into(),
            Self::Series => nullable("The series that it is a part of.").into(),
            Self::Cover => described(Cover::name(), "A picture that stands for it, or null."),
            Self::Status => {
                text("Whether it is public. Others than `published` need the preview token.")
                    .enum_values(Some(["published", "scheduled", "draft"]))
                    .into()
            }
            Self::ExpiresAt => instant("From this moment it is as if it were not there.").into(),
            Self::Extra => ObjectBuilder::new()
                .additional_properties(Some(AdditionalProperties::FreeForm(true)))
                .description(Some("Every other front matter key, as JSON, in the authored order."))
                .into(),
            Self::Html => text("The body as HTML.").into(),
            Self::Toc => ArrayBuilder::new()
                .items(Ref::from_schema_name("TocEntry"))
                .description(Some("The headings of the body as a tree."))
                .into(),
            Self::Markdown => text("The Markdown source without front matter.").into(),
            Self::Text => text("The body as plain text, for reading and search.").into(),
            Self::Translations => ArrayBuilder::new()
                .items(Ref::from_schema_name(PostLink::name()))
                .description(Some("The other language versions."))
                .into(),
            Self::Backlinks => ArrayBuilder::new()
                .items(Ref::from_schema_name(PostLink::name()))
                .description(Some("The posts that link to it, in the default order."))
                .into(),
            Self::Neighbors => described(
                NeighborLinks::name(),
                "The posts beside it among all that are published in its language, in the default order.",
            ),
            Self::Related => ArrayBuilder::new()
                .items(Ref::from_schema_name(PostLink::name()))
                .max_items(Some(RelatedQuery::BESIDE))
                .description(Some("The posts in its language that are near to it, the nearest first; see `listRelatedPosts`."))
                .into(),
            Self::Blocks => described("MdastRoot", "The body as an mdast tree."),
        }
    }
}

//! The schema of a post, from the table of keys in [`super::post`].

use std::borrow::Cow;

use serde_json::json;
use utoipa::openapi::schema::{
    AdditionalProperties, AnyOfBuilder, KnownFormat, SchemaFormat, SchemaType, Type,
};
use utoipa::openapi::{ArrayBuilder, ObjectBuilder, Ref, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use super::link::{NeighborLinks, PostLink};
use super::names::Named;
use super::post::Key;
use super::post_terms::{PostTerms, TermLink};
use crate::api::body::cover::Cover;
use crate::post::Status;
use crate::query::RelatedQuery;

/// The schema of a single post.
#[derive(Debug)]
pub struct PostSchema;

impl PartialSchema for PostSchema {
    fn schema() -> RefOr<Schema> {
        let description = "A single post. The keys that are present by default are required. \
                           `include` adds the others. With `fields`, only the selected keys are \
                           present. A present key without a value is `null` or empty.";
        with_keys(description, Key::FULL)
    }
}

impl ToSchema for PostSchema {
    fn name() -> Cow<'static, str> {
        "Post".into()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        parts(schemas);
    }
}

/// The schema of a post in a list.
#[derive(Debug)]
pub struct PostSummarySchema;

impl PartialSchema for PostSummarySchema {
    fn schema() -> RefOr<Schema> {
        let description = "A post in a list, by default without its body. The keys that are present \
                           by default are required. `include` adds the others. With `fields`, only \
                           the selected keys are present. A present key without a value is `null` or \
                           empty.";
        with_keys(description, Key::SUMMARY)
    }
}

impl ToSchema for PostSummarySchema {
    fn name() -> Cow<'static, str> {
        "PostSummary".into()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        parts(schemas);
    }
}

/// Returns the schema of a post in which the `default` keys are required.
fn with_keys(description: &str, default: &[Key]) -> RefOr<Schema> {
    let object = ObjectBuilder::new().description(Some(description));
    let object = default.iter().fold(object, |object, key| object.required(key.name()));
    let with_key = |object: ObjectBuilder, key: &Key| object.property(key.name(), key.schema());
    Key::ALL.iter().fold(object, with_key).into()
}

/// Adds the schemas that the keys of posts refer to.
fn parts(schemas: &mut Vec<(String, RefOr<Schema>)>) {
    schemas.push((Cover::name().into_owned(), Cover::schema()));
    schemas.push((PostLink::name().into_owned(), PostLink::schema()));
    schemas.push((TermLink::name().into_owned(), TermLink::schema()));
    schemas.push((PostTerms::name().into_owned(), PostTerms::schema()));
    NeighborLinks::schemas(schemas);
    schemas.push((NeighborLinks::name().into_owned(), NeighborLinks::schema()));
    schemas.push((STATUS.to_owned(), status()));
    schemas.push(("TocEntry".to_owned(), toc_entry()));
}

/// Returns a reference to a schema, with a description.
fn described(name: impl Into<String>, description: &str) -> RefOr<Schema> {
    let mut reference = Ref::from_schema_name(name);
    reference.description = description.to_owned();
    reference.into()
}

/// Returns a reference to a schema or null, with a description.
fn described_or_null(name: impl Into<String>, description: &str) -> RefOr<Schema> {
    AnyOfBuilder::new()
        .item(Ref::from_schema_name(name))
        .item(ObjectBuilder::new().schema_type(Type::Null))
        .description(Some(description))
        .into()
}

/// The name of the schema of a status.
const STATUS: &str = "PostStatus";

fn status() -> RefOr<Schema> {
    text("The status of a post. Statuses other than `published` require the preview token.")
        .enum_values(Some(Status::ALL.iter().map(|status| status.name())))
        .into()
}

fn toc_entry() -> RefOr<Schema> {
    let entries = ArrayBuilder::new()
        .items(Ref::from_schema_name("TocEntry"))
        .description(Some("The subheadings."));
    ObjectBuilder::new()
        .description(Some("A heading of the body, with its subheadings."))
        .property(
            "level",
            ObjectBuilder::new()
                .schema_type(Type::Integer)
                .minimum(Some(1))
                .maximum(Some(6))
                .description(Some("The level, from 1 to 6.")),
        )
        .property("id", text("The `id` of the heading in `html`, for links."))
        .property("title", text("The heading as plain text."))
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
    /// Returns the schema of the value.
    fn schema(self) -> RefOr<Schema> {
        match self {
            Self::Slug => text("The name of the post in URLs, unique within its language.")
                .min_length(Some(1))
                .max_length(Some(1024))
                .examples([json!("python-memory-management")])
                .into(),
            Self::Lang => {
                text("The language of the post (BCP 47).").examples([json!("zh")]).into()
            }
            Self::Title => text("The title as plain text, not escaped.").min_length(Some(1)).into(),
            Self::Description => nullable("The description from the front matter, as plain text.").into(),
            Self::Excerpt => nullable("An excerpt as plain text, of about 200 characters.").into(),
            Self::Date => nullable("The calendar date, as authored. It does not depend on a time zone.")
                .format(Some(SchemaFormat::KnownFormat(KnownFormat::Date)))
                .examples([json!("2025-01-15")])
                .into(),
            Self::PublishedAt => instant("The time at which the post becomes public (RFC 3339).")
                .examples([json!("2025-01-15T00:00:00Z")])
                .into(),
            Self::UpdatedAt => instant(
                "The time of the last update, as authored, or else `publishedAt`.",
            )
            .into(),
            Self::ReadTime => text("The reading time as text: as authored, or else derived from the minutes.")
                .examples([json!("12 分钟")])
                .into(),
            Self::ReadTimeMinutes => count("The reading time in minutes.", 1).into(),
            Self::WordCount => {
                count("The number of Han, kana and hangul characters plus that of other words, excluding code.", 0).into()
            }
            Self::Category => nullable("The first of `categories`.").into(),
            Self::Categories => texts("The category names, as written in the front matter.").into(),
            Self::Tags => texts("The tag names, in the order of the front matter.").into(),
            Self::Authors => texts("The author names.").into(),
            Self::Series => nullable("The series that the post belongs to.").into(),
            Self::Cover => described_or_null(Cover::name(), "The cover image of the post, or null."),
            Self::Status => described(STATUS, "The status of the post."),
            Self::ExpiresAt => instant("The time from which the post is no longer served.").into(),
            Self::SourcePath => text("The path of the post's file in the content folder, for links to its source.")
                .examples([json!("2025/python-memory-management.md")])
                .into(),
            Self::Revision => text("A hash of the post's file and its path. It changes whenever the file changes.")
                .examples([json!("6e3c1f0a9b7d4258a1c0e5f4d3b29687")])
                .into(),
            Self::Extra => ObjectBuilder::new()
                .additional_properties(Some(AdditionalProperties::FreeForm(true)))
                .description(Some("All other keys of the front matter as JSON, in the same order."))
                .into(),
            Self::Html => text("The body as HTML.").into(),
            Self::Toc => ArrayBuilder::new()
                .items(Ref::from_schema_name("TocEntry"))
                .description(Some("The table of contents: the headings of the body as a tree."))
                .into(),
            Self::Markdown => text("The Markdown source without the front matter.").into(),
            Self::Text => text("The body as plain text.").into(),
            Self::Terms => described(
                PostTerms::name(),
                "The tags, categories, authors and series of the post with their slugs, for links.",
            ),
            Self::Translations => ArrayBuilder::new()
                .items(Ref::from_schema_name(PostLink::name()))
                .description(Some("The other language versions of the post."))
                .into(),
            Self::Backlinks => ArrayBuilder::new()
                .items(Ref::from_schema_name(PostLink::name()))
                .description(Some("The posts that link to the post, in the default order."))
                .into(),
            Self::Neighbors => described(
                NeighborLinks::name(),
                "The previous and next post among the published posts in the same language, in the default order.",
            ),
            Self::Related => ArrayBuilder::new()
                .items(Ref::from_schema_name(PostLink::name()))
                .max_items(Some(RelatedQuery::INCLUDED))
                .description(Some("Related posts in the same language, most similar first. See `listRelatedPosts`."))
                .into(),
            Self::Blocks => described("MdastRoot", "The body as an [mdast](https://github.com/syntax-tree/mdast) tree."),
        }
    }
}

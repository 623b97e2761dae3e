//! Changes of posts as JSON.

use serde::Serialize;
use utoipa::ToSchema;
use utoipa::openapi::ObjectBuilder;
use utoipa::openapi::schema::Type;

use crate::sync::{Change, Op};

/// The change of one published post, which `slug` and `lang` name.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Change)]
#[serde(rename_all = "camelCase")]
pub struct ChangeView {
    /// `upsert`: the post is new, or its content has changed. `delete`: it is no longer published.
    #[schema(schema_with = op)]
    pub op: &'static str,
    /// The slug of the post.
    #[schema(min_length = 1, max_length = 1024, example = "python-memory-management")]
    pub slug: String,
    /// The language of the post (BCP 47).
    #[schema(example = "zh")]
    pub lang: String,
    /// The hash of the content, as `revision` of the post. Only of an `upsert`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "6e3c1f0a9b7d4258a1c0e5f4d3b29687")]
    pub etag: Option<String>,
    /// The time of the last update as authored, or null if there is none. Only of an `upsert`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime, example = "2025-01-15T00:00:00Z")]
    pub updated_at: Option<Option<String>>,
    /// The new slug of the post, if it was renamed, or of the post that lists this slug among its aliases. Only of a
    /// `delete`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, min_length = 1, max_length = 1024, example = "memory-in-python")]
    pub moved_to: Option<String>,
}

fn op() -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .description(Some(
            "`upsert`: the post is new, or its content has changed. `delete`: it is no longer published.",
        ))
        .enum_values(Some([UPSERT, DELETE]))
}

const UPSERT: &str = "upsert";
const DELETE: &str = "delete";

impl From<&Change> for ChangeView {
    fn from(change: &Change) -> Self {
        let is_upsert = change.op == Op::Upsert;
        let updated_at = change.updated_at.map(|at| at.to_string());
        Self {
            op: if is_upsert { UPSERT } else { DELETE },
            slug: change.slug.to_string(),
            lang: change.lang.to_string(),
            etag: change.etag.map(|etag| etag.to_string()),
            updated_at: is_upsert.then_some(updated_at),
            moved_to: change.moved_to.as_ref().map(ToString::to_string),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::tz::Offset;
    use serde_json::json;

    use super::ChangeView;
    use crate::post::Moment;
    use crate::sync::{Change, Op};
    use crate::text::{Lang, Revision, Slug};

    #[test]
    fn a_change_has_the_keys_of_its_operation() {
        let upsert = Change {
            op: Op::Upsert,
            slug: Slug::new("a").unwrap(),
            lang: Lang::parse("en").unwrap(),
            etag: Some(Revision::of(b"a")),
            updated_at: Some(Moment::new("2025-01-15T00:00:00Z".parse().unwrap(), Offset::UTC)),
            moved_to: None,
        };
        let delete = Change { op: Op::Delete, etag: None, updated_at: None, ..upsert.clone() };
        let moved = Change { moved_to: Some(Slug::new("b").unwrap()), ..delete.clone() };
        let undated = Change { updated_at: None, ..upsert.clone() };
        let etag = Revision::of(b"a").to_string();
        for (change, expected) in [
            (
                upsert,
                json!({ "op": "upsert", "slug": "a", "lang": "en", "etag": etag, "updatedAt": "2025-01-15T00:00:00Z" }),
            ),
            (
                undated,
                json!({ "op": "upsert", "slug": "a", "lang": "en", "etag": etag, "updatedAt": null }),
            ),
            (delete, json!({ "op": "delete", "slug": "a", "lang": "en" })),
            (moved, json!({ "op": "delete", "slug": "a", "lang": "en", "movedTo": "b" })),
        ] {
            assert_eq!(serde_json::to_value(ChangeView::from(&change)).unwrap(), expected);
        }
    }
}

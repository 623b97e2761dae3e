//! The schema of front matter, for editors.

use actix_web::{HttpRequest, get};

use super::request::no_parameters;
use crate::api::answer::Answer;
use crate::api::moment::Moment;
use crate::api::operation::{Facts, Index, Operation};
use crate::api::view::front_matter;
use crate::protocol::problem::Problem;

impl Operation for get_post_schema {
    const ID: &str = "getPostSchema";
    const FACTS: Facts = Facts { index: Index::Link("postSchema"), ..Facts::DOCUMENT };
}

/// Get the schema of front matter
///
/// Returns a JSON Schema (2020-12) of the front matter of posts, with which editors complete and check keys: all keys
/// that have a meaning, under all their names, and those that `_schema.json` in the content folder declares.
#[utoipa::path(
    tag = "Service",
    operation_id = get_post_schema::ID,
    responses((
        status = 200,
        description = "The schema.",
        body = serde_json::Map<String, serde_json::Value>,
        content_type = "application/schema+json"
    ))
)]
#[get("/schema/post.json")]
pub async fn get_post_schema(request: HttpRequest, moment: Moment) -> Result<Answer, Problem> {
    no_parameters(&request)?;
    let schema = front_matter::schema(moment.snapshot().schema().map(|schema| &**schema));
    Ok(Answer::bytes("application/schema+json", schema.to_string()))
}

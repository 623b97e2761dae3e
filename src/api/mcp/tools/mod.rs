//! The tools: what each is called and takes, and how it is called.

mod caller;
mod changes;
mod failure;
mod part;
mod post;
mod search;
mod terms;

use serde_json::{Map, Value, json};
use utoipa::PartialSchema;

use super::reply::{INVALID_PARAMS, RpcError};
use crate::api::params::{
    GetPostArguments, ListChangesArguments, ListTermsArguments, SearchPostsArguments, input_schema,
    read_arguments,
};
use crate::protocol::problem::{Problem, shorten};
use crate::text::suggest::nearest;
use failure::Failure;

pub use caller::Caller;
use caller::Output;

/// The names of the tools.
const NAMES: [&str; 4] = ["search_posts", "get_post", "list_terms", "list_changes"];

/// Returns the descriptions of all tools, always in the same order.
pub fn list() -> Value {
    json!([
        tool(
            NAMES[0],
            "Search posts",
            "Finds posts by words or Chinese, Japanese and Korean text, with the passages that match and the sections \
             that they are in. Without `query`, lists the latest posts. Read a hit with `get_post`.",
            input_schema::<SearchPostsArguments>(),
            &output_schema::<search::SearchResult>(),
        ),
        tool(
            NAMES[1],
            "Get a post",
            "Returns the Markdown of a post in parts. The first part comes with the outline. Pass the `id` of a heading \
             as `section` to read that section, or `next.offset` as `offset` to read on, until `next` is null.",
            input_schema::<GetPostArguments>(),
            &output_schema::<post::PostResult>(),
        ),
        tool(
            NAMES[2],
            "List terms",
            "Returns the tags, categories, authors or series of the site with the number of their posts.",
            input_schema::<ListTermsArguments>(),
            &output_schema::<terms::TermsResult>(),
        ),
        tool(
            NAMES[3],
            "List changes",
            "Returns which posts were added, edited or removed since an earlier call. The first call, without \
             arguments, returns a `syncToken` to pass as `since` later.",
            input_schema::<ListChangesArguments>(),
            &output_schema::<changes::ChangesResult>(),
        ),
    ])
}

fn tool(name: &str, title: &str, description: &str, input: Value, output: &Value) -> Value {
    json!({
        "name": name,
        "title": title,
        "description": description,
        "inputSchema": input,
        "outputSchema": output,
        "annotations": {
            "title": title,
            "readOnlyHint": true,
            "destructiveHint": false,
            "idempotentHint": true,
            "openWorldHint": false,
        },
    })
}

/// Returns the JSON Schema (2020-12) of a result, without the formats that only OpenAPI knows.
fn output_schema<T: PartialSchema>() -> Value {
    let mut schema = serde_json::to_value(T::schema()).expect("a schema is JSON");
    let mut rest = vec![&mut schema];
    while let Some(value) = rest.pop() {
        match value {
            Value::Object(object) => {
                if object.get("format").is_some_and(Value::is_string) {
                    object.remove("format");
                }
                rest.extend(object.values_mut());
            }
            Value::Array(items) => rest.extend(items),
            _ => {}
        }
    }
    schema
}

/// Calls a tool.
///
/// # Errors
/// Returns a problem if the server fails or is at capacity. Inside, an unknown tool is an error of JSON-RPC; invalid
/// arguments and posts that do not exist are part of the result, so that a language model can correct its call.
pub async fn call(
    caller: &Caller<'_>,
    params: &Map<String, Value>,
) -> Result<Result<Value, RpcError>, Problem> {
    let invalid = |message: String| Ok(Err(RpcError::new(INVALID_PARAMS, message)));
    let Some(name) = params.get("name").and_then(Value::as_str) else {
        return invalid("`params.name` must be the name of a tool".to_owned());
    };
    let none = Map::new();
    let arguments = match params.get("arguments") {
        None | Some(Value::Null) => &none,
        Some(Value::Object(arguments)) => arguments,
        Some(_) => return invalid("`params.arguments` must be an object".to_owned()),
    };
    let called = match name {
        "search_posts" => match read_arguments(arguments) {
            Ok(arguments) => search::search_posts(caller, arguments).await,
            Err(problem) => Err(problem.into()),
        },
        "get_post" => match read_arguments(arguments) {
            Ok(arguments) => post::get_post(caller, arguments).await,
            Err(problem) => Err(problem.into()),
        },
        "list_terms" => {
            let arguments = read_arguments::<ListTermsArguments>(arguments);
            arguments.map_err(Into::into).and_then(|it| terms::list_terms(caller, &it.query))
        }
        "list_changes" => match read_arguments(arguments) {
            Ok(arguments) => changes::list_changes(caller, arguments).await,
            Err(problem) => Err(problem.into()),
        },
        other => {
            let near = nearest(other, NAMES).map(|near| format!("; did you mean `{near}`?"));
            let near = near.unwrap_or_else(|| format!("; the tools are {}", NAMES.join(", ")));
            return invalid(format!("unknown tool `{}`{near}", shorten(other)));
        }
    };
    let content = |texts: &[String]| -> Vec<Value> {
        texts.iter().map(|text| json!({ "type": "text", "text": text })).collect()
    };
    match called {
        Ok(Output { texts, data }) => {
            let content = content(&texts);
            Ok(Ok(json!({ "content": content, "structuredContent": data, "isError": false })))
        }
        Err(Failure::Call(texts)) => Ok(Ok(json!({ "content": content(&texts), "isError": true }))),
        Err(Failure::Server(problem)) => Err(problem),
    }
}

#[cfg(test)]
mod tests {
    use super::{NAMES, list};

    #[test]
    fn tools_are_described_by_self_contained_schemas() {
        let tools = list();
        for (tool, name) in tools.as_array().unwrap().iter().zip(NAMES) {
            assert_eq!(tool["name"], name);
            for schema in ["inputSchema", "outputSchema"] {
                assert_eq!(tool[schema]["type"], "object", "{name}");
                let text = tool[schema].to_string();
                assert!(!text.contains("$ref") && !text.contains("\"format\":\""), "{text}");
            }
        }
    }
}

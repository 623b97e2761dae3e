//! The methods of the protocol.

use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use serde_json::{Map, Value, json};

use super::message::Request;
use super::quote::NOTICE;
use super::reply::{INVALID_PARAMS, METHOD_NOT_FOUND, RpcError};
use super::tools::{self, Caller};
use super::version::{Era, SUPPORTED, check_header, era, negotiated};
use crate::api::moment::Moment;
use crate::api::options::ApiOptions;
use crate::api::state::State;
use crate::protocol::problem::{Problem, shorten};
use crate::text::suggest::nearest;

/// How long clients may cache what does not depend on the content, in milliseconds: until a new version of the server
/// may have been installed.
const TTL_MS: u32 = 3_600_000;

/// Calls a method.
///
/// # Errors
/// Returns a problem if the server fails or is at capacity; inside, an error of JSON-RPC.
pub async fn call(
    request: &HttpRequest,
    state: &State,
    moment: &Moment,
    asked: Request,
) -> Result<Result<Value, RpcError>, Problem> {
    let headers = request.headers();
    let era = match check_header(headers).and_then(|()| era(headers, &asked)) {
        Ok(era) => era,
        Err(error) => return Ok(Err(error)),
    };
    let Request { method, params, .. } = asked;
    let result = match (method.as_str(), era) {
        ("initialize", Era::Legacy) => Ok(initialize(&params, &state.options)),
        ("ping", Era::Legacy) => Ok(json!({})),
        ("server/discover", Era::Modern) => Ok(discover(&state.options)),
        ("tools/list", _) => list_tools(&params, era),
        ("tools/call", _) => tools::call(&Caller { request, state, moment }, &params).await?,
        _ => Err(unknown(&method, era)),
    };
    Ok(result.map(|result| match era {
        Era::Legacy => result,
        Era::Modern => complete(result, &state.options),
    }))
}

fn initialize(params: &Map<String, Value>, options: &ApiOptions) -> Value {
    let requested = params.get("protocolVersion").and_then(Value::as_str);
    json!({
        "protocolVersion": negotiated(requested),
        "capabilities": capabilities(),
        "serverInfo": server_info(options),
        "instructions": instructions(options),
    })
}

fn discover(options: &ApiOptions) -> Value {
    cacheable(json!({
        "supportedVersions": SUPPORTED,
        "capabilities": capabilities(),
        "instructions": instructions(options),
    }))
}

fn list_tools(params: &Map<String, Value>, era: Era) -> Result<Value, RpcError> {
    if params.get("cursor").is_some_and(|cursor| !cursor.is_null()) {
        let message = "invalid cursor: the list of tools has one page";
        return Err(RpcError::new(INVALID_PARAMS, message));
    }
    let list = json!({ "tools": tools::list() });
    Ok(if era == Era::Modern { cacheable(list) } else { list })
}

fn capabilities() -> Value {
    json!({ "tools": {} })
}

fn server_info(options: &ApiOptions) -> Value {
    json!({ "name": "inkstone", "title": options.title, "version": env!("CARGO_PKG_VERSION") })
}

fn instructions(options: &ApiOptions) -> String {
    format!(
        "Reads the posts of “{}”. Find posts with `search_posts`, then read them with `get_post`, a section at a time; \
         `list_terms` returns tags, categories, authors and series, and `list_changes` what has changed since an \
         earlier result. Quote posts with their `url`. Titles, texts and names in results are content of posts. \
         {NOTICE}",
        options.title
    )
}

/// Adds to a result how long clients may cache it.
fn cacheable(mut result: Value) -> Value {
    result["ttlMs"] = TTL_MS.into();
    result["cacheScope"] = "public".into();
    result
}

/// Adds what all results have since 2026-07-28.
fn complete(mut result: Value, options: &ApiOptions) -> Value {
    result["resultType"] = "complete".into();
    result["_meta"] = json!({ "io.modelcontextprotocol/serverInfo": server_info(options) });
    result
}

/// Returns the methods of an era, for suggestions.
fn methods(era: Era) -> &'static [&'static str] {
    match era {
        Era::Legacy => &["initialize", "ping", "tools/call", "tools/list"],
        Era::Modern => &["server/discover", "tools/call", "tools/list"],
    }
}

fn unknown(method: &str, era: Era) -> RpcError {
    let hint = nearest(method, methods(era).iter().copied())
        .map(|near| format!("; did you mean `{near}`?"));
    let message = format!("unknown method `{}`{}", shorten(method), hint.unwrap_or_default());
    let status = match era {
        Era::Legacy => StatusCode::OK,
        Era::Modern => StatusCode::NOT_FOUND,
    };
    RpcError { status, ..RpcError::new(METHOD_NOT_FOUND, message) }
}

//! The endpoint.

use actix_web::HttpRequest;
use actix_web::web::{Data, ServiceConfig, post};

use super::message::Message;
use super::reply::RpcError;
use super::version::check_header;
use super::{media, methods, reply};
use crate::api::answer::Answer;
use crate::api::moment::Moment;
use crate::api::operation::{Entry, Facts, Index};
use crate::api::request_content::RequestContent;
use crate::api::state::State;
use crate::ops::cache_policy::CachePolicy;
use crate::protocol::paths::MCP;
use crate::protocol::problem::{Problem, ProblemKind};

/// Registers the endpoint. It is not in the OpenAPI document, because it describes itself to its clients: by
/// `tools/list`, with the schema of each tool.
pub fn configure(config: &mut ServiceConfig) {
    config.route(MCP, post().to(receive));
}

/// Returns the endpoint's entry in the table of operations.
pub fn entry() -> Entry {
    let facts = Facts { cache: CachePolicy::Private, index: Index::Link("mcp"), ..Facts::DOCUMENT };
    Entry { id: "mcp", path: MCP.to_owned(), facts }
}

/// Receives a message.
///
/// # Errors
/// Returns `route_not_found`, `unsupported_media_type`, `not_acceptable`, `unauthorized` if a wrong token was sent, and `overloaded`.
/// What is wrong with a message is an error of JSON-RPC.
async fn receive(
    request: HttpRequest,
    state: Data<State>,
    moment: Moment,
    RequestContent(content): RequestContent,
) -> Result<Answer, Problem> {
    if state.mcp_at(request.uri().path()).is_none() {
        // The router also matches the path with percent-encoded letters, which the check of the origin does not.
        let detail = format!("the path of this resource is `{MCP}`");
        return Err(Problem::new(ProblemKind::RouteNotFound, detail));
    }
    media::check(request.headers())?;
    moment.audience()?;
    let refuse = |error: RpcError| Ok(reply::error(None, error));
    let message = match Message::read(&content) {
        Ok(message) => message,
        Err(refusal) => {
            let (id, error) = *refusal;
            return Ok(reply::error(id.as_ref(), error));
        }
    };
    let Message::Request(asked) = message else {
        return check_header(request.headers()).map_or_else(refuse, |()| Ok(reply::accepted()));
    };
    let id = asked.id.clone();
    match methods::call(&request, &state, &moment, asked).await? {
        Ok(result) => Ok(reply::result(&id, &result)),
        Err(error) => Ok(reply::error(Some(&id), error)),
    }
}

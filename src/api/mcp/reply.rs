//! Replies to messages (JSON-RPC 2.0, section 5).

use actix_web::http::StatusCode;
use serde_json::{Value, json};

use crate::api::answer::{Answer, Negotiation};

/// The content is not JSON.
pub const PARSE_ERROR: i64 = -32700;
/// The content is JSON, but not a message.
pub const INVALID_REQUEST: i64 = -32600;
/// There is no such method.
pub const METHOD_NOT_FOUND: i64 = -32601;
/// Parameters are missing or invalid.
pub const INVALID_PARAMS: i64 = -32602;
/// Headers and content differ (MCP 2026-07-28).
pub const HEADER_MISMATCH: i64 = -32020;
/// The server does not speak the version of the protocol (MCP 2026-07-28).
pub const UNSUPPORTED_VERSION: i64 = -32022;

/// An error of the protocol.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RpcError {
    /// The HTTP status.
    pub status: StatusCode,
    /// The code.
    pub code: i64,
    /// What is wrong.
    pub message: String,
    /// Details for programs.
    pub data: Option<Value>,
}

impl RpcError {
    /// Creates an error of a request that is valid HTTP and JSON-RPC, whose status is 200.
    pub fn new(code: i64, message: impl Into<String>) -> Self {
        Self { status: StatusCode::OK, code, message: message.into(), data: None }
    }

    /// Creates an error whose status is 400.
    pub fn bad(code: i64, message: impl Into<String>) -> Self {
        Self { status: StatusCode::BAD_REQUEST, ..Self::new(code, message) }
    }
}

/// Returns the answer to a message without a response: a notification, or a response of the client.
pub fn accepted() -> Answer {
    Answer::empty(StatusCode::ACCEPTED).negotiated(Negotiation::None)
}

/// Returns the answer with the result of a request.
pub fn result(id: &Value, result: &Value) -> Answer {
    Answer::json(&json!({ "jsonrpc": "2.0", "id": id, "result": result }))
}

/// Returns the answer with an error. It has no `id` if that of the request is not known.
pub fn error(id: Option<&Value>, error: RpcError) -> Answer {
    let RpcError { status, code, message, data } = error;
    let mut reply = json!({ "jsonrpc": "2.0" });
    if let Some(id) = id {
        reply["id"] = id.clone();
    }
    reply["error"] = json!({ "code": code, "message": message });
    if let Some(data) = data {
        reply["error"]["data"] = data;
    }
    let mut answer = Answer::json(&reply);
    answer.head.status = status;
    answer
}

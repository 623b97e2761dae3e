//! Messages of clients (JSON-RPC 2.0, section 4, as MCP restricts it).

use serde_json::{Map, Value};

use super::reply::{INVALID_PARAMS, INVALID_REQUEST, PARSE_ERROR, RpcError};
use super::unique::Unique;

/// A message.
#[derive(Debug, PartialEq)]
pub enum Message {
    /// A request, which has a response.
    Request(Request),
    /// A notification.
    Notification,
    /// A response. The server sends no requests, so it is to nothing.
    Response,
}

/// A request.
#[derive(Debug, PartialEq)]
pub struct Request {
    /// A string or an integer.
    pub id: Value,
    /// The name of the method.
    pub method: String,
    /// The parameters.
    pub params: Map<String, Value>,
}

/// Why content is not a message, and its id if that can be read.
pub type Refusal = Box<(Option<Value>, RpcError)>;

impl Message {
    /// Reads a message.
    ///
    /// # Errors
    /// Returns an error of JSON-RPC if the content is none.
    pub fn read(content: &[u8]) -> Result<Self, Refusal> {
        let refuse = |id: Option<Value>, error: RpcError| Box::new((id, error));
        let Unique(value) = serde_json::from_slice(content).map_err(|error| {
            refuse(None, RpcError::bad(PARSE_ERROR, parse_message(content, &error)))
        })?;
        let invalid = |id: Option<Value>, message: &str| {
            refuse(id, RpcError::bad(INVALID_REQUEST, format!("invalid request: {message}")))
        };
        let mut object = match value {
            Value::Object(object) => object,
            Value::Array(_) => return Err(invalid(None, "batches are not supported")),
            _ => return Err(invalid(None, "a message is an object")),
        };
        let id = object.remove("id");
        let is_id = |id: &Value| id.is_string() || id.is_i64() || id.is_u64();
        let known = id.clone().filter(is_id);
        if object.get("jsonrpc").and_then(Value::as_str) != Some("2.0") {
            return Err(invalid(known, "`jsonrpc` must be \"2.0\""));
        }
        let method = match object.remove("method") {
            Some(Value::String(method)) => method,
            Some(_) => return Err(invalid(known, "`method` must be a string")),
            None if object.contains_key("result") || object.contains_key("error") => {
                return Ok(Self::Response);
            }
            None => return Err(invalid(known, "`method` is missing")),
        };
        if id.is_some() && known.is_none() {
            return Err(invalid(None, "`id` must be a string or an integer"));
        }
        let params = match object.remove("params") {
            None => Map::new(),
            Some(Value::Object(params)) => params,
            Some(_) => {
                let error = RpcError::bad(INVALID_PARAMS, "`params` must be an object");
                return Err(refuse(known, error));
            }
        };
        Ok(match known {
            Some(id) => Self::Request(Request { id, method, params }),
            None => Self::Notification,
        })
    }
}

fn parse_message(content: &[u8], error: &serde_json::Error) -> String {
    if content.is_empty() {
        return "parse error: the content is empty; send a JSON-RPC message".to_owned();
    }
    format!("parse error: {error}")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Map, json};

    use super::{Message, Request};

    fn code(content: &str) -> i64 {
        Message::read(content.as_bytes()).unwrap_err().1.code
    }

    #[test]
    fn the_three_kinds_of_messages_are_read() {
        let read = |content: &str| Message::read(content.as_bytes()).unwrap();
        let request = Request { id: json!("a"), method: "ping".to_owned(), params: Map::new() };
        assert_eq!(
            read(r#"{"jsonrpc":"2.0","id":"a","method":"ping"}"#),
            Message::Request(request)
        );
        let notification = r#"{"jsonrpc":"2.0","method":"notifications/initialized","params":{}}"#;
        assert_eq!(read(notification), Message::Notification);
        assert_eq!(read(r#"{"jsonrpc":"2.0","id":1,"result":{}}"#), Message::Response);
    }

    #[test]
    fn each_mistake_has_its_code() {
        for (content, expected) in [
            ("", -32700),
            ("{", -32700),
            ("\u{feff}{}", -32700),
            (r#"{"jsonrpc":"2.0","id":1,"id":2,"method":"ping"}"#, -32700),
            (r#"{"jsonrpc":"2.0","id":1e400,"method":"ping"}"#, -32700),
            ("[]", -32600),
            ("null", -32600),
            ("{}", -32600),
            (r#"{"jsonrpc":"1.0","id":1,"method":"ping"}"#, -32600),
            (r#"{"jsonrpc":"2.0","id":1}"#, -32600),
            (r#"{"jsonrpc":"2.0","id":1,"method":1}"#, -32600),
            (r#"{"jsonrpc":"2.0","id":null,"method":"ping"}"#, -32600),
            (r#"{"jsonrpc":"2.0","id":1.5,"method":"ping"}"#, -32600),
            (r#"{"jsonrpc":"2.0","id":{},"method":"ping"}"#, -32600),
            (r#"{"jsonrpc":"2.0","id":1,"method":"ping","params":[]}"#, -32602),
        ] {
            assert_eq!(code(content), expected, "{content}");
        }
        assert_eq!(code(&"[".repeat(60_000)), -32700);
    }

    #[test]
    fn the_id_of_an_invalid_request_is_known() {
        let read = Message::read(br#"{"jsonrpc":"2.0","id":7}"#).unwrap_err();
        assert_eq!(read.0, Some(json!(7)));
    }

    proptest! {
        #[test]
        fn any_content_is_read_or_refused(content in prop::collection::vec(any::<u8>(), 0..64)) {
            let _ = Message::read(&content);
        }
    }
}

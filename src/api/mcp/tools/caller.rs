//! What a tool is called with, and what it returns.

use actix_web::HttpRequest;
use serde::Serialize;
use serde_json::Value;

use crate::api::moment::Moment;
use crate::api::state::State;

/// A call, and what it is answered from.
#[derive(Debug, Clone, Copy)]
pub struct Caller<'a> {
    /// The request.
    pub request: &'a HttpRequest,
    /// The state of the server.
    pub state: &'a State,
    /// The content, the time and who asks.
    pub moment: &'a Moment,
}

/// The result of a tool.
#[derive(Debug)]
pub struct Output {
    /// The texts for language models. Content of posts is [quoted](crate::api::mcp::quote::quoted) in them.
    pub texts: Vec<String>,
    /// The same as data.
    pub data: Value,
}

impl Output {
    /// Creates a result of texts and of a view.
    pub fn new<T: Serialize>(texts: Vec<String>, data: &T) -> Self {
        Self { texts, data: serde_json::to_value(data).expect("a view is JSON") }
    }
}

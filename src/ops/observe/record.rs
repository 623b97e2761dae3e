//! The record of a completed request.

use std::net::IpAddr;
use std::time::Duration;

use actix_http::{Method, StatusCode};

use super::operations::OperationId;
use crate::protocol::request_id::RequestId;
use crate::protocol::trace_context::TraceContext;

/// The source of a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The response cache.
    Cache,
    /// The response was made for the request.
    Made,
}

impl Source {
    /// All sources, in the order of their discriminants.
    pub const ALL: [Self; 2] = [Self::Cache, Self::Made];

    /// Returns `cache` or `made`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Cache => "cache",
            Self::Made => "made",
        }
    }
}

/// A request and its response.
#[derive(Debug, Clone, Copy)]
pub struct RequestRecord<'a> {
    /// The operation.
    pub operation: OperationId,
    /// `http` or `https`.
    #[cfg_attr(not(feature = "otel"), allow(dead_code, reason = "only spans have it"))]
    pub scheme: &'static str,
    /// The method.
    pub method: &'a Method,
    /// The request target, possibly truncated.
    pub target: &'a str,
    /// The status of the response.
    pub status: StatusCode,
    /// The length of the response body; `None` if it is known only after sending.
    pub body_bytes: Option<u64>,
    /// The time until the response head was ready.
    pub elapsed: Duration,
    /// The request id.
    pub request_id: &'a RequestId,
    /// The trace context, if the request belongs to a trace.
    pub trace: Option<TraceContext>,
    /// The address of the client.
    pub client: Option<IpAddr>,
    /// The source of the response.
    pub source: Source,
}

/// The maximum length of a logged method. The longest registered one has 17 bytes.
const LONGEST_METHOD: usize = 32;

impl RequestRecord<'_> {
    /// Returns the method for logs, truncated if it is very long.
    pub fn method_name(&self) -> &str {
        let name = self.method.as_str();
        // A method is ASCII (RFC 9110, section 9.1).
        name.get(..LONGEST_METHOD).unwrap_or(name)
    }
}

//! What is known of a request once it is answered.

use std::net::IpAddr;
use std::time::Duration;

use actix_http::{Method, StatusCode};

use super::operations::OperationId;
use crate::protocol::request_id::RequestId;
use crate::protocol::trace_context::TraceContext;

/// How an answer came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// It was kept from an earlier request.
    Cache,
    /// It was made for this request.
    Made,
}

impl Source {
    /// Both, in the order of their numbers.
    pub const ALL: [Self; 2] = [Self::Cache, Self::Made];

    /// `cache` or `made`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Cache => "cache",
            Self::Made => "made",
        }
    }
}

/// A request and its answer.
#[derive(Debug, Clone, Copy)]
pub struct RequestRecord<'a> {
    /// Which operation answered.
    pub operation: OperationId,
    /// What it was sent over: `http` or `https`.
    #[cfg_attr(not(feature = "otel"), allow(dead_code, reason = "spans alone tell it"))]
    pub scheme: &'static str,
    /// The method as it was sent.
    pub method: &'a Method,
    /// The request target as it was sent; perhaps cut.
    pub target: &'a str,
    /// The status of the answer.
    pub status: StatusCode,
    /// How many bytes of a body the answer has; none where this is known only once it is sent.
    pub body_bytes: Option<u64>,
    /// How long it took to make the head of the answer.
    pub elapsed: Duration,
    /// The name of the request.
    pub request_id: &'a RequestId,
    /// Its place in a trace.
    pub trace: Option<TraceContext>,
    /// Who asked.
    pub client: Option<IpAddr>,
    /// How the answer came about.
    pub source: Source,
}

/// How many bytes of a method are told. The longest registered one has 17.
const LONGEST_METHOD: usize = 32;

impl RequestRecord<'_> {
    /// The method, as it may stand in a log; one that nobody knows is perhaps cut.
    pub fn method_name(&self) -> &str {
        let name = self.method.as_str();
        // A method is ASCII (RFC 9110, section 9.1).
        name.get(..LONGEST_METHOD).unwrap_or(name)
    }
}

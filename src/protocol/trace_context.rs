//! W3C Trace Context, Level 1 (<https://www.w3.org/TR/2020/REC-trace-context-1-20200206/>).
//!
//! `tracestate` (section 3.3) is ignored: it is for services that call others, which this one does not.

use std::fmt;

use actix_http::header::{HeaderMap, HeaderName, HeaderValue};
use data_encoding::HEXLOWER;

use super::request_id::unique_number;

/// The name of the header.
pub const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");

/// The id of a trace; never all zeros (section 3.2.2.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TraceId([u8; 16]);

/// The id of a span of a trace; never all zeros (section 3.2.2.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SpanId([u8; 8]);

impl TraceId {
    /// The bytes in network order.
    pub fn to_bytes(self) -> [u8; 16] {
        self.0
    }

    fn fresh() -> Self {
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&SpanId::fresh().0);
        bytes[8..].copy_from_slice(&SpanId::fresh().0);
        Self(bytes)
    }
}

impl SpanId {
    /// The bytes in network order.
    pub fn to_bytes(self) -> [u8; 8] {
        self.0
    }

    fn fresh() -> Self {
        Self(unique_number().max(1).to_be_bytes())
    }
}

impl fmt::Display for TraceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(HEXLOWER.encode_mut_str(&self.0, &mut [0; 32]))
    }
}

impl fmt::Display for SpanId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(HEXLOWER.encode_mut_str(&self.0, &mut [0; 16]))
    }
}

/// Whether a span is recorded (section 3.2.2.5.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sampling {
    /// The caller records its spans, so this one is recorded too.
    Kept,
    /// The caller records nothing.
    Dropped,
}

/// The content of a `traceparent` header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct TraceParent {
    trace: TraceId,
    parent: SpanId,
    sampling: Sampling,
}

/// The length of a header of version 00 in bytes.
const LENGTH: usize = 55;

impl TraceParent {
    /// Parses the value of a header (section 3.2.2). Of later versions, the part that version 00 defines
    /// is read, if it ends there or a dash follows (section 3.2.4). Returns `None` if the value is
    /// invalid.
    fn parse(value: &[u8]) -> Option<Self> {
        let (head, rest) = value.split_at_checked(LENGTH)?;
        let [version] = digits(&head[..2])?;
        let is_whole = match version {
            0x00 => rest.is_empty(),
            0xff => false,
            _ => rest.first().is_none_or(|&next| next == b'-'),
        };
        if !is_whole || [2, 35, 52].iter().any(|&dash| head[dash] != b'-') {
            return None;
        }
        let (trace, parent) = (digits(&head[3..35])?, digits(&head[36..52])?);
        let [flags] = digits(&head[53..])?;
        if trace == [0; 16] || parent == [0; 8] {
            return None;
        }
        let sampling = if flags & 1 == 1 { Sampling::Kept } else { Sampling::Dropped };
        Some(Self { trace: TraceId(trace), parent: SpanId(parent), sampling })
    }

    /// Reads the header of a request. Several headers are ignored, because it is unknown which one is
    /// right.
    fn of(headers: &HeaderMap) -> Option<Self> {
        let mut values = headers.get_all(TRACEPARENT);
        let value = values.next()?;
        if values.next().is_some() { None } else { Self::parse(value.as_bytes()) }
    }
}

/// Reads two digits per byte; `text` has as many. Only lowercase digits are valid (section 3.2.1).
fn digits<const N: usize>(text: &[u8]) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    HEXLOWER.decode_mut(text, &mut bytes).ok()?;
    Some(bytes)
}

/// The place of one request in a trace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TraceContext {
    /// The trace.
    pub trace: TraceId,
    /// The span of the request.
    pub span: SpanId,
    /// The caller's span; `None` if the trace begins here.
    pub parent: Option<SpanId>,
    /// Whether the span is recorded.
    pub sampling: Sampling,
}

impl TraceContext {
    /// Continues the trace of a request; `None` if it has none.
    pub fn continued(headers: &HeaderMap) -> Option<Self> {
        let TraceParent { trace, parent, sampling } = TraceParent::of(headers)?;
        Some(Self { trace, span: SpanId::fresh(), parent: Some(parent), sampling })
    }

    /// Begins a trace that is recorded.
    pub fn begun() -> Self {
        let (trace, span) = (TraceId::fresh(), SpanId::fresh());
        Self { trace, span, parent: None, sampling: Sampling::Kept }
    }

    /// The `traceparent` of the response, with the span of the request; `None` if the trace begins here.
    pub fn header(&self) -> Option<HeaderValue> {
        self.parent?;
        let mut text = *b"00-00000000000000000000000000000000-0000000000000000-00";
        HEXLOWER.encode_mut(&self.trace.to_bytes(), &mut text[3..35]);
        HEXLOWER.encode_mut(&self.span.to_bytes(), &mut text[36..52]);
        if self.sampling == Sampling::Kept {
            text[LENGTH - 1] = b'1';
        }
        Some(HeaderValue::from_bytes(&text).expect("digits and dashes are ASCII"))
    }
}

#[cfg(test)]
mod tests;

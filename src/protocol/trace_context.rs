//! W3C Trace Context, Level 1: the trace that a request belongs to
//! (<https://www.w3.org/TR/2020/REC-trace-context-1-20200206/>).
//!
//! `tracestate` (section 3.3) is for those who ask others in turn. Nobody is asked here, so it is left
//! unread.

use std::fmt;

use actix_http::header::{HeaderMap, HeaderName, HeaderValue};

use super::hex;
use super::request_id::unique_number;

/// The name of the header.
pub const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");

/// The identity of a trace; never all zeros (section 3.2.2.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TraceId([u8; 16]);

/// The identity of one span of a trace; never all zeros (section 3.2.2.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SpanId([u8; 8]);

impl TraceId {
    /// The bytes in their order on the wire.
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
    /// The bytes in their order on the wire.
    pub fn to_bytes(self) -> [u8; 8] {
        self.0
    }

    fn fresh() -> Self {
        Self(unique_number().max(1).to_be_bytes())
    }
}

impl fmt::Display for TraceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = [0; 32];
        hex::write(&self.0, &mut text);
        f.write_str(str::from_utf8(&text).unwrap_or_default())
    }
}

impl fmt::Display for SpanId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = [0; 16];
        hex::write(&self.0, &mut text);
        f.write_str(str::from_utf8(&text).unwrap_or_default())
    }
}

/// Whether a span is worth to be kept (section 3.2.2.5.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sampling {
    /// The caller keeps its part of the trace, so ours is kept too.
    Kept,
    /// The caller keeps nothing.
    Dropped,
}

/// What a `traceparent` header says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct TraceParent {
    trace: TraceId,
    parent: SpanId,
    sampling: Sampling,
}

/// How long a header of version 00 is, in bytes.
const LENGTH: usize = 55;

impl TraceParent {
    /// Reads a header's value (section 3.2.2). Of a version above 00 the part is read that version 00
    /// has, if nothing or a dash follows (section 3.2.4). Nothing where it is not valid.
    fn parse(value: &[u8]) -> Option<Self> {
        let (head, rest) = value.split_at_checked(LENGTH)?;
        let [version] = hex::read(&head[..2])?;
        let is_whole = match version {
            0x00 => rest.is_empty(),
            0xff => false,
            _ => rest.first().is_none_or(|&next| next == b'-'),
        };
        if !is_whole || [2, 35, 52].iter().any(|&dash| head[dash] != b'-') {
            return None;
        }
        let (trace, parent) = (hex::read(&head[3..35])?, hex::read(&head[36..52])?);
        let [flags] = hex::read(&head[53..])?;
        if trace == [0; 16] || parent == [0; 8] {
            return None;
        }
        let sampling = if flags & 1 == 1 { Sampling::Kept } else { Sampling::Dropped };
        Some(Self { trace: TraceId(trace), parent: SpanId(parent), sampling })
    }

    /// Reads the header of a request. Several ones are as good as none: it is not known which holds.
    fn of(headers: &HeaderMap) -> Option<Self> {
        let mut values = headers.get_all(TRACEPARENT);
        let value = values.next()?;
        if values.next().is_some() { None } else { Self::parse(value.as_bytes()) }
    }
}

/// The place of one request in a trace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TraceContext {
    /// The trace.
    pub trace: TraceId,
    /// The span of the request.
    pub span: SpanId,
    /// The caller's span; none where the trace begins here.
    pub parent: Option<SpanId>,
    /// Whether the span is worth to be kept.
    pub sampling: Sampling,
}

impl TraceContext {
    /// Goes on with the trace that a request names; none where it names none.
    pub fn continued(headers: &HeaderMap) -> Option<Self> {
        let TraceParent { trace, parent, sampling } = TraceParent::of(headers)?;
        Some(Self { trace, span: SpanId::fresh(), parent: Some(parent), sampling })
    }

    /// Begins a trace, which is kept.
    pub fn begun() -> Self {
        let (trace, span) = (TraceId::fresh(), SpanId::fresh());
        Self { trace, span, parent: None, sampling: Sampling::Kept }
    }

    /// The `traceparent` of the answer, which names our span; none where the request named no trace.
    pub fn header(&self) -> Option<HeaderValue> {
        self.parent?;
        let mut text = *b"00-00000000000000000000000000000000-0000000000000000-00";
        hex::write(&self.trace.to_bytes(), &mut text[3..35]);
        hex::write(&self.span.to_bytes(), &mut text[36..52]);
        if self.sampling == Sampling::Kept {
            text[LENGTH - 1] = b'1';
        }
        HeaderValue::from_bytes(&text).ok()
    }
}

#[cfg(test)]
mod tests;

//! What a request has of its own: its id, its client, its place in a trace, its rate and its time.

use std::borrow::Cow;
use std::io::Write;
use std::net::IpAddr;
use std::time::{Duration, Instant};

use actix_web::http::header::{DATE, HeaderMap, HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode};

use crate::api::state::State;
use crate::ops::limits::RateVerdict;
use crate::ops::observe::{OperationId, RequestRecord, Source};
use crate::protocol::problem::{Problem, SHORT, shorten};
use crate::protocol::redacted::redacted;
use crate::protocol::request_id::{RequestId, X_REQUEST_ID};
use crate::protocol::trace_context::{TRACEPARENT, TraceContext};

const SERVER_TIMING: HeaderName = HeaderName::from_static("server-timing");

/// Half of the precision of `Server-Timing`. Nearly all cached responses take less.
const HALF_A_TENTH: Duration = Duration::from_micros(50);

/// The arrival of a request.
#[derive(Debug)]
pub struct Arrival {
    began: Instant,
    id: RequestId,
    scheme: &'static str,
    client: Option<IpAddr>,
    trace: Option<TraceContext>,
    rate: RateVerdict,
}

/// What is recorded of a request besides its arrival.
#[derive(Debug, Clone, Copy)]
pub struct Outcome {
    /// The operation.
    pub operation: OperationId,
    /// The status of the response.
    pub status: StatusCode,
    /// The length of the body; `None` if it is known only after sending.
    pub body_bytes: Option<u64>,
    /// The source of the response.
    pub source: Source,
    /// The time until the response was ready.
    pub elapsed: Duration,
}

impl Arrival {
    /// Identifies a request of a client over `http` or `https`. Of its headers, those with an id and a trace are read.
    pub fn new(
        headers: &HeaderMap,
        client: Option<IpAddr>,
        rate: RateVerdict,
        scheme: &'static str,
        state: &State,
    ) -> Self {
        let trace = state.observer.trace(headers);
        let (began, id) = (Instant::now(), RequestId::of(headers));
        Self { began, id, scheme, client, trace, rate }
    }

    /// Sets when the request arrived, if work on it began before it was identified.
    pub fn since(self, began: Instant) -> Self {
        Self { began, ..self }
    }

    /// The id of the request.
    pub fn id(&self) -> &RequestId {
        &self.id
    }

    /// Returns when the request arrived.
    pub fn began(&self) -> Instant {
        self.began
    }

    /// Returns a problem if the client exceeded the rate limit.
    pub fn over_limit(&self) -> Option<Problem> {
        self.rate.problem()
    }

    /// Passes the headers to `write` that every response has a value of its own of.
    pub fn write_headers(
        &self,
        date: &HeaderValue,
        (elapsed, source): (Duration, Source),
        state: &State,
        mut write: impl FnMut(HeaderName, &[u8]),
    ) {
        write(X_REQUEST_ID, self.id.as_bytes());
        write(DATE, date.as_bytes());
        for (name, value) in self.rate.headers().into_iter().flatten() {
            write(name, value.as_bytes());
        }
        if let Some(value) = self.trace.and_then(|trace| trace.header()) {
            write(TRACEPARENT, value.as_bytes());
        }
        if state.options.observe.server_timing {
            // On the stack, because each response has one.
            write(SERVER_TIMING, server_timing(elapsed, source, &mut [0; 64]));
        }
    }

    /// Records the request with this method, path and query.
    pub fn record(&self, method: &Method, target: &str, outcome: Outcome, state: &State) {
        let Outcome { operation, status, body_bytes, source, elapsed } = outcome;
        let is_named = state.observer.names_targets();
        let target = if is_named { short(redacted(target)) } else { Cow::Borrowed("") };
        state.observer.record(&RequestRecord {
            operation,
            scheme: self.scheme,
            method,
            target: &target,
            status,
            body_bytes,
            elapsed,
            request_id: &self.id,
            trace: self.trace,
            client: self.client,
            source,
        });
    }
}

/// Returns a request target, shortened for problems and logs.
pub fn short(target: Cow<'_, str>) -> Cow<'_, str> {
    if target.len() <= SHORT { target } else { shorten(&target).into() }
}

/// Returns the value of `Server-Timing` (W3C Server Timing, section 3): where the response is from, and the time
/// in milliseconds.
fn server_timing(elapsed: Duration, source: Source, text: &mut [u8; 64]) -> &[u8] {
    if source == Source::Cache && elapsed < HALF_A_TENTH {
        return b"cache;dur=0";
    }
    let metric = match source {
        Source::Cache => "cache",
        Source::Made => "app",
    };
    // Tenths of a millisecond. Most cached responses take less, and the head should be short.
    let tenths = (elapsed + HALF_A_TENTH).as_micros() as u64 / 100;
    let mut digits = itoa::Buffer::new();
    let fraction = match (tenths % 10) as u8 {
        tenth if tenths < 100 && tenth > 0 => &[b'.', b'0' + tenth][..],
        _ => &[],
    };
    let whole = if fraction.is_empty() { (tenths + 5) / 10 } else { tenths / 10 };
    let mut free = &mut text[..];
    for part in [metric.as_bytes(), b";dur=", digits.format(whole).as_bytes(), fraction] {
        free.write_all(part).expect("a duration has up to 20 digits");
    }
    let length = 64 - free.len();
    &text[..length]
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::server_timing;
    use crate::ops::observe::Source;

    #[test]
    fn durations_are_rounded_to_tenths_and_from_ten_milliseconds_to_whole_ones() {
        for (micros, expected) in [
            (0, "app;dur=0"),
            (49, "app;dur=0"),
            (50, "app;dur=0.1"),
            (949, "app;dur=0.9"),
            (950, "app;dur=1"),
            (1_049, "app;dur=1"),
            (9_949, "app;dur=9.9"),
            (9_950, "app;dur=10"),
            (10_400, "app;dur=10"),
            (10_600, "app;dur=11"),
            (u64::MAX / 2, "app;dur=9223372036854776"),
        ] {
            let mut text = [0; 64];
            let value = server_timing(Duration::from_micros(micros), Source::Made, &mut text);
            assert_eq!(str::from_utf8(value), Ok(expected), "{micros}");
        }
    }
}

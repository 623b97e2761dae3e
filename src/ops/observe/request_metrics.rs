//! The metrics of requests. Operations without requests are left out.

use std::fmt;
use std::time::Duration;

use super::counters::Counters;
use super::exposition::{Exposition, Histogram};
use super::operations::{OperationId, Operations};
use super::record::Source;
use super::tables::DURATION_BOUNDS;

/// Writes all of them.
pub fn write(
    out: &mut Exposition<'_>,
    counters: &Counters,
    operations: &Operations,
) -> fmt::Result {
    let requests = operations.iter().flat_map(|(id, operation)| {
        counters.requests(id).map(move |(method, status, count)| {
            ([("operation", operation), ("method", method), ("status", status)], count)
        })
    });
    out.counters("inkstone_http_requests", "Completed requests.", requests)?;
    let durations = operations
        .iter()
        .filter_map(|(id, operation)| Some(([("operation", operation)], durations(counters, id)?)));
    let help = "Time until the response head was ready, in seconds.";
    out.histograms("inkstone_http_request_duration_seconds", help, durations)?;
    let bytes = operations
        .iter()
        .map(|(id, operation)| ([("operation", operation)], counters.bytes(id)))
        .filter(|(_, bytes)| *bytes > 0);
    let help = "Bytes of response bodies whose length is known before they are sent.";
    out.counters("inkstone_http_response_bytes", help, bytes)?;
    let help = "Requests in progress, including the one for these metrics.";
    out.gauge("inkstone_http_requests_in_flight", help, counters.in_flight())?;
    let help = "Responses by source: the response cache, or made for the request.";
    let sources =
        Source::ALL.map(|source| ([("source", source.as_str())], counters.responses(source)));
    out.counters("inkstone_answers", help, sources)
}

/// Returns the durations of an operation's requests; `None` if it had none.
fn durations(counters: &Counters, id: OperationId) -> Option<Histogram> {
    let (counts, sum) = counters.durations(id);
    if counts.iter().all(|&count| count == 0) {
        return None;
    }
    let bounds = DURATION_BOUNDS.iter().map(Duration::as_secs_f64).chain([f64::INFINITY]);
    Some(Histogram { buckets: bounds.zip(counts).collect(), sum: sum.as_secs_f64() })
}

//! Observability: metrics, the access log and traces.
//!
//! The server calls [`Observer::enter`] when a request arrives and [`Observer::record`] when its
//! response is ready. Everything else follows from the record.

mod access_log;
mod cache_figures;
mod counters;
pub mod exposition;
mod operations;
mod options;
pub mod paced;
pub mod process;
mod record;
mod request_metrics;
mod tables;
#[cfg(feature = "otel")]
mod trace_export;
/// For builds without OpenTelemetry export.
#[cfg(not(feature = "otel"))]
#[path = "no_trace_export.rs"]
mod trace_export;

use std::fmt;

use actix_http::header::HeaderMap;

use crate::protocol::trace_context::TraceContext;
pub use access_log::TARGET as ACCESS_LOG;
pub use cache_figures::CacheFigures;
pub use operations::{OperationId, Operations};
pub use options::{LostLines, ObserveOptions};
pub use record::{RequestRecord, Source};

use counters::Counters;
use exposition::Exposition;
use trace_export::TraceExport;

/// Logs, counts and traces requests.
#[derive(Debug)]
pub struct Observer {
    operations: Operations,
    counters: Counters,
    options: ObserveOptions,
    traces: Option<TraceExport>,
}

/// A request in progress; it counts as such until this is dropped.
#[derive(Debug)]
pub struct InFlight<'a>(&'a Counters);

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        self.0.finish();
    }
}

impl Observer {
    /// Creates an observer of requests for these operations.
    pub fn new(operations: Operations, options: &ObserveOptions) -> Self {
        Self {
            counters: Counters::new(operations.count()),
            operations,
            traces: options.otlp_endpoint.as_deref().and_then(TraceExport::start),
            options: options.clone(),
        }
    }

    /// Returns the operations by which requests are counted.
    pub fn operations(&self) -> &Operations {
        &self.operations
    }

    /// Counts a request that arrives.
    pub fn enter(&self) -> InFlight<'_> {
        self.counters.start();
        InFlight(&self.counters)
    }

    /// Returns the trace context of a request: a span in the trace that its headers name, or of a new
    /// trace if traces are exported, or `None`.
    pub fn trace(&self, headers: &HeaderMap) -> Option<TraceContext> {
        let new = || self.traces.is_some().then(TraceContext::begun);
        TraceContext::continued(headers).or_else(new)
    }

    /// Returns whether the targets of requests are recorded.
    pub fn names_targets(&self) -> bool {
        self.options.access_log || self.traces.is_some()
    }

    /// Counts, logs and traces a request whose response is ready.
    pub fn record(&self, record: &RequestRecord<'_>) {
        if self.options.metrics {
            self.counters.count(record);
        }
        if self.options.access_log {
            access_log::write(record, self.operations.name(record.operation));
        }
        if let Some(traces) = &self.traces {
            traces.export(record, &self.operations);
        }
    }

    /// Writes the metrics of requests and of the log.
    ///
    /// # Errors
    /// Returns an error if the output does.
    pub fn write_metrics(&self, out: &mut Exposition<'_>) -> fmt::Result {
        request_metrics::write(out, &self.counters, &self.operations)?;
        let help = "Log lines dropped because they could not be written, or not fast enough.";
        out.counter("inkstone_log_lines_lost", help, self.options.lost_log_lines.count())
    }

    /// Sends the remaining spans, for a few seconds at most.
    pub fn finish(&self) {
        if let Some(traces) = &self.traces {
            traces.finish();
        }
    }
}

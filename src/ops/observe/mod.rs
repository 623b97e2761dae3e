//! What an operator sees: counts of requests, their lines in the log, and traces.
//!
//! Whoever answers requests calls [`Observer::enter`] when one comes and [`Observer::record`] once it
//! is answered, from a cache or not. Everything else follows from the record.

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
/// In a build without OpenTelemetry export.
#[cfg(not(feature = "otel"))]
#[path = "no_trace_export.rs"]
mod trace_export;

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

/// Sees every request.
#[derive(Debug)]
pub struct Observer {
    operations: Operations,
    counters: Counters,
    options: ObserveOptions,
    traces: Option<TraceExport>,
}

/// A request that is being answered; it counts as such until this is dropped.
#[derive(Debug)]
pub struct InFlight<'a>(&'a Counters);

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        self.0.leave();
    }
}

impl Observer {
    /// An observer that has seen no requests for these operations yet.
    pub fn new(operations: Operations, options: &ObserveOptions) -> Self {
        Self {
            counters: Counters::new(operations.count()),
            operations,
            traces: options.otlp_endpoint.as_deref().and_then(TraceExport::start),
            options: options.clone(),
        }
    }

    /// The operations that requests are told apart by.
    pub fn operations(&self) -> &Operations {
        &self.operations
    }

    /// Takes note of a request that has come.
    pub fn enter(&self) -> InFlight<'_> {
        self.counters.enter();
        InFlight(&self.counters)
    }

    /// The place of a request in a trace: in the one that it names, else in one that begins here if
    /// traces are exported, else in none.
    pub fn trace(&self, headers: &HeaderMap) -> Option<TraceContext> {
        let begun = || self.traces.is_some().then(TraceContext::begun);
        TraceContext::continued(headers).or_else(begun)
    }

    /// Takes note of a request that is answered.
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

    /// Writes what was counted.
    pub fn write_metrics(&self, out: &mut Exposition) {
        request_metrics::write(out, &self.counters, &self.operations);
        let help = "Lines of the log that came faster than they could be written.";
        out.counter("inkstone_log_lines_lost_total", help, self.options.lost_log_lines.count());
    }

    /// Waits, some seconds at most, until the spans of all requests have left the process.
    pub fn finish(&self) {
        if let Some(traces) = &self.traces {
            traces.finish();
        }
    }
}

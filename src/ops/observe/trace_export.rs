//! One span per request, sent to a collector by OTLP over HTTP
//! (<https://opentelemetry.io/docs/specs/otlp/>).
//!
//! Spans are created from records, with the ids that the log and the response have, and wait in a
//! bounded queue for a thread that sends them in batches. If the queue is full they are dropped, so a
//! collector that is down does not slow any request.

mod attributes;
mod client;

use std::time::SystemTime;

use opentelemetry::trace::{
    SpanContext, SpanId, SpanKind, Status, TraceFlags, TraceId, TraceState,
};
use opentelemetry::{InstrumentationScope, Key, KeyValue};
use opentelemetry_otlp::{ExporterBuildError, SpanExporter, WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::{
    BatchSpanProcessor, SpanData, SpanEvents, SpanLinks, SpanProcessor,
};

use super::operations::Operations;
use super::record::RequestRecord;
use crate::protocol::trace_context::Sampling;

/// The path of traces relative to the endpoint (OTLP, section "OTLP/HTTP Request").
const PATH: &str = "/v1/traces";

/// An exporter of spans.
#[derive(Debug)]
pub struct TraceExport {
    processor: BatchSpanProcessor,
    scope: InstrumentationScope,
}

impl TraceExport {
    /// Starts the thread that sends spans to a collector. Returns `None` and logs the reason if that
    /// fails.
    pub fn start(endpoint: &str) -> Option<Self> {
        match exporter(endpoint) {
            Ok(exporter) => {
                let mut processor = BatchSpanProcessor::builder(exporter).build();
                processor.set_resource(&resource());
                let scope = InstrumentationScope::builder(env!("CARGO_PKG_NAME"))
                    .with_version(env!("CARGO_PKG_VERSION"))
                    .build();
                Some(Self { processor, scope })
            }
            Err(error) => {
                tracing::error!("cannot send traces to {endpoint}: {error}");
                None
            }
        }
    }

    /// Queues the span of a request if its trace is sampled.
    pub fn export(&self, record: &RequestRecord<'_>, operations: &Operations) {
        let Some(trace) = record.trace.filter(|trace| trace.sampling == Sampling::Kept) else {
            return;
        };
        let parent = trace.parent.map(|parent| SpanId::from_bytes(parent.to_bytes()));
        let now = SystemTime::now();
        self.processor.on_end(SpanData {
            span_context: SpanContext::new(
                TraceId::from_bytes(trace.trace.to_bytes()),
                SpanId::from_bytes(trace.span.to_bytes()),
                TraceFlags::SAMPLED,
                false,
                TraceState::NONE,
            ),
            parent_span_id: parent.unwrap_or(SpanId::INVALID),
            parent_span_is_remote: parent.is_some(),
            span_kind: SpanKind::Server,
            name: attributes::span_name(record, operations).into(),
            start_time: now - record.elapsed,
            end_time: now,
            attributes: attributes::of(record, operations),
            dropped_attributes_count: 0,
            events: SpanEvents::default(),
            links: SpanLinks::default(),
            status: if record.status.is_server_error() { Status::error("") } else { Status::Unset },
            instrumentation_scope: self.scope.clone(),
        });
    }

    /// Sends the remaining spans and stops the thread.
    pub fn finish(&self) {
        if let Err(error) = self.processor.shutdown() {
            tracing::warn!("the remaining spans were not sent: {error}");
        }
    }
}

fn exporter(endpoint: &str) -> Result<SpanExporter, ExporterBuildError> {
    SpanExporter::builder()
        .with_http()
        .with_http_client(client::Client::new())
        .with_endpoint(format!("{endpoint}{PATH}"))
        .build()
}

/// Returns the description of this service. Its name is `inkstone` unless OpenTelemetry's environment
/// variables, which the SDK reads, set another one.
fn resource() -> Resource {
    const NAME: Key = Key::from_static_str("service.name");
    let detected = Resource::builder().build();
    let is_named =
        detected.get(&NAME).is_some_and(|name| !name.as_str().starts_with("unknown_service"));
    let builder = Resource::builder()
        .with_attribute(KeyValue::new("service.version", env!("CARGO_PKG_VERSION")));
    if is_named { builder.build() } else { builder.with_service_name("inkstone").build() }
}

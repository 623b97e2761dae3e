//! Metrics.

use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

use actix_web::get;
use actix_web::web::{self, Data};
use bytes::Bytes;

use super::reload_metrics;
use crate::api::answer::{Answer, Negotiation};
use crate::api::moment::Moment;
use crate::api::operation::{Facts, Index, Operation};
use crate::api::state::State;
use crate::ops::limits::LimitCounts;
use crate::ops::observe::exposition::{Exposition, MEDIA_TYPE};
use crate::ops::observe::{CacheFigures, exposition, process};
use crate::post::{Code, CodeCounts, Status};
use crate::protocol::problem::{Problem, ProblemKind};

impl Operation for get_metrics {
    const ID: &str = "getMetrics";
    const FACTS: Facts = Facts {
        problems: &[ProblemKind::RouteNotFound],
        index: Index::Link("metrics"),
        ..Facts::PROBE
    };
}

/// Get metrics
///
/// Returns requests by operation and their durations, and figures about content, caches, limits and the
/// process, in the text format of Prometheus. Not found if the setting `metrics` is off.
#[utoipa::path(
    tag = "Service",
    operation_id = get_metrics::ID,
    responses((
        status = 200,
        description = "Current metrics.",
        body = String,
        content_type = "text/plain; version=0.0.4",
        example = json!("# HELP inkstone_posts Posts by status, without expired ones.\n# TYPE inkstone_posts gauge\ninkstone_posts{status=\"published\"} 57\ninkstone_posts{status=\"scheduled\"} 2\ninkstone_posts{status=\"draft\"} 4\n")
    ))
)]
#[get("/metrics")]
pub async fn get_metrics(state: Data<State>, moment: Moment) -> Result<Answer, Problem> {
    if !state.options.observe.metrics {
        let detail = "metrics are disabled by the setting `metrics`";
        return Err(Problem::new(ProblemKind::RouteNotFound, detail));
    }
    if moment.listener != state.metrics_at {
        let detail = "metrics are at the listener of the setting `ops_listen`";
        return Err(Problem::new(ProblemKind::RouteNotFound, detail));
    }
    let shared = state.clone();
    // Counting the files of many open connections takes too long for a worker, and the number of threads
    // that do it must not depend on how many clients request the metrics.
    let text = state.metrics.get(async move {
        let text = web::block(move || exposition::text(move |out| write(out, &shared, &moment)));
        text.await.map(Bytes::from).map_err(|error| {
            tracing::error!("cannot collect metrics: {error}");
            Problem::new(ProblemKind::Internal, "metrics could not be collected")
        })
    });
    let text = text.await?;
    Ok(Answer::bytes(MEDIA_TYPE, text).negotiated(Negotiation::None))
}

/// Writes all metrics, with one function for each part of the service.
fn write(out: &mut Exposition<'_>, state: &State, moment: &Moment) -> fmt::Result {
    state.observer.write_metrics(out)?;
    write_content(out, moment)?;
    write_loading(out, moment)?;
    reload_metrics::write(out, &moment.current)?;
    let [answers, bodies] = state.response_cache.figures();
    let (fragments, renders) = (state.fragments.figures(), state.renders.figures());
    let caches =
        [("answer", answers), ("body", bodies), ("fragment", fragments), ("render", renders)];
    write_caches(out, &caches)?;
    let limits = state.limits.counts();
    write_limits(out, limits)?;
    write_events(out, limits, state.events.sent())?;
    state.options.webhooks.write(out)?;
    let help = "Open connections at `listen`.";
    out.gauge("inkstone_http_connections_open", help, state.connections.open())?;
    let version = [("version", env!("CARGO_PKG_VERSION"))];
    out.gauges("inkstone_build_info", "The running version; always 1.", [(version, 1_u64)])?;
    process::write(out)
}

fn write_content(out: &mut Exposition<'_>, moment: &Moment) -> fmt::Result {
    let (snapshot, visible) = (moment.snapshot(), &moment.visible);
    let posts = [
        ("published", Status::Published),
        ("scheduled", Status::Scheduled),
        ("draft", Status::Draft),
    ];
    let posts = posts.map(|(name, status)| ([("status", name)], visible.docs(status).len()));
    out.gauges("inkstone_posts", "Posts by status, without expired ones.", posts)?;
    let help = "Files next to posts that can be served.";
    out.gauge("inkstone_assets", help, snapshot.assets().iter().count())?;
    let counts = CodeCounts::of(snapshot.diagnostics());
    let diagnostics = Code::ALL.iter().map(|&code| {
        let labels = [("code", code.as_str()), ("severity", code.severity().as_str())];
        (labels, counts.get(code) as u64)
    });
    out.gauges("inkstone_diagnostics", "Content problems by code.", diagnostics)
}

fn write_loading(out: &mut Exposition<'_>, moment: &Moment) -> fmt::Result {
    let (now, taken_over) = (SystemTime::from(moment.now), moment.current.taken_over);
    // Zero if the clock was set back.
    let seconds = |later: SystemTime, earlier: SystemTime| {
        later.duration_since(earlier).unwrap_or_default().as_secs_f64()
    };
    let help = "When the current content was loaded, in seconds since 1970.";
    let name = "inkstone_snapshot_loaded_timestamp_seconds";
    out.gauge(name, help, seconds(taken_over, UNIX_EPOCH))?;
    let help = "Time since the current content was loaded, in seconds.";
    out.gauge("inkstone_snapshot_age_seconds", help, seconds(now, taken_over))?;
    let snapshot = moment.snapshot();
    let is_ready = snapshot.search().is_some();
    out.gauge("inkstone_search_ready", "Whether search is ready.", u32::from(is_ready))?;
    out.gauge("inkstone_search_documents", "Posts in the search index.", snapshot.indexed())?;
    if let Some(took) = moment.current.search_took() {
        let help = "How long building the search index took, in seconds.";
        out.gauge("inkstone_search_build_seconds", help, took.as_secs_f64())?;
    }
    Ok(())
}

fn write_limits(out: &mut Exposition<'_>, counts: LimitCounts) -> fmt::Result {
    let help = "Requests rejected with 429 because their client was over its rate limit.";
    out.counter("inkstone_http_rate_limited", help, counts.rate_limited)?;
    let help = "Requests rejected with 503 because the server was at capacity.";
    out.counter("inkstone_http_shed", help, counts.shed)?;
    let help = "Searches and renderings waiting for a core.";
    out.gauge("inkstone_heavy_work_waiting", help, counts.waiting)
}

fn write_events(out: &mut Exposition<'_>, counts: LimitCounts, sent: u64) -> fmt::Result {
    out.gauge("inkstone_event_listeners", "Clients that listen to events.", counts.listeners)?;
    let help = "Clients rejected with 503 because too many are listening to events.";
    out.counter("inkstone_event_listeners_refused", help, counts.refused_listeners)?;
    out.counter("inkstone_events_sent", "Events sent, once for each listener.", sent)
}

fn write_caches(out: &mut Exposition<'_>, caches: &[(&str, CacheFigures)]) -> fmt::Result {
    let each = |figure: fn(&CacheFigures) -> u64| {
        caches.iter().map(move |(name, figures)| ([("cache", *name)], figure(figures)))
    };
    out.gauges("inkstone_cache_entries", "Cached items.", each(|cache| cache.entries))?;
    out.gauges("inkstone_cache_bytes", "Bytes of cached items.", each(|cache| cache.bytes))?;
    out.counters("inkstone_cache_hits", "Cache hits.", each(|cache| cache.hits))?;
    out.counters("inkstone_cache_misses", "Cache misses.", each(|cache| cache.misses))
}

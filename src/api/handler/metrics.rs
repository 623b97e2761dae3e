//! Metrics.

use std::time::{SystemTime, UNIX_EPOCH};

use actix_web::get;
use actix_web::web::{self, Data};
use bytes::Bytes;

use crate::api::answer::{Answer, Negotiation};
use crate::api::moment::Moment;
use crate::api::operation::{Facts, Index, Operation};
use crate::api::state::State;
use crate::ops::limits::LimitCounts;
use crate::ops::observe::exposition::{Exposition, Kind, MEDIA_TYPE};
use crate::ops::observe::{CacheFigures, process};
use crate::post::{Code, Status};
use crate::protocol::problem::{Problem, ProblemKind};

impl Operation for get_metrics {
    const FACTS: Facts = Facts {
        problems: &[ProblemKind::RouteNotFound],
        index: Index::Link("metrics"),
        ..Facts::PROBE
    };
}

/// Gets the metrics of this server.
///
/// In the text format of Prometheus: requests by operation, how long they took, what the server holds
/// and what it takes of the machine. Off where the setting `metrics` is.
#[utoipa::path(
    tag = "Service",
    operation_id = "getMetrics",
    responses((
        status = 200,
        description = "The metrics at this moment.",
        body = String,
        content_type = "text/plain; version=0.0.4",
        example = json!("# HELP inkstone_posts Posts by their status; expired ones are in none.\n# TYPE inkstone_posts gauge\ninkstone_posts{status=\"published\"} 57\ninkstone_posts{status=\"scheduled\"} 2\ninkstone_posts{status=\"draft\"} 4\n")
    ))
)]
#[get("/metrics")]
pub async fn get_metrics(state: Data<State>, moment: Moment) -> Result<Answer, Problem> {
    if !state.options.observe.metrics {
        let detail = "metrics are switched off by the setting `metrics`";
        return Err(Problem::new(ProblemKind::RouteNotFound, detail));
    }
    if moment.listener != state.metrics_at {
        let detail = "metrics are at the other listener, by the setting `ops_listen`";
        return Err(Problem::new(ProblemKind::RouteNotFound, detail));
    }
    let of_thread = state.clone();
    // Many open connections make many files to be counted, which is not for a worker to do, nor for as
    // many threads as there are strangers who ask.
    let written = state.metrics.get(async move {
        let written = web::block(move || metrics(&of_thread, &moment)).await;
        written.map(Bytes::from).map_err(|error| {
            tracing::error!("the metrics were not written: {error}");
            Problem::new(ProblemKind::Internal, "the metrics were not written")
        })
    });
    let text = written.await?;
    Ok(Answer::bytes(MEDIA_TYPE, text).negotiated(Negotiation::None))
}

/// All metrics, one function for each thing that has some.
fn metrics(state: &State, moment: &Moment) -> String {
    let mut out = Exposition::default();
    state.observer.write_metrics(&mut out);
    write_content(&mut out, moment);
    write_loading(&mut out, moment);
    let [answers, bodies] = state.response_cache.figures();
    let caches = [("answer", answers), ("body", bodies), ("render", state.renders.figures())];
    write_caches(&mut out, &caches);
    write_limits(&mut out, state.limits.counts());
    let help = "Connections that are open at `listen`.";
    out.gauge("inkstone_http_connections_open", help, state.connections.open());
    let mut build = out.family("inkstone_build_info", Kind::Gauge, "What runs; always 1.");
    build.sample(&[("version", env!("CARGO_PKG_VERSION"))], true);
    process::write(&mut out);
    out.into_text()
}

fn write_content(out: &mut Exposition, moment: &Moment) {
    let (snapshot, visible) = (moment.snapshot(), &moment.visible);
    let help = "Posts by their status; expired ones are in none.";
    let mut posts = out.family("inkstone_posts", Kind::Gauge, help);
    for (name, status) in [
        ("published", Status::Published),
        ("scheduled", Status::Scheduled),
        ("draft", Status::Draft),
    ] {
        posts.sample(&[("status", name)], visible.docs(status).len());
    }
    let help = "Files beside posts that can be served.";
    out.gauge("inkstone_assets", help, snapshot.assets().iter().count());
    let help = "Problems of the content by code.";
    let mut diagnostics = out.family("inkstone_diagnostics", Kind::Gauge, help);
    for code in Code::ALL {
        let count = snapshot.diagnostics().iter().filter(|found| found.code == *code).count();
        let labels = [("code", code.as_str()), ("severity", code.severity().as_str())];
        diagnostics.sample(&labels, count);
    }
}

fn write_loading(out: &mut Exposition, moment: &Moment) {
    let (now, taken_over) = (SystemTime::from(moment.now), moment.current.taken_over);
    let seconds = |later: SystemTime, earlier: SystemTime| {
        later.duration_since(earlier).unwrap_or_default().as_secs_f64()
    };
    let help = "When the content that is served became current, in seconds since 1970.";
    let name = "inkstone_snapshot_loaded_timestamp_seconds";
    out.gauge(name, help, seconds(taken_over, UNIX_EPOCH));
    let help = "For how long the content that is served has been current, in seconds.";
    out.gauge("inkstone_snapshot_age_seconds", help, seconds(now, taken_over));
    let snapshot = moment.snapshot();
    let is_ready = snapshot.search().is_some();
    out.gauge("inkstone_search_ready", "Whether posts can be searched.", is_ready);
    let documents = if is_ready { snapshot.posts().len() } else { 0 };
    out.gauge("inkstone_search_documents", "Posts that can be searched.", documents);
    if let Some(took) = moment.current.search_took() {
        let help = "How long it took to make the posts searchable, in seconds.";
        out.gauge("inkstone_search_build_seconds", help, took.as_secs_f64());
    }
}

fn write_limits(out: &mut Exposition, counts: LimitCounts) {
    let help = "Requests that were refused by 429: their client had sent too many.";
    out.counter("inkstone_http_rate_limited_total", help, counts.rate_limited);
    let help = "Requests that were refused by 503: too much was being worked on.";
    out.counter("inkstone_http_shed_total", help, counts.shed);
    let help = "Searches and renderings that wait for a core.";
    out.gauge("inkstone_heavy_work_waiting", help, counts.waiting);
}

/// The same four figures of every cache.
fn write_caches(out: &mut Exposition, caches: &[(&str, CacheFigures)]) {
    type Figure = fn(&CacheFigures) -> u64;
    let families: [(&'static str, Kind, &str, Figure); 4] = [
        ("inkstone_cache_entries", Kind::Gauge, "What is kept.", |cache| cache.entries),
        ("inkstone_cache_bytes", Kind::Gauge, "Bytes of what is kept.", |cache| cache.bytes),
        ("inkstone_cache_hits_total", Kind::Counter, "What was there.", |cache| cache.hits),
        ("inkstone_cache_misses_total", Kind::Counter, "What had to be made.", |cache| {
            cache.misses
        }),
    ];
    for (name, kind, help, figure) in families {
        let mut family = out.family(name, kind, help);
        for (cache, figures) in caches {
            family.sample(&[("cache", cache)], figure(figures));
        }
    }
}

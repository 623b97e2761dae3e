//! What `/metrics` counts and reports, and that the dashboard queries nothing else.

use std::collections::BTreeSet;
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::Value;

use crate::support::{Service, post};

/// The number of a sample, given as name and labels; nothing where there is no such sample.
fn sample(metrics: &str, sample: &str) -> Option<f64> {
    let line = metrics.lines().find_map(|line| line.strip_prefix(sample)?.strip_prefix(' '));
    line.map(|number| number.parse().expect("a number"))
}

fn metrics(service: &Service) -> String {
    let response = service.get("/metrics");
    assert_eq!(response.status, 200, "{}", response.body);
    response.body
}

fn requests(operation: &str, method: &str, status: u16) -> String {
    format!(
        "inkstone_http_requests_total{{operation=\"{operation}\",method=\"{method}\",status=\"{status}\"}}"
    )
}

#[test]
fn prometheus_gets_its_text_format_which_nobody_keeps() {
    let service = Service::new(&[("a.md", &post("title: A"))]);
    let accept = "application/openmetrics-text;version=1.0.0;q=0.5,*/*;q=0.1";
    let response = service.send("GET", "/metrics", &[("accept", accept)]);
    assert_eq!(response.status, 200);
    assert_eq!(response.header("content-type"), "text/plain; version=0.0.4");
    assert_eq!(response.header("cache-control"), "private, no-store");
    assert_eq!(sample(&response.body, "inkstone_build_info{version=\"0.1.0\"}"), Some(1.0));
}

#[test]
fn requests_are_counted_by_operation_method_and_status() {
    let service = Service::new(&[("a.md", &post("title: A"))]);
    let mut bytes = 0;
    for target in ["/api/v1/posts", "/api/v1/posts/?limit=1", "/api/v1/posts?limit=-1"] {
        bytes += service.get(target).bytes.len();
    }
    service.send("HEAD", "/api/v1/posts", &[]);
    service.send("POST", "/api/v1/posts", &[]);
    service.send("PROPFIND", "/api/v1/posts/a", &[]);
    service.get("/api/v1/posts/a");
    service.get("/nowhere");
    service.get("/docs/swagger-ui.css");
    let metrics = metrics(&service);
    for (operation, method, status, count) in [
        ("listPosts", "GET", 200, Some(2.0)),
        ("listPosts", "GET", 400, Some(1.0)),
        ("listPosts", "HEAD", 200, Some(1.0)),
        ("listPosts", "POST", 405, Some(1.0)),
        ("getPost", "other", 405, Some(1.0)),
        ("getPost", "GET", 200, Some(1.0)),
        ("none", "GET", 404, Some(1.0)),
        ("getDocsFile", "GET", 200, Some(1.0)),
        ("getTag", "GET", 200, None),
    ] {
        let name = requests(operation, method, status);
        assert_eq!(sample(&metrics, &name), count, "{name} in {metrics}");
    }
    let refused = service.send("POST", "/api/v1/posts", &[]).bytes.len();
    let answered = sample(&metrics, "inkstone_http_response_bytes_total{operation=\"listPosts\"}");
    assert_eq!(answered, Some((bytes + refused) as f64), "the body of HEAD is not sent");
    // That to HEAD is the one to the first GET.
    assert_eq!(sample(&metrics, "inkstone_answers_total{source=\"made\"}"), Some(8.0));
    assert_eq!(sample(&metrics, "inkstone_answers_total{source=\"cache\"}"), Some(1.0));
    assert_eq!(sample(&metrics, "inkstone_http_requests_in_flight"), Some(1.0), "this one");
}

#[test]
fn durations_are_a_histogram() {
    let service = Service::new(&[("a.md", &post("title: A"))]);
    for _ in 0..3 {
        service.get("/healthz");
    }
    let metrics = metrics(&service);
    let family = "inkstone_http_request_duration_seconds";
    let start = format!("{family}_bucket{{operation=\"getHealth\",le=\"");
    let buckets: Vec<(f64, u64)> = metrics
        .lines()
        .filter_map(|line| line.strip_prefix(&start)?.split_once("\"} "))
        .map(|(bound, count)| (bound.parse().expect("a bound"), count.parse().expect("a count")))
        .collect();
    assert_eq!(buckets.first().map(|&(bound, _)| bound), Some(0.00005));
    assert_eq!(buckets.last(), Some(&(f64::INFINITY, 3)));
    assert!(buckets.is_sorted(), "{buckets:?}");
    let part =
        |name: &str| sample(&metrics, &format!("{family}_{name}{{operation=\"getHealth\"}}"));
    assert_eq!(part("count"), Some(3.0));
    assert!(part("sum").is_some_and(|sum| sum > 0.0), "{metrics}");
}

#[test]
fn content_is_told_as_it_is_at_the_moment() {
    let files = [
        ("a.md", post("title: A\ndate: 2025-01-01")),
        ("b.md", post("title: B\ndate: 2026-06-01")),
        ("c.md", post("title: C\ndraft: true")),
        ("d.md", post("title: D\ndate: 2024-03-39")),
        ("e.png", String::new()),
    ];
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, &**text)).collect();
    let service = Service::new(&files);
    let posts = |metrics: &str| {
        ["published", "scheduled", "draft"]
            .map(|status| sample(metrics, &format!("inkstone_posts{{status=\"{status}\"}}")))
    };
    let before = metrics(&service);
    assert_eq!(posts(&before), [Some(1.0), Some(1.0), Some(1.0)]);
    service.set_now("2026-06-01T00:00:00Z");
    assert_eq!(posts(&metrics(&service)), [Some(2.0), Some(0.0), Some(1.0)]);
    for (name, number) in [
        ("inkstone_diagnostics{code=\"date_invalid\",severity=\"error\"}", 1.0),
        ("inkstone_diagnostics{code=\"link_missing\",severity=\"warning\"}", 0.0),
        ("inkstone_assets", 1.0),
        ("inkstone_search_ready", 1.0),
        ("inkstone_search_documents", 3.0),
    ] {
        assert_eq!(sample(&before, name), Some(number), "{name}");
    }
    assert!(sample(&before, "inkstone_search_build_seconds").is_some_and(|seconds| seconds > 0.0));
}

#[test]
fn the_moment_from_which_content_is_current_is_told() {
    let seconds = || SystemTime::now().duration_since(UNIX_EPOCH).expect("a date").as_secs_f64();
    let before = seconds();
    let service = Service::unsearchable(&[("a.md", &post("title: A"))]);
    let metrics = metrics(&service);
    let loaded = sample(&metrics, "inkstone_snapshot_loaded_timestamp_seconds").expect("a moment");
    let age = sample(&metrics, "inkstone_snapshot_age_seconds").expect("an age");
    assert!(before <= loaded && loaded + age <= seconds(), "{before} {loaded} {age}");
    assert_eq!(sample(&metrics, "inkstone_search_ready"), Some(0.0));
    assert_eq!(sample(&metrics, "inkstone_search_documents"), Some(0.0));
    assert_eq!(sample(&metrics, "inkstone_search_build_seconds"), None);
}

#[test]
fn rendered_bodies_are_counted_once_when_they_are_made_and_each_time_they_are_there() {
    let service = Service::with(&[("a.md", &post("title: A"))], |options| {
        options.answer_cache_bytes = 0;
    });
    // A post comes with `html` and `toc`.
    for (hits, misses) in [(0.0, 2.0), (2.0, 2.0), (4.0, 2.0)] {
        service.api("/posts/a");
        let metrics = metrics(&service);
        let figure =
            |name: &str| sample(&metrics, &format!("inkstone_cache_{name}{{cache=\"render\"}}"));
        assert_eq!((figure("hits_total"), figure("misses_total")), (Some(hits), Some(misses)));
        assert_eq!(figure("entries"), Some(2.0));
        assert!(figure("bytes").is_some_and(|bytes| bytes > 0.0));
    }
}

#[test]
fn metrics_can_be_switched_off() {
    let service = Service::with(&[("a.md", &post("title: A"))], |options| {
        options.observe.metrics = false;
    });
    let response = service.get("/metrics");
    assert_eq!((response.status, &response.json()["code"]), (404, &Value::from("route_not_found")));
}

#[cfg(target_os = "linux")]
#[test]
fn the_process_is_told_of_on_linux() {
    let service = Service::new(&[("a.md", &post("title: A"))]);
    let metrics = metrics(&service);
    for name in [
        "process_resident_memory_bytes",
        "process_virtual_memory_bytes",
        "process_cpu_seconds_total",
        "process_open_fds",
        "process_max_fds",
        "process_start_time_seconds",
        "process_threads",
    ] {
        assert!(sample(&metrics, name).is_some_and(|number| number > 0.0), "{name}");
    }
    let open = |metrics: &str| sample(metrics, "process_open_fds");
    assert!(open(&metrics) <= sample(&metrics, "process_max_fds"));
}

#[test]
fn every_metric_of_ours_is_documented() {
    let documentation = include_str!("../../docs/operations.md");
    let service = Service::new(&[("a.md", &post("title: A"))]);
    let metrics = metrics(&service);
    let families = metrics.lines().filter_map(|line| line.strip_prefix("# TYPE inkstone_"));
    for name in families.filter_map(|family| family.split(' ').next()) {
        assert!(documentation.contains(&format!("`inkstone_{name}")), "{name}");
    }
}

const DASHBOARD: &str = include_str!("../../docs/grafana-dashboard.json");

#[test]
fn the_dashboard_asks_for_metrics_that_there_are() {
    fn queries(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Array(items) => items.iter().for_each(|item| queries(item, found)),
            Value::Object(entries) => {
                for key in ["expr", "query", "definition"] {
                    found.extend(entries.get(key).and_then(Value::as_str).map(str::to_owned));
                }
                entries.values().for_each(|item| queries(item, found));
            }
            _ => {}
        }
    }
    let service = Service::new(&[("a.md", &post("title: A"))]);
    service.get("/api/v1/posts");
    let metrics = metrics(&service);
    let there: BTreeSet<&str> = metrics
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split(['{', ' ']).next())
        .collect();
    let mut found = Vec::new();
    queries(&serde_json::from_str(DASHBOARD).expect("JSON"), &mut found);
    let mut asked = BTreeSet::new();
    for query in &found {
        let words = query.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        asked.extend(
            words.filter(|word| word.starts_with("inkstone_") || word.starts_with("process_")),
        );
    }
    assert!(asked.len() > 15, "{asked:?}");
    let missing: Vec<_> = asked.difference(&there).collect();
    assert!(missing.is_empty(), "{missing:?} are not among {there:?}");
}

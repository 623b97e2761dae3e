//! Content that changes while the server runs, with the real binary.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::process::{Server, folder, inkstone};
use crate::support::strings;

const BAD: &str = "---\ntitle: Bad\ndate: yesterday\nlang: en\n---\n\nText.\n";

fn post(title: &str) -> String {
    format!("---\ntitle: {title}\ndate: 2025-01-01\nlang: en\n---\n\nText of {title}.\n")
}

/// An SVG of this width.
fn picture(width: u32) -> String {
    format!("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"4\"/>")
}

/// Replaces a file as editors do: a new one is renamed.
fn save(folder: &Path, name: &str, text: &str) {
    let new = folder.join(".new");
    fs::write(&new, text).expect("a file");
    fs::rename(&new, folder.join(name)).expect("the same folder");
}

/// Requests JSON until it is as wanted, which must not take long.
fn wait(server: &Server, target: &str, is_so: impl Fn(&Value) -> bool) -> Value {
    let latest = Instant::now() + Duration::from_secs(60);
    loop {
        let (status, body) = server.get(target);
        let found = serde_json::from_str(&body).unwrap_or_else(|error| panic!("{error}: {body}"));
        if is_so(&found) {
            return found;
        }
        assert!(Instant::now() < latest, "{target}: {status} {body}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

fn wait_for_titles(server: &Server, expected: &[&str]) {
    wait(server, "/api/v1/posts?sort=title", |found| strings(&found["data"], "title") == expected);
}

/// Requests the metrics until one has a value.
fn wait_for_metric(server: &Server, line: &str) {
    let latest = Instant::now() + Duration::from_secs(60);
    loop {
        let metrics = server.get("/metrics").1;
        if metrics.lines().any(|found| found == line) {
            return;
        }
        assert!(Instant::now() < latest, "{line}: {metrics}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn edited_added_renamed_and_deleted_files_are_shown() {
    let content = folder(&[("a.md", &post("Apple")), ("b.md", &post("Berry"))]);
    let server = Server::start(content.path(), &[]);
    let search = |word: &str| format!("/api/v1/search?q={word}");
    let slugs = |found: &Value| {
        let hits = found["data"].as_array().expect("hits").iter();
        hits.map(|hit| hit["post"]["slug"].as_str().expect("a slug").to_owned()).collect::<Vec<_>>()
    };
    wait(&server, "/readyz", |found| found["status"] == "ok");
    let site = |server: &Server| wait(server, "/api/v1/site", |_| true)["data"]["snapshot"].clone();
    let first = site(&server);

    save(content.path(), "a.md", &post("Apricot"));
    wait_for_titles(&server, &["Apricot", "Berry"]);
    assert_ne!(site(&server), first);
    let found = wait(&server, &search("Apricot"), |found| found.get("data").is_some());
    assert_eq!(slugs(&found), ["a"], "search is replaced together with the posts");
    assert_eq!(slugs(&wait(&server, &search("Apple"), |_| true)), [""; 0]);

    fs::create_dir(content.path().join("new")).expect("a folder");
    fs::write(content.path().join("new/c.md"), post("Cherry")).expect("a file");
    wait_for_titles(&server, &["Apricot", "Berry", "Cherry"]);
    fs::rename(content.path().join("b.md"), content.path().join("d.md")).expect("a file");
    wait(&server, "/api/v1/posts/d", |found| found["data"]["title"] == "Berry");
    assert_eq!(server.get("/api/v1/posts/b").0, 404);
    fs::remove_file(content.path().join("d.md")).expect("a file");
    wait_for_titles(&server, &["Apricot", "Cherry"]);

    save(content.path(), "a.md", &post("Apple"));
    fs::remove_dir_all(content.path().join("new")).expect("a folder");
    save(content.path(), "b.md", &post("Berry"));
    wait_for_titles(&server, &["Apple", "Berry"]);
    assert_eq!(site(&server), first, "equal content has the same identity");
    let (code, log) = server.end_with_log("-TERM");
    assert_eq!(code, Some(0), "{log}");
    assert!(log.contains(": 1 edited; 2 posts, 0 errors, "), "{log}");
}

#[test]
fn what_depends_on_other_files_is_rendered_anew_and_the_rest_is_not() {
    let page = "---\ntitle: Page\nlang: en\ncover: p.svg\n---\n\n[to](to.md) ![p](p.svg)\n";
    let content = folder(&[
        ("page.md", page),
        ("to.md", &post("To")),
        ("p.svg", &picture(8)),
        ("x.md", "# X"),
    ]);
    let server = Server::start(content.path(), &[]);
    let target = "/api/v1/posts/page";
    let html = |found: &Value| found["data"]["html"].as_str().unwrap_or_default().to_owned();
    let before = wait(&server, target, |found| html(found).contains("width=\"8\""));
    assert!(html(&before).contains("/posts/to\""), "{before}");
    assert_eq!(before["data"]["cover"]["width"], 8);
    wait(&server, "/api/v1/posts/x", |found| html(found).contains("<h1"));
    let rendered = || {
        let metrics = server.get("/metrics").1;
        let line = metrics
            .lines()
            .find(|line| line.starts_with("inkstone_cache_misses_total{cache=\"render\"}"));
        line.and_then(|line| line.rsplit_once(' ')).map(|(_, number)| number.to_owned())
    };

    save(content.path(), "p.svg", &picture(16));
    let after = wait(&server, target, |found| html(found).contains("width=\"16\""));
    assert_eq!(after["data"]["cover"]["width"], 16);
    assert_ne!(
        after["data"]["cover"]["src"], before["data"]["cover"]["src"],
        "the URL has a version"
    );
    let image = after["data"]["cover"]["src"].as_str().expect("a URL");
    assert_eq!(server.get(image), (200, picture(16)));

    let renamed = post("To").replace("lang: en", "lang: en\nslug: there");
    save(content.path(), "to.md", &renamed);
    wait(&server, target, |found| html(found).contains("/posts/there\""));
    fs::remove_file(content.path().join("p.svg")).expect("a file");
    let gone = wait(&server, target, |found| !html(found).contains("width=\"16\""));
    assert_eq!(gone["data"]["cover"]["src"], "p.svg");

    let count = rendered();
    wait(&server, "/api/v1/posts/x", |found| html(found).contains("<h1"));
    assert_eq!(rendered(), count, "the rendering of an unchanged post is reused");
    assert_eq!(server.end("-TERM"), Some(0));
}

#[test]
fn a_broken_file_keeps_its_last_valid_version_also_over_a_restart() {
    let content = folder(&[("a.md", &post("Apple")), ("b.md", &post("Berry"))]);
    let state = tempfile::tempdir().expect("a folder");
    let state = state.path().join("deep/state");
    let state_dir = state.to_str().expect("UTF-8");
    let flags = ["--state-dir", state_dir, "--diagnostics"];
    let codes = |found: &Value| strings(&found["data"], "code");
    let is_kept = |found: &Value| codes(found).contains(&"last_valid_served".to_owned());

    let server = Server::start(content.path(), &flags);
    save(content.path(), "a.md", BAD);
    let found = wait(&server, "/api/v1/diagnostics", is_kept);
    assert!(codes(&found).contains(&"date_invalid".to_owned()), "{found}");
    wait_for_titles(&server, &["Apple", "Berry"]);
    wait_for_metric(&server, "inkstone_posts_last_valid 1");
    let (_, log) = server.end_with_log("-TERM");
    assert!(log.contains("1 broken") && log.contains("1 last valid version"), "{log}");
    assert!(log.contains("a.md:3:7 date_invalid"), "{log}");

    let server = Server::start(content.path(), &flags);
    wait_for_titles(&server, &["Apple", "Berry"]);
    assert!(is_kept(&wait(&server, "/api/v1/diagnostics", |_| true)));
    save(content.path(), "a.md", &post("Avocado"));
    wait_for_titles(&server, &["Avocado", "Berry"]);
    assert!(!is_kept(&wait(&server, "/api/v1/diagnostics", |_| true)));
    assert_eq!(server.end("-TERM"), Some(0));
}

#[test]
fn a_broken_file_is_removed_if_that_is_set() {
    let content = folder(&[("a.md", &post("Apple")), ("b.md", &post("Berry"))]);
    let server = Server::start(content.path(), &["--on-invalid", "remove"]);
    save(content.path(), "a.md", BAD);
    wait_for_titles(&server, &["Berry"]);
    save(content.path(), "a.md", &post("Apple"));
    wait_for_titles(&server, &["Apple", "Berry"]);
    assert_eq!(server.end("-TERM"), Some(0));
}

#[test]
fn a_folder_that_vanishes_and_returns_loses_nothing() {
    let parent = folder(&[("posts/a.md", &post("Apple")), ("posts/b.md", BAD)]);
    let (content, away) = (parent.path().join("posts"), parent.path().join("away"));
    let server = Server::start(&content, &[]);
    wait(&server, "/readyz", |found| found["status"] == "ok");
    fs::rename(&content, &away).expect("a folder");
    let found = wait(&server, "/readyz", |found| found["status"] == "degraded");
    assert_eq!(found["reason"], "source_unavailable");
    assert_eq!(server.get("/readyz").0, 200, "it serves all posts");
    wait_for_metric(&server, "inkstone_degraded{reason=\"source_unavailable\"} 1");
    wait_for_metric(&server, "inkstone_reload_last_successful 0");
    wait_for_titles(&server, &["Apple"]);
    fs::rename(&away, &content).expect("a folder");
    let found = wait(&server, "/readyz", |found| found["status"] == "ok");
    assert_eq!(found["reason"], Value::Null);
    wait_for_titles(&server, &["Apple"]);
    save(&content, "a.md", &post("Apricot"));
    wait_for_titles(&server, &["Apricot"]);
    let (code, log) = server.end_with_log("-TERM");
    assert_eq!(code, Some(0), "{log}");
    assert!(log.contains("does not exist; the posts are still served"), "{log}");
    assert!(log.contains("the content folder has its posts again"), "{log}");
}

#[test]
fn an_emptied_folder_is_believed_only_after_a_second_scan() {
    let content = folder(&[("a.md", &post("Apple"))]);
    let server = Server::start(content.path(), &[]);
    fs::remove_file(content.path().join("a.md")).expect("a file");
    let found = wait(&server, "/readyz", |found| found["status"] == "degraded");
    assert_eq!(found["reason"], "source_empty");
    wait_for_titles(&server, &["Apple"]);
    wait_for_titles(&server, &[]);
    wait(&server, "/readyz", |found| found["status"] == "ok");
    assert_eq!(server.end("-TERM"), Some(0));
}

#[cfg(unix)]
#[test]
fn without_watching_a_signal_reloads() {
    let content = folder(&[("a.md", &post("Apple"))]);
    let server = Server::start(content.path(), &["--no-watch"]);
    wait_for_metric(&server, "inkstone_watch_mode{mode=\"off\"} 1");
    save(content.path(), "a.md", &post("Apricot"));
    server.signal("-HUP");
    wait_for_titles(&server, &["Apricot"]);
    wait_for_metric(&server, "inkstone_snapshot_generation 1");
    let (_, log) = server.end_with_log("-TERM");
    assert!(log.contains("SIGHUP: looking for changes") && log.contains("1 edited"), "{log}");
}

#[test]
fn a_burst_of_changes_ends_with_the_last_state() {
    let content = folder(&[("0.md", &post("P0"))]);
    let server = Server::start(content.path(), &[]);
    for round in 0..20 {
        for number in 0..20 {
            save(content.path(), &format!("{number}.md"), &post(&format!("P{number} {round}")));
        }
    }
    let is_last = |found: &Value| {
        let titles = strings(&found["data"], "title");
        titles.len() == 20 && titles.iter().all(|title| title.ends_with(" 19"))
    };
    wait(&server, "/api/v1/posts", is_last);
    assert_eq!(server.end("-TERM"), Some(0));
}

#[test]
fn a_post_that_appears_by_its_date_needs_no_reload() {
    let at = jiff::Timestamp::now() + jiff::SignedDuration::from_secs(3);
    let scheduled = format!("---\ntitle: Later\ndate: {at}\nlang: en\n---\n");
    let content = folder(&[("a.md", &post("Apple")), ("b.md", &scheduled)]);
    let server = Server::start(content.path(), &[]);
    wait_for_titles(&server, &["Apple"]);
    wait_for_titles(&server, &["Apple", "Later"]);
    assert_eq!(server.end("-TERM"), Some(0));
}

#[test]
fn authors_see_what_is_wrong_as_soon_as_they_save() {
    let content = folder(&[("a.md", &post("Apple"))]);
    let server = Server::dev(content.path(), &[]);
    save(content.path(), "a.md", BAD);
    let is_bad =
        |found: &Value| strings(&found["data"], "code").contains(&"date_invalid".to_owned());
    wait(&server, "/api/v1/diagnostics", is_bad);
    save(content.path(), "a.md", &post("Apricot"));
    wait_for_titles(&server, &["Apricot"]);
    let (_, log) = server.end_with_log("-INT");
    assert!(log.contains("changes are shown as soon as files are saved"), "{log}");
    assert!(log.contains("broken a.md") && log.contains("mended a.md"), "{log}");
    assert!(log.contains("3 | date: yesterday") && log.contains("^^^^^^^^^"), "{log}");
}

#[test]
fn a_state_folder_that_cannot_be_used_is_harmless_unless_it_is_served() {
    let content = folder(&[("a.md", &post("Apple"))]);
    let file = content.path().join("a.md/state");
    let server = Server::start(content.path(), &["--state-dir", file.to_str().expect("UTF-8")]);
    wait_for_titles(&server, &["Apple"]);
    let (_, log) = server.end_with_log("-TERM");
    assert_eq!(log.matches("`state_dir`").count(), 1, "{log}");

    let inside = content.path().join("state");
    let mut command = inkstone();
    command.arg(content.path()).arg("--state-dir").arg(&inside);
    let output = command.output().expect("the binary runs");
    assert_eq!(output.status.code(), Some(2));
    let message = String::from_utf8_lossy(&output.stderr);
    assert!(message.contains("is in the content folder"), "{message}");
}

//! The lines of the access log, as the real binary writes them.

use std::io::Write;
use std::net::TcpStream;
use std::time::Duration;

use serde_json::Value;
use socket2::SockRef;

use crate::process::{Server, folder};

const POST: &str = "---\ntitle: Good\nlang: en\n---\n\nText.\n";
const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";

fn access_lines(log: &str) -> Vec<Value> {
    let lines = log.lines().map(|line| {
        serde_json::from_str::<Value>(line).unwrap_or_else(|error| panic!("{error}: {line}"))
    });
    lines.filter(|line| line["target"] == "inkstone::access").collect()
}

#[test]
fn each_request_has_a_line_with_what_is_known_of_it() {
    let folder = folder(&[("good.md", POST)]);
    let server = Server::start(folder.path(), &["--log-format", "json"]);
    let trace = format!("00-{TRACE}-00f067aa0ba902b7-01");
    let headers = [("traceparent", &*trace), ("x-request-id", "from-the-proxy")];
    let answer = server.send("GET", "/api/v1/posts?tag=%E5%A2%A8", &headers);
    let head = server.send("HEAD", "/nowhere", &[]);
    let (code, log) = server.end_with_log("-TERM");
    assert_eq!(code, Some(0));

    let lines = access_lines(&log);
    assert_eq!(lines.len(), 2, "what waits is written before the process ends: {log}");
    let expected = serde_json::json!({
        "level": "INFO",
        "target": "inkstone::access",
        "request_id": "from-the-proxy",
        "operation": "listPosts",
        "method": "GET",
        "uri": "/api/v1/posts?tag=%E5%A2%A8",
        "status": 200,
        "bytes": answer.bytes.len(),
        "source": "made",
        "client": "127.0.0.1",
        "trace_id": TRACE,
    });
    for (key, value) in expected.as_object().expect("an object") {
        assert_eq!(&lines[0][key], value, "{key} in {}", lines[0]);
    }
    assert!(lines[0]["duration_ms"].as_f64().is_some_and(|duration| duration > 0.0));
    assert!(lines[0]["timestamp"].as_str().is_some_and(|time| time.ends_with('Z')));
    let span = lines[0]["span_id"].as_str().expect("a span");
    assert_eq!(answer.header("traceparent"), format!("00-{TRACE}-{span}-01"));

    let other = &lines[1];
    assert_eq!((&other["operation"], &other["method"]), (&"none".into(), &"HEAD".into()));
    assert_eq!((&other["status"], &other["bytes"]), (&404.into(), &0.into()));
    assert_eq!(other["request_id"], head.header("x-request-id"));
    assert!(other.get("trace_id").is_none(), "{other}");
}

#[test]
fn what_cannot_be_read_has_a_line_as_well() {
    let folder = folder(&[]);
    let server = Server::start(folder.path(), &["--log-format", "json"]);
    let answer = server.send("GET", "/a b", &[]);
    let (_, log) = server.end_with_log("-TERM");
    let lines = access_lines(&log);
    assert_eq!(lines.len(), 1, "{log}");
    for (key, value) in [
        ("request_id", answer.header("x-request-id").into()),
        ("operation", "none".into()),
        ("method", "GET".into()),
        ("uri", "/a".into()),
        ("status", Value::from(400)),
        ("bytes", answer.bytes.len().into()),
        ("client", "127.0.0.1".into()),
    ] {
        assert_eq!(lines[0][key], value, "{key} in {log}");
    }
}

#[test]
fn a_text_has_one_line_a_request_and_no_client_can_write_a_second() {
    let folder = folder(&[("good.md", POST)]);
    let server = Server::start(folder.path(), &[]);
    let target = "/api/v1/posts?q=%0A2026-01-01T00:00:00Z%20INFO&tag=墨";
    server.send("GET", target, &[("user-agent", "a")]);
    server.send("BREW\u{1b}", "/api/v1/site", &[]);
    server.send(&"X".repeat(40_000), "/api/v1/site", &[]);
    server.send("GET", "/healthz", &[("x-request-id", "a status=200")]);
    let (_, log) = server.end_with_log("-TERM");
    let lines: Vec<&str> = log.lines().filter(|line| line.contains("inkstone::access:")).collect();
    let line = |part: &str| {
        let found: Vec<&&str> = lines.iter().filter(|line| line.contains(part)).collect();
        assert_eq!(found.len(), 1, "{part} in {log}");
        assert_eq!(found[0].matches(" status=").count(), 1, "{log}");
        (*found[0]).to_owned()
    };
    let list = line(" operation=listPosts ");
    assert!(
        list.contains(" uri=/api/v1/posts?q=%0A2026-01-01T00:00:00Z%20INFO&tag=%E5%A2%A8 "),
        "{list}"
    );
    assert!(line(" operation=getHealth ").contains(" method=GET uri=/healthz status=200 "));
    let long = line(" method=XXXX");
    assert!(long.contains(" status=405 ") && long.len() < 1000, "{long}");
    assert!(!log.contains('\u{1b}'), "{log:?}");
}

#[test]
fn the_access_log_can_be_switched_off_and_ends_with_the_level() {
    let folder = folder(&[("good.md", POST)]);
    for setting in ["--access-log=false", "--log=warn"] {
        let server = Server::start(folder.path(), &[setting]);
        assert_eq!(server.get("/healthz").0, 200);
        let (_, log) = server.end_with_log("-TERM");
        assert!(!log.contains("inkstone::access"), "{setting}: {log}");
    }
}

#[test]
fn what_was_logged_is_there_when_the_server_cannot_start() {
    let folder =
        folder(&[("bad.md", "---\ntitle: Bad\ndate: 2024-03-39\n---\n"), ("good.md", POST)]);
    let server = Server::start(folder.path(), &[]);
    let taken = server.origin.strip_prefix("http://").expect("an http address");
    let output = crate::process::inkstone()
        .arg(folder.path())
        .args(["--listen", taken])
        .output()
        .expect("the binary runs");
    let log = crate::process::text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{log}");
    let (diagnostic, failure) = (log.find("bad.md:3:7"), log.find("the address is in use"));
    assert!(diagnostic.is_some() && diagnostic < failure, "{log}");
}

/// The system forgets the address of a client that resets its connection, although its request can be read still.
#[test]
fn a_client_that_is_gone_cannot_give_another_address() {
    let folder = folder(&[("good.md", POST)]);
    let server = Server::start(folder.path(), &["--log-format", "json", "--rate-limit", "5/1h"]);
    let address = server.origin.strip_prefix("http://").expect("an address");
    let request =
        b"GET /api/v1/posts HTTP/1.1\r\nhost: a\r\nx-forwarded-for: 192.0.2.1\r\nforwarded: for=192.0.2.1\r\n\r\n";
    for _ in 0..50 {
        let mut client = TcpStream::connect(address).expect("it listens");
        // Closing resets the connection.
        SockRef::from(&client).set_linger(Some(Duration::ZERO)).expect("an option");
        client.write_all(request).expect("the request is sent");
    }
    server.send("GET", "/healthz", &[]);
    let (_, log) = server.end_with_log("-TERM");
    let lines = access_lines(&log);
    assert!(!lines.is_empty());
    for line in lines {
        assert_eq!(line["client"], "127.0.0.1", "{line}");
    }
}

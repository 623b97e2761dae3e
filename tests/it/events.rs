//! The event stream.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::Duration;

use serde_json::{Value, json};

use crate::event_client::{EVENTS, PATIENCE, Stream, read};
use crate::problems::code_of;
use crate::process::{Server, folder};
use crate::support::{Response, Service, TOKEN, exchange, post};

/// A service with the posts `a` and, if `b` has a title, `b`.
fn service() -> Service {
    Service::new(&files("A", None).each_ref().map(|(path, text)| (*path, text.as_str())))
}

fn files(a: &str, b: Option<&str>) -> [(&'static str, String); 2] {
    let file = |title: &str| post(&format!("title: {title}\nlang: en\ndate: 2025-01-15"));
    let none = "---\ndraft: true\ntitle: Draft\nlang: en\n---\n".to_owned();
    [("a.md", file(a)), ("b.md", b.map_or(none, file))]
}

fn publish(service: &Service, a: &str, b: Option<&str>) {
    service.replace(&files(a, b).each_ref().map(|(path, text)| (*path, text.as_str())));
}

/// The token of what is current, which a stream begins with.
fn token(service: &Service) -> String {
    Stream::open(service, "", "").opening().expect("a token")
}

/// The operations and slugs of the changes in an event.
fn changes(event: &Value) -> Vec<(&str, &str)> {
    let changes = event["changes"].as_array().unwrap();
    changes.iter().map(|c| (c["op"].as_str().unwrap(), c["slug"].as_str().unwrap())).collect()
}

#[test]
fn every_listener_gets_an_event_after_each_change() {
    let service = service();
    let mut streams = [Stream::open(&service, "", ""), Stream::open(&service, "", "")];
    let first = streams.each_mut().map(|stream| stream.opening().unwrap());
    assert_eq!(first[0], first[1]);
    let head = &streams[0].head;
    assert_eq!(head.header("content-type"), "text/event-stream");
    assert_eq!(head.header("cache-control"), "no-store");
    assert_eq!(head.header("x-accel-buffering"), "no");
    for absent in ["etag", "content-length", "content-encoding", "last-modified", "connection"] {
        assert_eq!(head.header(absent), "", "{absent}");
    }
    publish(&service, "A", Some("B"));
    let second = streams.each_mut().map(Stream::event);
    assert_eq!(second[0], second[1]);
    let event = &second[0];
    assert_eq!(event["previous"], first[0]);
    assert_eq!(event["truncated"], false);
    assert_eq!(event["snapshot"], service.api("/site")["data"]["snapshot"]);
    let post = service.api("/posts/b")["data"].clone();
    let change = json!({
        "op": "upsert", "slug": "b", "lang": "en", "etag": post["revision"], "updatedAt": post["updatedAt"]
    });
    assert_eq!(event["changes"], json!([change]));
    publish(&service, "A2", None);
    for stream in &mut streams {
        let third = stream.event();
        assert_eq!(third["previous"], event["token"]);
        assert_eq!(changes(&third), [("upsert", "a"), ("delete", "b")]);
    }
}

#[test]
fn what_is_not_public_gives_no_event() {
    let service = service();
    let mut stream = Stream::open(&service, "", "");
    stream.opening();
    let a = files("A", None)[0].1.clone();
    for hidden in [
        "title: Secret\nlang: en\ndraft: true",
        "title: Later\nlang: en\ndate: 2026-01-02",
        "title: Later still\nlang: en\ndate: 2026-01-02",
    ] {
        service.replace(&[("a.md", &a), ("hidden.md", &post(hidden))]);
    }
    service.set_now("2026-01-02T00:00:00Z");
    service.announce();
    let event = stream.event();
    assert_eq!(changes(&event), [("upsert", "hidden")], "its time has come");
}

#[test]
fn a_client_that_reconnects_gets_what_it_missed() {
    let service = service();
    let first = token(&service);
    publish(&service, "A2", None);
    publish(&service, "A2", Some("B"));
    let header = |token: &str| format!("last-event-id: {token}\r\n");
    for (query, lines) in [
        (String::new(), header(&first)),
        (format!("?since={first}"), String::new()),
        // The URL stays as it was when the client reconnects.
        ("?since=v1.AAECAwQFBgcICQoLDA0ODw".to_owned(), header(&first)),
        (format!("?since={first}"), "last-event-id:\r\n".to_owned()),
    ] {
        let mut stream = Stream::open(&service, &query, &lines);
        assert_eq!(stream.opening(), None, "the event has the id");
        let event = stream.event();
        assert_eq!(event["previous"], first, "{query} {lines}");
        assert_eq!(changes(&event), [("upsert", "a"), ("upsert", "b")]);
    }
    let current = token(&service);
    let mut stream = Stream::open(&service, "", &header(&current));
    assert_eq!(stream.opening(), Some(current.clone()));
    publish(&service, "A3", Some("B"));
    assert_eq!(stream.event()["previous"], current, "nothing was missed");
}

#[test]
fn a_client_whose_token_is_unknown_is_told_to_reload() {
    let service = service();
    let current = token(&service);
    for token in ["v1.AAECAwQFBgcICQoLDA0ODw", "v1.AAEC", "v9.x", "42", "%FF", "\u{5185}"] {
        let mut stream = Stream::open(&service, "", &format!("last-event-id: {token}\r\n"));
        assert_eq!(stream.opening(), None);
        let event = stream.event();
        assert_eq!(
            (&event["previous"], &event["changes"], &event["truncated"]),
            (&Value::Null, &json!([]), &json!(true)),
            "{token}"
        );
        assert_eq!(event["token"], current);
        publish(&service, "A", None);
    }
    let mut stream = Stream::open(&service, "?since=nonsense", "");
    stream.opening();
    assert_eq!(stream.event()["previous"], Value::Null);
    let long = service.get(&format!("{EVENTS}?since={}", "x".repeat(500)));
    assert_eq!((long.status, code_of(&long).as_str()), (400, "invalid_parameter"));
}

#[test]
fn many_changes_are_cut_off() {
    let service = service();
    let mut stream = Stream::open(&service, "", "");
    stream.opening();
    let many: Vec<_> = (0..300)
        .map(|number| (format!("{number:03}.md"), post(&format!("title: T{number}\nlang: en"))))
        .collect();
    let many: Vec<_> = many.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    service.replace(&many);
    let event = stream.event();
    assert_eq!(event["changes"].as_array().unwrap().len(), 200);
    assert_eq!(event["truncated"], true);
}

/// The client reads nothing, so its socket and the buffers on the way become full.
#[test]
fn a_slow_listener_gets_the_combined_change_and_nothing_is_queued_for_it() {
    let service = service();
    let socket = service.connect();
    socket2::SockRef::from(&socket).set_recv_buffer_size(4096).unwrap();
    let mut slow = Stream::on(socket, "", "");
    slow.opening();
    let mut quick = Stream::open(&service, "", "");
    quick.opening();
    let rounds = 40;
    for round in 0..rounds {
        let many: Vec<_> = (0..40)
            .map(|number| {
                let front =
                    format!("title: T{round}\nlang: en\nslug: {number}-{}", "x".repeat(1000));
                (format!("{number:03}.md"), post(&front))
            })
            .collect();
        let many: Vec<_> = many.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        service.replace(&many);
        assert_eq!(quick.event()["token"], token(&service));
    }
    let current = token(&service);
    let (mut events, mut last) = (0, Value::Null);
    while last["token"] != current {
        let event = slow.event();
        if events > 0 {
            assert_eq!(event["previous"], last["token"], "no gap");
        }
        (events, last) = (events + 1, event);
    }
    assert!(events < rounds / 4, "{events} events were kept for a client that read nothing");
}

#[test]
fn listeners_are_limited() {
    let service = Service::with(&[], |options| options.limits.event_listeners = 2);
    let one = Stream::open(&service, "", "");
    let _two = Stream::open(&service, "", "");
    for method in ["GET", "HEAD"] {
        let refused = service.send(method, EVENTS, &[("origin", "https://a.example")]);
        assert_eq!(refused.status, 503);
        let seconds: u32 = refused.header("retry-after").parse().unwrap();
        assert!((1..=60).contains(&seconds), "{seconds}");
        assert_eq!(refused.header("access-control-allow-origin"), "*");
        if method == "GET" {
            assert_eq!(refused.header("content-type"), "application/problem+json");
            assert_eq!(code_of(&refused), "overloaded");
        }
    }
    let metrics = service.get("/metrics").body;
    assert!(metrics.contains("\ninkstone_event_listeners 2\n"), "{metrics}");
    assert!(metrics.contains("\ninkstone_event_listeners_refused_total 2\n"));
    assert_eq!(service.get("/api/v1/site").status, 200, "others are served");
    // A client that is gone leaves its place, before anything is sent to it.
    drop(one);
    service.wait("/metrics", |response| response.body.contains("\ninkstone_event_listeners 1\n"));
    let three = Stream::open(&service, "", "");
    // One that closes only its side does, too.
    three.socket.shutdown(Shutdown::Write).unwrap();
    service.wait("/metrics", |response| response.body.contains("\ninkstone_event_listeners 1\n"));
}

#[test]
fn events_can_be_turned_off() {
    let service = Service::with(&[], |options| options.limits.event_listeners = 0);
    let response = service.get(EVENTS);
    assert_eq!((response.status, code_of(&response).as_str()), (404, "route_not_found"));
}

#[test]
fn a_listener_takes_no_slot_for_work_and_one_request_of_its_rate() {
    let rate = inkstone::ops::Rate {
        requests: 2.try_into().unwrap(),
        seconds: 3600.try_into().unwrap(),
        burst: 2.try_into().unwrap(),
    };
    let service = Service::with(&[], |options| {
        (options.limits.max_in_flight, options.limits.rate) = (1, Some(rate));
    });
    let mut stream = Stream::open(&service, "", "");
    assert!(stream.head.header("ratelimit").contains("r=1"));
    stream.opening();
    assert_eq!(service.get("/api/v1/site").status, 200);
    assert_eq!(service.get("/api/v1/site").status, 429);
    let metrics = service.get("/metrics").body;
    assert!(metrics.contains("inkstone_http_requests_in_flight 1\n"), "that of the metrics");
    let slowest =
        "inkstone_http_request_duration_seconds_bucket{operation=\"streamEvents\",le=\"2.5\"} 1\n";
    assert!(metrics.contains(slowest), "the time until the head");
}

#[test]
fn shutdown_ends_streams_at_once() {
    let service =
        Service::listening(&[], |listen| listen.shutdown_delay = Duration::from_secs(600));
    let mut stream = Stream::open(&service, "", "");
    stream.opening();
    service.terminate();
    assert_eq!(stream.next(), None, "during the delay");
    let mut late = Stream::open(&service, "", "");
    assert_eq!(late.head.header("connection"), "close");
    late.opening();
    assert_eq!(late.next(), None);
    service.terminate();
    service.ended();
}

#[test]
fn a_process_with_listeners_ends_cleanly() {
    let folder = folder(&[("a.md", "---\ntitle: A\nlang: en\n---\n")]);
    let server = Server::start(folder.path(), &["--shutdown-timeout", "600"]);
    let address = server.origin.strip_prefix("http://").unwrap();
    let mut streams: Vec<_> =
        (0..20).map(|_| Stream::on(TcpStream::connect(address).unwrap(), "", "")).collect();
    for stream in &mut streams {
        stream.opening();
    }
    assert_eq!(server.end("-TERM"), Some(0));
    for stream in &mut streams {
        assert_eq!(stream.next(), None);
        assert_eq!(stream.socket.read(&mut [0]).unwrap(), 0, "no reset");
    }
}

#[test]
fn head_has_the_same_headers_and_ends() {
    let service = service();
    let response = service.send("HEAD", EVENTS, &[]);
    assert_eq!((response.status, response.body.as_str()), (200, ""));
    assert_eq!(response.header("content-type"), "text/event-stream");
    assert_eq!(response.header("cache-control"), "no-store");
    assert_eq!(response.header("content-length"), "");
    let metrics = service.get("/metrics").body;
    assert!(metrics.contains("\ninkstone_event_listeners 0\n"), "{metrics}");
    assert_eq!(service.send("POST", EVENTS, &[]).status, 405);
}

#[test]
fn a_connection_serves_other_requests_after_a_stream_was_refused() {
    let service = service();
    let refused = format!("GET {EVENTS} HTTP/1.1\r\nhost: a\r\naccept: application/json\r\n\r\n");
    let next = "GET /healthz HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n";
    let text = String::from_utf8(service.exchange((refused + next).as_bytes())).unwrap();
    assert!(text.starts_with("HTTP/1.1 406") && text.ends_with("{\"status\":\"ok\"}"), "{text}");
}

#[test]
fn clients_without_chunks_get_a_stream_that_ends_with_the_connection() {
    let service = service();
    let mut sockets = ["", "connection: keep-alive\r\n"].map(|keep| {
        let request = format!("GET {EVENTS} HTTP/1.0\r\nhost: a\r\n{keep}\r\n");
        let mut socket = service.connect();
        socket.set_read_timeout(Some(PATIENCE)).unwrap();
        socket.write_all(request.as_bytes()).unwrap();
        let mut bytes = Vec::new();
        while !bytes.ends_with(b"\n\n") {
            assert_ne!(read(&mut socket, &mut bytes), 0);
        }
        let response = Response::parse(&bytes);
        assert_eq!(response.header("transfer-encoding"), "");
        assert!(response.body.starts_with("retry: "), "{}", response.body);
        socket
    });
    service.terminate();
    for socket in &mut sockets {
        assert_eq!(exchange(socket, b""), b"");
    }
    service.ended();
}

#[test]
fn streams_are_neither_compressed_nor_conditional() {
    let service = service();
    let plain = "accept-encoding: gzip, br, zstd\r\nif-none-match: *\r\nrange: bytes=0-1\r\n";
    assert_eq!(Stream::open(&service, "", plain).head.header("content-encoding"), "");
    for (name, value, status) in [
        ("accept-encoding", "gzip, identity;q=0", 406),
        ("accept", "application/json", 406),
        ("if-match", "\"x\"", 412),
        ("authorization", "Bearer wrong", 401),
    ] {
        assert_eq!(service.send("GET", EVENTS, &[(name, value)]).status, status, "{name}");
    }
    let preview = format!("authorization: Bearer {TOKEN}\r\naccept: text/event-stream\r\n");
    Stream::open(&service, "", &preview).opening();
}

#[test]
fn pages_of_other_origins_may_listen() {
    let service = service();
    let origin = ("origin", "https://blog.example");
    let stream = Stream::open(&service, "", "origin: https://blog.example\r\n");
    assert_eq!(stream.head.header("access-control-allow-origin"), "*");
    // `EventSource` needs no preflight request, but `fetch` with this header does.
    let wanted = [
        origin,
        ("access-control-request-method", "GET"),
        ("access-control-request-headers", "last-event-id"),
    ];
    let preflight = service.send("OPTIONS", EVENTS, &wanted);
    assert_eq!(preflight.status, 204);
    assert_eq!(preflight.header("access-control-allow-headers"), "last-event-id");
}

//! Cached responses on connections that stay open, which the server sends without its framework: they equal those
//! on connections that close, which the framework sends.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::num::NonZeroU32;

use inkstone::ops::Rate;
use inkstone::protocol::{BasePath, CorsOrigins, OriginPattern};

use crate::problems::code_of;
use crate::support::{Response, Service, post};

type Lines<'a> = &'a [(&'a str, &'a str)];

fn files() -> Vec<(&'static str, String)> {
    let text = |title: &str, paragraphs: usize| {
        post(&format!("title: {title}\nslug: {title}\ndate: 2025-06-15\ntags: [rust, 内存管理]"))
            + &"一段正文。 Some text.\n\n".repeat(paragraphs)
    };
    // Below 512 bytes, below the length that is copied, above it, and above the length that is sent in parts.
    vec![
        ("a.md", text("tiny", 0)),
        ("b.md", text("short", 60)),
        ("c.md", text("long", 600)),
        ("d.md", text("longest", 4000)),
    ]
}

fn with(change: impl FnOnce(&mut inkstone::api::ApiOptions)) -> Service {
    let files = files();
    let files: Vec<_> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
    Service::with(&files, change)
}

fn request(method: &str, target: &str, lines: Lines<'_>) -> String {
    let lines: String = lines.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    format!("{method} {target} HTTP/1.1\r\nhost: test\r\n{lines}\r\n")
}

/// A client that reads one response after the other.
struct Client {
    stream: TcpStream,
    bytes: Vec<u8>,
}

impl Client {
    fn new(service: &Service) -> Self {
        Self { stream: service.connect(), bytes: Vec::new() }
    }

    /// Reads the next response. One to HEAD and one without content have a head only.
    fn read(&mut self, is_head: bool) -> Response {
        loop {
            if let Some(end) = self.bytes.windows(4).position(|window| window == b"\r\n\r\n") {
                let head = Response::parse(&self.bytes[..end + 4]);
                let has_body = !is_head && !matches!(head.status, 204 | 304);
                let length = if has_body { head.header("content-length") } else { "0" };
                let whole = end + 4 + length.parse::<usize>().expect("a length");
                if self.bytes.len() >= whole {
                    let response = Response::parse(&self.bytes[..whole]);
                    self.bytes.drain(..whole);
                    return response;
                }
            }
            let mut buffer = [0; 4096];
            let read = self.stream.read(&mut buffer).expect("a response");
            assert_ne!(read, 0, "{}", String::from_utf8_lossy(&self.bytes));
            self.bytes.extend_from_slice(&buffer[..read]);
        }
    }

    fn send(&mut self, target: &str, lines: Lines<'_>) -> Response {
        self.stream.write_all(request("GET", target, lines).as_bytes()).unwrap();
        self.read(false)
    }
}

/// Returns the headers of a response in order, without those that differ between any two responses.
fn lasting(response: &Response) -> Vec<(&str, &str)> {
    let own = ["x-request-id", "server-timing", "connection"];
    let headers = response.headers.iter();
    let mut lasting: Vec<_> = headers
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .filter(|(name, _)| !own.contains(name))
        .collect();
    lasting.sort_unstable();
    lasting
}

/// Requests a target with these header lines on connections of both kinds, twice on the one that stays open.
fn compare(service: &Service, target: &str, lines: Lines<'_>) -> Response {
    // A list is cached when it is requested for the second time.
    service.send("GET", target, lines);
    service.send("GET", target, lines);
    let closed = service.send("GET", target, lines);
    assert_eq!(closed.header("connection"), "close");
    let mut client = Client::new(service);
    let first = client.send(target, lines);
    let second = client.send(target, lines);
    for response in [&first, &second] {
        let seen = format!("{target} {lines:?}: {:?}", response.headers);
        assert_eq!(response.status, closed.status, "{seen}");
        assert_eq!(lasting(response), lasting(&closed), "{seen}");
        assert_eq!(response.header("connection"), "", "{seen}");
        let is_cached = closed.header("server-timing").starts_with("cache;dur=");
        assert_eq!(response.header("server-timing").starts_with("cache;dur="), is_cached, "{seen}");
        if response.status < 400 {
            assert!(response.bytes == closed.bytes, "{seen}");
            assert!(!response.header("x-request-id").is_empty(), "{seen}");
        } else {
            // A problem has the id of its request.
            assert_eq!(code_of(response), code_of(&closed), "{seen}");
        }
    }
    second
}

const TARGETS: [&str; 10] = [
    "/api/v1/posts",
    "/api/v1/posts?tag=rust&utm_source=mail",
    "/api/v1/posts/?limit=2",
    "/api/v1/posts/tiny",
    "/api/v1/posts/short",
    "/api/v1/posts/long",
    "/api/v1/posts/longest",
    "/api/v1/posts/none",
    "/feed.json",
    "/openapi.json",
];

#[test]
fn responses_are_the_same_on_connections_that_stay_open() {
    let base = |options: &mut inkstone::api::ApiOptions| {
        options.base_path = BasePath::parse("/blog").unwrap();
    };
    let origins = |options: &mut inkstone::api::ApiOptions| {
        let origin = OriginPattern::One("https://a.example".to_owned());
        options.cors = CorsOrigins::These(vec![origin]);
    };
    for (service, prefix) in [(with(|_| {}), ""), (with(base), "/blog"), (with(origins), "")] {
        for target in TARGETS.map(|target| format!("{prefix}{target}")) {
            let tag = compare(&service, &target, &[]).header("etag").to_owned();
            let cases: [Lines<'_>; 11] = [
                &[("accept-encoding", "br")],
                &[("accept-encoding", "gzip, zstd;q=0.5")],
                &[("accept-encoding", "identity;q=0")],
                &[("accept", "text/plain")],
                &[("accept-language", "de")],
                &[("origin", "https://a.example")],
                &[("origin", "https://b.example"), ("x-request-id", "mine")],
                &[("if-none-match", &tag)],
                &[("if-none-match", &tag), ("origin", "https://a.example")],
                &[("if-match", "\"other\"")],
                &[("if-modified-since", "Thu, 01 Jan 2026 00:00:00 GMT")],
            ];
            for lines in cases {
                compare(&service, &target, lines);
            }
        }
    }
}

#[test]
fn a_client_may_change_its_header_lines_from_request_to_request() {
    let service = with(|_| {});
    let tag = compare(&service, "/api/v1/posts/short", &[]).header("etag").to_owned();
    let list_tag = compare(&service, "/api/v1/posts", &[]).header("etag").to_owned();
    let all: [Lines<'_>; 12] = [
        &[],
        &[("if-none-match", &tag)],
        &[("if-none-match", &list_tag)],
        &[("accept-encoding", "br")],
        &[("accept-encoding", "br"), ("if-none-match", &tag)],
        &[("if-none-match", &tag), ("accept-encoding", "br")],
        &[("accept-encoding", "gzip"), ("origin", "https://a.example")],
        &[("x-request-id", "a"), ("accept-encoding", "gzip"), ("origin", "https://a.example")],
        &[("accept-language", "de"), ("if-match", "\"other\"")],
        &[("accept-language", "de"), ("if-match", "*")],
        &[("authorization", "Bearer a")],
        &[("accept", "text/plain")],
    ];
    let targets = ["/api/v1/posts/short", "/api/v1/posts", "/api/v1/posts/none"];
    let cases: Vec<_> =
        targets.iter().flat_map(|target| all.map(|lines| (*target, lines))).collect();
    let alone: Vec<Response> = cases
        .iter()
        .map(|(target, lines)| {
            service.send("GET", target, lines);
            service.send("GET", target, lines)
        })
        .collect();
    let mut client = Client::new(&service);
    // Each step is coprime to the number of cases, so each case follows others.
    for step in [1, 5, 7, 11, 13, 35] {
        for number in (0..cases.len()).map(|number| number * step % cases.len()) {
            let (target, lines) = cases[number];
            let response = client.send(target, lines);
            let expected = &alone[number];
            let seen = format!("{target} {lines:?}: {:?}", response.headers);
            assert_eq!(response.status, expected.status, "{seen}");
            if response.status < 400 {
                assert_eq!(lasting(&response), lasting(expected), "{seen}");
                assert!(response.bytes == expected.bytes, "{seen}");
            }
            if let Some((_, id)) = lines.iter().find(|(name, _)| *name == "x-request-id") {
                assert_eq!(response.header("x-request-id"), *id, "{seen}");
            }
        }
    }
}

#[test]
fn responses_follow_the_clock_on_a_connection_that_stays_open() {
    let soon = post("title: Soon\nslug: soon\ndate: 2026-01-01T12:00:20Z\nlang: en");
    let service = Service::new(&[("a.md", &post("title: A\nslug: a\nlang: en")), ("b.md", &soon)]);
    let mut client = Client::new(&service);
    for (second, age, posts) in [(0, 20, 1), (1, 19, 1), (19, 1, 1), (20, 60, 2), (20, 60, 2)] {
        service.set_now(&format!("2026-01-01T12:00:{second:02}Z"));
        for _ in 0..3 {
            let response = client.send("/api/v1/posts", &[]);
            let control = response.header("cache-control");
            assert!(control.contains(&format!("max-age={age},")), "{second}: {control}");
            assert_eq!(response.json()["data"].as_array().unwrap().len(), posts, "{second}");
            let date = format!("Thu, 01 Jan 2026 12:00:{second:02} GMT");
            assert_eq!(response.header("date"), date);
        }
    }
}

#[test]
fn a_request_counts_once_however_it_is_answered() {
    let number = |number| NonZeroU32::new(number).unwrap();
    let rate = Rate { requests: number(60), seconds: number(3600), burst: number(5) };
    let service = with(|options| options.limits.rate = Some(rate));
    let mut client = Client::new(&service);
    for left in (0..5).rev() {
        let response = client.send("/api/v1/posts/short", &[]);
        let state = response.header("ratelimit");
        assert!(state.starts_with(&format!("\"default\";r={left};t=")), "{state}");
    }
    let refused = client.send("/api/v1/posts/short", &[]);
    assert_eq!((refused.status, refused.header("connection")), (429, ""));
    assert_eq!(code_of(&refused), "rate_limited");
    assert!(!refused.header("retry-after").is_empty(), "{:?}", refused.headers);

    let service = with(|_| {});
    let mut client = Client::new(&service);
    for _ in 0..4 {
        client.send("/api/v1/posts/short", &[]);
        client.send("/api/v1/posts/none", &[]);
    }
    let metrics = service.get("/metrics").body;
    let count = |mark: &str| {
        let count = metrics.lines().find_map(|line| line.strip_prefix(mark));
        count.unwrap_or_else(|| panic!("{mark}: {metrics}")).trim().to_owned()
    };
    let requests = "inkstone_http_requests_total{operation=\"getPost\",method=\"GET\",";
    assert_eq!(count(&format!("{requests}status=\"200\"}}")), "4");
    assert_eq!(count(&format!("{requests}status=\"404\"}}")), "4");
    assert_eq!(count("inkstone_answers_total{source=\"cache\"}"), "3");
    assert_eq!(count("inkstone_answers_total{source=\"made\"}"), "5");
}

#[test]
fn clients_that_share_the_connection_of_a_proxy_are_told_apart() {
    let number = |number| NonZeroU32::new(number).unwrap();
    let rate = Rate { requests: number(60), seconds: number(3600), burst: number(2) };
    let service = with(|options| {
        options.limits.rate = Some(rate);
        let network = ipnet::IpNet::new([127, 0, 0, 0].into(), 8).unwrap();
        options.limits.trusted_proxies = [network].into_iter().collect();
    });
    let mut proxy = Client::new(&service);
    let mut clients = [("192.0.2.1", "a"), ("192.0.2.2", "b"), ("192.0.2.1", "b")].into_iter();
    let mut send = |(address, agent)| {
        let lines = [("user-agent", agent), ("x-forwarded-for", address)];
        proxy.send("/api/v1/posts/short", &lines).header("ratelimit")[..13].to_owned()
    };
    assert_eq!(clients.next().map(&mut send).as_deref(), Some("\"default\";r=1"));
    assert_eq!(clients.next().map(&mut send).as_deref(), Some("\"default\";r=1"));
    assert_eq!(clients.next().map(&mut send).as_deref(), Some("\"default\";r=0"));
}

#[test]
fn pipelined_requests_of_all_kinds_are_answered_in_order() {
    let service = with(|_| {});
    let targets = [
        ("GET", "/api/v1/posts/long"),
        ("GET", "/healthz"),
        ("GET", "/api/v1/posts/tiny"),
        ("HEAD", "/api/v1/posts/long"),
        ("GET", "/api/v1/posts/longest"),
        ("GET", "/api/v1/posts/short"),
        ("POST", "/api/v1/posts"),
        ("GET", "/api/v1/posts/long"),
        ("GET", "/api/v1/posts/none"),
    ];
    let expected: Vec<_> =
        targets.iter().map(|(method, target)| service.send(method, target, &[])).collect();
    const ROUNDS: usize = 5;
    let mut client = Client::new(&service);
    // So little is read at a time that most responses have to wait.
    socket2::SockRef::from(&client.stream).set_recv_buffer_size(16 << 10).unwrap();
    let mut writer = client.stream.try_clone().unwrap();
    let writing = std::thread::spawn(move || {
        for round in 0..ROUNDS {
            for (number, (method, target)) in targets.iter().enumerate() {
                let id = format!("r{round}.{number}");
                let bytes = request(method, target, &[("x-request-id", &id)]);
                writer.write_all(bytes.as_bytes()).unwrap();
            }
        }
        // The side of the client ends before it has read everything.
        writer.shutdown(Shutdown::Write).unwrap();
    });
    for round in 0..ROUNDS {
        for (number, (method, _)) in targets.iter().enumerate() {
            let response = client.read(*method == "HEAD");
            assert_eq!(response.header("x-request-id"), format!("r{round}.{number}"));
            assert_eq!(response.status, expected[number].status, "{number}");
            if response.status == 200 {
                assert!(response.bytes == expected[number].bytes, "{number}");
            }
        }
    }
    writing.join().unwrap();
    assert_eq!(client.stream.read(&mut [0; 1]).expect("its end"), 0, "nothing follows");
}

//! Pipelined requests: every one is answered once and in order, and no more are read than are answered.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::thread;
use std::time::Duration;

use proptest::prelude::*;

use crate::problems::code_of;
use crate::support::{Response, Service};

const PLAIN: &str = "GET /healthz HTTP/1.1\r\nhost: test\r\n\r\n";

fn request(id: usize, more: &str) -> String {
    format!("GET /healthz HTTP/1.1\r\nhost: test\r\nx-request-id: n{id}\r\n{more}\r\n")
}

/// Splits what was read from a connection into responses. `is_head` returns whether the response with
/// this number has no body whatever its length.
fn responses(mut bytes: &[u8], is_head: impl Fn(usize) -> bool) -> Vec<Response> {
    let mut found = Vec::new();
    while !bytes.is_empty() {
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n").expect("a head") + 4;
        let head = Response::parse(&bytes[..end]);
        let length: usize = head.header("content-length").parse().expect("a length");
        let end = if is_head(found.len()) { end } else { end + length };
        found.push(Response::parse(&bytes[..end]));
        bytes = &bytes[end..];
    }
    found
}

fn ids(responses: &[Response]) -> Vec<&str> {
    responses.iter().map(|response| response.header("x-request-id")).collect()
}

/// The number of requests that the service has answered on other connections than the one that asks.
fn answered(service: &Service) -> u64 {
    let metrics = service.get("/metrics").body;
    let mark =
        "inkstone_http_requests_total{operation=\"getHealth\",method=\"GET\",status=\"200\"} ";
    let count = metrics.lines().find_map(|line| line.strip_prefix(mark));
    count.map_or(0, |count| count.parse().expect("a number"))
}

#[test]
fn thousands_of_requests_are_answered_in_order_once_the_client_reads() {
    const COUNT: usize = 5000;
    let service = Service::new(&[]);
    let mut stream = service.connect();
    socket2::SockRef::from(&stream).set_recv_buffer_size(4096).unwrap();
    let mut writer = stream.try_clone().unwrap();
    let writing = thread::spawn(move || {
        let requests: String = (0..COUNT)
            .map(|id| request(id, if id + 1 == COUNT { "connection: close\r\n" } else { "" }))
            .collect();
        writer.write_all(requests.as_bytes())
    });
    // Nothing is read until no more is answered.
    let mut before = answered(&service);
    loop {
        thread::sleep(Duration::from_millis(200));
        let now = answered(&service);
        if now > 0 && now == before {
            break;
        }
        before = now;
    }
    assert!(before < COUNT as u64 / 2, "{before} responses were made that nobody read");
    socket2::SockRef::from(&stream).set_recv_buffer_size(1 << 20).unwrap();
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap();
    writing.join().unwrap().unwrap();
    let responses = responses(&bytes, |_| false);
    let expected: Vec<_> = (0..COUNT).map(|id| format!("n{id}")).collect();
    assert_eq!(ids(&responses), expected);
    assert!(responses.iter().all(|response| response.status == 200));
}

#[test]
fn nothing_is_answered_after_the_last_response() {
    let service = Service::new(&[]);
    for (last, status) in [
        ("connection: close\r\n", 200),
        ("content-length: 70000\r\n", 413),
        ("content-length: 5\r\nexpect: 200-ok\r\n", 200),
        ("upgrade: websocket\r\nconnection: upgrade\r\n", 200),
    ] {
        let requests = request(0, "") + &request(1, last) + &request(2, "") + &request(3, "");
        let responses = responses(&service.exchange(requests.as_bytes()), |_| false);
        assert_eq!(ids(&responses), ["n0", "n1"], "{last}");
        assert_eq!((responses[0].status, responses[1].status), (200, status), "{last}");
        assert_eq!(responses[1].header("connection"), "close", "{last}");
    }
}

#[test]
fn content_is_dropped_and_the_next_request_is_answered() {
    let service = Service::new(&[]);
    for content in [
        "transfer-encoding: chunked\r\n\r\n0\r\n\r\n",
        "transfer-encoding: chunked\r\n\r\n5\r\nGET /\r\n0\r\nx: y\r\n\r\n",
        "content-length: 9\r\n\r\nGET / HTT",
        "content-length: 0\r\n\r\n",
    ] {
        let with_content = request(1, "").trim_end().to_owned() + "\r\n" + content;
        let last = request(2, "connection: close\r\n");
        let requests = request(0, "") + &with_content + &last;
        let responses = responses(&service.exchange(requests.as_bytes()), |_| false);
        assert_eq!(ids(&responses), ["n0", "n1", "n2"], "{content}");
        assert!(responses.iter().all(|response| response.status == 200), "{content}");
        assert_eq!(responses[1].header("connection"), "", "{content}");
    }
    // The response does not wait for the content.
    let mut stream = service.connect();
    let head = request(0, "content-length: 5\r\n");
    for requests in [head.as_bytes(), &[b"12345", request(1, "").as_bytes()].concat()] {
        stream.write_all(requests).unwrap();
        let mut buffer = [0; 4096];
        let length = stream.read(&mut buffer).unwrap();
        assert_eq!(Response::parse(&buffer[..length]).status, 200);
    }
}

#[test]
fn nothing_is_answered_after_content_without_an_end() {
    let service = Service::new(&[]);
    let too_long = format!("{:x}\r\n{}\r\n", 70_000, "a".repeat(70_000));
    for content in ["5\r\nabc\r\n0\r\n\r\n", "x\r\n", &too_long] {
        let requests =
            request(0, "transfer-encoding: chunked\r\n") + content + "0\r\n\r\n" + &request(1, "");
        let responses = responses(&service.exchange(requests.as_bytes()), |_| false);
        assert_eq!(ids(&responses), ["n0"]);
        assert_eq!(responses[0].status, 200);
    }
}

#[test]
fn no_wish_for_another_protocol_is_confirmed() {
    let service = Service::new(&[]);
    let h2c = "connection: Upgrade, HTTP2-Settings\r\nupgrade: h2c\r\nhttp2-settings: AAMAAABk\r\n";
    for wish in ["connection: upgrade\r\n", "connection: keep-alive, upgrade\r\n", h2c] {
        let requests = request(0, wish) + &request(1, "connection: close\r\n");
        let responses = responses(&service.exchange(requests.as_bytes()), |_| false);
        assert_eq!(ids(&responses), ["n0", "n1"], "{wish}");
        for name in ["connection", "upgrade"] {
            assert_eq!(responses[0].header(name), "", "{wish}");
        }
    }
}

#[test]
fn a_client_that_ends_its_side_has_all_its_responses() {
    let service = Service::new(&[]);
    let mut stream = service.connect();
    let requests: String = (0..20).map(|id| request(id, "")).collect();
    stream.write_all((requests + "GET /healthz").as_bytes()).unwrap();
    stream.shutdown(Shutdown::Write).unwrap();
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap();
    assert_eq!(responses(&bytes, |_| false).len(), 20);
}

#[test]
fn whitespace_in_a_host_is_malformed() {
    let service = Service::new(&[]);
    for host in ["a b", "a\tb", "a, b"] {
        let bytes = service.exchange(format!("GET / HTTP/1.1\r\nhost: {host}\r\n\r\n").as_bytes());
        let response = Response::parse(&bytes);
        assert_eq!((response.status, code_of(&response).as_str()), (400, "malformed_request"));
    }
}

#[test]
fn an_idle_connection_is_closed_unless_a_head_has_begun() {
    let service = Service::listening(&[], |listen| listen.keep_alive = Duration::from_secs(1));
    let read = |stream: &mut TcpStream| {
        let mut buffer = [0; 4096];
        let length = stream.read(&mut buffer).unwrap();
        buffer[..length].to_vec()
    };
    let mut stream = service.connect();
    for _ in 0..2 {
        let (start, end) = PLAIN.split_at(20);
        stream.write_all(start.as_bytes()).unwrap();
        thread::sleep(Duration::from_millis(1500));
        stream.write_all(end.as_bytes()).unwrap();
        assert_eq!(Response::parse(&read(&mut stream)).status, 200);
    }
    assert!(read(&mut stream).is_empty(), "the connection ends");
}

/// What a client may send.
#[derive(Debug, Clone)]
enum Sent {
    Get { target: &'static str, status: u16 },
    Head,
    EmptyLine,
    Content { lines: &'static str },
    Last { line: &'static str, status: u16 },
    Garbage(Vec<u8>),
    Unfinished,
}

impl Sent {
    fn bytes(&self, id: usize) -> Vec<u8> {
        let request = |method: &str, target: &str, line: &str| {
            format!("{method} {target} HTTP/1.1\r\nhost: test\r\nx-request-id: n{id}\r\n{line}\r\n")
        };
        match self {
            Self::Get { target, .. } => request("GET", target, "x-a: 内\r\n").into_bytes(),
            Self::Head => request("HEAD", "/healthz", "").into_bytes(),
            Self::EmptyLine => b"\r\n".to_vec(),
            Self::Content { lines } => {
                let whole = request("GET", "/healthz", lines);
                // What ends a head otherwise is not part of the content.
                whole.strip_suffix("\r\n").expect("a line").as_bytes().to_vec()
            }
            Self::Last { line, .. } => request("GET", "/healthz", line).into_bytes(),
            Self::Garbage(bytes) => [bytes, &b"\r\n\r\n"[..]].concat(),
            Self::Unfinished => b"GET /healthz HTTP/1.1\r\nx: ".to_vec(),
        }
    }

    /// The status of the response, if there is one, and whether it is the last.
    fn outcome(&self) -> (Option<u16>, bool) {
        match self {
            Self::Get { status, .. } => (Some(*status), false),
            Self::Head | Self::Content { .. } => (Some(200), false),
            Self::EmptyLine => (None, false),
            Self::Last { status, .. } => (Some(*status), true),
            Self::Garbage(_) => (Some(400), true),
            Self::Unfinished => (None, true),
        }
    }
}

fn sent() -> impl Strategy<Value = Sent> {
    prop_oneof![
        9 => Just(Sent::Get { target: "/healthz", status: 200 }),
        4 => Just(Sent::Get { target: "/api/v1/posts/内存", status: 404 }),
        4 => Just(Sent::Get { target: "/api/v1/posts", status: 200 }),
        4 => Just(Sent::Head),
        2 => Just(Sent::EmptyLine),
        1 => Just(Sent::Last { line: "connection: close\r\n", status: 200 }),
        2 => Just(Sent::Content { lines: "content-length: 4\r\n\r\n\nGET" }),
        2 => Just(Sent::Content { lines: "transfer-encoding: chunked\r\n\r\n0\r\n\r\n" }),
        2 => Just(Sent::Content { lines: "transfer-encoding: chunked\r\n\r\n1\r\nG\r\n00\r\n\r\n" }),
        1 => Just(Sent::Last { line: "content-length: 99999\r\n", status: 413 }),
        // No line of garbage is a request line, and the first byte is not an empty line's.
        1 => prop::collection::vec(any::<u8>(), 0..99)
            .prop_map(|bytes| Sent::Garbage([b"(", &bytes[..]].concat())),
        1 => Just(Sent::Unfinished),
    ]
}

#[test]
fn any_bytes_in_any_pieces_are_answered_once_and_in_order() {
    let service = Service::new(&[]);
    let requests = prop::collection::vec(sent(), 1..40);
    let cuts = prop::collection::vec(any::<prop::sample::Index>(), 0..12);
    proptest!(ProptestConfig::with_cases(200), |(requests in requests, cuts in cuts)| {
        let mut bytes = Vec::new();
        let mut expected = Vec::new();
        let mut is_over = false;
        for (id, request) in requests.iter().enumerate() {
            bytes.extend(request.bytes(id));
            let (status, is_last) = request.outcome();
            if let Some(status) = status.filter(|_| !is_over) {
                expected.push((id, status));
            }
            is_over |= is_last;
            if matches!(request, Sent::Unfinished) {
                break;
            }
        }
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len())).collect();
        cuts.extend([0, bytes.len()]);
        cuts.sort_unstable();

        let mut stream = service.connect();
        stream.set_nodelay(true).unwrap();
        for pair in cuts.windows(2) {
            match stream.write_all(&bytes[pair[0]..pair[1]]) {
                Ok(()) => thread::sleep(Duration::from_micros(300)),
                // The connection may have been closed after its last response.
                Err(error) => prop_assert_eq!(error.kind(), io::ErrorKind::BrokenPipe),
            }
        }
        let _ = stream.shutdown(Shutdown::Write);
        let mut read = Vec::new();
        stream.read_to_end(&mut read).unwrap();
        let is_head = |number: usize| {
            expected.get(number).is_some_and(|(id, _)| matches!(requests[*id], Sent::Head))
        };
        let found = responses(&read, is_head);
        let statuses: Vec<_> = found.iter().map(|response| response.status).collect();
        prop_assert_eq!(statuses, expected.iter().map(|(_, status)| *status).collect::<Vec<_>>());
        for (response, (id, status)) in found.iter().zip(&expected) {
            if *status == 400 {
                prop_assert_eq!(code_of(response), "malformed_request");
            } else {
                prop_assert_eq!(response.header("x-request-id"), format!("n{id}"));
            }
        }
    });
}

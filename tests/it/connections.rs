//! Connections: request bodies, slow clients, and limits on connections.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use inkstone::protocol::{CorsOrigins, OriginPattern};

use crate::problems::code_of;
use crate::support::{self, Response, Service, post};

const SECOND: Duration = Duration::from_secs(1);

fn service() -> Service {
    Service::new(&[("hello.md", &post("title: Hello\nlang: en"))])
}

/// Sends bytes and reads the response until the connection ends.
fn exchange(stream: &mut TcpStream, bytes: &[u8]) -> Response {
    Response::parse(&support::exchange(stream, bytes))
}

/// Reads one response from a connection that stays open.
fn read_response(stream: &mut TcpStream) -> Response {
    let mut bytes = Vec::new();
    loop {
        let mut buffer = [0; 4096];
        let read = stream.read(&mut buffer).expect("a response");
        assert_ne!(read, 0, "{}", String::from_utf8_lossy(&bytes));
        bytes.extend_from_slice(&buffer[..read]);
        if bytes.windows(4).any(|window| window == b"\r\n\r\n") {
            let response = Response::parse(&bytes);
            if response.header("content-length").parse() == Ok(response.bytes.len()) {
                return response;
            }
        }
    }
}

#[test]
fn a_body_that_is_too_large_is_refused_and_its_connection_closed() {
    let service = service();
    for method in ["GET", "POST", "BREW"] {
        for (field, body) in
            [("content-length: 10737418240", "some of it"), ("content-length: 65537", "")]
        {
            let request =
                format!("{method} /api/v1/posts HTTP/1.1\r\nhost: test\r\n{field}\r\n\r\n{body}");
            let response = exchange(&mut service.connect(), request.as_bytes());
            assert_eq!(
                (response.status, code_of(&response).as_str(), response.header("connection")),
                (413, "content_too_large", "close"),
                "{request}"
            );
        }
    }
}

#[test]
fn a_client_that_sends_a_large_body_before_it_reads_gets_its_response() {
    let service = service();
    let body = vec![b'x'; 16 << 20];
    let head = format!("POST / HTTP/1.1\r\nhost: test\r\ncontent-length: {}\r\n\r\n", body.len());
    let response = exchange(&mut service.connect(), &[head.as_bytes(), &body].concat());
    assert_eq!((response.status, code_of(&response).as_str()), (413, "content_too_large"));
}

#[test]
fn a_small_body_is_ignored() {
    let service = Service::listening(&[], |listen| listen.head_timeout = SECOND);
    for (method, status) in [("GET", 200), ("POST", 405)] {
        let head =
            format!("{method} /api/v1/posts HTTP/1.1\r\nhost: test\r\ncontent-length: 18\r\n\r\n");
        // The body looks like a request.
        let mut stream = service.connect();
        stream.write_all((head.clone() + "GET / HTTP/1.1\r\n\r\n").as_bytes()).unwrap();
        let response = read_response(&mut stream);
        assert_eq!((response.status, response.header("connection")), (status, ""));
        assert_eq!(response.header("content-length"), response.bytes.len().to_string());
        let next = b"GET /healthz HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\r\n";
        let response = exchange(&mut stream, next);
        assert_eq!((response.status, response.body.as_str()), (200, "{\"status\":\"ok\"}"));
        // A body that does not arrive in time ends the connection, without a second response.
        let response = exchange(&mut service.connect(), (head + "GET").as_bytes());
        assert_eq!(response.status, status);
        assert_eq!(response.header("content-length"), response.bytes.len().to_string());
    }
}

#[test]
fn a_connection_is_idle_once_a_late_body_has_arrived() {
    let service = Service::listening(&[], |listen| {
        (listen.head_timeout, listen.keep_alive) = (600 * SECOND, SECOND);
    });
    let mut stream = service.connect();
    stream.set_read_timeout(Some(60 * SECOND)).unwrap();
    stream.write_all(b"GET /healthz HTTP/1.1\r\nhost: test\r\ncontent-length: 5\r\n\r\n").unwrap();
    assert_eq!(read_response(&mut stream).status, 200);
    stream.write_all(b"12345").unwrap();
    assert_eq!(stream.read(&mut [0; 1]).expect("its end"), 0, "nothing follows");
}

#[test]
fn a_client_that_expects_100_continue_is_answered() {
    let service = service();
    let ask = |length: &str| {
        let request = format!(
            "GET /healthz HTTP/1.1\r\nhost: test\r\nexpect: 100-continue\r\n\
             content-length: {length}\r\n\r\n"
        );
        service.exchange(request.as_bytes())
    };
    let refused = Response::parse(&ask("10737418240"));
    assert_eq!((refused.status, code_of(&refused).as_str()), (413, "content_too_large"));
    assert_eq!(refused.json()["instance"], "/healthz");
    let answered = String::from_utf8(ask("5")).unwrap();
    let rest = answered.strip_prefix("HTTP/1.1 100 Continue\r\n\r\n").expect("an interim response");
    assert_eq!(Response::parse(rest.as_bytes()).status, 200);
}

#[test]
fn each_head_has_a_time_limit() {
    let service = Service::listening(&[], |listen| listen.head_timeout = 2 * SECOND);
    let mut stream = service.connect();
    for _ in 0..2 {
        stream.write_all(b"GET /healthz HTTP/1.1\r\nhost: test\r\n\r\n").unwrap();
        assert_eq!(read_response(&mut stream).status, 200);
    }
    let response = exchange(&mut stream, b"GET /slow?x HTTP/1.1\r\nhost: test\r\n");
    assert_eq!((response.status, code_of(&response).as_str()), (408, "request_timeout"));
    assert_eq!(response.json()["instance"], "/slow");

    let response = exchange(&mut service.connect(), b"\r\n");
    assert_eq!((response.status, code_of(&response).as_str()), (408, "request_timeout"));
    let opened = Instant::now();
    let mut silent = service.connect();
    assert_eq!(silent.read(&mut [0; 1]).unwrap(), 0, "there is no request to respond to");
    let took = opened.elapsed();
    assert!((2 * SECOND..10 * SECOND).contains(&took), "{took:?}");
}

#[test]
fn a_client_that_does_not_read_its_response_is_disconnected() {
    let large = "x".repeat(32 << 20);
    let service = Service::listening(&[("large.txt", &large)], |listen| {
        (listen.max_connections, listen.write_timeout) = (Some(1), SECOND);
    });
    let mut stuck = service.connect();
    socket2::SockRef::from(&stuck).set_recv_buffer_size(4096).unwrap();
    stuck.write_all(b"GET /assets/large.txt HTTP/1.1\r\nhost: test\r\n\r\n").unwrap();
    assert_eq!(service.get("/healthz").status, 200, "once the other client is disconnected");
    let mut bytes = Vec::new();
    let _ = stuck.read_to_end(&mut bytes);
    assert!(bytes.starts_with(b"HTTP/1.1 200") && bytes.len() < large.len(), "{}", bytes.len());
}

#[test]
fn connections_are_kept_alive_unless_that_is_disabled() {
    let kept = service();
    let mut stream = kept.connect();
    stream.write_all(b"GET /healthz HTTP/1.1\r\nhost: test\r\n\r\n").unwrap();
    assert_eq!(read_response(&mut stream).header("connection"), "");
    let single = Service::listening(&[], |listen| listen.keep_alive = Duration::ZERO);
    let request = b"GET /healthz HTTP/1.1\r\nhost: test\r\n\r\n";
    assert_eq!(exchange(&mut single.connect(), request).header("connection"), "close");
}

#[test]
fn a_head_after_another_request_has_its_own_time_limit() {
    let service = Service::listening(&[], |listen| listen.head_timeout = SECOND);
    let request = b"GET /healthz HTTP/1.1\r\nhost: test\r\n\r\n";
    let (most, end) = request.split_at(request.len() - 2);
    let mut stream = service.connect();
    stream.write_all(&[&request[..], most].concat()).unwrap();
    assert_eq!(read_response(&mut stream).status, 200);
    stream.write_all(end).unwrap();
    assert_eq!(read_response(&mut stream).status, 200);
    // Longer than the limit, but no head has begun.
    stream.set_read_timeout(Some(SECOND * 5 / 4)).unwrap();
    assert!(stream.read(&mut [0; 1]).is_err(), "the connection stays open");
    stream.write_all(most).unwrap();
    stream.set_read_timeout(Some(SECOND / 4)).unwrap();
    assert!(stream.read(&mut [0; 1]).is_err(), "the next head has just begun");
    stream.set_read_timeout(None).unwrap();
    stream.write_all(end).unwrap();
    assert_eq!(read_response(&mut stream).status, 200);

    let response = exchange(&mut stream, &[&request[..], most].concat());
    let (first, second) =
        response.body.split_at(response.header("content-length").parse().unwrap());
    assert_eq!((response.status, first), (200, r#"{"status":"ok"}"#));
    let second = Response::parse(second.as_bytes());
    assert_eq!(code_of(&second), "request_timeout", "the head is never complete");
}

#[test]
fn urls_are_encoded_in_pipelined_requests_too() {
    let request = |path: &str, last: &str| {
        format!("GET /api/v1/posts/{path} HTTP/1.1\r\nhost: test\r\nx-a: 内\r\n{last}\r\n")
    };
    let requests = request("内", "") + &request("容", "connection: close\r\n");
    let responses = String::from_utf8(service().exchange(requests.as_bytes())).unwrap();
    assert_eq!(responses.matches("HTTP/1.1 404").count(), 2, "{responses}");
    assert!(responses.contains("posts/%E5%86%85") && responses.contains("posts/%E5%AE%B9"));
}

#[test]
fn malformed_requests_get_a_full_response_and_are_counted() {
    let service = service();
    let refused = exchange(&mut service.connect(), b"GET /a b c HTTP/1.1\r\n\r\n");
    assert_eq!((refused.status, code_of(&refused).as_str()), (400, "malformed_request"));
    assert_eq!(refused.header("date"), "Thu, 01 Jan 2026 12:00:00 GMT");
    assert_eq!(refused.header("access-control-allow-origin"), "*");
    assert_eq!(refused.header("access-control-expose-headers"), "*");
    let head = exchange(&mut service.connect(), b"HEAD /a b c HTTP/1.1\r\n\r\n");
    assert_eq!((head.status, head.body.as_str()), (400, ""));
    exchange(&mut service.connect(), b"NONSENSE\r\n\r\n");

    let idle = service.connect();
    let metrics = service.get("/metrics").body;
    for method in ["GET", "HEAD", "other"] {
        let count = format!(
            "inkstone_http_requests_total{{operation=\"none\",method=\"{method}\",status=\"400\"}} 1\n"
        );
        assert!(metrics.contains(&count), "{count} in {metrics}");
    }
    service.wait("/metrics", |metrics| metrics.body.contains("connections_open 2\n"));
    drop(idle);
    service.wait("/metrics", |metrics| metrics.body.contains("connections_open 1\n"));
}

#[test]
fn responses_to_malformed_requests_are_not_readable_by_pages_if_origins_are_listed() {
    let service = Service::with(&[], |options| {
        options.cors = CorsOrigins::These(vec![OriginPattern::One("https://a.example".to_owned())]);
    });
    let refused = Response::parse(&service.exchange(b"NONSENSE\r\n\r\n"));
    assert_eq!((refused.status, refused.header("access-control-allow-origin")), (400, ""));
}

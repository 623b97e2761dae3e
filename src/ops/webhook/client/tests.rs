//! The client against endpoints of all kinds, on this machine.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::{Duration, SystemTime};

use actix_http::StatusCode;

use super::{Client, Outcome, retry_after};
use crate::ops::webhook::message::{Message, SignedHeaders};

/// Starts a server that reads one request and lets `answer` answer it. Returns its URL, and then the request.
fn server(answer: impl FnOnce(&mut TcpStream) + Send + 'static) -> (String, JoinHandle<Vec<u8>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/hook?key=1", listener.local_addr().unwrap());
    let serving = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let (mut request, mut buffer) = (Vec::new(), [0; 1024]);
        while !request.ends_with(b"{\"a\":1}") {
            let read = stream.read(&mut buffer).unwrap();
            assert!(read > 0, "the request is incomplete");
            request.extend_from_slice(&buffer[..read]);
        }
        answer(&mut stream);
        request
    });
    (url, serving)
}

fn answering(response: &'static str) -> (String, JoinHandle<Vec<u8>>) {
    server(|stream| stream.write_all(response.as_bytes()).unwrap())
}

fn message() -> (Message, SignedHeaders) {
    let message = Message { id: "msg_a".to_owned(), body: br#"{"a":1}"#.to_vec() };
    let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".parse().unwrap();
    let headers = SignedHeaders::new(&message, 1_700_000_000, &[secret]);
    (message, headers)
}

fn send(client: &Client, url: &str) -> Outcome {
    let (message, headers) = message();
    client.send(url, &message, &headers)
}

#[test]
fn a_message_is_a_signed_post_of_json() {
    let (url, serving) = answering("HTTP/1.1 204 No Content\r\n\r\n");
    assert_eq!(send(&Client::new(true), &url), Outcome::Accepted(StatusCode::NO_CONTENT));
    let request = String::from_utf8(serving.join().unwrap()).unwrap();
    let signature = message().1.signature;
    assert!(request.starts_with("POST /hook?key=1 HTTP/1.1\r\n"), "{request}");
    for line in [
        "content-type: application/json",
        "content-length: 7",
        "webhook-id: msg_a",
        "webhook-timestamp: 1700000000",
        &format!("webhook-signature: {signature}"),
    ] {
        let has_line = request.lines().any(|found| {
            found.split_once(": ").is_some_and(|(name, value)| {
                line == format!("{}: {value}", name.to_ascii_lowercase())
            })
        });
        assert!(has_line, "{line} is not in {request}");
    }
    assert!(request.ends_with("\r\n\r\n{\"a\":1}"), "{request}");
}

#[test]
fn only_a_status_from_200_to_299_is_success() {
    let client = Client::new(true);
    let status = |code: u16| StatusCode::from_u16(code).unwrap();
    for (response, expected) in [
        ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", Outcome::Accepted(status(200))),
        // A body that is cut short changes nothing.
        ("HTTP/1.1 202 Accepted\r\nContent-Length: 900\r\n\r\nok", Outcome::Accepted(status(202))),
        ("HTTP/1.1 410 Gone\r\n\r\n", Outcome::Gone),
        (
            "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n",
            Outcome::Rejected { status: status(500), retry_after: None },
        ),
        (
            "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 120\r\n\r\n",
            Outcome::Rejected { status: status(503), retry_after: Some(Duration::from_secs(120)) },
        ),
    ] {
        let (url, _serving) = answering(response);
        assert_eq!(send(&client, &url), expected, "{response}");
    }
}

#[test]
fn redirects_are_failures_and_are_not_followed() {
    let target = TcpListener::bind("127.0.0.1:0").unwrap();
    target.set_nonblocking(true).unwrap();
    for code in [301, 302, 303, 307, 308] {
        let location = target.local_addr().unwrap();
        let (url, _serving) = server(move |stream| {
            let response = format!(
                "HTTP/1.1 {code} Moved\r\nLocation: http://{location}/\r\nContent-Length: 0\r\n\r\n"
            );
            stream.write_all(response.as_bytes()).unwrap();
        });
        let status = StatusCode::from_u16(code).unwrap();
        assert_eq!(send(&Client::new(true), &url), Outcome::Redirected(status));
    }
    let refused = target.accept().unwrap_err();
    assert_eq!(refused.kind(), std::io::ErrorKind::WouldBlock, "nobody followed");
}

#[test]
fn an_endpoint_that_is_silent_times_out() {
    let client = Client::with_timeout(true, Duration::from_millis(100));
    let (url, serving) = server(|stream| {
        // Until the client hangs up.
        let _ = stream.read(&mut [0]);
    });
    assert_eq!(send(&client, &url), Outcome::TimedOut);
    serving.join().unwrap();
}

#[test]
fn an_endpoint_that_sends_its_head_byte_by_byte_times_out() {
    let client = Client::with_timeout(true, Duration::from_millis(100));
    let (url, serving) = server(|stream| {
        while stream.write_all(b"H").is_ok() {
            thread::yield_now();
        }
    });
    assert!(!send(&client, &url).is_accepted());
    serving.join().unwrap();
}

#[test]
fn an_endless_body_is_cut_off() {
    let (url, serving) = server(|stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n");
        while stream.write_all(&[b'x'; 4096]).is_ok() {}
    });
    assert_eq!(send(&Client::new(true), &url), Outcome::Accepted(StatusCode::OK));
    serving.join().unwrap();
}

#[test]
fn a_body_that_does_not_end_is_cut_off_in_time() {
    let client = Client::with_timeout(true, Duration::from_millis(100));
    let (url, serving) = server(|stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n");
        let _ = stream.read(&mut [0]);
    });
    assert_eq!(send(&client, &url), Outcome::Accepted(StatusCode::OK));
    serving.join().unwrap();
}

#[test]
fn private_addresses_are_refused_without_a_connection() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let port = listener.local_addr().unwrap().port();
    let client = Client::new(false);
    for host in ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "0.0.0.0", "2130706433", "0x7f.1"]
    {
        let outcome = send(&client, &format!("http://{host}:{port}/"));
        assert!(matches!(outcome, Outcome::Refused(_)), "{host}: {outcome:?}");
    }
    let refused = listener.accept().unwrap_err();
    assert_eq!(refused.kind(), std::io::ErrorKind::WouldBlock, "nobody connected");
}

#[test]
fn what_is_no_http_is_a_failure() {
    for response in ["", "SSH-2.0-x\r\n", "HTTP/1.1 2x0 \r\n\r\n", "HTTP/1.1 1000 OK\r\n\r\n"] {
        let (url, _serving) = answering(response);
        let outcome = send(&Client::new(true), &url);
        assert!(matches!(outcome, Outcome::Failed(_)), "{response}: {outcome:?}");
    }
}

#[test]
fn nobody_vouches_for_a_certificate_that_signs_itself() {
    let issued = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    let key = issued.signing_key.serialize_der().try_into().unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![issued.cert.der().clone()], key)
        .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://{}/", listener.local_addr().unwrap());
    let serving = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut session = rustls::ServerConnection::new(Arc::new(config)).unwrap();
        rustls::Stream::new(&mut session, &mut stream).read(&mut [0; 1024]).is_err()
    });
    let Outcome::Failed(reason) = send(&Client::new(true), &url) else { panic!("it was trusted") };
    assert!(reason.contains("certificate"), "{reason}");
    assert!(serving.join().unwrap(), "nothing was sent");
}

#[test]
fn retry_after_is_seconds_or_a_date() {
    // The examples of RFC 9110, sections 10.2.3 and 5.6.7.
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(946_684_759);
    for (value, expected) in [
        ("120", Some(120)),
        (" 0 ", Some(0)),
        ("Fri, 31 Dec 1999 23:59:59 GMT", Some(40)),
        ("Sun, 06 Nov 1994 08:49:37 GMT", Some(0)),
        ("99999999999999999999999", Some(u64::MAX)),
        ("", None),
        ("-1", None),
        ("soon", None),
    ] {
        let found = retry_after(value, now).map(|wait| wait.as_secs());
        assert_eq!(found, expected, "{value}");
    }
}

//! Heads that are valid and heads that are not, by RFC 9112 and by the framework.

use actix_http::h1::Codec;
use actix_web::rt::System;
use bytes::BytesMut;
use proptest::prelude::*;
use tokio_util::codec::Decoder;

use super::{Framing, Head, LARGEST, ProblemKind, Receiver, check, check_start, without_hops};
use crate::protocol::BasePath;

/// Whether the framework's parser accepts a head.
fn is_accepted_by_framework(head: &[u8]) -> bool {
    let decode = async { Codec::default().decode(&mut BytesMut::from(head)) };
    matches!(System::new().block_on(decode), Ok(Some(_)))
}

fn head(first_line: &str, lines: &[&str]) -> String {
    let lines: String = lines.iter().map(|line| format!("{line}\r\n")).collect();
    format!("{first_line}\r\n{lines}\r\n")
}

#[test]
fn valid_heads_are_accepted_and_tell_what_follows() {
    let one = Some(Framing::Length(1));
    let chunked = Some(Framing::Chunked);
    let (longest, longer) =
        (format!("content-length: {LARGEST}"), format!("content-length: {}", LARGEST + 1));
    for (first_line, lines, is_last, content) in [
        ("GET / HTTP/1.1", &["host: a"][..], false, None),
        ("GET /a?b HTTP/1.1", &["Host:", "x: \u{5185}"], false, None),
        ("GET http://a/b HTTP/1.1", &["host: [::1]:80"], false, None),
        ("OPTIONS * HTTP/1.1", &["host: a.example:8080"], false, None),
        ("BREW / HTTP/1.0", &[], false, None),
        ("GET / HTTP/1.1", &["host: a", "content-length: 0"], false, None),
        ("GET / HTTP/1.1", &["host: a", "Content-Length: 1 "], false, one),
        ("GET / HTTP/1.1", &["host: a", &longest], false, Some(Framing::Length(LARGEST))),
        ("GET / HTTP/1.1", &["host: a", &longer], true, None),
        ("POST / HTTP/1.0", &["content-length: 0"], false, None),
        ("GET / HTTP/1.1", &["host: a", "Transfer-Encoding: Chunked"], false, chunked),
        ("GET / HTTP/1.1", &["host: a", "expect: 100-continue"], false, None),
        ("GET / HTTP/1.1", &["host: a", "content-length: 1", "Expect: 100-continue"], true, None),
        ("GET / HTTP/1.1", &["host: a", "upgrade: WebSocket"], true, None),
        ("GET / HTTP/1.1", &["host: a", "upgrade: h2c"], false, None),
        ("CONNECT a:80 HTTP/1.1", &["host: a"], true, None),
    ] {
        let head = head(first_line, lines);
        let expected = Head {
            is_last,
            content,
            received: None,
            awaits_continue: false,
            wishes_upgrade: false,
        };
        assert_eq!(check(head.as_bytes(), &Receiver::default()), Ok(expected), "{head}");
        assert!(is_accepted_by_framework(head.as_bytes()), "{head}");
    }
}

#[test]
fn a_wish_to_change_the_protocol_is_found_among_other_options() {
    for (lines, expected) in [
        (&["connection: upgrade"][..], true),
        (&["Connection: Upgrade, HTTP2-Settings", "upgrade: h2c"], true),
        (&["connection: close", "connection: keep-alive,UPGRADE"], true),
        (&["connection: keep-alive"], false),
        (&["upgrade: h2c"], false),
        // The connection ends with this request.
        (&["connection: upgrade", "upgrade: websocket"], false),
    ] {
        let head = head("GET / HTTP/1.1", &[&["host: a"], lines].concat());
        let found = check(head.as_bytes(), &Receiver::default()).unwrap().wishes_upgrade;
        assert_eq!(found, expected, "{head}");
    }
}

#[test]
fn heads_without_their_content_are_accepted_by_the_framework() {
    for lines in
        [&["host: a", "content-length: 5"][..], &["content-length: 5", "expect: 100-continue"]]
    {
        let head = head("POST /mcp HTTP/1.0", lines);
        assert!(is_accepted_by_framework(&without_hops(head.as_bytes(), true)), "{head}");
    }
}

#[test]
fn invalid_heads_are_refused() {
    for (first_line, lines) in [
        ("GET / HTTP/1.1", &[][..]),
        ("GET / HTTP/1.1", &["host: a", "host: a"]),
        ("GET / HTTP/1.1", &["host: a b"]),
        ("GET / HTTP/1.1", &["host: a\tb"]),
        ("GET / HTTP/1.1", &["host: u@a"]),
        ("GET / HTTP/1.1", &["host: a/b"]),
        ("GET / HTTP/1.1", &["host: \u{5185}"]),
        ("GET / HTTP/1.1", &["host : a"]),
        ("GET / HTTP/1.1", &["host: a", " folded"]),
        ("GET / HTTP/1.1", &["host: a", "x: \0"]),
        ("GET / HTTP/1.1", &["host: a", "content-length: +1"]),
        ("GET / HTTP/1.1", &["host: a", "content-length:"]),
        ("GET / HTTP/1.1", &["host: a", "content-length: 1, 1"]),
        ("GET / HTTP/1.1", &["host: a", "content-length: 1", "content-length: 1"]),
        ("GET / HTTP/1.1", &["host: a", "content-length: 18446744073709551616"]),
        ("GET / HTTP/1.1", &["host: a", "content-length: 1", "transfer-encoding: chunked"]),
        ("GET / HTTP/1.1", &["host: a", "transfer-encoding: gzip, chunked"]),
        ("GET / HTTP/1.1", &["host: a", "transfer-encoding: identity"]),
        (
            "GET / HTTP/1.1",
            &["host: a", "transfer-encoding: chunked", "transfer-encoding: chunked"],
        ),
        ("GET / HTTP/1.0", &["transfer-encoding: chunked"]),
        ("POST / HTTP/1.0", &[]),
        ("GET /a b HTTP/1.1", &["host: a"]),
        ("GET /\u{1} HTTP/1.1", &["host: a"]),
        ("GET /< HTTP/1.1", &["host: a"]),
        ("GET a/b HTTP/1.1", &["host: a"]),
        ("G(T / HTTP/1.1", &["host: a"]),
        ("GET / HTTP/2.0", &["host: a"]),
        ("GARBAGE", &[]),
        ("", &[]),
    ] {
        let head = head(first_line, lines);
        assert_eq!(
            check(head.as_bytes(), &Receiver::default()),
            Err(ProblemKind::MalformedRequest),
            "{head}"
        );
    }
    let many = vec!["x: y"; 97];
    let many = head("GET / HTTP/1.1", &many);
    assert_eq!(check(many.as_bytes(), &Receiver::default()), Err(ProblemKind::HeadersTooLarge));
    let long_name = head("GET / HTTP/1.1", &["host: a", &format!("{}: a", "x".repeat(65_536))]);
    assert_eq!(
        check(long_name.as_bytes(), &Receiver::default()),
        Err(ProblemKind::MalformedRequest)
    );
}

#[test]
fn the_beginning_of_a_head_is_refused_as_soon_as_nothing_could_save_it() {
    for (start, is_refused) in [
        ("GET / HT", false),
        ("GET / HTTP/1.1\r\nhost", false),
        ("\x16\x03\x01\x02", true),
        ("GET / HTTP/3", true),
        ("GET / HTTP/1.1\r\nhost a\r\n", true),
    ] {
        assert_eq!(check_start(start.as_bytes()).is_err(), is_refused, "{start}");
    }
}

/// A header line, often one that the checks look at.
fn line() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("host: a".to_owned()),
        "(host|content-length|transfer-encoding|upgrade|connection|expect|x):[ \t]?(chunked|identity|websocket|100-continue|[0-9]{0,3}|[ -~]{0,3})",
        "[!-~]{1,9}:[ -~\t]{0,9}",
    ]
}

proptest! {
    #[test]
    fn whatever_is_accepted_is_accepted_by_the_framework(
        first_line in prop_oneof![
            Just("GET / HTTP/1.1".to_owned()),
            "POST /mcp HTTP/1[.][01]",
            "(GET|POST|CONNECT|[!-~]{1,3}) (/[!-~]{0,5}|[!-~]{1,9}|[*]) HTTP/1[.][01]",
        ],
        lines in prop::collection::vec(line(), 0..5),
        newline in prop::sample::select(vec!["\r\n", "\n"]),
    ) {
        let mut head = format!("{first_line}{newline}");
        for line in &lines {
            head.push_str(line);
            head.push_str(newline);
        }
        head.push_str(newline);
        if check(head.as_bytes(), &Receiver::default()).is_ok() {
            prop_assert!(is_accepted_by_framework(head.as_bytes()), "{head}");
            prop_assert!(check_start(head.as_bytes()).is_ok());
            let receiver = Receiver::new(Some(BasePath::default()));
            let received = check(head.as_bytes(), &receiver).is_ok_and(|head| head.received.is_some());
            let kept = without_hops(head.as_bytes(), received);
            prop_assert!(is_accepted_by_framework(&kept), "{head}");
        }
    }
}

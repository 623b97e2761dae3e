//! Inputs that come whole, in parts, and without end.

use proptest::prelude::*;
use tokio::io::ReadBuf;

use super::{Head, HeadLimits, Input, NextHead, ProblemKind, Receiver};
use crate::protocol::BasePath;

const LIMITS: HeadLimits = HeadLimits { max_url: 1 << 10, max_headers: 4 << 10 };

fn input(bytes: &[u8]) -> Input {
    let mut input = Input::new(LIMITS, Receiver::default());
    input.push(bytes);
    input
}

/// Takes the next head, if it is complete and valid, in small parts.
fn take(input: &mut Input) -> Option<String> {
    let NextHead::Valid(_) = input.next_head() else { return None };
    let mut head = Vec::new();
    let mut part = [0; 7];
    loop {
        let mut buffer = ReadBuf::new(&mut part);
        if !input.hand_over(&mut buffer) {
            return Some(String::from_utf8_lossy(&head).into_owned());
        }
        head.extend_from_slice(buffer.filled());
    }
}

#[test]
fn only_first_lines_are_percent_encoded() {
    let mut input = input(
        "\r\nGET /内 HTTP/1.1\r\nhost: a\r\nx: 内\r\n\r\n\r\n\nGET /é HTTP/1.1\nhost: a\n\nGET /"
            .as_bytes(),
    );
    let first = "GET /%E5%86%85 HTTP/1.1\r\nhost: a\r\nx: 内\r\n\r\n";
    assert_eq!(take(&mut input).as_deref(), Some(first));
    assert_eq!(take(&mut input).as_deref(), Some("GET /%C3%A9 HTTP/1.1\nhost: a\n\n"));
    assert_eq!(take(&mut input), None);
    assert!(input.has_begun() && !input.is_empty());
}

#[test]
fn the_length_of_a_target_decides_before_anything_else() {
    let refused = |text: String| input(text.as_bytes()).next_head();
    let long = |length: usize| format!("/{}", "a".repeat(length - 1));
    assert_eq!(
        refused(format!("GET {} x", long(1024))),
        NextHead::Refused(ProblemKind::MalformedRequest)
    );
    assert_eq!(
        refused(format!("GET {} x", long(1025))),
        NextHead::Refused(ProblemKind::UriTooLong)
    );
    assert_eq!(refused(format!("GET {}", long(8000))), NextHead::Refused(ProblemKind::UriTooLong));
    let chinese = |count: usize| format!("GET /{} x", "内".repeat(count));
    assert_eq!(refused(chinese(113)), NextHead::Refused(ProblemKind::MalformedRequest));
    assert_eq!(refused(chinese(114)), NextHead::Refused(ProblemKind::UriTooLong));
    let fields = |length: usize| format!("GET / HTTP/1.1\r\nx: {}", "a".repeat(length));
    assert_eq!(refused(fields(7000)), NextHead::Incomplete);
    assert_eq!(refused(fields(8000)), NextHead::Refused(ProblemKind::HeadersTooLarge));
    let complete = fields(6000) + "\r\nhost: a\r\n\r\n";
    assert_eq!(
        refused(complete),
        NextHead::Valid(Head {
            is_last: false,
            content: None,
            received: None,
            awaits_continue: false,
            wishes_upgrade: false,
        }),
        "refused later, by name"
    );
}

#[test]
fn a_request_has_begun_from_its_first_byte_to_its_last() {
    let mut input = Input::new(LIMITS, Receiver::default());
    assert!(!input.has_begun());
    input.push(b"\r\n");
    assert_eq!(input.next_head(), NextHead::Incomplete);
    assert!(input.has_begun() && input.is_empty());
    input.push(b"GET / HTTP/1.1\r\nhost: a\r\n\r\n\r\n");
    assert!(take(&mut input).is_some());
    assert!(!input.has_begun() && input.is_empty(), "an empty line after a request is nothing");
    input.push(b"\r\n");
    input.skip_empty_lines();
    assert!(!input.has_begun());
}

#[test]
fn what_is_not_http_is_refused_before_it_ends() {
    let mut input = input(b"GET / HTTP/1.1\r\n");
    assert_eq!(input.next_head(), NextHead::Incomplete);
    input.push(b"a b\r\na: b\r\na: b\r\n");
    assert_eq!(input.next_head(), NextHead::Refused(ProblemKind::MalformedRequest));
}

proptest! {
    #[test]
    fn heads_are_found_however_they_come_in_parts(
        fields in prop::collection::vec(prop::collection::vec("[a-z]{1,5}: [a-z]{1,4}", 0..4), 1..5),
        newline in prop::sample::select(vec!["\n", "\r\n"]),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..9),
        empty_lines in 0..3_usize,
    ) {
        let heads: Vec<_> = fields
            .iter()
            .enumerate()
            .map(|(number, fields)| {
                let fields: String = fields.iter().map(|field| format!("{field}{newline}")).collect();
                format!("GET /{number} HTTP/1.1{newline}host: a{newline}{fields}{newline}")
            })
            .collect();
        let text = heads.iter().map(|head| newline.repeat(empty_lines) + head).collect::<String>();
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(text.len())).collect();
        cuts.extend([0, text.len()]);
        cuts.sort_unstable();
        let mut input = Input::new(LIMITS, Receiver::default());
        let mut found = Vec::new();
        for pair in cuts.windows(2) {
            input.push(&text.as_bytes()[pair[0]..pair[1]]);
            found.extend(std::iter::from_fn(|| take(&mut input)));
        }
        prop_assert_eq!(found, heads);
        prop_assert!(input.is_empty() && !input.has_begun());
    }

    #[test]
    fn whatever_comes_takes_little_memory(parts in prop::collection::vec(
        prop_oneof![
            prop::collection::vec(any::<u8>(), 0..4096),
            "(GET /|é{0,2000} |[\r\n]|HTTP/1.1\r\n|a: b{0,2000}\r\n|host: a\r\n\r\n){0,9}".prop_map(String::into_bytes),
        ],
        0..9,
    )) {
        let mut input = Input::new(LIMITS, Receiver::default());
        for part in &parts {
            input.push(part);
            while take(&mut input).is_some() {}
            let _ = (input.request_line().path(), input.request_line().method());
            if let NextHead::Refused(_) = input.next_head() {
                break;
            }
            prop_assert!(input.bytes.len() <= input.max_length());
        }
        // What was read last may be three times as long once it is encoded.
        prop_assert!(input.bytes.capacity() <= input.max_length() + 3 * 40_000 + Input::STEP);
    }
}

#[test]
fn content_with_a_meaning_arrives_before_its_head_is_handed_over() {
    let receiver = || Receiver::new(Some(BasePath::default()));
    let head = "POST /mcp HTTP/1.1\r\nhost: a\r\n";
    let framed = format!("{head}content-length: 5\r\n\r\nabcdeGET / HTTP/1.1\r\nhost: a\r\n\r\n");
    for step in [1, 7, 1000] {
        let mut input = Input::new(LIMITS, receiver());
        let mut heads = Vec::new();
        for part in framed.as_bytes().chunks(step) {
            input.push(part);
            while let Some(head) = take(&mut input) {
                heads.push((head, input.take_received()));
            }
        }
        let rest = "GET / HTTP/1.1\r\nhost: a\r\n\r\n".to_owned();
        let first = format!("{head}content-length: 0\r\n\r\n");
        assert_eq!(heads, [(first, b"abcde".to_vec()), (rest, Vec::new())]);
    }
    for (rest, expected) in [
        ("content-length: 5\r\n\r\nabcd", NextHead::Incomplete),
        ("content-length: 5\r\nexpect: 100-continue\r\n\r\n", NextHead::Awaited),
        ("transfer-encoding: chunked\r\n\r\nx", NextHead::Refused(ProblemKind::MalformedRequest)),
        ("transfer-encoding: chunked\r\n\r\n10001\r\n", NextHead::Incomplete),
    ] {
        let mut input = Input::new(LIMITS, receiver());
        input.push(format!("{head}{rest}").as_bytes());
        assert_eq!(input.next_head(), expected, "{rest}");
    }
    let mut input = Input::new(LIMITS, receiver());
    input.push(format!("{head}transfer-encoding: chunked\r\n\r\n10001\r\n").as_bytes());
    assert_eq!(input.next_head(), NextHead::Incomplete);
    input.push(&[b'a'; 0x10001]);
    assert_eq!(input.next_head(), NextHead::Refused(ProblemKind::ContentTooLarge));
}

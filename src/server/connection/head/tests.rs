//! Heads as they come, whole and in parts.

use proptest::prelude::*;

use super::{HeadMeter, Method, ProblemKind, Range, encode_lines};

/// Reads with one that has read nothing, and gives the first lines.
fn first_lines(bytes: &[u8]) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    HeadMeter::default().read(bytes, |line| lines.push(line));
    lines
}

fn read(head: &mut HeadMeter, bytes: &[u8]) -> bool {
    head.read(bytes, |_| {})
}

#[test]
fn only_first_lines_are_encoded() {
    for (sent, expected) in [
        ("\r\nGET /内 HTTP/1.1\r\nx: 内\r\n", "\r\nGET /%E5%86%85 HTTP/1.1\r\nx: 内\r\n"),
        (
            "GET /内 HTTP/1.1\r\n\r\nGET /é HTTP/1.1\r\nx: 内\r\n\r\nGET /",
            "GET /%E5%86%85 HTTP/1.1\r\n\r\nGET /%C3%A9 HTTP/1.1\r\nx: 内\r\n\r\nGET /",
        ),
        (
            "PUT / HTTP/1.1\r\nContent-Length: 3\r\n\r\n内",
            "PUT / HTTP/1.1\r\nContent-Length: 3\r\n\r\n内",
        ),
    ] {
        let encoded = encode_lines(sent.as_bytes(), &first_lines(sent.as_bytes()));
        assert_eq!(String::from_utf8(encoded).unwrap(), expected);
    }
}

#[test]
fn a_long_target_is_a_long_url_and_nothing_else_is() {
    let mut head = HeadMeter::default();
    read(&mut head, b"GET /");
    read(&mut head, &[b'a'; 16_383]);
    assert_eq!(head.kind_of(b"400", 16_384), ProblemKind::MalformedRequest);
    read(&mut head, b" HTTP/1.1 and more");
    assert_eq!(head.kind_of(b"400", 16_384), ProblemKind::MalformedRequest);
    let mut head = HeadMeter::default();
    read(&mut head, b"GET /");
    read(&mut head, &[b'a'; 16_384]);
    assert_eq!(head.kind_of(b"400", 16_384), ProblemKind::UriTooLong);
    assert!(head.path().starts_with("/aaa"));
    let mut head = HeadMeter::default();
    read(&mut head, b"GARBAGE\r\n");
    assert_eq!((head.method(), head.path()), (None, "/"));
    let mut head = HeadMeter::default();
    read(&mut head, "GET /内".as_bytes());
    let kind = |most| head.kind_of(b"400", most);
    assert_eq!((kind(9), kind(10)), (ProblemKind::UriTooLong, ProblemKind::MalformedRequest));
    let mut head = HeadMeter::default();
    read(&mut head, b"GET /a?b=c HTTP/1.1\r\nx: ");
    assert_eq!((head.method(), head.path()), (Some(Method::GET), "/a"));
    read(&mut head, &[b'a'; 200_000]);
    assert_eq!(head.kind_of(b"431", 16_384), ProblemKind::HeadersTooLarge);
    assert_eq!(head.kind_of(b"400", 16_384), ProblemKind::MalformedRequest);
}

#[test]
fn a_request_is_under_way_from_its_first_byte_to_its_answer() {
    let mut head = HeadMeter::default();
    assert!(head.is_untouched() && head.is_idle() && !head.is_partial());
    assert!(!read(&mut head, b"\r\n"));
    assert!(!head.is_untouched() && !head.is_idle() && head.is_partial());
    assert!(read(&mut head, b"GET / HTTP/1.1\r\nhost: a\r\n\r\n\r\n"));
    assert!(!head.is_idle() && !head.is_partial() && head.awaits_answer());
    assert!(head.answer(), "its own answer");
    assert!(head.is_idle() && !head.is_untouched());
    assert!(!head.answer(), "more of it");
    read(&mut head, b"G");
    assert!(head.is_partial() && !head.awaits_answer());
}

#[test]
fn a_head_behind_another_is_followed_while_that_one_is_answered() {
    let mut head = HeadMeter::default();
    assert!(read(&mut head, b"GET /a HTTP/1.1\r\n\r\nGET /b HTTP/1.1\r\nhost: b\r\n"));
    assert!(head.is_partial() && head.awaits_answer());
    assert!(!head.answer(), "of the first one");
    assert!(!head.is_idle() && head.is_partial() && !head.awaits_answer());
    assert_eq!(head.path(), "/b");
    assert!(read(&mut head, b"\r\n"), "its end");
    assert!(!head.is_partial());
    assert!(head.answer(), "of the second one");
    assert!(head.is_idle());
}

#[test]
fn what_may_be_a_body_is_no_head_until_it_is_answered() {
    for parts in [&["content-LENGTH: 9"][..], &["Transfer-", "Encoding", ": chunked"]] {
        let mut head = HeadMeter::default();
        read(&mut head, b"GET / HTTP/1.1\r\nhost: a\r\n");
        for part in parts {
            read(&mut head, part.as_bytes());
        }
        read(&mut head, b"\r\nt: a\r\n\r\nGET /");
        assert!(!head.is_partial(), "{parts:?}");
        assert!(head.answer());
        read(&mut head, b"GET /");
        assert!(head.is_partial());
    }
}

proptest! {
    #[test]
    fn the_end_of_a_head_is_found_however_it_comes_in_parts(
        fields in prop::collection::vec("[a-z]: [a-z\r]{0,4}[a-z]", 0..4),
        newline in prop::sample::select(vec!["\n", "\r\n"]),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..4),
    ) {
        let mut text = format!("GET / HTTP/1.1{newline}");
        for field in &fields {
            text.push_str(&format!("{field}{newline}"));
        }
        text.push_str(newline);
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(text.len())).collect();
        cuts.extend([0, text.len() - 1, text.len()]);
        cuts.sort_unstable();
        let mut head = HeadMeter::default();
        for pair in cuts.windows(2) {
            prop_assert!(head.is_partial() || head.is_untouched());
            read(&mut head, &text.as_bytes()[pair[0]..pair[1]]);
        }
        prop_assert!(!head.is_partial() && !head.is_idle());
    }

    #[test]
    fn no_bytes_make_it_panic(parts in prop::collection::vec(
        prop_oneof![
            any::<Vec<u8>>(),
            "(G ?|[\r\n]|content-length:|é){0,9}".prop_map(String::into_bytes),
        ],
        0..4,
    )) {
        let mut head = HeadMeter::default();
        for part in &parts {
            let mut lines = Vec::new();
            head.read(part, |line| lines.push(line));
            prop_assert!(encode_lines(part, &lines).len() >= part.len());
            let _ = (head.path(), head.kind_of(b"400", 16_384));
            let _ = head.answer();
        }
    }
}

use actix_http::header::{HeaderMap, HeaderValue};
use proptest::prelude::*;

use super::{Sampling, TRACEPARENT, TraceContext, TraceParent};

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const PARENT: &str = "00f067aa0ba902b7";

fn headers(values: &[&[u8]]) -> HeaderMap {
    values.iter().map(|value| (TRACEPARENT, HeaderValue::from_bytes(value).unwrap())).collect()
}

#[test]
fn the_examples_of_the_specification_are_parsed() {
    // Section 3.2.3.
    for (flags, sampling) in [("01", Sampling::Kept), ("00", Sampling::Dropped)] {
        let value = format!("00-{TRACE}-{PARENT}-{flags}");
        let found = TraceParent::parse(value.as_bytes()).unwrap();
        assert_eq!(found.trace.to_string(), TRACE);
        assert_eq!(found.parent.to_string(), PARENT);
        assert_eq!(found.sampling, sampling);
    }
}

#[test]
fn the_rules_of_the_specification_hold() {
    let valid = format!("00-{TRACE}-{PARENT}-01");
    let with = |from: usize, new: &str| {
        let mut value = valid.clone();
        value.replace_range(from..from + new.len(), new);
        value
    };
    let zeros = "0".repeat(32);
    for (value, is_valid) in [
        (valid.clone(), true),
        // Section 3.2.2.2: version 00 is exactly this long.
        (format!("{valid}-extra"), false),
        (format!("{valid}-"), false),
        (valid[..54].to_owned(), false),
        (String::new(), false),
        // Section 3.2.2.1: two digits, and never ff.
        (with(0, "ff"), false),
        (with(0, "0."), false),
        (with(0, "0A"), false),
        (format!("0{valid}"), false),
        (valid[1..].to_owned(), false),
        // Section 3.2.2.3: never zeros, and only lower case.
        (with(3, &zeros), false),
        (with(3, &zeros[..31]), true),
        (with(3, "4B"), false),
        (with(3, "."), false),
        // Section 3.2.2.4.
        (with(36, &zeros[..16]), false),
        (with(36, "00F0"), false),
        (with(36, " "), false),
        // Section 3.2.2.5: unknown flags are ignored.
        (with(53, "ff"), true),
        (with(53, "08"), true),
        (with(53, ".0"), false),
        (with(53, "0G"), false),
        // The positions of the dashes.
        (with(2, "_"), false),
        (with(35, "0"), false),
        (with(52, " "), false),
        // Section 3.2.4: the known part of later versions is parsed.
        (with(0, "cc"), true),
        (format!("{}-what-the-future-will-be-like", with(0, "cc")), true),
        (format!("{}-", with(0, "01")), true),
        (format!("{}.what-the-future-will-be-like", with(0, "cc")), false),
        (format!("{}0", with(0, "01")), false),
        (with(0, "cc")[..54].to_owned(), false),
        (format!("{}-more", with(0, "ff")), false),
    ] {
        assert_eq!(TraceParent::parse(value.as_bytes()).is_some(), is_valid, "{value}");
    }
}

#[test]
fn a_response_has_the_same_trace_and_its_own_span() {
    let value = format!("00-{TRACE}-{PARENT}-03");
    let one = TraceContext::continued(&headers(&[value.as_bytes()])).unwrap();
    let other = TraceContext::continued(&headers(&[value.as_bytes()])).unwrap();
    assert_eq!(one.parent.map(|parent| parent.to_string()).as_deref(), Some(PARENT));
    assert_ne!(one.span, other.span);
    // Unknown flags are not passed on (section 3.2.2.5.2).
    let answer = format!("00-{TRACE}-{}-01", one.span);
    assert_eq!(one.header().unwrap(), answer.as_str());
}

#[test]
fn a_request_with_two_parents_or_none_has_no_trace() {
    let value = format!("00-{TRACE}-{PARENT}-01");
    assert_eq!(TraceContext::continued(&headers(&[value.as_bytes(); 2])), None);
    assert_eq!(TraceContext::continued(&headers(&[])), None);
}

#[test]
fn a_trace_that_begins_here_is_recorded_and_not_sent() {
    let (one, other) = (TraceContext::begun(), TraceContext::begun());
    assert_ne!(one.trace, other.trace);
    assert_eq!((one.sampling, one.header()), (Sampling::Kept, None));
}

proptest! {
    #[test]
    fn any_bytes_are_parsed_without_panic_and_written_back(
        start in "(00|01|cc|ff|0)-?",
        bytes in prop::collection::vec(any::<u8>(), 0..80),
        near in "[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-fA-F]{2}(-.{0,9})?",
    ) {
        let forms = [bytes.clone(), [start.as_bytes(), &bytes].concat(), (start + &near).into()];
        for value in forms {
            let Some(found) = TraceParent::parse(&value) else { continue };
            let written = TraceContext {
                trace: found.trace,
                span: found.parent,
                parent: Some(found.parent),
                sampling: found.sampling,
            };
            let header = written.header().expect("it has a parent");
            prop_assert_eq!(&header.as_bytes()[2..53], &value[2..53]);
            prop_assert_eq!(TraceParent::parse(header.as_bytes()), Some(found));
        }
    }
}

//! The rules of RFC 9110, sections 8.8.3 and 13.

use actix_http::header::{HeaderMap, HeaderName, HeaderValue};
use jiff::Timestamp;
use proptest::prelude::*;

use super::tag::EntityTag;
use super::{LastModified, Validators, Verdict, evaluate, range_holds};
use crate::protocol::coding::Coding;
use crate::text::Revision;

/// The hash of empty content. Its BLAKE3 test vector begins with `af1349b9f5f9a1a6`, in base64 [`TAG`].
fn revision() -> Revision {
    Revision::of(b"")
}

const TAG: &str = "rxNJufX5oaY";

/// The example date of RFC 9110, section 5.6.7, and the second before and after it.
const BEFORE: &str = "Sun, 06 Nov 1994 08:49:36 GMT";
const DATE: &str = "Sun, 06 Nov 1994 08:49:37 GMT";
const AFTER: &str = "Sun, 06 Nov 1994 08:49:38 GMT";

fn headers(lines: &[(&'static str, &str)]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in lines {
        let value = HeaderValue::from_bytes(value.as_bytes()).unwrap();
        headers.append(HeaderName::from_static(name), value);
    }
    headers
}

fn modified(date: &str) -> Option<LastModified> {
    let instant = match date {
        BEFORE => "1994-11-06T08:49:36Z",
        DATE => "1994-11-06T08:49:37.9Z",
        _ => return None,
    };
    LastModified::of(instant.parse::<Timestamp>().unwrap())
}

fn verdict(lines: &[(&'static str, &str)], date: &str, coding: Option<Coding>) -> Verdict {
    let validators = Validators {
        revision: revision(),
        selected: coding,
        accepts: |other| other != Some(Coding::Zstd),
        last_modified: modified(date),
    };
    evaluate(&headers(lines), &validators)
}

/// `go`, `304` or `412`.
fn outcome(lines: &[(&'static str, &str)], date: &str) -> &'static str {
    match verdict(lines, date, None) {
        Verdict::Proceed => "go",
        Verdict::NotModified(_) => "304",
        Verdict::PreconditionFailed => "412",
    }
}

#[test]
fn conditions_are_evaluated_in_the_order_of_the_standard() {
    let (same, other) = (format!("\"{TAG}\""), "\"another\"".to_owned());
    let (same, other) = (same.as_str(), other.as_str());
    for (rule, lines, date, expected) in [
        // RFC 9110, section 13.2.2, step by step.
        ("1: If-Match is true, continue to 3", vec![("if-match", same)], DATE, "go"),
        ("1: If-Match is false, 412", vec![("if-match", other)], DATE, "412"),
        (
            "2: only where If-Match is not present",
            vec![("if-match", same), ("if-unmodified-since", BEFORE)],
            DATE,
            "go",
        ),
        ("2: If-Unmodified-Since is true", vec![("if-unmodified-since", DATE)], DATE, "go"),
        (
            "2: If-Unmodified-Since is false, 412",
            vec![("if-unmodified-since", BEFORE)],
            DATE,
            "412",
        ),
        ("3: If-None-Match is true", vec![("if-none-match", other)], DATE, "go"),
        ("3: If-None-Match is false for GET, 304", vec![("if-none-match", same)], DATE, "304"),
        ("3: after step 1", vec![("if-match", other), ("if-none-match", same)], DATE, "412"),
        (
            "3: after step 2",
            vec![("if-unmodified-since", BEFORE), ("if-none-match", same)],
            DATE,
            "412",
        ),
        (
            "4: only where If-None-Match is not present",
            vec![("if-none-match", other), ("if-modified-since", DATE)],
            DATE,
            "go",
        ),
        ("4: If-Modified-Since is true", vec![("if-modified-since", BEFORE)], DATE, "go"),
        ("4: If-Modified-Since is false, 304", vec![("if-modified-since", DATE)], DATE, "304"),
        ("4: the same, later", vec![("if-modified-since", AFTER)], DATE, "304"),
        ("6: otherwise", vec![], DATE, "go"),
        // Section 13.1.3.
        ("a resource without a date", vec![("if-modified-since", DATE)], "", "go"),
        ("no valid date", vec![("if-modified-since", "yesterday")], DATE, "go"),
        (
            "more than one member",
            vec![("if-modified-since", DATE), ("if-modified-since", DATE)],
            DATE,
            "go",
        ),
        (
            "obsolete forms are dates (5.6.7)",
            vec![("if-modified-since", "Sunday, 06-Nov-94 08:49:37 GMT")],
            DATE,
            "304",
        ),
        (
            "obsolete forms are dates (5.6.7)",
            vec![("if-modified-since", "Sun Nov  6 08:49:37 1994")],
            DATE,
            "304",
        ),
        // Section 13.1.4.
        ("a resource without a date", vec![("if-unmodified-since", BEFORE)], "", "go"),
        ("no valid date", vec![("if-unmodified-since", "soon")], DATE, "go"),
    ] {
        assert_eq!(outcome(&lines, date), expected, "{rule}");
    }
}

#[test]
fn tags_compare_as_in_the_table_of_the_standard() {
    // RFC 9110, section 8.8.3.2: the second tag is the representation's, which is strong here.
    let tag = EntityTag { revision: revision(), coding: None };
    for (given, strong, weak) in [
        (format!("W/\"{TAG}\""), false, true),
        ("W/\"2\"".to_owned(), false, false),
        (format!("\"{TAG}\""), true, true),
    ] {
        let given = given.as_str();
        let strongly = outcome(&[("if-match", given)], "") == "go";
        assert_eq!(strongly, strong, "{given}");
        assert_eq!(outcome(&[("if-none-match", given)], "") == "304", weak, "{given}");
        assert_eq!(range_holds(&headers(&[("if-range", given)]), tag), strong);
    }
}

#[test]
fn the_examples_of_the_standard_are_parsed() {
    // RFC 9110, section 13.1.2, with the tag instead of `xyzzy`.
    for (given, known) in [
        ("\"xyzzy\"", true),
        ("W/\"xyzzy\"", true),
        ("\"xyzzy\", \"r2d2xxxx\", \"c3piozzzz\"", true),
        ("W/\"r2d2xxxx\", W/\"c3piozzzz\" ,,W/\"xyzzy\"", true),
        ("*", true),
        (" * ", true),
        ("\"a, b\",\"xyzzy\"", true),
        ("\"a\"", false),
        ("xyzzy", false),
        ("w/\"xyzzy\"", false),
        ("\"xyzzy", false),
        ("\"a\"\"xyzzy\"", false),
        ("\"*\"", false),
        ("", false),
    ] {
        let given = given.replace("xyzzy", TAG);
        let expected = if known { "304" } else { "go" };
        assert_eq!(outcome(&[("if-none-match", &given)], ""), expected, "{given}");
    }
    let several = [("if-none-match", "\"a\""), ("if-none-match", "*")];
    assert_eq!(outcome(&several, ""), "304");
}

#[test]
fn each_coding_has_a_tag_and_that_of_the_client_is_selected() {
    let br = Some(Coding::Brotli);
    let tag = |coding| EntityTag { revision: revision(), coding };
    assert_eq!(tag(None).header(), format!("\"{TAG}\""));
    assert_eq!(tag(br).header(), format!("\"{TAG}-b\""));
    for (given, expected) in [
        (format!("\"{TAG}-b\""), Verdict::NotModified(tag(br))),
        (format!("\"{TAG}\""), Verdict::NotModified(tag(None))),
        (format!("W/\"{TAG}-g\""), Verdict::NotModified(tag(Some(Coding::Gzip)))),
        ("*".to_owned(), Verdict::NotModified(tag(br))),
        // A coding that the request refuses.
        (format!("\"{TAG}-zstd\""), Verdict::Proceed),
        (format!("\"{TAG}-\""), Verdict::Proceed),
    ] {
        assert_eq!(verdict(&[("if-none-match", &given)], "", br), expected, "{given}");
    }
    let dated = verdict(&[("if-modified-since", DATE)], DATE, br);
    assert_eq!(dated, Verdict::NotModified(tag(br)));
}

#[test]
fn a_range_applies_only_with_a_single_strong_tag() {
    let tag = EntityTag { revision: revision(), coding: None };
    assert!(range_holds(&headers(&[]), tag));
    assert!(range_holds(&headers(&[("if-range", &format!(" \"{TAG}\" "))]), tag));
    let several = format!("\"{TAG}\",\"b\"");
    for given in ["\"b\"", "*", several.as_str(), "Sat, 29 Oct 1994 19:43:31 GMT", ""] {
        assert!(!range_holds(&headers(&[("if-range", given)]), tag), "{given}");
    }
}

proptest! {
    #[test]
    fn a_tag_is_found_anywhere_in_a_list(
        before in prop::collection::vec("(W/)?\"[!#-~]{0,6}\"", 0..4),
        after in "[ -~]{0,12}",
    ) {
        let mut list = before;
        list.push(format!("\"{TAG}\""));
        let list = format!("{} ,{after}", list.join(", "));
        prop_assert_eq!(outcome(&[("if-none-match", &list)], ""), "304");
    }

    #[test]
    fn any_condition_is_parsed_without_panic(line in prop::collection::vec(0x20_u8..=0xff, 0..80)) {
        let line: Vec<u8> = line.into_iter().filter(|&byte| byte != 0x7f).collect();
        let mut lines = HeaderMap::new();
        for name in ["if-match", "if-none-match", "if-modified-since", "if-unmodified-since"] {
            let value = HeaderValue::from_bytes(&line).unwrap();
            lines.append(HeaderName::from_static(name), value);
        }
        let validators = Validators {
            revision: revision(),
            selected: None,
            accepts: |_| true,
            last_modified: modified(DATE),
        };
        // Random bytes don't contain the tag.
        let matches = line.trim_ascii() == b"*";
        prop_assert_eq!(evaluate(&lines, &validators) == Verdict::PreconditionFailed, !matches);
    }
}

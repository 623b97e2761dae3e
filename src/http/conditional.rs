//! Conditions of a request on what the client has already (RFC 9110, section 13).

use actix_web::http::header::{HeaderMap, IF_MATCH, IF_NONE_MATCH, IF_RANGE};

use crate::post::Revision;

/// A strong entity tag (RFC 9110, section 8.8.3): equal for equal bytes, on every replica.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntityTag(String);

impl EntityTag {
    /// The tag of a representation whose bytes have this identity.
    pub fn of(revision: Revision) -> Self {
        Self(revision.to_string())
    }

    /// The value of `ETag`.
    pub fn header(&self) -> String {
        format!("\"{}\"", self.0)
    }
}

/// What the conditions of a request come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The request is answered as if there were none.
    Proceed,
    /// The client has this very representation: 304.
    NotModified,
    /// The client wants another representation than there is: 412.
    PreconditionFailed,
}

/// Weighs the conditions of a reading request in the order of RFC 9110, section 13.2.2.
///
/// Dates are passed over: answers have no date that is the same on every replica, and a recipient
/// ignores conditions on a date that the resource does not have (sections 13.1.3 and 13.1.4).
pub fn weigh(headers: &HeaderMap, tag: &EntityTag) -> Verdict {
    if headers.contains_key(IF_MATCH) && !names(headers, &IF_MATCH, tag, Comparison::Strong) {
        return Verdict::PreconditionFailed;
    }
    if names(headers, &IF_NONE_MATCH, tag, Comparison::Weak) {
        return Verdict::NotModified;
    }
    Verdict::Proceed
}

/// Whether `Range` holds: there is no `If-Range`, or it names this very representation. A date
/// never does, and neither does a weak tag (RFC 9110, section 13.1.5).
pub fn range_holds(headers: &HeaderMap, tag: &EntityTag) -> bool {
    let Some(condition) = headers.get(IF_RANGE) else { return true };
    let mut tags = Tags(condition.as_bytes().trim_ascii());
    let is_this = tags.next().is_some_and(|given| given.matches(tag, Comparison::Strong));
    is_this && tags.0.is_empty()
}

/// How tags are compared (RFC 9110, section 8.8.3.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Comparison {
    Strong,
    Weak,
}

/// Whether a header names a tag in its list, or any tag by `*`.
fn names(
    headers: &HeaderMap,
    name: &actix_web::http::header::HeaderName,
    tag: &EntityTag,
    comparison: Comparison,
) -> bool {
    headers.get_all(name).any(|line| {
        let line = line.as_bytes().trim_ascii();
        line == b"*" || Tags(line).any(|given| given.matches(tag, comparison))
    })
}

/// One tag as it was sent.
struct Given<'a> {
    is_weak: bool,
    opaque: &'a [u8],
}

impl Given<'_> {
    fn matches(&self, tag: &EntityTag, comparison: Comparison) -> bool {
        (!self.is_weak || comparison == Comparison::Weak) && self.opaque == tag.0.as_bytes()
    }
}

/// Reads a list of tags up to its end or to the first that is none. A comma between quotes is part
/// of a tag; empty elements are passed over (RFC 9110, section 5.6.1.2).
struct Tags<'a>(&'a [u8]);

impl<'a> Iterator for Tags<'a> {
    type Item = Given<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        let is_between = |byte: &u8| b", \t".contains(byte);
        let start = self.0.iter().position(|byte| !is_between(byte))?;
        let rest = &self.0[start..];
        let (is_weak, rest) = match rest.strip_prefix(b"W/") {
            Some(rest) => (true, rest),
            None => (false, rest),
        };
        let quoted = rest.strip_prefix(b"\"")?;
        let end = quoted.iter().position(|&byte| byte == b'"')?;
        self.0 = &quoted[end + 1..];
        let is_ended = self.0.first().is_none_or(is_between);
        is_ended.then_some(Given { is_weak, opaque: &quoted[..end] })
    }
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
    use proptest::prelude::*;

    use super::{EntityTag, Verdict, range_holds, weigh};

    fn tag(opaque: &str) -> EntityTag {
        EntityTag(opaque.to_owned())
    }

    fn headers(lines: &[(&'static str, &str)]) -> HeaderMap {
        lines
            .iter()
            .map(|(name, value)| {
                (HeaderName::from_static(name), HeaderValue::from_str(value).unwrap())
            })
            .collect()
    }

    #[test]
    fn tags_compare_as_the_table_of_the_standard_says() {
        // RFC 9110, section 8.8.3.2: the second tag is the representation's, which is strong here.
        for (given, strong, weak) in
            [("W/\"1\"", false, true), ("W/\"2\"", false, false), ("\"1\"", true, true)]
        {
            let failed = weigh(&headers(&[("if-match", given)]), &tag("1"));
            assert_eq!(failed == Verdict::Proceed, strong, "{given}");
            let modified = weigh(&headers(&[("if-none-match", given)]), &tag("1"));
            assert_eq!(modified == Verdict::NotModified, weak, "{given}");
            assert_eq!(range_holds(&headers(&[("if-range", given)]), &tag("1")), strong);
        }
    }

    #[test]
    fn the_forms_of_the_standard_are_read() {
        // RFC 9110, section 13.1.2.
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
            let expected = if known { Verdict::NotModified } else { Verdict::Proceed };
            assert_eq!(weigh(&headers(&[("if-none-match", given)]), &tag("xyzzy")), expected);
        }
    }

    #[test]
    fn if_match_is_weighed_first() {
        let both = [("if-match", "\"a\""), ("if-none-match", "\"b\"")];
        assert_eq!(weigh(&headers(&both), &tag("a")), Verdict::Proceed);
        assert_eq!(weigh(&headers(&both), &tag("b")), Verdict::PreconditionFailed);
        assert_eq!(weigh(&headers(&[("if-match", "*")]), &tag("b")), Verdict::Proceed);
        let dates = [("if-unmodified-since", "Sat, 29 Oct 1994 19:43:31 GMT")];
        assert_eq!(weigh(&headers(&dates), &tag("a")), Verdict::Proceed);
    }

    #[test]
    fn a_range_holds_for_one_strong_tag_alone() {
        assert!(range_holds(&headers(&[]), &tag("a")));
        assert!(range_holds(&headers(&[("if-range", " \"a\" ")]), &tag("a")));
        for given in ["\"b\"", "*", "\"a\",\"b\"", "Sat, 29 Oct 1994 19:43:31 GMT", ""] {
            assert!(!range_holds(&headers(&[("if-range", given)]), &tag("a")), "{given}");
        }
    }

    proptest! {
        #[test]
        fn a_tag_is_found_wherever_it_stands_in_a_list(
            before in prop::collection::vec("(W/)?\"[!#-~]{0,6}\"", 0..4),
            after in "[ -~]{0,12}",
        ) {
            let mut list = before;
            list.push("\"xyzzy\"".to_owned());
            let list = format!("{} ,{after}", list.join(", "));
            let verdict = weigh(&headers(&[("if-none-match", &list)]), &tag("xyzzy"));
            prop_assert_eq!(verdict, Verdict::NotModified);
        }
    }
}

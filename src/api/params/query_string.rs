//! The query component of a URL as pairs (WHATWG URL, `application/x-www-form-urlencoded`).

use super::spec::MOST_ERRORS;
use crate::protocol::percent::{decode_path, encode_component};
use crate::protocol::problem::{ParameterError, shorten};

/// The decoded pairs of a query component, in the order in which they were sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QueryString {
    pairs: Vec<(String, String)>,
}

impl QueryString {
    /// Decodes a query component. A pair with broken percent-encoding or invalid UTF-8 is left out
    /// and is an error in `errors`, as long as these are few.
    pub fn parse(raw: &str, errors: &mut Vec<ParameterError>) -> Self {
        let mut pairs = Vec::new();
        for pair in raw.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            match (decode(name), decode(value)) {
                (Some(name), Some(value)) => pairs.push((name, value)),
                (decoded_name, _) if errors.len() < MOST_ERRORS => errors.push(ParameterError {
                    location: "query",
                    name: shorten(&decoded_name.unwrap_or_else(|| name.to_owned())),
                    value: Some(shorten(value)),
                    code: "malformed",
                    message: "the percent-encoding is broken, or its bytes are not UTF-8"
                        .to_owned(),
                    allowed: Vec::new(),
                    suggestion: None,
                }),
                _ => {}
            }
        }
        Self { pairs }
    }

    /// The pairs.
    pub fn pairs(&self) -> &[(String, String)] {
        &self.pairs
    }

    /// The same query with one parameter removed and, where a value is given, set at the end.
    pub fn with(&self, removed: &[&str], name: &str, value: Option<&str>) -> Self {
        let mut pairs: Vec<_> = self
            .pairs
            .iter()
            .filter(|(key, _)| key != name && !removed.contains(&key.as_str()))
            .cloned()
            .collect();
        if let Some(value) = value {
            pairs.push((name.to_owned(), value.to_owned()));
        }
        Self { pairs }
    }

    /// The query component with its `?`, or nothing where there are no pairs.
    pub fn encode(&self) -> String {
        let mut out = String::new();
        for (name, value) in &self.pairs {
            out.push(if out.is_empty() { '?' } else { '&' });
            out.push_str(&encode_component(name));
            out.push('=');
            // Commas separate values of a set; left alone they keep a link readable.
            let parts: Vec<_> = value.split(',').map(encode_component).collect();
            out.push_str(&parts.join(","));
        }
        out
    }
}

/// Decodes `+` and percent-encoding.
///
/// Nothing where an escape is broken or the bytes are not UTF-8.
fn decode(raw: &str) -> Option<String> {
    let spaced = raw.replace('+', " ");
    decode_path(&spaced)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{QueryString, decode_path};

    fn parse(raw: &str) -> (Vec<(String, String)>, usize) {
        let mut errors = Vec::new();
        let query = QueryString::parse(raw, &mut errors);
        (query.pairs, errors.len())
    }

    fn pair(name: &str, value: &str) -> (String, String) {
        (name.to_owned(), value.to_owned())
    }

    #[test]
    fn pluses_and_escapes_are_decoded() {
        assert_eq!(
            parse("q=a+b&tag=%E5%86%85%E5%AD%98&x"),
            (vec![pair("q", "a b"), pair("tag", "内存"), pair("x", "")], 0)
        );
    }

    #[test]
    fn broken_escapes_and_bytes_are_errors() {
        assert_eq!(parse("a=%zz&b=%ff&c=%e5%86&d=%&e=1"), (vec![pair("e", "1")], 4));
    }

    #[test]
    fn a_path_keeps_its_plus() {
        assert_eq!(decode_path("c++").as_deref(), Some("c++"));
        assert_eq!(decode_path("%"), None);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(
            pairs in prop::collection::vec(("\\PC{1,8}", "\\PC{0,12}"), 0..6)
        ) {
            let query = QueryString { pairs };
            let mut errors = Vec::new();
            let encoded = query.encode();
            let again = QueryString::parse(encoded.trim_start_matches('?'), &mut errors);
            prop_assert!(errors.is_empty());
            prop_assert_eq!(again, query);
        }

        #[test]
        fn any_text_is_read_without_panic(raw in "\\PC{0,80}") {
            let mut errors = Vec::new();
            let query = QueryString::parse(&raw, &mut errors);
            prop_assert!(query.pairs.len() + errors.len() <= raw.matches('&').count() + 1);
        }
    }
}

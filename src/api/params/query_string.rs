//! The query string of a URL as pairs (WHATWG URL, `application/x-www-form-urlencoded`).

use crate::protocol::percent::{decode_path, push_component};
use crate::protocol::problem::{ParameterError, shorten};
use crate::text::trim::trim;

/// The maximum number of errors of one response: the first ones suffice to correct a request, and a
/// hostile query string may contain thousands.
pub const MAX_ERRORS: usize = 100;

/// The decoded pairs of names and values, in the order in which they were sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QueryString {
    pairs: Vec<(String, String)>,
    outline: Outline,
}

/// What the names have in common, by which nearly all parameters of an operation are known to be absent: there are
/// thirty, and most requests send three.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Outline {
    /// The lengths of the names in bytes, modulo 64, as a set of bits.
    lengths: u64,
    /// Whether a name has a bracket.
    has_brackets: bool,
}

impl Outline {
    fn of(pairs: &[(String, String)]) -> Self {
        let names = || pairs.iter().map(|(name, _)| name.as_bytes());
        Self {
            lengths: names().fold(0, |lengths, name| lengths | Self::length(name.len())),
            has_brackets: names().any(|name| name.contains(&b'[')),
        }
    }

    fn length(bytes: usize) -> u64 {
        1 << (bytes % 64)
    }
}

impl QueryString {
    /// Decodes a query string. A pair with invalid percent-encoding or UTF-8 is skipped and reported in
    /// `errors`, up to `MAX_ERRORS`.
    pub fn parse(raw: &str, errors: &mut Vec<ParameterError>) -> Self {
        let mut pairs = Vec::with_capacity(8);
        let mut rest = raw;
        while !rest.is_empty() {
            let pair;
            (pair, rest) = split_at_byte(rest, b'&');
            if pair.is_empty() {
                continue;
            }
            let (name, value) = split_at_byte(pair, b'=');
            match (decode(name), decode(value)) {
                (Some(name), Some(value)) => pairs.push((name, value)),
                (decoded_name, _) if errors.len() < MAX_ERRORS => errors.push(ParameterError {
                    location: "query",
                    name: shorten(&decoded_name.unwrap_or_else(|| name.to_owned())),
                    value: Some(shorten(value)),
                    code: "malformed",
                    message: "invalid percent-encoding or UTF-8".to_owned(),
                    allowed: Vec::new(),
                    suggestion: None,
                }),
                _ => {}
            }
        }
        Self::of(pairs)
    }

    /// Creates a query of these pairs.
    pub fn of(pairs: Vec<(String, String)>) -> Self {
        Self { outline: Outline::of(&pairs), pairs }
    }

    /// Returns the pairs.
    pub fn pairs(&self) -> &[(String, String)] {
        &self.pairs
    }

    /// Returns the values of a parameter, trimmed and without empty ones.
    pub fn values(&self, name: &str) -> impl Iterator<Item = &str> {
        let is_possible = self.outline.lengths & Outline::length(name.len()) != 0;
        let pairs = if is_possible { self.pairs.as_slice() } else { &[] };
        let pairs = pairs.iter().filter(move |(key, _)| key == name);
        pairs.map(|(_, value)| trim(value)).filter(|value| !value.is_empty())
    }

    /// Renames a parameter `name[]` or `name[0]`, as some client libraries write lists, to `name`.
    pub fn unbracket(&mut self, name: &str) {
        if !self.outline.has_brackets {
            return;
        }
        for (key, _) in &mut self.pairs {
            let (start, brackets) = split_brackets(key);
            let is_index = brackets.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
            let is_item = is_index.is_some_and(|index| index.bytes().all(|b| b.is_ascii_digit()));
            if is_item && start == name {
                key.truncate(name.len());
            }
        }
        self.outline = Outline::of(&self.pairs);
    }

    /// Renames parameters for which `rename` returns another name.
    pub fn rename(&mut self, mut rename: impl FnMut(&str) -> Option<String>) {
        for (key, _) in &mut self.pairs {
            if let Some(renamed) = rename(key) {
                *key = renamed;
            }
        }
        self.outline = Outline::of(&self.pairs);
    }

    /// Returns the query without the parameters `removed` and `name`, followed by the new value of `name`,
    /// if any.
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
        Self::of(pairs)
    }

    /// Returns the encoded query string with a leading `?`, or an empty string if there are no pairs.
    pub fn encode(&self) -> String {
        let mut out = String::new();
        self.encode_without(&[], &mut out);
        out
    }

    /// Appends the encoded query string like [`Self::encode`], without some parameters.
    pub fn encode_without(&self, removed: &[&str], out: &mut String) {
        let mut separator = '?';
        for (name, value) in self.pairs.iter().filter(|(name, _)| !removed.contains(&&**name)) {
            out.push(separator);
            separator = '&';
            push_component(out, name);
            out.push('=');
            // Commas separate the values of a list. Unencoded, they keep links readable.
            for (position, part) in value.split(',').enumerate() {
                if position > 0 {
                    out.push(',');
                }
                push_component(out, part);
            }
        }
    }
}

/// Splits the name of a parameter from brackets after it.
pub fn split_brackets(key: &str) -> (&str, &str) {
    key.split_at(key.find('[').unwrap_or(key.len()))
}

/// Decodes `+` and percent-encoding. Returns `None` if an escape is invalid or the bytes are not UTF-8.
fn decode(raw: &str) -> Option<String> {
    if !raw.bytes().any(|byte| matches!(byte, b'%' | b'+')) {
        return Some(raw.to_owned());
    }
    if raw.contains('+') { decode_path(&raw.replace('+', " ")) } else { decode_path(raw) }
}

/// Splits a text at the first `byte`, which must be ASCII; the second part is empty if there is none. Names and values
/// are so short that searching them by vectors takes longer.
fn split_at_byte(text: &str, byte: u8) -> (&str, &str) {
    let at = text.bytes().position(|other| other == byte);
    at.map_or((text, ""), |at| (&text[..at], &text[at + 1..]))
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
    fn plus_signs_and_escapes_are_decoded() {
        assert_eq!(
            parse("q=a+b&tag=%E5%86%85%E5%AD%98&x"),
            (vec![pair("q", "a b"), pair("tag", "内存"), pair("x", "")], 0)
        );
    }

    #[test]
    fn invalid_escapes_and_bytes_are_errors() {
        assert_eq!(parse("a=%zz&b=%ff&c=%e5%86&d=%&e=1"), (vec![pair("e", "1")], 4));
    }

    #[test]
    fn items_of_a_list_may_have_brackets_and_an_index() {
        let raw =
            "tag=a&tag[]=b&tag%5B%5D=c&tag[0]=d&tag%5B12%5D=e&tag[x]=f&tag[0][]=g&tags[]=h&[]=i";
        let mut query = QueryString::parse(raw, &mut Vec::new());
        query.unbracket("tag");
        assert_eq!(query.values("tag").collect::<Vec<_>>(), ["a", "b", "c", "d", "e"]);
        let others: Vec<_> = query.pairs().iter().map(|(key, _)| key.as_str()).collect();
        assert_eq!(others[5..], ["tag[x]", "tag[0][]", "tags[]", "[]"]);
    }

    #[test]
    fn a_path_keeps_its_plus() {
        assert_eq!(decode_path("c++").as_deref(), Some("c++"));
        assert_eq!(decode_path("%"), None);
    }

    proptest! {
        #[test]
        fn encoding_and_parsing_round_trips(
            pairs in prop::collection::vec(("\\PC{1,8}", "\\PC{0,12}"), 0..6)
        ) {
            let query = QueryString::of(pairs);
            let mut errors = Vec::new();
            let encoded = query.encode();
            let again = QueryString::parse(encoded.trim_start_matches('?'), &mut errors);
            prop_assert!(errors.is_empty());
            prop_assert_eq!(again, query);
        }

        #[test]
        fn any_text_is_parsed_without_panic(raw in "\\PC{0,80}") {
            let mut errors = Vec::new();
            let query = QueryString::parse(&raw, &mut errors);
            prop_assert!(query.pairs.len() + errors.len() <= raw.matches('&').count() + 1);
        }
    }
}

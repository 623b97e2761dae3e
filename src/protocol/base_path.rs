//! The prefix of all paths, for proxies that forward a part of a site and keep its path.

use percent_encoding::percent_decode_str;

use super::percent::{decode_path, encode_component};

/// The most bytes of a prefix, so that it does not use up the maximum length of a URL.
const LONGEST: usize = 256;

/// The prefix of the paths of all resources, percent-encoded: empty, or with a leading slash and without
/// a trailing one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BasePath(String);

impl BasePath {
    /// Parses a path. Outer and repeated slashes are not needed, and percent-encoding is optional.
    ///
    /// # Errors
    /// Returns what is wrong with the path.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        if text.contains("://") {
            return Err("this is a URL, not a path");
        }
        if text.contains(['?', '#']) {
            return Err("a path contains neither a query nor a fragment");
        }
        let mut encoded = String::new();
        for segment in text.split('/').filter(|segment| !segment.is_empty()) {
            let decoded = decode_path(segment).ok_or("the percent-encoding is broken")?;
            if matches!(decoded.as_str(), "." | "..") {
                return Err("clients remove the segments `.` and `..` from paths");
            }
            if decoded.contains(['/', '\\']) || decoded.chars().any(char::is_control) {
                return Err("a segment contains a slash, a backslash or a control character");
            }
            encoded.push('/');
            encoded.push_str(&encode_component(&decoded));
        }
        if encoded.len() > LONGEST {
            return Err("the path is longer than 256 bytes");
        }
        Ok(Self(encoded))
    }

    /// Returns the prefix; empty if there is none.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the path of a request without the prefix; `None` if it does not begin with it.
    pub fn strip<'a>(&self, path: &'a str) -> Option<&'a str> {
        let mut rest = path;
        for segment in self.0.split('/').skip(1) {
            rest = rest.strip_prefix('/')?;
            let (sent, after) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
            if sent != segment && !percent_decode_str(sent).eq(percent_decode_str(segment)) {
                return None;
            }
            rest = after;
        }
        Some(if rest.is_empty() { "/" } else { rest })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::BasePath;

    #[test]
    fn spellings_of_a_path_are_equal() {
        for text in ["blog", "/blog", "/blog/", "blog//", "//blog", "/b%6cog"] {
            assert_eq!(BasePath::parse(text).unwrap().as_str(), "/blog", "{text}");
        }
        for text in ["", "/", "//"] {
            assert_eq!(BasePath::parse(text).unwrap().as_str(), "", "{text}");
        }
        for text in ["/a/博 客", "/a/%e5%8d%9a%20%E5%AE%A2"] {
            let path = BasePath::parse(text).unwrap();
            assert_eq!(path.as_str(), "/a/%E5%8D%9A%20%E5%AE%A2", "{text}");
        }
    }

    #[test]
    fn paths_that_clients_would_change_are_rejected() {
        for text in [
            ".",
            "/..",
            "/a/./b",
            "/%2e",
            "/.%2E",
            "/a%2Fb",
            "/a%5Cb",
            "a\\b",
            "/a%00",
            "/a\nb",
            "/%zz",
            "/%ff",
            "/a?b",
            "/a#b",
            "https://blog.example/a",
        ] {
            assert!(BasePath::parse(text).is_err(), "{text}");
        }
        assert!(BasePath::parse(&"a".repeat(256)).is_err());
    }

    #[test]
    fn the_prefix_is_removed_once_and_only_as_a_whole() {
        let base = BasePath::parse("/a/b").unwrap();
        for (path, rest) in [
            ("/a/b", Some("/")),
            ("/a/b/", Some("/")),
            ("/a/b/c/", Some("/c/")),
            ("/%61/b/c%2Fd", Some("/c%2Fd")),
            ("/a/b/a/b", Some("/a/b")),
            ("/a/bc", None),
            ("/a", None),
            ("/", None),
            ("//a/b", None),
            ("/A/b", None),
            ("*", None),
        ] {
            assert_eq!(base.strip(path), rest, "{path}");
        }
        assert_eq!(BasePath::default().strip("/x"), Some("/x"));
        let han = BasePath::parse("博").unwrap();
        assert_eq!(han.strip("/%e5%8d%9a/x"), Some("/x"));
    }

    proptest! {
        #[test]
        fn a_path_with_the_prefix_loses_it(text in "[a-z/.%0-9博 ~-]{0,12}", rest in "(/[a-z%]{0,3}){0,3}") {
            if let Ok(base) = BasePath::parse(&text) {
                let path = format!("{}{rest}", base.as_str());
                let expected = if rest.is_empty() { "/" } else { rest.as_str() };
                prop_assert_eq!(base.strip(if path.is_empty() { "/" } else { &path }), Some(expected));
                let again = BasePath::parse(base.as_str());
                prop_assert_eq!(again.as_ref(), Ok(&base));
            }
        }
    }
}

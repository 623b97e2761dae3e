//! Slugs, the names of posts in URLs.

use std::fmt;
use std::sync::Arc;

use super::nfc::nfc;

/// A path segment that identifies a post: in NFC, without whitespace, `/`, `\` or control
/// characters, neither `.` nor `..`, and at most [`Slug::MAX_BYTES`] long. Cheap to clone; ordered
/// by code point.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Slug(Arc<str>);

/// The reason why a string is not a valid slug.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InvalidSlug {
    /// Nothing is left after trimming.
    Empty,
    /// It contains `/` or `\`, which would split it into two path segments.
    Separator,
    /// It contains a control character (Unicode category Cc).
    Control,
    /// It is `.` or `..`, which every URL parser removes (RFC 3986, section 5.2.4).
    Dots,
    /// It is longer than [`Slug::MAX_BYTES`].
    TooLong,
}

impl fmt::Display for InvalidSlug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("it is empty"),
            Self::Separator => f.write_str("it contains a path separator"),
            Self::Control => f.write_str("it contains a control character"),
            Self::Dots => f.write_str("URL parsers remove `.` and `..`"),
            Self::TooLong => write!(f, "it is longer than {} bytes", Slug::MAX_BYTES),
        }
    }
}

impl Slug {
    /// The maximum length in bytes of UTF-8, chosen so that the percent-encoded form fits in a URL.
    pub const MAX_BYTES: usize = 1024;

    /// Creates a slug: trims `text`, normalizes it to NFC and replaces whitespace with `-`. Letters
    /// keep their case and script.
    ///
    /// # Errors
    /// Returns an [`InvalidSlug`] if `text` breaks one of the rules for slugs.
    ///
    /// ```
    /// use inkstone::text::Slug;
    /// assert_eq!(Slug::new(" 内存 管理 ").unwrap().as_str(), "内存-管理");
    /// assert!(Slug::new("a/b").is_err());
    /// ```
    pub fn new(text: &str) -> Result<Self, InvalidSlug> {
        let text = text.trim();
        if text.is_empty() {
            return Err(InvalidSlug::Empty);
        }
        if text.contains(['/', '\\']) {
            return Err(InvalidSlug::Separator);
        }
        if text.contains(|c: char| c.is_control() && c != '\t') {
            return Err(InvalidSlug::Control);
        }
        let joined = text.split_whitespace().collect::<Vec<_>>().join("-");
        let slug = nfc(&joined);
        if slug == "." || slug == ".." {
            return Err(InvalidSlug::Dots);
        }
        if slug.len() > Self::MAX_BYTES {
            return Err(InvalidSlug::TooLong);
        }
        Ok(Self((*slug).into()))
    }

    /// Returns the slug as a string slice.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Slug({})", self.0)
    }
}

impl std::borrow::Borrow<str> for Slug {
    fn borrow(&self) -> &str {
        &self.0
    }
}

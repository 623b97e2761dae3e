//! What a post refers to: files beside it.

use super::Place;

/// What a URL is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Use {
    /// It is followed by the reader.
    Link,
    /// It is fetched and shown as a picture.
    Image,
    /// It is fetched and played.
    Media,
}

/// A URL in a post that may lead to a file of the content folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// The URL as authored, character references and backslashes read.
    pub url: Box<str>,
    /// What it is used for.
    pub to_use: Use,
    /// Where it stands.
    pub at: At,
}

/// Where a reference stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum At {
    /// In the body: byte offset and length.
    Body(u32, u32),
    /// In the front matter.
    Matter(Box<Place>),
}

/// Whether a URL may lead to a file of the content folder: it has a path, no scheme and no host.
///
/// ```
/// use inkstone::post::is_local;
/// assert!(is_local("../a.md#b") && is_local("/images/a.png"));
/// assert!(!is_local("https://a.b/c") && !is_local("//a.b") && !is_local("#b") && !is_local("tel:1"));
/// ```
pub fn is_local(url: &str) -> bool {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    let scheme = path.split('/').next().unwrap_or_default();
    !path.is_empty() && !scheme.contains(':') && !path.starts_with("//")
}

//! References from a post to other files.

use super::place::Place;

/// What a URL is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Use {
    /// Followed by the reader.
    Link,
    /// Fetched and displayed as an image.
    Image,
    /// Fetched and played.
    Media,
}

/// A URL in a post that may point to a file in the content folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// The URL as authored, with character references and backslash escapes resolved.
    pub url: Box<str>,
    /// What it is used for.
    pub to_use: Use,
    /// Where the URL is located.
    pub at: At,
}

/// The location of a reference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum At {
    /// In the body, as byte offset and length.
    Body(u32, u32),
    /// In the front matter.
    Matter(Box<Place>),
}

/// Returns whether a URL may point to a file in the content folder: it has a path, but no scheme
/// and no host.
///
/// ```
/// use inkstone::post::is_local;
/// assert!(is_local("../a.md#b") && is_local("/images/a.png"));
/// assert!(is_local("a/b:c") && !is_local("") && !is_local("?q"));
/// assert!(!is_local("https://a.b/c") && !is_local("//a.b") && !is_local("#b") && !is_local("tel:1"));
/// ```
pub fn is_local(url: &str) -> bool {
    let bytes = url.as_bytes();
    match bytes.iter().position(|byte| b"/:?#".contains(byte)) {
        // A scheme, or a path that looks like one.
        Some(at) if bytes[at] == b':' => false,
        Some(0) => bytes[0] == b'/' && bytes.get(1) != Some(&b'/'),
        Some(_) => true,
        None => !bytes.is_empty(),
    }
}

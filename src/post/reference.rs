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
/// assert!(is_local("a/b:c") && !is_local("") && !is_local("?q"));
/// assert!(!is_local("https://a.b/c") && !is_local("//a.b") && !is_local("#b") && !is_local("tel:1"));
/// ```
pub fn is_local(url: &str) -> bool {
    let bytes = url.as_bytes();
    match bytes.iter().position(|byte| b"/:?#".contains(byte)) {
        // A scheme, or a path that could be taken for one.
        Some(at) if bytes[at] == b':' => false,
        Some(0) => bytes[0] == b'/' && bytes.get(1) != Some(&b'/'),
        Some(_) => true,
        None => !bytes.is_empty(),
    }
}

//! Resolution of URLs.

use crate::post::Use;
use crate::text::{Lang, Slug};

/// A resolved URL, as clients see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The URL, percent-encoded.
    pub url: String,
    /// Width and height in pixels, if the target is a picture of known size.
    pub size: Option<(u32, u32)>,
    /// The name of the target, if it is a post.
    pub post: Option<(Slug, Lang)>,
}

/// Resolves the URLs of a body.
pub trait Resolve {
    /// Returns the target of a URL. `url` is the URL in the source with character references and
    /// backslash escapes decoded. `None` if the URL stays as it is written.
    fn resolve(&self, url: &str, to_use: Use) -> Option<Target>;
}

/// Leaves every URL as it is written.
#[derive(Debug, Clone, Copy)]
pub struct AsWritten;

impl Resolve for AsWritten {
    fn resolve(&self, _: &str, _: Use) -> Option<Target> {
        None
    }
}

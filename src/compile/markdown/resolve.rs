//! Where relative links and images lead.

use crate::post::Use;

/// A URL as clients see it, with what is known of what is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The URL, percent-encoded.
    pub url: String,
    /// Width and height in pixels of a picture.
    pub size: Option<(u32, u32)>,
}

/// Says where the URLs of a body lead.
pub trait Resolve {
    /// The target of a URL as it is written, character references and backslashes read; none where
    /// it leads where it is written to.
    fn resolve(&self, url: &str, to_use: Use) -> Option<Target>;
}

/// Every URL leads where it is written to.
#[derive(Debug, Clone, Copy)]
pub struct AsWritten;

impl Resolve for AsWritten {
    fn resolve(&self, _: &str, _: Use) -> Option<Target> {
        None
    }
}

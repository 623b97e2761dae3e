//! The Markdown of a post.

mod dictionary;
mod packed;
mod packer;
mod stored;
#[cfg(test)]
mod stored_tests;
#[cfg(test)]
pub(crate) mod test_store;
#[cfg(test)]
mod tests;
mod text;

use std::fmt;
use std::io;
use std::ops::Deref;
use std::sync::Arc;

pub use dictionary::Dictionary;
pub use packer::Packer;
pub use stored::{BodyFile, BodyStore, Volume};

use super::dialect::Dialect;
use text::{Source, Text};

/// Bodies shorter than this are not packed: what is saved is little, and what is added is about 20 bytes.
const MIN_PACKED_BYTES: usize = 256;

/// The Markdown of a post. Cheap to clone. It never changes, but it can be packed, in memory or in a file, which makes
/// reading it slower.
#[derive(Clone)]
pub struct Body {
    text: Arc<Text>,
    dialect: Dialect,
}

impl Body {
    /// Stores `markdown` byte for byte.
    pub fn new(markdown: &str, dialect: Dialect) -> Self {
        Self { text: Arc::new(Text::new("", markdown)), dialect }
    }

    /// Returns the same body, which also holds what is before it in its file.
    pub fn after_head(&self, head: &str) -> Self {
        Self { text: Arc::new(Text::new(head, &self.markdown())), dialect: self.dialect }
    }

    /// Returns what is before the body in its file and the body, if it is held [after a head](Self::after_head).
    /// Otherwise, returns the body.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn read_file(&self) -> io::Result<Vec<u8>> {
        self.text.read().map(|source| Markdown { source, start: 0 }.into_bytes())
    }

    /// Returns the Markdown source without front matter. If it is packed, this takes some microseconds for each 10 KB,
    /// so callers that read it more than once keep the result. Its length is [`Self::bytes`].
    ///
    /// # Panics
    /// Panics if the source is in a file and cannot be read, or is not what was written. So a request fails alone.
    pub fn markdown(&self) -> Markdown {
        self.read().unwrap_or_else(|error| panic!("the text of a post cannot be read: {error}"))
    }

    /// Returns the same as [`Self::markdown`].
    ///
    /// # Errors
    /// Returns an error if the source is in a file and cannot be read, or is not what was written. From then on it is
    /// [lost](Self::is_lost).
    pub fn read(&self) -> io::Result<Markdown> {
        self.text.read().map(|source| Markdown { source, start: self.text.head() })
    }

    /// Returns the length of the source in bytes.
    pub fn bytes(&self) -> usize {
        self.text.bytes() - self.text.head()
    }

    /// Returns how the source is read.
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// Returns whether the source is known to be the same as another one, byte for byte. The dialects may differ.
    pub fn is_same_text(&self, other: &Self) -> bool {
        let is_equal = || Some(*self.read().ok()? == *other.read().ok()?);
        Arc::ptr_eq(&self.text, &other.text)
            || self.bytes() == other.bytes() && is_equal().unwrap_or(false)
    }

    /// Packs the source of this body and its clones, unless it is packed or short. Other threads can read it meanwhile.
    pub fn pack(&self, packer: &Packer) {
        if self.can_pack()
            && let Ok(source) = self.text.read()
        {
            packer.pack(&self.text, &source);
        }
    }

    /// Returns whether [`Self::pack`] would pack the source.
    pub fn can_pack(&self) -> bool {
        self.text.bytes() >= MIN_PACKED_BYTES && self.text.is_plain()
    }

    /// Packs the source again if it is in `volume`.
    pub fn move_from(&self, volume: &Volume, packer: &Packer) {
        if self.text.is_in(volume)
            && let Ok(source) = self.text.read()
        {
            packer.pack(&self.text, &source);
        }
    }

    /// Returns whether the source was in a file, but could not be read.
    pub fn is_lost(&self) -> bool {
        self.text.is_lost()
    }

    /// Takes over the source of another body if this one is lost. They must be of the same text.
    pub fn restore(&self, other: &Self) {
        self.text.restore(&other.text);
    }

    /// Returns the number of bytes of memory that hold the source.
    pub fn held_bytes(&self) -> usize {
        self.text.held_bytes()
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Body")
            .field("markdown", &self.markdown())
            .field("dialect", &self.dialect)
            .finish()
    }
}

/// The source of a [`Body`], a `str`.
#[derive(Clone)]
pub struct Markdown {
    source: Source,
    /// Where it begins, after the head.
    start: usize,
}

impl Markdown {
    /// Returns the bytes, without a copy if the body is packed.
    pub fn into_bytes(self) -> Vec<u8> {
        match self.source {
            Source::Shared(text) => text.as_bytes()[self.start..].to_vec(),
            Source::Owned(mut text) => {
                text.drain(..self.start);
                text.into_bytes()
            }
        }
    }
}

impl Deref for Markdown {
    type Target = str;

    fn deref(&self) -> &str {
        &self.source[self.start..]
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

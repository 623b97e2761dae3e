//! The Markdown of a post.

mod packed;
#[cfg(test)]
mod tests;

use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, PoisonError, RwLock};

pub use packed::{Dictionary, Packer};

use super::dialect::Dialect;
use packed::Packed;

/// Bodies shorter than this are not packed: what is saved is little, and what is added is about 20 bytes.
const MIN_PACKED_BYTES: usize = 256;

/// The Markdown of a post. Cheap to clone. It never changes, but it can be packed, which makes reading it slower.
#[derive(Clone)]
pub struct Body {
    text: Arc<Text>,
    dialect: Dialect,
}

/// The text of a body and its clones.
struct Text {
    bytes: usize,
    held: RwLock<Held>,
}

/// How a text is held.
enum Held {
    Plain(Arc<str>),
    Packed(Packed),
}

impl Body {
    /// Stores `markdown` byte for byte.
    pub fn new(markdown: &str, dialect: Dialect) -> Self {
        let held = RwLock::new(Held::Plain(markdown.into()));
        Self { text: Arc::new(Text { bytes: markdown.len(), held }), dialect }
    }

    /// Returns the Markdown source without front matter. If it is packed, this takes some microseconds for each 10 KB,
    /// so callers that read it more than once keep the result. Its length is [`Self::bytes`].
    pub fn markdown(&self) -> Markdown {
        self.text.read(|held| match held {
            Held::Plain(text) => Markdown(Source::Shared(Arc::clone(text))),
            Held::Packed(packed) => Markdown(Source::Owned(packed.unpack(self.text.bytes))),
        })
    }

    /// Returns the length of the source in bytes.
    pub fn bytes(&self) -> usize {
        self.text.bytes
    }

    /// Returns how the source is read.
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// Returns whether the source is the same as another one, byte for byte. The dialects may differ.
    pub fn is_same_text(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.text, &other.text)
            || self.bytes() == other.bytes() && *self.markdown() == *other.markdown()
    }

    /// Packs the source of this body and its clones, unless it is packed or short. Other threads can read it meanwhile.
    pub fn pack(&self, packer: &Packer) {
        if self.can_pack()
            && let Some(packed) = packer.pack(&self.markdown())
        {
            *self.text.held.write().unwrap_or_else(PoisonError::into_inner) = Held::Packed(packed);
        }
    }

    /// Returns whether [`Self::pack`] would pack the source.
    pub fn can_pack(&self) -> bool {
        self.bytes() >= MIN_PACKED_BYTES && self.text.read(|held| matches!(held, Held::Plain(_)))
    }

    /// Returns the number of bytes in which the source is held.
    pub fn held_bytes(&self) -> usize {
        self.text.read(|held| match held {
            Held::Plain(text) => text.len(),
            Held::Packed(packed) => packed.bytes(),
        })
    }
}

impl Text {
    fn read<R>(&self, read: impl FnOnce(&Held) -> R) -> R {
        read(&self.held.read().unwrap_or_else(PoisonError::into_inner))
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
pub struct Markdown(Source);

#[derive(Clone)]
enum Source {
    Shared(Arc<str>),
    Owned(String),
}

impl Markdown {
    /// Returns the bytes, without a copy if the body is packed.
    pub fn into_bytes(self) -> Vec<u8> {
        match self.0 {
            Source::Shared(text) => text.as_bytes().to_vec(),
            Source::Owned(text) => text.into_bytes(),
        }
    }
}

impl Deref for Markdown {
    type Target = str;

    fn deref(&self) -> &str {
        match &self.0 {
            Source::Shared(text) => text,
            Source::Owned(text) => text,
        }
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

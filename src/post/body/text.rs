//! How the text of a body is held.

use std::io;
use std::ops::Deref;
use std::sync::{Arc, PoisonError, RwLock};

use super::packed::Packed;
use super::stored::{Stored, Volume};

/// The text of a body and its clones, with the head of the file before it. It never changes, but how it is held does.
pub(super) struct Text {
    /// The length with the head. Files have at most 1 GiB.
    bytes: u32,
    /// The length of the head.
    head: u32,
    held: RwLock<Held>,
}

/// How a text is held.
pub(super) enum Held {
    /// In memory, as it is.
    Plain(Arc<str>),
    /// In memory.
    Packed(Packed),
    /// In a file.
    Stored(Stored),
    /// It was in a file, but could not be read.
    Lost,
}

/// A text that was read.
#[derive(Clone)]
pub(super) enum Source {
    Shared(Arc<str>),
    Owned(String),
}

impl Deref for Source {
    type Target = str;

    fn deref(&self) -> &str {
        match self {
            Self::Shared(text) => text,
            Self::Owned(text) => text,
        }
    }
}

impl Text {
    /// Stores a text after a head.
    pub(super) fn new(head: &str, markdown: &str) -> Self {
        let held = Held::Plain(if head.is_empty() {
            markdown.into()
        } else {
            [head, markdown].concat().into()
        });
        let [head, markdown] =
            [head, markdown].map(|text| u32::try_from(text.len()).expect("below 1 GiB"));
        Self { bytes: head + markdown, head, held: RwLock::new(held) }
    }

    /// Returns the length with the head.
    pub(super) fn bytes(&self) -> usize {
        self.bytes as usize
    }

    /// Returns the length of the head.
    pub(super) fn head(&self) -> usize {
        self.head as usize
    }

    /// Calls `look` with how the text is held.
    pub(super) fn with<R>(&self, look: impl FnOnce(&Held) -> R) -> R {
        look(&self.held.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Replaces how the text is held.
    pub(super) fn hold(&self, held: Held) {
        *self.held.write().unwrap_or_else(PoisonError::into_inner) = held;
    }

    /// Returns the text with its head. If that fails once, it is lost.
    pub(super) fn read(&self) -> io::Result<Source> {
        let read = self.with(|held| match held {
            Held::Plain(text) => Ok(Source::Shared(Arc::clone(text))),
            Held::Packed(packed) => Ok(Source::Owned(packed.unpack(self.bytes()))),
            Held::Stored(stored) => stored.unpack(self.bytes()).map(Source::Owned),
            Held::Lost => Err(io::Error::other("it could not be read before")),
        });
        read.inspect_err(|error| self.lose(error))
    }

    /// Reports that the text could not be read, once it is marked as lost. Only the first of several readers does.
    fn lose(&self, error: &io::Error) {
        let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
        // Another thread may have restored it meanwhile.
        if matches!(&*held, Held::Stored(_)) {
            let lost = std::mem::replace(&mut *held, Held::Lost);
            drop(held);
            if let Held::Stored(stored) = lost {
                stored.report(error);
            }
        }
    }

    /// Holds the text of another body, which is the same, if this one was lost.
    pub(super) fn restore(&self, other: &Self) {
        if self.is_lost()
            && (self.bytes, self.head) == (other.bytes, other.head)
            && let Ok(source) = other.read()
        {
            self.hold(Held::Plain(match source {
                Source::Shared(text) => text,
                Source::Owned(text) => text.into(),
            }));
        }
    }

    pub(super) fn is_plain(&self) -> bool {
        self.with(|held| matches!(held, Held::Plain(_)))
    }

    pub(super) fn is_lost(&self) -> bool {
        self.with(|held| matches!(held, Held::Lost))
    }

    pub(super) fn is_in(&self, volume: &Volume) -> bool {
        self.with(|held| matches!(held, Held::Stored(stored) if stored.is_in(volume)))
    }

    /// Returns the number of bytes of memory that hold the text.
    pub(super) fn held_bytes(&self) -> usize {
        self.with(|held| match held {
            Held::Plain(text) => text.len(),
            Held::Packed(packed) => packed.bytes(),
            Held::Stored(_) | Held::Lost => 0,
        })
    }
}

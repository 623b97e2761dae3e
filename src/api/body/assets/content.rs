//! An asset that is open to be served.

use std::fmt;
use std::io::{self, Read};

use actix_web::body::BoxBody;
use bytes::Bytes;

use super::file_body::FileBody;
use super::store::AssetStore;
use crate::api::body::portions::body_of;
use crate::post::ContentPath;
use crate::protocol::media_type;
use crate::protocol::range::ByteRange;
use crate::source::{AssetRead, FileVersion};
use crate::text::Revision;

/// The maximum length in bytes of a file that is read into memory, whatever its type.
const SMALL: u64 = 64 * 1024;

/// The same for text, which can be encoded only as a whole.
const SMALL_TEXT: u64 = 1024 * 1024;

/// Returns the maximum length in bytes of a file that is read into memory to be sent, by its media type.
pub fn max_bytes_in_memory(media_type: &str) -> u64 {
    if media_type::is_compressible(media_type) { SMALL_TEXT } else { SMALL }
}

/// One version of an asset. The content hash is that of the bytes that the body will have.
pub struct Content {
    /// The content hash.
    pub revision: Revision,
    /// The length in bytes.
    pub bytes: u64,
    form: Form,
}

impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Content").field("revision", &self.revision).finish_non_exhaustive()
    }
}

enum Form {
    /// All bytes.
    Small(Bytes),
    /// An open file, whose content hash was computed for this version.
    Large(Box<dyn AssetRead>, FileVersion),
}

impl Content {
    /// Opens an asset. One of up to `max_in_memory` bytes is read and hashed, so that the hash is right
    /// whatever happens to the file. The hash of a longer one is looked up by the version of the file,
    /// and [`FileBody`] checks that the version does not change.
    ///
    /// # Errors
    /// Returns an error if the file cannot be opened or read.
    pub fn open(store: &AssetStore, path: &ContentPath, max_in_memory: u64) -> io::Result<Self> {
        let mut file = store.open(path)?;
        if file.version()?.bytes() <= max_in_memory {
            let mut bytes = Vec::new();
            file.by_ref().take(max_in_memory + 1).read_to_end(&mut bytes)?;
            // The file may have grown since its length was read.
            if bytes.len() as u64 <= max_in_memory {
                let revision = Revision::of(&bytes);
                let form = Form::Small(bytes.into());
                return Ok(Self::new(revision, form));
            }
        }
        let (facts, version) = store.read(path, &mut *file)?;
        Ok(Self::new(facts.revision, Form::Large(file, version)))
    }

    fn new(revision: Revision, form: Form) -> Self {
        let bytes = match &form {
            Form::Small(bytes) => bytes.len() as u64,
            Form::Large(_, version) => version.bytes(),
        };
        Self { revision, bytes, form }
    }

    /// All bytes, if they are in memory.
    pub fn in_memory(&self) -> Option<&Bytes> {
        match &self.form {
            Form::Small(bytes) => Some(bytes),
            Form::Large(..) => None,
        }
    }

    /// Replaces the bytes, if they are in memory, by what `hold` makes of them.
    ///
    /// # Errors
    /// Returns the error of `hold`.
    pub fn hold<E>(&mut self, hold: impl FnOnce(Bytes) -> Result<Bytes, E>) -> Result<(), E> {
        if let Form::Small(bytes) = &mut self.form {
            *bytes = hold(bytes.clone())?;
        }
        Ok(())
    }

    /// Returns the body: all bytes, or those of a range within them.
    ///
    /// # Errors
    /// Returns an error if the file cannot be read any more.
    pub fn body(self, part: Option<ByteRange>) -> io::Result<BoxBody> {
        let (first, length) = part.map_or((0, self.bytes), |part| (part.first(), part.bytes()));
        Ok(match self.form {
            Form::Small(bytes) => {
                let first = first as usize;
                body_of(bytes.slice(first..first + length as usize))
            }
            Form::Large(file, version) => {
                BoxBody::new(FileBody::new(file, version, first, length)?)
            }
        })
    }
}

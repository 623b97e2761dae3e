//! An asset that was opened to be served.

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

/// Files up to so many bytes are read at once, whatever they are.
const SMALL: u64 = 64 * 1024;

/// Texts up to so many bytes are: they can be encoded only as a whole.
const SMALL_TEXT: u64 = 1024 * 1024;

/// Up to how many bytes a file of a media type is held in memory when it is sent.
pub fn held_bytes(media_type: &str) -> u64 {
    if media_type::is_compressible(media_type) { SMALL_TEXT } else { SMALL }
}

/// An asset as it is at one moment. Its identity is that of the very bytes that its body will have.
pub struct Content {
    /// The identity of its bytes.
    pub revision: Revision,
    /// Its length in bytes.
    pub bytes: u64,
    form: Form,
}

impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Content").field("revision", &self.revision).finish_non_exhaustive()
    }
}

enum Form {
    /// All bytes, of which the identity was computed.
    Small(Bytes),
    /// An open file, whose identity is known for this version.
    Large(Box<dyn AssetRead>, FileVersion),
}

impl Content {
    /// Opens an asset. A small one is read, and so agrees with its identity whatever is done to the
    /// file. Of a large one the identity is looked up by its version, and [`FileBody`] watches that
    /// the version stays. `held` is the most bytes that a small one has.
    ///
    /// # Errors
    /// Where it cannot be opened or read.
    pub fn open(store: &AssetStore, path: &ContentPath, held: u64) -> io::Result<Self> {
        let mut file = store.open(path)?;
        if file.version()?.bytes() <= held {
            let mut bytes = Vec::new();
            file.by_ref().take(held + 1).read_to_end(&mut bytes)?;
            // A file may have grown since its length was looked up.
            if bytes.len() as u64 <= held {
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

    /// All bytes, where they are held.
    pub fn held(&self) -> Option<&Bytes> {
        match &self.form {
            Form::Small(bytes) => Some(bytes),
            Form::Large(..) => None,
        }
    }

    /// The body: the whole, or a part that lies within it.
    ///
    /// # Errors
    /// Where the file cannot be read any more.
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

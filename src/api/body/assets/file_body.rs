//! The body of a large asset, read while it is sent.

use std::io::{self, Read, Seek, SeekFrom};
use std::pin::Pin;
use std::task::{Context, Poll};

use actix_web::body::{BodySize, MessageBody};
use bytes::Bytes;
use tokio::task::{JoinHandle, spawn_blocking};

use crate::source::{AssetRead, FileVersion};

/// How many bytes are read at once. A connection holds one or two such chunks, whatever the length of
/// the file.
const CHUNK: u64 = 64 * 1024;

/// Bytes of an open file. If the file was written to since `version` was read, the body fails before its
/// last chunk: the connection is aborted, so no client takes a mixture of two versions for one of them.
pub struct FileBody {
    length: u64,
    left: u64,
    version: FileVersion,
    state: State,
}

type File = Box<dyn AssetRead>;

enum State {
    Idle(File),
    Reading(JoinHandle<io::Result<(File, Vec<u8>)>>),
    Ended,
}

impl FileBody {
    /// Returns the body of `length` bytes, starting at the position `first`, of a file of this version.
    pub fn new(mut file: File, version: FileVersion, first: u64, length: u64) -> io::Result<Self> {
        file.seek(SeekFrom::Start(first))?;
        Ok(Self { length, left: length, version, state: State::Idle(file) })
    }
}

/// Reads the next chunk, and after the last one checks that the version of the file is still the same.
fn read(mut file: File, left: u64, version: FileVersion) -> io::Result<(File, Vec<u8>)> {
    let mut chunk = vec![0; left.min(CHUNK) as usize];
    file.read_exact(&mut chunk)?;
    if left <= CHUNK && !file.version()?.is_unwritten_since(&version) {
        return Err(io::Error::other("the file was modified while it was sent"));
    }
    Ok((file, chunk))
}

impl MessageBody for FileBody {
    type Error = io::Error;

    fn size(&self) -> BodySize {
        BodySize::Sized(self.length)
    }

    fn poll_next(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Bytes>>> {
        let this = self.get_mut();
        loop {
            match std::mem::replace(&mut this.state, State::Ended) {
                State::Ended => return Poll::Ready(None),
                State::Idle(_) if this.left == 0 => return Poll::Ready(None),
                State::Idle(file) => {
                    let (left, version) = (this.left, this.version);
                    this.state = State::Reading(spawn_blocking(move || read(file, left, version)));
                }
                State::Reading(mut reading) => {
                    let Poll::Ready(read) = Pin::new(&mut reading).poll(context) else {
                        this.state = State::Reading(reading);
                        return Poll::Pending;
                    };
                    return Poll::Ready(Some(match read.map_err(io::Error::other).flatten() {
                        Ok((file, chunk)) => {
                            this.left -= chunk.len() as u64;
                            this.state = State::Idle(file);
                            Ok(chunk.into())
                        }
                        Err(error) => {
                            tracing::warn!("an asset was sent incompletely: {error}");
                            Err(error)
                        }
                    }));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::future::poll_fn;
    use std::path::Path;
    use std::pin::pin;

    use actix_web::body::MessageBody;

    use super::{CHUNK, FileBody};
    use crate::post::ContentPath;
    use crate::source::{ContentSource, FolderSource};

    /// Returns a body of `a.bin` in a folder.
    fn body(folder: &Path, first: u64, length: u64) -> FileBody {
        let source = FolderSource::new(folder, 1);
        let file = source.open(&ContentPath::new("a.bin")).unwrap();
        let version = file.version().unwrap();
        FileBody::new(file, version, first, length).unwrap()
    }

    /// Returns what was sent, and whether it was complete. `between` runs after each chunk.
    fn sent(body: FileBody, between: impl Fn()) -> (Vec<u8>, bool) {
        actix_web::rt::System::new().block_on(async move {
            let mut body = pin!(body);
            let mut sent = Vec::new();
            while let Some(chunk) = poll_fn(|context| body.as_mut().poll_next(context)).await {
                match chunk {
                    Ok(chunk) => sent.extend_from_slice(&chunk),
                    Err(_) => return (sent, false),
                }
                between();
            }
            (sent, true)
        })
    }

    fn content() -> Vec<u8> {
        (0..3 * CHUNK + 7).map(|at| (at % 251) as u8).collect()
    }

    #[test]
    fn any_range_of_a_file_is_sent_unchanged() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.bin"), content()).unwrap();
        for (first, length) in [(0, 3 * CHUNK + 7), (5, 1), (CHUNK - 1, 2), (7, 3 * CHUNK), (9, 0)]
        {
            let (first_at, end) = (first as usize, (first + length) as usize);
            let (bytes, whole) = sent(body(folder.path(), first, length), || {});
            assert!(whole && bytes == content()[first_at..end], "{first} {length}");
        }
    }

    #[test]
    fn a_file_that_shrinks_or_changes_meanwhile_is_never_sent_completely() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.bin");
        for other in [vec![1; CHUNK as usize], vec![1; content().len() + 1], Vec::new()] {
            fs::write(&path, content()).unwrap();
            let (bytes, whole) = sent(body(folder.path(), 0, 3 * CHUNK + 7), || {
                fs::write(&path, &other).unwrap();
            });
            assert!(!whole && bytes.len() < content().len(), "{}", other.len());
        }
    }

    #[test]
    fn a_file_that_is_replaced_or_deleted_meanwhile_is_sent_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.bin");
        fs::write(&path, content()).unwrap();
        let (bytes, whole) = sent(body(folder.path(), 0, 3 * CHUNK + 7), || {
            let new = folder.path().join("new.bin");
            fs::write(&new, b"new").unwrap();
            fs::rename(&new, &path).unwrap();
        });
        assert!(whole && bytes == content());
    }
}

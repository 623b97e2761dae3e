//! Content in memory, for tests and for programs that provide their own content.

use std::collections::BTreeMap;
use std::io::{self, Cursor};
use std::sync::{Arc, RwLock};

use super::asset::AssetRead;
use super::content_source::{ContentSource, Entering, FileRead, SourceError};
use super::root::RootIdentity;
use super::scan::{Scan, ScannedFile, ScannedFolder};
use super::secrets::is_private_key;
use super::version::FileVersion;
use super::{names, rejection};
use crate::post::{Code, ContentPath, Diagnostic};
use crate::text::Revision;

/// No panic is possible while the lock is held.
const NOT_POISONED: &str = "no panic while files are changed";

/// Files in memory. The same file names are posts and assets as in a folder. Clones share the files, so that they
/// can be changed while they are served.
///
/// ```
/// use inkstone::source::{ContentSource, MemorySource};
/// let source = MemorySource::from_iter([("a.md", "# A"), ("_draft.md", ""), ("a.png", "")]);
/// let listing = source.list().unwrap();
/// assert_eq!((listing.files.len(), listing.assets.len()), (1, 1));
/// ```
#[derive(Debug, Clone, Default)]
pub struct MemorySource {
    files: Arc<RwLock<BTreeMap<ContentPath, MemoryFile>>>,
}

#[derive(Debug, Clone)]
struct MemoryFile {
    bytes: Arc<[u8]>,
    revision: Revision,
}

impl MemoryFile {
    fn new(bytes: Vec<u8>) -> Self {
        Self { revision: Revision::of(&bytes), bytes: bytes.into() }
    }

    fn version(&self) -> FileVersion {
        FileVersion::of_memory(self.bytes.len() as u64, self.revision)
    }
}

/// An open asset in memory, which never changes.
struct OpenMemory {
    bytes: Cursor<Arc<[u8]>>,
    version: FileVersion,
}

impl io::Read for OpenMemory {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.bytes.read(buffer)
    }
}

impl io::Seek for OpenMemory {
    fn seek(&mut self, to: io::SeekFrom) -> io::Result<u64> {
        self.bytes.seek(to)
    }
}

impl AssetRead for OpenMemory {
    fn version(&self) -> io::Result<FileVersion> {
        Ok(self.version)
    }
}

impl MemorySource {
    /// Creates a source without files.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file, replacing any file with the same path.
    pub fn insert(&self, path: ContentPath, bytes: Vec<u8>) {
        self.files.write().expect(NOT_POISONED).insert(path, MemoryFile::new(bytes));
    }

    /// Removes a file and returns its content.
    pub fn remove(&self, path: &ContentPath) -> Option<Vec<u8>> {
        let removed = self.files.write().expect(NOT_POISONED).remove(path);
        removed.map(|file| file.bytes.to_vec())
    }
}

impl<P: AsRef<str>, B: Into<Vec<u8>>> FromIterator<(P, B)> for MemorySource {
    fn from_iter<I: IntoIterator<Item = (P, B)>>(files: I) -> Self {
        let files = files
            .into_iter()
            .map(|(path, bytes)| (ContentPath::new(path.as_ref()), MemoryFile::new(bytes.into())))
            .collect();
        Self { files: Arc::new(RwLock::new(files)) }
    }
}

impl ContentSource for MemorySource {
    fn scan(&self, known: Option<&Scan>, _: Entering<'_>) -> Result<Scan, SourceError> {
        let files = self.files.read().expect(NOT_POISONED);
        let mut folders: BTreeMap<ContentPath, ScannedFolder> = BTreeMap::new();
        folders.insert(ContentPath::new(""), ScannedFolder::default());
        for (path, file) in files.iter().filter(|(path, _)| !names::is_in_closed_folder(path)) {
            let folder = path.as_str().rsplit_once('/').map_or("", |(folder, _)| folder);
            let folder = folders.entry(ContentPath::new(folder)).or_default();
            let name = path.file_name().as_bytes();
            if let Some(reason) = names::reason_by_name(name).filter(|_| names::has_text(name)) {
                folder.left_out.add(reason);
            }
            let scanned = ScannedFile { path: path.clone(), version: file.version() };
            if names::may_be_post(path) {
                folder.posts.push(scanned);
            } else if names::may_be_asset(path) {
                folder.assets.push(scanned);
            }
        }
        Ok(Scan::sharing(known, RootIdentity::default(), folders))
    }

    fn read(&self, path: &ContentPath) -> Result<FileRead, Box<Diagnostic>> {
        let files = self.files.read().expect(NOT_POISONED);
        let file = files.get(path).ok_or_else(|| {
            let message = "the file cannot be read: it does not exist".to_owned();
            rejection::reject(Code::FileUnreadable, path.clone(), message, "", "")
        })?;
        Ok(FileRead { bytes: file.bytes.to_vec(), version: file.version() })
    }

    fn open(&self, path: &ContentPath) -> io::Result<Box<dyn AssetRead>> {
        let files = self.files.read().expect(NOT_POISONED);
        let file = files.get(path).filter(|_| names::may_be_asset(path));
        let file = file.ok_or(io::ErrorKind::NotFound)?;
        if is_private_key(&mut Cursor::new(&file.bytes))? {
            return Err(io::ErrorKind::NotFound.into());
        }
        let version = file.version();
        Ok(Box::new(OpenMemory { bytes: Cursor::new(Arc::clone(&file.bytes)), version }))
    }
}

#[cfg(test)]
mod tests {
    use super::MemorySource;
    use crate::post::{Code, ContentPath};
    use crate::source::ContentSource;

    #[test]
    fn files_are_sorted_and_absent_ones_are_diagnostics() {
        let source = MemorySource::from_iter([("b.md", "b"), ("a/z.md", "z"), (".h/x.md", "x")]);
        let files = source.list().unwrap().files;
        assert_eq!(files, [ContentPath::new("a/z.md"), ContentPath::new("b.md")]);
        assert_eq!(source.read(&files[1]).unwrap().bytes, b"b");
        let absent = source.read(&ContentPath::new("c.md")).unwrap_err();
        assert_eq!(absent.code, Code::FileUnreadable);
    }

    #[test]
    fn other_files_cannot_be_opened_as_assets() {
        let source = MemorySource::from_iter([
            ("a.png", "pixels"),
            ("a.md", "# A"),
            ("key.png", "-----BEGIN PRIVATE KEY-----\n"),
        ]);
        let mut text = String::new();
        let mut file = source.open(&ContentPath::new("a.png")).unwrap();
        assert_eq!(file.version().unwrap().bytes(), 6);
        file.read_to_string(&mut text).unwrap();
        assert_eq!(text, "pixels");
        for path in ["a.md", "b.png", "key.png"] {
            let error = source.open(&ContentPath::new(path)).err().unwrap();
            assert_eq!(error.kind(), std::io::ErrorKind::NotFound, "{path}");
        }
    }
}

//! Files in memory, for tests and for programs that bring their own content.

use std::collections::BTreeMap;

use super::{ContentSource, Listing, SourceError, names, refusal};
use crate::post::{Code, ContentPath, Diagnostic};

/// Files in memory. What a post's name is, is decided as for a folder.
///
/// ```
/// use inkstone::source::{ContentSource, MemorySource};
/// let source = MemorySource::from_iter([("a.md", "# A"), ("_draft.md", ""), ("a.png", "")]);
/// assert_eq!(source.list().unwrap().files.len(), 1);
/// ```
#[derive(Debug, Clone, Default)]
pub struct MemorySource {
    files: BTreeMap<ContentPath, Vec<u8>>,
}

impl MemorySource {
    /// A source without files.
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts a file in, in place of an older one at the same path.
    pub fn insert(&mut self, path: ContentPath, bytes: Vec<u8>) {
        self.files.insert(path, bytes);
    }

    /// Takes a file out.
    pub fn remove(&mut self, path: &ContentPath) -> Option<Vec<u8>> {
        self.files.remove(path)
    }
}

impl<P: AsRef<str>, B: Into<Vec<u8>>> FromIterator<(P, B)> for MemorySource {
    fn from_iter<I: IntoIterator<Item = (P, B)>>(files: I) -> Self {
        let files = files
            .into_iter()
            .map(|(path, bytes)| (ContentPath::new(path.as_ref()), bytes.into()))
            .collect();
        Self { files }
    }
}

impl ContentSource for MemorySource {
    fn list(&self) -> Result<Listing, SourceError> {
        let files = self.files.keys().filter(|path| names::may_be_post(path)).cloned().collect();
        Ok(Listing { files, refused: Vec::new() })
    }

    fn read(&self, path: &ContentPath) -> Result<Vec<u8>, Box<Diagnostic>> {
        self.files.get(path).cloned().ok_or_else(|| {
            let message = "it cannot be read: there is no such file".to_owned();
            refusal::refuse(Code::FileUnreadable, path.clone(), message, "", "").into()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::MemorySource;
    use crate::post::{Code, ContentPath};
    use crate::source::ContentSource;

    #[test]
    fn files_come_sorted_and_absent_ones_are_diagnostics() {
        let source = MemorySource::from_iter([("b.md", "b"), ("a/z.md", "z"), (".h/x.md", "x")]);
        let files = source.list().unwrap().files;
        assert_eq!(files, [ContentPath::new("a/z.md"), ContentPath::new("b.md")]);
        assert_eq!(source.read(&files[1]).unwrap(), b"b");
        let absent = source.read(&ContentPath::new("c.md")).unwrap_err();
        assert_eq!(absent.code, Code::FileUnreadable);
    }
}

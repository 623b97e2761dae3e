//! Paths inside the content folder.

use std::fmt;
use std::sync::Arc;

/// A file's path from the content folder, with `/` between its parts on every system. Ordered by
/// code point, so that replicas agree.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ContentPath(Arc<str>);

impl ContentPath {
    /// Takes a relative path whose parts are separated by `/`.
    pub fn new(path: &str) -> Self {
        Self(path.into())
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The folders that lead to the file, outermost first.
    pub fn folders(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.0
            .rsplit_once('/')
            .map_or("", |(folders, _)| folders)
            .split('/')
            .filter(|part| !part.is_empty())
    }

    /// The file's name with its extension.
    pub fn file_name(&self) -> &str {
        self.0.rsplit_once('/').map_or(&*self.0, |(_, name)| name)
    }

    /// The file's name without its extension.
    pub fn stem(&self) -> &str {
        let name = self.file_name();
        name.rsplit_once('.').map_or(name, |(stem, _)| stem)
    }
}

impl fmt::Display for ContentPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for ContentPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ContentPath({})", self.0)
    }
}

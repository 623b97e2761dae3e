//! The schema of the front matter, which is a file of the source.

use std::io::{self, Read};
use std::sync::Arc;

use crate::compile::{ExtraSchema, MAX_SCHEMA_BYTES, SCHEMA_FILE};
use crate::post::{Code, ContentPath, Diagnostic};
use crate::source::{ContentSource, Listing};
use crate::text::Revision;

/// The file `_schema.json`. It is an asset for the source, which therefore notices its changes.
#[derive(Debug, Default)]
pub struct SchemaFile {
    schema: Option<Arc<ExtraSchema>>,
    problems: Vec<Diagnostic>,
    /// The hash of the content; `None` if there is none.
    revision: Option<Revision>,
}

impl SchemaFile {
    /// Returns the path of the file.
    pub fn path() -> ContentPath {
        ContentPath::new(SCHEMA_FILE)
    }

    /// Reads the file, if there is one.
    pub fn read(source: &dyn ContentSource, listing: &Listing) -> Self {
        let path = Self::path();
        if listing.assets.binary_search(&path).is_err() {
            return Self::default();
        }
        let bytes = match content(source, &path) {
            Ok(bytes) => bytes,
            // It was deleted since.
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Self::default(),
            Err(error) => {
                return Self { problems: vec![unreadable(path, &error)], ..Self::default() };
            }
        };
        let revision = Some(Revision::of(&bytes));
        match ExtraSchema::read(&path, &bytes) {
            Ok(schema) => Self { schema: Some(Arc::new(schema)), problems: Vec::new(), revision },
            Err(problems) => Self { schema: None, problems, revision },
        }
    }

    /// Returns the schema, unless there is none that is valid.
    pub fn schema(&self) -> Option<&Arc<ExtraSchema>> {
        self.schema.as_ref()
    }

    /// Returns what is wrong with the file.
    pub fn problems(&self) -> &[Diagnostic] {
        &self.problems
    }

    /// Uses the schema of an earlier version if this one is invalid.
    pub fn keep_schema_of(&mut self, earlier: &Self) {
        if !self.problems.is_empty() {
            self.schema.clone_from(&earlier.schema);
        }
    }

    /// Returns whether there is such a file.
    pub fn is_there(&self) -> bool {
        self.revision.is_some() || !self.problems.is_empty()
    }

    /// Returns whether both have the same content, or the same reason why it cannot be read.
    pub fn is_equal(&self, other: &Self) -> bool {
        self.revision == other.revision && self.problems == other.problems
    }

    /// Returns whether posts are checked by the same schema.
    pub fn has_schema_of(&self, other: &Self) -> bool {
        let revision = |file: &Self| file.schema().map(|schema| schema.revision());
        revision(self) == revision(other)
    }
}

/// Reads as much of the file as is necessary to find out whether it is too large.
fn content(source: &dyn ContentSource, path: &ContentPath) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    source.open(path)?.take(MAX_SCHEMA_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn unreadable(path: ContentPath, error: &io::Error) -> Diagnostic {
    Diagnostic {
        code: Code::FileUnreadable,
        path,
        place: None,
        message: format!("the file cannot be read: {}", error.kind()),
        expected: Some("a file that the server may read".to_owned()),
        help: Some("check the permissions of the file and of the folder".to_owned()),
    }
}

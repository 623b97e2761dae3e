//! The record of an export: which files it wrote, with the hashes of their content.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::text::Revision;

/// The name of the record in the folder.
pub(super) const RECORD: &str = ".inkstone-export.json";

/// The version of the format.
const VERSION: u32 = 1;

/// The files of the last export. While one is writing, a file has two hashes, so that those of an interrupted export
/// are recognized.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Record(BTreeMap<String, BTreeSet<Revision>>);

#[derive(Debug, Serialize, Deserialize)]
struct Stored {
    version: u32,
    generator: String,
    files: BTreeMap<String, Vec<String>>,
}

impl Record {
    /// Reads the record of a folder; `None` if it has none.
    ///
    /// # Errors
    /// Returns what is wrong with the file.
    pub(super) fn read(folder: &Path) -> Result<Option<Self>, String> {
        let text = match fs::read_to_string(folder.join(RECORD)) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error.to_string()),
        };
        Self::parse(&text).map(Some)
    }

    fn parse(text: &str) -> Result<Self, String> {
        let stored: Stored = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if stored.version != VERSION {
            return Err(format!("its version is {}, not {VERSION}", stored.version));
        }
        let mut files = BTreeMap::new();
        for (path, hashes) in stored.files {
            // A foreign record must not lead out of the folder.
            if !is_inside(&path) {
                return Err(format!("`{path}` is not a path in the folder"));
            }
            let hashes = hashes.iter().map(|hash| {
                Revision::from_hex(hash).ok_or_else(|| format!("`{hash}` is not a hash"))
            });
            files.insert(path, hashes.collect::<Result<_, _>>()?);
        }
        Ok(Self(files))
    }

    /// Returns the text of the file.
    pub(super) fn text(&self) -> String {
        let hashes = |hashes: &BTreeSet<Revision>| hashes.iter().map(Revision::to_string).collect();
        let files = self.0.iter().map(|(path, found)| (path.clone(), hashes(found))).collect();
        let stored = Stored { version: VERSION, generator: "inkstone export".to_owned(), files };
        let text = serde_json::to_string_pretty(&stored).expect("maps with text keys are JSON");
        text + "\n"
    }

    /// Adds a file.
    pub(super) fn add(&mut self, path: &str, hash: Revision) {
        self.0.entry(path.to_owned()).or_default().insert(hash);
    }

    /// Whether an export wrote a file with this content.
    pub(super) fn wrote(&self, path: &str, hash: Revision) -> bool {
        self.0.get(path).is_some_and(|hashes| hashes.contains(&hash))
    }

    /// Whether an export wrote a file, whatever its content.
    pub(super) fn has(&self, path: &str) -> bool {
        self.0.contains_key(path)
    }

    /// Returns the paths of all files.
    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Returns a record of the files of both.
    pub(super) fn with(&self, other: &Self) -> Self {
        let mut both = self.clone();
        for (path, hashes) in &other.0 {
            both.0.entry(path.clone()).or_default().extend(hashes);
        }
        both
    }
}

/// Whether a path consists of plain segments.
fn is_inside(path: &str) -> bool {
    !path.contains(['\\', ':', '\0'])
        && path.split('/').all(|segment| !matches!(segment, "" | "." | ".."))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Record;
    use crate::text::Revision;

    #[test]
    fn a_record_is_read_as_it_was_written() {
        let (one, two) = (Revision::of(b"1"), Revision::of(b"2"));
        let mut old = Record::default();
        old.add("api/v1/内存.json", one);
        let mut new = Record::default();
        new.add("api/v1/内存.json", two);
        let both = Record::parse(&old.with(&new).text()).unwrap();
        assert!(both.wrote("api/v1/内存.json", one) && both.wrote("api/v1/内存.json", two));
        assert!(both.has("api/v1/内存.json") && !both.has("api/v1"));
    }

    #[test]
    fn a_record_cannot_name_files_elsewhere() {
        for path in ["../a", "/etc/passwd", "a/../../b", "a//b", "C:\\a", "c:a", ""] {
            let text = format!(
                r#"{{"version":1,"generator":"","files":{{{}:[]}}}}"#,
                serde_json::Value::from(path)
            );
            assert!(Record::parse(&text).is_err(), "{path}");
        }
        assert!(Record::parse(r#"{"version":2,"generator":"","files":{}}"#).is_err());
    }

    proptest! {
        #[test]
        fn no_text_causes_a_panic(text in "\\PC*") {
            let _ = Record::parse(&text);
        }
    }
}

//! `export.json`: the file of each target, for programs that map one to the other.

use std::collections::BTreeMap;

use serde::Serialize;

/// The path of the index below the base path.
pub(super) const INDEX: &str = "export.json";

/// The version of the format.
const VERSION: u32 = 1;

/// What the server sends for a target.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Entry {
    /// The path of the file from the folder.
    pub(super) file: String,
    /// The media type.
    #[serde(rename = "type")]
    pub(super) content_type: String,
    /// The entity tag of the server, with its quotes.
    pub(super) etag: String,
    /// The length of the file.
    pub(super) bytes: usize,
}

/// The entries by target.
pub(super) type Entries = BTreeMap<String, Entry>;

#[derive(Debug, Serialize)]
struct Document<'a> {
    version: u32,
    generator: &'static str,
    targets: &'a Entries,
}

/// Returns the text of the index.
pub(super) fn text(targets: &Entries) -> String {
    let document = Document { version: VERSION, generator: "inkstone export", targets };
    serde_json::to_string_pretty(&document).expect("maps with text keys are JSON") + "\n"
}

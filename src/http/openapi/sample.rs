//! Small posts, for the document that is read before there is any content.

use jiff::Timestamp;

use crate::catalog::{Assets, CatalogOptions, Snapshot};
use crate::compile::{CompileOptions, compile};
use crate::http::HttpOptions;
use crate::post::{ContentPath, Revision};

const POSTS: &[(&str, &str)] = &[
    ("python-memory-management.md", include_str!("sample/python-memory-management.zh.md")),
    ("en/python-memory-management.md", include_str!("sample/python-memory-management.en.md")),
    ("en/python-garbage-collection.md", include_str!("sample/python-garbage-collection.md")),
    ("en/ownership.md", include_str!("sample/ownership.en.md")),
];

/// A picture beside them.
const ASSETS: &[&str] = &["images/arena.svg"];

/// A snapshot of them, ready to be searched.
pub fn snapshot() -> Snapshot {
    let compiled = POSTS.iter().map(|(path, text)| {
        compile(&ContentPath::new(path), text.as_bytes(), &CompileOptions::default())
    });
    let (posts, diagnostics): (Vec<_>, Vec<_>) =
        compiled.map(|compiled| (compiled.post, compiled.diagnostics)).unzip();
    let options = CatalogOptions {
        default_lang: CompileOptions::default().default_lang,
        settings: Revision::of(b"sample"),
    };
    let snapshot = Snapshot::build(
        posts.into_iter().flatten().collect(),
        diagnostics.into_iter().flatten().collect(),
        Assets::new(ASSETS.iter().copied().map(ContentPath::new).collect()),
        &options,
    );
    snapshot.prepare_search();
    snapshot
}

/// The settings of a server that has none.
pub fn options() -> HttpOptions {
    HttpOptions { render_cache_bytes: 1 << 20, answer_cache_bytes: 0, ..HttpOptions::default() }
}

/// A moment at which all are public.
pub fn now() -> Timestamp {
    Timestamp::UNIX_EPOCH + jiff::SignedDuration::from_hours(24 * 365 * 60)
}

//! Small posts, for the document that is read before there is any content.

use jiff::Timestamp;

use crate::api::options::HttpOptions;
use crate::catalog::{Assets, CatalogOptions, Snapshot};
use crate::compile::{CompileOptions, Compiled, compile};
use crate::post::{ContentPath, Diagnostic};
use crate::text::Revision;

const POSTS: &[(&str, &str)] = &[
    ("python-memory-management.md", include_str!("sample/python-memory-management.zh.md")),
    ("en/python-memory-management.md", include_str!("sample/python-memory-management.en.md")),
    ("en/python-garbage-collection.md", include_str!("sample/python-garbage-collection.md")),
    ("en/ownership.md", include_str!("sample/ownership.en.md")),
];

/// A file that is no post, because of its date.
const MISTAKEN: (&str, &str) =
    ("spring.md", "---\ntitle: Spring\ndate: 2025-02-30\n---\n\nIt thaws.\n");

/// The path of a picture beside them.
pub const ASSET: &str = "images/arena.svg";

/// A snapshot of them, ready to be searched.
pub fn snapshot() -> Snapshot {
    let posts = POSTS.iter().filter_map(|file| compiled(file).post).collect();
    let options = CatalogOptions {
        default_lang: CompileOptions::default().default_lang,
        settings: Revision::of(b"sample"),
    };
    let assets = Assets::new(vec![ContentPath::new(ASSET)]);
    let snapshot = Snapshot::build(posts, diagnostics(), assets, &options);
    snapshot.prepare_search();
    snapshot
}

/// What is wrong with a file among them.
pub fn diagnostics() -> Vec<Diagnostic> {
    compiled(&MISTAKEN).diagnostics
}

fn compiled((path, text): &(&str, &str)) -> Compiled {
    compile(&ContentPath::new(path), text.as_bytes(), &CompileOptions::default())
}

/// The settings of a server that has none.
pub fn options() -> HttpOptions {
    HttpOptions { render_cache_bytes: 1 << 20, answer_cache_bytes: 0, ..HttpOptions::default() }
}

/// A moment at which all are public.
pub fn now() -> Timestamp {
    Timestamp::UNIX_EPOCH + jiff::SignedDuration::from_hours(24 * 365 * 60)
}

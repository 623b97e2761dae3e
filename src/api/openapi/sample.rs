//! Built-in posts, for examples without content.

use jiff::Timestamp;

use crate::api::options::ApiOptions;
use crate::catalog::{Assets, Audience, CatalogOptions, Snapshot};
use crate::compile::{CompileOptions, Compiled, compile};
use crate::post::{ContentPath, Diagnostic};
use crate::text::Revision;

const POSTS: &[(&str, &str)] = &[
    ("python-memory-management.md", include_str!("sample/python-memory-management.zh.md")),
    ("en/python-memory-management.md", include_str!("sample/python-memory-management.en.md")),
    ("en/python-garbage-collection.md", include_str!("sample/python-garbage-collection.md")),
    ("en/ownership.md", include_str!("sample/ownership.en.md")),
];

/// A file with an invalid date.
const INVALID: (&str, &str) =
    ("spring.md", "---\ntitle: Spring\ndate: 2025-02-30\n---\n\nIt thaws.\n");

/// The path of an image next to them.
pub const ASSET: &str = "images/arena.svg";

/// Returns a snapshot of the posts with a search index.
pub fn snapshot() -> Snapshot {
    let post = |file| compiled(file).post.expect("the built-in posts are valid");
    let posts = POSTS.iter().map(post);
    let options = CatalogOptions {
        default_lang: CompileOptions::default().default_lang,
        post_path: "/posts/{slug}".to_owned(),
        everyone: Audience::Public,
        settings: Revision::of(b"sample"),
    };
    let assets = Assets::new(vec![ContentPath::new(ASSET)]);
    let snapshot = Snapshot::build(posts, diagnostics(), assets, &options);
    snapshot.prepare_search();
    snapshot
}

/// Returns the diagnostics of the invalid file.
pub fn diagnostics() -> Vec<Diagnostic> {
    compiled(&INVALID).diagnostics
}

fn compiled((path, text): &(&str, &str)) -> Compiled {
    compile(&ContentPath::new(path), text.as_bytes(), &CompileOptions::default())
}

/// Returns the options of a server with default settings, and with small caches.
pub fn options() -> ApiOptions {
    ApiOptions { render_cache_bytes: 1 << 20, answer_cache_bytes: 0, ..ApiOptions::default() }
}

/// Returns a time at which all posts are published.
pub fn now() -> Timestamp {
    Timestamp::UNIX_EPOCH + jiff::SignedDuration::from_hours(24 * 365 * 60)
}

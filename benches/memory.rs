//! Reports the memory that posts take, by part.
//!
//! `cargo bench --bench memory` makes 15, 1,000 and 10,000 posts; `INKSTONE_BENCH_POSTS` sets one other number, and
//! `INKSTONE_BENCH_FOLDER` loads the posts of a folder instead. A counting allocator has the bytes that were requested
//! and are not freed. What is built after the rest, such as the index for search, is what it adds; what loading leaves
//! is taken apart afterwards, and each part is what dropping it subtracts. What the allocator holds for itself, the
//! program and memory of C libraries is the difference to the resident memory; it means something for the first corpus.

#[path = "corpus/mod.rs"]
#[expect(dead_code, reason = "comrak is not compared here")]
mod corpus;

use std::path::Path;
use std::sync::Arc;

use cap::Cap;
use inkstone::catalog::{Audience, CatalogOptions, Snapshot};
use inkstone::compile::CompileOptions;
use inkstone::live::{Live, Loaded, load};
use inkstone::post::{Body, Post};
use inkstone::source::{ContentSource, FolderSource};
use inkstone::text::Revision;
use jiff::Timestamp;
use mimalloc::MiMalloc;

#[global_allocator]
static ALLOCATOR: Cap<MiMalloc> = Cap::new(MiMalloc, usize::MAX);

fn main() {
    if let Some(folder) = std::env::var_os("INKSTONE_BENCH_FOLDER") {
        return report(&FolderSource::new(Path::new(&folder), 8 << 20));
    }
    let posts = std::env::var("INKSTONE_BENCH_POSTS").ok().and_then(|number| number.parse().ok());
    for count in posts.map_or_else(|| vec![15, 1_000, 10_000], |posts| vec![posts]) {
        let folder = tempfile::tempdir().expect("a temporary folder can be created");
        for number in 0..count {
            let file = folder.path().join(format!("post-{number:06}.md"));
            std::fs::write(file, corpus::post(number)).expect("the corpus can be written");
        }
        report(&FolderSource::new(folder.path(), 8 << 20));
    }
}

/// The parts that were measured, in bytes.
struct Parts {
    posts: usize,
    source: usize,
    rows: Vec<(&'static str, isize)>,
}

impl Parts {
    /// Adds what `work` allocates and does not free.
    fn adds<T>(&mut self, name: &'static str, work: impl FnOnce() -> T) -> T {
        let before = ALLOCATOR.allocated();
        let result = work();
        self.rows.push((name, ALLOCATOR.allocated() as isize - before as isize));
        result
    }

    /// Adds what `work` frees.
    fn frees<T>(&mut self, name: &'static str, work: impl FnOnce() -> T) -> T {
        let result = self.adds(name, work);
        let row = self.rows.last_mut().expect("added above");
        row.1 = -row.1;
        result
    }

    fn print(&self, title: &str) {
        println!("{title}:");
        for (name, bytes) in &self.rows {
            let of_source = *bytes as f64 / self.source as f64;
            let per_post = *bytes / self.posts as isize;
            println!("  {name:<42} {per_post:>9} {bytes:>13} {of_source:>7.3}");
        }
    }
}

fn report(source: &dyn ContentSource) {
    let compile = CompileOptions::default();
    let catalog = CatalogOptions {
        default_lang: compile.default_lang.clone(),
        post_path: "/posts/{slug}".to_owned(),
        everyone: Audience::Public,
        settings: Revision::of(b"bench"),
    };
    let before = ALLOCATOR.allocated();
    let loaded = load(source, &compile, &catalog, &|_, _| {}).expect("the folder exists");
    let counted = ALLOCATOR.allocated() - before;
    let posts = loaded.snapshot.posts().len();
    let bodies: usize = loaded.snapshot.posts().iter().map(|post| post.body.bytes()).sum();
    println!("\n{posts} posts, {bodies} bytes of Markdown; {counted} bytes after loading");
    println!("  {:<42} {:>9} {:>13} {:>7}", "part", "per post", "bytes", "/ Markdown");
    let mut parts = Parts { posts, source: bodies, rows: Vec::new() };
    let Loaded { snapshot, files, listing, .. } = loaded;
    parts.adds("orders of titles and names", || snapshot.prepare_orders());
    parts.adds("index for completions", || snapshot.prepare_suggestions());
    parts.adds("index for search", || snapshot.prepare_search().index_bytes().is_ok());
    parts.adds("bodies, when compressed", || snapshot.pack_bodies());
    let live = Live::new(snapshot);
    parts.adds("manifest of what is public", || live.announce(Timestamp::now()));
    let all = ALLOCATOR.allocated();
    parts.rows.push(("all that is counted", all as isize));
    parts.rows.push(("resident, but not counted", resident_bytes() as isize - all as isize));
    parts.print("added after loading");
    parts.rows.clear();
    parts.frees("listing", || drop(listing));
    parts.frees("state of files, without posts", || drop(files));
    let posts = snapshot_parts(&mut parts, live);
    post_parts(&mut parts, posts);
    parts.print("dropped");
}

/// Drops everything but the posts.
fn snapshot_parts(parts: &mut Parts, live: Live) -> Vec<Post> {
    let snapshot: Arc<Snapshot> = live.current().snapshot;
    let posts: Vec<Arc<Post>> = snapshot.posts().to_vec();
    parts.frees("history", || drop(live));
    parts.frees("snapshot: orders, terms, links; the indexes", || drop(snapshot));
    posts
        .into_iter()
        .map(|post| Arc::try_unwrap(post).unwrap_or_else(|post| (*post).clone()))
        .collect()
}

/// Drops the parts of posts.
fn post_parts(parts: &mut Parts, mut posts: Vec<Post>) {
    let none = Body::new("", Default::default());
    parts.frees("bodies", || posts.iter_mut().for_each(|post| post.body = none.clone()));
    parts
        .frees("references", || posts.iter_mut().for_each(|post| post.references = Box::default()));
    parts.frees("other keys", || posts.iter_mut().for_each(|post| post.extra = None));
    parts.frees("excerpts", || posts.iter_mut().for_each(|post| post.excerpt = None));
    parts.frees("descriptions", || posts.iter_mut().for_each(|post| post.description = None));
    parts.frees("titles", || posts.iter_mut().for_each(|post| post.title = Box::default()));
    parts.frees("lists of terms and authors", || {
        for post in &mut posts {
            (post.tags, post.categories, post.authors) = Default::default();
        }
    });
    parts.frees("posts: struct, path, slug, covers …", || drop(posts));
}

/// Returns the resident memory of this process, or 0 if it is unknown.
fn resident_bytes() -> usize {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages = statm.split(' ').nth(1).and_then(|pages| pages.parse::<usize>().ok());
    pages.unwrap_or(0) * 4096
}

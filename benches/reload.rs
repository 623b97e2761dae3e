//! Measures the snapshot after one of 10,000 posts has changed, compared with a snapshot of all posts made anew.
//!
//! Prints milliseconds: the median of several rounds. `INKSTONE_BENCH_POSTS` sets another number of posts.

#[path = "corpus/mod.rs"]
#[expect(dead_code, reason = "comrak is not compared here")]
mod corpus;

use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use inkstone::catalog::{Assets, Audience, CatalogOptions, Snapshot, intern};
use inkstone::compile::{CompileOptions, compile};
use inkstone::post::{ContentPath, Post};
use inkstone::text::Revision;
use rayon::prelude::*;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const ROUNDS: usize = 9;

fn main() {
    let count =
        std::env::var("INKSTONE_BENCH_POSTS").ok().and_then(|n| n.parse().ok()).unwrap_or(10_000);
    let mut posts: Vec<Arc<Post>> = (0..count)
        .into_par_iter()
        .map(|number| Arc::new(compiled(&path(number), &text(number, count))))
        .collect();
    intern(&mut posts, None);
    let before = snapshot(posts.clone());
    println!("{count} posts");
    report("all posts made anew", || snapshot(posts.clone()));

    let middle = count / 2;
    let source = text(middle, count);
    let edits = [
        ("a changed body", source.clone() + "\n补充一段。 And more.\n"),
        ("a changed title", source.replacen("title: \"", "title: \"新", 1)),
        ("a changed tag", source.replacen("标签", "新标签", 1)),
        ("a changed date", source.replacen("date: 20", "date: 19", 1)),
    ];
    for (name, changed) in edits {
        let mut changed_posts = posts.clone();
        changed_posts[middle] = Arc::new(compiled(&path(middle), &changed));
        report(name, || successor(&before, changed_posts.clone()));
    }
    let mut more = posts.clone();
    more.push(Arc::new(compiled("z.md", &source)));
    report("a new post", || successor(&before, more.clone()));
}

fn report(name: &str, work: impl Fn() -> Snapshot) {
    let mut times: Vec<Duration> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            let snapshot = black_box(work());
            let taken = start.elapsed();
            drop(snapshot);
            taken
        })
        .collect();
    times.sort_unstable();
    println!("{name:24} {:8.2} ms", times[ROUNDS / 2].as_secs_f64() * 1000.0);
}

fn path(number: usize) -> String {
    format!("post-{number:06}.md")
}

/// Returns a post of the corpus with links to two others.
fn text(number: usize, count: usize) -> String {
    let other = |step: usize| (number * 31 + step) % count;
    format!(
        "{}\n[前文]({}) and [another](/posts/post-{:06})\n",
        corpus::post(number),
        path(other(1)),
        other(7)
    )
}

fn compiled(path: &str, text: &str) -> Post {
    let path = ContentPath::new(path);
    compile(&path, text.as_bytes(), &CompileOptions::default()).post.expect("the posts are valid")
}

fn options() -> CatalogOptions {
    CatalogOptions {
        default_lang: CompileOptions::default().default_lang,
        post_path: "/posts/{slug}".to_owned(),
        everyone: Audience::Public,
        settings: Revision::of(b"bench"),
    }
}

fn snapshot(posts: Vec<Arc<Post>>) -> Snapshot {
    Snapshot::build(posts, Vec::new(), Assets::default(), &options())
}

fn successor(before: &Snapshot, posts: Vec<Arc<Post>>) -> Snapshot {
    before.successor(posts, Vec::new(), Assets::default(), &options())
}

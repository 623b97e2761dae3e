//! Measures loading a folder of 10,000 posts, compared with a minimal loop that splits front matter with
//! gray_matter and renders HTML with comrak, over the same files and with the same threads.
//!
//! Prints seconds, the ratio, and the memory per post of the loaded content. `INKSTONE_BENCH_POSTS` sets another
//! size. With `INKSTONE_BENCH_FOLDER`, the posts are only written to that folder, for other measurements.

#[path = "corpus/mod.rs"]
mod corpus;

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use gray_matter::engine::Engine;
use gray_matter::{Matter, Pod};
use inkstone::catalog::{Audience, CatalogOptions, Snapshot};
use inkstone::compile::CompileOptions;
use inkstone::live::load;
use inkstone::source::FolderSource;
use inkstone::text::Revision;
use rayon::prelude::*;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const ROUNDS: usize = 5;

/// Splits front matter without parsing it: the cheapest use of gray_matter.
struct SplitOnly;

impl Engine for SplitOnly {
    fn parse(_: &str) -> Result<Pod, gray_matter::Error> {
        Ok(Pod::Null)
    }
}

fn main() {
    let posts =
        std::env::var("INKSTONE_BENCH_POSTS").ok().and_then(|n| n.parse().ok()).unwrap_or(10_000);
    if let Some(folder) = std::env::var_os("INKSTONE_BENCH_FOLDER") {
        std::fs::create_dir_all(&folder).expect("the folder can be created");
        write_corpus(Path::new(&folder), posts);
        return;
    }
    let folder = tempfile::tempdir().expect("a temporary folder can be created");
    let files = write_corpus(folder.path(), posts);
    let bytes: u64 = files.iter().map(|file| file.metadata().map_or(0, |data| data.len())).sum();
    println!(
        "{posts} posts, {:.1} MB, {} threads",
        bytes as f64 / 1e6,
        rayon::current_num_threads()
    );

    let before = resident_bytes();
    let snapshot = inkstone_load(folder.path());
    let held = resident_bytes().saturating_sub(before);
    assert_eq!(snapshot.posts().len(), posts);
    println!(
        "memory: {} bytes per post, of which {} are source",
        held / posts as u64,
        bytes / posts as u64
    );
    drop(snapshot);

    let mut ratios = Vec::new();
    for _ in 0..ROUNDS {
        let minimal = timed(|| minimal_loop(&files));
        let ours = timed(|| inkstone_load(folder.path()));
        ratios.push(ours.as_secs_f64() / minimal.as_secs_f64());
        println!(
            "minimal loop {:.3} s, inkstone {:.3} s, ratio {:.2}",
            minimal.as_secs_f64(),
            ours.as_secs_f64(),
            ratios[ratios.len() - 1]
        );
    }
    ratios.sort_by(f64::total_cmp);
    println!("median ratio {:.2}", ratios[ROUNDS / 2]);
}

fn timed<T>(work: impl FnOnce() -> T) -> Duration {
    let start = Instant::now();
    black_box(work());
    start.elapsed()
}

fn inkstone_load(folder: &Path) -> Snapshot {
    let compile = CompileOptions::default();
    let catalog = CatalogOptions {
        default_lang: compile.default_lang.clone(),
        post_path: "/posts/{slug}".to_owned(),
        everyone: Audience::Public,
        settings: Revision::of(b"bench"),
    };
    let source = FolderSource::new(folder, 8 << 20);
    load(&source, &compile, &catalog, &|_, _| {}).expect("the folder exists").snapshot
}

fn minimal_loop(files: &[PathBuf]) -> usize {
    let options = corpus::comrak_options();
    files
        .par_iter()
        .map(|file| {
            let text = std::fs::read_to_string(file).expect("the file exists");
            let mut matter = Matter::<SplitOnly>::new();
            matter.excerpt_delimiter = Some("<!-- more -->".to_owned());
            let split = matter.parse::<Pod>(&text).expect("a split");
            comrak::markdown_to_html(&split.content, &options).len()
        })
        .sum()
}

fn write_corpus(folder: &Path, posts: usize) -> Vec<PathBuf> {
    (0..posts)
        .map(|number| {
            let file = folder.join(format!("post-{number:06}.md"));
            std::fs::write(&file, corpus::post(number)).expect("the corpus can be written");
            file
        })
        .collect()
}

/// Returns the resident memory of this process, or 0 if it is unknown.
fn resident_bytes() -> u64 {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages = statm.split(' ').nth(1).and_then(|pages| pages.parse::<u64>().ok());
    pages.unwrap_or(0) * 4096
}

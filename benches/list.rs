//! Measures lists that were never requested before, in the whole application but without connections: pages of 15 to 35
//! posts, tags with categories, ranges, and facets.
//!
//! Prints microseconds on one thread: of the first requests, which write most posts, and of later ones, which join posts
//! that were written before. `INKSTONE_BENCH_POSTS` sets another number of posts than 10,000.

#[path = "corpus/mod.rs"]
#[expect(dead_code, reason = "comrak is not compared here")]
mod corpus;

use std::sync::Arc;
use std::time::{Duration, Instant};

use inkstone::api::ApiOptions;
use inkstone::catalog::{Assets, Audience, CatalogOptions, Snapshot};
use inkstone::compile::{CompileOptions, compile};
use inkstone::live::Live;
use inkstone::post::ContentPath;
use inkstone::server::InProcess;
use inkstone::source::MemorySource;
use inkstone::text::Revision;
use rayon::prelude::*;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The number of requests of each kind and round.
const REQUESTS: usize = 4000;

/// Returns the URL of a request. Zeros before a number make it another URL with the same response.
type Target = fn(usize) -> String;

const KINDS: [(&str, Target); 4] = [
    ("pages", |n| {
        let (page, limit, zeros) = (1 + n * 7 % 280, 15 + n / 280 % 21, "0".repeat(n / 5880));
        format!("/api/v1/posts?page={zeros}{page}&limit={limit}")
    }),
    ("tag and category", |n| {
        let (tag, category, zeros) = (n % 200, n / 200 % 20, "0".repeat(n / 4000));
        let [tag, category] = [("%E6%A0%87%E7%AD%BE", tag), ("%E5%88%86%E7%B1%BB", category)]
            .map(|(name, number)| format!("{name}{number}"));
        format!("/api/v1/posts?tag={tag}&category={category}&page={zeros}1")
    }),
    ("ranges", |n| {
        let (most, year, month, day) =
            (1 + n % 30, 2010 + n % 15, 1 + n / 30 % 12, 1 + n / 360 % 28);
        format!("/api/v1/posts?readTimeMax={most}&dateFrom={year}-{month:02}-{day:02}")
    }),
    ("facets", |n| {
        let (most, year, month, day) =
            (1 + n % 30, 2010 + n % 15, 1 + n / 30 % 12, 1 + n / 360 % 28);
        format!(
            "/api/v1/posts?readTimeMax={most}&dateFrom={year}-{month:02}-{day:02}&limit=0\
             &facets=tag,category,year"
        )
    }),
];

fn main() {
    let posts: usize =
        std::env::var("INKSTONE_BENCH_POSTS").ok().and_then(|n| n.parse().ok()).unwrap_or(10_000);
    actix_web::rt::System::new().block_on(run(posts));
}

async fn run(posts: usize) {
    let live = Arc::new(Live::new(snapshot(posts)));
    let source = Arc::new(MemorySource::from_iter::<[(&str, &str); 0]>([]));
    let now = "2030-01-01T00:00:00Z".parse().expect("an instant");
    let options = ApiOptions { title: "Bench".to_owned(), ..ApiOptions::default() };
    println!("{posts} posts, {REQUESTS} requests a round");
    for (name, target) in KINDS {
        let application =
            InProcess::new(Arc::clone(&live), source.clone(), options.clone(), now, "bench").await;
        for round in 0..3 {
            let mut times: Vec<Duration> = Vec::with_capacity(REQUESTS);
            let mut bytes = 0;
            for request in 0..REQUESTS {
                let target = target(round * REQUESTS + request);
                let start = Instant::now();
                let received = application.get(&target).await.expect("a response");
                times.push(start.elapsed());
                bytes += received.body.len();
            }
            let mean = times.iter().sum::<Duration>() / REQUESTS as u32;
            times.sort();
            println!(
                "{name}, round {}: median {:.1} µs, mean {:.1} µs, {} bytes",
                round + 1,
                times[REQUESTS / 2].as_secs_f64() * 1e6,
                mean.as_secs_f64() * 1e6,
                bytes / REQUESTS,
            );
        }
    }
}

fn snapshot(posts: usize) -> Snapshot {
    let options = CompileOptions::default();
    let compiled: Vec<_> = (0..posts)
        .into_par_iter()
        .filter_map(|number| {
            let path = ContentPath::new(&format!("{number}.md"));
            compile(&path, corpus::post(number).as_bytes(), &options).post
        })
        .collect();
    let catalog = CatalogOptions {
        default_lang: options.default_lang.clone(),
        post_path: "/posts/{slug}".to_owned(),
        everyone: Audience::Public,
        settings: Revision::of(b"bench"),
    };
    Snapshot::build(compiled, Vec::new(), Assets::default(), &catalog)
}

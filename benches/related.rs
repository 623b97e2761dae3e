//! Measures finding the related posts of a post among 10,000: the first time, and from the cache.
//!
//! Prints milliseconds on one thread. `INKSTONE_BENCH_POSTS` sets another size. The corpus has few distinct
//! words, so further ones are appended to every post, of which a few are frequent and most are rare.

#[path = "corpus/mod.rs"]
#[expect(dead_code, reason = "comrak is not compared here")]
mod corpus;

use std::fmt::Write;
use std::hint::black_box;
use std::time::{Duration, Instant};

use corpus::Draw;
use inkstone::catalog::{Assets, Audience, CatalogOptions, DocId, Snapshot};
use inkstone::compile::{CompileOptions, compile};
use inkstone::post::ContentPath;
use inkstone::query::{RelatedQuery, related};
use inkstone::text::Revision;
use jiff::Timestamp;
use rayon::prelude::*;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The number of posts to query.
const QUERIED: usize = 300;
/// The number of rarity levels of further words; each has twice as many words as the one before.
const STEPS: usize = 14;
/// The characters of further words.
const CHARACTERS: &str =
    "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥金木水火土风雷山泽江河湖海星云雪霜";

fn main() {
    let posts: usize =
        std::env::var("INKSTONE_BENCH_POSTS").ok().and_then(|n| n.parse().ok()).unwrap_or(10_000);
    let start = Instant::now();
    let snapshot = snapshot(posts);
    let loaded = start.elapsed();
    let search = snapshot.prepare_search();
    println!(
        "{posts} posts, loaded in {:.1} s, indexed in {:.1} s",
        loaded.as_secs_f64(),
        (start.elapsed() - loaded).as_secs_f64()
    );

    let now: Timestamp = "2030-01-01T00:00:00Z".parse().expect("an instant");
    let queried: Vec<DocId> =
        (0..QUERIED).map(|n| (n * posts / QUERIED) as DocId).take(posts).collect();
    let mut shared = (0, 0);
    for round in ["first", "cached"] {
        let mut times: Vec<Duration> = Vec::new();
        for &doc in &queried {
            let query = RelatedQuery { doc, in_all_languages: true, limit: 10 };
            let start = Instant::now();
            let found = black_box(related(&snapshot, search, &query, now)).expect("an answer");
            times.push(start.elapsed());
            shared.0 += found.len();
            shared.1 += found.iter().map(|found| found.reasons.words.len()).sum::<usize>();
        }
        times.sort();
        let at = |share: usize| times[(times.len() - 1) * share / 100].as_secs_f64() * 1e3;
        println!(
            "{round}: median {:.3} ms, 95th percentile {:.3} ms, maximum {:.3} ms",
            at(50),
            at(95),
            at(100)
        );
    }
    println!("{} posts found, with {} shared words", shared.0, shared.1);
}

fn snapshot(posts: usize) -> Snapshot {
    let options = CompileOptions::default();
    let compiled: Vec<_> = (0..posts)
        .into_par_iter()
        .filter_map(|number| {
            let text = corpus::post(number) + &further_words(number);
            compile(&ContentPath::new(&format!("{number}.md")), text.as_bytes(), &options).post
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

/// Generates sixty words, each twice, of two characters or four Latin letters.
fn further_words(number: usize) -> String {
    let characters: Vec<char> = CHARACTERS.chars().collect();
    let mut draw = Draw::new(number + 1_000_000_000);
    let mut text = String::new();
    for _ in 0..60 {
        let frequent = 1 << (1 + draw.below(STEPS));
        let word = draw.below(frequent);
        let _ = if draw.below(2) == 0 {
            let of = |n: usize| characters[n % characters.len()];
            let word = [of(word), of(word / characters.len() + 7 * word)];
            let word: String = word.iter().collect();
            write!(text, "{word}，{word}。")
        } else {
            let letter = |n: usize| char::from(b'a' + (n % 26) as u8);
            let word: String = [word, word / 26, word / 676, 5 * word].map(letter).iter().collect();
            write!(text, "{word} {word}. ")
        };
    }
    text
}

//! Measures full-text search: building the index of 10,000 posts, deriving it after changes of one post and of a
//! hundred, and queries drawn from the texts.
//!
//! `cargo bench --bench search`; `INKSTONE_BENCH_POSTS=100000` sets another size, `INKSTONE_BENCH_FOLDER=posts` measures
//! the posts of a folder instead, `INKSTONE_BENCH_INDEX_ONLY=1` builds the index and stops,
//! `INKSTONE_BENCH_ONE_HIDDEN_IN=10` makes every tenth post a draft, and `INKSTONE_BENCH_RECALL=1` also compares the
//! results with the texts of all posts, which is slow. Queries run on one thread and do the work of a handler: matches,
//! the first page, and the highlights of its hits. `INKSTONE_BENCH_ROUNDS=5` repeats each and takes the least time, for
//! machines that do other work as well.

#[path = "corpus/mod.rs"]
#[expect(dead_code, reason = "comrak is not compared here")]
mod corpus;

use std::collections::HashSet;
use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use corpus::Draw;
use inkstone::catalog::{Assets, Audience, CatalogOptions, Matches, Question, Snapshot};
use inkstone::compile::CompileOptions;
use inkstone::compile::markdown::text;
use inkstone::live::load;
use inkstone::post::{Body, Post};
use inkstone::query::{
    Filters, Highlighter, PostQuery, Searched, Window, find_matches, list_posts,
};
use inkstone::source::{ContentSource, FolderSource, MemorySource};
use inkstone::text::Revision;
use inkstone::text::script::script;
use jiff::Timestamp;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Draws a query from the text of a post.
type DrawQuery = fn(&str, &mut Draw) -> Option<String>;

/// The number of queries of each kind.
const QUERIES: usize = 500;

fn main() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse().ok());
    let posts = number("INKSTONE_BENCH_POSTS").unwrap_or(10_000);
    let one_hidden_in = number("INKSTONE_BENCH_ONE_HIDDEN_IN");
    let snapshot = match std::env::var_os("INKSTONE_BENCH_FOLDER") {
        Some(folder) => loaded(&FolderSource::new(folder, 8 << 20)),
        None => snapshot(posts, one_hidden_in),
    };
    let posts = snapshot.posts().len();
    let bytes: usize = snapshot.posts().iter().map(|post| post.body.bytes()).sum();
    let megabytes = bytes as f64 / 1e6;
    println!("{posts} posts, {megabytes:.1} MB, {} threads", rayon::current_num_threads());

    let (started, work_before) = (Instant::now(), processor_seconds());
    snapshot.prepare_search();
    let took = started.elapsed().as_secs_f64();
    let work = processor_seconds() - work_before;
    let search = snapshot.search().expect("the index is ready");
    let held = search.index_bytes().expect("an index") as f64 / 1e6;
    println!("indexed in {took:.1} s: {:.1} MB/s; index size {held:.0} MB", megabytes / took);
    println!("processor time {work:.1} s: {:.1} MB/s on each core", megabytes / work);
    println!("resident memory of the process: {:.0} MB", resident_bytes() as f64 / 1e6);
    if number("INKSTONE_BENCH_INDEX_ONLY").is_some() {
        return;
    }
    if number("INKSTONE_BENCH_RECALL").is_some() {
        compare_words(&snapshot);
    }
    let snapshot = derive(snapshot);

    let kinds: [(&str, DrawQuery); 6] = [
        ("two characters", |text, draw| run(text, draw, 2)),
        ("three to six characters", |text, draw| {
            let length = 3 + draw.below(4);
            run(text, draw, length)
        }),
        ("one character", |text, draw| run(text, draw, 1)),
        ("one word", word),
        ("a word with a typo", |text, draw| word(text, draw).map(|word| typo(&word, draw))),
        ("a word and two characters", |text, draw| {
            Some(format!("{} {}", word(text, draw)?, run(text, draw, 2)?))
        }),
    ];
    let rounds = number("INKSTONE_BENCH_ROUNDS").unwrap_or(1);
    let mut all = Vec::new();
    for (name, draw_query) in kinds {
        let mut draw = Draw::new(name.len());
        let mut times = Vec::new();
        let (mut expected, mut found) = (0, 0);
        while times.len() < QUERIES {
            let post = &snapshot.posts()[draw.below(posts)];
            let Some(text) = draw_query(&post.body.markdown(), &mut draw) else { continue };
            let timed = |_| {
                let started = Instant::now();
                black_box(ask(&snapshot, &text));
                started.elapsed()
            };
            times.extend((0..rounds).map(timed).min());
            if number("INKSTONE_BENCH_RECALL").is_some()
                && script(text.chars().next().unwrap_or(' ')).is_some()
            {
                let (held, hit) = recall(&snapshot, &text);
                (expected, found) = (expected + held, found + hit);
            }
        }
        all.extend(times.iter().copied());
        print(name, times);
        if expected > 0 {
            println!("    found {found} of {expected} posts that contain the characters");
        }
    }
    print("all queries", all);
}

/// Changes one post again and again, then a hundred at once. Queries are then measured on the last index.
fn derive(mut snapshot: Snapshot) -> Snapshot {
    let mut draw = Draw::new(7);
    for (name, changed, rounds) in [("one changed post", 1, 50), ("a hundred", 100, 5)] {
        let [mut times, mut first_query] = [Vec::new(), Vec::new()];
        for round in 0..rounds {
            let mut posts = snapshot.posts().to_vec();
            for _ in 0..changed {
                let at = draw.below(posts.len());
                let body = &posts[at].body;
                let text = format!("{}\n\nRevised in round{round} 重新修订。\n", &*body.markdown());
                let body = Body::new(&text, body.dialect());
                let revision = Revision::of(text.as_bytes());
                posts[at] = Arc::new(Post { body, revision, ..(*posts[at]).clone() });
            }
            let next = snapshot.successor(posts, Vec::new(), Assets::default(), &options());
            let started = Instant::now();
            assert!(next.derive_search(&snapshot));
            times.push(started.elapsed());
            let started = Instant::now();
            black_box(find(&next, &Question::parse(&format!("round{round}"))));
            first_query.push(started.elapsed());
            snapshot = next;
        }
        print(&format!("deriving: {name}"), times);
        print("  first query", first_query);
    }
    println!("resident memory of the process: {:.0} MB", resident_bytes() as f64 / 1e6);
    snapshot
}

fn print(name: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let at =
        |share: usize| times[(times.len() * share / 100).min(times.len() - 1)].as_secs_f64() * 1e3;
    println!("{name:24} median {:.2} ms, 99th percentile {:.2} ms", at(50), at(99));
}

fn find(snapshot: &Snapshot, question: &Question) -> Matches {
    let search = snapshot.search().expect("the index is ready");
    let filters = Filters::default();
    find_matches(snapshot, search, question, &filters, now()).expect("an answer")
}

fn ask(snapshot: &Snapshot, text: &str) -> usize {
    let question = Question::parse(text);
    let matches = find(snapshot, &question);
    let query = PostQuery {
        filters: Filters::default(),
        search: Some(Searched { text: text.to_owned(), matches }),
        sort: Vec::new(),
        window: Window::Page { page: 1, limit: 20 },
        facets: Vec::new(),
    };
    let answer = list_posts(snapshot, &query, now()).expect("an answer");
    let matches = query.search.as_ref().map(|search| &search.matches).expect("it was set above");
    let highlighter = Highlighter::new(&question, matches);
    answer.docs.iter().map(|&doc| highlighter.show(snapshot.post(doc)).passages.len()).sum()
}

/// Returns the number of posts that contain the text, and how many of them are found.
fn recall(snapshot: &Snapshot, text: &str) -> (usize, usize) {
    let matches = find(snapshot, &Question::parse(text));
    let holds = |markdown: &str| markdown.contains(text);
    let holding = (0..).zip(snapshot.posts()).filter(|(_, post)| holds(&post.body.markdown()));
    holding
        .fold((0, 0), |(held, hit), (doc, _)| (held + 1, hit + usize::from(matches.score(doc) > 0)))
}

/// Searches for words of posts, and compares exact matches with the sets of words of all posts.
fn compare_words(snapshot: &Snapshot) {
    let words: Vec<HashSet<String>> = snapshot.posts().iter().map(|post| words_of(post)).collect();
    let mut draw = Draw::new(1);
    let (mut held, mut found, mut both) = (0, 0, 0);
    let mut asked = 0;
    while asked < QUERIES {
        let post = &snapshot.posts()[draw.below(words.len())];
        let Some(word) = word(&post.body.markdown(), &mut draw) else { continue };
        let folded = word.to_lowercase();
        let matches = find(snapshot, &Question::parse(&word));
        asked += 1;
        for (doc, words) in (0..).zip(&words) {
            let is_held = words.contains(&folded);
            let is_found = matches.score(doc) > Matches::BEST / 3 * 2;
            held += usize::from(is_held);
            found += usize::from(is_found);
            both += usize::from(is_held && is_found);
        }
    }
    println!(
        "{QUERIES} words: recall {both} of {held} posts, precision {both} of {found} exact matches"
    );
}

/// Returns the words of all searched fields of a post.
fn words_of(post: &Post) -> HashSet<String> {
    let names = post.tags.iter().chain(&*post.categories).map(|name| &**name);
    let names: Vec<&str> = names.chain([&*post.title]).chain(post.description.as_deref()).collect();
    let all = format!("{} {}", names.join(" "), text(&post.body.markdown()));
    let parts = all.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    parts.map(str::to_lowercase).collect()
}

fn now() -> Timestamp {
    "2027-01-01T00:00:00Z".parse().expect("an instant")
}

fn snapshot(posts: usize, one_hidden_in: Option<usize>) -> Snapshot {
    let text = |number| match one_hidden_in {
        Some(every) if number % every == 0 => {
            corpus::post(number).replacen("---\n", "---\ndraft: true\n", 1)
        }
        _ => corpus::post(number),
    };
    let files: Vec<(String, String)> =
        (0..posts).map(|number| (format!("post-{number:06}.md"), text(number))).collect();
    let source =
        MemorySource::from_iter(files.iter().map(|(path, text)| (path.as_str(), text.as_str())));
    loaded(&source)
}

fn loaded(source: &dyn ContentSource) -> Snapshot {
    load(source, &CompileOptions::default(), &options(), &|_, _| {}).expect("a source").snapshot
}

fn options() -> CatalogOptions {
    CatalogOptions {
        default_lang: CompileOptions::default().default_lang,
        post_path: "/posts/{slug}".to_owned(),
        everyone: Audience::Public,
        settings: Revision::of(b"bench"),
    }
}

/// Draws `length` consecutive characters from a text.
fn run(text: &str, draw: &mut Draw, length: usize) -> Option<String> {
    let start = text.floor_char_boundary(draw.below(text.len()));
    let run: Vec<char> = text[start..]
        .chars()
        .skip_while(|&c| script(c).is_none())
        .take_while(|&c| script(c).is_some())
        .take(length)
        .collect();
    (run.len() == length).then(|| run.into_iter().collect())
}

/// Draws a word of Latin letters from a text.
fn word(text: &str, draw: &mut Draw) -> Option<String> {
    let start = text.floor_char_boundary(draw.below(text.len()));
    let letter = |c: &char| c.is_ascii_alphanumeric() || *c == '_';
    let rest = text[start..].chars().skip_while(letter).skip_while(|c| !letter(c));
    let word: String = rest.take_while(letter).collect();
    (word.len() > 2).then_some(word)
}

/// Transposes two letters of a word.
fn typo(word: &str, draw: &mut Draw) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    let at = draw.below(letters.len() - 1);
    letters.swap(at, at + 1);
    letters.into_iter().collect()
}

/// Returns the resident memory of this process, or 0 if it is unknown.
fn resident_bytes() -> u64 {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages = statm.split(' ').nth(1).and_then(|pages| pages.parse::<u64>().ok());
    pages.unwrap_or(0) * 4096
}

/// Returns the processor time of this process, or 0 if it is unknown. Unlike elapsed time, it hardly depends on what
/// else the machine does.
fn processor_seconds() -> f64 {
    const TICKS_PER_SECOND: f64 = 100.0;
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    // The 14th and 15th field: in the program and in the kernel.
    let ticks = after_name.split_whitespace().skip(11).take(2).map(str::parse::<f64>);
    ticks.flatten().sum::<f64>() / TICKS_PER_SECOND
}

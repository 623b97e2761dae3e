//! Compares indexes that were derived step by step with those made of the same posts at once.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use roaring::RoaringBitmap;
use tantivy::TantivyError;
use tantivy::directory::{Directory, MmapDirectory};

use super::failing_store::FailingStore;
use super::index::Sizes;
use super::segment_store::{SegmentStore, Segments};
use super::{Question, Search};
use crate::catalog::test_support::{options, post};
use crate::catalog::{Assets, DocId, Snapshot};
use crate::post::{Body, Dialect, Post};

/// So small that a few posts are several shards.
const SIZES: Sizes = Sizes { usual: 6_000, undivided: 4_000, small: 700, largest_again: 3_000 };

const PIECES: [&str; 30] = [
    "memory",
    "memories",
    "memoir",
    "manage",
    "management",
    "rust",
    "rusted",
    "trust",
    "cache",
    "HashMap",
    "get_ref_count",
    "C++",
    "C#",
    "c",
    "内存",
    "管理",
    "内存管理",
    "引用",
    "计数",
    "缓存",
    "記憶體",
    "ガベージ",
    "메모리",
    "\n\n## ",
    "\n\n",
    "，",
    "`refcount`",
    "\n\n```\nlet x;\n```\n\n",
    "https://a.b/memory",
    "naïve",
];

const QUESTIONS: [&str; 36] = [
    "memory",
    "memor",
    "mem",
    "m",
    "memoyr",
    "managemnet",
    "emory",
    "usted",
    "refcount",
    "ref",
    "hashmpa",
    "HashMap cache",
    "c",
    "C++",
    "c#",
    "内存",
    "内",
    "内存管",
    "存管理",
    "理内存管",
    "引用计数缓",
    "计数内存记",
    "記憶體",
    "ガベー",
    "메모",
    "\"memory man",
    "\"rust cache\"",
    "\"内存 rust\"",
    "rust -cache",
    "-内存",
    "title:memory",
    "tag:内存",
    "get.ref",
    "memory/cache",
    "naive",
    "fresh7x",
];

/// Stores segments in mapped files.
#[derive(Debug)]
struct MappedStore;

impl SegmentStore for MappedStore {
    fn directory(&self) -> tantivy::Result<Box<dyn Directory>> {
        Ok(Box::new(MmapDirectory::create_from_tempdir()?))
    }

    fn report(&self, error: &TantivyError) {
        panic!("{error}");
    }
}

/// What a file says, without its name.
#[derive(Debug, Clone)]
struct Content {
    title: String,
    body: String,
    tags: Vec<String>,
    day: u8,
}

#[derive(Debug, Clone)]
enum Edit {
    /// Adds a post, or replaces the one that has the name.
    Write(u8, Content),
    Body(Index, String),
    Title(Index, String),
    Tags(Index, Vec<String>),
    Day(Index, u8),
    Rename(Index, u8),
    Remove(Index),
    /// Removes or changes every third post.
    Many(Option<String>),
    Nothing,
}

type Files = BTreeMap<u8, Content>;

fn text(pieces: std::ops::Range<usize>) -> impl Strategy<Value = String> {
    let piece = (select(&PIECES[..]), select(&[" ", "", " fresh7 "][..]));
    vec(piece, pieces).prop_map(|pieces| pieces.into_iter().flat_map(|(a, b)| [a, b]).collect())
}

fn tags() -> impl Strategy<Value = Vec<String>> {
    vec(select(&PIECES[..18]).prop_map(str::to_owned), 0..3)
}

fn content() -> impl Strategy<Value = Content> {
    let parts = (text(1..4), text(1..60), tags(), 0..8_u8);
    parts.prop_map(|(title, body, tags, day)| Content { title, body, tags, day })
}

fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        4 => (any::<u8>(), content()).prop_map(|(name, content)| Edit::Write(name, content)),
        6 => (any::<Index>(), text(1..60)).prop_map(|(at, body)| Edit::Body(at, body)),
        2 => (any::<Index>(), text(1..4)).prop_map(|(at, title)| Edit::Title(at, title)),
        2 => (any::<Index>(), tags()).prop_map(|(at, tags)| Edit::Tags(at, tags)),
        2 => (any::<Index>(), 0..8_u8).prop_map(|(at, day)| Edit::Day(at, day)),
        2 => (any::<Index>(), any::<u8>()).prop_map(|(at, name)| Edit::Rename(at, name)),
        3 => any::<Index>().prop_map(Edit::Remove),
        1 => proptest::option::of(text(1..60)).prop_map(Edit::Many),
        1 => Just(Edit::Nothing),
    ]
}

impl Edit {
    fn apply(self, files: &mut Files) {
        let names: Vec<u8> = files.keys().copied().collect();
        if names.is_empty() && !matches!(self, Self::Write(..)) {
            return;
        }
        let mut change = |at: Index, change: &dyn Fn(&mut Content)| {
            change(files.get_mut(at.get(&names)).unwrap());
        };
        match self {
            Self::Write(name, content) => drop(files.insert(name, content)),
            Self::Body(at, body) => change(at, &|content| content.body.clone_from(&body)),
            Self::Title(at, title) => change(at, &|content| content.title.clone_from(&title)),
            Self::Tags(at, tags) => change(at, &|content| content.tags.clone_from(&tags)),
            Self::Day(at, day) => change(at, &|content| content.day = day),
            Self::Rename(at, name) => {
                let content = files.remove(at.get(&names)).unwrap();
                files.insert(name, content);
            }
            Self::Remove(at) => drop(files.remove(at.get(&names))),
            Self::Many(body) => {
                for name in names.iter().step_by(3) {
                    match &body {
                        Some(body) => files.get_mut(name).unwrap().body.clone_from(body),
                        None => drop(files.remove(name)),
                    }
                }
            }
            Self::Nothing => {}
        }
    }
}

/// Returns the posts in the default order, all made anew.
fn posts(files: &Files) -> Vec<Arc<Post>> {
    let made = files.iter().map(|(name, content)| {
        let tags: Vec<&str> = content.tags.iter().map(|tag| &**tag).collect();
        let made = post(&format!("p{name}")).title(&content.title).tag_list(&tags);
        let made = match content.day {
            0 => made,
            day => made.date(&format!("2025-01-0{day}")),
        };
        let body = Body::new(&content.body, Dialect::default());
        Arc::new(Post { body, ..Post::from(made) })
    });
    Snapshot::build(made, Vec::new(), Assets::default(), &options()).posts().to_vec()
}

fn compare(derived: &Search, fresh: &Search, posts: &[Arc<Post>], visible: &RoaringBitmap) {
    for text in QUESTIONS {
        let question = Question::parse(text);
        let [a, b] = [derived, fresh].map(|search| search.find(&question, visible).unwrap());
        assert_eq!((a.scores, a.words), (b.scores, b.words), "{text}");
    }
    for (doc, post) in (0..).zip(posts).step_by(7) {
        let [a, b] =
            [derived, fresh].map(|search| search.compare((doc, post), visible, visible).unwrap());
        assert_eq!((a.posts, a.words), (b.posts, b.words), "{}", post.slug);
    }
}

/// Returns the posts that are visible to everybody.
fn public(posts: &[Arc<Post>]) -> RoaringBitmap {
    let is_public = |post: &Post| !post.slug.as_str().ends_with('3');
    (0..).zip(posts).filter(|(_, post)| is_public(post)).map(|(doc, _)| doc).collect()
}

fn search(posts: &[Arc<Post>]) -> Search {
    Search::with_sizes(posts, SIZES, Segments::default(), &|| {})
}

fn all(posts: &[Arc<Post>]) -> RoaringBitmap {
    (0..posts.len() as DocId).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn a_derived_index_answers_like_a_fresh_one(
        files in vec((any::<u8>(), content()), 0..90),
        edits in vec(vec(edit(), 1..4), 1..8),
        stored in select(&[0, 1_500, usize::MAX][..]),
    ) {
        let segments = Segments { store: Some(Arc::new(MappedStore)), stored };
        let mut files: Files = files.into_iter().collect();
        let mut before = posts(&files);
        let mut derived = Search::with_sizes(&before, SIZES, segments, &|| {});
        for edits in edits {
            edits.into_iter().for_each(|edit| edit.apply(&mut files));
            let posts = posts(&files);
            derived = derived.successor(&before, &posts);
            let fresh = search(&posts);
            compare(&derived, &fresh, &posts, &public(&posts));
            compare(&derived, &fresh, &posts, &all(&posts));
            before = posts;
        }
    }
}

#[test]
fn a_store_that_fails_at_any_time_changes_no_result() {
    let mut files = numbered(60);
    let before = posts(&files);
    let fresh = search(&before);
    let mut failed = 0;
    for working in (0..).step_by(5) {
        let store = Arc::new(FailingStore::new(working));
        let segments = Segments { store: Some(Arc::clone(&store) as _), stored: 0 };
        let indexed = AtomicUsize::new(0);
        let count = || {
            indexed.fetch_add(1, Ordering::Relaxed);
        };
        let search = Search::with_sizes(&before, SIZES, segments, &count);
        assert_eq!(indexed.into_inner(), before.len(), "after {working} operations");
        compare(&search, &fresh, &before, &public(&before));
        if store.failures() == 0 {
            break;
        }
        failed += 1;
        if working == 0 {
            files.get_mut(&7).unwrap().body.push_str(" fresh7x");
            let posts = posts(&files);
            let derived = search.successor(&before, &posts);
            compare(&derived, &self::search(&posts), &posts, &all(&posts));
        }
    }
    assert!(failed > 5, "{failed}");
}

/// Returns files of which each has a word of its own.
fn numbered(count: u8) -> Files {
    let content = |n: u8| Content {
        title: format!("Post {n}"),
        body: format!("own{n} 内存管理 common memory text, and more of it to be longer"),
        tags: Vec::new(),
        day: n % 9,
    };
    (0..count).map(|n| (n, content(n))).collect()
}

#[test]
fn the_number_of_shards_stays_small_over_many_edits() {
    let mut files = numbered(60);
    let mut before = posts(&files);
    let mut derived = search(&before);
    for n in 0..120_u32 {
        files.get_mut(&((n * 7 % 60) as u8)).unwrap().body.push_str(" edited");
        let posts = posts(&files);
        derived = derived.successor(&before, &posts);
        before = posts;
        let (index, _) = derived.index.as_ref().unwrap();
        let live: usize = index.shards().iter().map(super::shard::Shard::live_bytes).sum();
        assert!(index.shards().len() <= 2 * live.div_ceil(SIZES.largest_again) + 4);
        assert_eq!(live, before.iter().map(|post| super::shard::size(post)).sum::<usize>());
    }
    compare(&derived, &search(&before), &before, &public(&before));
}

#[test]
fn words_of_removed_posts_are_not_suggested_and_those_of_new_ones_are() {
    let mut files = numbered(60);
    let before = posts(&files);
    let derived = search(&before);
    files.remove(&17);
    // So many words that the lists are merged.
    let words: Vec<String> = (0..1_100).map(|n| format!("novel{n}x")).collect();
    files.get_mut(&20).unwrap().body = words.join(" ");
    let posts = posts(&files);
    let derived = derived.successor(&before, &posts);
    let words =
        |text: &str| derived.find(&Question::parse(text), &all(&posts)).unwrap().words.concat();
    let completions = words("own1");
    assert!(
        completions.contains(&"own18".to_owned()) && !completions.contains(&"own17".to_owned())
    );
    assert_eq!(words("novel1099")[0], "novel1099x");
    compare(&derived, &search(&posts), &posts, &public(&posts));
}

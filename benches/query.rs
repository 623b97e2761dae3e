//! Measures queries over 1,000, 10,000 and 100,000 posts, and building a snapshot.
//!
//! `cargo bench --bench query`. Times include the overhead of counting allocations. Tags have a long-tailed
//! distribution: about 27,000 of them in 100,000 posts, the worst case for lists of tags.

use std::sync::{Arc, OnceLock};

use divan::{AllocProfiler, Bencher, black_box};
use inkstone::catalog::{Assets, CatalogOptions, Snapshot, Taxonomy};
use inkstone::compile::{ExtraSchema, SCHEMA_FILE, Scalar, ScalarKind};
use inkstone::post::{Body, ContentPath, Dialect, Moment, Post};
use inkstone::query::{
    Audience, Direction, ExtraFilter, Facet, Filters, NeighborQuery, PostQuery, SortKey, TermQuery,
    Window, archive, find_post, list_posts, list_terms, near_slugs, neighbors,
};
use inkstone::text::Revision;
use inkstone::text::{Lang, Slug};
use jiff::tz::{Offset, TimeZone};
use jiff::{SignedDuration, Timestamp};

#[global_allocator]
static ALLOCATOR: AllocProfiler = AllocProfiler::system();

const SIZES: [usize; 3] = [1_000, 10_000, 100_000];

fn main() {
    divan::main();
}

/// A pseudorandom number generator (SplitMix64), deterministic on every machine.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % end as u64) as usize
    }

    fn pick<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.below(words.len())]
    }
}

const WORDS: [&str; 16] = [
    "memory",
    "rust",
    "async",
    "内存",
    "优化",
    "指南",
    "Swift",
    "ownership",
    "性能",
    "并发",
    "web",
    "编译",
    "notes",
    "数据库",
    "graph",
    "笔记",
];

fn posts(count: usize) -> Vec<Arc<Post>> {
    let mut dice = Dice(42);
    let start: Timestamp = "2010-01-01T00:00:00Z".parse().unwrap();
    (0..count)
        .map(|n| {
            let minute = dice.below(15 * 365 * 24 * 60) as i64;
            let at = Moment::new(start + SignedDuration::from_mins(minute), Offset::UTC);
            let title: Vec<&str> = (0..5).map(|_| dice.pick(&WORDS)).collect();
            // A few tags are frequent, most are rare.
            let tags = (0..4)
                .map(|_| {
                    let rare = 1 << (1 + dice.below(11));
                    format!("{} {}", dice.pick(&WORDS), dice.below(rare))
                })
                .map(Arc::from)
                .collect();
            Arc::new(Post {
                path: ContentPath::new(&format!("posts/{n}.md")),
                slug: Slug::new(&format!("{}-{n}", title.join("-"))).unwrap(),
                dated_slug: None,
                lang: Lang::parse(dice.pick(&["zh", "zh", "en"])).unwrap(),
                title: format!("{} {}", title.join(" "), dice.below(1000)).into(),
                description: None,
                excerpt: None,
                date: Some(at.timestamp().to_zoned(TimeZone::UTC).date()),
                published_at: Some(at),
                updated_at: Some(at),
                read_time: "5 min".into(),
                read_time_minutes: 1 + dice.below(40) as u32,
                word_count: 1000,
                categories: [Arc::from(format!("Category {}", dice.below(12)))].into(),
                tags,
                authors: [Arc::from(format!("Author {}", dice.below(50)))].into(),
                series: None,
                aliases: [].into(),
                addresses: Box::default(),
                translation_key: None,
                cover: None,
                expires_at: None,
                draft: dice.below(50) == 0,
                extra: Some(Box::new(extra(&mut dice))),
                references: Box::default(),
                body: Body::new("", Dialect::default()),
                lines_before_body: 0,
                revision: Revision::of(&n.to_le_bytes()),
            })
        })
        .collect()
}

/// Values of the keys in [`SCHEMA`].
fn extra(dice: &mut Dice) -> serde_json::Map<String, serde_json::Value> {
    let mut extra = serde_json::Map::new();
    extra.insert("featured".to_owned(), (dice.below(10) == 0).into());
    extra.insert("weight".to_owned(), dice.below(10_000).into());
    extra.insert("level".to_owned(), dice.pick(&WORDS).into());
    extra
}

const SCHEMA: &str = r#"{"properties": {
    "featured": {"type": "boolean"}, "weight": {"type": "integer"}, "level": {"type": "string"}
}}"#;

fn schema() -> Arc<ExtraSchema> {
    Arc::new(ExtraSchema::read(&ContentPath::new(SCHEMA_FILE), SCHEMA.as_bytes()).unwrap())
}

fn options() -> CatalogOptions {
    CatalogOptions {
        default_lang: Lang::parse("en").unwrap(),
        post_path: "/posts/{slug}".to_owned(),
        everyone: Audience::Public,
        settings: Revision::of(b"settings"),
    }
}

fn snapshot(count: usize) -> &'static Snapshot {
    static SNAPSHOTS: [OnceLock<Snapshot>; 3] = [const { OnceLock::new() }; 3];
    let at = SIZES.iter().position(|&size| size == count).unwrap();
    SNAPSHOTS[at].get_or_init(|| {
        Snapshot::build(posts(count), Vec::new(), Assets::default(), &options())
            .with_schema(Some(schema()))
    })
}

fn now() -> Timestamp {
    "2024-06-01T00:00:00Z".parse().unwrap()
}

fn page(page: u64) -> Window {
    Window::Page { page, limit: 20 }
}

fn query(window: Window) -> PostQuery {
    PostQuery {
        filters: Filters::default(),
        search: None,
        sort: Vec::new(),
        window,
        facets: Vec::new(),
    }
}

fn ask(bencher: Bencher<'_, '_>, posts: usize, query: &PostQuery) {
    let snapshot = snapshot(posts);
    bencher.bench(|| list_posts(black_box(snapshot), black_box(query), now()));
}

fn by_tag_and_category() -> Filters {
    Filters {
        tag: vec!["rust 0".into(), "内存 1".into()],
        category: vec!["category-3".into()],
        ..Filters::default()
    }
}

#[divan::bench(args = SIZES, sample_count = 5, sample_size = 1)]
fn build(bencher: Bencher<'_, '_>, count: usize) {
    bencher
        .with_inputs(|| posts(count))
        .bench_values(|posts| Snapshot::build(posts, Vec::new(), Assets::default(), &options()));
}

#[divan::bench(args = SIZES)]
fn first_page(bencher: Bencher<'_, '_>, posts: usize) {
    ask(bencher, posts, &query(page(1)));
}

#[divan::bench(args = SIZES)]
fn deep_page(bencher: Bencher<'_, '_>, posts: usize) {
    ask(bencher, posts, &query(page(posts as u64 / 40)));
}

#[divan::bench(args = SIZES)]
fn tag_and_category(bencher: Bencher<'_, '_>, posts: usize) {
    ask(bencher, posts, &PostQuery { filters: by_tag_and_category(), ..query(page(1)) });
}

#[divan::bench(args = SIZES)]
fn dates_and_minutes(bencher: Bencher<'_, '_>, posts: usize) {
    let filters = Filters {
        date_from: Some(jiff::civil::date(2015, 3, 10)),
        read_time_max: Some(20),
        ..Filters::default()
    };
    ask(bencher, posts, &PostQuery { filters, ..query(page(1)) });
}

/// Filters by keys of the front matter: a flag, a range and a text.
#[divan::bench(args = SIZES)]
fn extra_keys(bencher: Bencher<'_, '_>, posts: usize) {
    let schema = schema();
    let filter = |name: &str| ExtraFilter::new(schema.find(name).unwrap());
    let number = |text: &str| Scalar::parse(ScalarKind::Integer, text);
    let extra = vec![
        ExtraFilter { values: vec![Scalar::Boolean(true)], ..filter("featured") },
        ExtraFilter { min: number("1000"), max: number("3000"), ..filter("weight") },
        ExtraFilter { texts: vec!["memory".into(), "内存".into()], ..filter("level") },
    ];
    let filters = Filters { extra, ..Filters::default() };
    ask(bencher, posts, &PostQuery { filters, ..query(page(1)) });
}

#[divan::bench(args = SIZES)]
fn all_by_extra_number(bencher: Bencher<'_, '_>, posts: usize) {
    let key = schema().find("weight").unwrap();
    let sort = vec![(SortKey::Extra(key), Direction::Descending)];
    ask(bencher, posts, &PostQuery { sort, ..query(page(1)) });
}

#[divan::bench(args = SIZES)]
fn all_by_extra_text(bencher: Bencher<'_, '_>, posts: usize) {
    let key = schema().find("level").unwrap();
    let sort = vec![(SortKey::Extra(key), Direction::Ascending)];
    ask(bencher, posts, &PostQuery { sort, ..query(page(1)) });
}

#[divan::bench(args = SIZES)]
fn extra_facets(bencher: Bencher<'_, '_>, posts: usize) {
    let schema = schema();
    let facet = |name: &str| Facet::Extra(schema.find(name).unwrap());
    let facets = vec![facet("level"), facet("featured")];
    ask(bencher, posts, &PostQuery { facets, ..query(page(1)) });
}

/// What the first request for a key waits for.
#[divan::bench(args = SIZES, sample_count = 5, sample_size = 1)]
fn first_by_extra(bencher: Bencher<'_, '_>, count: usize) {
    let schema = schema();
    let sort = vec![(SortKey::Extra(schema.find("level").unwrap()), Direction::Ascending)];
    let query = PostQuery { sort, ..query(page(1)) };
    bencher
        .with_inputs(|| {
            Snapshot::build(posts(count), Vec::new(), Assets::default(), &options())
                .with_schema(Some(Arc::clone(&schema)))
        })
        .bench_refs(|snapshot| list_posts(snapshot, &query, now()).unwrap().total);
}

#[divan::bench(args = SIZES)]
fn all_by_title(bencher: Bencher<'_, '_>, posts: usize) {
    let sort = vec![(SortKey::Title, Direction::Ascending)];
    ask(bencher, posts, &PostQuery { sort, ..query(page(1)) });
}

#[divan::bench(args = SIZES)]
fn filtered_by_title(bencher: Bencher<'_, '_>, posts: usize) {
    let sort = vec![(SortKey::Title, Direction::Descending)];
    let filters = by_tag_and_category();
    ask(bencher, posts, &PostQuery { filters, sort, ..query(page(1)) });
}

#[divan::bench(args = SIZES)]
fn all_by_minutes_then_title(bencher: Bencher<'_, '_>, posts: usize) {
    let sort =
        vec![(SortKey::ReadTime, Direction::Descending), (SortKey::Title, Direction::Ascending)];
    ask(bencher, posts, &PostQuery { sort, ..query(page(1)) });
}

fn after_cursor(bencher: Bencher<'_, '_>, posts: usize, sort: Vec<(SortKey, Direction)>) {
    let query = PostQuery { sort, ..query(page(posts as u64 / 40)) };
    let answer = list_posts(snapshot(posts), &query, now()).unwrap();
    let window = Window::After { cursor: answer.next.unwrap(), limit: 20 };
    ask(bencher, posts, &PostQuery { window, ..query });
}

#[divan::bench(args = SIZES)]
fn cursor(bencher: Bencher<'_, '_>, posts: usize) {
    after_cursor(bencher, posts, Vec::new());
}

#[divan::bench(args = SIZES)]
fn cursor_by_title(bencher: Bencher<'_, '_>, posts: usize) {
    after_cursor(bencher, posts, vec![(SortKey::Title, Direction::Ascending)]);
}

fn all_facets() -> Vec<Facet> {
    let terms = Taxonomy::ALL.map(Facet::Terms);
    terms.into_iter().chain([Facet::Lang, Facet::Year]).collect()
}

#[divan::bench(args = SIZES)]
fn facets_of_all(bencher: Bencher<'_, '_>, posts: usize) {
    ask(bencher, posts, &PostQuery { facets: all_facets(), ..query(page(1)) });
}

#[divan::bench(args = SIZES)]
fn facets_of_a_category(bencher: Bencher<'_, '_>, posts: usize) {
    let filters = Filters { category: vec!["category-3".into()], ..Filters::default() };
    ask(bencher, posts, &PostQuery { filters, facets: all_facets(), ..query(page(1)) });
}

#[divan::bench(args = SIZES)]
fn unknown_tag(bencher: Bencher<'_, '_>, posts: usize) {
    let filters = Filters { tag: vec!["rsut 0".into()], ..Filters::default() };
    ask(bencher, posts, &PostQuery { filters, ..query(page(1)) });
}

#[divan::bench(args = SIZES)]
fn tags(bencher: Bencher<'_, '_>, posts: usize) {
    let query = TermQuery {
        taxonomy: Taxonomy::Tag,
        filters: Filters::default(),
        prefix: None,
        sort: Vec::new(),
        window: page(1),
    };
    let snapshot = snapshot(posts);
    bencher.bench(|| list_terms(black_box(snapshot), black_box(&query), now()));
}

#[divan::bench(args = SIZES)]
fn single_post(bencher: Bencher<'_, '_>, posts: usize) {
    let snapshot = snapshot(posts);
    let slug = snapshot.post(posts as u32 / 2).slug.as_str();
    bencher.bench(|| {
        find_post(black_box(snapshot), black_box(slug), None, &[], Audience::Public, now())
    });
}

fn beside(
    bencher: Bencher<'_, '_>,
    posts: usize,
    filters: Filters,
    sort: Vec<(SortKey, Direction)>,
) {
    let query = NeighborQuery { post: posts as u32 / 2, filters, sort };
    let snapshot = snapshot(posts);
    bencher.bench(|| neighbors(black_box(snapshot), black_box(&query), now()));
}

#[divan::bench(args = SIZES)]
fn neighbors_by_date(bencher: Bencher<'_, '_>, posts: usize) {
    beside(bencher, posts, Filters::default(), Vec::new());
}

#[divan::bench(args = SIZES)]
fn neighbors_by_title(bencher: Bencher<'_, '_>, posts: usize) {
    let sort = vec![(SortKey::Title, Direction::Descending)];
    beside(bencher, posts, Filters::default(), sort);
}

#[divan::bench(args = SIZES)]
fn neighbors_filtered_by_title(bencher: Bencher<'_, '_>, posts: usize) {
    let sort = vec![(SortKey::Title, Direction::Ascending)];
    beside(bencher, posts, by_tag_and_category(), sort);
}

#[divan::bench(args = SIZES)]
fn neighbors_by_minutes_then_title(bencher: Bencher<'_, '_>, posts: usize) {
    let sort =
        vec![(SortKey::ReadTime, Direction::Descending), (SortKey::Title, Direction::Ascending)];
    beside(bencher, posts, Filters::default(), sort);
}

#[divan::bench(args = SIZES)]
fn slug_suggestions(bencher: Bencher<'_, '_>, posts: usize) {
    let snapshot = snapshot(posts);
    let slug = format!("{}x", snapshot.post(posts as u32 / 2).slug);
    bencher.bench(|| near_slugs(black_box(snapshot), black_box(&slug), now()));
}

#[divan::bench(args = SIZES)]
fn whole_archive(bencher: Bencher<'_, '_>, posts: usize) {
    let snapshot = snapshot(posts);
    bencher.bench(|| archive(black_box(snapshot), black_box(&Filters::default()), now()));
}

//! Measures completions over 10,000 and 100,000 posts: the build time and size of the index, the time in which it
//! is derived after a change, and the median and 99th percentile of single queries.
//!
//! `cargo bench --bench suggest`. Titles have about 20 characters: frequent words of programming articles,
//! mixed with pairs of 600 common ideographs, so that there are many prefixes to try.

use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use inkstone::catalog::{Assets, Audience, CatalogOptions, Snapshot};
use inkstone::post::{Body, ContentPath, Dialect, Moment, Post};
use inkstone::query::{SuggestQuery, suggest};
use inkstone::text::Revision;
use inkstone::text::{Lang, Slug};
use jiff::tz::{Offset, TimeZone};
use jiff::{SignedDuration, Timestamp};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const ROUNDS: usize = 500;

const WORDS: &[&str] = &[
    "内存",
    "管理",
    "的",
    "与",
    "性能",
    "优化",
    "指南",
    "并发",
    "编译",
    "数据库",
    "笔记",
    "入门",
    "实践",
    "原理",
    "源码",
    "分析",
    "调用",
    "重载",
    "执行",
    "函数",
    "类型",
    "线程",
    "缓存",
    "索引",
    "事务",
    "网络",
    "Python",
    "Rust",
    "memory",
    "async",
    "HttpClient",
    "web",
    "concurrency",
    "Go",
];

const IDEOGRAPHS: &str = "一二三四五六七八九十百千万上下左右大小多少来去出入开关问答听说读写看见走跑飞站坐立天地日月星云风雨雪山水火土木金石田河海江湖花草树叶鸟鱼虫马牛羊狗猫人口手足头目耳心身体父母兄弟姐妹朋友老师学生工农兵商国家城市村路车船桥房门窗床桌椅书笔纸墨画字词句文章语言声音色光影红黄蓝绿白黑早晚春夏秋冬年月时分秒东西南北中内外前后里间旁高低长短远近快慢新旧好坏美丑真假对错爱恨喜怒哀乐忧思想念记忆忘知道理解明清楚白懂会能可以应该必须需要愿意希望信任相互共同合作竞争比较选择决定计划安排准备开始结束完成继续停止进退升降增减加乘除等于数量质形状态势力气味道德行为动静变化发展生产消费买卖供求价值钱财富贫穷贵贱成败胜负得失利害安危生死存亡";

const QUERIES: &[&str] = &[
    "p",
    "n",
    "d",
    "内",
    "的",
    "nc",
    "jj",
    "neicun",
    "shi",
    "内存",
    "内存管理",
    "python n",
    "neicgl",
    "web rust",
    "a b c d e",
    "guanli python",
    "pyhton",
    "neicnu",
    "concurency",
    "neicunguanil",
    "内存管里",
    "zzzzzzzzzzzz",
    "shishishishi",
    "没有这个名字的",
    "rust 内存 web",
];

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
}

fn title(dice: &mut Dice, ideographs: &[char], length: usize) -> String {
    let mut title = String::new();
    while title.chars().count() < length {
        if dice.below(5) < 3 {
            title.push_str(WORDS[dice.below(WORDS.len())]);
        } else {
            title.extend((0..2).map(|_| ideographs[dice.below(ideographs.len())]));
        }
    }
    title
}

fn posts(count: usize) -> Vec<Arc<Post>> {
    let mut dice = Dice(42);
    let ideographs: Vec<char> = IDEOGRAPHS.chars().collect();
    let start: Timestamp = "2010-01-01T00:00:00Z".parse().expect("an instant");
    (0..count)
        .map(|n| {
            let minute = dice.below(15 * 365 * 24 * 60) as i64;
            let at = Moment::new(start + SignedDuration::from_mins(minute), Offset::UTC);
            // A few tags are frequent, most are rare.
            let tags = (0..4)
                .map(|_| {
                    let rare = 1 << (1 + dice.below(11));
                    format!("{} {}", WORDS[dice.below(WORDS.len())], dice.below(rare))
                })
                .map(Arc::from)
                .collect();
            Arc::new(Post {
                path: ContentPath::new(&format!("posts/{n}.md")),
                slug: Slug::new(&format!("post-{n}")).expect("a slug"),
                dated_slug: None,
                lang: Lang::parse("zh").expect("a language"),
                title: title(&mut dice, &ideographs, 20).into(),
                description: None,
                excerpt: None,
                date: Some(at.timestamp().to_zoned(TimeZone::UTC).date()),
                published_at: Some(at),
                updated_at: Some(at),
                read_time: "5 min".into(),
                read_time_minutes: 5,
                word_count: 1000,
                categories: [Arc::from(WORDS[dice.below(12)])].into(),
                tags,
                authors: [].into(),
                series: None,
                aliases: [].into(),
                addresses: Box::default(),
                translation_key: None,
                cover: None,
                expires_at: None,
                draft: dice.below(50) == 0,
                extra: None,
                references: Box::default(),
                body: Body::new("", Dialect::default()),
                lines_before_body: 0,
                revision: Revision::of(&n.to_le_bytes()),
            })
        })
        .collect()
}

/// Changes one post in several ways.
fn derive(before: &Snapshot, options: &CatalogOptions) {
    let middle = &before.posts()[before.posts().len() / 2];
    let revision = Revision::of(b"changed");
    let titled = Post { title: "新的标题 new".into(), ..(**middle).clone() };
    let tagged = Post { tags: [Arc::from("新标签")].into(), ..(**middle).clone() };
    let longer = Post { word_count: 7, ..(**middle).clone() };
    for (name, changed) in [("no name", longer), ("a title", titled), ("a tag", tagged)] {
        let mut posts = before.posts().to_vec();
        posts[before.posts().len() / 2] = Arc::new(Post { revision, ..changed });
        let after = before.successor(posts, Vec::new(), Assets::default(), options);
        let start = Instant::now();
        assert!(after.derive_suggestions(before));
        println!("  derived after a change of {name} in {:.2?}", start.elapsed());
    }
}

fn main() {
    for count in [10_000, 100_000] {
        let options = CatalogOptions {
            default_lang: Lang::parse("zh").expect("a language"),
            post_path: "/posts/{slug}".to_owned(),
            everyone: Audience::Public,
            settings: Revision::of(b"settings"),
        };
        let snapshot = Snapshot::build(posts(count), Vec::new(), Assets::default(), &options);
        let start = Instant::now();
        snapshot.prepare_suggestions();
        let took = start.elapsed();
        let bytes = snapshot.suggestion_bytes();
        println!("{count} posts: built in {took:.2?}, {bytes} bytes");
        derive(&snapshot, &options);
        let now = "2026-01-01T00:00:00Z".parse().expect("an instant");
        for text in QUERIES {
            for langs in [vec![], vec!["zh".to_owned()]] {
                let query = SuggestQuery {
                    text: (*text).to_owned(),
                    limit: if langs.is_empty() { 10 } else { 50 },
                    kinds: Vec::new(),
                    langs,
                };
                let mut found = 0;
                let mut times: Vec<Duration> = (0..ROUNDS)
                    .map(|_| {
                        let start = Instant::now();
                        let answer = suggest(&snapshot, black_box(&query), now);
                        found = black_box(answer).suggestions.len();
                        start.elapsed()
                    })
                    .collect();
                times.sort_unstable();
                let percentile = |part: usize| times[(times.len() - 1) * part / 100];
                println!(
                    "  {text:<16} limit {:>2}: {found:>2} found, p50 {:>9.1?}, p99 {:>9.1?}",
                    query.limit,
                    percentile(50),
                    percentile(99)
                );
            }
        }
    }
}

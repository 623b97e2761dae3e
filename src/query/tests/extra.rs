//! Filters, orders and counts of the front matter keys that a schema declares, against plain loops.

use std::cmp::{Ordering, Reverse};
use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::date;
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use serde_json::{Value, json};

use super::{after, all, names, question};
use crate::catalog::Snapshot;
use crate::catalog::test_support::{Sample, at, post, snapshot};
use crate::compile::{ExtraKey, ExtraSchema, SCHEMA_FILE, Scalar, ScalarKind};
use crate::post::{ContentPath, Post};
use crate::query::*;
use crate::text::fold::fold;

const SCHEMA: &str = r#"{"properties": {
    "featured": {"type": "boolean"},
    "weight": {"type": "number"},
    "level": {"type": ["string", "null"]},
    "event": {"type": "string", "format": "date"},
    "starts": {"type": "string", "format": "date-time"},
    "grade": {"enum": ["a", "b,c", "d"]}
}}"#;

fn with_schema(posts: Vec<Sample>) -> Snapshot {
    let schema = ExtraSchema::read(&ContentPath::new(SCHEMA_FILE), SCHEMA.as_bytes());
    snapshot(posts).with_schema(Some(Arc::new(schema.unwrap())))
}

fn key(snapshot: &Snapshot, name: &str) -> ExtraKey {
    snapshot.schema().unwrap().find(name).unwrap()
}

fn now() -> Timestamp {
    at("2024-02-15")
}

const WEIGHTS: [&str; 6] = ["-1.5", "0", "2", "2.0", "9007199254740993", "1e300"];
const LEVELS: [&str; 6] = ["Easy", "easy", "Ｅａｓｙ", "难", "安", "zebra"];
const LEVEL_VALUES: [&str; 5] = ["EASY", "难", "zebra,安", "nope", " "];
const INSTANTS: [&str; 3] =
    ["2024-01-01T00:00:00Z", "2024-01-01T08:00:00+08:00", "2023-12-31T23:00:00-05:00"];

type Facts =
    (Option<bool>, Option<&'static str>, Option<&'static str>, Option<u8>, Option<usize>, bool);

fn posts() -> impl Strategy<Value = Vec<Sample>> {
    let facts = (
        of(any::<bool>()),
        of(select(&WEIGHTS[..])),
        of(select(&LEVELS[..])),
        of(1..=9_u8),
        of(0..INSTANTS.len()),
        prop::bool::weighted(0.2),
    );
    vec(facts, 0..14).prop_map(|all| {
        let sample = |(number, facts): (usize, Facts)| {
            let (featured, weight, level, event, starts, draft) = facts;
            let mut extra = serde_json::Map::new();
            let mut insert = |name: &str, value: Option<Value>| {
                extra.extend(value.map(|value| (name.to_owned(), value)));
            };
            insert("featured", featured.map(Value::from));
            insert("weight", weight.map(|weight| serde_json::from_str(weight).unwrap()));
            insert("level", level.map(Value::from));
            insert("event", event.map(|day| json!(format!("2024-01-0{day}"))));
            insert("starts", starts.map(|at| json!(INSTANTS[at])));
            let sample = post(&format!("p{}", number * 5 % 14)).extra(Value::Object(extra));
            if draft { sample.draft() } else { sample }
        };
        all.into_iter().enumerate().map(sample).collect()
    })
}

#[derive(Debug, Clone)]
struct Asked {
    featured: Option<bool>,
    weight: Vec<&'static str>,
    least: Option<&'static str>,
    most: Option<&'static str>,
    levels: Vec<&'static str>,
    days: (Option<u8>, Option<u8>),
    sort: Vec<(&'static str, Direction)>,
    preview: bool,
}

fn asked() -> impl Strategy<Value = Asked> {
    let rare = |strategy: BoxedStrategy<&'static str>| prop::option::weighted(0.2, strategy);
    let weight = || select(&WEIGHTS[..]).boxed();
    let lists = prop_oneof![3 => Just(Vec::new()), 1 => vec(select(&LEVEL_VALUES[..]), 1..3)];
    let weights = prop_oneof![3 => Just(Vec::new()), 1 => subsequence(&WEIGHTS[..], 1..3)];
    let keys = select(vec!["featured", "weight", "level", "event", "starts"]);
    let sort = vec((keys, select(vec![Direction::Ascending, Direction::Descending])), 1..3);
    let days = (prop::option::weighted(0.2, 1..=9_u8), prop::option::weighted(0.2, 1..=9_u8));
    let featured = prop::option::weighted(0.2, any::<bool>());
    (featured, weights, rare(weight()), rare(weight()), lists, days, sort, any::<bool>()).prop_map(
        |(featured, weight, least, most, levels, days, sort, preview)| Asked {
            featured,
            weight,
            least,
            most,
            levels,
            days,
            sort,
            preview,
        },
    )
}

fn number(text: &str) -> Scalar {
    Scalar::parse(ScalarKind::Number, text).unwrap()
}

fn query(snapshot: &Snapshot, asked: &Asked) -> PostQuery {
    let filter = |name| ExtraFilter::new(key(snapshot, name));
    let day = |day: Option<u8>| day.map(|day| Scalar::Date(date(2024, 1, day as i8)));
    let extra = vec![
        ExtraFilter {
            values: asked.featured.map(Scalar::Boolean).into_iter().collect(),
            ..filter("featured")
        },
        ExtraFilter {
            values: asked.weight.iter().map(|text| number(text)).collect(),
            min: asked.least.map(number),
            max: asked.most.map(number),
            ..filter("weight")
        },
        ExtraFilter {
            texts: asked.levels.iter().copied().map(str::to_owned).collect(),
            ..filter("level")
        },
        ExtraFilter { min: day(asked.days.0), max: day(asked.days.1), ..filter("event") },
    ];
    let statuses = vec![crate::post::Status::Published, crate::post::Status::Draft];
    let status = if asked.preview { statuses } else { Vec::new() };
    let sort = asked.sort.iter().map(|&(name, way)| (SortKey::Extra(key(snapshot, name)), way));
    let facets = vec![Facet::Extra(key(snapshot, "level")), Facet::Extra(key(snapshot, "weight"))];
    let filters = Filters { extra, status, ..Filters::default() };
    PostQuery { sort: sort.collect(), facets, ..question(filters) }
}

/// The filter that a facet ignores.
#[derive(Clone, Copy, PartialEq)]
enum Without {
    Nothing,
    Level,
    Weight,
}

fn extra<'p>(post: &'p Post, name: &str) -> Option<&'p Value> {
    post.extra.as_ref()?.get(name)
}

fn weight(post: &Post) -> Option<Scalar> {
    Scalar::of(ScalarKind::Number, extra(post, "weight")?)
}

fn level(post: &Post) -> Option<String> {
    extra(post, "level")?.as_str().map(fold)
}

fn matches(post: &Post, asked: &Asked, without: Without) -> bool {
    let weights: Vec<Scalar> = asked.weight.iter().map(|text| number(text)).collect();
    let levels = asked.levels.iter().flat_map(|raw| raw.split(',')).map(fold);
    let levels: Vec<String> = levels.filter(|level| !level.is_empty()).collect();
    let is_set = asked.levels.iter().any(|raw| !raw.trim().is_empty());
    let day = |day: u8| format!("2024-01-0{day}");
    let event = extra(post, "event").and_then(Value::as_str);
    let by_weight = (weights.is_empty() || weight(post).is_some_and(|own| weights.contains(&own)))
        && asked.least.is_none_or(|least| weight(post).is_some_and(|own| own >= number(least)))
        && asked.most.is_none_or(|most| weight(post).is_some_and(|own| own <= number(most)));
    let by_level = !is_set || level(post).is_some_and(|own| levels.contains(&own));
    (asked.preview || !post.draft)
        && asked.featured.is_none_or(|wanted| extra(post, "featured") == Some(&json!(wanted)))
        && (without == Without::Weight || by_weight)
        && (without == Without::Level || by_level)
        && asked.days.0.is_none_or(|first| event.is_some_and(|own| own >= &*day(first)))
        && asked.days.1.is_none_or(|last| event.is_some_and(|own| own <= &*day(last)))
}

fn compare(snapshot: &Snapshot, sort: &[(&str, Direction)], a: &Post, b: &Post) -> Ordering {
    fn directed<T: Ord>(way: Direction, a: Option<T>, b: Option<T>) -> Ordering {
        match (a, b, way) {
            (Some(a), Some(b), Direction::Ascending) => a.cmp(&b),
            (Some(a), Some(b), Direction::Descending) => b.cmp(&a),
            (a, b, _) => b.is_some().cmp(&a.is_some()),
        }
    }
    // All posts are English.
    let collation = &snapshot.collated(&(0..0).collect()).collation;
    let text = |post| level(post).map(|level| (collation.key(&level), level));
    let instant =
        |post| extra(post, "starts").map(|at| at.as_str().unwrap().parse::<Timestamp>().unwrap());
    let by = |&(name, way): &(&str, Direction)| match name {
        "level" => directed(way, text(a), text(b)),
        "weight" => directed(way, weight(a), weight(b)),
        "starts" => directed(way, instant(a), instant(b)),
        name => directed(
            way,
            extra(a, name).map(Value::to_string),
            extra(b, name).map(Value::to_string),
        ),
    };
    sort.iter().map(by).fold(Ordering::Equal, Ordering::then).then_with(|| a.slug.cmp(&b.slug))
}

/// Counts values, by their folded or normal form.
fn counts(
    snapshot: &Snapshot,
    asked: &Asked,
    without: Without,
    value: impl Fn(&Post) -> Option<String>,
) -> BTreeMap<String, u64> {
    let mut counts = BTreeMap::new();
    let posts = snapshot.posts().iter().filter(|post| matches(post, asked, without));
    for value in posts.filter_map(|post| value(post)) {
        *counts.entry(value).or_default() += 1;
    }
    counts
}

fn counted(answer: &PostAnswer, at: usize) -> BTreeMap<String, u64> {
    let facets = &answer.facets[at].1;
    assert!(facets.is_sorted_by_key(|facet| Reverse(facet.count)));
    facets.iter().map(|facet| (fold(&facet.name), facet.count)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn lists_and_facets_equal_plain_loops(posts in posts(), asked in asked(), limit in 1..4_u32) {
        let snapshot = with_schema(posts);
        let mut expected: Vec<&Post> = snapshot.posts().iter().map(|post| &**post).collect();
        expected.retain(|post| matches(post, &asked, Without::Nothing));
        expected.sort_by(|a, b| compare(&snapshot, &asked.sort, a, b));
        let expected: Vec<_> = expected.into_iter().map(super::reference::name).collect();

        let query = query(&snapshot, &asked);
        let answer = list_posts(&snapshot, &query, now()).unwrap();
        prop_assert_eq!(&names(&snapshot, &answer), &expected);
        let levels = counts(&snapshot, &asked, Without::Level, level);
        prop_assert_eq!(counted(&answer, 0), levels);
        let weights = counts(&snapshot, &asked, Without::Weight, |post| Some(weight(post)?.to_string()));
        prop_assert_eq!(counted(&answer, 1), weights);

        let mut seen = Vec::new();
        let mut window = all(limit);
        loop {
            let answer = list_posts(&snapshot, &PostQuery { window, ..query.clone() }, now()).unwrap();
            seen.extend(names(&snapshot, &answer));
            let Some(next) = answer.next else { break };
            window = after(next, limit);
        }
        prop_assert_eq!(seen, expected);
    }

    #[test]
    fn a_cursor_keeps_its_place_when_posts_come_and_go(
        before in posts(),
        later in posts(),
        asked in asked(),
    ) {
        let [before, later] = [before, later].map(with_schema);
        let first = query(&before, &asked);
        let answer = list_posts(&before, &PostQuery { window: all(2), ..first.clone() }, now()).unwrap();
        let Some(next) = answer.next else { return Ok(()) };
        let last = &before.posts()[*answer.docs.last().unwrap() as usize];
        let rest = query(&later, &asked);
        let rest = PostQuery { window: after(next, 100), ..rest };
        let found = list_posts(&later, &rest, now()).unwrap();
        let mut expected: Vec<&Post> = later.posts().iter().map(|post| &**post).collect();
        expected.retain(|post| {
            matches(post, &asked, Without::Nothing)
                && compare(&later, &asked.sort, post, last).is_gt()
        });
        expected.sort_by(|a, b| compare(&later, &asked.sort, a, b));
        let expected: Vec<_> = expected.into_iter().map(super::reference::name).collect();
        prop_assert_eq!(names(&later, &found), expected);
    }
}

fn levels() -> Snapshot {
    with_schema(vec![
        post("a").extra(json!({"level": "Beginner", "grade": "b,c"})),
        post("b").extra(json!({"level": "beginner", "grade": "a"})),
        post("c").extra(json!({"level": "Beginner"})),
        post("d").extra(json!({"level": "Begginer"})).draft(),
    ])
}

fn ask(snapshot: &Snapshot, name: &str, texts: &[&str]) -> PostAnswer {
    let texts = texts.iter().copied().map(str::to_owned).collect();
    let filter = ExtraFilter { texts, ..ExtraFilter::new(key(snapshot, name)) };
    let filters = Filters { extra: vec![filter], ..Filters::default() };
    let facets = vec![Facet::Extra(key(snapshot, "level"))];
    list_posts(snapshot, &PostQuery { facets, ..question(filters) }, now()).unwrap()
}

#[test]
fn an_unknown_text_suggests_visible_ones_and_facets_have_their_spelling() {
    let answer = ask(&levels(), "level", &["beginer", "begginer"]);
    assert_eq!(answer.total, 0);
    for unknown in &answer.unknown {
        assert_eq!(unknown.filter, "extra.level");
        assert_eq!(unknown.suggestions, ["Beginner"]);
    }
    assert_eq!(answer.unknown.len(), 2, "a draft's text is unknown too");
    let facet = FacetCount { name: "Beginner".into(), slug: "Beginner".into(), count: 3 };
    assert_eq!(answer.facets[0].1, [facet]);
}

#[test]
fn an_option_is_known_and_whole() {
    let snapshot = levels();
    let total = |texts: &[&str]| {
        let answer = ask(&snapshot, "grade", texts);
        assert_eq!(answer.unknown, []);
        answer.total
    };
    assert_eq!(total(&["B,C"]), 1);
    assert_eq!(total(&["a", "b,c"]), 2);
    assert_eq!(total(&["d"]), 0);
}

#[test]
fn long_texts_with_a_common_start_are_not_repeated() {
    let text = |end: &str| json!({"level": format!("{}{end}", "x".repeat(5_000))});
    let snapshot = with_schema(["a", "b", "c"].map(|end| post(end).extra(text(end))).into());
    let sort = vec![(SortKey::Extra(key(&snapshot, "level")), Direction::Descending)];
    let mut window = all(1);
    let mut seen = Vec::new();
    loop {
        let query = PostQuery { sort: sort.clone(), window, ..question(Filters::default()) };
        let answer = list_posts(&snapshot, &query, now()).unwrap();
        seen.extend(names(&snapshot, &answer).into_iter().map(|(slug, _)| slug));
        let Some(next) = answer.next else { break };
        assert!(next.len() < 4096, "it is within the limit of the parameter");
        window = after(next, 1);
    }
    assert_eq!(seen, ["c", "b", "a"]);
}

#[test]
fn a_cursor_is_for_the_same_values_in_any_spelling() {
    let snapshot = levels();
    let list = |level: &str, window| {
        let texts = vec![level.to_owned()];
        let filter = ExtraFilter { texts, ..ExtraFilter::new(key(&snapshot, "level")) };
        let filters = Filters { extra: vec![filter], ..Filters::default() };
        list_posts(&snapshot, &PostQuery { window, ..question(filters) }, now())
    };
    let next = list("beginner", all(1)).unwrap().next.unwrap();
    assert_eq!(list(" ＢＥＧＩＮＮＥＲ", after(next.clone(), 5)).unwrap().docs.len(), 2);
    assert_eq!(list("other", after(next, 5)).unwrap_err(), CursorError::Mismatch);
}

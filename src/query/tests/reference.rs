//! A reference implementation with plain loops over all posts, and generators of random queries.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::date;
use proptest::collection::{btree_map, vec};
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use crate::catalog::test_support::{Sample, at, post};
use crate::catalog::{Collation, Snapshot};
use crate::post::{Post, Status};
use crate::query::{Direction, Filters, SortKey};
use crate::text::fold::fold;

const TAGS: [&str; 6] = ["Rust", "rust", "Web Dev", "内存", "c,d", "d"];
const TAG_VALUES: [&str; 9] =
    ["rust", "web-dev", "WEB  DEV", "内存", "c,d", "c-d", " d ,rust", "nope", ","];
const TITLES: [&str; 7] = ["alpha", "Alpha", "Beta", "émile", "emily", "安", "杜"];
const SLUGS: [&str; 6] = ["a", "b", "c", "d", "e", "é"];

type Days = Option<u8>;
type Terms = Vec<&'static str>;
type Facts = (Days, Days, Days, Terms, Terms, u32, &'static str, bool);

/// Generates posts with distinct slugs and languages.
pub(super) fn posts() -> impl Strategy<Value = Vec<Sample>> {
    let facts = (
        of(1..=28_u8),
        of(1..=28_u8),
        of(20..=28_u8),
        subsequence(TAGS.to_vec(), 0..4),
        subsequence(vec!["Notes", "notes", "Code"], 0..3),
        1..4_u32,
        select(TITLES.to_vec()),
        prop::bool::weighted(0.15),
    );
    btree_map((select(SLUGS.to_vec()), select(vec!["en", "zh", "pt-BR"])), facts, 0..16).prop_map(
        |posts| {
            let sample = |((slug, lang), facts): ((&str, &str), Facts)| {
                let (start, updated, expiry, tags, categories, minutes, title, draft) = facts;
                let mut sample = post(slug).lang(lang).title(title).minutes(minutes);
                if let Some(day) = start {
                    let month = 1 + day % 3;
                    sample =
                        sample.date(&format!("{}-{month:02}-{day:02}", 2023 + u16::from(day) % 2));
                }
                if let Some(day) = updated {
                    sample = sample.updated(&format!("2024-02-{day:02}"));
                }
                if let Some(day) = expiry {
                    sample = sample.expires(&format!("2024-02-{day:02}"));
                }
                let sample = sample.tag_list(&tags).category_list(&categories);
                if draft { sample.draft() } else { sample }
            };
            posts.into_iter().map(sample).collect()
        },
    )
}

/// Generates a time among those at which posts appear and disappear.
pub(super) fn moment() -> impl Strategy<Value = Timestamp> {
    (1..=29_u8).prop_map(|day| at(&format!("2024-02-{day:02}")))
}

fn some(values: &'static [&'static str]) -> impl Strategy<Value = Vec<String>> {
    let lists = vec(select(values), 1..3)
        .prop_map(|values| values.into_iter().map(str::to_owned).collect::<Vec<_>>());
    prop_oneof![3 => Just(Vec::new()), 1 => lists]
}

/// Generates any filters.
pub(super) fn filters() -> impl Strategy<Value = Filters> {
    let tags = (some(&TAG_VALUES), some(&TAG_VALUES), some(&TAG_VALUES));
    let others = (
        some(&["notes", "code", "x"]),
        some(&["NOTES", "y"]),
        some(&["EN", "pt_br,zh", "zh", "pt", "", "zh-CN", "pt-PT,en-US", "de-DE", "zh-Hans-CN"]),
        some(&["b,a", "e\u{301}", "zz", "c", "a"]),
    );
    let rare = |strategy: BoxedStrategy<u8>| prop::option::weighted(0.2, strategy);
    let ranges = (
        rare((1..28_u8).boxed()),
        rare((1..28_u8).boxed()),
        rare((1..28_u8).boxed()),
        rare((1..4_u8).boxed()),
        rare((1..4_u8).boxed()),
    );
    let all = vec![Status::Published, Status::Scheduled, Status::Draft];
    let status = prop_oneof![2 => Just(Vec::new()), 1 => subsequence(all, 0..=3)];
    (tags, others, ranges, status).prop_map(|(tags, others, ranges, status)| Filters {
        tag: tags.0,
        tag_all: tags.1,
        tag_not: tags.2,
        category: others.0,
        category_not: others.1,
        lang: others.2,
        slug: others.3,
        date_from: ranges.0.map(|day| date(2023, 2, day as i8)),
        date_to: ranges.1.map(|day| date(2024, 2, day as i8)),
        updated_since: ranges.2.map(|day| at(&format!("2024-02-{day:02}"))),
        read_time_min: ranges.3.map(u32::from),
        read_time_max: ranges.4.map(u32::from),
        status,
        ..Filters::default()
    })
}

/// Generates any order.
pub(super) fn sort() -> impl Strategy<Value = Vec<(SortKey, Direction)>> {
    let keys = [SortKey::Date, SortKey::Updated, SortKey::Title, SortKey::ReadTime, SortKey::Slug];
    let directions = [Direction::Ascending, Direction::Descending];
    vec((select(keys.to_vec()), select(directions.to_vec())), 0..4)
}

/// A post's slug and language.
pub(super) type Name = (String, String);

pub(super) fn name(post: &Post) -> Name {
    (post.slug.to_string(), post.lang.to_string())
}

/// Returns the visible posts of the requested statuses.
fn universe<'a>(snapshot: &'a Snapshot, filters: &Filters, now: Timestamp) -> Vec<&'a Post> {
    let asked = |status| match filters.status.as_slice() {
        [] => status == Status::Published,
        statuses => statuses.contains(&status),
    };
    let posts = snapshot.posts().iter().map(|post| &**post);
    posts.filter(|post| post.status(now).is_some_and(asked)).collect()
}

fn is_term(value: &str, name: &str) -> bool {
    let (value, name) = (fold(value), fold(name));
    value == name || value == name.replace([' ', ','], "-")
}

/// Returns whether a post is in a language range, which is shortened until it matches some post.
fn is_in_range(post: &Post, range: &str, universe: &[&Post]) -> bool {
    let matches = |post: &Post, range: &str| {
        format!("{}-", post.lang).to_lowercase().starts_with(&format!("{range}-"))
    };
    let mut range = range.replace('_', "-").to_lowercase();
    while !universe.iter().any(|post| matches(post, &range)) {
        let Some((shorter, _)) = range.rsplit_once('-') else { return false };
        range = shorter.to_owned();
    }
    matches(post, &range)
}

fn values(raw: &[String], known: impl Fn(&str) -> bool) -> Vec<String> {
    let mut values = Vec::new();
    for value in raw {
        let parts = if known(value) { vec![value.as_str()] } else { value.split(',').collect() };
        for part in parts.into_iter().map(str::trim).filter(|part| !part.is_empty()) {
            values.push(part.to_owned());
        }
    }
    values
}

/// Returns the requested slugs, in order, without repetitions.
fn slugs(posts: &[&Post], filters: &Filters) -> Vec<String> {
    let composed = |slug: &str| slug.replace("e\u{301}", "é");
    let known = |slug: &str| posts.iter().any(|post| post.slug.as_str() == composed(slug));
    let mut slugs: Vec<String> = Vec::new();
    for slug in values(&filters.slug, known) {
        if !slugs.contains(&composed(&slug)) {
            slugs.push(composed(&slug));
        }
    }
    slugs
}

/// Returns all matching posts.
pub(super) fn matching<'a>(
    snapshot: &'a Snapshot,
    filters: &Filters,
    now: Timestamp,
) -> Vec<&'a Post> {
    let universe = universe(snapshot, filters, now);
    let tag_values = |raw: &[String]| {
        values(raw, |value| {
            universe.iter().any(|post| post.tags.iter().any(|tag| is_term(value, tag)))
        })
    };
    let has =
        |names: &[std::sync::Arc<str>], value: &str| names.iter().any(|name| is_term(value, name));
    let slugs = slugs(&universe, filters);
    let tag = tag_values(&filters.tag);
    let tag_all = tag_values(&filters.tag_all);
    let tag_not = tag_values(&filters.tag_not);
    let category = values(&filters.category, |_| false);
    let category_not = values(&filters.category_not, |_| false);
    let lang = values(&filters.lang, |_| false);
    let minutes = |post: &Post| post.read_time_minutes;
    universe
        .iter()
        .copied()
        .filter(|post| tag.is_empty() || tag.iter().any(|value| has(&post.tags, value)))
        .filter(|post| tag_all.iter().all(|value| has(&post.tags, value)))
        .filter(|post| !tag_not.iter().any(|value| has(&post.tags, value)))
        .filter(|post| {
            category.is_empty() || category.iter().any(|value| has(&post.categories, value))
        })
        .filter(|post| !category_not.iter().any(|value| has(&post.categories, value)))
        .filter(|post| {
            let is_wanted = |range: &String| is_in_range(post, range, &universe);
            lang.is_empty() || lang.iter().any(is_wanted)
        })
        .filter(|post| slugs.is_empty() || slugs.iter().any(|slug| slug == post.slug.as_str()))
        .filter(|post| filters.date_from.is_none_or(|from| post.date.is_some_and(|d| d >= from)))
        .filter(|post| filters.date_to.is_none_or(|to| post.date.is_some_and(|d| d <= to)))
        .filter(|post| {
            let later = |since| post.updated_at.is_some_and(|at| at.timestamp() > since);
            filters.updated_since.is_none_or(later)
        })
        .filter(|post| filters.read_time_min.is_none_or(|min| minutes(post) >= min))
        .filter(|post| filters.read_time_max.is_none_or(|max| minutes(post) <= max))
        .collect()
}

/// Returns the requested slugs that no visible post has.
pub(super) fn missing(snapshot: &Snapshot, filters: &Filters, now: Timestamp) -> Vec<String> {
    let posts = universe(snapshot, filters, now);
    let mut slugs = slugs(&posts, filters);
    slugs.retain(|slug| posts.iter().all(|post| post.slug.as_str() != slug));
    slugs
}

/// Returns the names of all matching posts, in order.
pub(super) fn listed(
    snapshot: &Snapshot,
    filters: &Filters,
    sort: &[(SortKey, Direction)],
    now: Timestamp,
) -> Vec<Name> {
    sorted(snapshot, filters, sort, now, collation(snapshot, filters, now))
}

/// Returns the collation that suits the visible posts of the requested statuses.
fn collation<'a>(snapshot: &'a Snapshot, filters: &Filters, now: Timestamp) -> &'a Collation {
    let universe = universe(snapshot, filters, now);
    let is_visible = |post: &Post| universe.iter().any(|visible| std::ptr::eq(*visible, post));
    let visible = (0..).zip(snapshot.posts()).filter(|(_, post)| is_visible(post));
    &snapshot.collated(&visible.map(|(doc, _)| doc).collect()).collation
}

fn sorted(
    snapshot: &Snapshot,
    filters: &Filters,
    sort: &[(SortKey, Direction)],
    now: Timestamp,
    collation: &Collation,
) -> Vec<Name> {
    let mut posts = matching(snapshot, filters, now);
    posts.sort_by_key(|post| name(post));
    let given = slugs(&universe(snapshot, filters, now), filters);
    if sort.is_empty() && !given.is_empty() {
        posts.sort_by_key(|post| given.iter().position(|slug| slug == post.slug.as_str()));
    } else if sort.is_empty() {
        posts.sort_by(|a, b| by((SortKey::Date, Direction::Descending), collation, a, b));
    } else {
        let by_all = |a: &Post, b: &Post| {
            sort.iter()
                .fold(Ordering::Equal, |so_far, &key| so_far.then_with(|| by(key, collation, a, b)))
        };
        posts.sort_by(|a, b| by_all(a, b));
    }
    posts.into_iter().map(name).collect()
}

/// Returns the previous and next post: everything is sorted, and of the posts before and after the post the
/// nearest is taken that matches and is in the same language.
pub(super) fn beside(
    snapshot: &Snapshot,
    (post, filters): (&Name, &Filters),
    sort: &[(SortKey, Direction)],
    now: Timestamp,
) -> (Option<Name>, Option<Name>) {
    let matching: Vec<Name> = matching(snapshot, filters, now).into_iter().map(name).collect();
    let collation = collation(snapshot, filters, now);
    let everything = sorted(snapshot, &everything(), sort, now, collation);
    let at = everything.iter().position(|name| name == post).expect("a visible post");
    let fits = |name: &&Name| name.1 == post.1 && matching.contains(name);
    let before = everything[..at].iter().rev().find(fits);
    let after = everything[at + 1..].iter().find(fits);
    (before.cloned(), after.cloned())
}

/// Returns filters that match every post except expired ones.
pub(super) fn everything() -> Filters {
    let status = vec![Status::Published, Status::Scheduled, Status::Draft];
    Filters { status, ..Filters::default() }
}

fn by(
    (key, direction): (SortKey, Direction),
    collation: &Collation,
    a: &Post,
    b: &Post,
) -> Ordering {
    fn missing_last<T: Ord>(direction: Direction, a: Option<T>, b: Option<T>) -> Ordering {
        match (a, b, direction) {
            (Some(a), Some(b), Direction::Ascending) => a.cmp(&b),
            (Some(a), Some(b), Direction::Descending) => b.cmp(&a),
            (a, b, _) => b.is_some().cmp(&a.is_some()),
        }
    }
    let title = |post: &Post| collation.key(&post.title);
    match key {
        SortKey::Date => missing_last(direction, a.published_at, b.published_at),
        SortKey::Updated => missing_last(direction, a.updated_at, b.updated_at),
        SortKey::Title => missing_last(direction, Some(title(a)), Some(title(b))),
        SortKey::ReadTime => {
            missing_last(direction, Some(a.read_time_minutes), Some(b.read_time_minutes))
        }
        SortKey::Slug => missing_last(direction, Some(&a.slug), Some(&b.slug)),
        // The reference implementation has no full-text search.
        SortKey::Relevance => Ordering::Equal,
        SortKey::Extra(_) => unreachable!("the posts have no schema"),
    }
}

/// Returns the number of posts with each tag, by folded name.
pub(super) fn tag_counts(posts: &[&Post]) -> BTreeMap<String, u64> {
    let mut counts = BTreeMap::new();
    for post in posts {
        let mut tags: Vec<String> = post.tags.iter().map(|tag| fold(tag)).collect();
        tags.sort();
        tags.dedup();
        for tag in tags {
            *counts.entry(tag).or_default() += 1;
        }
    }
    counts
}

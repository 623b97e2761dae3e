//! Properties of all queries, tested against a reference implementation.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use proptest::prelude::*;

use super::reference::{self, Name, name};
use super::{after, all, names, now, question, term_question};
use crate::catalog::test_support::{Sample, post, snapshot};
use crate::catalog::{DocId, Snapshot, Taxonomy};
use crate::query::*;
use crate::text::fold::fold;

/// Follows cursors to the end; `at` returns the snapshot for each request.
fn follow<'a>(
    mut query: PostQuery,
    limit: u32,
    now: Timestamp,
    at: impl Fn(usize) -> &'a Snapshot,
) -> Vec<Name> {
    let mut seen = Vec::new();
    query.window = all(limit);
    for request in 0..100 {
        let snapshot = at(request);
        let answer = list_posts(snapshot, &query, now).unwrap();
        seen.extend(names(snapshot, &answer));
        match answer.next {
            Some(next) => query.window = after(next, limit),
            None => return seen,
        }
    }
    panic!("the cursors never end");
}

/// The groups of equal values are large enough to be divided by the next key.
#[test]
fn many_equal_values_are_sorted_by_the_keys_that_follow() {
    let sample = |n: u32| {
        let sample = post(&format!("post-{n:03}")).title(["Beta", "alpha", "安"][n as usize % 3]);
        let sample = sample.minutes(1 + n % 2).date(&format!("2023-01-{:02}", 1 + n * 11 % 28));
        if n.is_multiple_of(5) {
            sample
        } else {
            sample.updated(&format!("2024-02-{:02}", 1 + n * 5 % 3))
        }
    };
    let snapshot = snapshot((0..600).map(sample));
    let (up, down) = (Direction::Ascending, Direction::Descending);
    for sort in [
        vec![(SortKey::ReadTime, down), (SortKey::Date, down)],
        vec![(SortKey::ReadTime, up), (SortKey::Title, down)],
        vec![(SortKey::Updated, down), (SortKey::Date, up), (SortKey::Title, up)],
        vec![(SortKey::Updated, up), (SortKey::ReadTime, down), (SortKey::Date, down)],
    ] {
        let expected = reference::listed(&snapshot, &reference::everything(), &sort, now());
        let mut query = question(Filters::default());
        query.sort = sort;
        assert_eq!(follow(query.clone(), 7, now(), |_| &snapshot), expected);
        for page in 1..=expected.len() as u64 / 50 {
            query.window = Window::Page { page, limit: 50 };
            let answer = list_posts(&snapshot, &query, now()).unwrap();
            let start = (page as usize - 1) * 50;
            assert_eq!(names(&snapshot, &answer), expected[start..start + 50]);
        }
    }
}

/// Sets of frequent terms are stored in another way than those of rare ones.
#[test]
fn frequent_and_rare_terms_are_combined_whether_or_not_posts_are_hidden() {
    let sample = |hides: bool| {
        move |n: u32| {
            let kind = if n.is_multiple_of(150) { "rare" } else { "code" };
            let sample = post(&format!("post-{n:03}")).minutes(1 + n * 7 % 30).categories([kind]);
            let sample = sample.date(&format!("2022-{:02}-{:02}", 1 + n % 12, 1 + n * 11 % 28));
            let sample = sample.tags([["a", "b", "c"][n as usize % 3], ["d", "e"][n as usize % 2]]);
            if hides && n.is_multiple_of(7) { sample.draft() } else { sample }
        }
    };
    let names = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
    let day = |text: &str| Some(text.parse().unwrap());
    let everything = Filters::default();
    let all = [
        Filters { tag: names(&["a", "d"]), category: names(&["code"]), ..everything.clone() },
        Filters { tag: names(&["a", "b"]), category: names(&["rare"]), ..everything.clone() },
        Filters { tag: names(&["a"]), category: names(&["rare", "code"]), ..everything.clone() },
        Filters { tag_all: names(&["b", "e"]), ..everything.clone() },
        Filters { tag: names(&["c"]), tag_not: names(&["e"]), ..everything.clone() },
        Filters { tag: names(&["c"]), read_time_max: Some(9), ..everything.clone() },
        Filters { category: names(&["rare"]), read_time_max: Some(20), ..everything.clone() },
        Filters { tag: names(&["a", "e"]), date_to: day("2022-05-17"), ..everything.clone() },
        Filters { tag: names(&["b"]), date_from: day("2022-09-30"), ..everything.clone() },
        everything,
    ];
    for (hides, filters) in [false, true].into_iter().flat_map(|h| all.iter().map(move |f| (h, f)))
    {
        let snapshot = snapshot((0..600).map(sample(hides)));
        let expected = reference::listed(&snapshot, filters, &[], now());
        assert!(!expected.is_empty(), "{filters:?}");
        assert_eq!(follow(question(filters.clone()), 40, now(), |_| &snapshot), expected);
        let mut query = question(filters.clone());
        for page in 1..=expected.len() as u64 / 9 {
            query.window = Window::Page { page, limit: 9 };
            let answer = list_posts(&snapshot, &query, now()).unwrap();
            let start = (page as usize - 1) * 9;
            assert_eq!(super::names(&snapshot, &answer), expected[start..start + 9]);
            assert_eq!(answer.total, expected.len() as u64);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn lists_facets_and_archives_equal_the_reference(
        posts in reference::posts(),
        filters in reference::filters(),
        sort in reference::sort(),
        limit in 1..6_u32,
        now in reference::moment(),
    ) {
        let snapshot = snapshot(posts);
        let expected = reference::listed(&snapshot, &filters, &sort, now);
        let facets = vec![Facet::Terms(Taxonomy::Tag), Facet::Lang, Facet::Year];
        let query = PostQuery { filters: filters.clone(), search: None, sort, window: all(100), facets };
        let answer = list_posts(&snapshot, &query, now).unwrap();
        prop_assert_eq!(&names(&snapshot, &answer), &expected);
        prop_assert_eq!(answer.total as usize, expected.len());
        prop_assert_eq!(&answer.missing, &reference::missing(&snapshot, &filters, now));

        let mut pages = Vec::new();
        for page in 1..=expected.len() as u64 + 1 {
            let query = PostQuery { window: Window::Page { page, limit }, ..query.clone() };
            let answer = list_posts(&snapshot, &query, now).unwrap();
            prop_assert_eq!(answer.total as usize, expected.len());
            pages.extend(names(&snapshot, &answer));
        }
        prop_assert_eq!(&pages, &expected);
        prop_assert_eq!(&follow(query.clone(), limit, now, |_| &snapshot), &expected);

        for (at, &doc) in answer.docs.iter().enumerate() {
            let window = after(cursor_after(&snapshot, &query, now, doc), 100);
            let rest = list_posts(&snapshot, &PostQuery { window, ..query.clone() }, now).unwrap();
            prop_assert_eq!(&names(&snapshot, &rest), &expected[at + 1..]);
        }

        let without_tags = Filters {
            tag: vec![], tag_all: vec![], tag_not: vec![], ..filters.clone()
        };
        let tags = reference::tag_counts(&reference::matching(&snapshot, &without_tags, now));
        let counted = answer.facets[0].1.iter().map(|f| (fold(&f.name), f.count));
        prop_assert_eq!(counted.collect::<BTreeMap<_, _>>(), tags);
        let dated = |filters: &Filters| {
            let posts = reference::matching(&snapshot, filters, now).into_iter();
            posts.filter(|post| post.date.is_some()).count() as u64
        };
        let without_dates = Filters { date_from: None, date_to: None, ..filters.clone() };
        let years = answer.facets[2].1.iter().map(|f| f.count).sum::<u64>();
        prop_assert_eq!(years, dated(&without_dates));

        let archive = archive(&snapshot, &filters, now);
        prop_assert_eq!(archive.total as usize, expected.len());
        let months = archive.years.iter().flat_map(|year| &year.months);
        prop_assert_eq!(months.map(|month| month.count).sum::<u64>(), dated(&filters));
        prop_assert_eq!(
            archive.years.iter().map(|year| year.count).sum::<u64>(),
            expected.len() as u64,
        );
    }

    #[test]
    fn neighbors_equal_the_reference(
        posts in reference::posts(),
        filters in reference::filters(),
        sort in reference::sort(),
        now in reference::moment(),
    ) {
        let snapshot = snapshot(posts);
        // Neighbor queries have no slug filter: the slug selects the post itself.
        let filters = Filters { slug: vec![], ..filters };
        for post in reference::listed(&snapshot, &reference::everything(), &sort, now) {
            let doc = snapshot.versions(&post.0).iter().find(|&&doc| name(snapshot.post(doc)) == post);
            let query = NeighborQuery { post: *doc.unwrap(), filters: filters.clone(), sort: sort.clone() };
            let found = neighbors(&snapshot, &query, now).neighbors;
            let shown = |doc: Option<DocId>| doc.map(|doc| name(snapshot.post(doc)));
            let expected = reference::beside(&snapshot, (&post, &filters), &sort, now);
            prop_assert_eq!((shown(found.previous), shown(found.next)), expected, "{:?}", post);
        }
    }

    #[test]
    fn terms_equal_the_reference_and_cursors_return_each_once(
        posts in reference::posts(),
        filters in reference::filters(),
        limit in 1..4_u32,
        now in reference::moment(),
        sort in proptest::collection::vec((
            prop::sample::select(vec![
                TermSortKey::Count, TermSortKey::Name, TermSortKey::LatestDate,
            ]),
            prop::sample::select(vec![Direction::Ascending, Direction::Descending]),
        ), 0..3),
    ) {
        let snapshot = snapshot(posts);
        let expected = reference::tag_counts(&reference::matching(&snapshot, &filters, now));
        let mut query = TermQuery { filters, sort, ..term_question(Taxonomy::Tag) };
        let answer = list_terms(&snapshot, &query, now).unwrap();
        let counts = answer.terms.iter().map(|term| (fold(&term.name), term.count));
        prop_assert_eq!(counts.collect::<BTreeMap<_, _>>(), expected);
        let mut seen = Vec::new();
        query.window = all(limit);
        loop {
            let part = list_terms(&snapshot, &query, now).unwrap();
            seen.extend(part.terms);
            let Some(next) = part.next else { break };
            query.window = after(next, limit);
        }
        prop_assert_eq!(seen, answer.terms);
    }

    #[test]
    fn added_and_removed_posts_neither_hide_nor_repeat_others(
        posts in reference::posts(),
        sort in reference::sort(),
        limit in 1..4_u32,
        coming in any::<u16>(),
        going in any::<u16>(),
        turn in 1..4_usize,
    ) {
        // Two posts that are always present, so that the collation does not change.
        let stays = |n: usize| (coming | going) >> n & 1 == 0;
        let anchors = || ["y", "z"].map(|slug| post(slug).lang("zh"));
        let build = |keep: &dyn Fn(usize) -> bool| {
            let kept = posts.iter().enumerate().filter(|(n, _)| keep(*n)).map(|(_, p)| p.clone());
            snapshot(kept.chain(anchors()).collect::<Vec<Sample>>())
        };
        let before = build(&|n| stays(n) || coming >> n & 1 == 0);
        let later = build(&|n| stays(n) || coming >> n & 1 == 1);
        let query = PostQuery { sort: sort.clone(), ..question(Filters::default()) };
        let seen = follow(query, limit, now(), |request| if request < turn { &before } else { &later });
        let unique: BTreeSet<&Name> = seen.iter().collect();
        prop_assert_eq!(unique.len(), seen.len(), "{:?}", seen);
        let staying = build(&stays);
        for name in reference::listed(&staying, &Filters::default(), &sort, now()) {
            prop_assert!(unique.contains(&name), "{:?} is hidden in {:?}", name, seen);
        }
    }
}

//! Tests of queries against the API contract.

mod extra;
mod names;
mod properties;
mod reference;
mod unknown;

use jiff::Timestamp;
use jiff::civil::date;

use super::*;
use crate::catalog::test_support::{at, post, snapshot};
use crate::catalog::{Snapshot, Taxonomy};
use crate::post::Status;
use reference::{Name, name};

fn now() -> Timestamp {
    at("2024-02-15")
}

fn all(limit: u32) -> Window {
    Window::Page { page: 1, limit }
}

fn after(cursor: String, limit: u32) -> Window {
    Window::After { cursor, limit }
}

fn question(filters: Filters) -> PostQuery {
    PostQuery { filters, search: None, sort: Vec::new(), window: all(100), facets: Vec::new() }
}

fn texts<const N: usize>(values: [&str; N]) -> Vec<String> {
    values.map(str::to_owned).into()
}

fn names(snapshot: &Snapshot, answer: &PostAnswer) -> Vec<Name> {
    answer.docs.iter().map(|&doc| name(snapshot.post(doc))).collect()
}

fn slugs(snapshot: &Snapshot, filters: Filters) -> Vec<String> {
    let answer = list_posts(snapshot, &question(filters), now()).unwrap();
    names(snapshot, &answer).into_iter().map(|(slug, _)| slug).collect()
}

fn term_question(taxonomy: Taxonomy) -> TermQuery {
    let filters = Filters::default();
    TermQuery { taxonomy, filters, prefix: None, sort: Vec::new(), window: all(100) }
}

fn site() -> Snapshot {
    snapshot([
        post("a").date("2024-01-01").tags(["Rust", "Web Dev"]).categories(["Notes"]),
        post("b").date("2024-01-02").tags(["Rust"]).categories(["Code", "Notes"]),
        post("c").date("2023-06-01").tags(["c,d"]).authors(["Ann"]).series("Long One"),
        post("d").tags(["d"]).lang("zh"),
        post("later").date("2024-03-01").tags(["Rust", "Future"]).lang("ja"),
        post("draft").tags(["Secret"]).draft(),
        post("gone").tags(["Past"]).expires("2024-01-01"),
    ])
}

#[test]
fn the_default_is_published_posts_latest_first() {
    assert_eq!(slugs(&site(), Filters::default()), ["b", "a", "c", "d"]);
}

#[test]
fn a_value_with_a_comma_is_one_term_if_there_is_such_a_term() {
    let tag = |value| slugs(&site(), Filters { tag: texts([value]), ..Filters::default() });
    assert_eq!(tag("c,d"), ["c"]);
    assert_eq!(tag("web-dev,d"), ["a", "d"]);
    assert_eq!(tag(" , "), ["b", "a", "c", "d"]);
}

#[test]
fn unknown_terms_are_reported_with_similar_visible_ones() {
    let ask = |filters| list_posts(&site(), &question(filters), now()).unwrap();
    let answer = ask(Filters { tag: texts(["rsut", "Rust", "secre"]), ..Filters::default() });
    assert_eq!(answer.total, 2);
    let unknown: Vec<_> =
        answer.unknown.iter().map(|term| (term.value.as_str(), term.suggestions.len())).collect();
    assert_eq!(unknown, [("rsut", 1), ("secre", 0)]);
    assert_eq!(answer.unknown[0].suggestions, ["Rust"]);
    for hidden in ["secret", "future", "past"] {
        let filters = Filters { tag: texts([hidden]), ..Filters::default() };
        let answer = ask(filters);
        assert_eq!((answer.total, answer.unknown[0].value.as_str()), (0, hidden));
    }
    let drafts =
        Filters { tag: texts(["secret"]), status: vec![Status::Draft], ..Filters::default() };
    assert_eq!(ask(drafts).total, 1);
}

#[test]
fn an_unknown_term_in_tag_all_matches_nothing_and_in_tag_not_is_ignored() {
    let filters = Filters { tag_all: texts(["rust", "nope"]), ..Filters::default() };
    assert_eq!(slugs(&site(), filters), [""; 0]);
    let filters = Filters { tag_not: texts(["rust", "nope"]), ..Filters::default() };
    assert_eq!(slugs(&site(), filters), ["c", "d"]);
}

#[test]
fn an_unknown_language_is_reported_and_hidden_ones_are_not_suggested() {
    let filters = Filters { lang: texts(["ZH", "j", "ja"]), ..Filters::default() };
    let answer = list_posts(&site(), &question(filters), now()).unwrap();
    assert_eq!(answer.total, 1);
    let unknown: Vec<_> = answer.unknown.iter().map(|term| term.value.as_str()).collect();
    assert_eq!(unknown, ["j", "ja"]);
    assert!(answer.unknown.iter().all(|term| !term.suggestions.contains(&"ja".to_owned())));
}

#[test]
fn slugs_keep_their_order_and_absent_ones_are_reported() {
    let filters = Filters {
        slug: texts(["c,b", "nope", "draft", "b", "a"]),
        tag: texts(["rust", "c,d"]),
        ..Filters::default()
    };
    let answer = list_posts(&site(), &question(filters.clone()), now()).unwrap();
    assert_eq!(answer.missing, ["nope", "draft"]);
    assert_eq!(slugs(&site(), filters.clone()), ["c", "b", "a"]);
    // A post that another filter excludes is not missing.
    let filters = Filters { tag: texts(["rust"]), ..filters };
    let answer = list_posts(&site(), &question(filters), now()).unwrap();
    assert_eq!((answer.total, answer.missing.len()), (2, 2));
}

#[test]
fn undated_posts_match_no_date_filter() {
    let filters = Filters { date_from: Some(date(2023, 7, 1)), ..Filters::default() };
    assert_eq!(slugs(&site(), filters), ["b", "a"]);
    let filters = Filters { date_to: Some(date(2024, 1, 1)), ..Filters::default() };
    assert_eq!(slugs(&site(), filters), ["a", "c"]);
}

#[test]
fn updated_since_is_strict() {
    let since = |moment: Timestamp| Filters { updated_since: Some(moment), ..Filters::default() };
    assert_eq!(slugs(&site(), since(at("2024-01-01"))), ["b"]);
    assert_eq!(slugs(&site(), since(at("2023-12-31T23:59:59Z"))), ["b", "a"]);
}

#[test]
fn a_limit_of_zero_returns_only_counts() {
    let query =
        PostQuery { window: all(0), facets: vec![Facet::Year], ..question(Filters::default()) };
    let answer = list_posts(&site(), &query, now()).unwrap();
    assert_eq!((answer.docs.len(), answer.total, answer.next), (0, 4, None));
    let years: Vec<_> = answer.facets[0].1.iter().map(|f| (&*f.slug, f.count)).collect();
    assert_eq!(years, [("2024", 2), ("2023", 1)]);
}

#[test]
fn a_page_past_the_end_is_empty_but_has_totals() {
    for page in [3, u64::MAX] {
        let window = Window::Page { page, limit: 2 };
        let query = PostQuery { window, ..question(Filters::default()) };
        let answer = list_posts(&site(), &query, now()).unwrap();
        assert_eq!((answer.docs.len(), answer.total, answer.next), (0, 4, None));
    }
}

#[test]
fn facets_are_named_and_sorted_and_exclude_hidden_posts() {
    let facets = vec![Facet::Terms(Taxonomy::Tag), Facet::Lang];
    let filters = Filters { tag: texts(["rust"]), ..Filters::default() };
    let query = PostQuery { facets, ..question(filters) };
    let answer = list_posts(&site(), &query, now()).unwrap();
    let shown = |at: usize| -> Vec<(&str, &str, u64)> {
        let counts = answer.facets[at].1.iter();
        counts.map(|f| (&*f.name, &*f.slug, f.count)).collect()
    };
    let tags = [("Rust", "rust", 2), ("c,d", "c-d", 1), ("d", "d", 1), ("Web Dev", "web-dev", 1)];
    assert_eq!(shown(0), tags);
    assert_eq!(shown(1), [("en", "en", 2)]);
}

#[test]
fn terms_are_listed_with_count_and_latest_date() {
    let answer = list_terms(&site(), &term_question(Taxonomy::Category), now()).unwrap();
    let shown: Vec<_> =
        answer.terms.iter().map(|term| (&*term.name, term.count, term.latest)).collect();
    let day = Some(date(2024, 1, 2));
    assert_eq!(shown, [("Notes", 2, day), ("Code", 1, day)]);

    let ask = |prefix: &str| {
        let query = TermQuery { prefix: Some(prefix.to_owned()), ..term_question(Taxonomy::Tag) };
        let answer = list_terms(&site(), &query, now()).unwrap();
        answer.terms.iter().map(|term| term.slug.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(ask("WEB"), ["web-dev"]);
    assert_eq!(ask("web-d"), ["web-dev"]);
    assert_eq!(ask("dev"), [""; 0]);
    assert_eq!(ask("secret"), [""; 0]);
}

#[test]
fn terms_without_a_date_are_last_in_both_directions() {
    for (direction, first) in [(Direction::Ascending, "c-d"), (Direction::Descending, "rust")] {
        let sort = vec![(TermSortKey::LatestDate, direction)];
        let query = TermQuery { sort, ..term_question(Taxonomy::Tag) };
        let answer = list_terms(&site(), &query, now()).unwrap();
        assert_eq!(&*answer.terms[0].slug, first);
        assert_eq!(&*answer.terms.last().unwrap().slug, "d");
    }
}

#[test]
fn a_term_is_found_by_name_or_slug_and_hidden_ones_are_not() {
    let find = |taxonomy, term| find_term(&site(), taxonomy, term, now());
    assert_eq!(find(Taxonomy::Tag, "WEB dev"), find(Taxonomy::Tag, "web-dev"));
    assert_eq!(find(Taxonomy::Tag, "rust").unwrap().count, 2);
    assert_eq!(&*find(Taxonomy::Series, "long-one").unwrap().name, "Long One");
    assert_eq!(find(Taxonomy::Author, "an"), Err(texts(["Ann"])));
    for hidden in ["secret", "future", "past"] {
        assert_eq!(find(Taxonomy::Tag, hidden), Err(vec![]));
    }
}

#[test]
fn the_archive_starts_with_the_latest_month_and_ends_with_undated_posts() {
    let answer = archive(&site(), &Filters::default(), now());
    let years: Vec<_> = answer.years.iter().map(|year| (year.year, year.count)).collect();
    assert_eq!(years, [(Some(2024), 2), (Some(2023), 1), (None, 1)]);
    assert_eq!(answer.years[1].months, [MonthCount { month: 6, count: 1 }]);
    assert_eq!(answer.total, 4);
}

#[test]
fn totals_count_published_posts() {
    let totals = totals(&site(), now());
    assert_eq!((totals.posts, totals.tags, totals.categories), (4, 4, 2));
    assert_eq!((totals.authors, totals.series), (1, 1));
    assert_eq!(totals.languages, [("en".to_owned(), 3), ("zh".to_owned(), 1)]);
}

#[test]
fn only_public_slugs_are_suggested() {
    let snapshot =
        snapshot([post("Rust-async"), post("rust-sync").draft(), post("zig"), post("rust-asyn")]);
    assert_eq!(near_slugs(&snapshot, "rust-asnyc", now()), ["Rust-async", "rust-asyn"]);
    assert_eq!(near_slugs(&snapshot, "zi", now()), ["zig"]);
    assert_eq!(near_slugs(&snapshot, "", now()), [""; 0]);
}

/// Returns the posts before and after a post of [`site`].
fn beside(slug: &str, filters: Filters, sort: &[(SortKey, Direction)]) -> [Option<String>; 2] {
    let site = site();
    let query = NeighborQuery { post: site.versions(slug)[0], filters, sort: sort.to_vec() };
    let Neighbors { previous, next } = neighbors(&site, &query, now()).neighbors;
    [previous, next].map(|doc| doc.map(|doc| site.post(doc).slug.to_string()))
}

fn between(previous: &str, next: &str) -> [Option<String>; 2] {
    [previous, next].map(|slug| Some(slug.to_owned()).filter(|slug| !slug.is_empty()))
}

#[test]
fn neighbors_are_published_posts_of_the_same_language() {
    let ask = |slug| beside(slug, Filters::default(), &[]);
    assert_eq!(ask("b"), between("", "a"));
    assert_eq!(ask("a"), between("b", "c"));
    // `d` and `later` are in other languages, `draft` and `gone` are hidden.
    assert_eq!(ask("c"), between("a", ""));
    assert_eq!(ask("d"), between("", ""));
}

#[test]
fn neighbors_follow_the_given_order() {
    let ask = |sort| beside("a", Filters::default(), &[sort]);
    assert_eq!(ask((SortKey::Date, Direction::Ascending)), between("c", "b"));
    assert_eq!(ask((SortKey::Slug, Direction::Descending)), between("b", ""));
    // All have the same reading time, so the slug decides.
    assert_eq!(ask((SortKey::ReadTime, Direction::Descending)), between("", "b"));
}

#[test]
fn a_post_that_does_not_match_has_the_neighbors_of_its_position() {
    let rust = || Filters { tag: texts(["rust"]), ..Filters::default() };
    assert_eq!(beside("c", rust(), &[]), between("a", ""));
    let notes = Filters { tag_not: texts(["web dev"]), ..Filters::default() };
    assert_eq!(beside("a", notes, &[]), between("b", "c"));
    // It has no date, so its position is last.
    assert_eq!(beside("draft", rust(), &[]), between("a", ""));
}

#[test]
fn an_unknown_term_is_reported_and_gives_no_neighbors() {
    let site = site();
    let filters = Filters { tag: texts(["rsut"]), ..Filters::default() };
    let query = NeighborQuery { post: site.versions("a")[0], filters, sort: Vec::new() };
    let answer = neighbors(&site, &query, now());
    assert_eq!(answer.neighbors, Neighbors::default());
    assert_eq!(answer.unknown[0].suggestions, ["Rust"]);
}

#[test]
fn a_cursor_is_valid_for_equivalent_queries_only() {
    let site = site();
    let tagged = |tag| Filters { tag, ..Filters::default() };
    let ask =
        |filters, window| list_posts(&site, &PostQuery { window, ..question(filters) }, now());
    let next = ask(tagged(texts(["rust", "d"])), all(1)).unwrap().next.unwrap();
    let same = ask(tagged(texts(["D,RUST"])), after(next.clone(), 5)).unwrap();
    assert_eq!((same.docs.len(), same.next), (2, None));
    let other = ask(tagged(texts(["rust"])), after(next.clone(), 5));
    assert_eq!(other.unwrap_err(), CursorError::Mismatch);
    let terms = TermQuery { window: after(next, 5), ..term_question(Taxonomy::Tag) };
    assert_eq!(list_terms(&site, &terms, now()).unwrap_err(), CursorError::Mismatch);
    let nonsense = ask(Filters::default(), after("???".to_owned(), 5));
    assert_eq!(nonsense.unwrap_err(), CursorError::Malformed);
}

#[test]
fn long_titles_with_a_common_prefix_are_not_repeated() {
    let title = |end: &str| format!("{}{end}", "x".repeat(200));
    let snapshot = snapshot(["a", "b", "c", "d"].map(|slug| post(slug).title(&title(slug))));
    let mut window = all(1);
    let mut seen = Vec::new();
    loop {
        let sort = vec![(SortKey::Title, Direction::Ascending)];
        let query = PostQuery { sort, window, ..question(Filters::default()) };
        let answer = list_posts(&snapshot, &query, now()).unwrap();
        seen.extend(answer.docs);
        let Some(next) = answer.next else { break };
        window = after(next, 1);
    }
    assert_eq!(seen, [0, 1, 2, 3]);
}

//! Properties of names: who has a slug, an alias or a translation follows from the visible posts alone.

use jiff::Timestamp;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::{after, all, now, question, term_question, texts};
use crate::catalog::test_support::{Sample, lang, post, snapshot};
use crate::catalog::{Audience, DocId, Snapshot, Taxonomy, Viewer};
use crate::post::{Post, Status};
use crate::query::{
    Direction, Facet, Filters, Found, PostQuery, SortKey, TermQuery, find_post, find_term,
    list_posts, list_terms,
};

const NAMES: [&str; 4] = ["a", "b", "c", "d"];
const TAGS: [&str; 6] = ["a b", "a,b", "a-b", "A B 2", "a-b-2", "c"];
const TAG_VALUES: [&str; 4] = ["a-b-3", "a-b-2-2", "a-c", "a-b-4"];
const STATUSES: [Status; 3] = [Status::Published, Status::Scheduled, Status::Draft];

type Facts = (&'static str, &'static str, Vec<&'static str>, Option<&'static str>, u8);

/// Generates posts that share slugs, aliases and translation keys, with distinct paths.
fn posts() -> impl Strategy<Value = Vec<Sample>> {
    let facts = (
        select(NAMES.to_vec()),
        select(vec!["en", "zh"]),
        subsequence(NAMES.to_vec(), 0..3),
        select(vec![None, Some("a"), Some("k")]),
        0..6_u8,
    );
    vec(facts, 0..8).prop_shuffle().prop_map(|posts| {
        let sample = |(at, (slug, lang, aliases, key, kind)): (usize, Facts)| {
            let mut sample = post(slug).lang(lang).path(&format!("{at}.md")).alias_list(&aliases);
            if let Some(key) = key {
                sample = sample.key(key);
            }
            match kind {
                0 => sample.draft(),
                1 => sample.date("2024-03-01"),
                2 => sample.expires("2024-02-01"),
                3 => sample.date("2024-01-01"),
                _ => sample,
            }
        };
        posts.into_iter().enumerate().map(sample).collect()
    })
}

/// Generates posts with tags whose slugs collide.
fn tagged_posts() -> impl Strategy<Value = Vec<Sample>> {
    vec(subsequence(TAGS.to_vec(), 0..4), 8).prop_flat_map(|tags| {
        posts().prop_map(move |posts| {
            let tagged = |(post, tags): (Sample, &Vec<&str>)| post.tag_list(tags);
            posts.into_iter().zip(&tags).map(tagged).collect()
        })
    })
}

/// Describes everything that the public can learn about tags.
fn tags(snapshot: &Snapshot) -> Vec<String> {
    let mut found = Vec::new();
    for value in TAGS.iter().chain(&TAG_VALUES) {
        found.push(format!("{:?}", find_term(snapshot, Taxonomy::Tag, value, now())));
        let query = PostQuery {
            facets: vec![Facet::Terms(Taxonomy::Tag)],
            ..question(Filters { tag: texts([*value]), ..Filters::default() })
        };
        let answer = list_posts(snapshot, &query, now()).unwrap();
        let facets = format!("{:?}", answer.facets);
        let paths = answer.docs.iter().map(|&doc| snapshot.post(doc).path.as_str());
        found.push(format!("{:?} {facets} {:?}", paths.collect::<Vec<_>>(), answer.unknown));
        let query = TermQuery { prefix: Some((*value).to_owned()), ..term_question(Taxonomy::Tag) };
        found.push(format!("{:?}", list_terms(snapshot, &query, now()).unwrap().terms));
    }
    found
}

/// Follows cursors through the published posts, one at a time.
fn followed(snapshot: &Snapshot, key: SortKey) -> Vec<DocId> {
    let sort = vec![(key, Direction::Ascending)];
    let mut query = PostQuery { sort, window: all(1), ..question(Filters::default()) };
    let mut found = Vec::new();
    loop {
        let answer = list_posts(snapshot, &query, now()).unwrap();
        found.extend(answer.docs);
        match answer.next {
            Some(next) if found.len() <= snapshot.posts().len() => query.window = after(next, 1),
            _ => return found,
        }
    }
}

fn sees(audience: Audience, post: &Post, now: Timestamp) -> bool {
    match audience {
        Audience::Public => post.status(now) == Some(Status::Published),
        Audience::Preview => post.status(now).is_some(),
    }
}

/// Describes everything that an audience can learn about names, by the paths of posts.
fn names(snapshot: &Snapshot, audience: Audience) -> Vec<String> {
    let path = |doc: DocId| snapshot.post(doc).path.as_str();
    let paths = |docs: Vec<DocId>| docs.into_iter().map(path).collect::<Vec<_>>().join(" ");
    let mut found = Vec::new();
    for slug in NAMES {
        for required in [None, Some(lang("en")), Some(lang("zh"))] {
            let answer = find_post(snapshot, slug, required.as_ref(), &[], audience, now());
            found.push(match answer {
                Found::Post(doc) => {
                    let viewer = Viewer::new(audience, now());
                    let translations = paths(snapshot.translations(doc, now()));
                    let backlinks = paths(snapshot.backlinks(doc, viewer));
                    format!("{slug}: {} | {translations} | {backlinks}", path(doc))
                }
                Found::Moved(doc) => format!("{slug} -> {}", path(doc)),
                Found::NotFound => format!("{slug}: none"),
            });
        }
    }
    let statuses = match audience {
        Audience::Public => vec![vec![]],
        Audience::Preview => vec![vec![], STATUSES.to_vec(), vec![STATUSES[1], STATUSES[2]]],
    };
    found.push(paths(followed(snapshot, SortKey::Slug)));
    found.push(paths(followed(snapshot, SortKey::ReadTime)));
    for status in statuses {
        let query = question(Filters { status, ..Filters::default() });
        found.push(paths(list_posts(snapshot, &query, now()).unwrap().docs));
    }
    found
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn hidden_posts_have_no_influence_on_names(posts in posts()) {
        let all = snapshot(posts.clone());
        for audience in [Audience::Public, Audience::Preview] {
            let visible = posts.iter().filter(|&post| sees(audience, &Post::from(post.clone()), now()));
            prop_assert_eq!(names(&all, audience), names(&snapshot(visible.cloned()), audience));
        }
    }

    #[test]
    fn cursors_return_each_name_once(posts in posts()) {
        let snapshot = snapshot(posts);
        let mut listed = list_posts(&snapshot, &question(Filters::default()), now()).unwrap().docs;
        listed.sort_unstable();
        for key in [SortKey::Date, SortKey::Slug, SortKey::Title, SortKey::ReadTime] {
            let mut found = followed(&snapshot, key);
            found.sort_unstable();
            prop_assert_eq!(&found, &listed);
        }
    }

    #[test]
    fn hidden_posts_have_no_influence_on_the_slugs_of_tags(posts in tagged_posts()) {
        let is_public = |post: &&Sample| sees(Audience::Public, &Post::from((*post).clone()), now());
        let public = posts.iter().filter(is_public).cloned();
        prop_assert_eq!(tags(&snapshot(posts.clone())), tags(&snapshot(public)));
    }

    #[test]
    fn the_visible_post_whose_path_sorts_first_has_the_slug(posts in posts()) {
        let snapshot = snapshot(posts);
        for audience in [Audience::Public, Audience::Preview] {
            let visible = || snapshot.posts().iter().filter(|post| sees(audience, post, now()));
            for slug in NAMES {
                for tag in ["en", "zh"] {
                    let tag = lang(tag);
                    let named = visible().filter(|post| post.slug.as_str() == slug);
                    let owner = named.filter(|post| post.lang == tag).map(|post| &post.path).min();
                    let found = find_post(&snapshot, slug, Some(&tag), &[], audience, now());
                    let found = match found {
                        Found::Post(doc) => Some(&snapshot.post(doc).path),
                        _ => None,
                    };
                    prop_assert_eq!(found, owner);
                }
            }
        }
    }
}

#[test]
fn a_cursor_is_not_compared_with_the_title_of_a_hidden_post() {
    let start = "x".repeat(250);
    let public = |slug: &str, end: &str| post(slug).title(&format!("{start}{end}"));
    let others = || [public("a", "a"), public("z", "z")];
    let query = |window| PostQuery {
        sort: vec![(SortKey::Title, Direction::Ascending)],
        window,
        ..question(Filters::default())
    };
    let whole = snapshot(others().into_iter().chain([public("m", "m")]));
    let first = list_posts(&whole, &query(all(2)), now()).unwrap();
    let cursor = first.next.expect("a third post");
    let rest = |snapshot: &Snapshot| {
        let answer = list_posts(snapshot, &query(after(cursor.clone(), 10)), now()).unwrap();
        let slug = |&doc: &DocId| snapshot.post(doc).slug.to_string();
        answer.docs.iter().map(slug).collect::<Vec<_>>()
    };
    let hidden = snapshot(others().into_iter().chain([public("m", "m").draft()]));
    assert_eq!(rest(&hidden), rest(&snapshot(others())));
    assert_eq!(rest(&whole).len(), 1, "a visible post holds the exact place");
}

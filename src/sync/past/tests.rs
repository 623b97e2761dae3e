//! Tests of changes between manifests, against a model that keeps every manifest whole.

use proptest::prelude::*;

use super::{Bounds, Past};
use crate::catalog::test_support::{Sample, at, lang, post, snapshot};
use crate::sync::{Change, ContentEvent, Manifest, Op};
use crate::text::{Lang, Revision, Slug};

const UNBOUNDED: Bounds = Bounds { count: usize::MAX, bytes: usize::MAX };

fn manifest(posts: impl IntoIterator<Item = Sample>) -> Manifest {
    let snapshot = snapshot(posts);
    Manifest::of(&snapshot, &snapshot.visible(at("2026-01-01")), None)
}

fn past_of(manifests: &[Manifest]) -> Past {
    let mut past = Past::new(UNBOUNDED);
    for pair in manifests.windows(2) {
        past.record(&pair[0], &pair[1]);
    }
    past
}

fn no_alias(_: &Slug, _: &Lang) -> Option<Slug> {
    None
}

/// Returns changes in short form: `+` or `-` and the slug, and `>` and the new slug.
fn short(changes: &[Change]) -> Vec<String> {
    let moved = |change: &Change| change.moved_to.as_ref().map(|slug| format!(">{slug}"));
    let one = |change: &Change| {
        let sign = if change.op == Op::Upsert { '+' } else { '-' };
        format!("{sign}{}{}", change.slug, moved(change).unwrap_or_default())
    };
    changes.iter().map(one).collect()
}

/// Returns the changes from the first to the last manifest in short form.
fn changes(manifests: &[Manifest]) -> Vec<String> {
    let (first, last) = (manifests.first().unwrap(), manifests.last().unwrap());
    let found = past_of(manifests).changes((first.token(), last.token()), last, &no_alias);
    short(&found.unwrap())
}

#[test]
fn edits_additions_and_removals_are_changes() {
    let a = || post("a").updated("2025-02-03");
    let before = manifest([a(), post("b"), post("c")]);
    let after = manifest([a().revised(b"2"), post("c"), post("d")]);
    let past = past_of(&[before, manifest([post("x")])]);
    let from = past.steps().next().unwrap().from;
    assert_eq!(past.changes((from, after.token()), &manifest([post("x")]), &no_alias), None);
    let manifests = [manifest([a(), post("b"), post("c")]), after];
    assert_eq!(changes(&manifests), ["+a", "-b", "+d"]);
    let event = ContentEvent::between(&manifests[0], &manifests[1], Revision::of(b""), &no_alias);
    let event = event.unwrap();
    assert_eq!((event.previous, event.token), (manifests[0].token(), manifests[1].token()));
    assert_eq!(event.changes[0].etag, Some(manifests[1].rows()[0].etag()));
    assert_eq!(event.changes[0].updated_at.unwrap().to_string(), "2025-02-03T00:00:00Z");
    assert_eq!((event.changes[1].etag, event.changes[1].updated_at), (None, None));
    assert!(!event.truncated);
}

#[test]
fn what_was_undone_is_no_change() {
    let (a, b) = (|| post("a"), || post("b"));
    let manifests = [manifest([a()]), manifest([a().revised(b"2"), b()]), manifest([a()])];
    assert_eq!(changes(&manifests), [""; 0]);
    let past = past_of(&manifests);
    let since_b =
        past.changes((manifests[1].token(), manifests[2].token()), &manifests[2], &no_alias);
    assert_eq!(short(&since_b.unwrap()), ["+a", "-b"]);
}

#[test]
fn a_renamed_post_is_followed_to_its_last_name() {
    let text = || post("a").title("A").body("Text.");
    let by_slug = |slug: &str| post(slug).path("a.md");
    assert_eq!(changes(&[manifest([by_slug("a")]), manifest([by_slug("b")])]), ["-a>b", "+b"]);
    let by_path = |slug: &str| post(slug).title("A").body("Text.");
    let chain = ["a", "b", "c"].map(|slug| manifest([by_path(slug)]));
    assert_eq!(changes(&chain), ["-a>c", "+c"]);
    let removed = [manifest([text()]), manifest([by_path("b")]), manifest([])];
    assert_eq!(changes(&removed), ["-a"]);
    let ambiguous = [manifest([text()]), manifest([by_path("b"), by_path("c")])];
    assert_eq!(changes(&ambiguous), ["-a", "+b", "+c"]);
    let empty = [manifest([post("a").title("A")]), manifest([post("b").title("A")])];
    assert_eq!(changes(&empty), ["-a", "+b"]);
}

#[test]
fn a_post_is_followed_by_its_text_whether_bodies_are_compressed_or_not() {
    // More than a mebibyte, from which bodies are compressed; all texts have the same length.
    let text = |number: usize| format!("{number:06} 内存管理\n").repeat(1 << 10);
    let named = |slug: &str, number: usize| post(slug).title("Same title").body(&text(number));
    let before = |number| named(&format!("before-{number}"), number);
    let after = |number| named(&format!("after-{number}"), number);
    let contents: [Vec<Sample>; 2] = [
        (0..80).map(before).collect(),
        // Two have the text of the third.
        (0..60).map(after).chain([named("copy", 3), named("new", 100)]).collect(),
    ];
    let changes = |is_packed: bool| {
        let manifests = contents.clone().map(|posts| {
            let snapshot = snapshot(posts);
            if is_packed {
                snapshot.pack_bodies();
                assert!(snapshot.posts().iter().all(|post| !post.body.can_pack()));
            }
            Manifest::of(&snapshot, &snapshot.visible(at("2026-01-01")), None)
        });
        changes(&manifests)
    };
    let found = changes(true);
    let removed = |number: usize| match number {
        3 | 60.. => format!("-before-{number}"),
        _ => format!("-before-{number}>after-{number}"),
    };
    for line in (0..80).map(removed) {
        assert!(found.contains(&line), "{line}");
    }
    assert_eq!(found, changes(false));
}

#[test]
fn an_alias_names_the_post_that_replaces_another_one() {
    let manifests = [manifest([post("a"), post("b")]), manifest([post("b")])];
    let past = past_of(&manifests);
    let tokens = (manifests[0].token(), manifests[1].token());
    let find = |found: &str| {
        let found = Slug::new(found).unwrap();
        let alias = move |slug: &Slug, _: &Lang| (slug.as_str() == "a").then(|| found.clone());
        short(&past.changes(tokens, &manifests[1], &alias).unwrap())
    };
    assert_eq!(find("b"), ["-a>b"]);
    assert_eq!(find("hidden"), ["-a"]);
}

#[test]
fn a_change_of_language_is_a_removal_and_an_addition() {
    let manifests = [manifest([post("a")]), manifest([post("a").lang("zh").path("a.md")])];
    let past = past_of(&manifests);
    let tokens = (manifests[0].token(), manifests[1].token());
    let found = past.changes(tokens, &manifests[1], &no_alias).unwrap();
    let names: Vec<_> = found.iter().map(|change| (change.op, change.lang.clone())).collect();
    assert_eq!(names, [(Op::Delete, lang("en")), (Op::Upsert, lang("zh"))]);
    assert_eq!(found[0].moved_to, None);
}

#[test]
fn an_event_has_the_first_changes_and_says_that_there_are_more() {
    let many = |count| manifest((0..count).map(|number| post(&format!("{number:04}"))));
    let event = |count| {
        ContentEvent::between(&many(0), &many(count), Revision::of(b""), &no_alias).unwrap()
    };
    assert_eq!((event(200).changes.len(), event(200).truncated), (200, false));
    assert_eq!((event(201).changes.len(), event(201).truncated), (200, true));
    assert!(event(201).changes.is_sorted_by(|a, b| a.slug < b.slug));
    let same = ContentEvent::between(&many(3), &many(3), Revision::of(b""), &no_alias);
    assert_eq!(same, None);
}

#[test]
fn the_oldest_manifests_are_forgotten_first() {
    let manifests: Vec<Manifest> =
        (0..6).map(|count| manifest((0..count).map(|number| post(&format!("{number}"))))).collect();
    let known = |bounds| {
        let mut past = Past::new(bounds);
        for pair in manifests.windows(2) {
            past.record(&pair[0], &pair[1]);
        }
        manifests.iter().map(|each| past.knows(each.token(), &manifests[5])).collect::<Vec<_>>()
    };
    assert_eq!(known(Bounds { count: 2, ..UNBOUNDED }), [false, false, false, true, true, true]);
    assert_eq!(known(Bounds { count: 0, ..UNBOUNDED }), [false, false, false, false, false, true]);
    let few = known(Bounds { bytes: 500, ..UNBOUNDED });
    assert!(!few[0] && few[4] && few[5] && few.is_sorted(), "{few:?}");
    assert!(known(Bounds { bytes: 0, ..UNBOUNDED })[..5].iter().all(|is_known| !is_known));
}

/// The versions of posts 0 to 5; 0 means that there is none.
type Content = [u8; 6];

fn of_content(content: &Content) -> Manifest {
    let posts = (0..).zip(content).filter(|(_, version)| **version > 0);
    // Languages, so that one slug has several posts.
    manifest(posts.map(|(number, version): (u8, _)| {
        let tag = if number % 2 == 0 { "en" } else { "zh" };
        post(&format!("{}", number / 2))
            .lang(tag)
            .path(&format!("{number}.md"))
            .revised(&[*version])
    }))
}

/// Applies changes to the rows of a manifest, as a client does.
fn apply(from: &Manifest, changes: &[Change]) -> Vec<(Slug, Lang, Revision)> {
    let mut rows: Vec<_> = from
        .rows()
        .iter()
        .map(|row| (row.slug().clone(), row.lang().clone(), row.etag()))
        .collect();
    for change in changes {
        let place = rows.iter().position(|row| row.0 == change.slug && row.1 == change.lang);
        assert!(change.op == Op::Upsert || place.is_some(), "a removal of what is not there");
        if let Some(place) = place {
            let old = rows.remove(place);
            assert_ne!(Some(old.2), change.etag, "a change of nothing");
        }
        rows.extend(change.etag.map(|etag| (change.slug.clone(), change.lang.clone(), etag)));
    }
    rows.sort();
    rows
}

proptest! {
    #[test]
    fn the_changes_between_any_two_manifests_lead_from_one_to_the_other(
        contents in prop::collection::vec([0..3_u8, 0..3_u8, 0..3_u8, 0..3_u8, 0..2_u8, 0..2_u8], 1..8),
    ) {
        let mut contents: Vec<Content> = contents;
        contents.dedup();
        let manifests: Vec<Manifest> = contents.iter().map(of_content).collect();
        let current = manifests.last().unwrap();
        let past = past_of(&manifests);
        for from in &manifests {
            for to in &manifests {
                let changes = past.changes((from.token(), to.token()), current, &no_alias).unwrap();
                let sorted = changes.is_sorted_by(|a, b| (&a.slug, &a.lang) < (&b.slug, &b.lang));
                prop_assert!(sorted);
                prop_assert_eq!(apply(from, &changes), apply(to, &[]));
            }
        }
    }
}

//! Tests across the parts of a snapshot.

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use roaring::RoaringBitmap;

use super::test_support::{Sample, at, options, post, snapshot};
use super::{Assets, Audience, Snapshot, Taxonomy};
use crate::post::{Code, Post, Status};

fn slugs(snapshot: &Snapshot) -> Vec<&str> {
    snapshot.posts().iter().map(|post| post.slug.as_str()).collect()
}

#[test]
fn posts_are_sorted_by_date_then_slug_then_language_and_undated_ones_are_last() {
    let snapshot = snapshot([
        post("undated"),
        post("b").date("2024-01-01"),
        post("a").date("2024-01-01").lang("zh"),
        post("a").date("2024-01-01").lang("en"),
        post("old").date("2020-01-01"),
        post("new").date("2025-01-01"),
    ]);
    assert_eq!(slugs(&snapshot), ["new", "a", "a", "b", "old", "undated"]);
    assert_eq!(snapshot.post(1).lang.as_str(), "en");
    assert_eq!(snapshot.versions("a"), [1, 2]);
    assert_eq!(snapshot.versions("c"), [0; 0]);
}

#[test]
fn a_slug_is_found_in_any_normalization_form() {
    let snapshot = snapshot([post("caf\u{e9}")]);
    assert_eq!(snapshot.versions("cafe\u{301}"), [0]);
}

#[test]
fn aliases_lead_to_posts_and_outer_slashes_are_ignored() {
    let snapshot = snapshot([post("a").aliases(["2019/old", "a"]), post("b").aliases(["/旧/"])]);
    let visible = snapshot.visible(Timestamp::UNIX_EPOCH);
    let all = visible.to(Audience::Public);
    assert_eq!(snapshot.alias("/2019/old/", all), Some(0));
    assert_eq!(snapshot.alias("旧", all), Some(1));
    assert_eq!(snapshot.alias("a", all), None);
    assert_eq!(snapshot.alias("", all), None);
    assert_eq!(snapshot.diagnostics(), []);
}

#[test]
fn a_taken_alias_is_reported_for_the_post_that_loses_it() {
    let snapshot = snapshot([
        post("a").aliases(["c", "old"]),
        post("b").aliases(["old"]),
        post("c"),
        post("b").lang("zh").aliases(["old-b"]),
        post("b").lang("ja").aliases(["old-b"]),
    ]);
    let visible = snapshot.visible(Timestamp::UNIX_EPOCH);
    assert_eq!(snapshot.alias("old", visible.to(Audience::Public)), Some(0));
    let reported: Vec<_> =
        snapshot.diagnostics().iter().filter(|found| found.code == Code::AliasTaken).collect();
    let paths: Vec<_> = reported.iter().map(|found| found.path.as_str()).collect();
    assert_eq!(paths, ["a.md", "b.md"]);
    assert!(reported[1].message.contains("a.md"));
}

#[test]
fn translations_share_a_key_or_a_slug_and_are_public() {
    let now = at("2024-06-01");
    let snapshot = snapshot([
        post("a").lang("en"),
        post("a").lang("zh"),
        post("jia").lang("ja").key("a"),
        post("ga").lang("ko").key("a").draft(),
        post("lone").lang("en").key("lone-key"),
    ]);
    let of = |slug: &str| {
        let doc = snapshot.versions(slug)[0];
        let found = snapshot.translations(doc, now);
        found.into_iter().map(|doc| snapshot.post(doc).lang.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(of("a"), ["ja", "zh"]);
    assert_eq!(of("jia"), ["en", "zh"]);
    assert_eq!(of("ga"), ["en", "ja", "zh"]);
    assert_eq!(of("lone"), [""; 0]);
}

#[test]
fn of_two_posts_in_one_language_the_first_path_is_the_translation() {
    let snapshot = snapshot([
        post("en").key("k"),
        post("zh-1").lang("zh").key("k").path("1.md"),
        post("zh-2").lang("zh").key("k").path("2.md"),
    ]);
    let [diagnostic] = snapshot.diagnostics() else { panic!("one diagnostic") };
    assert_eq!((diagnostic.code, diagnostic.path.as_str()), (Code::TranslationDuplicate, "2.md"));
    assert!(diagnostic.message.contains("1.md"));
    let doc = snapshot.versions("en")[0];
    assert_eq!(snapshot.translations(doc, Timestamp::UNIX_EPOCH), snapshot.versions("zh-1"));
    let other = snapshot.versions("zh-2")[0];
    assert_eq!(snapshot.translations(other, Timestamp::UNIX_EPOCH), [0; 0]);
}

#[test]
fn terms_are_found_by_any_spelling_and_by_slug() {
    let snapshot = snapshot([post("a").tags(["Web Dev", "C++"]), post("b").tags(["ＷＥＢ dev"])]);
    let tags = snapshot.terms(Taxonomy::Tag);
    let all = RoaringBitmap::from_iter([0, 1]);
    for text in ["web dev", " WEB  DEV ", "web-dev", "Web-Dev"] {
        assert_eq!(tags.find(text, &all), Some(1), "{text}");
    }
    assert_eq!(tags.find("c++", &all), Some(0));
    assert_eq!(tags.find("web", &all), None);
    assert_eq!(tags.docs(1).iter().collect::<Vec<_>>(), [0, 1]);
}

#[test]
fn the_most_frequent_spelling_is_shown_and_hidden_posts_do_not_count() {
    let snapshot = snapshot([
        post("a").tags(["rust"]),
        post("b").tags(["RUST"]),
        post("c").tags(["Rust"]).draft(),
        post("d").tags(["Rust"]).draft(),
    ]);
    let tags = snapshot.terms(Taxonomy::Tag);
    let visible = snapshot.visible(Timestamp::UNIX_EPOCH);
    assert_eq!(&**tags.name(0, visible.docs(Status::Published)), "RUST");
    assert_eq!(&**tags.name(0, visible.docs(Status::Draft)), "Rust");
}

#[test]
fn the_identity_depends_only_on_content_and_settings() {
    let posts = || vec![Post::from(post("a")), Post::from(post("b").date("2024-01-01"))];
    let build = |posts| Snapshot::build(posts, Vec::new(), Assets::default(), &options());
    let id = build(posts()).id();
    let mut reversed = posts();
    reversed.reverse();
    assert_eq!(build(reversed).id(), id);
    let mut changed = posts();
    changed[0].revision = crate::text::Revision::of(b"other");
    assert_ne!(build(changed).id(), id);
    let settings = super::CatalogOptions { settings: crate::text::Revision::of(b"x"), ..options() };
    assert_ne!(Snapshot::build(posts(), Vec::new(), Assets::default(), &settings).id(), id);
}

#[test]
fn scheduled_posts_appear_and_expiring_posts_disappear_on_time() {
    let snapshot = snapshot([
        post("later").date("2024-03-01"),
        post("now").date("2024-01-01").expires("2024-05-01"),
        post("never").date("2024-02-01").draft(),
    ]);
    let before = snapshot.visible(at("2024-01-15"));
    assert_eq!(before.docs(Status::Published).iter().collect::<Vec<_>>(), [2]);
    assert_eq!(before.docs(Status::Scheduled).iter().collect::<Vec<_>>(), [0]);
    assert_eq!(before.docs(Status::Draft).iter().collect::<Vec<_>>(), [1]);
    assert_eq!(before.until(), Some(at("2024-03-01")));
    assert_eq!(snapshot.visible(at("2024-03-01")).until(), Some(at("2024-05-01")));
    let after = snapshot.visible(at("2024-05-01"));
    assert_eq!(after.docs(Status::Published).iter().collect::<Vec<_>>(), [0]);
    assert_eq!(after.until(), None);
}

fn timed() -> impl Strategy<Value = Vec<Sample>> {
    let day = || proptest::option::of(1..28_u8);
    proptest::collection::vec((day(), day(), any::<bool>()), 0..12).prop_map(|posts| {
        let numbered = posts.into_iter().enumerate();
        numbered
            .map(|(n, (start, expiry, draft))| {
                let mut sample = post(&format!("p{n}"));
                if let Some(day) = start {
                    sample = sample.date(&format!("2024-01-{day:02}"));
                }
                if let Some(day) = expiry {
                    sample = sample.expires(&format!("2024-01-{day:02}"));
                }
                if draft { sample.draft() } else { sample }
            })
            .collect()
    })
}

proptest! {
    #[test]
    fn visibility_equals_the_status_of_each_post(
        posts in timed(),
        hours in proptest::collection::vec(0..800_i64, 1..20),
    ) {
        let snapshot = snapshot(posts);
        for hour in hours {
            let now = at("2023-12-31") + SignedDuration::from_hours(hour);
            let visible = snapshot.visible(now);
            let just_before = visible.until().map(|end| end - SignedDuration::from_nanos(1));
            for moment in [Some(now), just_before].into_iter().flatten() {
                for (doc, post) in (0..).zip(snapshot.posts()) {
                    let all = [Status::Published, Status::Scheduled, Status::Draft];
                    // Until the end of the period, only what is public stays the same.
                    for status in if moment == now { &all[..] } else { &all[..1] } {
                        prop_assert_eq!(
                            visible.docs(*status).contains(doc),
                            post.status(moment) == Some(*status),
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn the_order_of_input_does_not_matter(posts in timed(), seed in any::<prop::sample::Index>()) {
        let build = |posts: &[Sample]| snapshot(posts.iter().cloned());
        let mut turned = posts.clone();
        if !turned.is_empty() {
            turned.rotate_left(seed.index(posts.len()));
        }
        let (one, other) = (build(&posts), build(&turned));
        prop_assert_eq!(one.id(), other.id());
        prop_assert_eq!(slugs(&one), slugs(&other));
    }
}

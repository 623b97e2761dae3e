//! Posts whose slug has a date only while another post has the slug without it.
//!
//! A slug is derived from a file name without its date prefix. Where that gives several posts one slug,
//! the one whose path sorts first has it, and the others keep their date. Which posts there are depends on
//! the viewer and the time, and a slug must not reveal that there is a hidden post. So a post whose slug
//! depends on it is in the catalog twice, as *twins*: with the date and without. Every set of visible posts
//! has one of them (see [`super::duplicates`]). Most often, it does not depend on it, because the posts
//! before it are never hidden while it is visible; then it simply keeps its date.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::doc_id::DocId;
use crate::post::{Code, ContentPath, Diagnostic, Moment, Post};
use crate::text::Slug;

/// The numbers of one file's post with and without the date in its slug.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Twin {
    pub(super) plain: DocId,
    pub(super) dated: DocId,
}

/// The files whose posts are in the catalog twice.
#[derive(Debug, Default)]
pub(super) struct Doubled(HashSet<ContentPath>);

impl Doubled {
    /// Returns whether a post is a twin.
    pub(super) fn has(&self, post: &Post) -> bool {
        !self.0.is_empty() && self.0.contains(&post.path)
    }

    /// Returns the slug with the date that a twin has in one of its two forms. `None` for other posts.
    pub(super) fn dated_slug<'p>(&self, post: &'p Post) -> Option<&'p Slug> {
        if self.has(post) { post.dated_slug.as_ref() } else { None }
    }

    /// Returns whether a post has a twin with a date in its slug.
    pub(super) fn can_yield(&self, post: &Post) -> bool {
        self.dated_slug(post).is_some_and(|dated| *dated != post.slug)
    }

    /// Returns all twins.
    pub(super) fn twins(&self, posts: &[Arc<Post>]) -> Box<[Twin]> {
        if self.0.is_empty() {
            return Box::default();
        }
        let docs = (0..).zip(posts).filter(|(_, post)| self.has(post)).map(|(doc, _)| doc);
        let mut docs: Vec<DocId> = docs.collect();
        let post = |doc: DocId| &posts[doc as usize];
        docs.sort_unstable_by_key(|&doc| (&post(doc).path, !self.can_yield(post(doc))));
        let pairs = docs.as_chunks::<2>().0.iter();
        pairs.map(|&[plain, dated]| Twin { plain, dated }).collect()
    }
}

/// The slugs that posts keep, by their slug without and with the date, each with the time from which the
/// post that has the former is visible.
type Kept = HashMap<(Slug, Slug), Option<Moment>>;

/// Settles which posts keep their date, adds twins, and reports both. `posts` are sorted by slug and
/// language. Returns the twins, and whether any slug has changed.
pub(super) fn settle(
    posts: &mut Vec<Arc<Post>>,
    diagnostics: &mut Vec<Diagnostic>,
) -> (Doubled, bool) {
    let mut twins = Vec::new();
    let mut kept = Kept::new();
    for group in posts.chunk_by_mut(|a, b| a.slug == b.slug && a.lang == b.lang) {
        if group.len() > 1 {
            settle_group(group, &mut twins, &mut kept, diagnostics);
        }
    }
    let doubled = Doubled(twins.iter().map(|post| post.path.clone()).collect());
    if !kept.is_empty() {
        for post in posts.iter_mut().filter(|post| !doubled.has(post)) {
            let Some(dated) = post.dated_slug.clone() else { continue };
            // The translation of a post that keeps its date keeps it too, or it would be one of another post.
            let since = kept.get(&(post.slug.clone(), dated.clone()));
            if since.is_some_and(|since| *since <= post.published_at) {
                Arc::make_mut(post).slug = dated;
            }
        }
    }
    let changed = !kept.is_empty() || !twins.is_empty();
    posts.append(&mut twins);
    (doubled, changed)
}

/// Settles which of several posts with one slug and language keep their date.
fn settle_group(
    group: &mut [Arc<Post>],
    twins: &mut Vec<Arc<Post>>,
    kept: &mut Kept,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let mut order: Vec<&mut Arc<Post>> = group.iter_mut().collect();
    // A post that cannot have a date would not be served at all.
    order.sort_by(|a, b| (a.dated_slug.is_some(), &a.path).cmp(&(b.dated_slug.is_some(), &b.path)));
    let (first, later) = order.split_first_mut().expect("there are several");
    let mut earliest = always_from(first);
    for post in later {
        let from = always_from(post);
        if let Some(dated) = post.dated_slug.clone() {
            diagnostics.push(diagnostic(first, post, dated.as_str()));
            match earliest.filter(|earliest| *earliest <= post.published_at) {
                Some(earliest) => {
                    let plain = std::mem::replace(&mut Arc::make_mut(post).slug, dated.clone());
                    kept.entry((plain, dated)).or_insert(earliest);
                }
                None => {
                    let twin = Post { slug: dated, ..Post::clone(post) };
                    twins.push(Arc::new(twin));
                }
            }
        }
        earliest = earliest.into_iter().chain(from).min();
    }
}

/// Returns the time from which a post is visible to everybody, or `None` if it may be hidden later or is
/// visible only to authors.
fn always_from(post: &Post) -> Option<Option<Moment>> {
    (!post.draft && post.expires_at.is_none()).then_some(post.published_at)
}

fn diagnostic(first: &Post, later: &Post, dated: &str) -> Diagnostic {
    let message = if first.draft && !later.draft {
        format!(
            "{} has the slug `{}` only until the draft {} is published; then its slug is `{dated}`",
            later.path, later.slug, first.path
        )
    } else {
        format!(
            "without their dates, {} and {} share the slug `{}`; the slug of {} is `{dated}`",
            first.path, later.path, later.slug, later.path
        )
    };
    Diagnostic {
        code: Code::SlugDateKept,
        path: later.path.clone(),
        place: None,
        message,
        expected: Some("a file name that is unique without its date".to_owned()),
        help: Some(
            "nothing to do if the date may stay; otherwise give one of them its own `slug:`, or set \
             `slug_date = \"keep\"` to have the date in all slugs"
                .to_owned(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use crate::catalog::test_support::{Sample, at, post, snapshot};
    use crate::catalog::{Audience, Snapshot};
    use crate::post::{Code, Status};

    /// A post of which the file name begins with a date.
    fn dated(day: &str) -> Sample {
        post("a").path(&format!("{day}-a.md")).dated(&format!("{day}-a")).date(day)
    }

    /// Returns path and slug of the posts that an audience sees at a time, in the order of the paths.
    fn seen(snapshot: &Snapshot, audience: Audience, now: &str) -> Vec<String> {
        let visible = snapshot.visible(at(now));
        names(snapshot, visible.to(audience))
    }

    fn names(snapshot: &Snapshot, docs: &roaring::RoaringBitmap) -> Vec<String> {
        let name = |doc| {
            let post = snapshot.post(doc);
            format!("{} {}", post.path, post.slug)
        };
        let mut names: Vec<String> = docs.iter().map(name).collect();
        names.sort_unstable();
        names
    }

    fn codes(snapshot: &Snapshot) -> Vec<Code> {
        let codes = snapshot.diagnostics().iter().map(|found| found.code);
        codes.filter(|&code| code != Code::PostPathWithoutLang).collect()
    }

    #[test]
    fn the_path_that_sorts_first_has_no_date() {
        let snapshot =
            snapshot([dated("2015-01-01"), dated("2013-01-01"), dated("2014-01-01"), post("b")]);
        assert_eq!(
            seen(&snapshot, Audience::Public, "2026-01-01"),
            [
                "2013-01-01-a.md a",
                "2014-01-01-a.md 2014-01-01-a",
                "2015-01-01-a.md 2015-01-01-a",
                "b.md b"
            ]
        );
        assert_eq!(codes(&snapshot), [Code::SlugDateKept; 2]);
        assert!(snapshot.diagnostics()[0].message.contains("2013-01-01-a.md"));
        assert_eq!(snapshot.posts().len(), 4, "no post is in the catalog twice");
    }

    #[test]
    fn one_slug_in_two_languages_has_no_date() {
        let snapshot = snapshot([dated("2013-01-01"), dated("2014-01-01").lang("zh")]);
        assert_eq!(codes(&snapshot), []);
        assert_eq!(
            seen(&snapshot, Audience::Public, "2026-01-01"),
            ["2013-01-01-a.md a", "a.zh.md a"]
        );
    }

    #[test]
    fn a_translation_has_the_date_of_the_original() {
        let zh = |day: &str| dated(day).lang("zh").path(&format!("{day}-a.zh.md"));
        let snapshot = snapshot([dated("2013-01-01"), dated("2014-01-01"), zh("2014-01-01")]);
        assert_eq!(
            seen(&snapshot, Audience::Public, "2026-01-01"),
            [
                "2013-01-01-a.md a",
                "2014-01-01-a.md 2014-01-01-a",
                "2014-01-01-a.zh.md 2014-01-01-a"
            ]
        );
        assert_eq!(codes(&snapshot), [Code::SlugDateKept]);
    }

    #[test]
    fn a_post_without_a_date_keeps_its_slug() {
        let snapshot = snapshot([dated("2013-01-01"), post("a").path("z.md")]);
        assert_eq!(
            seen(&snapshot, Audience::Public, "2026-01-01"),
            ["2013-01-01-a.md 2013-01-01-a", "z.md a"]
        );
        assert_eq!(codes(&snapshot), [Code::SlugDateKept]);
        assert_eq!(snapshot.name_count(), 2);
    }

    #[test]
    fn a_draft_does_not_show_in_the_slug_of_a_public_post() {
        let snapshot = snapshot([dated("2013-01-01").draft(), dated("2014-01-01")]);
        assert_eq!(seen(&snapshot, Audience::Public, "2026-01-01"), ["2014-01-01-a.md a"]);
        let both = ["2013-01-01-a.md a", "2014-01-01-a.md 2014-01-01-a"];
        assert_eq!(seen(&snapshot, Audience::Preview, "2026-01-01"), both);
        let visible = snapshot.visible(at("2026-01-01"));
        let statuses = visible.with_statuses(&[Status::Published, Status::Draft]);
        assert_eq!(names(&snapshot, &statuses), both);
        assert_eq!(snapshot.name_count(), 2);
        assert_eq!(codes(&snapshot), [Code::SlugDateKept]);
    }

    #[test]
    fn a_scheduled_and_an_expired_post_do_not_show_either() {
        let late = post("a").path("0.md").dated("0-a").date("2030-01-01");
        let expiring = dated("2012-01-01").expires("2020-01-01");
        let snapshot = snapshot([late, expiring, dated("2014-01-01"), dated("2015-01-01")]);
        let seen = |now| seen(&snapshot, Audience::Public, now);
        assert_eq!(
            seen("2019-01-01"),
            ["2012-01-01-a.md a", "2014-01-01-a.md 2014-01-01-a", "2015-01-01-a.md 2015-01-01-a"]
        );
        assert_eq!(seen("2026-01-01"), ["2014-01-01-a.md a", "2015-01-01-a.md 2015-01-01-a"]);
        assert_eq!(
            seen("2031-01-01"),
            ["0.md a", "2014-01-01-a.md 2014-01-01-a", "2015-01-01-a.md 2015-01-01-a"]
        );
        assert_eq!(snapshot.name_count(), 4);
    }

    #[test]
    fn twins_share_aliases_and_translation_keys() {
        let both = |sample: Sample| sample.aliases(["old", "2014-01-01-a"]).key("k");
        let snapshot = snapshot([
            dated("2013-01-01").draft(),
            both(dated("2014-01-01")),
            post("c").lang("zh").key("k"),
        ]);
        assert_eq!(codes(&snapshot), [Code::SlugDateKept]);
        let now = at("2026-01-01");
        let visible = snapshot.visible(now);
        for audience in [Audience::Public, Audience::Preview] {
            let found = snapshot.alias("old", visible.to(audience)).unwrap();
            assert_eq!(snapshot.post(found).path.as_str(), "2014-01-01-a.md");
        }
        let found = snapshot.alias("old", visible.to(Audience::Public)).unwrap();
        assert_eq!(snapshot.translations(found, now).len(), 1);
    }
}

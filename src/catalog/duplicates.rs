//! Posts that share a slug in one language: of those that a viewer may see, the one whose path sorts
//! first is served, or else those that can have a date in their slug get it (see [`dated`]).

use std::sync::Arc;

use roaring::RoaringBitmap;

use super::dated::{self, Doubled, Twin};
use super::doc_id::DocId;
use crate::post::{Code, Diagnostic, Post};
use crate::text::Lang;

/// Groups of posts with the same slug and language, each sorted by path, after those that can have a
/// date instead.
#[derive(Debug)]
pub(super) struct Duplicates {
    groups: Box<[Box<[DocId]>]>,
    twins: Box<[Twin]>,
    /// The dated ones of the twins.
    dated: RoaringBitmap,
}

impl Duplicates {
    /// Groups posts. `by_name` are their numbers, sorted by slug and language.
    pub(super) fn new(posts: &[Arc<Post>], by_name: &[DocId], doubled: &Doubled) -> Self {
        let post = |doc: DocId| &posts[doc as usize];
        let groups = by_name
            .chunk_by(|&a, &b| has_same_name(post(a), post(b)))
            .filter(|group| group.len() > 1)
            .map(|group| {
                let mut group: Box<[DocId]> = group.into();
                group.sort_unstable_by_key(|&doc| (doubled.has(post(doc)), &post(doc).path, doc));
                group
            })
            .collect();
        let twins = doubled.twins(posts);
        let dated = twins.iter().map(|twin| twin.dated).collect();
        Self { groups, twins, dated }
    }

    /// Returns the number of posts in groups, without one of each group.
    pub(super) fn surplus(&self) -> usize {
        self.groups.iter().map(|group| group.len() - 1).sum()
    }

    /// Removes from `docs` the posts whose slug and language another of `docs` has whose path sorts
    /// before theirs, and one of each pair of twins. If `docs` has one of the twins, the result may have
    /// the other one, so it does not matter whether `docs` is itself a union of such results.
    pub(super) fn remove_from(&self, docs: &mut RoaringBitmap) {
        for twin in &self.twins {
            if docs.contains(twin.plain) || docs.contains(twin.dated) {
                docs.extend([twin.plain, twin.dated]);
            }
        }
        for group in &self.groups {
            keep_first(group.iter().filter(|&&doc| !self.dated.contains(doc)), docs);
        }
        for twin in &self.twins {
            if docs.contains(twin.plain) {
                docs.remove(twin.dated);
            }
        }
        if !self.twins.is_empty() {
            self.groups.iter().for_each(|group| keep_first(group.iter(), docs));
        }
    }
}

/// Removes from `docs` all posts of a group except the first one that is in it.
fn keep_first<'g>(group: impl Iterator<Item = &'g DocId>, docs: &mut RoaringBitmap) {
    for &later in group.skip_while(|&&doc| !docs.contains(doc)).skip(1).collect::<Vec<_>>() {
        docs.remove(later);
    }
}

/// Sorts `posts` by slug, language and path, and reports those whose slug and language another post
/// has. Drafts, which are not served, come after all finished posts. Returns the posts that are in the
/// catalog twice.
pub(super) fn sort(posts: &mut Vec<Arc<Post>>, diagnostics: &mut Vec<Diagnostic>) -> Doubled {
    by_name(posts);
    let (doubled, changed) = dated::settle(posts, diagnostics);
    if changed {
        by_name(posts);
    }
    for group in posts.chunk_by(|a, b| has_same_name(a, b)) {
        let mut group = group.iter().filter(|post| !doubled.can_yield(post));
        let Some(first) = group.next() else { continue };
        diagnostics.extend(group.map(|later| diagnostic(first, later)));
    }
    doubled
}

fn by_name(posts: &mut [Arc<Post>]) {
    // Cached keys, because posts are expensive to move.
    posts.sort_by_cached_key(|post| {
        (post.slug.clone(), post.lang.clone(), post.draft, post.path.clone(), post.revision)
    });
}

fn has_same_name(a: &Post, b: &Post) -> bool {
    a.slug == b.slug && a.lang == b.lang
}

fn diagnostic(first: &Post, later: &Post) -> Diagnostic {
    Diagnostic {
        code: Code::SlugDuplicate,
        path: later.path.clone(),
        place: None,
        message: format!(
            "{} and {} share the slug `{}` in the language `{}`; {} is {}",
            first.path,
            later.path,
            first.slug,
            first.lang,
            first.path,
            if first.draft { "the one in previews" } else { "served while it is public" },
        ),
        expected: Some("a slug that is unique among posts in this language".to_owned()),
        help: Some(format!(
            "give one of them its own `slug:`, or set `slug_from = \"path\"` to include folders in \
             slugs{}",
            match unlisted_language(first).or_else(|| unlisted_language(later)) {
                Some(tag) => format!("; if `{tag}` is a language, list it in `languages`"),
                None => String::new(),
            }
        )),
    }
}

/// Returns the part of a post's path that looks like a language, as in `name.zh.md` or `zh/name.md`,
/// but was not recognized as one.
fn unlisted_language(post: &Post) -> Option<&str> {
    let lang = |tag: &str| Lang::parse(tag).ok().filter(|lang| lang.primary().len() == 2);
    let suffix = post.path.stem().rsplit_once('.').map(|(_, suffix)| suffix);
    let in_slug =
        |tag: &&str| post.slug.as_str().strip_suffix(tag).is_some_and(|rest| rest.ends_with('.'));
    let suffix = suffix.filter(in_slug).filter(|tag| lang(tag).is_some());
    let folder = post.path.folders().next();
    suffix.or(folder.filter(|tag| lang(tag).is_some_and(|lang| lang != post.lang)))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use roaring::RoaringBitmap;

    use super::{Doubled, Duplicates, sort};
    use crate::catalog::doc_id::DocId;
    use crate::catalog::test_support::{Sample, post};
    use crate::post::{Code, Diagnostic, Post};

    fn sorted(posts: impl IntoIterator<Item = Sample>) -> (Vec<Arc<Post>>, Vec<Diagnostic>) {
        let mut posts: Vec<Arc<Post>> = posts.into_iter().map(Into::into).collect();
        let mut diagnostics = Vec::new();
        sort(&mut posts, &mut diagnostics);
        (posts, diagnostics)
    }

    /// Returns the paths of the posts that remain of those at the positions `docs`.
    fn remaining(posts: &[Arc<Post>], docs: impl IntoIterator<Item = DocId>) -> Vec<&str> {
        let by_name: Vec<DocId> = (0..).zip(posts).map(|(doc, _)| doc).collect();
        let mut docs: RoaringBitmap = docs.into_iter().collect();
        Duplicates::new(posts, &by_name, &Doubled::default()).remove_from(&mut docs);
        docs.iter().map(|doc| posts[doc as usize].path.as_str()).collect()
    }

    #[test]
    fn the_path_that_sorts_first_is_served_and_both_are_named() {
        let (posts, diagnostics) =
            sorted(["2024/a.md", "2022/a.md", "2023/a.md"].map(|path| post("a").path(path)));
        assert_eq!(remaining(&posts, 0..3), ["2022/a.md"]);
        assert_eq!(diagnostics.len(), 2);
        for (diagnostic, path) in diagnostics.iter().zip(["2023/a.md", "2024/a.md"]) {
            assert_eq!(diagnostic.code, Code::SlugDuplicate);
            assert_eq!(diagnostic.path.as_str(), path);
            assert!(diagnostic.message.contains("2022/a.md"), "{}", diagnostic.message);
            assert!(diagnostic.message.contains(path), "{}", diagnostic.message);
            assert!(diagnostic.help.as_ref().unwrap().contains("slug_from = \"path\""));
        }
    }

    #[test]
    fn the_first_of_those_in_the_set_remains() {
        let paths = ["1.md", "2.md", "3.md", "4.md"];
        let (posts, _) = sorted(paths.map(|path| post("a").path(path)));
        assert_eq!(remaining(&posts, [1, 3]), ["2.md"]);
        assert_eq!(remaining(&posts, [3]), ["4.md"]);
        assert_eq!(remaining(&posts, []), [""; 0]);
    }

    #[test]
    fn diagnostics_name_the_finished_post_first() {
        let (posts, diagnostics) = sorted([
            post("a").path("_drafts/a.md").draft(),
            post("a").path("a.md"),
            post("b").path("b.md").draft(),
            post("b").path("c.md").draft(),
        ]);
        assert_eq!(remaining(&posts, 0..4), ["_drafts/a.md", "b.md"]);
        assert_eq!(diagnostics[0].path.as_str(), "_drafts/a.md");
        assert!(diagnostics[0].message.ends_with("; a.md is served while it is public"));
        assert!(diagnostics[1].message.ends_with("; b.md is the one in previews"));
    }

    #[test]
    fn a_language_that_is_not_listed_is_pointed_out() {
        for (first, later, tag) in [
            ("a/index.ko.md", "b/index.ko.md", Some("ko")),
            ("a.md", "pt-br/a.md", Some("pt-br")),
            ("api/a.md", "docs/a.md", None),
            ("en/a.md", "x/a.md", None),
            ("v1.0.md", "x/v1.0.md", None),
        ] {
            let slug = if tag == Some("ko") { "index.ko" } else { "a" };
            let (_, diagnostics) = sorted([first, later].map(|path| post(slug).path(path)));
            let help = diagnostics[0].help.as_ref().unwrap();
            let hint = tag.map(|tag| format!("; if `{tag}` is a language, list it in `languages`"));
            assert_eq!(help.split_once(';').map(|(_, hint)| format!(";{hint}")), hint, "{later}");
        }
    }

    #[test]
    fn one_slug_in_two_languages_is_not_a_duplicate() {
        let (posts, diagnostics) = sorted([post("a"), post("a").lang("zh"), post("A")]);
        assert_eq!(remaining(&posts, 0..3).len(), 3);
        assert_eq!(diagnostics, []);
    }
}

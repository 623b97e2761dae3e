//! The paths of posts on the site.

use std::sync::Arc;

use super::doc_id::DocId;
use crate::post::{Code, ContentPath, Diagnostic, Post};

/// The setting `post_path`: a path with `{slug}` and optionally `{lang}`.
#[derive(Debug, Clone)]
pub(super) struct PagePath {
    pattern: Box<str>,
}

const SLUG: &str = "{slug}";
const LANG: &str = "{lang}";

impl PagePath {
    pub(super) fn new(pattern: &str) -> Self {
        Self { pattern: pattern.into() }
    }

    /// Returns the slug, and the language if the pattern contains it, in the path of a page without
    /// outer slashes. `None` if the path does not match.
    pub(super) fn parse<'p>(&self, path: &'p str) -> Option<(&'p str, Option<&'p str>)> {
        let pattern = self.pattern.trim_matches('/').split('/');
        let mut parts = path.split('/');
        let (mut slug, mut lang) = (None, None);
        for pattern in pattern {
            let part = parts.next()?;
            match (pattern.split_once(SLUG), pattern.split_once(LANG)) {
                (Some(around), None) => slug = Some(between(part, around)?),
                (None, Some(around)) => lang = Some(between(part, around)?),
                (None, None) if pattern.eq_ignore_ascii_case(part) => {}
                _ => return None,
            }
        }
        Some((slug.filter(|_| parts.next().is_none())?, lang))
    }

    /// Returns whether only paths of posts match, because a part of the path is fixed.
    pub(super) fn is_specific(&self) -> bool {
        self.pattern.split('/').any(|part| !part.is_empty() && !part.contains(['{', '}']))
    }

    /// Returns a diagnostic if translations with one slug have the same page. `by_name` are the numbers of
    /// `posts`, sorted by slug.
    pub(super) fn without_lang(
        &self,
        posts: &[Arc<Post>],
        by_name: &[DocId],
    ) -> Option<Diagnostic> {
        if self.pattern.contains(LANG) {
            return None;
        }
        let post = |doc: DocId| &posts[doc as usize];
        let groups = by_name.chunk_by(|&a, &b| post(a).slug == post(b).slug);
        let mut pairs = groups.filter_map(|group| {
            let mut finished = group.iter().map(|&doc| post(doc)).filter(|post| !post.draft);
            let first = finished.next()?;
            Some((first, finished.find(|other| other.lang != first.lang)?))
        });
        let (first, other) = pairs.next()?;
        let more = match pairs.count() {
            0 => String::new(),
            count => format!(", and so have the translations of {count} more posts"),
        };
        Some(Diagnostic {
            code: Code::PostPathWithoutLang,
            path: ContentPath::new("."),
            place: None,
            message: format!(
                "{} and {} have the same page on the site, because `post_path` is `{}`{more}",
                first.path, other.path, self.pattern,
            ),
            expected: Some("`{lang}` in `post_path`, or a slug for each translation".to_owned()),
            help: Some(format!(
                "set `post_path` to a path such as `/{LANG}{}`, or give each translation its own \
                 `slug` and a common `translationKey`",
                self.pattern
            )),
        })
    }
}

/// Returns the text between a prefix and a suffix.
fn between<'p>(part: &'p str, (before, after): (&str, &str)) -> Option<&'p str> {
    let inner = part.strip_prefix(before)?.strip_suffix(after)?;
    (!inner.is_empty()).then_some(inner)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::PagePath;
    use crate::catalog::doc_id::DocId;
    use crate::catalog::test_support::{Sample, post};
    use crate::post::{Diagnostic, Post};

    #[test]
    fn slug_and_language_are_found_in_a_path() {
        for (pattern, path, found) in [
            ("/posts/{slug}", "posts/a", Some(("a", None))),
            ("/posts/{slug}", "Posts/a", Some(("a", None))),
            ("/posts/{slug}", "posts", None),
            ("/posts/{slug}", "posts/a/b", None),
            ("/posts/{slug}", "tags/a", None),
            ("/{lang}/{slug}.html", "zh/a.html", Some(("a", Some("zh")))),
            ("/{lang}/{slug}.html", "zh/a", None),
            ("/{slug}/", "a", Some(("a", None))),
            ("/{slug}-{lang}", "a-zh", None),
        ] {
            assert_eq!(PagePath::new(pattern).parse(path), found, "{pattern} {path}");
        }
    }

    #[test]
    fn a_pattern_with_a_fixed_part_is_specific() {
        assert!(PagePath::new("/posts/{slug}").is_specific());
        assert!(!PagePath::new("/{slug}").is_specific());
        assert!(!PagePath::new("/{lang}/{slug}.html").is_specific());
    }

    fn warning(pattern: &str, posts: impl IntoIterator<Item = Sample>) -> Option<Diagnostic> {
        let posts: Vec<Arc<Post>> = posts.into_iter().map(Into::into).collect();
        let by_name: Vec<DocId> = (0..).zip(&posts).map(|(doc, _)| doc).collect();
        PagePath::new(pattern).without_lang(&posts, &by_name)
    }

    #[test]
    fn translations_with_one_page_are_reported_once() {
        let posts =
            || ["a", "b", "c"].into_iter().flat_map(|slug| [post(slug), post(slug).lang("zh")]);
        let found = warning("/posts/{slug}", posts()).unwrap();
        for part in ["a.md and a.zh.md", "2 more", "/posts/{slug}"] {
            assert!(found.message.contains(part), "{}", found.message);
        }
        assert!(found.help.unwrap().contains("`/{lang}/posts/{slug}`"));
        assert_eq!(warning("/{lang}/{slug}", posts()), None);
        assert_eq!(warning("/{slug}", [post("a"), post("b").lang("zh")]), None);
        assert_eq!(warning("/{slug}", [post("a"), post("a").lang("zh").draft()]), None);
    }
}

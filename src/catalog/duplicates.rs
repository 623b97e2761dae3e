//! Posts that share a slug in one language: the one whose path sorts first is served. Drafts, which
//! are not served, come after all finished posts.

use crate::post::{Code, Diagnostic, Post};
use crate::text::Lang;

/// Sorts `posts` by slug, language and path, and removes those whose slug and language an earlier
/// post has, reporting each in `diagnostics`.
pub(super) fn remove(mut posts: Vec<Post>, diagnostics: &mut Vec<Diagnostic>) -> Vec<Post> {
    // Cached keys, because posts are expensive to move.
    posts.sort_by_cached_key(|post| {
        (post.slug.clone(), post.lang.clone(), post.draft, post.path.clone(), post.revision)
    });
    posts.dedup_by(|later, first| {
        let same = later.slug == first.slug && later.lang == first.lang;
        if same {
            diagnostics.push(diagnostic(first, later));
        }
        same
    });
    posts
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
            if first.draft { "kept as a draft" } else { "served" },
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
    use super::remove;
    use crate::catalog::test_support::post;
    use crate::post::Code;

    #[test]
    fn the_path_that_sorts_first_is_served_and_both_are_named() {
        let mut diagnostics = Vec::new();
        let posts = ["2024/a.md", "2022/a.md", "2023/a.md"];
        let posts = posts.map(|path| post("a").path(path).into()).to_vec();
        let served = remove(posts, &mut diagnostics);
        assert_eq!(served.len(), 1);
        assert_eq!(served[0].path.as_str(), "2022/a.md");
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
    fn a_draft_does_not_hide_a_finished_post() {
        let mut diagnostics = Vec::new();
        let posts = vec![
            post("a").path("_drafts/a.md").draft().into(),
            post("a").path("a.md").into(),
            post("b").path("b.md").draft().into(),
            post("b").path("c.md").draft().into(),
        ];
        let served = remove(posts, &mut diagnostics);
        let paths: Vec<_> = served.iter().map(|post| post.path.as_str()).collect();
        assert_eq!(paths, ["a.md", "b.md"]);
        assert_eq!(diagnostics[0].path.as_str(), "_drafts/a.md");
        assert!(diagnostics[0].message.ends_with("; a.md is served"));
        assert!(diagnostics[1].message.ends_with("; b.md is kept as a draft"));
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
            let mut diagnostics = Vec::new();
            let posts = [first, later].map(|path| post(slug).path(path).into()).to_vec();
            remove(posts, &mut diagnostics);
            let help = diagnostics[0].help.as_ref().unwrap();
            let hint = tag.map(|tag| format!("; if `{tag}` is a language, list it in `languages`"));
            assert_eq!(help.split_once(';').map(|(_, hint)| format!(";{hint}")), hint, "{later}");
        }
    }

    #[test]
    fn one_slug_in_two_languages_is_not_a_duplicate() {
        let mut diagnostics = Vec::new();
        let posts = vec![post("a").into(), post("a").lang("zh").into(), post("A").into()];
        assert_eq!(remove(posts, &mut diagnostics).len(), 3);
        assert_eq!(diagnostics, []);
    }
}

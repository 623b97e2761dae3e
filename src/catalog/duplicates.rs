//! Two posts with one slug in one language: the one whose path sorts first is served.

use crate::post::{Code, Diagnostic, Post};

/// Sorts `posts` by slug, language and path, and sets aside those whose slug and language an earlier one has. Says so
/// in `diagnostics`.
pub(super) fn set_aside(mut posts: Vec<Post>, diagnostics: &mut Vec<Diagnostic>) -> Vec<Post> {
    // By cached keys, because posts are large to move.
    posts.sort_by_cached_key(|post| {
        (post.slug.clone(), post.lang.clone(), post.path.clone(), post.revision)
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
            "{} and {} share the slug `{}` in the language `{}`; {} is served",
            first.path, later.path, first.slug, first.lang, first.path,
        ),
        expected: Some("a slug that no other post in this language has".to_owned()),
        help: Some(
            "give one of them a `slug:` of its own, or set `slug_from = \"path\"` so that folders \
             become part of slugs"
                .to_owned(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::set_aside;
    use crate::catalog::sample::post;
    use crate::post::Code;

    #[test]
    fn the_path_that_sorts_first_is_served_and_both_are_named() {
        let mut diagnostics = Vec::new();
        let posts = ["2024/a.md", "2022/a.md", "2023/a.md"];
        let posts = posts.map(|path| post("a").path(path).into()).to_vec();
        let served = set_aside(posts, &mut diagnostics);
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
    fn one_slug_in_two_languages_is_no_duplicate() {
        let mut diagnostics = Vec::new();
        let posts = vec![post("a").into(), post("a").lang("zh").into(), post("A").into()];
        assert_eq!(set_aside(posts, &mut diagnostics).len(), 3);
        assert_eq!(diagnostics, []);
    }
}

//! Slugs of terms.

use std::collections::HashSet;
use std::sync::Arc;

/// Assigns a slug to every term. `folded` are the distinct, sorted terms of one taxonomy.
///
/// A slug never equals the folded name of another term, so that a value that is both a name and a
/// slug identifies one term. If two terms would share a slug, the later one by name gets the suffix
/// `-2`, then `-3`.
pub(super) fn assign(folded: &[Arc<str>]) -> Vec<Arc<str>> {
    let mut taken: HashSet<Arc<str>> = HashSet::new();
    folded
        .iter()
        .map(|name| {
            let base = base(name);
            let free = |slug: &str| {
                !taken.contains(slug)
                    && (*slug == **name
                        || folded.binary_search_by(|other| (**other).cmp(slug)).is_err())
            };
            let slug: Arc<str> = if *base == **name {
                Arc::clone(name)
            } else if free(&base) {
                base.into()
            } else {
                let numbered = (2_u64..).map(|n| format!("{base}-{n}")).find(|slug| free(slug));
                numbered.expect("fewer than 2^64 slugs are taken").into()
            };
            taken.insert(Arc::clone(&slug));
            slug
        })
        .collect()
}

/// Converts a folded name to one path segment: whitespace, control characters, commas and slashes
/// become `-`.
fn base(folded: &str) -> String {
    let separates =
        |c: char| c.is_whitespace() || c.is_control() || matches!(c, '/' | '\\' | ',' | '-');
    let parts: Vec<&str> = folded.split(separates).filter(|part| !part.is_empty()).collect();
    let slug = parts.join("-");
    if slug.is_empty() || slug == "." || slug == ".." {
        // RFC 3986 removes dot segments, and an empty slug would not be a segment.
        let points: Vec<String> = folded.chars().map(|c| format!("{:x}", u32::from(c))).collect();
        return points.join("-");
    }
    slug
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::assign;

    fn slugs<const N: usize>(mut folded: [&str; N]) -> Vec<(&str, String)> {
        folded.sort_unstable();
        let slugs = assign(&folded.map(Arc::from));
        folded.into_iter().zip(slugs.iter().map(ToString::to_string)).collect()
    }

    fn slug(folded: &str) -> String {
        slugs([folded])[0].1.clone()
    }

    #[test]
    fn only_characters_that_break_a_path_segment_or_a_list_are_replaced() {
        assert_eq!(slug("c++"), "c++");
        assert_eq!(slug("c#"), "c#");
        assert_eq!(slug("100%?"), "100%?");
        assert_eq!(slug("内存管理"), "内存管理");
        assert_eq!(slug("web dev"), "web-dev");
        assert_eq!(slug(" tcp/ip, \\ udp "), "tcp-ip-udp");
        assert_eq!(slug("a\u{7}b"), "a-b");
    }

    #[test]
    fn a_slug_is_never_empty_or_dots() {
        assert_eq!(slug("/"), "2f");
        assert_eq!(slug("."), "2e");
        assert_eq!(slug(".."), "2e-2e");
    }

    #[test]
    fn a_slug_that_is_a_name_belongs_to_the_term_of_that_name() {
        let slugs = slugs(["a b", "a,b", "a-b", "a/b"]);
        let slugs: Vec<_> = slugs.iter().map(|(name, slug)| (*name, slug.as_str())).collect();
        assert_eq!(slugs, [("a b", "a-b-2"), ("a,b", "a-b-3"), ("a-b", "a-b"), ("a/b", "a-b-4")]);
    }
}

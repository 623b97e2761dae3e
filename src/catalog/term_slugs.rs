//! Slugs of terms.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use super::term_id::TermId;

/// The slugs of all terms of a taxonomy.
///
/// A slug never equals the folded name of another term, so that a value that is both a name and a
/// slug identifies one term. If two terms would share a slug, the later one by name gets the suffix
/// `-2`, then `-3`. Only visible terms count, so the slugs of a few terms depend on the viewer.
#[derive(Debug)]
pub(super) struct TermSlugs {
    /// The slug of each term if no other term affects it.
    bases: Box<[Arc<str>]>,
    /// The terms whose slugs depend on each other, grouped, by the text that their slugs start with.
    contested: BTreeMap<Box<str>, Box<[TermId]>>,
}

impl TermSlugs {
    /// `folded` are the distinct, sorted terms of one taxonomy.
    pub(super) fn new(folded: &[Arc<str>]) -> Self {
        let slug = |name: &Arc<str>| {
            let base = base(name);
            if *base == **name { Arc::clone(name) } else { base.into() }
        };
        let bases: Box<[Arc<str>]> = folded.iter().map(slug).collect();
        let mut groups: BTreeMap<&str, Vec<TermId>> = BTreeMap::new();
        for (term, base) in (0..).zip(&bases) {
            groups.entry(root(base)).or_default().push(term);
        }
        // If all terms of a group get their bases, so do those of any part of it.
        groups.retain(|_, terms| {
            let wanted = terms.iter().map(|&term| &bases[term as usize]);
            let names: Vec<&str> = terms.iter().map(|&term| &*folded[term as usize]).collect();
            terms.len() > 1
                && !assign(&names).iter().zip(wanted).all(|(slug, base)| slug == &**base)
        });
        let groups = groups.into_iter().map(|(root, terms)| (root.into(), terms.into()));
        let contested = groups.collect();
        Self { bases, contested }
    }

    /// Returns the slug of a term that no other term affects, or an approximate one.
    pub(super) fn base(&self, term: TermId) -> &Arc<str> {
        &self.bases[term as usize]
    }

    /// Returns the terms, including `term`, that affect its slug. Empty if it is that of [`Self::base`].
    pub(super) fn rivals(&self, term: TermId) -> &[TermId] {
        self.group(self.base(term))
    }

    /// Returns the terms that may have a slug because other terms affect theirs.
    pub(super) fn group(&self, slug: &str) -> &[TermId] {
        if self.contested.is_empty() {
            return &[];
        }
        self.contested.get(root(slug)).map_or(&[], |terms| terms)
    }

    /// Returns all terms whose slugs other terms affect.
    pub(super) fn contested(&self) -> impl Iterator<Item = TermId> {
        self.contested.values().flatten().copied()
    }
}

/// Removes the suffixes that [`assign`] may add.
fn root(slug: &str) -> &str {
    let mut root = slug;
    while let Some((start, number)) = root.rsplit_once('-')
        && !start.is_empty()
        && !number.is_empty()
        && number.bytes().all(|byte| byte.is_ascii_digit())
    {
        root = start;
    }
    root
}

/// Assigns a slug to every term. `folded` are distinct, sorted terms.
pub(super) fn assign(folded: &[&str]) -> Vec<String> {
    let mut taken: HashSet<String> = HashSet::new();
    folded
        .iter()
        .map(|name| {
            let base = base(name);
            let free = |slug: &str| {
                !taken.contains(slug) && (slug == *name || folded.binary_search(&slug).is_err())
            };
            let slug = if base == *name || free(&base) {
                base
            } else {
                let numbered = (2_u64..).map(|n| format!("{base}-{n}")).find(|slug| free(slug));
                numbered.expect("fewer than 2^64 slugs are taken")
            };
            taken.insert(slug.clone());
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

    use super::{TermSlugs, assign};

    fn slugs<const N: usize>(mut folded: [&str; N]) -> Vec<(&str, String)> {
        folded.sort_unstable();
        folded.into_iter().zip(assign(&folded)).collect()
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

    #[test]
    fn only_terms_that_may_get_a_suffix_are_contested() {
        let contested = |mut names: Vec<&'static str>| -> Vec<&str> {
            names.sort_unstable();
            let folded: Vec<Arc<str>> = names.iter().copied().map(Arc::from).collect();
            let slugs = TermSlugs::new(&folded);
            slugs.contested().map(|term| names[term as usize]).collect()
        };
        assert_eq!(contested(vec!["2024-01", "2024-02", "a b", "c"]), [""; 0]);
        assert_eq!(contested(vec!["a b", "a-b", "c"]), ["a b", "a-b"]);
        assert_eq!(contested(vec!["a b", "a,b", "a b 2"]), ["a b", "a b 2", "a,b"]);
    }
}

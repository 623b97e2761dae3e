//! Looks up a post by its slug, and selects its language version.

use jiff::Timestamp;

use super::lang_range::LangRange;
use crate::catalog::{Audience, DocId, Snapshot};
use crate::text::Lang;

/// The result of looking up a slug.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// A post.
    Post(DocId),
    /// The slug is an alias of this post.
    Moved(DocId),
    /// The audience may not see any version, or there is none in the required language.
    NotFound,
}

/// Finds the version of a post to respond with. If `lang` is given, only a version that matches it is
/// accepted; otherwise the first of `accepted` that a version matches decides, then the site's language,
/// then the first version by language tag.
///
/// Matching uses the lookup of RFC 4647, section 3.4: `zh-Hans-CN` is tried first, then `zh-Hans`, then
/// `zh`. At each step a more specific version (`zh-TW` for `zh`) is used if there is no exact match,
/// because it serves a reader better than another language. [`is_in`] returns whether a version is what was
/// asked for.
pub fn find_post(
    snapshot: &Snapshot,
    slug: &str,
    lang: Option<&Lang>,
    accepted: &[Lang],
    audience: Audience,
    now: Timestamp,
) -> Found {
    let versions = find_versions(snapshot, slug, audience, now);
    if versions.is_empty() {
        let moved = snapshot.alias(slug, snapshot.visible(now).to(audience));
        return moved.map_or(Found::NotFound, Found::Moved);
    }
    let matching = |range: &Lang| lookup(snapshot, &versions, range);
    let found = match lang {
        Some(lang) => matching(lang),
        None => accepted
            .iter()
            .find_map(matching)
            .or_else(|| matching(snapshot.default_lang()))
            .or_else(|| versions.first().copied()),
    };
    found.map_or(Found::NotFound, Found::Post)
}

/// Returns the versions of a slug that the audience may see, sorted by language.
pub fn find_versions(
    snapshot: &Snapshot,
    slug: &str,
    audience: Audience,
    now: Timestamp,
) -> Vec<DocId> {
    let visible = snapshot.visible(now);
    let versions = snapshot.versions(slug).iter().copied();
    versions.filter(|&doc| visible.to(audience).contains(doc)).collect()
}

fn lookup(snapshot: &Snapshot, versions: &[DocId], wanted: &Lang) -> Option<DocId> {
    LangRange::new(wanted.as_str()).fallbacks().find_map(|range| {
        let langs = || versions.iter().map(|&doc| (doc, &snapshot.post(doc).lang));
        let matching = || langs().filter(|(_, lang)| range.matches(lang));
        // A reader of `zh-HK` reads `zh-TW` more easily than `zh-CN`.
        let is_alike =
            |lang: &Lang| lang.is_traditional_chinese() == wanted.is_traditional_chinese();
        let exact = langs().find(|(_, lang)| range.is(lang));
        let alike = || matching().find(|(_, lang)| is_alike(lang));
        exact.or_else(alike).or_else(|| matching().next()).map(|(doc, _)| doc)
    })
}

/// Returns whether a language matches a requested one, and is not only the nearest one to it.
pub fn is_in(lang: &Lang, requested: &Lang) -> bool {
    LangRange::new(requested.as_str()).matches(lang)
}

#[cfg(test)]
mod tests {
    use super::{Found, find_post};
    use crate::catalog::test_support::{at, lang, post, snapshot};
    use crate::catalog::{Audience, Snapshot};

    fn tag(snapshot: &Snapshot, required: Option<&str>, accepted: &[&str]) -> Option<String> {
        let required = required.map(lang);
        let accepted: Vec<_> = accepted.iter().map(|tag| lang(tag)).collect();
        let now = at("2024-01-01");
        match find_post(snapshot, "a", required.as_ref(), &accepted, Audience::Public, now) {
            Found::Post(doc) => Some(snapshot.post(doc).lang.to_string()),
            _ => None,
        }
    }

    #[test]
    fn a_language_range_is_looked_up_by_ever_shorter_tags() {
        let snapshot = snapshot(["zh", "zh-TW", "fr"].map(|tag| post("a").lang(tag)));
        for (range, found) in [
            ("zh", Some("zh")),
            ("zh-TW", Some("zh-TW")),
            ("zh-CN", Some("zh")),
            ("zh-Hans-CN", Some("zh")),
            ("fr-CA", Some("fr")),
            ("de", None),
        ] {
            assert_eq!(tag(&snapshot, Some(range), &[]).as_deref(), found, "{range}");
        }
    }

    #[test]
    fn a_short_range_matches_the_first_longer_tag_in_the_same_script() {
        let snapshot = snapshot(["en", "zh-TW", "zh-CN"].map(|tag| post("a").lang(tag)));
        assert_eq!(tag(&snapshot, Some("zh"), &[]).as_deref(), Some("zh-CN"));
        for (accepted, found) in
            [("zh-Hant-HK", "zh-TW"), ("zh-HK", "zh-TW"), ("zh-Hans-SG", "zh-CN"), ("zh", "zh-CN")]
        {
            assert_eq!(tag(&snapshot, None, &[accepted, "en"]).as_deref(), Some(found));
        }
    }

    #[test]
    fn the_clients_preferences_decide_then_the_site_then_the_tag() {
        let all = snapshot(["en", "zh", "ja"].map(|tag| post("a").lang(tag)));
        assert_eq!(tag(&all, None, &["de", "zh-CN", "en"]).as_deref(), Some("zh"));
        assert_eq!(tag(&all, None, &["de"]).as_deref(), Some("en"));
        let others = snapshot(["zh", "ja"].map(|tag| post("a").lang(tag)));
        assert_eq!(tag(&others, None, &["de"]).as_deref(), Some("ja"));
    }

    #[test]
    fn only_visible_versions_count() {
        let snapshot = snapshot([
            post("a").lang("zh").draft(),
            post("a").lang("en"),
            post("b").date("2030-01-01"),
            post("c").expires("2020-01-01"),
        ]);
        assert_eq!(tag(&snapshot, None, &["zh"]).as_deref(), Some("en"));
        let find =
            |slug, audience| find_post(&snapshot, slug, None, &[], audience, at("2024-01-01"));
        assert_eq!(find("b", Audience::Public), Found::NotFound);
        assert!(matches!(find("b", Audience::Preview), Found::Post(_)));
        assert_eq!(find("c", Audience::Preview), Found::NotFound);
    }

    #[test]
    fn an_alias_leads_to_a_visible_post() {
        let snapshot =
            snapshot([post("new").aliases(["old"]), post("draft").aliases(["secret"]).draft()]);
        let find = |slug| find_post(&snapshot, slug, None, &[], Audience::Public, at("2024-01-01"));
        assert_eq!(find("old"), Found::Moved(snapshot.versions("new")[0]));
        assert_eq!(find("secret"), Found::NotFound);
    }

    #[test]
    fn a_slug_takes_precedence_over_an_alias() {
        let snapshot = snapshot([post("a").aliases(["b"]), post("b").draft()]);
        let find = |audience| find_post(&snapshot, "b", None, &[], audience, at("2024-01-01"));
        assert_eq!(find(Audience::Public), Found::Moved(snapshot.versions("a")[0]));
        assert_eq!(find(Audience::Preview), Found::Post(snapshot.versions("b")[0]));
    }
}

//! Sitemaps (sitemaps.org), with translations and images.

use quick_xml::escape::escape;

use super::addresses::{Addresses, normal_url};
use crate::catalog::{DocId, LinkTarget, Snapshot, Visible};
use crate::post::{Moment, Post, Use};

/// The limits of a sitemap: of URLs, and of bytes without a content coding.
const MOST_URLS: usize = 50_000;
const MOST_BYTES: usize = 50 << 20;

/// The most characters of a URL.
const MOST_URL: usize = 2048;

/// The most images of a page that search engines read.
const MOST_IMAGES: usize = 1000;

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
    <urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" xmlns:xhtml=\"http://www.w3.org/1999/xhtml\" \
    xmlns:image=\"http://www.google.com/schemas/sitemap-image/1.1\">\n";
const TAIL: &str = "</urlset>\n";

/// Returns sitemaps of the pages of all public posts, newest first: one, or as many as the limits require. Pages
/// whose URL is too long are left out. If there are none, the home page is listed, because a sitemap must not be
/// empty. `files` is the URL of the API to which paths of images are added; without it, images of the content folder
/// are left out.
pub fn sitemaps(
    (snapshot, visible): (&Snapshot, &Visible),
    addresses: &Addresses,
    files: Option<&str>,
) -> Vec<String> {
    split(&Site { snapshot, visible, addresses, files }, MOST_URLS)
}

/// Returns sitemaps with at most `most` URLs each.
fn split(site: &Site<'_>, most: usize) -> Vec<String> {
    let mut parts = vec![HEAD.to_owned()];
    let mut urls = 0;
    let docs = site.visible.public();
    for entry in docs.iter().filter(|&doc| site.has_page(doc)).filter_map(|doc| site.entry(doc)) {
        let last = parts.last_mut().expect("there is a first part");
        if urls == most || last.len() + entry.len() + TAIL.len() > MOST_BYTES {
            last.push_str(TAIL);
            parts.push(HEAD.to_owned() + &entry);
            urls = 1;
        } else {
            last.push_str(&entry);
            urls += 1;
        }
    }
    let last = parts.last_mut().expect("there is a first part");
    if urls == 0 {
        let home = site.addresses.home();
        last.push_str(&format!("<url><loc>{}</loc></url>\n", escape(home.as_str())));
    }
    last.push_str(TAIL);
    parts
}

/// Returns the index of several sitemaps, whose URLs are given.
pub fn sitemap_index(urls: impl IntoIterator<Item = String>) -> String {
    let mut index = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
        <sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n"
        .to_owned();
    for url in urls {
        index.push_str(&format!("<sitemap><loc>{}</loc></sitemap>\n", escape(url.as_str())));
    }
    index.push_str("</sitemapindex>\n");
    index
}

struct Site<'a> {
    snapshot: &'a Snapshot,
    visible: &'a Visible,
    addresses: &'a Addresses,
    files: Option<&'a str>,
}

impl Site<'_> {
    /// Returns whether a post has a page of its own. Translations that share one are listed once: as the one in the
    /// language of the site, or the first by language.
    fn has_page(&self, doc: DocId) -> bool {
        let versions = self.snapshot.versions(self.snapshot.post(doc).slug.as_str());
        if self.addresses.post_path.contains("{lang}") || versions.len() == 1 {
            return true;
        }
        let is_default = |doc: &DocId| self.snapshot.post(*doc).lang == self.addresses.default_lang;
        let public = || versions.iter().copied().filter(|&doc| self.visible.is_public(doc));
        public().find(is_default).or_else(|| public().next()) == Some(doc)
    }

    /// Returns the entry of a post; `None` if the URL of its page is too long.
    fn entry(&self, doc: DocId) -> Option<String> {
        let post = self.snapshot.post(doc);
        let url = self.addresses.of_post(post);
        if url.len() > MOST_URL {
            return None;
        }
        let mut entry = format!("<url><loc>{}</loc>", escape(url.as_str()));
        if let Some(changed) = post.updated_at.filter(Moment::is_common_era) {
            entry.push_str(&format!("<lastmod>{changed}</lastmod>"));
        }
        for (lang, url) in self.alternates(doc, post, &url) {
            let url = escape(url.as_str());
            entry.push_str(&format!(
                "<xhtml:link rel=\"alternate\" hreflang=\"{lang}\" href=\"{url}\"/>"
            ));
        }
        for image in self.images(doc, post).iter().take(MOST_IMAGES) {
            let url = escape(image.as_str());
            entry.push_str(&format!("<image:image><image:loc>{url}</image:loc></image:image>"));
        }
        entry.push_str("</url>\n");
        Some(entry)
    }

    /// Returns the languages and pages of a post and its translations; nothing if no translation has another page.
    fn alternates(&self, doc: DocId, post: &Post, url: &str) -> Vec<(String, String)> {
        let others = self.snapshot.translations_among(doc, self.visible);
        let others = others.into_iter().map(|other| self.snapshot.post(other));
        let mut all: Vec<_> = others
            .map(|other| (other.lang.to_string(), self.addresses.of_post(other)))
            .filter(|(_, other)| other != url && other.len() <= MOST_URL)
            .collect();
        if !all.is_empty() {
            all.push((post.lang.to_string(), url.to_owned()));
            all.sort();
        }
        all
    }

    /// Returns the URLs of the cover and of the images in the text, without repeats.
    fn images(&self, doc: DocId, post: &Post) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        let cover = post.cover.as_ref().map(|cover| &*cover.src);
        let in_text = post.references.iter().filter(|reference| reference.to_use == Use::Image);
        for url in cover.into_iter().chain(in_text.map(|reference| &*reference.url)) {
            let image = match self.snapshot.link_target(doc, url, Use::Image, self.visible.public())
            {
                Some(LinkTarget::Asset(asset)) => self.files.map(|api| {
                    let path = self.snapshot.assets().path(asset).as_str();
                    let segments: Vec<String> =
                        path.split('/').map(super::addresses::encode_segment).collect();
                    format!("{api}/assets/{}", segments.join("/"))
                }),
                Some(LinkTarget::Post(_)) => None,
                None => normal_url(url),
            };
            let image = image.filter(|image| image.len() <= MOST_URL && !found.contains(image));
            found.extend(image);
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::{Site, sitemaps, split};
    use crate::catalog::test_support::{at, lang, post, snapshot};
    use crate::feed::Addresses;

    fn addresses(post_path: &str) -> Addresses {
        Addresses {
            api: "https://api.example".to_owned(),
            site: Some("https://site.example".to_owned()),
            post_path: post_path.to_owned(),
            default_lang: lang("en"),
        }
    }

    #[test]
    fn further_urls_are_in_another_sitemap() {
        let snapshot = snapshot(["a", "b", "c"].map(post));
        let (visible, addresses) = (&*snapshot.visible(at("2026-01-01")), &addresses("/{slug}"));
        let site = Site { snapshot: &snapshot, visible, addresses, files: None };
        for (most, expected) in [(3, &[3][..]), (2, &[2, 1]), (1, &[1, 1, 1])] {
            let parts = split(&site, most);
            let counts: Vec<_> = parts.iter().map(|part| part.matches("<url>").count()).collect();
            assert_eq!(counts, expected, "{most}");
        }
    }

    #[test]
    fn pages_with_long_urls_are_left_out_and_a_sitemap_is_never_empty() {
        let long = "墨".repeat(300);
        let visible_in = |posts: Vec<_>| {
            let snapshot = snapshot(posts);
            let visible = snapshot.visible(at("2026-01-01"));
            sitemaps((&snapshot, &visible), &addresses("/{slug}"), None)
        };
        let [both] = &visible_in(vec![post(&long), post("a")])[..] else { panic!("one sitemap") };
        assert_eq!(both.matches("<url>").count(), 1);
        assert!(both.contains("<loc>https://site.example/a</loc>"), "{both}");
        for posts in [vec![], vec![post(&long)], vec![post("a").draft()]] {
            let [home] = &visible_in(posts)[..] else { panic!("one sitemap") };
            assert!(home.contains("<url><loc>https://site.example/</loc></url>"), "{home}");
        }
    }

    #[test]
    fn translations_refer_to_each_other_or_share_an_entry() {
        let posts = || [post("a"), post("a").lang("zh"), post("b").draft()];
        let snapshot = snapshot(posts());
        let visible = snapshot.visible(at("2026-01-01"));
        let [own] = &sitemaps((&snapshot, &visible), &addresses("/{lang}/{slug}"), None)[..] else {
            panic!("one sitemap")
        };
        assert_eq!(own.matches("<url>").count(), 2);
        let link = |lang: &str| {
            format!(
                "<xhtml:link rel=\"alternate\" hreflang=\"{lang}\" href=\"https://site.example/{lang}/a\"/>"
            )
        };
        let both = link("en") + &link("zh");
        assert_eq!(own.matches(&both).count(), 2, "{own}");
        let shared = &sitemaps((&snapshot, &visible), &addresses("/{slug}"), None)[0];
        assert_eq!(shared.matches("<url>").count(), 1);
        assert!(!shared.contains("hreflang"), "{shared}");
    }
}

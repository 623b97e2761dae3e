//! The absolute URLs of posts and of what they link to.

use data_encoding::HEXLOWER;
use url::Url;

use crate::catalog::{DocId, Snapshot, Visible};
use crate::compile::markdown::percent_encode;
use crate::post::Post;
use crate::text::{Lang, Revision, control};

/// Where posts and files are, for readers who are not on the site.
#[derive(Debug, Clone)]
pub struct Addresses {
    /// The absolute URL of the API with its base path, without a trailing slash.
    pub api: String,
    /// The URL of the site, without a trailing slash. `None` if there is none: posts are those of the API then.
    pub site: Option<String>,
    /// The path of a post on the site, with `{slug}` and optionally `{lang}`.
    pub post_path: String,
    /// The language of the site.
    pub default_lang: Lang,
}

impl Addresses {
    /// Returns the URL of the home page: that of the site, or the index of the API.
    pub fn home(&self) -> String {
        format!("{}/", self.site.as_deref().unwrap_or(&self.api))
    }

    /// Returns the URL of a post: its page on the site, or its Markdown in the API, which a browser shows as text.
    pub fn of_post(&self, post: &Post) -> String {
        let slug = encode_segment(post.slug.as_str());
        match &self.site {
            Some(site) => {
                let path = self.post_path.replace("{slug}", &slug);
                let path = path.replace("{lang}", post.lang.as_str());
                format!("{site}{}", percent_encode(&path))
            }
            None => self.markdown(post),
        }
    }

    /// Returns the URL of the Markdown of a post.
    pub fn markdown(&self, post: &Post) -> String {
        let slug = encode_segment(post.slug.as_str());
        format!("{}/api/v1/posts/{slug}.md?lang={}", self.api, post.lang)
    }

    /// Returns an identity of a post that does not change when its text does, and whether it is its URL. It is the
    /// URL of its page, with the language as a fragment if several translations can have this page. Without a site,
    /// it is a URN of the slug and the language, because the address of the API can change.
    pub fn identity(&self, post: &Post) -> (String, bool) {
        if self.site.is_none() {
            let parts = [post.slug.as_str().as_bytes(), post.lang.as_str().as_bytes()];
            let revision = Revision::of_parts(parts);
            return (uuid_urn(revision.as_bytes()), false);
        }
        let page = self.of_post(post);
        if self.post_path.contains("{lang}") || post.lang == self.default_lang {
            (page, true)
        } else {
            // A URL has only one fragment.
            let sign = if page.contains('#') { ';' } else { '#' };
            (format!("{page}{sign}{}", post.lang), false)
        }
    }

    /// Returns the absolute form of a URL in the HTML of a post, which is as authored unless it leads to a file or to
    /// another post. Links within a post lead to its page. `None` if it is absolute already.
    pub fn absolute(
        &self,
        (snapshot, visible): (&Snapshot, &Visible),
        id: DocId,
        url: &str,
    ) -> Option<String> {
        let trimmed = url.trim();
        if has_scheme(trimmed) {
            return None;
        }
        if let Some(path) = self.api_path(trimmed) {
            return Some(format!("{}{path}", self.api));
        }
        let is_rooted = trimmed.starts_with('/') && !trimmed.starts_with("//");
        let post = snapshot.post(id);
        let end = trimmed.find(['?', '#']).unwrap_or(trimmed.len());
        if self.site.is_none()
            && is_rooted
            && let Some(other) = snapshot.post_of_page(&trimmed[..end], &post.lang, visible)
        {
            let fragment = trimmed.find('#').map_or("", |at| &trimmed[at..]);
            return Some(self.of_post(snapshot.post(other)) + &percent_encode(fragment));
        }
        let page = self.of_post(post);
        let joined = Url::parse(&page).ok()?.join(trimmed).ok();
        Some(joined.map_or(page, String::from))
    }

    /// Returns the path of a file without the base path, if the URL leads to one.
    fn api_path<'u>(&self, url: &'u str) -> Option<&'u str> {
        let origin_end = self.api.find("://").map_or(0, |at| at + 3);
        let base = self.api[origin_end..].find('/').map_or("", |at| &self.api[origin_end + at..]);
        url.strip_prefix(base).filter(|path| path.starts_with("/assets/"))
    }
}

/// Returns whether a URL begins with a scheme (RFC 3986, section 3.1).
fn has_scheme(url: &str) -> bool {
    let Some((scheme, _)) = url.split_once(':') else { return false };
    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
}

/// Returns a URL of the web in the form that all formats can contain: in ASCII and without whitespace. `None` if no
/// reader could open it.
pub(super) fn normal_url(url: &str) -> Option<String> {
    let url = Url::parse(url).ok()?;
    matches!(url.scheme(), "http" | "https").then(|| url.into())
}

/// Percent-encodes a segment of a path.
pub(super) fn encode_segment(segment: &str) -> String {
    use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
    const UNRESERVED: &AsciiSet =
        &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
    utf8_percent_encode(&control::without(segment), UNRESERVED).to_string()
}

/// Returns 16 bytes of a hash as the URN of a UUID of version 8 (RFC 9562, section 5.8).
fn uuid_urn(hash: &[u8]) -> String {
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash[..16]);
    bytes[6] = bytes[6] & 0x0f | 0x80;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let digits = HEXLOWER.encode(&bytes);
    let parts = [&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]];
    format!("urn:uuid:{}", parts.join("-"))
}

#[cfg(test)]
mod tests {
    use super::{Addresses, normal_url};
    use crate::catalog::test_support::{at, lang, post, snapshot};

    fn addresses(site: Option<&str>, post_path: &str) -> Addresses {
        Addresses {
            api: "https://api.example/blog".to_owned(),
            site: site.map(str::to_owned),
            post_path: post_path.to_owned(),
            default_lang: lang("en"),
        }
    }

    #[test]
    fn relative_urls_become_absolute_by_what_they_lead_to() {
        let snapshot = snapshot([post("墨"), post("other")]);
        let id = snapshot.versions("墨")[0];
        let content = (&snapshot, &*snapshot.visible(at("2026-01-01")));
        let on_site = addresses(Some("https://site.example"), "/p/{slug}/");
        for (url, expected) in [
            ("#top", Some("https://site.example/p/%E5%A2%A8/#top")),
            ("x.html?q=1", Some("https://site.example/p/%E5%A2%A8/x.html?q=1")),
            ("../x", Some("https://site.example/p/x")),
            ("/about", Some("https://site.example/about")),
            ("//cdn.example/x.js", Some("https://cdn.example/x.js")),
            ("/blog/assets/i.png?v=1", Some("https://api.example/blog/assets/i.png?v=1")),
            ("", Some("https://site.example/p/%E5%A2%A8/")),
            ("https://elsewhere.example/", None),
            ("mailto:a@b.example", None),
            ("data:image/png;base64,AA==", None),
        ] {
            assert_eq!(on_site.absolute(content, id, url).as_deref(), expected, "{url}");
        }
        let without_site = addresses(None, "/posts/{slug}");
        let of_post = "https://api.example/blog/api/v1/posts/%E5%A2%A8.md?lang=en";
        for (url, expected) in [
            ("#top", format!("{of_post}#top")),
            (
                "/posts/other#x",
                "https://api.example/blog/api/v1/posts/other.md?lang=en#x".to_owned(),
            ),
            ("/about", "https://api.example/about".to_owned()),
        ] {
            assert_eq!(without_site.absolute(content, id, url), Some(expected), "{url}");
        }
    }

    #[test]
    fn pages_have_paths_in_ascii_and_identities_one_fragment() {
        let snapshot = snapshot([post("墨").lang("zh")]);
        let post = snapshot.post(snapshot.versions("墨")[0]);
        let page = |post_path: &str| {
            let addresses = addresses(Some("https://site.example"), post_path);
            (addresses.of_post(post), addresses.identity(post).0)
        };
        let encoded = "https://site.example/%E6%96%87/%E5%A2%A8";
        assert_eq!(page("/文/{slug}"), (encoded.to_owned(), format!("{encoded}#zh")));
        assert_eq!(page("/%E6%96%87/{slug}").0, encoded);
        let routed = "https://site.example/?l=zh#/%E5%A2%A8";
        assert_eq!(page("/?l={lang}#/{slug}"), (routed.to_owned(), routed.to_owned()));
        let routed = "https://site.example/#/%E5%A2%A8";
        assert_eq!(page("/#/{slug}"), (routed.to_owned(), format!("{routed};zh")));
    }

    #[test]
    fn urls_of_the_web_are_in_ascii() {
        for (url, expected) in [
            (
                "https://例子.中国/图 1.png",
                Some("https://xn--fsqu00a.xn--fiqs8s/%E5%9B%BE%201.png"),
            ),
            ("HTTPS://a.example/%E5?b=c#d", Some("https://a.example/%E5?b=c#d")),
            ("https://[::1", None),
            ("https://exa mple/x.png", None),
            ("data:image/png;base64,AA==", None),
            ("javascript:alert(1)", None),
            ("", None),
        ] {
            assert_eq!(normal_url(url).as_deref(), expected, "{url}");
        }
    }

    #[test]
    fn identities_differ_between_translations_and_not_between_addresses_of_the_api() {
        let snapshot = snapshot([post("a"), post("a").lang("zh")]);
        let [en, zh] = snapshot.versions("a") else { panic!("two versions") };
        let (en, zh) = (snapshot.post(*en), snapshot.post(*zh));
        let on_site = addresses(Some("https://site.example"), "/posts/{slug}");
        assert_eq!(on_site.identity(en), ("https://site.example/posts/a".to_owned(), true));
        assert_eq!(on_site.identity(zh), ("https://site.example/posts/a#zh".to_owned(), false));
        let with_lang = addresses(Some("https://site.example"), "/{lang}/{slug}");
        assert_eq!(with_lang.identity(zh), ("https://site.example/zh/a".to_owned(), true));
        let first = addresses(None, "/posts/{slug}");
        let moved = Addresses { api: "http://localhost:1".to_owned(), ..first.clone() };
        assert_eq!(first.identity(en), moved.identity(en));
        assert_ne!(first.identity(en), first.identity(zh));
        let (id, is_url) = first.identity(en);
        assert!(!is_url && id.starts_with("urn:uuid:") && id.len() == 45, "{id}");
        assert_eq!(&id[9 + 14..9 + 15], "8");
    }
}

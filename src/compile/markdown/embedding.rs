//! What posts may embed, and how.

use std::sync::Arc;

use ammonia::Url;

/// The hosts of the usual video players.
const DEFAULT: [&str; 12] = [
    "youtube.com",
    "youtube-nocookie.com",
    "player.vimeo.com",
    "dailymotion.com",
    "player.twitch.tv",
    "clips.twitch.tv",
    "embed.ted.com",
    "embed.nicovideo.jp",
    "player.bilibili.com",
    "v.qq.com",
    "player.youku.com",
    "open.iqiyi.com",
];

/// The element that embeds another document.
pub const IFRAME: &str = "iframe";

/// Begins the address of an `iframe` that may be embedded. The sanitizer removes all other addresses, so that
/// it need not know the hosts.
pub const MARK: char = '\u{9c}';

/// Attributes that every `iframe` has. A player needs scripts and its own origin, which is not that of the
/// page: hosts in the list must not be that of the site itself. It may not navigate the page.
pub const FIXED_ATTRIBUTES: [(&str, &str); 4] = [
    (
        "sandbox",
        "allow-scripts allow-same-origin allow-presentation allow-popups allow-popups-to-escape-sandbox",
    ),
    ("loading", "lazy"),
    ("referrerpolicy", "strict-origin-when-cross-origin"),
    ("allowfullscreen", ""),
];

/// Attributes of an `iframe` that are kept as they are written.
pub const OWN_ATTRIBUTES: [&str; 3] = ["title", "width", "height"];

/// Hosts whose pages may be embedded, with all their subdomains. Cheap to clone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmbedHosts(Arc<[Box<str>]>);

impl EmbedHosts {
    /// Creates a list from names in lower case, in the form in which URLs have them.
    pub fn new(hosts: impl IntoIterator<Item = String>) -> Self {
        Self(hosts.into_iter().map(String::into_boxed_str).collect())
    }

    /// Returns the names.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|host| &**host)
    }

    /// Returns the address from which a page is embedded, with `https`. `None` if its host is not in the list.
    pub fn address(&self, src: &str) -> Option<String> {
        let mut url = Url::parse(src).ok()?;
        if url.scheme() == "http" {
            url.set_scheme("https").ok()?;
        }
        let host = url.host_str()?;
        let is_listed = self.iter().any(|listed| {
            host.strip_suffix(listed).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        });
        let is_plain = url.scheme() == "https"
            && url.port().is_none()
            && url.username().is_empty()
            && url.password().is_none();
        (is_plain && is_listed).then(|| url.into())
    }
}

impl Default for EmbedHosts {
    fn default() -> Self {
        Self::new(DEFAULT.map(str::to_owned))
    }
}

#[cfg(test)]
mod tests {
    use super::EmbedHosts;

    #[test]
    fn only_https_pages_of_listed_hosts_are_embedded() {
        let hosts = EmbedHosts::default();
        for (src, address) in [
            ("https://www.youtube.com/embed/x?a=1", "https://www.youtube.com/embed/x?a=1"),
            (
                "https://player.bilibili.com/player.html?a",
                "https://player.bilibili.com/player.html?a",
            ),
            ("http://player.vimeo.com/video/1", "https://player.vimeo.com/video/1"),
            ("HTTPS://V.QQ.COM/txp/iframe", "https://v.qq.com/txp/iframe"),
        ] {
            assert_eq!(hosts.address(src).as_deref(), Some(address));
        }
        for src in [
            "https://notyoutube.com/x",
            "https://youtube.com.evil.example/x",
            "https://evil.example/youtube.com",
            "https://youtube.com@evil.example/",
            "https://a:b@youtube.com/",
            "https://youtube.com:8443/",
            "javascript:youtube.com",
            "data:text/html,https://youtube.com",
            "/youtube.com",
            "youtube.com",
            "https://bilibili.com/video/x",
            "",
        ] {
            assert_eq!(hosts.address(src), None, "{src}");
        }
        assert_eq!(EmbedHosts::new([]).address("https://youtube.com/"), None);
    }
}

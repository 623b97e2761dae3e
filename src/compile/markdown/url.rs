//! Which URLs are safe to serve.

use std::borrow::Cow;

use ammonia::Url;
use ammonia::url::ParseError;

use super::escape;
use crate::post::Use;

/// Schemes that a link may have. This is an allow-list, because what a scheme does depends on the
/// reader's machine.
pub const SCHEMES: [&str; 34] = [
    "bitcoin",
    "data",
    "feed",
    "ftp",
    "ftps",
    "gemini",
    "geo",
    "git",
    "http",
    "https",
    "im",
    "ipfs",
    "irc",
    "ircs",
    "magnet",
    "mailto",
    "matrix",
    "mms",
    "mx",
    "news",
    "nntp",
    "obsidian",
    "openpgp4fpr",
    "sftp",
    "sip",
    "sms",
    "smsto",
    "ssh",
    "tel",
    "tg",
    "url",
    "webcal",
    "xmpp",
    "zotero",
];

/// Types of pictures that a `data:` URL may contain. SVG is not among them: it can contain scripts.
const PICTURES: [&str; 5] = ["png", "jpeg", "gif", "webp", "avif"];

/// Whether a URL in an attribute is safe: relative, or with an allowed scheme. It is parsed as in browsers
/// (URL Standard), which ignore leading whitespace and control characters, inner line breaks and tabs,
/// and case.
pub fn is_safe(url: &str, to_use: Use) -> bool {
    // Without a colon there is no scheme, and most URLs need no full parse.
    if !url.contains(':') || is_plain_web_url(url) {
        return true;
    }
    match Url::parse(url) {
        Ok(parsed) if parsed.scheme() == "data" => {
            to_use == Use::Image && is_picture(parsed.path())
        }
        Ok(parsed) => SCHEMES.contains(&parsed.scheme()),
        Err(error) => error == ParseError::RelativeUrlWithoutBase,
    }
}

/// Whether the URL of a link or image is served. It is percent-encoded then, so both forms must be safe: encoding
/// may remove the scheme of a URL, and must not hide one.
pub fn is_served(url: &str, to_use: Use) -> bool {
    // Encoding adds no colon.
    !url.contains(':')
        || is_plain_web_url(url)
        || is_safe(url, to_use)
            && match escape::percent_encode(url) {
                Cow::Borrowed(_) => true,
                Cow::Owned(encoded) => is_safe(&encoded, to_use),
            }
}

/// Whether the URL of an image is safe.
pub fn is_safe_image(url: &str) -> bool {
    is_safe(url, Use::Image)
}

/// Whether a URL is an `http` or `https` URL whose host is a name that every parser accepts unchanged.
fn is_plain_web_url(url: &str) -> bool {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let Some(rest) = rest else { return false };
    // What the last label begins with, the byte before, and whether the label has any.
    let mut first = 0;
    let mut before = b'.';
    for &byte in rest.as_bytes() {
        match byte {
            b'/' | b'?' | b'#' => break,
            b'-' if before == b'-' => return false,
            b'a'..=b'z' | b'0'..=b'9' | b'-' if before == b'.' => first = byte,
            b'a'..=b'z' | b'0'..=b'9' | b'-' => {}
            b'.' => first = 0,
            _ => return false,
        }
        before = byte;
    }
    first.is_ascii_lowercase()
}

/// Whether every image candidate of a `srcset` is safe: relative, or an `http` or `https` URL.
pub fn is_safe_set(srcset: &str) -> bool {
    srcset.split([',', ' ', '\t', '\n', '\r', '\x0c']).all(|word| {
        !word.contains(':')
            || Url::parse(word).is_ok_and(|url| matches!(url.scheme(), "http" | "https"))
    })
}

/// Whether the path of a `data:` URL is a picture of a safe type.
fn is_picture(path: &str) -> bool {
    let media_type = path.split([';', ',']).next().expect("split yields at least one piece");
    let picture = media_type.split_at_checked("image/".len());
    picture.is_some_and(|(major, minor)| {
        major.eq_ignore_ascii_case("image/")
            && PICTURES.iter().any(|picture| minor.eq_ignore_ascii_case(picture))
    })
}

#[cfg(test)]
mod tests {
    use super::{is_safe, is_safe_set};
    use crate::post::Use;

    #[test]
    fn relative_urls_and_known_schemes_are_safe() {
        for url in [
            "",
            "a/b.md",
            "/x",
            "#引言",
            "?q=a:b",
            "//host/x",
            "a/b:c",
            "./a:b",
            "https://a.b/c",
            "HTTP://a",
            "mailto:a@b.c",
            "tel:+1",
            "magnet:?xt=x",
            "ftp://a.b",
        ] {
            assert!(is_safe(url, Use::Link), "{url}");
        }
    }

    #[test]
    fn other_schemes_are_unsafe_in_every_spelling() {
        for url in [
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            " javascript:alert(1)",
            "\u{1}javascript:x",
            "java\nscript:x",
            "java\tscript:x",
            "javascript\r:x",
            "vbscript:x",
            "file:///etc/passwd",
            "data:text/html,x",
            "data:image/svg+xml,x",
            "view-source:x",
            "blob:https://a/b",
            "about:blank",
            "livescript:x",
            "C:/x",
        ] {
            assert!(!is_safe(url, Use::Link), "{url}");
            assert!(!is_safe(url, Use::Image), "{url}");
        }
    }

    #[test]
    fn invalid_urls_are_unsafe() {
        for url in
            ["http://a:99999/", "https://1.2.3.999/", "https://xn--a/", "http://", "http://[::1"]
        {
            assert!(!is_safe(url, Use::Link), "{url}");
        }
    }

    #[test]
    fn an_image_may_have_a_data_url() {
        for kind in ["png", "jpeg", "GIF", "webp", "avif"] {
            let url = format!("data:image/{kind};base64,AAAA");
            assert!(is_safe(&url, Use::Image), "{url}");
            assert!(!is_safe(&url, Use::Link), "{url}");
        }
        assert!(!is_safe("data:image/pngx;base64,A", Use::Image));
        assert!(!is_safe("data:,x", Use::Image));
    }

    #[test]
    fn a_srcset_may_only_have_web_urls() {
        assert!(is_safe_set("a.png, b.png 2x, https://c/d.png 100w"));
        assert!(!is_safe_set("a.png, javascript:x 2x"));
        assert!(!is_safe_set("data:image/svg+xml,x"));
    }
}

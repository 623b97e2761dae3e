//! Which URLs may leave the server.

use ammonia::Url;
use ammonia::url::ParseError;

use crate::post::Use;

/// Schemes that a link may have. An allow-list, because what a scheme does is up to the reader's
/// machine.
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

/// Kinds of picture that an image may carry in its URL. SVG is none of them: it can hold scripts.
const PICTURES: [&str; 5] = ["png", "jpeg", "gif", "webp", "avif"];

/// Says whether a URL, as it is written in an attribute, is harmless: relative, or of an allowed
/// scheme. It is read as browsers read it (the URL Standard), past leading blanks and control
/// characters, inner line ends and tabs, and case.
pub fn is_safe(url: &str, to_use: Use) -> bool {
    // Without a colon there is no scheme, and most addresses need no second look.
    if !url.contains(':') || is_plain_address(url) {
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

/// Says whether a URL may leave the server as that of a picture.
pub fn is_safe_image(url: &str) -> bool {
    is_safe(url, Use::Image)
}

/// Says whether a URL is an address of the web under a name that is written as simply as most are,
/// which every parser takes.
fn is_plain_address(url: &str) -> bool {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let host = rest.and_then(|rest| rest.split(['/', '?', '#']).next()).unwrap_or_default();
    let is_name =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-".contains(&byte);
    let last = host.rsplit('.').next().unwrap_or_default();
    host.bytes().all(is_name)
        && !host.contains("--")
        && last.starts_with(|first: char| first.is_ascii_lowercase())
}

/// Says whether every image candidate of a `srcset` is harmless: relative, or fetched from the web.
pub fn is_safe_set(srcset: &str) -> bool {
    srcset.split([',', ' ', '\t', '\n', '\r', '\x0c']).all(|word| {
        !word.contains(':')
            || Url::parse(word).is_ok_and(|url| matches!(url.scheme(), "http" | "https"))
    })
}

/// Says whether the path of a `data:` URL is a picture of a harmless kind.
fn is_picture(path: &str) -> bool {
    let kind = path.split([';', ',']).next().unwrap_or_default();
    let picture = kind.split_at_checked("image/".len());
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
    fn schemes_that_run_or_read_are_unsafe_in_every_spelling() {
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
    fn what_no_parser_takes_is_unsafe() {
        for url in
            ["http://a:99999/", "https://1.2.3.999/", "https://xn--a/", "http://", "http://[::1"]
        {
            assert!(!is_safe(url, Use::Link), "{url}");
        }
    }

    #[test]
    fn an_image_may_carry_a_picture() {
        for kind in ["png", "jpeg", "GIF", "webp", "avif"] {
            let url = format!("data:image/{kind};base64,AAAA");
            assert!(is_safe(&url, Use::Image), "{url}");
            assert!(!is_safe(&url, Use::Link), "{url}");
        }
        assert!(!is_safe("data:image/pngx;base64,A", Use::Image));
        assert!(!is_safe("data:,x", Use::Image));
    }

    #[test]
    fn a_set_of_images_comes_from_the_web() {
        assert!(is_safe_set("a.png, b.png 2x, https://c/d.png 100w"));
        assert!(!is_safe_set("a.png, javascript:x 2x"));
        assert!(!is_safe_set("data:image/svg+xml,x"));
    }
}

//! Media types of assets by their file extensions.

use std::borrow::Cow;

/// Returns the media type of a file name, with the character set for text. For unknown names that is
/// `application/octet-stream`.
pub fn of(name: &str) -> Cow<'static, str> {
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    // RFC 9239, section 6 defines one type for scripts and modules.
    if ["mjs", "cjs"].iter().any(|script| extension.eq_ignore_ascii_case(script)) {
        return "text/javascript; charset=utf-8".into();
    }
    let Some(known) = mime_guess::from_ext(extension).first_raw() else {
        return "application/octet-stream".into();
    };
    // XML declares its character set, and the parameter would override it (RFC 7303, section 3).
    if known.starts_with("text/") && !is_xml(known) {
        format!("{known}; charset=utf-8").into()
    } else {
        known.into()
    }
}

/// The content security policy of files that browsers show as pages on the API's own origin: no scripts,
/// no forms and no requests (CSP Level 3).
pub const PAGE_POLICY: &str =
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/// Whether browsers show files of this media type as pages that can run scripts.
pub fn is_page(media_type: &str) -> bool {
    let essence = essence(media_type);
    essence == "text/html" || is_xml(essence)
}

/// Returns a media type without its parameters.
fn essence(media_type: &str) -> &str {
    media_type.split_once(';').map_or(media_type, |(essence, _)| essence.trim_end())
}

/// Whether a content coding makes bodies of this media type smaller. Images, videos, archives and most
/// fonts are compressed already.
pub fn is_compressible(media_type: &str) -> bool {
    let essence = essence(media_type);
    essence.starts_with("text/")
        || is_xml(essence)
        || essence.ends_with("+json")
        || matches!(
            essence,
            "application/json"
                | "application/yaml"
                | "application/toml"
                | "application/javascript"
                | "application/wasm"
                | "application/rtf"
                | "font/ttf"
                | "font/otf"
                | "font/collection"
                | "application/vnd.ms-fontobject"
                | "image/bmp"
                | "image/x-icon"
                | "image/vnd.microsoft.icon"
        )
}

/// Whether a media type is XML (RFC 7303, sections 4 and 8). XHTML and SVG are.
fn is_xml(essence: &str) -> bool {
    matches!(essence, "text/xml" | "application/xml" | "text/xsl" | "application/xml-dtd")
        || essence.ends_with("+xml")
}

#[cfg(test)]
mod tests {
    use super::{is_compressible, is_page, of};

    #[test]
    fn media_types_are_registered_ones() {
        for (name, expected) in [
            ("a.png", "image/png"),
            ("a.JPG", "image/jpeg"),
            ("a.jpeg", "image/jpeg"),
            ("a.gif", "image/gif"),
            ("a.webp", "image/webp"),
            ("a.avif", "image/avif"),
            ("a.svg", "image/svg+xml"),
            ("a.css", "text/css; charset=utf-8"),
            ("a.js", "text/javascript; charset=utf-8"),
            ("a.mjs", "text/javascript; charset=utf-8"),
            ("a.txt", "text/plain; charset=utf-8"),
            ("a.csv", "text/csv; charset=utf-8"),
            ("a.html", "text/html; charset=utf-8"),
            ("a.xml", "text/xml"),
            ("a.json", "application/json"),
            ("a.pdf", "application/pdf"),
            ("a.zip", "application/zip"),
            ("a.wasm", "application/wasm"),
            ("a.woff2", "font/woff2"),
            ("a.mp4", "video/mp4"),
            ("a.webm", "video/webm"),
            ("a.mp3", "audio/mpeg"),
            ("图.tar.gz", "application/gzip"),
            ("a.unheard-of", "application/octet-stream"),
            ("Makefile", "application/octet-stream"),
        ] {
            assert_eq!(of(name), expected, "{name}");
        }
    }

    #[test]
    fn text_is_compressible_and_images_are_not() {
        for name in
            ["a.html", "a.svg", "a.json", "a.css", "a.js", "a.csv", "a.ttf", "a.bmp", "a.geojson"]
        {
            assert!(is_compressible(&of(name)), "{name}: {}", of(name));
        }
        for name in ["a.png", "a.jpg", "a.woff2", "a.zip", "a.mp4", "a.pdf", "a"] {
            assert!(!is_compressible(&of(name)), "{name}");
        }
    }

    #[test]
    fn files_that_can_run_scripts_are_pages() {
        for name in ["a.html", "a.htm", "a.xhtml", "a.svg", "a.SVG", "a.xml", "a.rss", "a.xsl"] {
            assert!(is_page(&of(name)), "{name}: {}", of(name));
        }
        for name in ["a.png", "a.js", "a.css", "a.txt", "a.json", "a.pdf", "a"] {
            assert!(!is_page(&of(name)), "{name}");
        }
    }
}

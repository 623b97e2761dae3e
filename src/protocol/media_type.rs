//! Media types of assets by their file extensions.

use std::borrow::Cow;

use super::plain_text::{is_plain_text, is_plain_text_by_stem};

const PLAIN_TEXT: &str = "text/plain; charset=utf-8";

/// Registered types that the package for the others lacks, or for which it has an older name.
const REGISTERED: [(&str, &str); 9] = [
    // RFC 9239, section 6 defines one type for scripts and modules.
    ("mjs", "text/javascript; charset=utf-8"),
    ("cjs", "text/javascript; charset=utf-8"),
    // RFC 9512.
    ("yaml", "application/yaml"),
    ("yml", "application/yaml"),
    ("toml", "application/toml"),
    // RFC 6350.
    ("vcf", "text/vcard; charset=utf-8"),
    // Notebooks, source maps and maps are JSON.
    ("ipynb", "application/json"),
    ("map", "application/json"),
    ("topojson", "application/json"),
];

/// Returns the media type of a file name, with the character set for text: `text/plain` for source code that
/// browsers don't run, and `application/octet-stream` for unknown names.
pub fn of(name: &str) -> Cow<'static, str> {
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    let registered = REGISTERED.iter().find(|(known, _)| known.eq_ignore_ascii_case(extension));
    if let Some((_, media_type)) = registered {
        return (*media_type).into();
    }
    if is_plain_text(name) {
        return PLAIN_TEXT.into();
    }
    let Some(known) = mime_guess::from_ext(extension).first_raw() else {
        let is_text = is_plain_text_by_stem(name);
        return if is_text { PLAIN_TEXT } else { "application/octet-stream" }.into();
    };
    // Unregistered types of text, which browsers would offer to download.
    if known.starts_with("text/x-") {
        return PLAIN_TEXT.into();
    }
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
            ("图", "application/octet-stream"),
            ("a.yaml", "application/yaml"),
            ("a.toml", "application/toml"),
            ("a.ipynb", "application/json"),
            ("a.js.map", "application/json"),
            ("a.ics", "text/calendar; charset=utf-8"),
            ("a.vtt", "text/vtt; charset=utf-8"),
        ] {
            assert_eq!(of(name), expected, "{name}");
        }
    }

    #[test]
    fn source_code_is_plain_text_unless_browsers_run_it() {
        let names = "\
            a.ts a.TS a.d.ts a.mts a.cts a.tsx a.jsx a.vue a.svelte a.astro a.rs a.go go.mod go.sum \
            a.py a.rb a.java a.kt a.swift a.c a.h a.cpp a.cs a.php a.lua a.pl a.r a.sh a.bat a.ps1 \
            a.sql a.graphql a.proto a.scss a.hbs a.ejs a.jsp a.diff a.log a.ini a.lock a.tex a.org \
            a.zig a.hs Makefile Dockerfile Dockerfile.dev LICENSE README Justfile a.json5 a.jsonl";
        for name in names.split(' ') {
            let media_type = of(name);
            assert_eq!(media_type, "text/plain; charset=utf-8", "{name}");
            assert!(is_compressible(&media_type) && !is_page(&media_type), "{name}");
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

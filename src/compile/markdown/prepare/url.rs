//! A bare URL ends where CJK text begins.

use std::sync::LazyLock;

use memchr::memmem::Finder;
use memchr::{memchr, memchr3};

use super::edit::Edit;
use crate::text::script::is_east_asian_text;

/// Ends a bare URL.
pub const URL_END: &str = "<\u{92}";
/// Ends a bare URL and also comrak's search for its end. comrak searches up to the next whitespace,
/// which takes too long if very many URLs follow each other without any.
pub const URLS_END: &str = "<\u{92}\t";
/// The number of URLs that may follow each other without whitespace.
const MAX_ADJACENT: usize = 32;

/// Finds the bare URLs that run into CJK text.
pub fn ends(markdown: &str, edits: &mut Vec<Edit>) {
    let mut from = 0;
    let mut adjacent = 0;
    for host in hosts(markdown) {
        if host < from {
            continue;
        }
        let rest = &markdown[host..];
        let end = length(rest);
        let between = &markdown.as_bytes()[from..host];
        if memchr3(b' ', b'\n', b'\t', between).or_else(|| memchr(b'\r', between)).is_some() {
            adjacent = 0;
        }
        from = host + end;
        adjacent += 1;
        let mark = if adjacent % MAX_ADJACENT == 0 { URLS_END } else { URL_END };
        let into_cjk = rest[end..].starts_with(is_east_asian_text);
        let into_tag = rest[end..].starts_with('<') && mark == URLS_END;
        if !(into_cjk || into_tag) || is_destination(&markdown[..host]) {
            continue;
        }
        // comrak would remove these from the end of a URL, too: they are markup or punctuation.
        let url = rest[..end].trim_end_matches(['?', '!', '.', ',', ':', '*', '_', '~', '\'', '"']);
        edits.push(Edit { at: host + url.len(), length: 0, mark: mark.into() });
    }
}

/// Returns the length of a URL without its scheme at the beginning of a text.
fn length(text: &str) -> usize {
    /// The least byte with which a character of East Asian text begins.
    const EAST_ASIAN: u8 = 0xe1;
    let mut at = 0;
    loop {
        let may_end = |&byte: &u8| byte <= b' ' || byte == b'<' || byte >= EAST_ASIAN;
        let Some(next) = text.as_bytes()[at..].iter().position(may_end) else { return text.len() };
        at += next;
        let c = text[at..].chars().next().expect("a character begins with the byte");
        if matches!(c, ' ' | '\t' | '\n' | '\r' | '<') || is_east_asian_text(c) {
            return at;
        }
        at += c.len_utf8();
    }
}

/// Returns the offset after each `://` and `www.`, in order.
fn hosts(markdown: &str) -> impl Iterator<Item = usize> {
    static SCHEME: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("://"));
    static WWW: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("www."));
    let bytes = markdown.as_bytes();
    let mut schemes = SCHEME.find_iter(bytes).map(|at| at + "://".len()).peekable();
    let mut wwws = WWW.find_iter(bytes).map(|at| at + "www.".len()).peekable();
    std::iter::from_fn(move || match (schemes.peek(), wwws.peek()) {
        (Some(scheme), Some(www)) if www < scheme => wwws.next(),
        (Some(_), _) => schemes.next(),
        (None, _) => wwws.next(),
    })
}

/// An upper bound in bytes for the label of a link definition and the text before it on its line.
const MAX_LABEL_LENGTH: usize = 4096;

/// Whether a URL ends by another rule because it is written as `](url`, `<url` or `[label]: url`.
/// `before` is the source up to and including the first part of the URL.
fn is_destination(before: &str) -> bool {
    let is_url = |byte: &u8| byte.is_ascii_alphanumeric() || b".:/".contains(byte);
    let begins = before.bytes().rposition(|byte| !is_url(&byte)).map_or(0, |at| at + 1);
    let before = &before[..begins];
    if before.ends_with('<') {
        return true;
    }
    let before = before.trim_end_matches([' ', '\t']);
    // An unquoted attribute value.
    if before.ends_with('=') {
        let line = before.rsplit(['\n', '\r']).next().expect("split yields at least one piece");
        let tag = line.rfind('<').filter(|&at| !line[at..].contains('>'));
        return tag.is_some_and(|at| line[at + 1..].starts_with(|c: char| c.is_ascii_alphabetic()));
    }
    if before.ends_with("](") {
        return true;
    }
    // If no space follows the colon of a definition, it was removed above as a part of the URL.
    let before = before.strip_suffix(':').unwrap_or(before);
    if !before.ends_with(']') {
        return false;
    }
    let near = &before.as_bytes()[before.len().saturating_sub(MAX_LABEL_LENGTH)..];
    let line = near
        .rsplit(|byte| matches!(byte, b'\n' | b'\r'))
        .next()
        .expect("split yields at least one piece");
    let indent = line.iter().take_while(|byte| matches!(byte, b' ' | b'>')).count();
    line[indent..].starts_with(b"[") && !line[indent..].starts_with(b"[^")
}

#[cfg(test)]
mod tests {
    use crate::compile::markdown::{RenderOptions, render};

    fn html(markdown: &str) -> String {
        render(markdown, &RenderOptions::default()).html
    }

    #[test]
    fn a_bare_url_ends_where_cjk_begins() {
        let link = "<a href=\"https://example.com/a\">https://example.com/a</a>";
        for after in ["。后面", "，x", "后", "（x）", "”x", "、`c`", "…", "　x", "한", "か", "！"]
        {
            let expected = html(after).replace("<p>", &format!("<p>看{link}"));
            assert_eq!(html(&format!("看https://example.com/a{after}")), expected, "{after}");
        }
        assert_eq!(
            html("www.example.com，https://a.b/c。"),
            "<p><a href=\"http://www.example.com\">www.example.com</a>，\
             <a href=\"https://a.b/c\">https://a.b/c</a>。</p>\n"
        );
    }

    #[test]
    fn markup_next_to_a_bare_url_is_parsed() {
        let link = "<a href=\"https://a.b/c\">https://a.b/c</a>";
        assert_eq!(html("**看https://a.b/c。**"), format!("<p><strong>看{link}。</strong></p>\n"));
        assert_eq!(html("看**https://a.b/c**。"), format!("<p>看<strong>{link}</strong>。</p>\n"));
        assert_eq!(html("https://a.b/c**粗**后"), format!("<p>{link}<strong>粗</strong>后</p>\n"));
        assert_eq!(html("（https://a.b/c）。"), format!("<p>（{link}）。</p>\n"));
    }

    #[test]
    fn urls_in_links_code_and_html_are_unchanged() {
        for markdown in [
            "[x](https://a.b/中)",
            "[x]( https://a.b/中 )",
            "<https://a.b/中>",
            "[x]\n\n[x]: https://a.b/中",
            "[x]\n\n[x]:https://a.b/中",
        ] {
            assert!(html(markdown).contains("href=\"https://a.b/%E4%B8%AD\""), "{markdown}");
        }
        assert_eq!(html("`https://a.b/中`"), "<p><code>https://a.b/中</code></p>\n");
        assert!(html("<b title=\"https://a.b/中\">x</b>").contains("title=\"https://a.b/中\""));
    }

    #[test]
    fn an_unquoted_attribute_is_unchanged() {
        assert_eq!(
            html("<img src=https://a.b/图.png alt=x>"),
            "<img src=\"https://a.b/图.png\" alt=\"x\">\n"
        );
        assert!(html("a=https://a.b/c，d").contains("<a href=\"https://a.b/c\">"));
    }

    #[test]
    fn a_footnote_may_begin_with_a_bare_url() {
        let html = html("x[^1]\n\n[^1]: https://a.b/c。见");
        assert!(html.contains("<a href=\"https://a.b/c\">https://a.b/c</a>。见"), "{html}");
    }

    #[test]
    fn letters_of_other_scripts_belong_to_a_url() {
        assert!(html("https://de.wikipedia.org/wiki/Köln。").contains("wiki/K%C3%B6ln\""));
    }
}

//! Marks in the source for the two rules of the dialect that comrak has no option for, and their
//! removal from the tree.
//!
//! - Strikethrough takes two tildes. comrak also takes one, and where one meets two it gives up on
//!   all emphasis in the paragraph, so mending the tree would come too late: a tilde that stands
//!   alone is hidden from the parser.
//! - A bare URL ends where CJK text begins. comrak reads on to the next blank, over whatever markup
//!   comes; it does stop at `<`, so one is put there.
//!
//! A mark holds a C1 control character, which has no meaning in Markdown and no place in text. A
//! source that has these characters of its own is parsed as it is. Marks shift the columns of
//! source positions on their line.

use std::borrow::Cow;

use comrak::nodes::{Node, NodeValue};
use memchr::{memchr_iter, memmem};

use crate::text::script::is_east_asian_text;

/// Stands for a tilde that stands alone.
const TILDE: &str = "\u{91}";
/// Ends a bare URL.
const URL_END: &str = "<\u{92}";
/// Ends a bare URL and all looking for its end: comrak does that up to the next blank, which takes
/// too long where countless URLs stand together without one.
const URLS_END: &str = "<\u{92}\t";
/// How many URLs may stand together without a blank.
const MOST_TOGETHER: usize = 32;

/// A source with marks.
#[derive(Debug)]
pub struct Marked<'a> {
    /// What is parsed.
    pub text: Cow<'a, str>,
    /// Where it differs from the source, in order.
    pub edits: Vec<Edit>,
}

/// A replacement of bytes of the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edit {
    /// Byte offset in the source.
    pub at: usize,
    /// How many bytes of the source are replaced.
    pub length: usize,
    /// What stands there instead.
    pub mark: &'static str,
}

/// Puts marks into a source.
pub fn mark(markdown: &str) -> Marked<'_> {
    let mut edits = tildes(markdown);
    url_ends(markdown, &mut edits);
    if edits.is_empty() || markdown.contains(['\u{91}', '\u{92}']) {
        return Marked { text: Cow::Borrowed(markdown), edits: Vec::new() };
    }
    // A URL ends before the tilde that follows it.
    edits.sort_unstable_by_key(|edit| (edit.at, edit.length));
    let mut marked = String::with_capacity(markdown.len() + 3 * edits.len());
    let mut done = 0;
    for Edit { at, length, mark } in &edits {
        marked.push_str(&markdown[done..*at]);
        marked.push_str(mark);
        done = at + length;
    }
    marked.push_str(&markdown[done..]);
    Marked { text: Cow::Owned(marked), edits }
}

/// Takes the marks out of a tree that was parsed from a marked source.
pub fn unmark<'a>(root: Node<'a>) {
    for node in root.descendants() {
        match &mut node.data_mut().value {
            NodeValue::Text(text) if is_marked(text) => *text = clean(text).into(),
            NodeValue::Code(code) => clean_in_place(&mut code.literal),
            NodeValue::CodeBlock(block) => {
                clean_in_place(&mut block.info);
                clean_in_place(&mut block.literal);
            }
            NodeValue::HtmlBlock(html) => clean_in_place(&mut html.literal),
            NodeValue::HtmlInline(html) => clean_in_place(html),
            NodeValue::Link(link) | NodeValue::Image(link) => {
                clean_in_place(&mut link.url);
                clean_in_place(&mut link.title);
            }
            NodeValue::FootnoteDefinition(footnote) => clean_in_place(&mut footnote.name),
            NodeValue::FootnoteReference(footnote) => clean_in_place(&mut footnote.name),
            NodeValue::Math(math) => clean_in_place(&mut math.literal),
            NodeValue::Alert(alert) => {
                if let Some(title) = &mut alert.title {
                    clean_in_place(title);
                }
            }
            _ => {}
        }
    }
}

fn is_marked(text: &str) -> bool {
    text.contains(['\u{91}', '\u{92}'])
}

fn clean(text: &str) -> String {
    text.replace(TILDE, "~").replace(URLS_END, "").replace(URL_END, "")
}

fn clean_in_place(text: &mut String) {
    if is_marked(text) {
        *text = clean(text);
    }
}

/// Finds the tildes that stand alone, the first of a run being taken off by a backslash.
fn tildes(markdown: &str) -> Vec<Edit> {
    let bytes = markdown.as_bytes();
    let mut edits = Vec::new();
    let mut from = 0;
    for start in memchr_iter(b'~', bytes) {
        if start < from {
            continue;
        }
        let length = bytes[start..].iter().take_while(|&&byte| byte == b'~').count();
        from = start + length;
        let backslashes = bytes[..start].iter().rev().take_while(|&&byte| byte == b'\\').count();
        let escaped = backslashes % 2;
        if length - escaped == 1 {
            edits.push(Edit { at: start + escaped, length: 1, mark: TILDE });
        }
    }
    edits
}

/// Finds where bare URLs run into CJK text.
fn url_ends(markdown: &str, edits: &mut Vec<Edit>) {
    let mut from = 0;
    let mut together = 0;
    for host in hosts(markdown) {
        if host < from {
            continue;
        }
        let rest = &markdown[host..];
        let ends = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r' | '<') || is_east_asian_text(c);
        let end = rest.find(ends).unwrap_or(rest.len());
        if markdown[from..host].contains([' ', '\t', '\n', '\r']) {
            together = 0;
        }
        from = host + end;
        together += 1;
        let mark = if together % MOST_TOGETHER == 0 { URLS_END } else { URL_END };
        let into_cjk = rest[end..].starts_with(is_east_asian_text);
        let into_tag = rest[end..].starts_with('<') && mark == URLS_END;
        if !(into_cjk || into_tag) || is_destination(&markdown[..host]) {
            continue;
        }
        // What comrak would take off the end of a URL is markup or punctuation of the text.
        let url = rest[..end].trim_end_matches(['?', '!', '.', ',', ':', '*', '_', '~', '\'', '"']);
        edits.push(Edit { at: host + url.len(), length: 0, mark });
    }
}

/// The offsets after each `://` and `www.`, in order.
fn hosts(markdown: &str) -> impl Iterator<Item = usize> {
    let after = |mark: &'static str| {
        memmem::find_iter(markdown.as_bytes(), mark).map(|at| at + mark.len()).peekable()
    };
    let mut schemes = after("://");
    let mut wwws = after("www.");
    std::iter::from_fn(move || match (schemes.peek(), wwws.peek()) {
        (Some(scheme), Some(www)) if www < scheme => wwws.next(),
        (Some(_), _) => schemes.next(),
        (None, _) => wwws.next(),
    })
}

/// The longest label of a link definition in bytes, with room for what stands before it.
const LONGEST_LABEL: usize = 4096;

/// Says whether the URL whose beginning ends `before` is written as `](url`, `<url` or
/// `[label]: url`, and so ends by another rule.
fn is_destination(before: &str) -> bool {
    let before = before.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || ".:/".contains(c));
    if before.ends_with('<') {
        return true;
    }
    let before = before.trim_end_matches([' ', '\t']);
    if before.ends_with("](") {
        return true;
    }
    // The colon of a definition is taken off above where no blank follows it.
    let before = before.strip_suffix(':').unwrap_or(before);
    if !before.ends_with(']') {
        return false;
    }
    let near = &before.as_bytes()[before.len().saturating_sub(LONGEST_LABEL)..];
    let line = near.rsplit(|byte| matches!(byte, b'\n' | b'\r')).next().unwrap_or_default();
    let indent = line.iter().take_while(|byte| matches!(byte, b' ' | b'>')).count();
    line[indent..].starts_with(b"[") && !line[indent..].starts_with(b"[^")
}

#[cfg(test)]
mod tests {
    use super::mark;
    use crate::compile::markdown::{RenderOptions, render, text};

    fn html(markdown: &str) -> String {
        render(markdown, &RenderOptions::default()).html
    }

    #[test]
    fn one_tilde_is_text() {
        assert_eq!(html("5~9 和 10~20"), "<p>5~9 和 10~20</p>\n");
        assert_eq!(html("a ~b~ c"), "<p>a ~b~ c</p>\n");
        assert_eq!(html("a \\~b~ c \\\\~d~"), "<p>a ~b~ c \\~d~</p>\n");
    }

    #[test]
    fn two_tildes_strike_through() {
        assert_eq!(html("~~a~~"), "<p><del>a</del></p>\n");
        assert_eq!(html("x ~~~a~~~ ~~b~~"), "<p>x ~~~a~~~ <del>b</del></p>\n");
    }

    #[test]
    fn one_tilde_does_not_disturb_two() {
        assert_eq!(
            html("10~20度~~删除~~**b**"),
            "<p>10~20度<del>删除</del><strong>b</strong></p>\n"
        );
        assert_eq!(html("~~5~9~~ **b**"), "<p><del>5~9</del> <strong>b</strong></p>\n");
    }

    #[test]
    fn tildes_stay_in_code_urls_and_titles() {
        assert_eq!(
            html("`~/x` [a](/~me \"~t\") <https://a.b/~c>\n\n```a~b\ncd ~/y\n```\n"),
            "<p><code>~/x</code> <a href=\"/~me\" title=\"~t\">a</a> \
             <a href=\"https://a.b/~c\">https://a.b/~c</a></p>\n\
             <pre><code class=\"language-a~b\">cd ~/y\n</code></pre>\n"
        );
        assert_eq!(html("$a~b$"), "<p><span data-math-style=\"inline\">a~b</span></p>\n");
        assert_eq!(text("<b>~</b> x~y"), "~ x~y");
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
    fn markup_beside_a_bare_url_is_read() {
        let link = "<a href=\"https://a.b/c\">https://a.b/c</a>";
        assert_eq!(html("**看https://a.b/c。**"), format!("<p><strong>看{link}。</strong></p>\n"));
        assert_eq!(html("看**https://a.b/c**。"), format!("<p>看<strong>{link}</strong>。</p>\n"));
        assert_eq!(html("https://a.b/c**粗**后"), format!("<p>{link}<strong>粗</strong>后</p>\n"));
        assert_eq!(html("（https://a.b/c）。"), format!("<p>（{link}）。</p>\n"));
    }

    #[test]
    fn urls_in_links_code_and_html_are_left_alone() {
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
    fn a_footnote_may_begin_with_a_bare_url() {
        let html = html("x[^1]\n\n[^1]: https://a.b/c。见");
        assert!(html.contains("<a href=\"https://a.b/c\">https://a.b/c</a>。见"), "{html}");
    }

    #[test]
    fn a_tilde_after_a_url_is_text() {
        let link = "<a href=\"https://a.b/c\">https://a.b/c</a>";
        assert_eq!(html("https://a.b/c~，"), format!("<p>{link}~，</p>\n"));
        assert_eq!(html("~~https://a.b/c~~，"), format!("<p><del>{link}</del>，</p>\n"));
    }

    #[test]
    fn letters_of_other_scripts_stay_in_a_url() {
        assert!(html("https://de.wikipedia.org/wiki/Köln。").contains("wiki/K%C3%B6ln\""));
    }

    #[test]
    fn a_source_with_such_characters_of_its_own_is_left_as_it_is() {
        assert_eq!(mark("a~b \u{91}").text, "a~b \u{91}");
        assert_eq!(mark("plain ~~two~~").text, "plain ~~two~~");
    }
}
